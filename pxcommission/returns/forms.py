"""The forms this project sends to a provider to fill, as workbooks: written with locked ids, read back by content.

A form is a block of labels (the first line says which form it is), a header row, and a row for each thing asked. Columns
are locked except those to fill; the sheet is protected without a password, and a fingerprint over the locked columns
shows whether they came back as sent.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil
from pathlib import Path
from typing import IO, Any, Literal

from msgspec import Struct

from pxcommission.evidence.observations import Level
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, clean_text, heading, quoted
from pxcommission.returns.numbers import Value, as_text
from pxcommission.returns.safe_cells import write_text
from pxcommission.returns.sheets import Book, Sheet, address, column_letters
from pxcommission.returns.xlsx_cells import CellNature, natures_of

LABELS = ("Form", "Contract", "Provider", "Name", "Period", "How to fill", "Fingerprint")
HEADER = len(LABELS) + 2
Filling = Literal["locked", "whole", "text", "choice", "day"]
ROOM_TO_WRITE = 60.0
"""Points that a row has at least, so that a sentence fits where it is to be written."""

LEGIBLE_ACROSS = 160
"""Characters that a sheet of paper, A4 and broad, takes in one line without becoming too small to read."""


class Column(Struct, frozen=True):
    """One column of a form: its heading, its width, and who fills it how."""

    name: str
    width: int
    filling: Filling = "locked"


class Form(Struct, frozen=True):
    """A form's first line, the title of its sheet, its columns, and the words its choice column offers.

    `told_by` is the column that every sheet of paper repeats, so that a row is known on each. `prompt` is shown beside the
    choice column while it is filled in.
    """

    id: str
    sheet: str
    columns: tuple[Column, ...]
    told_by: str
    choices: tuple[str, ...] = ()
    prompt: str = ""

    def number(self, name: str) -> int:
        """The column, from 1, under a heading."""
        return next(i for i, column in enumerate(self.columns, start=1) if column.name == name)


def write_form(
    form: Form, labels: Mapping[str, str], rows: Sequence[Mapping[str, str]], path: Path | IO[bytes]
) -> None:
    """The workbook of a form with its rows; every value is text, the cells to fill are empty and unlocked."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = form.sheet
    shown = {"Form": form.id, "Fingerprint": fingerprint(form, rows, labels), **labels}
    for number, label in enumerate(LABELS, start=1):
        write_text(sheet.cell(number, 1), label)
        write_text(sheet.cell(number, 2), shown.get(label, ""))
    for number, column in enumerate(form.columns, start=1):
        write_text(sheet.cell(HEADER, number), column.name)
        sheet.column_dimensions[column_letters(number)].width = column.width
    for row, values in enumerate(rows, start=HEADER + 1):
        for number, column in enumerate(form.columns, start=1):
            if values.get(column.name):
                write_text(sheet.cell(row, number), values[column.name])
    _dress(form, sheet, HEADER + len(rows))
    heading = " ".join(labels.get(name, "") for name in ("Name", "Period"))
    workbook.properties.title = f"{form.sheet}: {clean_text(heading)[0]}"
    workbook.properties.language, workbook.properties.creator = "en-GB", "pxcommission"
    workbook.save(path)


def _dress(form: Form, sheet: Any, last: int) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side

    edge = Side(style="thin", color="AEB7BD")
    for row in sheet.iter_rows(min_row=HEADER, max_row=last):
        for cell, column in zip(row, form.columns, strict=False):
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font, cell.border = (
                Font(name="Arial", size=10, bold=cell.row == HEADER),
                Border(edge, edge, edge, edge),
            )
            if cell.row > HEADER and column.filling != "locked":
                cell.fill = PatternFill("solid", fgColor="FFF7D6")
                cell.protection = Protection(locked=False)
                if column.filling == "day":
                    cell.number_format = "dd mmm yyyy"
        sheet.row_dimensions[row[0].row].height = _height(form, row) if row[0].row > HEADER else None
    for number in range(1, len(LABELS) + 1):
        sheet.cell(number, 1).font, sheet.cell(number, 2).font = Font(name="Arial", size=10, bold=True), Font(name="Arial", size=10)  # fmt: skip
    _mark_up(form, sheet, last)
    _validate(form, sheet, last)
    sheet.freeze_panes = sheet.cell(HEADER + 1, 1)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
    width = sum(column.width for column in form.columns)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = ceil(width / LEGIBLE_ACROSS), 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    repeated = column_letters(form.number(form.told_by))
    sheet.print_title_rows, sheet.print_title_cols = f"{HEADER}:{HEADER}", f"{repeated}:{repeated}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False


def _height(form: Form, row: Sequence[Any]) -> float:
    """Points for the longest text that is asked about, and for a sentence in answer: programs differ in fitting rows."""
    lines = [
        ceil(1.25 * len(str(cell.value or "")) / column.width) for cell, column in zip(row, form.columns, strict=False)
    ]
    return min(400.0, max(ROOM_TO_WRITE, 15.0 * max(lines) + 4))


def _mark_up(form: Form, sheet: Any, last: int) -> None:
    """The rows as a table with a header row, which screen readers announce; nothing to filter, since the sheet is locked."""
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    if last == HEADER:
        return
    name = "".join(word.capitalize() for word in form.sheet.split()) + "Table"
    table = Table(displayName=name, name=name, ref=f"A{HEADER}:{column_letters(len(form.columns))}{last}")
    table.id = 1
    table.tableColumns = [TableColumn(id=i, name=column.name) for i, column in enumerate(form.columns, start=1)]
    table.tableStyleInfo = TableStyleInfo(name="TableStyleLight15", showRowStripes=False)
    sheet.add_table(table)


