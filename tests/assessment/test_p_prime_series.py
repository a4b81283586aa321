"""P′ charts by the rules of a profile: limits of each period's own, and the same answers as an XmR chart gives of its words."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.attribute_charts import p_prime_chart
from pxcommission.assessment.statistics.p_prime_series import Share, p_prime_result, p_prime_results
from pxcommission.assessment.statistics.profiles import MDC, PTD
from pxcommission.assessment.statistics.xmr_series import Asked, CannotAssessCode, Improvement, Rebase
from pxcommission.periods import add_months

FIRST = date(2024, 4, 1)
UNLIKE = [40, 400, 90, 800, 60, 500, 45, 700, 120, 300, 50, 900, 80, 600, 70, 450]


def shares(parts: list[int | None], wholes: list[int | None]) -> list[Share]:
    return [
        Share(add_months(FIRST, at), part, whole) for at, (part, whole) in enumerate(zip(parts, wholes, strict=True))
    ]


SWING = [0.02, -0.01, -0.02, 0.01, 0.02, -0.02, 0.01, -0.01]


def steady(wholes: list[int], share: float = 0.9) -> list[int]:
    """Counts about a share that swings a little to both sides."""
    return [round((share + SWING[at % len(SWING)]) * whole) for at, whole in enumerate(wholes)]


def test_a_period_with_few_answers_has_wide_limits_and_one_with_many_narrow_ones() -> None:
    result = p_prime_result(shares([*steady(UNLIKE)], [*UNLIKE]), Asked(), PTD)
    widths = {
        whole: point.upl - point.lpl
        for whole, point in zip(UNLIKE, result.points, strict=True)
        if point.upl and point.lpl
    }
    assert widths[900] < widths[400] < widths[120]
    assert result.variation == "common_cause"
    assert "P′ chart by the rules of ptd" in result.profile.label


def test_the_same_share_is_special_of_many_answers_and_common_of_few() -> None:
    wholes = [*UNLIKE[:-1], 900]
    many = p_prime_result(shares([*steady(wholes[:-1]), round(0.84 * 900)], [*wholes]), Asked(), PTD)
    few = p_prime_result(shares([*steady(wholes[:-1]), round(0.84 * 50)], [*wholes[:-1], 50]), Asked(), PTD)
    assert many.last is not None
    assert (many.variation, many.last.special_cause_type) == ("concern_low", "Below LCL")
    assert few.variation == "common_cause"


def test_lines_are_those_of_laneys_chart() -> None:
    parts = [37, 352, 85, 700, 58, 441, 40, 640, 104, 281, 44, 801, 75, 533, 61, 410]
    result = p_prime_result(shares([*parts], [*UNLIKE]), Asked(), MDC)
    chart = p_prime_chart([parts], [UNLIKE], screened=False)
    assert [point.lpl for point in result.points] == pytest.approx([100 * one for one in chart.lower[0]])
    assert [point.mean for point in result.points] == pytest.approx([100 * one for one in chart.centre[0]])


def test_a_target_is_held_against_the_limits_of_the_last_period() -> None:
    parts, wholes = steady(UNLIKE), [*UNLIKE]
    failed = p_prime_result(shares([*parts], [*wholes]), Asked(target=99.5), PTD)
    passed = p_prime_result(shares([*parts], [*wholes]), Asked(target=60.0), PTD)
    lower = p_prime_result(shares([*parts], [*wholes]), Asked(Improvement.DECREASE, 60.0), PTD)
    assert (failed.assurance, passed.assurance, lower.assurance) == ("fail", "pass", "fail")


def test_a_missing_period_or_too_few_of_them_can_not_be_assessed() -> None:
    parts: list[int | None] = [*steady(UNLIKE)]
    gap = p_prime_result(shares([*parts[:5], None, *parts[6:]], [*UNLIKE]), Asked(), PTD)
    last = p_prime_result(shares([*parts[:-1], None], [*UNLIKE]), Asked(), PTD)
    short = p_prime_result(shares(parts[:8], [*UNLIKE[:8]]), Asked(), PTD)
    codes = [one.cannot_assess.code for one in (gap, last, short) if one.cannot_assess]
    assert codes == [
        CannotAssessCode.MISSING_POINTS,
        CannotAssessCode.LAST_POINT_MISSING,
        CannotAssessCode.SHORT_SERIES,
    ]


def test_a_rebase_begins_anew_and_no_run_crosses_it() -> None:
    wholes = [*UNLIKE, *UNLIKE]
    parts = [*steady(UNLIKE, 0.7), *steady(UNLIKE, 0.9)]
    day = add_months(FIRST, len(UNLIKE))
    plain = p_prime_result(shares([*parts], [*wholes]), Asked(), PTD)
    rebased = p_prime_result(shares([*parts], [*wholes]), Asked(rebases=(Rebase(day, "moved"),)), PTD)
    assert plain.variation == "improvement_high"
    assert rebased.variation == "common_cause"
    assert [point.rebase_group for point in rebased.points] == [0] * 16 + [1] * 16


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(st.tuples(st.integers(20, 900), st.floats(0.5, 0.99)), min_size=13, max_size=30))
def test_turned_round_what_was_a_concern_is_an_improvement(pairs: list[tuple[int, float]]) -> None:
    wholes = [whole for whole, _ in pairs]
    parts = [round(whole * share) for whole, share in pairs]
    up = p_prime_result(shares([*parts], [*wholes]), Asked(Improvement.INCREASE), PTD)
    down = p_prime_result(shares([*parts], [*wholes]), Asked(Improvement.DECREASE), PTD)
    turned = {"improvement": "concern", "concern": "improvement"}
    said = (up.variation or "").split("_")
    assert down.variation == "_".join([turned.get(said[0], said[0]), *said[1:]])


def test_a_share_that_never_changes_stands_on_its_mean_whatever_its_denominator() -> None:
    wholes = [30, 70, 110, 130, 170, 190, 230, 290, 310, 370, 410, 430, 470, 530]
    result = p_prime_result(shares([7 * whole // 10 for whole in wholes], [*wholes]), Asked(), PTD)
    assert {point.relative_to_mean for point in result.points} == {0}
    assert {point.special_cause_type for point in result.points} == {"Common Cause"}


def test_many_series_at_once_say_what_each_says_alone() -> None:
    any_number = random.Random(5)
    asked = []
    for length in (1, 3, 12, 12, 24, 24, 36):
        wholes = [any_number.choice([0, any_number.randint(20, 900)]) for _ in range(length)]
        parts = [None if any_number.random() < 0.1 else any_number.randint(0, whole) for whole in wholes]
        made = shares([*parts], [*wholes])
        rebases = (Rebase(made[length // 2].day, "moved"),) if length > 12 and any_number.random() < 0.7 else ()
        target = any_number.choice([None, 60.0])
        asked.append((made, Asked(any_number.choice([*Improvement]), target, rebases)))
    for profile in (PTD, MDC):
        assert p_prime_results(asked, profile) == [p_prime_result(*one, profile) for one in asked]
