"""The report of actions as a workbook: one sheet, one table, values only."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.sheets import Column, Sheet, text
from pxcommission.packs.workbook import (
    DARK_BLUE,
    HEADER_ROW,
    RULED,
    WRAP,
    add_table,
    set_up_page,
    write_text,
    write_title,
)

WIDTHS = {"action": 34, "expected": 30, "size": 40, "how_sure": 46, "id": 50, "provider": 26, "contract": 18,
          "requirement": 22, "aspect": 20, "verdict": 16}  # fmt: skip


def improvement_workbook(
    columns: Sequence[str], rows: Sequence[Sequence[str]], title: str, notes: Sequence[str], as_at: date
) -> bytes:
    """The rows as a workbook of one table; the same bytes for the same content."""
    headings = tuple(Column(name.replace("_", " ").capitalize(), WIDTHS.get(name, 13)) for name in columns)
    cells = tuple(tuple(text(cell) for cell in row) for row in rows) or (("None", *[text("")] * (len(columns) - 1)),)
    content = Sheet("What worked", title, tuple(notes), headings, cells)
    made = Workbook()
    sheet = made.active
    sheet.title = content.name
    write_title(sheet, content)
    for number, column in enumerate(headings, start=1):
        cell = sheet.cell(HEADER_ROW, number)
        write_text(cell, column.heading)
        cell.font, cell.fill = Font(name="Arial", size=11, bold=True, color="FFFFFF"), DARK_BLUE
        cell.alignment = Alignment(horizontal="left", vertical="center", wrap_text=True)
        sheet.column_dimensions[cell.column_letter].width = column.width
    for row, values in enumerate(cells, start=HEADER_ROW + 1):
        for number, value in enumerate(values, start=1):
            cell = sheet.cell(row, number)
            write_text(cell, value)
            cell.font, cell.border, cell.alignment = Font(name="Arial", size=10), RULED, WRAP
        lines = [ceil(1.15 * len(value) / column.width) for value, column in zip(values, headings, strict=True)]
        sheet.row_dimensions[row].height = min(400.0, 13.5 * max(1, *lines) + 4)
    last = HEADER_ROW + len(cells)
    add_table(sheet, content, 1, last)
    set_up_page(sheet, content, last, content.title)
    made.properties.title = content.title
    written = io.BytesIO()
    made.save(written)
    return same_bytes(written.getvalue(), as_at)
