"""The workbook of a self-assessment: guidance first, then a sheet for each area with drop-downs and locked texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from math import ceil
from typing import Any

from pxcommission.diagnostics.answers import rating_words
from pxcommission.diagnostics.entries import STATUSES, Answer
from pxcommission.diagnostics.form import (
    COLUMNS,
    GUIDANCE,
    HEADER,
    LABELS,
    SCALE_HEADER,
    FormHead,
    filled_texts,
    labels_of,
    locked_texts,
    sheet_name,
)
from pxcommission.diagnostics.frameworks import Area, Framework
from pxcommission.diagnostics.frameworks_linted import NOT_ASSESSED
from pxcommission.returns.safe_cells import write_text
from pxcommission.returns.sheets import column_letters

FACE, SIZE = "Arial", 10
SCALE_WIDTHS = (18, 110)
LINE = 13.5
"""Points that one line of text takes."""


def workbook_bytes(framework: Framework, head: FormHead, answers: Mapping[str, Answer]) -> bytes:
    """The workbook for one rater, with what was answered so far in its yellow cells."""
    from openpyxl import Workbook

    workbook = Workbook()
    guidance: Any = workbook.active
    guidance.title = GUIDANCE
    _guidance_sheet(guidance, framework, labels_of(head, framework))
    for area in framework.areas:
        _area_sheet(workbook.create_sheet(sheet_name(area)), framework, area, answers)
    workbook.properties.title = f"Self-assessment of {head.name or head.key.organisation}, {head.key.round}"
    workbook.properties.language, workbook.properties.creator = "en-GB", "pxcommission"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _guidance_sheet(sheet: Any, framework: Framework, labels: Mapping[str, str]) -> None:
    for number, label in enumerate(LABELS, start=1):
        write_text(sheet.cell(number, 1), label)
        value = sheet.cell(number, 2)
        if label == "Assessed on":
            to_fill(value)
            _write_day(value, labels[label])
            _offer(sheet, "day", f"B{number}")
        else:
            write_text(value, labels[label])
        dressed(sheet.cell(number, 1), bold=True)
        dressed(value)
        sheet.row_dimensions[number].height = _height([(labels[label], SCALE_WIDTHS[1])])
    scale = [(f"{one.rating} {one.name}", one.meaning) for one in framework.scale]
    scale.append(
        (NOT_ASSESSED, "It does not apply here, or could not be looked at; write why. Never counted as a zero.")
    )
    write_table(sheet, SCALE_HEADER, ("Rating", "What must be true"), scale, SCALE_WIDTHS, "Scale")
    _page(sheet)


def _area_sheet(sheet: Any, framework: Framework, area: Area, answers: Mapping[str, Answer]) -> None:
    write_text(sheet.cell(1, 1), f"{area.id} {area.name}")
    write_text(sheet.cell(2, 1), " ".join(filter(None, (area.about, area.note))))
    dressed(sheet.cell(1, 1), bold=True, wrap=False)
    dressed(sheet.cell(2, 1), wrap=False)
    rows = []
    for one in area.statements:
        locked, filled = locked_texts(framework, one), filled_texts(framework, answers.get(one.id))
        rows.append([filled.get(c.fills, "") if c.fills else locked[c.heading] for c in COLUMNS])
    widths = [column.width for column in COLUMNS]
    write_table(sheet, HEADER, [column.heading for column in COLUMNS], rows, widths, area.id)
    last = HEADER + len(rows)
    for number, column in enumerate(COLUMNS, start=1):
        if not column.fills:
            continue
        for row, values in enumerate(rows, start=HEADER + 1):
            cell = sheet.cell(row, number)
            to_fill(cell)
            cell.number_format = "yyyy-mm-dd" if column.fills == "due" else "@"
            if column.fills == "due":
                _write_day(cell, values[number - 1])
        letters = column_letters(number)
        _offer(sheet, column.fills, f"{letters}{HEADER + 1}:{letters}{last}", framework)
    sheet.freeze_panes = sheet.cell(HEADER + 1, 2)
    sheet.print_title_rows = f"{HEADER}:{HEADER}"
    _page(sheet)


def write_table(
    sheet: Any, header: int, headings: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int], name: str
) -> None:
    """Rows under their headings, marked as a table that screen readers announce."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    for number, heading in enumerate(headings, start=1):
        write_text(sheet.cell(header, number), heading)
        dressed(sheet.cell(header, number))
        sheet.cell(header, number).font = Font(name=FACE, size=SIZE, bold=True, color="FFFFFF")
        sheet.cell(header, number).fill = PatternFill("solid", fgColor="003087")
        sheet.column_dimensions[column_letters(number)].width = widths[number - 1]
    sheet.row_dimensions[header].height = 30
    for row, values in enumerate(rows, start=header + 1):
        for number, value in enumerate(values, start=1):
            write_text(sheet.cell(row, number), value)
            dressed(sheet.cell(row, number), edged=True)
        sheet.row_dimensions[row].height = _height(list(zip(values, widths, strict=True)))
    reference = f"A{header}:{column_letters(len(headings))}{header + len(rows)}"
    made = Table(displayName=f"{name.replace('-', '_')}_table", ref=reference)
    made.id = 1 + len(sheet.parent.worksheets)
    made.tableColumns = [TableColumn(id=i, name=heading) for i, heading in enumerate(headings, start=1)]
    made.tableStyleInfo = TableStyleInfo(name="TableStyleLight15", showRowStripes=False)
    sheet.add_table(made)


