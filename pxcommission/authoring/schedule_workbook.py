"""A contract's schedule as a workbook: one table a sheet, yellow cells to edit, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from math import ceil
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.worksheet.datavalidation import DataValidation

from pxcommission.authoring.schedule_form import COLUMNS, HEADINGS, NAME, NEW, NOT_DATED, stamp_of
from pxcommission.authoring.schedule_sheets import LIBRARY, schedule_sheets
from pxcommission.authoring.schedule_table import Schedule
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.sheets import Cell, Column, Sheet
from pxcommission.packs.workbook import (
    DARK_BLUE,
    HEADER_ROW,
    RULED,
    TINT,
    add_table,
    set_up_page,
    write_text,
    write_title,
)
from pxcommission.returns.sheets import column_letters

LEFT: Final = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=1)
EXAMPLES: Final = (
    "at least 95%",
    "at most 5%",
    "at most 5",
    "none",
    "all",
    "to be agreed",
    "not worse than England",
    "not worse than the same quarter last year",
)


def schedule_workbook(schedule: Schedule, sha256: str) -> bytes:
    """The workbook of a contract's schedule; `sha256` is that of its contract file."""
    made = Workbook()
    made.remove(made.active)
    for number, content in enumerate(schedule_sheets(schedule, stamp_of(schedule, sha256)), start=1):
        _write_sheet(made.create_sheet(content.name), content, number)
    _offer_choices(made[NAME], made[NAME].max_row, made[LIBRARY].max_row)
    _set_properties(made, schedule)
    written = io.BytesIO()
    made.save(written)
    return same_bytes(written.getvalue(), schedule.on)


def _write_sheet(sheet: Any, content: Sheet, number: int) -> None:
    write_title(sheet, content)
    _write_header(sheet, content.columns)
    for row, values in enumerate(content.rows, start=HEADER_ROW + 1):
        for column, value in enumerate(values, start=1):
            _write_cell(sheet.cell(row, column), value)
        for column in _open_columns(content, values):
            _open(sheet.cell(row, column), content.columns[column - 1])
        sheet.row_dimensions[row].height = _height(values, content.columns)
    last = HEADER_ROW + len(content.rows)
    add_table(sheet, content, number, last)
    set_up_page(sheet, content, last, content.name)
    sheet.protection.sheet = True
    for allowed in ("formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)


def _write_header(sheet: Any, columns: Sequence[Column]) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        write_text(cell, column.heading)
        cell.font = Font(name="Arial", size=11, bold=True, color="FFFFFF")
        cell.fill, cell.alignment = DARK_BLUE, Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
        sheet.column_dimensions[column_letters(number)].width = column.width
    lines = max(ceil(1.3 * len(column.heading) / column.width) for column in columns)
    sheet.row_dimensions[HEADER_ROW].height = 15.0 * lines + 4


def _write_cell(cell: Any, value: Cell) -> None:
    if isinstance(value, date):
        cell.value, cell.number_format = value, "dd mmm yyyy"
    elif value:
        write_text(cell, str(value))
    cell.font, cell.border, cell.alignment = Font(name="Arial", size=10), RULED, LEFT


def _open_columns(content: Sheet, values: Sequence[Cell]) -> list[int]:
    """The columns a person may fill in one row: what stands there decides, so that no cell invites a refusal."""
    if content.name != NAME:
        return []
    row = dict(zip(HEADINGS, values, strict=True))
    if row["In force from"] == NOT_DATED:
        return [HEADINGS.index("Clause") + 1]
    first = ["Requirement id"] if row["Check"] == NEW else []
    return [HEADINGS.index(name) + 1 for name in (*first, *(c.heading for c in COLUMNS if c.fill_in))]


def _open(cell: Any, column: Column) -> None:
    """Unlocked and yellow; typed text stays text, so that 95% is not turned into a number."""
    cell.fill, cell.protection = TINT, Protection(locked=False)
    cell.number_format = "dd mmm yyyy" if column.heading == "In force from" else "@"


def _height(values: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points for the row's longest cell, so that no text is cut where the program does not fit rows by itself."""
    lines = [ceil(0.95 * len(v) / (c.width - 2)) for v, c in zip(values, columns, strict=True) if isinstance(v, str)]
    return min(400.0, 13.5 * max([1, *lines]) + 5)


def _offer_choices(sheet: Any, last: int, last_in_library: int) -> None:
    """Examples of thresholds (free text stays allowed), days only, and the ids of the library in the empty rows."""
    examples = DataValidation(type="list", formula1=f'"{",".join(EXAMPLES)}"', allow_blank=True, showErrorMessage=False)
    examples.promptTitle, examples.prompt = (
        "The contract's own line",
        "Write the sentence, or choose an example and change it.",
    )
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    day.errorTitle, day.error = "In force from", "Write a date, such as 01/04/2026."
    ids = DataValidation(
        type="list",
        formula1=f"{LIBRARY}!$A${HEADER_ROW + 1}:$A${last_in_library}",
        allow_blank=True,
        showErrorMessage=True,
    )
    ids.errorTitle, ids.error = "Requirement id", "Choose an id of the sheet Library."
    for row in range(HEADER_ROW + 1, last + 1):
        for name, choice in (("Threshold", examples), ("In force from", day), ("Requirement id", ids)):
            cell = sheet.cell(row, HEADINGS.index(name) + 1)
            if not cell.protection.locked:
                choice.add(cell)
    for choice in (examples, day, ids):
        choice.showInputMessage = bool(choice.prompt)
        if choice.sqref:
            sheet.add_data_validation(choice)


def _set_properties(made: Any, schedule: Schedule) -> None:
    assert schedule.contract is not None  # noqa: S101
    contract = schedule.contract.contract
    made.properties.title = f"Schedule 4, local quality requirements: {one_line(contract.title, 120)}"
    made.properties.subject, made.properties.creator = contract.contract, "pxcommission"
    made.properties.language = "en-GB"
    made.properties.created = made.properties.modified = datetime(schedule.on.year, schedule.on.month, schedule.on.day)  # noqa: DTZ001 (a day, not a moment)
    made.active = 0
