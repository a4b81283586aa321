"""Whether the periods in the headings of layout wide belong together: no gap among them, and the year the file states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pxcommission.periods import Period, read_period
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import quoted
from pxcommission.returns.mapped_places import YEAR
from pxcommission.returns.mapped_return import PeriodColumns, Return
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import address

Headings = Mapping[Period, Mapping[str, Sequence[int]]]


def mention_gaps(opened: Return, headings: Headings, found: Collected) -> None:
    """Warn where the headings pass over a period, as they do when one year is mistyped; `headings` are in order."""
    for one, after in pairwise(headings):
        if (after.start - one.end).days > 1:
            column = min(place for places in headings[after].values() for place in places)
            message = f"the headings go from {one.label} to {after.label}, with nothing between"
            fix = "check the years in the headings"
            found.warn(message, fix, opened.sheet.name, address(opened.header, column))


def refuse_another_year(
    opened: Return, periods: Sequence[PeriodColumns], year: Period | None, found: Collected
) -> None:
    """Refuse a period read that lies outside the year the file states: above its headings, or where the mapping says."""
    stated, where = (year, "") if year is not None else _stated_above(opened)
    if stated is None:
        return
    for one in periods:
        if not stated.contains(one.period):
            message = (
                f"the heading names {one.period.label}, but {where or 'the return'} states the year {stated.label}"
            )
            fix = f"correct the heading or the year; --period {stated.key} reads only the columns of that year"
            cell = address(opened.header, min(one.columns.values()))
            found.error(message, fix, opened.sheet.name, cell)


def _stated_above(opened: Return) -> tuple[Period | None, str]:
    """The one contract year that stands above the headings, and the cell it stands in; none where there are several."""
    first = opened.header - opened.mapping.file.headings_rows + 1
    seen: dict[Period, str] = {}
    for number, values in opened.sheet.numbered_rows():
        if number >= first:
            break
        for column, value in enumerate(values, start=1):
            for inside in YEAR.finditer(as_text(value)):
                year = read_period(f"{inside[1]}/{inside[2][-2:]}")
                if year is not None:
                    seen.setdefault(year, f"{address(number, column)} ({quoted(inside[0])})")
    return next(iter(seen.items())) if len(seen) == 1 else (None, "")
