"""The form of one kind of entry as a workbook: labels, headings, a row of guidance, drop-downs, and the words to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from pxcommission.listening.answers import choices_for
from pxcommission.listening.fields import Field, fields_of, needed_by, title_of
from pxcommission.returns.safe_cells import write_text
from pxcommission.returns.sheets import column_letters
from pxcommission.vocabulary.models import Vocabulary

FORM = "pxcommission listening form 1"
SHEET, WORDS = "Entries", "Words"
LABELS = ("Form", "Kind", "Provider", "Complete for", "How to fill")
HEADER = len(LABELS) + 2
GUIDANCE, FIRST_ROW = HEADER + 1, HEADER + 2
ROWS = 300
FACE = "Calibri"
HOW = (
    "One row for each entry, below the grey row; the headings with a star are needed. Provider above may stand for every row. "
    "Write a month, quarter or year under Complete for (such as 2025/26 Q2) only when everything of it is here."
)
_STAR = " *"


def form_bytes(kind: str, words: Vocabulary, provider: str = "") -> bytes:
    """The empty form of a kind; `provider` fills its label."""
    from openpyxl import Workbook

    workbook = Workbook()
    sheet: Any = workbook.active
    sheet.title = SHEET
    labels = {"Form": FORM, "Kind": kind, "Provider": provider, "How to fill": HOW}
    for number, label in enumerate(LABELS, start=1):
        write_text(sheet.cell(number, 1), label)
        write_text(sheet.cell(number, 2), labels.get(label, ""))
    offered = _words_sheet(workbook, kind, words)
    for number, field in enumerate(fields_of(kind), start=1):
        write_text(sheet.cell(HEADER, number), heading_of(kind, field))
        write_text(sheet.cell(GUIDANCE, number), field.guidance)
        _column(sheet, number, field, offered)
        sheet.column_dimensions[column_letters(number)].width = max(field.width, len(heading_of(kind, field)) + 4)
    _dress(sheet, kind, len(fields_of(kind)))
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def heading_of(kind: str, field: Field) -> str:
    """The heading, with a star where the field is needed."""
    return field.heading + (_STAR if field.name in (*needed_by(kind), "reference") else "")


def _words_sheet(workbook: Any, kind: str, words: Vocabulary) -> Mapping[str, str]:
    """A sheet with the words to choose from, a column each; the range of each field's words."""
    from openpyxl.styles import Font

    sheet = workbook.create_sheet(WORDS)
    ranges: dict[str, str] = {}
    column = 0
    for field in fields_of(kind):
        choices = choices_for(field.name, words)
        if not choices:
            continue
        column += 1
        write_text(sheet.cell(1, column), field.heading)
        sheet.cell(1, column).font = Font(name=FACE, bold=True)
        sheet.column_dimensions[column_letters(column)].width = 52 if field.filling == "choices" else 34
        for row, (word, name) in enumerate(choices.items(), start=2):
            write_text(sheet.cell(row, column), name if field.name in ("themes", "aspect") else word)
        letters = column_letters(column)
        ranges[field.name] = f"{WORDS}!${letters}$2:${letters}${len(choices) + 1}"
    sheet.freeze_panes = "A2"
    return ranges


def _column(sheet: Any, number: int, field: Field, offered: Mapping[str, str]) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    letters = column_letters(number)
    cells = f"{letters}{FIRST_ROW}:{letters}{FIRST_ROW + ROWS - 1}"
    if field.name in offered:
        rule = DataValidation(type="list", formula1=offered[field.name], allow_blank=True)
        rule.showErrorMessage = field.filling == "choice"
        rule.error, rule.errorTitle = f"Choose one of the list (sheet {WORDS}).", field.heading
    elif field.filling == "whole":
        rule = DataValidation(
            type="whole", operator="greaterThanOrEqual", formula1="1", allow_blank=True, showErrorMessage=True
        )
        rule.error, rule.errorTitle = "Write a whole number from 1 up.", field.heading
    elif field.filling == "day":
        rule = DataValidation(
            type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True
        )
        rule.error, rule.errorTitle = "Write a date, such as 2025-07-03.", field.heading
        _as_days(sheet, number)
    else:
        return
    rule.add(cells)
    sheet.add_data_validation(rule)


def _as_days(sheet: Any, number: int) -> None:
    for row in range(FIRST_ROW, FIRST_ROW + ROWS):
        sheet.cell(row, number).number_format = "yyyy-mm-dd"


def _dress(sheet: Any, kind: str, columns: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill

    for number in range(1, len(LABELS) + 1):
        sheet.cell(number, 1).font = Font(name=FACE, bold=True)
    sheet.cell(2, 3).value = title_of(kind)
    for label in ("Provider", "Complete for"):
        sheet.cell(LABELS.index(label) + 1, 2).fill = PatternFill("solid", fgColor="FFF7D6")
    for number in range(1, columns + 1):
        head, guidance = sheet.cell(HEADER, number), sheet.cell(GUIDANCE, number)
        head.font, head.fill = Font(name=FACE, bold=True, color="FFFFFF"), PatternFill("solid", fgColor="005EB8")
        guidance.font, guidance.fill = (
            Font(name=FACE, italic=True, color="425563"),
            PatternFill("solid", fgColor="E8EDEE"),
        )
        head.alignment = guidance.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[HEADER].height, sheet.row_dimensions[GUIDANCE].height = 32, 108
    for row in sheet.iter_rows(min_row=FIRST_ROW, max_row=FIRST_ROW + ROWS - 1, max_col=columns):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = sheet.cell(FIRST_ROW, 3)
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
