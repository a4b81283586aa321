"""XmR charts: small cases derived by hand, the two profiles, and what can't be assessed."""

from __future__ import annotations

import math
from datetime import date, timedelta

import numpy as np
import pytest
from msgspec.structs import replace

from pxcommission.assessment.statistics.profiles import MDC, PTD, UnknownProfile, profile_named
from pxcommission.assessment.statistics.xmr import analyse, analyse_many, analyse_series
from pxcommission.assessment.statistics.xmr_dates import absent_periods as absent_between
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, InputWrong, Rebase, Series, SeriesResult
from pxcommission.assessment.statistics.xmr_words import assurance_told, basis, finding, icons_told

BASE = [0.5, -0.5] * 6
"""Mean 0 and average moving range 1: limits ∓2.66, two-sigma lines ∓1.7733."""
UNSCREENED = replace(PTD, screen=False)


def months(number: int) -> list[date]:
    return [date(2022 + at // 12, at % 12 + 1, 1) for at in range(number)]


def absent_periods(days: list[date]) -> int:
    return absent_between(tuple(days))


def of_base(tail: list[float], profile=PTD, improvement=Improvement.INCREASE, target=None) -> SeriesResult:
    """The tail after a baseline fixed on BASE."""
    values = [*BASE, *tail]
    return analyse(months(len(values)), values, Asked(improvement, target, fix_after=12), profile)


def causes(result: SeriesResult, last: int) -> list[str]:
    return [point.special_cause_type for point in result.points[-last:]]


def steady(number: int) -> list[float]:
    return [90 + (at * 7 % 5) / 2 for at in range(number)]


def code(result: SeriesResult) -> str | None:
    return result.cannot_assess.code.value if result.cannot_assess else None


def test_the_limits_are_266_average_moving_ranges_from_the_mean() -> None:
    last = of_base([0.1]).points[-1]
    assert (last.mean, last.lpl, last.upl) == (0.0, -2.66, 2.66)
    assert last.near_upl == pytest.approx(2 * 2.66 / 3, abs=0)


def test_a_point_exactly_on_a_limit_is_not_outside_it() -> None:
    assert causes(of_base([2.66, -0.1, 2.661]), 3) == ["Common Cause", "Common Cause", "Above UCL"]


def test_a_moving_range_of_3267_averages_is_left_out_once_and_the_mean_keeps_its_point() -> None:
    values = [0, 1] * 7 + [100]
    result = analyse(months(15), values)
    assert result.points[0].upl == pytest.approx(107 / 15 + 2.66 * 1)
    assert analyse(months(15), values, profile=UNSCREENED).points[0].upl == pytest.approx(107 / 15 + 2.66 * 112 / 14)


def test_two_of_three_near_a_limit_flags_only_the_near_points() -> None:
    assert causes(of_base([2, 0.1, 2]), 3) == ["2 in 3 Above CL", "Common Cause", "2 in 3 Above CL"]
    assert causes(of_base([2, -0.1, 2]), 3) == ["Common Cause"] * 3
    assert causes(of_base([2, 0, 2]), 3) == ["Common Cause"] * 3


def test_seven_on_one_side_are_a_shift_and_a_point_on_the_mean_breaks_it() -> None:
    up = [0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1]
    assert causes(of_base([-0.1, *up]), 7) == ["7 Points Above CL"] * 7
    assert causes(of_base([-0.1, *up[:3], 0, *up[:3]]), 7) == ["Common Cause"] * 7


def test_six_rises_are_a_trend_and_a_tie_breaks_it() -> None:
    assert causes(of_base([-1.5, -1, -0.4, 0.1, 0.6, 1, 1.5]), 7) == ["7 Point Trend (Increasing)"] * 7
    assert causes(of_base([-1.5, -1, -0.4, -0.4, 0.6, 1, 1.5]), 7) == ["Common Cause"] * 7


def test_a_shared_peak_of_two_trends_falls() -> None:
    tail = [-1.5, -1, -0.4, 0.1, 0.6, 1, 1.5, 1.4, 0.9, 0.4, -0.1, -0.5, -0.9]
    found = causes(of_base(tail), 13)
    assert found == ["7 Point Trend (Increasing)"] * 6 + ["7 Point Trend (Decreasing)"] * 7


def test_a_rise_a_tie_and_a_fall_label_the_last_point_of_the_rise_falling() -> None:
    rise = [-1.5, -1, -0.4, 0.1, 0.6, 1, 1.5]
    assert causes(of_base([*rise, *rise[::-1]]), 8)[0] == "7 Point Trend (Decreasing)"


def test_a_falling_trend_above_the_mean_is_concern_in_ptd_and_improvement_shown_in_mdc() -> None:
    tail = [1.7, 1.5, 1.3, 1.1, 0.9, 0.7, 0.6]
    assert of_base(tail).variation == "concern_low"
    shown = of_base(tail, profile_named("mdc", 7))
    assert (shown.variation, causes(shown, 1)) == ("improvement_high", ["7 Points Above CL"])


def test_mdc_counts_a_point_beyond_the_limits_among_two_of_three() -> None:
    assert causes(of_base([3, 2, 0.3], MDC), 3) == ["Above UCL", "2 in 3 Above CL", "Common Cause"]
    assert causes(of_base([3, 2, 0.3]), 3) == ["Above UCL", "Common Cause", "Common Cause"]


@pytest.mark.parametrize(("length", "found"), [(6, "6 Points Above CL"), (7, "Common Cause")])
def test_mdc_has_runs_of_six_or_seven(length: int, found: str) -> None:
    tail = [-0.1, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2]
    assert causes(of_base(tail, profile_named("mdc", length)), 6) == [found] * 6


@pytest.mark.parametrize(
    ("target", "improvement", "ptd", "mdc"),
    [
        (-2.66, "increase", "inconsistent", "pass"),
        (-2.66, "decrease", "inconsistent", "fail"),
        (2.66, "increase", "inconsistent", "fail"),
        (2.66, "decrease", "inconsistent", "pass"),
        (3, "increase", "fail", "fail"),
        (-3, "increase", "pass", "pass"),
        (0, "decrease", "inconsistent", "inconsistent"),
        (0, "neutral", None, None),
    ],
)
def test_a_target_on_a_limit_decides_only_in_mdc(target: float, improvement: str, ptd: str, mdc: str) -> None:
    asked = Improvement(improvement)
    assert of_base([0.1], PTD, asked, target).assurance == ptd
    assert of_base([0.1], MDC, asked, target).assurance == mdc


def test_a_constant_series_can_not_be_assessed_in_ptd_and_is_held_against_its_target_in_mdc() -> None:
    constant = [100.0] * 24
    screened = analyse(months(24), constant, Asked(target=95))
    assert (screened.variation, screened.assurance, code(screened)) == (
        "common_cause",
        "inconsistent",
        "constant_series",
    )
    assert screened.points[0].lpl is None
    unscreened = analyse(months(24), constant, Asked(target=95), UNSCREENED)
    assert (unscreened.assurance, code(unscreened)) == ("pass", "constant_series")
    for target, expected in ((95, "pass"), (100, "pass"), (101, "fail")):
        mdc = analyse(months(24), constant, Asked(target=target), MDC)
        assert (mdc.variation, mdc.assurance, code(mdc)) == ("common_cause", expected, None)
    assert "Every point misses" in assurance_told(mdc)


def test_limits_that_fall_together_are_reported_and_not_relied_on() -> None:
    result = analyse(months(24), [100.0] * 11 + [97.0] + [100.0] * 12, Asked(target=95))
    assert (result.variation, result.assurance, code(result)) == ("improvement_high", "pass", "limits_collapse")
    assert (result.variation_shown, result.assurance_shown) == (None, None)
    assert finding(result).startswith("Can't be assessed")
    assert "ptd would show improvement high and pass" in icons_told(result)


def test_a_baseline_without_variation_is_no_ground_for_a_special_cause_in_mdc() -> None:
    result = analyse(months(24), [5.0] * 12 + steady(12), Asked(fix_after=12), MDC)
    assert code(result) == "limits_collapse"


def test_counts_of_fewer_than_one_a_period_are_left_to_another_chart() -> None:
    values = [0, 1, 0, 2, 0, 1, 1, 0, 1, 0, 2, 1, 0, 1, 0, 1]
    assert code(analyse(months(16), values)) == "rare_counts"
    assert code(analyse(months(16), [value + 1 for value in values])) is None
    assert code(analyse(months(16), [value / 8 for value in values])) is None


def test_fewer_than_13_points_are_too_few_to_assess_and_mdc_shows_nothing() -> None:
    twelve = analyse(months(12), steady(12), Asked(target=90))
    assert (code(twelve), twelve.variation, twelve.short_group) == ("short_series", "common_cause", True)
    assert code(analyse(months(13), steady(13))) is None
    shown = analyse(months(12), steady(12), Asked(target=90), MDC)
    assert (shown.variation, shown.assurance, shown.points[0].lpl) == (None, None, None)


def test_a_missing_last_point_and_a_missing_point_can_not_be_assessed() -> None:
    last = analyse(months(20), [*steady(19), None])
    assert (last.variation, code(last)) == ("common_cause", "last_point_missing")
    assert code(analyse(months(20), [None, *steady(19)])) == "missing_points"
    assert last.points[-1].outside is None and last.points[-1].relative_to_mean is None


def test_a_missing_value_costs_two_moving_ranges() -> None:
    values = [0, 2, None, 10, 13] + [10, 13] * 5
    ranges = [2, 3] + [3] * 10
    average = sum(ranges) / 12
    mean = sum(v for v in values if v is not None) / 14
    assert analyse(months(15), values, profile=UNSCREENED).points[0].upl == pytest.approx(mean + 2.66 * average)


@pytest.mark.parametrize(
    "values", [[1, 2, 3, None, 5, 6, 7], [None] * 7, [7, 6, None, None, 3, 2, 1], [None, *list(range(6))]]
)
def test_where_the_package_stops_on_a_missing_value_there_is_no_icon_and_no_crash(values: list[float | None]) -> None:
    result = analyse(months(27), [*steady(10), *values, *steady(10)], Asked(target=90))
    assert (result.variation, result.assurance, code(result)) == (None, None, "missing_points")


def test_a_missing_value_before_the_last_rebase_still_stops_ptd_and_not_mdc() -> None:
    values = [1, 2, 3, None, 5, 6, 7, *steady(15)]
    asked = Asked(rebases=(Rebase(months(8)[-1], "moved"),))
    assert code(analyse(months(22), values, asked)) == "missing_points"
    assert code(analyse(months(22), values, asked, MDC)) is None


def test_no_value_at_all_is_said_so() -> None:
    assert code(analyse(months(3), [None] * 3)) == "no_values"
    assert code(analyse([], [])) == "no_values"


def test_absent_months_quarters_and_weeks_are_noticed_and_days_are_not() -> None:
    full = months(20)
    assert code(analyse(full[:5] + full[6:], steady(19))) == "missing_periods"
    assert (
        absent_periods([date(2024, 1, 31), date(2024, 2, 29), date(2024, 4, 30), date(2024, 5, 31), date(2024, 6, 30)])
        == 1
    )
    assert absent_periods(months(40)[::3]) == 0
    weeks = [date(2025, 1, 6) + timedelta(weeks=at) for at in range(10)]
    assert (absent_periods(weeks), absent_periods(weeks[:3] + weeks[5:])) == (0, 2)
    working_days = [day for day in (date(2025, 1, 6) + timedelta(days=at) for at in range(20)) if day.weekday() < 5]
    assert absent_periods(working_days) == 0


def test_no_run_and_no_limit_crosses_a_rebase() -> None:
    values = [*steady(14), *(value + 20 for value in steady(14))]
    rebase = Rebase(months(15)[-1], "new booking system")
    result = analyse(months(28), values, Asked(rebases=(rebase,)))
    assert [point.rebase_group for point in result.points] == [0] * 14 + [1] * 14
    assert not any(point.special_cause for point in result.points)
    assert (result.rebases, len(result.baseline)) == ((rebase,), 14)
    assert "rebased on 2023-03-01: new booking system" in basis(result)


def test_a_rebase_on_the_first_day_begins_at_1_and_one_on_no_day_does_nothing() -> None:
    days = months(14)
    first = analyse(days, steady(14), Asked(rebases=(Rebase(days[0]), Rebase(date(2022, 1, 2)))))
    assert {point.rebase_group for point in first.points} == {1}
    assert [rebase.on for rebase in first.rebases_unused] == [date(2022, 1, 2)]


def test_a_rebase_at_the_last_point_leaves_one_that_can_not_be_assessed() -> None:
    days = months(24)
    result = analyse(days, steady(24), Asked(target=95, rebases=(Rebase(days[-1]),)))
    assert (result.variation, result.assurance, code(result)) == ("common_cause", "inconsistent", "short_series")
    assert result.last is not None and result.last.lpl is None
    assert "only 1 point since the rebase" in finding(result)


def test_a_fixed_baseline_counts_rows_in_each_group_missing_ones_too() -> None:
    values = [None, *steady(30)]
    result = analyse(months(31), values, Asked(fix_after=12, rebases=(Rebase(months(15)[-1]),)))
    assert [point.in_baseline for point in result.points] == [False] + [True] * 11 + [False] * 2 + [True] * 12 + [
        False
    ] * 5


def test_a_series_without_the_target_others_have_is_inconsistent_as_in_the_package_and_not_assessed() -> None:
    result = analyse(months(20), steady(20), Asked(target=math.nan))
    assert (result.assurance, result.target, code(result)) == ("inconsistent", None, "no_target")


def test_what_can_not_be_a_series_is_refused() -> None:
    day = date(2025, 1, 1)
    for dates, values, asked in (
        ([day, day], [1, 2], Asked()),
        ([day], [1, 2], Asked()),
        (months(20), steady(20), Asked(fix_after=11)),
        (months(2), [1, math.inf], Asked()),
    ):
        with pytest.raises(InputWrong):
            analyse(dates, values, asked)
    with pytest.raises(InputWrong):
        analyse_many([1.0, 2.0])
    with pytest.raises(InputWrong):
        analyse_many([[1.0, 2.0]], improvement=2)


def test_profiles_are_named_and_ptd_has_no_runs_of_six() -> None:
    assert (profile_named("mdc"), profile_named("ptd", 7)) == (MDC, PTD)
    assert profile_named("ptd", screened=False) == UNSCREENED
    assert "not verified" in MDC.label and "unscreened" in UNSCREENED.label
    for name, length in (("ptd", 6), ("mdc", 8), ("spc", None)):
        with pytest.raises(UnknownProfile):
            profile_named(name, length)


def test_series_of_every_length_stand_in_one_batch() -> None:
    series = [Series(str(n), months(n), steady(n)) for n in (0, 1, 5, 24)]
    assert [len(result.points) for result in analyse_series(series)] == [0, 1, 5, 24]
    assert analyse_series(()) == ()
    assert np.array_equal(analyse_many(np.zeros((2, 0))).variation, [0, 0])
