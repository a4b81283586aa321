"""A schedule that came back: the workbook checked, its sheets found, each row's cells by heading, formulas told from words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.authoring.schedule_form import (
    HEADINGS,
    NAME,
    NEW,
    Check,
    Stamp,
    cell_text,
    read_check,
    read_stamp,
    shown_heading,
)
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.figures import heading
from pxcommission.returns.numbers import Value
from pxcommission.returns.preflight import Kind, check_file
from pxcommission.returns.sheets import Book, Sheet, address, open_workbook
from pxcommission.returns.xlsx_cells import CellNature, natures_of

HEADER = 4
AGAIN = "export it again and make your changes in that copy"
_PLAIN = CellNature()


class Returned(Struct, frozen=True):
    """A row of the sheet Requirements as it came back."""

    number: int
    cells: Mapping[str, Value]
    natures: Mapping[str, CellNature]

    def text(self, name: str) -> str:
        """What the cell under a heading says."""
        return cell_text(self.cells[name])

    def at(self, name: str) -> str:
        """The address under a heading."""
        return address(self.number, HEADINGS.index(name) + 1)

    def nature(self, name: str) -> CellNature:
        """Whether the cell under a heading is a formula, an error or a percentage."""
        return self.natures.get(self.at(name), _PLAIN)

    @property
    def check(self) -> Check | None:
        """The row's check; None where it is none, as in the rows for new requirements."""
        return read_check(self.text("Check"))

    @property
    def is_new(self) -> bool:
        """Whether it is one of the rows in which a requirement is adopted, or one a person put below them."""
        return self.text("Check") in (NEW, "")

    @property
    def is_empty(self) -> bool:
        """Whether a row for a new requirement was left as it was made."""
        return not any(self.text(name) or self.nature(name).formula for name in _FILLED_WHEN_NEW)


_FILLED_WHEN_NEW = ("Requirement id", "Threshold", "In force from", "Reason", "Document", "Clause")


class ReturnedSchedule(Struct, frozen=True):
    """A workbook that came back: what it was made from, its rows, and the sheets that are for reading."""

    stamp: Stamp
    rows: tuple[Returned, ...]
    reading: Mapping[str, Sheet]


def read_schedule(path: Path, shown: str) -> ReturnedSchedule:
    """The schedule a workbook holds; `shown` is its name in problems.

    Raises ProblemsFound (exit code 4) for a file that is none, is damaged or hostile, or whose table was rebuilt.
    """
    found = Collected(shown)
    checked = check_file(path, shown, found)
    if checked.kind is not Kind.XLSX:
        raise refused(shown, f"a schedule is an .xlsx workbook; this is {checked.kind}", "save it as .xlsx")
    if checked.has_macros:
        raise refused(shown, "the workbook holds macros, which a schedule never needs", "save it as .xlsx without them")
    book = open_workbook(path, shown, checked)
    sheet = next((one for one in book.sheets if one.name == NAME), None)
    if sheet is None:
        raise refused(shown, f"there is no sheet '{NAME}': this is no schedule made by `rules export`", AGAIN)
    stamp = read_stamp(sheet.text(3, 1))
    if stamp is None:
        message = "the line that says what this schedule was made from is missing or was changed"
        raise refused(shown, message, AGAIN, sheet=NAME, cell="A3")
    _refuse_other_header(sheet, shown, stamp.on)
    reading = {one.name: one for one in book.sheets if one.name != NAME}
    return ReturnedSchedule(stamp, _rows(book, sheet), reading)


def _refuse_other_header(sheet: Sheet, shown: str, on: date) -> None:
    texts = [*sheet.texts(HEADER), *[""] * len(HEADINGS)]
    for number, name in enumerate((shown_heading(one, on) for one in HEADINGS), start=1):
        if heading(texts[number - 1]) != heading(name):
            message = f"the heading '{name}' is not where it was: columns were added, moved, renamed or removed"
            raise refused(shown, message, AGAIN, sheet=NAME, cell=address(HEADER, number))


def _rows(book: Book, sheet: Sheet) -> tuple[Returned, ...]:
    natures = natures_of(book.path, book.shown, sheet.name)
    return tuple(
        Returned(number, dict(zip(HEADINGS, [*row, *[""] * len(HEADINGS)], strict=False)), natures)
        for number, row in sheet.numbered_rows(HEADER + 1)
    )
