"""Months, quarters, rolling and contract years; Operational Days in England; due dates."""

from __future__ import annotations

import calendar
import functools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from msgspec import Struct

from pxcommission.problems import ExitCode, Problem, ProblemsFound

MONTH_NAMES = tuple(calendar.month_name[1:])


class Length(StrEnum):
    """How long a requirement's own period is."""

    MONTH = "month"
    QUARTER = "quarter"
    ROLLING_YEAR = "rolling 12 months"
    YEAR = "year"

    @property
    def months(self) -> int:
        """Its length in months."""
        return {Length.MONTH: 1, Length.QUARTER: 3, Length.ROLLING_YEAR: 12, Length.YEAR: 12}[self]


class Period(Struct, frozen=True, order=True):
    """Whole months, from the first day of one to the last day of another."""

    start: date
    end: date

    @property
    def months(self) -> tuple[Period, ...]:
        """The months it is made of, in order."""
        return _months(self)

    @property
    def label(self) -> str:
        """As people write it: `July 2025`, `2025/26 Q2`, `2025/26`, or `July 2024 to June 2025`."""
        return _label(self)

    @property
    def key(self) -> str:
        """The same for file names and ids: `2025-07`, `2025-26-Q2`, `2025-26`, `2024-07-to-2025-06`."""
        return _key(self)

    def contains(self, other: Period) -> bool:
        """Whether the other lies wholly within this one."""
        return self.start <= other.start and other.end <= self.end


@functools.lru_cache(maxsize=4096)  # every figure of a chart and every source asks for them
def _months(period: Period) -> tuple[Period, ...]:
    return tuple(month_of(first) for first in _month_starts(period.start, period.end))


@functools.lru_cache(maxsize=1024)  # every finding's id asks for it, again and again
def _label(period: Period) -> str:
    if period == month_of(period.start):
        return f"{MONTH_NAMES[period.start.month - 1]} {period.start.year}"
    if period == quarter_of(period.start):
        return f"{financial_year(period.start)} Q{_quarter_number(period.start)}"
    if period == year_of(period.start):
        return financial_year(period.start)
    first, last = month_of(period.start), month_of(period.end)
    return f"{first.label} to {last.label}"


@functools.lru_cache(maxsize=1024)
def _key(period: Period) -> str:
    if period == month_of(period.start):
        return f"{period.start:%Y-%m}"
    if period in (quarter_of(period.start), year_of(period.start)):
        return period.label.replace("/", "-").replace(" ", "-")
    return f"{period.start:%Y-%m}-to-{period.end:%Y-%m}"


@functools.lru_cache(maxsize=4096)  # every figure is asked for its own, again and again
def month_of(day: date) -> Period:
    """The calendar month a day lies in."""
    return Period(day.replace(day=1), _last_day(day))


@functools.lru_cache(maxsize=4096)  # every figure is asked for its own, again and again
def quarter_of(day: date) -> Period:
    """The quarter of the contract year (April to June is Q1) a day lies in."""
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    return Period(first, _last_day(add_months(first, 2)))


def year_of(day: date) -> Period:
    """The contract year, 1 April to 31 March, a day lies in."""
    first = date(day.year if day.month >= 4 else day.year - 1, 4, 1)
    return Period(first, date(first.year + 1, 3, 31))


def add_months(first: date, months: int) -> date:
    """The first day of the month that many months after (or before) that of `first`."""
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def financial_year(day: date) -> str:
    """`2025/26` for a day from 1 April 2025 to 31 March 2026."""
    start = day.year if day.month >= 4 else day.year - 1
    return f"{start}/{(start + 1) % 100:02d}"


def period_ending(length: Length, end: date) -> Period:
    """The period of this length whose last day is `end` (the last day of a month)."""
    return Period(add_months(end, 1 - length.months), end)


def periods_ending_in(length: Length, span: Period) -> tuple[Period, ...]:
    """Every period of this length that ends within the span; a rolling year ends with each quarter."""
    return tuple(period_ending(length, month.end) for month in span.months if _ends_a(length, month.end))


def periods_covering(length: Length, span: Period) -> tuple[Period, ...]:
    """The months, quarters or contract years that hold the months of a span, in order."""
    holding = {Length.MONTH: month_of, Length.QUARTER: quarter_of}.get(length, year_of)
    return tuple(dict.fromkeys(holding(month.start) for month in span.months))


@functools.lru_cache(maxsize=4096)
def periods_until(length: Length, first_day: date, last: date) -> tuple[Period, ...]:
    """Every period of this length that ends from `first_day` to `last`, in order."""
    if last < first_day:
        return ()
    return periods_ending_in(length, Period(month_of(first_day).start, month_of(last).end))


_PERIOD_FORMS = (
    (re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])"), "month"),
    (re.compile(r"(?P<name>[A-Za-z]{3,9})[ -](?P<year>[0-9]{4})"), "named month"),
    (re.compile(r"(?P<year>[0-9]{4})[/-](?P<next>[0-9]{2})[ -]?Q(?P<quarter>[1-4])", re.I), "quarter"),
    (re.compile(r"Q(?P<quarter>[1-4])[ -](?P<year>[0-9]{4})[/-](?P<next>[0-9]{2})", re.I), "quarter"),
    (re.compile(r"(?P<year>[0-9]{4})/(?P<next>[0-9]{2})"), "year"),
)


