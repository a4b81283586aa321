"""The sheet of a schedule that may be edited and read back: its columns, its rows, and how an edit is told from a change.

Each row carries a check of three parts: over the cells that may be edited, over those that are for reading, and over the
contract's own lines. A cell differs from its first part only if a person edited it; the contract differs from the third only
if its lines changed since.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.authoring.schedule_levels import outside_term
from pxcommission.authoring.schedule_table import Schedule, ScheduleRow
from pxcommission.packs.plain_text import LONGEST_IN_CELL, one_line
from pxcommission.packs.sheets import Cell, Column, Sheet
from pxcommission.periods import in_words
from pxcommission.returns.numbers import as_text

NAME = "Requirements"
NEW_ROWS = 6
NEW = "new"
NOT_DATED = "by its own rule"
NOT_YET = "not yet"
ADOPT_HERE = "To adopt another requirement, choose its id in the first column."
COLUMNS = (
    Column("Requirement id", 22),
    Column("Quality Requirement", 36),
    Column("In force on", 17),
    Column("Varied or set aside", 22),
    Column("Threshold", 17, fill_in=True),
    Column("In force from", 14, fill_in=True),
    Column("Clause", 20, fill_in=True),
    Column("Reason", 24, fill_in=True, printed=False),
    Column("Document", 18, fill_in=True, printed=False),
    Column("Method of Measurement", 120, printed=False),
    Column("Period over which the Requirement is to be achieved", 34, printed=False),
    Column("Consequence / applicable process", 60, printed=False),
    Column("Applicable Service", 40, printed=False),
    Column("Judged only with", 18, printed=False),
    Column("Severity", 10, printed=False),
    Column("Aspect of experience", 28, printed=False),
    Column("Source", 80, printed=False),
    Column("Verified", 16, printed=False),
    Column("Check", 29, printed=False),
)
HEADINGS = tuple(column.heading for column in COLUMNS)
IN_FORCE = ("Threshold", "In force from", "Clause")
WHY = ("Reason", "Document")
READING = tuple(c.heading for c in COLUMNS if not c.fill_in and c.heading != "Check")
FORM = 2
"""Raised whenever the columns change: a workbook of another form is to be exported again."""
_STAMP = re.compile(
    r"Schedule form (?P<form>[0-9]+), workspace format [0-9]+: contract (?P<contract>[A-Z0-9-]+), thresholds on "
    r"(?P<on>[0-9]{4}-[0-9]{2}-[0-9]{2}), (?P<rows>[0-9]+) requirements, contract file SHA-256 (?P<sha256>[0-9a-f]{16})\b"
)


class Stamp(Struct, frozen=True):
    """What a schedule was made from: the contract, the day of its thresholds, how many rows, and the file's hash."""

    contract: str
    on: date
    rows: int
    sha256: str

    @property
    def text(self) -> str:
        """The line as it stands in the workbook."""
        made = f"contract {self.contract}, thresholds on {self.on.isoformat()}, {self.rows} requirements"
        file = f"contract file SHA-256 {self.sha256}"
        return f"Schedule form {FORM}, workspace format 1: {made}, {file}. Please leave this line as it is."


def stamp_of(schedule: Schedule, sha256: str) -> Stamp:
    """The stamp of a contract's schedule; `sha256` is that of its contract file."""
    assert schedule.contract is not None  # noqa: S101
    return Stamp(schedule.contract.id, schedule.on, len(schedule.rows), sha256[:16])


def read_stamp(text: str) -> Stamp | None:
    """The stamp a line states; None if it is none, or one of another form."""
    found = _STAMP.search(text)
    if found is None or int(found["form"]) != FORM:
        return None
    try:
        on = date.fromisoformat(found["on"])
    except ValueError:
        return None
    return Stamp(found["contract"], on, int(found["rows"]), found["sha256"])


