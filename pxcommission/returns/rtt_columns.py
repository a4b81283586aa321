"""The columns of the RTT full extract: which stand where, and which are missing from a copy that was edited."""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec import Struct

from pxcommission.returns.sheets import column_letters

PERIOD, PROVIDER, NAME = "period", "provider org code", "provider org name"
COMMISSIONER, PART, FUNCTION = "commissioner org code", "rtt part type", "treatment function code"
TOTAL, TOTAL_ALL = "total", "total all"
NEEDED = (PERIOD, PROVIDER, PART, FUNCTION, COMMISSIONER)
_OPEN = re.compile(r"gt ([0-9]{2,3}) weeks sum 1")
LAST_WEEK, LAST_WEEK_BEFORE_2021 = 104, 52
"""The week the open-ended column starts at; until March 2021 it was 52."""


class Columns(Struct, frozen=True):
    """Where the columns stand (from 1): those that describe a row, the weeks in order (the last open-ended), and the totals."""

    period: int
    provider: int
    name: int | None
    commissioner: int
    part: int
    function: int
    weeks: tuple[int, ...]
    total: int
    total_all: int

    @property
    def wanted(self) -> tuple[int, ...]:
        """Every column that is read."""
        first = (self.period, self.provider, self.commissioner, self.part, self.function)
        return (*first, *((self.name,) if self.name else ()), *self.weeks, self.total, self.total_all)

    @property
    def longest(self) -> int:
        """The week the open-ended column starts at."""
        return len(self.weeks) - 1

    def between(self, first: int, end: int | None = None) -> tuple[int, ...]:
        """The columns of those who waited over `first` and at most `end` whole weeks; to the longest waits without `end`."""
        return self.weeks[first:end]


def missing_headings(columns: Mapping[str, int]) -> tuple[str, ...]:
    """The headings an untouched file has and this one lacks, as they are printed in it."""
    wanted = {name: f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week, name in enumerate(_closed(_last(columns)))}
    wanted[f"gt {_last(columns)} weeks sum 1"] = f"Gt {_last(columns)} Weeks SUM 1"
    wanted |= {TOTAL: "Total", TOTAL_ALL: "Total All"}
    return tuple(printed for name, printed in wanted.items() if name not in columns)


def columns_in(columns: Mapping[str, int]) -> Columns:
    """The columns of a file that lacks none."""
    weeks = [columns[name] for name in _closed(_last(columns))]
    return Columns(
        columns[PERIOD],
        columns[PROVIDER],
        columns.get(NAME),
        columns[COMMISSIONER],
        columns[PART],
        columns[FUNCTION],
        (*weeks, columns[f"gt {_last(columns)} weeks sum 1"]),
        columns[TOTAL],
        columns[TOTAL_ALL],
    )


def span(columns: tuple[int, ...]) -> str:
    """`N:AE` for neighbouring columns, `N+P` for others."""
    if len(columns) > 1 and columns == tuple(range(columns[0], columns[-1] + 1)):
        return f"{column_letters(columns[0])}:{column_letters(columns[-1])}"
    return "+".join(column_letters(column) for column in columns)


def _closed(last: int) -> tuple[str, ...]:
    return tuple(f"gt {week:02d} to {week + 1:02d} weeks sum 1" for week in range(last))


def _last(columns: Mapping[str, int]) -> int:
    starts = {int(found[1]) for name in columns if (found := _OPEN.fullmatch(name))}
    return LAST_WEEK_BEFORE_2021 if starts == {LAST_WEEK_BEFORE_2021} else LAST_WEEK
