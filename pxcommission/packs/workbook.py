"""The escalation workbook: one table a sheet, values only, every text a text, the same bytes for the same content."""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import copy
from datetime import date, datetime
from math import ceil
from textwrap import wrap
from typing import Any, Final

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table, TableStyleInfo

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.findings_json import run_of
from pxcommission.packs.line_charts import ROW_HEIGHT, add_line_chart, with_text_alternatives
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.plain_text import one_line, starts_like_a_formula
from pxcommission.packs.reference_sheets import workbook_sheets
from pxcommission.packs.sheet_rules import HEADER_ROW as HEADER_ROW
from pxcommission.packs.sheet_rules import add_conditional_fills, allow_decisions, protect
from pxcommission.packs.sheets import NOT_APPLICABLE, Cell, Column, Points, Share, Sheet, cell_line
from pxcommission.returns.safe_cells import as_stored

A4_PAPER: Final = 9
WRAP = Alignment(wrap_text=True, vertical="top", indent=1)
CENTRED = Alignment(horizontal="center", vertical="top", wrap_text=True)
RULED = Border(bottom=Side(style="thin", color="AEB7BD"), right=Side(style="thin", color="E8EDEE"))
TINT, DARK_BLUE = PatternFill("solid", fgColor="FFF8DC"), PatternFill("solid", fgColor="003087")


class Look(Struct, frozen=True):
    """How a cell looks; cells that look alike share one style, which is what makes a large workbook quick to write."""

    number_format: str
    fill_in: bool
    centred: bool
    quoted: bool


Looks = dict[Look | str, Any]


def workbook_bytes(checked: Sequence[CheckedContract]) -> bytes:
    """The escalation workbook of one contract, or of one provider's contracts."""
    made, as_at = Workbook(), checked[0].as_at
    made.remove(made.active)
    looks: Looks = {}
    sheets = workbook_sheets(checked)
    for number, sheet in enumerate(sheets, start=1):
        _write_sheet(made.create_sheet(sheet.name), sheet, number, looks)
    link_cover(made)
    _set_properties(made, checked, as_at)
    written = io.BytesIO()
    made.save(written)
    lines = [line for sheet in sheets for line in sheet.charts]
    return same_bytes(with_text_alternatives(written.getvalue(), lines), as_at)


def write_text(cell: Any, value: str) -> None:
    """Put text in a cell as text: never a formula, whatever it begins with."""
    safe = cell_line(value)
    cell.value = as_stored(safe)
    cell.data_type = "s"
    if starts_like_a_formula(safe):
        cell.quotePrefix = True


def write_title(sheet: Any, content: Sheet) -> None:
    """The sheet's title and the notes under it, above the header row."""
    write_text(sheet["A1"], content.title)
    sheet["A1"].font = Font(name="Arial", size=14, bold=True, color="003087")
    for row, note in enumerate(content.notes, start=2):
        write_text(sheet.cell(row, 1), note)
        sheet.cell(row, 1).font = Font(name="Arial", size=10, color="425563")


def add_table(sheet: Any, content: Sheet, number: int, last: int) -> None:
    """The rows as one table of Excel, so that they can be sorted and filtered."""
    name = f"tbl{''.join(word.capitalize() for word in content.name.split())}"
    table = Table(displayName=name, name=name, ref=f"A{HEADER_ROW}:{get_column_letter(len(content.columns))}{last}")
    table.id = number
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight1", showRowStripes=False)
    sheet.add_table(table)


def set_up_page(sheet: Any, content: Sheet, last: int, footer: str) -> None:
    """Frozen headings; A4 landscape, one page wide, the header on each page."""
    sheet.freeze_panes = sheet.cell(HEADER_ROW + 1, 3 if len(content.columns) > 2 else 1)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4_PAPER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    printed = get_column_letter(sum(column.printed for column in content.columns))
    sheet.print_area = f"A1:{printed}{last}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.35
    sheet.oddFooter.left.text, sheet.oddFooter.right.text = footer, "Page &P of &N"


def _write_sheet(sheet: Any, content: Sheet, number: int, looks: Looks) -> None:
    write_title(sheet, content)
    rows = content.rows or (("None", *[NOT_APPLICABLE] * (len(content.columns) - 1)),)
    centred = [any(not isinstance(value, str) for value in column) for column in zip(*rows, strict=True)]
    _write_header(sheet, content.columns, centred, looks)
    for row, values in enumerate(rows, start=HEADER_ROW + 1):
        for column, (value, about) in enumerate(zip(values, content.columns, strict=True), start=1):
            _write_cell(
                sheet.cell(row, column), value, about.fill_in and bool(content.rows), centred[column - 1], looks
            )
        sheet.row_dimensions[row].height = _height(values, content.columns)
    last = HEADER_ROW + len(rows)
    add_table(sheet, content, number, last)
    add_conditional_fills(sheet, content, last)
    set_up_page(sheet, content, last, f"DRAFT · {content.name}")
    if any(column.fill_in for column in content.columns):
        allow_decisions(sheet, content, last)
    _draw(sheet, content)


