"""The provider's data workbook: plain tables after the government's checklist for accessible spreadsheets.

One marked table a sheet at its left edge, a title above it and nothing below, no merged, empty or hidden cells, no filter, frozen
pane, fill, header or footer, text at 12 points, and nothing that only a colour says.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from math import ceil
from textwrap import wrap
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.page_parts import reference_of
from pxcommission.packs.plain_text import one_line, starts_like_a_formula
from pxcommission.packs.provider_sheets import provider_sheets
from pxcommission.packs.sheets import NOT_APPLICABLE, Cell, Column, Share, Sheet
from pxcommission.packs.workbook import A4_PAPER, HEADER_ROW, link_cover, put_value, write_text

FONT, SIZE = "Arial", 12
LINE: Final = 15.5  # points
LEFT = Alignment(wrap_text=True, vertical="top", horizontal="left", indent=1)
RIGHT = Alignment(wrap_text=True, vertical="top", horizontal="right", indent=1)


def provider_workbook(checked: CheckedContract, reply_by: str) -> bytes:
    """The workbook of one contract, the same bytes for the same content."""
    made = Workbook()
    made.remove(made.active)
    styles: dict[tuple[str, bool, bool], Any] = {}
    for number, content in enumerate(provider_sheets(checked, reply_by), start=1):
        _write(made.create_sheet(content.name), content, number, styles)
    link_cover(made, SIZE)
    name = one_line(checked.contract.provider.name, 120)
    made.properties.title = f"Your figures: {name}, {checked.period.label}"
    made.properties.subject = reference_of(checked)
    made.properties.creator, made.properties.language = "pxcommission", "en-GB"
    day = checked.as_at
    made.properties.created = made.properties.modified = datetime(day.year, day.month, day.day)  # noqa: DTZ001 (a day)
    made.active = 0
    written = io.BytesIO()
    made.save(written)
    return same_bytes(written.getvalue(), checked.as_at)


def _write(sheet: Any, content: Sheet, number: int, styles: dict[tuple[str, bool, bool], Any]) -> None:
    write_text(sheet["A1"], content.title)
    sheet["A1"].font = Font(name=FONT, size=16, bold=True)
    for row, note in enumerate(content.notes, start=2):
        write_text(sheet.cell(row, 1), note)
        sheet.cell(row, 1).font = Font(name=FONT, size=SIZE)
    rows = content.rows or (("None", *[NOT_APPLICABLE] * (len(content.columns) - 1)),)
    figures = [any(isinstance(value, int | Share) for value in column) for column in zip(*rows, strict=True)]
    _write_header(sheet, content.columns, figures)
    for row, values in enumerate(rows, start=HEADER_ROW + 1):
        for column, (value, figure) in enumerate(zip(values, figures, strict=True), start=1):
            _write_cell(sheet.cell(row, column), value, figure, styles)
        sheet.row_dimensions[row].height = _height(values, content.columns)
    _add_table(sheet, content, number, HEADER_ROW + len(rows))
    _set_up_page(sheet, content, HEADER_ROW + len(rows))


def _write_header(sheet: Any, columns: Sequence[Column], figures: Sequence[bool]) -> None:
    for number, column in enumerate(columns, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        write_text(cell, column.heading)
        cell.font, cell.alignment = Font(name=FONT, size=SIZE, bold=True), RIGHT if figures[number - 1] else LEFT
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    lines = max(len(wrap(column.heading, column.width - 2)) for column in columns)
    sheet.row_dimensions[HEADER_ROW].height = LINE * lines + 4


def _write_cell(cell: Any, value: Cell, figure: bool, styles: dict[tuple[str, bool, bool], Any]) -> None:
    number_format = put_value(cell, value)
    quoted = isinstance(cell.value, str) and starts_like_a_formula(cell.value)
    look = (number_format, figure, quoted)
    if look not in styles:
        cell.font, cell.number_format = Font(name=FONT, size=SIZE), number_format
        cell.alignment = RIGHT if figure else LEFT
        cell.quotePrefix = quoted
        styles[look] = copy(cell._style)
    cell._style = copy(styles[look])


def _height(values: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points for the row's longest cell at 12 points, so that no text is cut."""
    lines = [ceil(1.2 * len(v) / c.width) for v, c in zip(values, columns, strict=True) if isinstance(v, str)]
    return min(409.0, LINE * max([1, *lines]) + 3)


def _add_table(sheet: Any, content: Sheet, number: int, last: int) -> None:
    """The rows as one marked table with a name and a header row, without filter buttons."""
    name = f"{''.join(word.capitalize() for word in content.name.split())}Table"
    table = Table(displayName=name, name=name, ref=f"A{HEADER_ROW}:{get_column_letter(len(content.columns))}{last}")
    table.id = number
    table.tableColumns = [TableColumn(id=i, name=column.heading) for i, column in enumerate(content.columns, start=1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight15", showRowStripes=False)
    sheet.add_table(table)


def _set_up_page(sheet: Any, content: Sheet, last: int) -> None:
    """A4 landscape, one page wide, the header row again on each page; long columns of references are not printed."""
    printed = get_column_letter(sum(column.printed for column in content.columns))
    sheet.print_area = f"A1:{printed}{last}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4_PAPER
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
