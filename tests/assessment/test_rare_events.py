"""Rare events: t and g charts worked by hand, when they can't be drawn, and which chart suits."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.statistics.rare_events import Chart, chart_for, days_between, g_chart, t_chart

GAPS = st.lists(st.integers(1, 400), min_size=12, max_size=40).filter(lambda gaps: len(set(gaps)) > 1)


def test_events_on_one_day_are_one() -> None:
    days = [date(2025, 6, 9), date(2025, 4, 1), date(2025, 4, 11), date(2025, 4, 11)]
    assert days_between(days) == (10, 59)
    assert days_between(days[:1]) == ()


def test_a_t_chart_worked_by_hand() -> None:
    """Transformed gaps alternate between 2 and 3: mean 2.5, moving ranges of 1, limits 2.5 -+ 3/1.128."""
    gaps = [2**3.6, 3**3.6] * 6
    chart = t_chart(gaps, open_gap=400)
    assert chart.centre == pytest.approx(2.5**3.6)
    assert chart.upper == pytest.approx((2.5 + 3 / 1.128) ** 3.6)
    assert chart.lower == 0
    assert not any(chart.longer or (True,))
    assert chart.open_gap_is_long is True
    assert chart.shift == ""


def test_a_g_chart_worked_by_hand() -> None:
    """Gaps of 10 and 30 admissions: mean 20, upper limit 20 + 3 root 420, centre line the median."""
    chart = g_chart([10, 30] * 6, open_gap=50)
    assert (chart.centre, chart.lower) == (20, 0)
    assert chart.upper == pytest.approx(20 + 3 * 420**0.5)
    assert chart.open_gap_is_long is False


def test_a_gap_far_longer_than_before_is_marked() -> None:
    chart = t_chart([20, 25, 30, 22, 28, 24, 26, 21, 29, 23, 27, 400])
    assert chart.longer == (False,) * 11 + (True,)
    assert g_chart([5, 4, 6, 5, 3, 7, 5, 4, 6, 5, 5, 90]).longer == (False,) * 11 + (True,)


def test_seven_short_gaps_running_say_that_events_come_more_often() -> None:
    assert t_chart([90, 80, 100, 95, 85, 10, 12, 9, 11, 10, 12, 10]).shift == "more often"
    assert g_chart([9, 11, 10, 9, 12, 10, 8, 90, 80, 95, 85, 90, 88, 91]).shift == "less often"


def test_few_events_can_not_be_assessed_and_it_is_said_how_many_are_needed() -> None:
    chart = t_chart([30, 20, 10, 40])
    assert (chart.upper, chart.longer, chart.open_gap_is_long) == (None, None, None)
    assert chart.cannot_assess == "5 events are known; 13 are needed for limits"
    assert t_chart([]).cannot_assess == "no two events are known; 13 are needed for limits"


def test_gaps_that_can_not_be_drawn_are_refused_with_the_reason() -> None:
    assert "no time" in t_chart([3] * 11 + [0]).cannot_assess
    assert "every gap is the same" in t_chart([3] * 12).cannot_assess
    assert "every opportunity" in g_chart([0] * 12).cannot_assess
    assert "negative or missing" in g_chart([1] * 11 + [float("nan")]).cannot_assess
    assert not g_chart([0, 5] * 6).cannot_assess


def test_counts_of_under_two_a_month_are_never_put_on_a_chart_of_single_values() -> None:
    assert chart_for(2.0, points=24).chart is Chart.XMR
    assert chart_for(1.9, points=24, events_dated=True).chart is Chart.T
    assert chart_for(0.2, points=24, events_dated=True, opportunities_known=True).chart is Chart.G
    found = chart_for(0.2, points=24)
    assert found.chart is None
    assert (
        found.reason
        == "0.2 events a period on average are too few for a chart of the counts; the days of the events are needed to "
        "chart the time between them"
    )


def test_shares_need_twenty_answers_and_unlike_denominators_have_limits_of_their_own() -> None:
    assert chart_for(9.0, [10] * 24, points=24).chart is None
    assert chart_for(19.0, [20] * 24, points=24).chart is Chart.XMR
    assert chart_for(40.0, [30, 60] * 12, points=24).chart is Chart.P_PRIME
    assert chart_for(19.0, [20] * 11, points=24).chart is None
    assert chart_for(0.0, [0, 0], points=2).chart is None


@settings(max_examples=60)
@given(GAPS, st.integers(2, 30))
def test_a_t_chart_in_another_unit_of_time_is_the_same_chart(gaps: list[int], times: int) -> None:
    chart, scaled = t_chart(gaps), t_chart([gap * times for gap in gaps])
    found = np.array([chart.centre, chart.lower, chart.upper], float) * times
    np.testing.assert_allclose(np.array([scaled.centre, scaled.lower, scaled.upper], float), found, rtol=1e-9)
