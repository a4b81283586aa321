"""The sheets of a schedule that are for reading: history, what is watched, what could be adopted, how to use it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from pxcommission.authoring.schedule_form import NEW_ROWS, Stamp, requirements_sheet, rows_hash
from pxcommission.authoring.schedule_table import Schedule
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.sheets import Cell, Column, Sheet

LIBRARY = "Library"
_LEFT = re.compile(r"Made for reading: ([0-9a-f]{8})\b")
WHERE_ELSE = {
    "History": "history is never edited; a signed change for a time is a variation, written in contract.yaml",
    "Monitored": "what is watched stands under `monitored:` in contract.yaml; to make it an obligation, adopt it in the sheet Requirements",
    LIBRARY: "the library is changed in the files of rules/, for every contract at once",
    "How to use": "write notes outside this workbook",
}


def schedule_sheets(schedule: Schedule, stamp: Stamp) -> tuple[Sheet, ...]:
    """Every sheet of a contract's schedule, in order."""
    return requirements_sheet(schedule, stamp), *reading_sheets(schedule)


def reading_sheets(schedule: Schedule) -> tuple[Sheet, ...]:
    """The sheets that are for reading, each with a line that shows whether it came back as it was made."""
    made = (_history(schedule), _monitored(schedule), _library(schedule), _how_to_use(schedule))
    return tuple(replace(sheet, notes=(*sheet.notes, left_as_made(sheet.rows))) for sheet in made)


def left_as_made(rows: Sequence[Sequence[object]]) -> str:
    """The line under a sheet's title that holds the hash of its rows."""
    return f"Made for reading: {rows_hash(rows)}. Nothing in this sheet is read back."


def made_hash(line: str) -> str:
    """The hash such a line states, or nothing."""
    found = _LEFT.search(line)
    return found[1] if found else ""


def _history(schedule: Schedule) -> Sheet:
    columns = (Column("Requirement id", 27), Column("Quality Requirement", 44), Column("What", 12), Column("From", 14),
               Column("Until", 16), Column("Threshold", 22), Column("Clause or document", 32), Column("Reason", 44))  # fmt: skip
    rows = tuple(
        (one.requirement, one.statement, one.kind, one.since, one.until or "until changed", one.says, one.document,
         one.reason or "not recorded")
        for one in schedule.history
    )  # fmt: skip
    note = "Every threshold with the day it came into force, every signed variation and every waiver."
    return Sheet("History", "How the requirements changed", (note,), columns, _or_none(rows, len(columns)))


def _monitored(schedule: Schedule) -> Sheet:
    columns = (Column("Requirement id", 24), Column("What is watched", 50), Column("Level looked at", 26),
               Column("Method of Measurement", 60), Column("Looked at", 22), Column("Service", 30))  # fmt: skip
    rows = tuple(
        (one.requirement, one.statement, one.threshold, one.method, one.period, one.service)
        for one in schedule.monitored
    )
    note = "Watched and discussed, never an obligation of this contract: no letter is written about these."
    return Sheet("Monitored", "Watched, never an obligation", (note,), columns, _or_none(rows, len(columns)))


def _library(schedule: Schedule) -> Sheet:
    columns = (Column("Requirement id", 27), Column("Quality Requirement", 56), Column("Usual threshold", 22),
               Column("Applicable Service", 34), Column("Measured over", 24), Column("Aspect of experience", 30),
               Column("Source", 40), Column("Verified", 16))  # fmt: skip
    rows = tuple(
        (one.requirement, one.statement, one.threshold, one.service, one.period, one.aspect, one.source, one.verified)
        for one in schedule.adoptable
    )
    note = "Requirements this contract could adopt. Choose one by its id in an empty row of the sheet Requirements."
    return Sheet(LIBRARY, "Requirements that could be adopted", (note,), columns, _or_none(rows, len(columns)))


def _how_to_use(schedule: Schedule) -> Sheet:
    assert schedule.contract is not None  # noqa: S101
    file = one_line(schedule.contract.file)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("Read", "All sheets. Only the yellow cells of the sheet Requirements are read back; everything else is for reading."),
        ("Change a threshold", "Write the new sentence over the contract's own line and the day from which it holds in In force from. The day must be later than the one that stood there: the old line stays as history."),
        ("In force on, and the contract's own line", "In force on … says what counts on that day: a signed variation or a waiver may stand before the contract's own line, and Varied or set aside names it. Only the contract's own line can be edited here."),
        ("Say why", "Reason and Document (such as a variation or the minutes that agreed it) are kept as a remark beside the new line."),
        ("How a threshold is written", "at least 95% · at most 5% · at most 5 · more than 90% · less than 10 · none · all · to be agreed · not worse than England · not worse than the same quarter last year"),
        ("Not as a number", "Write the whole sentence. 95% alone does not say whether more or less is meant."),
        ("Change a clause", "Write the new reference over the old one in Clause."),
        ("Adopt another requirement", f"In one of the {NEW_ROWS} empty rows at the end of the sheet Requirements choose its id, then write the contract's own line, In force from and Clause. The sheet Library lists what can be adopted."),
        ("Drop a requirement", "Do not delete its row: past quarters are still judged by it. Write a waiver in the contract file from the day it no longer applies, with reason, source and who approved it."),
        ("Judged by its own rule", "Such a requirement has no threshold to set: its level is part of the rule. Only its Clause can be changed."),
        ("Change anything else", f"Statement, method, period, service, severity and source are changed in the files of rules/; variations, waivers and what is watched in {file}."),
        ("Send it back", "Save as .xlsx. Then: pxcommission rules import CONTRACT FILE.xlsx --by NAME. It shows every change, line by line, and asks before it writes."),
        ("Check", "The last column of the sheet Requirements shows the program which cells a person changed. Leave it as it is."),
        ("Protection", "The sheets are protected against slips, without a password."),
    )  # fmt: skip
    columns = (Column("What", 30), Column("How", 120))
    return Sheet("How to use", "How to use this workbook", (), columns, rows)


def _or_none(rows: tuple[tuple[Cell, ...], ...], columns: int) -> tuple[tuple[Cell, ...], ...]:
    return rows or (("None", *["not applicable"] * (columns - 1)),)
