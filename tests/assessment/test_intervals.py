"""Intervals of shares and counts, and two shares compared: published values, cases worked by hand, laws."""

from __future__ import annotations

import csv
from fractions import Fraction

import numpy as np
import pytest
from absent_parts import SHARED, skip_or_fail
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.comparisons import (
    chi_squared_p,
    fisher_p,
    newcombe_difference,
    wald_difference,
)
from pxcommission.assessment.statistics.intervals import (
    Z_95,
    Z_998,
    byar_limits,
    clearly_on_the_wrong_side,
    exact_limits,
    poisson,
    poisson_limits,
    wilson,
    wilson_limits,
)

SHARES = st.integers(1, 10_000_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def _rows(name: str) -> list[dict[str, float]]:
    file = SHARED / "spc" / "intervals" / name
    if not file.exists():
        skip_or_fail(f"{file} is not there")
    with file.open(encoding="utf-8") as lines:
        return [{k: float(v) for k, v in row.items()} for row in csv.DictReader(lines)]


def _columns(rows: list[dict[str, float]], *names: str) -> list[np.ndarray]:
    return [np.array([row[name] for row in rows]) for name in names]


def test_wilson_limits_are_those_of_r() -> None:
    rows = _rows("binomial_intervals.csv")
    x, n = _columns(rows, "x", "n")
    for level, z, name in ((0.95, Z_95, "wilson95"), (0.998, Z_998, "wilson998")):
        wanted = np.array(_columns(rows, f"{name}_lo", f"{name}_hi"))
        one_by_one = np.array([wilson(int(a), int(b), z) for a, b in zip(x, n, strict=True)]).T
        assert np.abs(np.array(wilson_limits(x, n, level)) - wanted).max() < 1e-14
        assert np.abs(one_by_one - wanted).max() < 1e-14


def test_exact_limits_are_those_of_r() -> None:
    rows = _rows("binomial_intervals.csv")
    x, n = _columns(rows, "x", "n")
    wanted = np.array(_columns(rows, "exact95_lo", "exact95_hi"))
    assert np.abs(np.array(exact_limits(x, n)) - wanted).max() < 1e-12


def test_limits_of_counts_are_those_of_r() -> None:
    rows = _rows("poisson_intervals.csv")
    (count,) = _columns(rows, "count")
    exact = np.array(_columns(rows, "exact95_lo", "exact95_hi"))
    byar = np.array(_columns(rows, "byar95_lo", "byar95_hi"))
    np.testing.assert_allclose(np.array(poisson_limits(count)), exact, rtol=1e-11)
    np.testing.assert_allclose(np.array(byar_limits(count)), byar, rtol=1e-11, equal_nan=True)


def test_two_shares_compare_as_in_r() -> None:
    rows = _rows("two_sample_proportions.csv")
    four = _columns(rows, "x1", "n1", "x2", "n2")
    wanted = _columns(rows, "chisq_p", "wald_diff_lo", "wald_diff_hi", "fisher_p")
    found = (chi_squared_p(*four), *wald_difference(*four), fisher_p(*four))
    np.testing.assert_allclose(np.array(found), np.array(wanted), atol=1e-11)


def test_limits_of_none_and_of_all_are_exact_at_the_end_they_touch() -> None:
    square = Z_95**2
    assert wilson(0, 1) == (0.0, pytest.approx(square / (1 + square), abs=1e-15))
    assert wilson(1, 1) == (pytest.approx(1 / (1 + square), abs=1e-15), 1.0)
    low, high = exact_limits([0, 10], [10, 10])
    assert (low[0], high[1]) == (0.0, 1.0)
    assert high[0] == pytest.approx(1 - 0.025**0.1, abs=1e-14)
    assert low[1] == pytest.approx(0.025**0.1, abs=1e-14)


def test_no_event_may_still_come_from_a_mean_of_up_to_three_point_seven() -> None:
    low, high = poisson(0)
    assert low == 0.0
    assert high == pytest.approx(-np.log(0.025), abs=1e-12)


def test_byars_lower_limit_of_no_event_is_not_defined() -> None:
    low, high = byar_limits(0)
    assert np.isnan(low)
    assert high == pytest.approx((1 - 1 / 9 + Z_95 / 3) ** 3)


@pytest.mark.parametrize(("part", "whole"), [(0, 0), (3, 2), (-1, 4), (1, -1)])
def test_what_is_no_share_is_refused_with_the_reason(part: int, whole: int) -> None:
    for limits in (wilson, wilson_limits, exact_limits):
        with pytest.raises(ValueError, match=r"nothing was counted|from 0 to"):
            limits(part, whole)
    with pytest.raises(ValueError, match=r"nothing was counted|from 0 to"):
        newcombe_difference(1, 2, part, whole)


def test_a_negative_number_of_events_is_refused() -> None:
    with pytest.raises(ValueError, match="can't be negative"):
        poisson(-1)
    with pytest.raises(ValueError, match="can't be negative"):
        byar_limits([1, float("nan")])


def test_newcombes_own_example() -> None:
    """56 of 70 against 48 of 80: method 10 of the paper gives 0.0524 to 0.3339."""
    low, high = newcombe_difference(56, 70, 48, 80)
    assert (round(float(low), 4), round(float(high), 4)) == (0.0524, 0.3339)


def test_two_shares_that_are_all_or_none_leave_nothing_to_test() -> None:
    assert np.isnan(chi_squared_p(5, 5, 7, 7))
    assert np.isnan(chi_squared_p(0, 5, 0, 7))
    assert fisher_p(5, 5, 7, 7) == 1


def test_walds_limits_stop_at_one() -> None:
    low, high = wald_difference(3, 4, 1, 4)
    assert (float(low), float(high)) == (pytest.approx(0.5 - Z_95 * np.sqrt(3 / 32)), 1.0)


def test_a_bound_that_is_no_binary_fraction_is_compared_as_it_is_written() -> None:
    low, high = wilson(930, 1000)
    assert clearly_on_the_wrong_side(930, 1000, ">=", Fraction(19, 20))
    assert not clearly_on_the_wrong_side(930, 1000, ">=", Fraction(high))
    assert not clearly_on_the_wrong_side(930, 1000, "<=", Fraction(low))
    assert clearly_on_the_wrong_side(930, 1000, "<=", Fraction(low) - Fraction(1, 10**30))


@settings(max_examples=60)
@given(SHARES)
def test_wilsons_limits_enclose_the_share_and_stay_between_none_and_all(share: tuple[int, int]) -> None:
    part, whole = share
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole + 1e-15
    assert part / whole - 1e-15 <= high <= 1


@settings(max_examples=60)
@given(SHARES)
def test_the_complements_limits_are_the_mirror_image(share: tuple[int, int]) -> None:
    part, whole = share
    low, high = wilson(part, whole)
    assert wilson(whole - part, whole) == (pytest.approx(1 - high, abs=1e-14), pytest.approx(1 - low, abs=1e-14))


@settings(max_examples=60)
@given(SHARES.filter(lambda share: share[0] < share[1]))
def test_one_more_good_answer_never_lowers_a_limit(share: tuple[int, int]) -> None:
    part, whole = share
    assert all(more >= less for more, less in zip(wilson(part + 1, whole), wilson(part, whole), strict=True))


@settings(max_examples=60)
@given(SHARES, st.integers(2, 50))
def test_more_of_the_same_narrows_the_interval(share: tuple[int, int], times: int) -> None:
    part, whole = share
    (low, high), (inner_low, inner_high) = wilson(part, whole), wilson(part * times, whole * times)
    assert inner_high - inner_low <= high - low


@settings(max_examples=60)
@given(SHARES)
def test_arrays_give_what_one_figure_gives(share: tuple[int, int]) -> None:
    assert tuple(map(float, wilson_limits(*share))) == pytest.approx(wilson(*share), rel=1e-12, abs=1e-15)


@settings(max_examples=60)
@given(SHARES, SHARES)
def test_newcombes_difference_turns_round_with_its_shares(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = newcombe_difference(*one, *other)
    low_again, high_again = newcombe_difference(*other, *one)
    assert float(low) == pytest.approx(-float(high_again), abs=1e-13)
    assert float(high) == pytest.approx(-float(low_again), abs=1e-13)
    assert -1 <= low <= one[0] / one[1] - other[0] / other[1] + 1e-13


@given(st.integers(0, 1_000_000))
def test_exact_limits_of_a_count_enclose_it(count: int) -> None:
    low, high = poisson(count)
    assert low <= count < high
