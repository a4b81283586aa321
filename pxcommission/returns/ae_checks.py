"""Whether a row of the A&E workbook adds up: the three types of department to their total, in each of its three blocks."""

from __future__ import annotations

from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import heading
from pxcommission.returns.numbers import NotANumber, read_count
from pxcommission.returns.sheets import Sheet, address

TYPES = 3


def check_types(sheet: Sheet, headings_row: int, row: int, column: int, total: int | None, found: Collected) -> None:
    """Nothing, or an error where the columns of the types left of a total do not add up to it: a column has moved.

    Without a total, without three such columns, or with anything but counts in them, there is nothing to compare.
    """
    types = range(column - TYPES, column)
    if total is None or not all(heading(sheet.text(headings_row, one)).startswith("type ") for one in types):
        return
    try:
        counts = [read_count(sheet.at(row, one)).number or 0 for one in types]
    except NotANumber:
        return
    if sum(counts) != total:
        message = f"types 1 to 3 add up to {sum(counts):,}, their total is {total:,}: a column has moved, or the row is damaged"
        found.error(message, "download the file again", sheet.name, address(row, column))