def _validate(form: Form, sheet: Any, last: int) -> None:
    for number, column in enumerate(form.columns, start=1):
        if column.filling in ("locked", "text") or last == HEADER:
            continue
        rule = _rule(form, column.filling)
        rule.allow_blank = rule.showErrorMessage = True
        rule.showInputMessage = bool(rule.prompt)
        letters = column_letters(number)
        rule.add(f"{letters}{HEADER + 1}:{letters}{last}")
        sheet.add_data_validation(rule)


def _rule(form: Form, filling: Filling) -> Any:
    """What a cell to fill takes, and what the program says when something else is written."""
    from openpyxl.worksheet.datavalidation import DataValidation

    if filling == "whole":
        rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
        rule.error, rule.errorTitle = "Write a whole number from 0 up.", "A count"
    elif filling == "day":
        rule = DataValidation(type="date", operator="greaterThan", formula1="36526")
        rule.error, rule.errorTitle = "Write one day, such as 15/01/2026.", "A day"
        rule.prompt, rule.promptTitle = "By when: one day, such as 15/01/2026.", "A day"
    else:
        rule = DataValidation(type="list", formula1='"' + ",".join(form.choices) + '"')
        rule.error, rule.errorTitle = "Choose " + " or ".join(form.choices) + ".", "Your position"
        if form.prompt:
            rule.prompt, rule.promptTitle = form.prompt, "Your position"
    return rule


def fingerprint(form: Form, rows: Sequence[Mapping[str, str]], labels: Mapping[str, str]) -> str:
    """A short hash over the labels and the locked columns of every row, in order."""
    locked = [column.name for column in form.columns if column.filling == "locked"]
    head = "\t".join(clean_text(labels.get(label, ""))[0] for label in LABELS if label not in ("Form", "Fingerprint"))
    text = head + "\n" + "\n".join("\t".join(clean_text(row.get(name, ""))[0] for name in locked) for row in rows)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class FormRow(Struct, frozen=True):
    """One row of a form that came back: its number, its texts and values by heading."""

    form: Form
    sheet: Sheet
    row: int
    natures: Mapping[str, CellNature]

    def text(self, name: str) -> str:
        """The text under a heading."""
        return self.sheet.text(self.row, self.form.number(name))

    def value(self, name: str) -> Value:
        """The value under a heading."""
        return self.sheet.at(self.row, self.form.number(name))

    def cell(self, name: str) -> str:
        """The address under a heading."""
        return address(self.row, self.form.number(name))


def form_sheet(book: Book, form: Form) -> Sheet | None:
    """The sheet of a workbook that is this form; None if there is none."""
    if book.is_csv:
        return None
    return next((sheet for sheet in book.sheets if sheet.text(1, 1) == "Form" and sheet.text(1, 2) == form.id), None)


def form_rows(book: Book, form: Form, found: Collected) -> list[FormRow]:
    """The rows of a form that came back; errors when its header or its locked columns were changed."""
    sheet = form_sheet(book, form)
    assert sheet is not None  # noqa: S101
    header = [heading(text) for text in sheet.texts(HEADER)[: len(form.columns)]]
    if header != [heading(column.name) for column in form.columns]:
        found.error(
            "the header of the form was changed", "fill a fresh copy of the form", sheet.name, address(HEADER, 1)
        )
        found.stop_if_wrong()
    natures = natures_of(book.path, book.shown, sheet.name) if book.checked.kind == "xlsx" else {}
    rows = [FormRow(form, sheet, number, natures) for number, _ in sheet.numbered_rows(HEADER + 1)]
    if not rows:
        found.error("no rows: the form is empty below its header", "fill a fresh copy of the form", sheet.name)
    texts = [{column.name: row.text(column.name) for column in form.columns} for row in rows]
    labels = {label: sheet.text(number, 2) for number, label in enumerate(LABELS, start=1)}
    if rows and fingerprint(form, texts, labels) != sheet.text(LABELS.index("Fingerprint") + 1, 2):
        message = "the labels or locked columns are not as they were sent: ids were changed, moved or removed"
        found.error(message, "fill a fresh copy of the form, only the coloured cells", sheet.name, address(HEADER, 1))
    found.stop_if_wrong()
    return rows


def provider_of(book: Book, form: Form, found: Collected) -> str:
    """The provider's code in the form's labels."""
    sheet = form_sheet(book, form)
    assert sheet is not None  # noqa: S101
    number = LABELS.index("Provider") + 1
    code = sheet.text(number, 2)
    if not ODS.fullmatch(code):
        found.error(
            f"provider: {quoted(code)} is no organisation code", "fill a fresh copy", sheet.name, address(number, 2)
        )
    found.stop_if_wrong()
    return code


def place_of_row(row: FormRow, provider: str, found: Collected) -> tuple[Unit, About] | None:
    """The unit and subject of a row by its locked columns."""
    try:
        period = Period(date.fromisoformat(row.text("From")), date.fromisoformat(row.text("To")))
    except ValueError:
        found.error("the dates From and To can't be read", "fill a fresh copy", row.sheet.name, row.cell("From"))
        return None
    site, ward = row.text("Site"), row.text("Ward")
    level = Level.WARD if ward else Level.SITE if site else Level.PROVIDER
    unit = Unit(level, "", provider, site, ward, as_text(ward or site or provider))
    return unit, About(row.text("Service"), row.text("Touchpoint"), period, row.sheet.name)