def read_period(text: str) -> Period | None:
    """The period a person wrote: `2025/26-Q2`, `2025/26 Q2`, `2025-09`, `September 2025`, `2025/26`; None if it is none.

    `2025-26` alone, calendar quarters and `FY26Q2` can be read two ways and are refused.
    """
    for pattern, form in _PERIOD_FORMS:
        found = pattern.fullmatch(text.strip()) if text.isascii() else None
        if not found:
            continue
        year = int(found["year"])
        if not 1990 <= year <= 2100:
            return None
        if form == "month":
            return month_of(date(year, int(found["month"]), 1))
        if form == "named month":
            number = month_number(found["name"])
            return month_of(date(year, number, 1)) if number else None
        if int(found["next"]) != (year + 1) % 100:
            return None
        start = date(year, 4, 1)
        return year_of(start) if form == "year" else quarter_of(add_months(start, 3 * (int(found["quarter"]) - 1)))
    return None


def period_of_key(key: str) -> Period | None:
    """The period whose `key` this is, as ids and file names have it; None if it is none."""
    first, _, last = key.partition("-to-")
    begun, ended = read_period(first), read_period(last) if last else None
    if ended is not None:
        return Period(begun.start, ended.end) if begun else None
    if begun is None and re.fullmatch(r"\d{4}-\d{2}", key, re.ASCII):  # 2025-26, which people may not write
        return read_period(f"{key[:4]}/{key[5:]}")
    return begun


def month_number(name: str) -> int | None:
    """1 to 12 for an English month name or its first three letters, in any case."""
    low = name.strip().lower()
    for number, full in enumerate(MONTH_NAMES, start=1):
        if low in (full.lower(), full[:3].lower()) or (low == "sept" and number == 9):
            return number
    return None


FIRST_KNOWN, LAST_KNOWN = 1974, 2100
"""The years whose bank holidays the library knows (to its last), since New Year's Day is one in England (its first here)."""
NO_EXTRA: frozenset[date] = frozenset()
"""No bank holidays beside the published ones; a workspace may add one-off days (`extra_bank_holidays`)."""


@functools.cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year (library `holidays`, proclaimed one-off days included).

    Raises ProblemsFound (exit code 2) for a year the library does not know: a deadline is never a guess.
    """
    import holidays

    if not FIRST_KNOWN <= year <= LAST_KNOWN:
        message = f"the bank holidays of England in {year} are not known"
        fix = f"check the date; the years {FIRST_KNOWN} to {LAST_KNOWN} can be counted in"
        raise ProblemsFound([Problem("bank holidays", message, fix)], ExitCode.USAGE)
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_operational_day(day: date, extra: frozenset[date] = NO_EXTRA) -> bool:
    """Whether a day is an Operational Day: not a Saturday, a Sunday, a bank holiday in England, or an extra one."""
    return day.weekday() < 5 and day not in bank_holidays(day.year) and day not in extra


def operational_days_after(day: date, count: int, extra: frozenset[date] = NO_EXTRA) -> date:
    """The last of `count` Operational Days following `day` (day 0 is `day` itself, whatever it is)."""
    reached = day
    left = count
    while left > 0:
        reached += timedelta(days=1)
        left -= is_operational_day(reached, extra)
    return reached


class Due(Struct, frozen=True):
    """When something is due: so many Operational Days, days, weeks or months after a period ends."""

    count: int
    unit: str

    _FORM = re.compile(
        r"([0-9]{1,3}) (operational days?|days?|weeks?|months?) after (?:the )?(?:period|month|quarter) end"
    )

    @staticmethod
    def read(text: str) -> Due | None:
        """`15 operational days after period end`, `6 weeks after month end`; None if it is neither."""
        found = Due._FORM.fullmatch(text.strip())
        return Due(int(found[1]), found[2].rstrip("s")) if found else None

    def on(self, period: Period, extra: frozenset[date] = NO_EXTRA) -> date:
        """The day it falls due for a period, extra bank holidays left out of the count."""
        match self.unit:
            case "operational day":
                return operational_days_after(period.end, self.count, extra)
            case "day":
                return period.end + timedelta(days=self.count)
            case "week":
                return period.end + timedelta(weeks=self.count)
            case _:
                return _last_day(add_months(period.end, self.count))

    @property
    def text(self) -> str:
        """As written in a contract."""
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'} after period end"


def in_words(day: date) -> str:
    """`21 November 2026`."""
    return f"{day.day} {MONTH_NAMES[day.month - 1]} {day.year}"


def _month_starts(start: date, end: date) -> Iterator[date]:
    first = start.replace(day=1)
    while first <= end:
        yield first
        first = add_months(first, 1)


def _last_day(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _quarter_number(day: date) -> int:
    return ((day.month - 4) % 12) // 3 + 1


def _ends_a(length: Length, end: date) -> bool:
    match length:
        case Length.MONTH:
            return True
        case Length.QUARTER | Length.ROLLING_YEAR:
            return end.month % 3 == 0
        case Length.YEAR:
            return end.month == 3