def _draw(sheet: Any, content: Sheet) -> None:
    """The charts in the column Chart, one a row; the sheet is locked, since sorting would part them from their rows."""
    if not content.charts:
        return
    place = next(number for number, column in enumerate(content.columns, start=1) if column.heading == "Chart")
    for row, line in enumerate(content.charts, start=HEADER_ROW + 1):
        add_line_chart(sheet, line, row, place)
        sheet.row_dimensions[row].height = max(ROW_HEIGHT, sheet.row_dimensions[row].height)
    protect(sheet)


def _write_header(sheet: Any, columns: tuple[Column, ...], centred: Sequence[bool], looks: Looks) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        write_text(cell, column.heading)
        place = "center" if centred[number - 1] else "left"
        if place not in looks:
            cell.font = Font(name="Arial", size=11, bold=True, color="FFFFFF")
            cell.fill, cell.alignment = DARK_BLUE, Alignment(horizontal=place, vertical="center", wrap_text=True)
            looks[place] = copy(cell._style)
        cell._style = copy(looks[place])
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    lines = max(len(wrap(column.heading, column.width - 2)) for column in columns)
    sheet.row_dimensions[HEADER_ROW].height = max(32, 15 * lines + 2)


def _height(values: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points for the row's longest cell, so that no text is cut where the program does not fit rows by itself."""
    lines = [ceil(1.15 * len(v) / c.width) for v, c in zip(values, columns, strict=True) if isinstance(v, str)]
    return min(400.0, 13.5 * max([1, *lines]) + 4)


def put_value(cell: Any, value: Cell) -> str:
    """Put a value in a cell, text always as text; the number format it needs. An empty text gets the sign for nothing there."""
    match value:
        case Share(value=share, decimals=decimals):
            cell.value = float(share)
            return f"0.{'0' * decimals}%"
        case Points(value=points, decimals=decimals):
            cell.value, places = float(points), "0" * decimals
            return f"+0.{places};-0.{places};0"
        case date():
            cell.value = value
            return "dd mmm yyyy"
        case int():
            cell.value = value
            return "#,##0"
        case str():
            cell.value = as_stored(cell_line(value)) or NOT_APPLICABLE
            cell.data_type = "s"
            return "General"


def _write_cell(cell: Any, value: Cell, fill_in: bool, centred: bool, looks: Looks) -> None:
    number_format = "General" if fill_in and value == "" else put_value(cell, value)
    quoted = isinstance(cell.value, str) and starts_like_a_formula(cell.value)
    _dress(cell, Look(number_format, fill_in, centred, quoted), looks)


def _dress(cell: Any, look: Look, looks: Looks) -> None:
    if look in looks:
        cell._style = copy(looks[look])
        return
    cell.number_format, cell.alignment = look.number_format, CENTRED if look.centred else WRAP
    cell.font, cell.border = Font(name="Arial", size=10), RULED
    if look.fill_in:
        cell.fill, cell.protection = TINT, Protection(locked=False)
    if look.quoted:
        cell.quotePrefix = True
    looks[look] = copy(cell._style)


def link_cover(made: Any, size: int = 10) -> None:
    """Make each line of the cover that names a sheet a link to it."""
    cover = made["Cover"]
    for row in cover.iter_rows(min_row=HEADER_ROW + 1, max_col=1):
        name = str(row[0].value).removeprefix("Sheet: ")
        if name != row[0].value and name in made.sheetnames:
            row[0].hyperlink = Hyperlink(ref=row[0].coordinate, location=f"'{name}'!A1", display=row[0].value)
            row[0].font = Font(name="Arial", size=size, color="005EB8", underline="single")
            row[0].value, row[0].data_type = f"Sheet: {name}", "s"


def _set_properties(made: Any, checked: Sequence[CheckedContract], as_at: date) -> None:
    stamp = datetime(as_at.year, as_at.month, as_at.day)  # noqa: DTZ001 (a day, not a moment)
    first = checked[0]
    made.properties.title = f"Escalation workbook, {one_line(first.contract.provider.name, 120)}, {first.period.label}"
    made.properties.subject = f"{first.contract.contract}/{first.period.key}/{run_of(checked)}"
    made.properties.creator, made.properties.language = "pxcommission", "en-GB"
    made.properties.created = made.properties.modified = stamp
    made.active = 0
