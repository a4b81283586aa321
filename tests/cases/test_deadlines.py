"""Operational Days: the bank holidays of England, extra ones, the worked dates, months, and the trace day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_workspace import adopt, rule, small

from pxcommission.cases.deadlines import DayCounted, deadline_of, last_day, same_day_months_after, trace
from pxcommission.periods import (
    FIRST_KNOWN,
    LAST_KNOWN,
    Due,
    bank_holidays,
    is_operational_day,
    operational_days_after,
    read_period,
)
from pxcommission.problems import ExitCode, ProblemsFound, Weight
from pxcommission.rulebook.contract_forms import FormNumber
from pxcommission.rulebook.rulebook import read_rulebook
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

# The days on which England had (or will have) a bank holiday from Monday to Friday; substitute and one-off days included.
PUBLISHED = """
2012: 2 Jan, 6 Apr, 9 Apr, 7 May, 4 Jun, 5 Jun, 27 Aug, 25 Dec, 26 Dec
2013: 1 Jan, 29 Mar, 1 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec
2014: 1 Jan, 18 Apr, 21 Apr, 5 May, 26 May, 25 Aug, 25 Dec, 26 Dec
2015: 1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec
2016: 1 Jan, 25 Mar, 28 Mar, 2 May, 30 May, 29 Aug, 26 Dec, 27 Dec
2017: 2 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec
2018: 1 Jan, 30 Mar, 2 Apr, 7 May, 28 May, 27 Aug, 25 Dec, 26 Dec
2019: 1 Jan, 19 Apr, 22 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec
2020: 1 Jan, 10 Apr, 13 Apr, 8 May, 25 May, 31 Aug, 25 Dec, 28 Dec
2021: 1 Jan, 2 Apr, 5 Apr, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec
2022: 3 Jan, 15 Apr, 18 Apr, 2 May, 2 Jun, 3 Jun, 29 Aug, 19 Sep, 26 Dec, 27 Dec
2023: 2 Jan, 7 Apr, 10 Apr, 1 May, 8 May, 29 May, 28 Aug, 25 Dec, 26 Dec
2024: 1 Jan, 29 Mar, 1 Apr, 6 May, 27 May, 26 Aug, 25 Dec, 26 Dec
2025: 1 Jan, 18 Apr, 21 Apr, 5 May, 26 May, 25 Aug, 25 Dec, 26 Dec
2026: 1 Jan, 3 Apr, 6 Apr, 4 May, 25 May, 31 Aug, 25 Dec, 28 Dec
2027: 1 Jan, 26 Mar, 29 Mar, 3 May, 31 May, 30 Aug, 27 Dec, 28 Dec
2028: 3 Jan, 14 Apr, 17 Apr, 1 May, 29 May, 28 Aug, 25 Dec, 26 Dec
"""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def published() -> Iterator[tuple[int, set[date]]]:
    for line in PUBLISHED.strip().splitlines():
        year, days = line.split(": ")
        yield (
            int(year),
            {
                date(int(year), MONTHS.index(month) + 1, int(day))
                for day, month in (one.split() for one in days.split(", "))
            },
        )


@pytest.mark.parametrize(("year", "days"), list(published()))
def test_the_bank_holidays_of_england_are_those_published(year: int, days: set[date]) -> None:
    assert {day for day in bank_holidays(year) if day.weekday() < 5} == days


def test_every_year_from_2012_to_2028_is_compared() -> None:
    assert [year for year, _ in published()] == list(range(2012, 2029))


# Notice, meeting by (+10), plan by (+5), withholding after (+10 after notifying the Governing Bodies on that day), +20.
VECTORS = [
    ("2025-08-01", "2025-08-15", "2025-08-22", "2025-09-08", "2025-09-01"),
    ("2025-08-15", "2025-09-01", "2025-09-08", "2025-09-22", "2025-09-15"),
    ("2025-12-19", "2026-01-07", "2026-01-14", "2026-01-28", "2026-01-21"),
    ("2026-03-31", "2026-04-16", "2026-04-23", "2026-05-08", "2026-04-30"),
    ("2026-05-01", "2026-05-18", "2026-05-26", "2026-06-09", "2026-06-02"),
    ("2026-11-20", "2026-12-04", "2026-12-11", "2026-12-29", "2026-12-18"),
    ("2026-12-18", "2027-01-06", "2027-01-13", "2027-01-27", "2027-01-20"),
]


@pytest.mark.parametrize(("notice", "meeting", "plan", "withholding", "twenty"), VECTORS)
def test_the_shipped_form_gives_the_worked_dates(
    root: Path, notice: str, meeting: str, plan: str, withholding: str, twenty: str
) -> None:
    form = read_rulebook(root)[0].forms["full-length-2025-26"]

    def after(start: str, number: str) -> str:
        return last_day(form.numbers[number], date.fromisoformat(start)).isoformat()

    assert after(notice, "meeting-within") == meeting
    assert after(meeting, "plan-agreed-within") == plan
    assert after(plan, "withholding-after-notification") == withholding
    assert after(notice, "retention-after-exception-report") == twenty


@pytest.mark.parametrize(
    ("quarter", "due"),
    [("2026/27 Q1", "2026-07-21"), ("2026/27 Q2", "2026-10-21"), ("2026/27 Q3", "2027-01-22"), ("2026/27 Q4", "2027-04-21")],
)  # fmt: skip
def test_a_report_is_due_fifteen_operational_days_after_its_quarter(quarter: str, due: str) -> None:
    period, rule = read_period(quarter), Due.read("15 operational days after period end")
    assert period is not None and rule is not None
    assert rule.on(period).isoformat() == due
    assert rule.on(period, frozenset({date.fromisoformat(due)})) > date.fromisoformat(due)


def test_the_trace_shows_every_day_and_why_one_does_not_count() -> None:
    days = trace(date(2025, 8, 21), 3, frozenset({date(2025, 8, 26)}))
    assert days == (
        DayCounted(date(2025, 8, 22), 1),
        DayCounted(date(2025, 8, 23), 0, "Saturday"),
        DayCounted(date(2025, 8, 24), 0, "Sunday"),
        DayCounted(date(2025, 8, 25), 0, "bank holiday"),
        DayCounted(date(2025, 8, 26), 0, "extra bank holiday of this workspace"),
        DayCounted(date(2025, 8, 27), 2),
        DayCounted(date(2025, 8, 28), 3),
    )


DAYS = st.dates(date(2012, 1, 1), date(2028, 12, 31))


@given(DAYS, st.integers(1, 30), st.frozensets(DAYS, max_size=6))
def test_a_deadline_is_an_operational_day_and_the_trace_ends_on_it(
    start: date, count: int, extra: frozenset[date]
) -> None:
    by = operational_days_after(start, count, extra)
    assert is_operational_day(by, extra) and by not in extra
    days = trace(start, count, extra)
    assert (days[-1].day, days[-1].count) == (by, count)
    assert [one.day for one in days] == [start + timedelta(days=n + 1) for n in range(len(days))]
    assert all(bool(one.why_not) is not is_operational_day(one.day, extra) for one in days)
    assert by >= operational_days_after(start, count)


@pytest.mark.parametrize(
    ("start", "months", "by"),
    [("2025-08-31", 1, "2025-09-30"), ("2025-08-15", 2, "2025-10-15"), ("2023-12-31", 2, "2024-02-29"), ("2025-10-31", 6, "2026-04-30")],
)  # fmt: skip
def test_a_calendar_month_ends_on_the_corresponding_day_or_the_last_of_the_month(
    start: str, months: int, by: str
) -> None:
    assert same_day_months_after(date.fromisoformat(start), months).isoformat() == by


def number(value: int, unit: str) -> FormNumber:
    text = f"{{value: {value}, unit: {unit}, clause: GC9.6, source: this test, verified: false}}"
    return model_of(read_yaml_text(text, "form.yaml"), FormNumber)


def test_a_share_is_no_time() -> None:
    with pytest.raises(ValueError, match="per cent are no time"):
        last_day(number(2, "per cent"), date(2025, 8, 1))


def test_a_deadline_says_how_it_was_counted_and_that_its_number_is_not_verified(root: Path) -> None:
    form = read_rulebook(root)[0].forms["full-length-2025-26"]
    meeting = form.step("contract-management-meeting")
    assert meeting is not None
    deadline = deadline_of(form, meeting, "meeting-within", date(2025, 8, 15))
    assert (deadline.by, deadline.counted) == (date(2025, 9, 1), "10 Operational Days from 15 August 2025")
    assert (deadline.clause, deadline.verified) == ("GC9.6", False)
    assert deadline_of(form, meeting, "meeting-within", date(2025, 8, 15), confirmed=True).verified


def test_a_deadline_beyond_the_years_the_library_knows_is_an_error_and_no_guess() -> None:
    known = holidays.country_holidays("GB", subdiv="ENG")
    assert known.end_year == LAST_KNOWN and known.start_year <= FIRST_KNOWN
    assert operational_days_after(date(LAST_KNOWN, 12, 1), 5).year == LAST_KNOWN
    with pytest.raises(ProblemsFound, match=f"the bank holidays of England in {LAST_KNOWN + 1} are not known") as found:
        operational_days_after(date(LAST_KNOWN, 12, 20), 20)
    assert found.value.exit_code is ExitCode.USAGE


def workspace_with(folder: Path, extra: str) -> Path:
    made = small(folder).rules(rule()).contract(adopt())
    return made.write("workspace.yaml", f"format: 1\nextra_bank_holidays: {extra}\n").folder


def test_a_workspace_adds_a_one_off_bank_holiday(tmp_path: Path) -> None:
    rulebook, problems = read_rulebook(workspace_with(tmp_path, "[2027-05-10]"))
    assert rulebook.extra_bank_holidays == {date(2027, 5, 10)}
    assert [one for one in problems if one.file == "workspace.yaml"] == []
    assert operational_days_after(date(2027, 5, 7), 1, rulebook.extra_bank_holidays) == date(2027, 5, 11)


@pytest.mark.parametrize(
    ("day", "kind"), [("2026-12-25", "a bank holiday in England already"), ("2027-05-08", "a Saturday")]
)
def test_an_extra_bank_holiday_that_changes_nothing_is_noted(tmp_path: Path, day: str, kind: str) -> None:
    (found,) = [one for one in read_rulebook(workspace_with(tmp_path, f"[{day}]"))[1] if one.file == "workspace.yaml"]
    assert (found.weight, found.code) == (Weight.NOTE, "PX061") and kind in found.message


def test_an_extra_bank_holiday_in_a_year_nobody_knows_is_an_error(tmp_path: Path) -> None:
    (found,) = [
        one for one in read_rulebook(workspace_with(tmp_path, "[2207-05-10]"))[1] if one.file == "workspace.yaml"
    ]
    assert found.weight is Weight.ERROR and "2207 are not known" in found.message


def test_an_extra_bank_holiday_moves_the_day_a_report_is_due_and_the_finding_says_so(tmp_path: Path) -> None:
    owed = """reports_due:
  quality: {clause: Schedule 6A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}
"""

    def due(extra: str) -> list[str]:
        made = small(tmp_path / (extra or "none")).rules(rule()).contract(adopt(), owed)
        made.write("workspace.yaml", f"format: 1\n{extra and f'extra_bank_holidays: [{extra}]'}\n")
        checked = made.check(as_at="2025-10-10")
        found = [f.threshold.text for f in checked.findings if f.requirement == "RETURN-QUALITY" and f.threshold]
        assert checked.extra_bank_holidays == ({date.fromisoformat(extra)} if extra else set())
        return [*found, *(one.due.isoformat() for one in checked.awaited if one.source == "quality")]

    plain, moved = due(""), due("2025-10-20")
    assert plain[0] == "received by 21 October 2025" and set(plain[1:]) == {"2025-10-21"}
    assert moved[0] == "received by 22 October 2025" and set(moved[1:]) == {"2025-10-22"}
