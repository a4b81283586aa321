"""The headings of a table as names: one row or two, dates and periods among them, `{period}` in a period's place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from msgspec import Struct

from pxcommission.periods import MONTH_NAMES, Period, month_number, month_of, quarter_of, read_period
from pxcommission.returns.figures import heading, month_in
from pxcommission.returns.mapping_parts import EACH_PERIOD
from pxcommission.returns.numbers import Value, as_text
from pxcommission.returns.sheets import Sheet

BETWEEN = " / "
LENGTHS = {1: "month", 3: "quarter", 12: "year"}
_QUARTER = re.compile(r"(?:quarter|qtr|q) ?([1-4])", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"(?<![0-9])([0-9]{2})[/-]([0-9]{2})(?![0-9])")
_MOST_WORDS = 3
_DAYS = (
    re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4}|[0-9]{2})", re.ASCII),
    re.compile(r"(?P<day>[0-9]{1,2})[ -](?P<name>[A-Za-z]{3,9})[ -](?P<year>[0-9]{4}|[0-9]{2})", re.ASCII),
    re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:[ T]00:00:00)?", re.ASCII),
)
_SPAN = re.compile(
    r"(?P<first>[A-Za-z]{3,9})(?: ?[-\u2013] ?| to )(?P<last>[A-Za-z]{3,9})[ -](?P<year>[0-9]{4}|[0-9]{2})"
)


def heading_text(value: Value) -> str:
    """A heading on one line; a date that is the first of a month is that month, as Excel keeps `Apr-25`."""
    if isinstance(value, date) and value.day == 1:
        return _named(value)
    return " ".join(as_text(value).split())


def _named(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1]} {day.year}"


def month_of_day(value: Value) -> Period | None:
    """The month that a day stands for, where it is the first or the last of one: a date, `01/04/2025`, `30-Apr-25`, `2025-04-01`.

    Days in digits are day, month, year, as they are written in Britain: `04/01/2025` is no month.
    """
    day = value if isinstance(value, date) else _day_written(as_text(value))
    if day is None:
        return None
    day = date(day.year, day.month, day.day)
    month = month_of(day)
    return month if day in (month.start, month.end) and 1990 <= day.year <= 2100 else None


def _day_written(text: str) -> date | None:
    found = next((one for form in _DAYS if (one := form.fullmatch(text))), None)
    if found is None:
        return None
    month = month_number(found["name"]) if "name" in found.groupdict() else int(found["month"])
    year = int(found["year"]) if len(found["year"]) == 4 else 2000 + int(found["year"])
    try:
        return date(year, month or 0, int(found["day"]))
    except ValueError:
        return None


def written_period(value: Value) -> str:
    """The text of a cell that holds a period; a day that stands for a month as that month, `April 2025`."""
    month = month_of_day(value)
    return _named(month.start) if month is not None else as_text(value)


def heading_names(sheet: Sheet, row: int, rows: int = 1) -> tuple[str, ...]:
    """The name of each column: its heading in `row`; with two rows `above / below`, where the upper one spans columns.

    An upper heading goes on to the right over columns without one of their own, unless nothing stands below its first column.
    """
    below = _texts(sheet, row)
    if rows == 1 or row < 2:
        return tuple(below)
    above = _texts(sheet, row - 1)
    width = max(len(below), len(above))
    below += [""] * (width - len(below))
    above += [""] * (width - len(above))
    names, reaching = [], ""
    for over, under in zip(above, below, strict=True):
        if over:
            reaching = over if under else ""
        spanning = over or (reaching if under else "")
        names.append(BETWEEN.join(part for part in (spanning, under) if part))
    return tuple(names)


def _texts(sheet: Sheet, row: int) -> list[str]:
    """The headings of a row; none of a row beyond the sheet."""
    return [heading_text(value) for value in sheet.rows[row - 1]] if 1 <= row <= len(sheet.rows) else []


class PeriodReader(Struct, frozen=True):
    """How a table writes periods in its headings: spellings a mapping gives, and the year it leaves out, if it does."""

    spelt: Mapping[str, str]
    year: Period | None = None

    def read(self, text: str) -> Period | None:
        """The period a whole text names: `Apr-25`, `April 2025`, `01/04/2025`, `Q1 2025/26`, `Apr-Jun 2025`, `2025/26`.

        `Apr` and `Q1` of a known year.
        """
        text = self.spelt.get(heading(text), text)
        plain = _SHORT_YEAR.sub(_whole_year, _QUARTER.sub(r"Q\1", " ".join(text.split())))
        found = read_period(plain) or read_period(plain.replace(" - ", " ").replace(",", ""))
        if found is None and re.fullmatch(r"[A-Za-z]{3,9}[ .'\u2019-]{0,2}[0-9]{2}([0-9]{2})?", plain):
            found = month_in(re.sub(r"[ .'\u2019-]{0,2}(?=[0-9])", " ", plain, count=1))
        found = found or month_of_day(plain) or _quarter_of_months(plain)
        return found or (self._within_the_year(plain) if self.year else None)

    def _within_the_year(self, text: str) -> Period | None:
        year = self.year
        if year is None:
            return None
        number, quarter = month_number(text), _QUARTER.fullmatch(text)
        if number:
            fitting = [month for month in year.months if month.start.month == number]
            return fitting[0] if len(fitting) == 1 else None
        if quarter and len(year.months) == 12:
            months = year.months[3 * int(quarter[1]) - 3 : 3 * int(quarter[1])]
            return Period(months[0].start, months[-1].end)
        return None

    def inside(self, name: str) -> tuple[str, Period] | None:
        """The name with `{period}` in the place of the period it holds, and that period; None where it holds none."""
        for before, middle, after in _parts(name):
            period = self.read(middle)
            if period is not None:
                return f"{before}{EACH_PERIOD}{after}", period
        return None


def _quarter_of_months(text: str) -> Period | None:
    """The quarter of `Apr-Jun 2025` or `April to June 2025`."""
    found = _SPAN.fullmatch(text)
    first, last = (month_number(found[1]), month_number(found[2])) if found else (None, None)
    if not (found and first and last and last == first + 2):
        return None
    quarter = quarter_of(date(int(found["year"]) if len(found["year"]) == 4 else 2000 + int(found["year"]), first, 1))
    return quarter if quarter.start.month == first else None


def _whole_year(found: re.Match[str]) -> str:
    first, second = found[1], found[2]
    return f"20{first}/{second}" if int(second) == (int(first) + 1) % 100 else found[0]


def _parts(name: str) -> Iterator[tuple[str, str, str]]:
    """A name in three: before, where a period may stand, after; the longest first."""
    yield "", name, ""
    over, between, under = name.partition(BETWEEN)
    if between:
        yield "", over, between + under
        yield over + between, under, ""
    words = name.split(" ")
    for count in range(min(_MOST_WORDS, len(words) - 1), 0, -1):
        rest = " ".join(words[count:])
        yield "", " ".join(words[:count]), f" {rest}"
        rest = " ".join(words[:-count])
        yield f"{rest} ", " ".join(words[-count:]), ""


def columns_by_period(
    names: Sequence[str], reader: PeriodReader, across: Literal["month", "quarter", "year"] | None
) -> dict[Period, dict[str, list[int]]]:
    """For each period of this length: its columns (from 1), by their heading as it is compared, `{period}` in its place."""
    found: dict[Period, dict[str, list[int]]] = {}
    for column, name in enumerate(names, start=1):
        inside = reader.inside(name) if name else None
        if inside is not None and length_of(inside[1]) == across:
            found.setdefault(inside[1], {}).setdefault(heading(inside[0]), []).append(column)
    return dict(sorted(found.items()))


def length_of(period: Period) -> str:
    """`month`, `quarter` or `year`; empty for any other length."""
    return LENGTHS.get(len(period.months), "")
