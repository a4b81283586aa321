"""Whether a published file was cut: at a spreadsheet's row limit, in the middle of a group of rows, or part-way through a month.

A cut file loads cleanly everywhere and means something else. What is known to be cut is refused, a month that is cut is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from pxcommission.periods import Period
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.limits import CUT_OFF_ROWS

WHOLE_MONTH = Fraction(3, 4)
"""A month with fewer than this share of the rows that months of the file usually have is taken to be cut."""


def refuse_cut(rows: int, file: str, sheet: str = "") -> None:
    """Nothing, or ProblemsFound (exit code 4) when a table ends at a limit of older spreadsheets, headings counted or not."""
    if rows in CUT_OFF_ROWS or rows - 1 in CUT_OFF_ROWS:
        limit = rows if rows in CUT_OFF_ROWS else rows - 1
        what = f"the table ends at row {rows:,}: a spreadsheet that holds {limit:,} rows cut it off"
        message = f"{what}, and figures of the last provider and of those after it are missing"
        raise refused(
            file,
            message,
            "load the csv file as it was published, not a copy saved by a spreadsheet",
            sheet=sheet or None,
        )


def partial_months(rows: Mapping[Period, int]) -> tuple[Period, ...]:
    """The months with far fewer rows than months of the file usually have (their median), oldest first."""
    if len(rows) < 2:
        return ()
    counts = sorted(rows.values())
    usual = counts[len(counts) // 2]
    return tuple(sorted(month for month, count in rows.items() if count < usual * WHOLE_MONTH))


def mention_partial_months(rows: Mapping[Period, int], found: Collected) -> tuple[Period, ...]:
    """The months that are cut, each named in a warning: none of their figures is used."""
    cut = partial_months(rows)
    for month in cut:
        others = max(count for one, count in rows.items() if one != month)
        message = f"{month.label} is incomplete: {rows[month]:,} rows, other months have up to {others:,}; its figures are left out"
        found.warn(message, "load the file again when the whole month is published")
    return cut
