"""Workbooks that come back to us filled in: opened only after the checks every incoming file passes, and days read strictly."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from pxcommission.periods import month_number
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.numbers import BLANKS, Value
from pxcommission.returns.preflight import Kind, check_file
from pxcommission.returns.sheets import Book, open_workbook

_WRITTEN = re.compile(r"([0-9]{1,2})[/. ]([0-9]{1,2}|[A-Za-z]{3,9})[/. ]([0-9]{4})")


def open_filled(path: Path, shown: str, found: Collected) -> Book:
    """The workbook's sheets; raises ProblemsFound (exit code 4) for anything that must not be opened or is no workbook."""
    try:
        checked = check_file(path, shown, found)
    except (FileNotFoundError, IsADirectoryError, PermissionError) as wrong:
        raise refused(shown, f"the file can't be read: {wrong.strerror}", "check its name and place") from None
    if checked.kind in (Kind.CSV, Kind.JSON):
        raise refused(shown, "this is text, not a workbook", "give the workbook itself (.xlsx)")
    if checked.has_macros:
        raise refused(shown, "the workbook carries macros", "save it as a workbook without macros (.xlsx)")
    return open_workbook(path, shown, checked)


def day_of(value: Value) -> date | None:
    """The day of a cell: a date, or text such as 2026-01-15, 15/01/2026 or 15 January 2026; None for anything else."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = " ".join(value.strip(BLANKS).split())
    found = _WRITTEN.fullmatch(text)
    try:
        if found is None:
            return date.fromisoformat(text) if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
        month = int(found[2]) if found[2].isdigit() else month_number(found[2])
        return date(int(found[3]), month, int(found[1])) if month else None
    except ValueError:
        return None