def dressed(cell: Any, bold: bool = False, wrap: bool = True, edged: bool = False) -> None:
    from openpyxl.styles import Alignment, Border, Font, Side

    cell.font = Font(name=FACE, size=SIZE, bold=bold)
    cell.alignment = Alignment(wrap_text=wrap, vertical="top", horizontal="left")
    if edged:
        edge = Side(style="thin", color="AEB7BD")
        cell.border = Border(edge, edge, edge, edge)


def to_fill(cell: Any) -> None:
    from openpyxl.styles import PatternFill, Protection

    cell.fill, cell.protection = PatternFill("solid", fgColor="FFF7D6"), Protection(locked=False)


def _write_day(cell: Any, text: str) -> None:
    """A day as a date, so that programs show and check it as one."""
    cell.number_format = "yyyy-mm-dd"
    if text:
        cell.value = date.fromisoformat(text)
        cell.data_type, cell.quotePrefix = "d", False


def _offer(sheet: Any, fills: str, cells: str, framework: Framework | None = None) -> None:
    """The drop-down of a column, or the check of a day."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if fills in ("due", "day"):
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526")
        rule.error, rule.errorTitle = "Write one day, such as 2026-03-31.", "A day"
    elif fills == "rating" and framework is not None:
        rule = DataValidation(type="list", formula1=_listed(rating_words(framework)))
        rule.error, rule.errorTitle = "Choose a rating of the list, or not assessed.", "Rating"
        rule.prompt, rule.promptTitle = "Above the lowest, name the evidence. Not assessed needs its reason.", "Rating"
        rule.showInputMessage = True
    elif fills == "status":
        rule = DataValidation(type="list", formula1=_listed(tuple(STATUSES)))
        rule.error, rule.errorTitle = "Choose one of the list.", "Status"
    else:
        return
    rule.allow_blank = rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _listed(words: Sequence[str]) -> str:
    return '"' + ",".join(word.replace('"', "").replace(",", " ") for word in words) + '"'


def _height(texts: Sequence[tuple[str, int]]) -> float:
    """Points for the longest text of a row: not every program fits rows by itself."""
    lines = [ceil(1.1 * len(text) / width) for text, width in texts if text]
    return min(400.0, LINE * max([1, *lines]) + 5)


def _page(sheet: Any) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