def requirements_sheet(schedule: Schedule, stamp: Stamp) -> Sheet:
    """The contract's requirements, one row each, and empty rows at the end to adopt others in."""
    assert schedule.contract is not None  # noqa: S101
    contract = schedule.contract.contract
    rows = [tuple(cells_of(row)[heading] for heading in HEADINGS) for row in schedule.rows]
    empty = {"Quality Requirement": ADOPT_HERE, "Check": NEW}
    rows += [tuple(empty.get(heading, "") for heading in HEADINGS)] * (NEW_ROWS if schedule.adoptable else 0)
    title = f"Schedule 4, local quality requirements: {one_line(contract.title)} ({contract.contract})"
    outside = outside_term(contract.term, schedule.on)
    how = (
        f"Levels on {in_words(schedule.on)}{f': {outside}, so none is in force' if outside else ''}. You may change the yellow "
        "cells only: the contract's own line, In force from, Clause, Reason, Document. The sheet “How to use” says how."
    )
    columns = tuple(replace(column, heading=shown_heading(column.heading, schedule.on)) for column in COLUMNS)
    return Sheet(NAME, title, (how, stamp.text), columns, tuple(rows))


def shown_heading(heading: str, on: date) -> str:
    """A heading as it is printed: the day stands in it, and the line that may be edited is told from what counts."""
    match heading:
        case "In force on":
            return f"In force on {in_words(on)}"
        case "Threshold":
            return "Threshold: the contract's own line"
    return heading


def cells_of(row: ScheduleRow) -> dict[str, Cell]:
    """The cells of one requirement by heading, its check included."""
    cells: dict[str, Cell] = {
        "Requirement id": row.requirement,
        "Quality Requirement": row.statement,
        "Threshold": row.threshold,
        "In force from": row.since or (NOT_YET if row.settable else NOT_DATED),
        "Reason": "",
        "Document": "",
        "Clause": row.clause,
        "In force on": row.in_force,
        "Varied or set aside": row.varied or "no",
        "Method of Measurement": row.method,
        "Period over which the Requirement is to be achieved": row.period,
        "Consequence / applicable process": row.consequence,
        "Applicable Service": row.service,
        "Judged only with": row.needs or "any number",
        "Severity": row.severity,
        "Aspect of experience": row.aspect,
        "Source": row.source,
        "Verified": row.verified,
    }
    return {**cells, "Check": check_of(row, cells).text}


class Check(Struct, frozen=True):
    """Short hashes of a row as it was made: over what is in force, over what is for reading, over the contract's lines."""

    in_force: str
    reading: str
    lines: str

    @property
    def text(self) -> str:
        """As it stands in the sheet."""
        return f"{self.in_force}-{self.reading}-{self.lines}"


def check_of(row: ScheduleRow, cells: Mapping[str, Cell]) -> Check:
    """The check of a requirement's row as the schedule writes it now."""
    lines = [f"{day.isoformat()} {threshold}" for day, threshold in row.lines]
    return Check(in_force_hash(cells), reading_hash(cells), _hash([row.requirement, row.clause, *lines]))


def read_check(text: str) -> Check | None:
    """The check a cell states; None if it is none."""
    parts = text.split("-")
    sound = len(parts) == 3 and all(re.fullmatch(r"[0-9a-f]{8}", part) for part in parts)
    return Check(*parts) if sound else None


def in_force_hash(cells: Mapping[str, object]) -> str:
    """The hash over the cells that state what is in force."""
    return _hash([cell_text(cells[heading]) for heading in IN_FORCE])


def reading_hash(cells: Mapping[str, object]) -> str:
    """The hash over the cells that are for reading."""
    return _hash([cell_text(cells[heading]) for heading in READING])


def rows_hash(rows: Sequence[Sequence[object]]) -> str:
    """The hash over the rows of a sheet that is for reading, blank cells at a row's end left out."""
    texts = ["\t".join(cell_text(value) for value in row).rstrip("\t") for row in rows]
    while texts and not texts[-1]:
        texts.pop()
    return _hash(texts)


def cell_text(value: object) -> str:
    """What a cell says, however the program that saved it stores it: one line of text, or a day."""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, str | int | float | date):
        return one_line(as_text(value), LONGEST_IN_CELL)
    return one_line(str(value), LONGEST_IN_CELL)


def _hash(texts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:8]
