"""Text and numbers written into a workbook so that no text can ever become a formula, a link or an error."""

from __future__ import annotations

import re
from typing import Any

from pxcommission.returns.figures import clean_text

LONGEST_CELL = 32_767
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def as_stored(text: str) -> str:
    """The text as the file must hold it to be read as it is: `_x0041_` in a workbook means A, so its first line is coded itself."""
    return _CODED.sub("_x005F_", text)


def write_text(cell: Any, text: str) -> None:
    """The text stands in the cell as a string, whatever it starts with; characters that act are left out."""
    cleaned = clean_text(text)[0][:LONGEST_CELL]
    cell.value = as_stored(cleaned) or None
    if cleaned:
        cell.data_type = "s"
        cell.quotePrefix = True


def write_whole(cell: Any, number: int | None) -> None:
    """The whole number stands in the cell, or nothing."""
    cell.value = None if number is None else int(number)
