"""Days as CQC writes them, side by side in one file: 2025-06-26, 2023-05-03T00:00:00Z, 6/26/2025 12:00:00 AM, 30/09/2021."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime

from pxcommission.returns.numbers import Value, as_text

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ].*)?")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?: 12:00:00 (AM))?(?: 00:00(?::00)?)?")


def day_first(values: Iterable[Value]) -> bool | None:
    """Whether the slashed dates of a column have the day first; None when nothing in the column settles it.

    A time with AM is written by American software, month first; else a number over twelve tells. A column that says both
    is not settled.
    """
    said: set[bool] = set()
    for value in values:
        found = _SLASHED.fullmatch(as_text(value)) if isinstance(value, str) else None
        if found and (found[4] or int(found[2]) > 12):
            said.add(False)
        elif found and int(found[1]) > 12:
            said.add(True)
    return said.pop() if len(said) == 1 else None


def read_day(value: Value, slashed_day_first: bool | None = None) -> date | None:
    """The day of a cell or text; None when it holds none, or a slashed one whose order is not known."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = as_text(value)
    if found := _ISO.fullmatch(text):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    found = _SLASHED.fullmatch(text)
    if not found or slashed_day_first is None:
        return None
    first, second, year = int(found[1]), int(found[2]), int(found[3])
    return _day(year, second, first) if slashed_day_first else _day(year, first, second)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
