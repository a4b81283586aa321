"""A file as sheets of cells with the addresses Excel shows: xlsx, xlsm, xls, xlsb and ods by calamine, and csv.

Rows and columns are absolute: calamine's `skip_empty_area=False` keeps leading empty ones, so `A1` is always row 0,
column 0 of `rows`. Hidden sheets are named but not read.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from pxcommission.returns.collected import refused
from pxcommission.returns.limits import WORKBOOK, too_large
from pxcommission.returns.numbers import Value, as_text
from pxcommission.returns.preflight import Checked, Kind

if TYPE_CHECKING:
    import python_calamine

    from pxcommission.problems import Problem
    from pxcommission.returns.csv_table import CsvTable
    from pxcommission.returns.json_document import Json

FIRST_ROWS = 40
_REFERENCE = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


class Sheet(Struct, frozen=True):
    """One sheet: its name (empty for a csv file), whether people see it, and its cells row by row."""

    name: str
    visible: bool
    rows: list[list[Value]]
    _texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The texts of the first rows, which every reader looks at."""

    def at(self, row: int, column: int) -> Value:
        """The value of a cell, both numbers from 1; an empty text where there is none."""
        if 1 <= row <= len(self.rows) and 1 <= column <= len(self.rows[row - 1]):
            return self.rows[row - 1][column - 1]
        return ""

    def text(self, row: int, column: int) -> str:
        """The text of a cell without outer spaces."""
        return as_text(self.at(row, column))

    def texts(self, row: int) -> tuple[str, ...]:
        """The texts of a whole row."""
        if not 1 <= row <= len(self.rows):
            return ()
        if row > FIRST_ROWS:
            return tuple(map(as_text, self.rows[row - 1]))
        if row not in self._texts:
            self._texts[row] = tuple(map(as_text, self.rows[row - 1]))
        return self._texts[row]

    def numbered_rows(self, first: int = 1) -> Iterator[tuple[int, list[Value]]]:
        """Every row that holds anything, with its number, from `first` on."""
        for number, row in enumerate(self.rows[first - 1 :], start=first):
            if (row and row[0] != "") or any(value != "" for value in row):
                yield number, row


class Book(Struct, frozen=True, dict=True):
    """A file that passed the checks, opened: its visible sheets with cells, and the names of the hidden ones."""

    path: Path
    shown: str
    checked: Checked
    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    """For a csv file: the line each row starts on."""
    table: CsvTable | None = None
    """For a csv file: its rows, streamed."""
    beyond: Problem | None = None
    """For a csv file larger than a return may be: what it exceeds. Its sheet then holds its first rows only."""
    document: Json = None
    """For a JSON document: its value, numbers with decimals as Decimal."""

    @property
    def is_csv(self) -> bool:
        """Whether it is text with commas."""
        return self.checked.kind is Kind.CSV

    @property
    def is_json(self) -> bool:
        """Whether it is a JSON document."""
        return self.checked.kind is Kind.JSON

    @cached_property
    def first(self) -> Sheet:
        """Its first visible sheet."""
        return self.sheets[0]


def column_letters(column: int) -> str:
    """`A` for 1, `AA` for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int) -> str:
    """`C7` for row 7, column 3."""
    return f"{column_letters(column)}{row}"


def place_of(reference: str) -> tuple[int, int] | None:
    """Row and column of `C7`; None if that is no cell."""
    found = _REFERENCE.fullmatch(reference)
    if not found:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def open_workbook(path: Path, shown: str, checked: Checked) -> Book:
    """The workbook's sheets; raises ProblemsFound when it has none that is visible or can't be read."""
    with _calamine(path, shown) as workbook:
        seen = [meta for meta in workbook.sheets_metadata if _is_worksheet(meta)]
        hidden = tuple(meta.name for meta in seen if not _is_visible(meta))
        sheets = tuple(_sheet(workbook, meta.name, shown) for meta in seen if _is_visible(meta))
    if not sheets:
        raise refused(shown, "the workbook has no visible sheet", "ask for a workbook with its figures on a sheet")
    if all(not sheet.rows for sheet in sheets):
        raise refused(shown, "the workbook is empty: no cell of any visible sheet holds a value", sheet=sheets[0].name)
    return Book(path, shown, checked, sheets, hidden)


def _calamine(path: Path, shown: str) -> python_calamine.CalamineWorkbook:
    import python_calamine as calamine

    try:
        with _reader_kept_quiet():
            return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError:
        raise refused(shown, "the workbook is encrypted with a password", "send it without a password") from None
    except (calamine.CalamineError, OSError, ValueError) as wrong:
        raise _unreadable(shown, str(wrong)) from None
    except BaseException as stopped:
        if type(stopped).__name__ != "PanicException":
            raise
        raise _unreadable(shown, "the reader stopped") from None


@contextlib.contextmanager
def _reader_kept_quiet() -> Iterator[None]:
    """Calamine writes a trace to standard error when it stops on a damaged file; the problem itself says enough."""
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
            os.dup2(nowhere.fileno(), 2)
            yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


def _sheet(workbook: python_calamine.CalamineWorkbook, name: str, shown: str) -> Sheet:
    import python_calamine as calamine

    try:
        found = workbook.get_sheet_by_name(name)
        if found.total_height * found.total_width > WORKBOOK.cells:
            message = f"the sheet spans {found.total_height:,} rows and {found.total_width:,} columns: too large"
            raise refused(shown, message, too_large("remove stray cells far from the table"), sheet=name)
        with _reader_kept_quiet():
            return Sheet(name, True, found.to_python(skip_empty_area=False))
    except (calamine.CalamineError, OSError, ValueError) as wrong:
        raise _unreadable(shown, str(wrong), name) from None
    except BaseException as stopped:
        if type(stopped).__name__ != "PanicException":
            raise
        raise _unreadable(shown, "the reader stopped", name) from None


def _unreadable(shown: str, said: str, sheet: str | None = None) -> Exception:
    message = f"the workbook is damaged: its XML or its parts can't be read ({said[:120]})"
    return refused(shown, message, "open it in Excel, save it again and send that copy", sheet=sheet)


def _is_worksheet(meta: python_calamine.SheetMetadata) -> bool:
    return str(meta.typ).endswith("WorkSheet")


def _is_visible(meta: python_calamine.SheetMetadata) -> bool:
    return str(meta.visible).endswith(".Visible")
