"""What a working sheet lets a person do: fills that repeat what a cell says, drop-downs for decisions, and locked cells."""

from __future__ import annotations

from typing import Any, Final

from openpyxl.formatting.rule import CellIsRule, FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from pxcommission.packs.reference_sheets import LISTS
from pxcommission.packs.sheets import DECISIONS, Sheet

HEADER_ROW: Final = 4
COLOURS = {
    "critical": "F4CCCC",
    "major": "FCE5CD",
    "provisional": "FFF2CC",
    "to decide": "FFF2CC",
    "watched": "E8EDEE",
    "not met": "FCE5CD",
}  # a fill repeats what the cell says; black text on each is over 12:1
COLOURED = ("Severity", "Status", "Obligation", "Decision", "Last result")
SPECIAL_CAUSE, OVERDUE = "special cause, concern", "overdue"
SAYING = {"Variation": (SPECIAL_CAUSE, "FCE5CD"), "Now": (OVERDUE, "F4CCCC")}
"""Columns whose cells are filled where their text has a phrase."""


def add_conditional_fills(sheet: Any, content: Sheet, last: int) -> None:
    """Fill the cells whose text says what a reader looks for first; the fill only repeats the text."""
    for number, column in enumerate(content.columns, start=1):
        letter = get_column_letter(number)
        cells = f"{letter}{HEADER_ROW + 1}:{letter}{last}"
        if column.heading in COLOURED:
            for word, colour in COLOURS.items():
                rule = CellIsRule(operator="equal", formula=[f'"{word}"'], fill=PatternFill(bgColor=colour))
                sheet.conditional_formatting.add(cells, rule)
        if column.heading in SAYING:
            phrase, colour = SAYING[column.heading]
            found = f'ISNUMBER(SEARCH("{phrase}",{letter}{HEADER_ROW + 1}))'
            sheet.conditional_formatting.add(cells, FormulaRule(formula=[found], fill=PatternFill(bgColor=colour)))


def allow_decisions(sheet: Any, content: Sheet, last: int) -> None:
    """Drop-downs for the decision, days for its end; everything else on the sheet is locked."""
    words = f"{LISTS}!$B${HEADER_ROW + 1}:$B${HEADER_ROW + len(DECISIONS)}"
    choice = DataValidation(type="list", formula1=words, allow_blank=True, showErrorMessage=True)
    choice.error, choice.errorTitle = f"Choose one of: {', '.join(DECISIONS)}.", "Decision"
    day = DataValidation(type="date", operator="greaterThan", formula1="36526", allow_blank=True, showErrorMessage=True)
    day.error, day.errorTitle = "Write a date, such as 21/11/2026.", "Date"
    for number, column in enumerate(content.columns, start=1):
        cells = f"{get_column_letter(number)}{HEADER_ROW + 1}:{get_column_letter(number)}{last}"
        if column.heading == "Decision":
            choice.add(cells)
        elif column.heading == "Until" and column.fill_in:
            day.add(cells)
            for row in range(HEADER_ROW + 1, last + 1):
                sheet.cell(row, number).number_format = "dd mmm yyyy"
    sheet.add_data_validation(choice)
    sheet.add_data_validation(day)
    protect(sheet)


def protect(sheet: Any) -> None:
    """Lock the cells that nobody fills in, without a password; widths, heights, filters and sorting stay allowed."""
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows"):
        setattr(sheet.protection, allowed, False)
