"""The monthly values of a contract as people enter them in `monthly-values.csv`: what sums are shares of."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from msgspec import Struct

from pxcommission.problems import ExitCode, Problem, ProblemsFound, shortened

FILE = "monthly-values.csv"
COLUMNS = ("month", "base", "amount", "source", "entered_by", "entered_on")
Base = Literal["AMV", "EMV"]
BASES: Mapping[Base, str] = {"AMV": "Actual Monthly Value", "EMV": "Expected Monthly Value"}
_MONTH = re.compile(r"(?:199[0-9]|20[0-9]{2}|2100)-(?:0[1-9]|1[0-2])", re.ASCII)
_AMOUNT = re.compile(r"[0-9]{1,12}(?:\.[0-9]{2})?", re.ASCII)


class Money(Struct, frozen=True):
    """A monthly value in pounds, with the line it stands on (`file:line`), the source a person gave for it, and the day it
    was entered."""

    amount: Decimal
    place: str
    source: str
    entered_on: date | None = None


MonthlyValues = Mapping[tuple[str, Base], Money]
"""The value of each month (`2025-09`) on each base."""


def monthly_values(path: Path, shown: str) -> dict[tuple[str, Base], Money]:
    """The monthly values of a contract; none if there is no such file.

    Raises ProblemsFound (exit code 3) with everything wrong in the file, each with its line and column.
    """
    if not path.is_file():
        return {}
    found: dict[tuple[str, Base], Money] = {}
    problems: list[Problem] = []
    for line, row in _rows(path, shown, problems):
        wrong = [
            Problem(shown, message, fix, line, column)
            for column, (text, check) in enumerate(zip(row, _CHECKS, strict=True), start=1)
            for message, fix in [check(text)]
            if message
        ]
        problems += wrong
        if not wrong:
            _add(found, Problem(shown, "", "", line, 1), row, problems)
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    return found


def month_is_written_well(text: str) -> bool:
    """Whether a month is written as `2025-09`."""
    return _MONTH.fullmatch(text) is not None


def _rows(path: Path, shown: str, problems: list[Problem]) -> list[tuple[int, list[str]]]:
    try:
        reader = csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True)
        lines, begun = [], 1
        for row in reader:
            lines.append((begun, [cell.strip() for cell in row]))
            begun = reader.line_num + 1
    except (OSError, UnicodeDecodeError, csv.Error) as wrong:
        problems.append(Problem(shown, f"the table can't be read: {wrong}", "save it again as CSV (UTF-8)"))
        return []
    if not lines or [cell.lower() for cell in lines[0][1]] != list(COLUMNS):
        problems.append(Problem(shown, "the first line must name the columns", f"write {','.join(COLUMNS)}", 1, 1))
        return []
    whole = []
    for line, row in lines[1:]:
        if len(row) == len(COLUMNS):
            whole.append((line, row))
        elif any(row):
            message = f"{len(row)} values stand here; {len(COLUMNS)} are expected"
            fix = "put a value that contains a comma in quotes; write an amount without commas"
            problems.append(Problem(shown, message, fix, line, min(len(row), len(COLUMNS))))
    return [(line, row) for line, row in whole if any(row)]


def _add(found: dict[tuple[str, Base], Money], place: Problem, row: list[str], problems: list[Problem]) -> None:
    month, base, amount, source = row[0], _base(row[1]), Decimal(row[2]), row[3]
    before = found.get((month, base))
    if before is not None:
        message = f"the {BASES[base]} of {month} stands twice, first at {before.place}"
        problems.append(Problem(place.file, message, "keep the line that is right", place.line, place.column))
        return
    found[month, base] = Money(amount, f"{place.file}:{place.line}", source, date.fromisoformat(row[5]))


def _base(text: str) -> Base:
    return "AMV" if text == "AMV" else "EMV"


Complaint = tuple[str, str]
_FINE: Complaint = ("", "")


def _month(text: str) -> Complaint:
    return _FINE if month_is_written_well(text) else (f"'{shortened(text)}' is not a month", "write 2025-09")


def _known_base(text: str) -> Complaint:
    fix = "write AMV for the Actual Monthly Value or EMV for the Expected Monthly Value"
    return _FINE if text in BASES else (f"'{shortened(text)}' is no base", fix)


def _amount(text: str) -> Complaint:
    fix = "write pounds and pence without commas or £, for example 1250000.00"
    return _FINE if _AMOUNT.fullmatch(text) else (f"'{shortened(text)}' is not an amount in pounds", fix)


def _source(text: str) -> Complaint:
    fix = "name the document, for example: payment reconciliation of September 2025"
    return _FINE if text else ("the value has no source", fix)


def _office(text: str) -> Complaint:
    return (
        _FINE
        if text
        else ("nobody is named who entered the value", "write the office, for example: Contract accountant")
    )


def _day(text: str) -> Complaint:
    try:
        date.fromisoformat(text)
    except ValueError:
        return f"'{shortened(text)}' is not a date", "write 2025-10-21"
    return _FINE if len(text) == len("2025-10-21") else (f"'{shortened(text)}' is not a date", "write 2025-10-21")


_CHECKS: tuple[Callable[[str], Complaint], ...] = (_month, _known_base, _amount, _source, _office, _day)
