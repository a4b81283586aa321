"""Periods as people write them; Operational Days in England; due dates."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.periods import (
    Due,
    Length,
    bank_holidays,
    is_operational_day,
    operational_days_after,
    periods_covering,
    periods_ending_in,
    read_period,
)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2025/26-Q2", "2025-07-01", "2025-09-30"),
        ("2025/26 Q2", "2025-07-01", "2025-09-30"),
        ("2025-26 Q4", "2026-01-01", "2026-03-31"),
        ("Q1 2025/26", "2025-04-01", "2025-06-30"),
        ("2025-09", "2025-09-01", "2025-09-30"),
        ("September 2025", "2025-09-01", "2025-09-30"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("2025/26", "2025-04-01", "2026-03-31"),
    ],
)
def test_a_period_is_read_as_people_write_it(text: str, start: str, end: str) -> None:
    found = read_period(text)
    assert found is not None
    assert (found.start.isoformat(), found.end.isoformat()) == (start, end)


@pytest.mark.parametrize(
    "text", ["", "2025-26", "FY26Q2", "2025-13", "2025/27 Q1", "2025-Q1", "Q5 2025/26", "٢٠٢٥-09", "May 26"]
)
def test_what_can_be_read_two_ways_is_no_period(text: str) -> None:
    assert read_period(text) is None


VECTORS = [
    ("2025-08-01", "2025-08-15", "2025-08-22", "2025-09-01"),
    ("2025-08-15", "2025-09-01", "2025-09-08", "2025-09-15"),
    ("2025-12-19", "2026-01-07", "2026-01-14", "2026-01-21"),
    ("2026-03-31", "2026-04-16", "2026-04-23", "2026-04-30"),
    ("2026-05-01", "2026-05-18", "2026-05-26", "2026-06-02"),
    ("2026-11-20", "2026-12-04", "2026-12-11", "2026-12-18"),
    ("2026-12-18", "2027-01-06", "2027-01-13", "2027-01-20"),
]


@pytest.mark.parametrize(("notice", "meeting", "plan", "twenty"), VECTORS)
def test_operational_days_follow_the_worked_dates(notice: str, meeting: str, plan: str, twenty: str) -> None:
    day = date.fromisoformat(notice)
    held = operational_days_after(day, 10)
    assert (held.isoformat(), operational_days_after(held, 5).isoformat()) == (meeting, plan)
    assert operational_days_after(day, 20).isoformat() == twenty


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2026/27 Q1", "2026-07-21"),
        ("2026/27 Q2", "2026-10-21"),
        ("2026/27 Q3", "2027-01-22"),
        ("2026/27 Q4", "2027-04-21"),
    ],
)
def test_a_quarterly_report_is_due_fifteen_operational_days_after_the_quarter(period: str, due: str) -> None:
    quarter, rule = read_period(period), Due.read("15 operational days after period end")
    assert quarter is not None and rule is not None
    assert rule.on(quarter).isoformat() == due


def test_one_off_bank_holidays_are_known() -> None:
    assert {date(2022, 6, 3), date(2022, 9, 19)} <= bank_holidays(2022)
    assert date(2023, 5, 8) in bank_holidays(2023)


@given(st.dates(date(2012, 1, 1), date(2027, 12, 31)), st.integers(1, 40))
def test_a_deadline_is_never_a_day_that_is_not_operational(day: date, count: int) -> None:
    due = operational_days_after(day, count)
    assert is_operational_day(due)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days + 1)]
    assert sum(is_operational_day(d) for d in between) == count


def test_a_check_of_a_quarter_judges_every_period_that_ends_in_it() -> None:
    quarter = read_period("2025/26 Q2")
    assert quarter is not None
    labels = {length: [p.label for p in periods_ending_in(length, quarter)] for length in Length}
    assert labels == {
        Length.MONTH: ["July 2025", "August 2025", "September 2025"],
        Length.QUARTER: ["2025/26 Q2"],
        Length.ROLLING_YEAR: ["October 2024 to September 2025"],
        Length.YEAR: [],
    }


def test_a_month_is_covered_by_its_quarter_and_its_year() -> None:
    month = read_period("2025-10")
    assert month is not None
    assert [p.label for p in periods_covering(Length.QUARTER, month)] == ["2025/26 Q3"]
    assert [p.label for p in periods_covering(Length.YEAR, month)] == ["2025/26"]
