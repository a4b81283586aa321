"""A figure held against its target as chance leaves it: three states, the words of why not, and one meaning with the ladder's."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.assessment.statistics.compared_with_target import (
    LEAST_RESPONSES_TO_RATE,
    ComparedWithTarget,
    Standing,
    compared_with,
)
from pxcommission.assessment.statistics.intervals import clearly_on_the_wrong_side, poisson, wilson

BELOW, UNSURE, ABOVE = Standing.CLEARLY_BELOW, Standing.NOT_DISTINGUISHABLE, Standing.CLEARLY_ABOVE
NINETY_FIVE, FIVE = Fraction(95, 100), Fraction(5, 100)
OPERATORS = st.sampled_from([">=", ">", "<=", "<"])
SHARES = st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("numerator", "operator", "bound", "standing"),
    [
        (930, ">=", NINETY_FIVE, BELOW),
        (940, ">=", NINETY_FIVE, UNSURE),
        (950, ">=", NINETY_FIVE, UNSURE),
        (970, ">=", NINETY_FIVE, ABOVE),
        (70, "<=", FIVE, BELOW),
        (60, "<", FIVE, UNSURE),
        (30, "<=", FIVE, ABOVE),
    ],
)
def test_a_share_of_a_thousand_has_one_of_three_standings(
    numerator: int, operator: str, bound: Fraction, standing: Standing
) -> None:
    found = compared_with(numerator, 1000, "proportion", operator, bound)
    low, high = wilson(numerator, 1000)
    assert found == ComparedWithTarget(standing, low, high, "Wilson 95%")
    assert found.clearly_below is (standing is BELOW)


def test_in_breach_by_value_and_yet_not_distinguishable() -> None:
    found = compared_with(18, 20, "proportion", ">=", NINETY_FIVE)
    assert (found.standing, found.clearly_below) == (UNSURE, False)


@pytest.mark.parametrize(
    ("count", "operator", "bound", "standing"),
    [(1, "<=", 0, BELOW), (0, "<=", 0, UNSURE), (12, "<=", 5, BELOW), (8, "<=", 5, UNSURE), (0, "<=", 5, ABOVE)],
)
def test_a_count_is_held_against_its_target_by_the_poisson_interval(
    count: int, operator: str, bound: int, standing: Standing
) -> None:
    low, high = poisson(count)
    found = compared_with(count, None, "count", operator, Fraction(bound))
    assert found == ComparedWithTarget(standing, low, high, "exact Poisson 95%")


def test_a_rate_is_its_count_over_its_exposure() -> None:
    low, high = poisson(12)
    found = compared_with(12, 4, "count", "<=", Fraction(1))
    assert (found.low, found.high, found.standing) == (low / 4, high / 4, BELOW)


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "said"),
    [
        (None, 10, "proportion", "the figure is not known"),
        (9, None, "proportion", "the share is published without the counts behind it"),
        (0, 0, "proportion", "nothing was counted"),
        (3, None, "rating", "it is a rating, not a count of cases, so chance can't be worked out from it"),
        (3, None, "median", "it is a median, not a count of cases, so chance can't be worked out from it"),
    ],
)
def test_where_no_interval_can_be_drawn_the_reason_is_said(
    numerator: int | None, denominator: int | None, unit: str, said: str
) -> None:
    found = compared_with(numerator, denominator, unit, ">=", NINETY_FIVE)
    assert found == ComparedWithTarget(None, reason=said)
    assert found.clearly_below is None


def test_too_few_responses_have_an_interval_and_no_standing() -> None:
    found = compared_with(4, 9, "proportion", ">=", NINETY_FIVE, responses_needed=LEAST_RESPONSES_TO_RATE)
    assert found == ComparedWithTarget(None, *wilson(4, 9), "Wilson 95%", "only 9 were counted; 10 are needed to say")
    assert compared_with(4, 10, "proportion", ">=", NINETY_FIVE, responses_needed=10).standing is BELOW


def test_without_a_target_the_interval_is_given_and_it_is_said() -> None:
    found = compared_with(9, 10, "proportion", ">=", None)
    assert (found.standing, found.low) == (None, wilson(9, 10)[0])
    assert found.reason == "there is no target to compare it with"


def test_a_comparison_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no comparison"):
        compared_with(9, 10, "proportion", "better", NINETY_FIVE)


@given(SHARES, OPERATORS, st.fractions(0, 1))
def test_below_is_what_the_ladder_calls_clearly_below(share: tuple[int, int], operator: str, bound: Fraction) -> None:
    found = compared_with(*share, "proportion", operator, bound)
    assert found.clearly_below is clearly_on_the_wrong_side(*share, operator, bound)


@given(SHARES, OPERATORS, st.fractions(0, 1))
def test_what_meets_its_target_is_never_clearly_below_it(
    share: tuple[int, int], operator: str, bound: Fraction
) -> None:
    standing = compared_with(*share, "proportion", operator, bound).standing
    value = Fraction(*share)
    within = value >= bound if operator in (">=", ">") else value <= bound
    assert standing is not (BELOW if within else ABOVE)


@given(SHARES, st.fractions(0, 1))
def test_turning_the_question_round_turns_the_standing_round(share: tuple[int, int], bound: Fraction) -> None:
    turned = {BELOW: ABOVE, ABOVE: BELOW, UNSURE: UNSURE}
    at_least = compared_with(*share, "proportion", ">=", bound).standing
    assert at_least is not None
    assert compared_with(*share, "proportion", "<=", bound).standing is turned[at_least]
