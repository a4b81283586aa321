"""Rare events: days and opportunities between them, read by the rules of a profile and shown in their own unit."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pxcommission.assessment.statistics.profiles import PTD
from pxcommission.assessment.statistics.rare_events import g_chart, t_chart
from pxcommission.assessment.statistics.rare_series import days_between_result, opportunities_between_result
from pxcommission.assessment.statistics.xmr_series import Asked, Series

GAPS = [46, 20, 52, 28, 50, 20, 53, 21, 52, 39, 42, 50, 38]


def events(gaps: list[int]) -> Series:
    days = [date(2024, 1, 5)]
    for gap in gaps:
        days.append(days[-1] + timedelta(days=gap))
    return Series("breaches", days, [1.0] * len(days), Asked())


def test_a_long_time_without_an_event_is_an_improvement_and_lines_are_those_of_the_t_chart() -> None:
    result = days_between_result(events([*GAPS, 212]), PTD)
    assert (result.variation, result.cannot_assess) == ("improvement_high", None)
    chart = t_chart([*GAPS, 212])
    assert result.last is not None
    assert (result.last.value, result.last.upl, result.last.mean) == pytest.approx((212, chart.upper, chart.centre))
    assert result.profile.label.startswith("t (days between events) chart by the rules of ptd")


def test_events_that_come_closer_together_are_a_concern() -> None:
    result = days_between_result(
        events([*[60, 75, 52, 80, 66, 71, 58, 77, 63, 69], *[20, 25, 18, 22, 19, 24, 21]]), PTD
    )
    assert (result.variation or "").startswith("concern")


def test_too_few_events_can_not_be_assessed_and_none_at_all_is_no_crash() -> None:
    few, none = days_between_result(events(GAPS[:5]), PTD), days_between_result(Series("none", [], []), PTD)
    assert few.cannot_assess is not None
    assert "6 events are known; 13 are needed" in few.cannot_assess.reason
    assert none.points == ()
    assert none.cannot_assess is not None


def test_a_day_without_an_event_is_no_event() -> None:
    series = events([*GAPS, 212])
    more = Series("breaches", [*series.dates, date(2025, 6, 1)], [*series.values, 0.0])
    assert days_between_result(more, PTD).points == days_between_result(series, PTD).points


def test_opportunities_have_a_limit_above_only() -> None:
    gaps = [900, 400, 1300, 700, 250, 1100, 640, 980, 300, 1500, 820, 410, 760, 6000]
    days = [date(2024, 1, 5) + timedelta(days=30 * at) for at in range(len(gaps))]
    result = opportunities_between_result(Series("breaches", days, [float(gap) for gap in gaps]), PTD)
    chart = g_chart(gaps)
    assert result.last is not None
    assert (result.last.upl, result.last.lpl, result.last.mean) == pytest.approx((chart.upper, 0.0, chart.centre))
    assert result.variation == "improvement_high"
