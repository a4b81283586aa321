"""What is wrong with a saved workbook for those who read it by ear, by keyboard, enlarged or in print.

The checks follow the government Analysis Function's checklist of the basics for accessible spreadsheets. A workbook that leaves
the building is held to all of it (`PUBLISHED`); a working one may have frozen headings, filters, fills, a footer and cells to fill
in (`WORKING`); a form has its labels where its title would be (`FORM`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

from msgspec import Struct
from openpyxl.utils import get_column_letter, range_boundaries

from pxcommission.packs.xlsx_part_checks import contrast, wrong_parts
from pxcommission.packs.xlsx_reading import MAIN, Book, Look, Sheet, read_book, stated

PUBLISHED, WORKING, FORM = "published", "working", "form"
SHORTHAND: Final = re.compile(r"\[(?:[a-z]{1,4}|note \d+)\]")
SMALLEST_PUBLISHED, SMALLEST_WORKING, LEAST_CONTRAST = 12, 9, 4.5
LONGEST_HEADING, LONGEST_SHEET_NAME, LAST_NOTE = 100, 31, 3
_NO_NAME: Final = re.compile(r"(sheet|table|chart|blatt|feuil)\s*\d*", re.IGNORECASE)


class Violation(Struct, frozen=True):
    """One breach of the checklist: the sheet (empty: the file), the cell or object where there is one, and what is wrong."""

    sheet: str
    place: str
    message: str

    @property
    def text(self) -> str:
        """`Results!A5: the cell is empty`."""
        where = "!".join(part for part in (self.sheet, self.place) if part)
        return f"{where}: {self.message}" if where else self.message


def kind_of_workbook(name: str) -> str:
    """What a file of a pack is held to, by its name."""
    for start, kind in (("provider-data", PUBLISHED), ("response-form", FORM), ("preview", FORM)):
        if name.startswith(start):
            return kind
    return WORKING


def violations(package: bytes, kind: str = WORKING) -> list[Violation]:
    """Everything that a workbook breaks of the checklist for its kind, in the order of its sheets; none when it is right."""
    book = read_book(package)
    found = list(_of_file(book))
    explained = _explained(book)
    for number, sheet in enumerate(book.sheets):
        found += _of_sheet(sheet, kind, explained, first=number == 0)
    return [*found, *(Violation("", place, message) for place, message in wrong_parts(package))]


def _of_file(book: Book) -> Iterator[Violation]:
    if not book.title.strip():
        yield Violation("", "", "the file has no title")
    if not book.language.strip():
        yield Violation("", "", "the file's language is not set")
    if book.opens != 0:
        yield Violation("", "", "the first sheet is not the one that opens")
    names = [table.get("displayName", "").casefold() for sheet in book.sheets for table in sheet.tables]
    for name in {name for name in names if names.count(name) > 1}:
        yield Violation("", name, "two tables have this name")


def _of_sheet(sheet: Sheet, kind: str, explained: set[str], *, first: bool) -> Iterator[Violation]:
    found = (
        *_whole(sheet),
        *_table(sheet, kind),
        *_values(sheet, kind),
        *_looks(sheet, kind),
        *_signs(sheet, explained),
    )
    for place, message in (*found, *(_published(sheet) if kind == PUBLISHED else ())):
        yield Violation(sheet.name, place, message)
    if not first and any(stated(view, "tabSelected") for view in sheet.each("sheetView")):
        yield Violation(sheet.name, "", "more sheets than the first are selected, so that typing would change them all")


def _whole(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """The sheet's name and title, the cursor, merged cells, and what is hidden."""
    if _NO_NAME.fullmatch(sheet.name) or len(sheet.name) > LONGEST_SHEET_NAME:
        yield "", "the sheet's name says nothing, or is too long"
    title = sheet.cells.get((1, 1))
    if title is None or not title.text.strip():
        yield "A1", "there is no title in the first cell"
    for selection in sheet.each("selection"):
        if selection.get("activeCell", "A1") != "A1":
            yield selection.get("activeCell"), "the cursor does not stand in A1"
    for area in sheet.each("mergeCell"):
        yield area.get("ref"), "cells are merged"
    if sheet.hidden:
        yield "", "the sheet is hidden"
    for row in sheet.each("row"):
        if stated(row, "hidden"):
            yield row.get("r"), "the row is hidden"
    for column in sheet.each("col"):
        if stated(column, "hidden"):
            yield get_column_letter(int(column.get("min"))), "the column is hidden"


def _table(sheet: Sheet, kind: str) -> Iterator[tuple[str, str]]:
    """One marked table at the left edge with unique headings, no gap inside and nothing beside or below it."""
    if len(sheet.tables) != 1:
        yield "", f"there are {len(sheet.tables)} marked tables; one is wanted"
        return
    table = sheet.tables[0]
    area, name = table.get("ref"), table.get("displayName")
    left, top, right, bottom = range_boundaries(area)
    if left != 1:
        yield area, "the table does not stand at the left edge"
    if _NO_NAME.fullmatch(name):
        yield area, f"the table's name '{name}' says nothing"
    if table.get("headerRowCount", "1") == "0":
        yield area, "the table has no header row"
    yield from _headings(sheet, table, (left, top, right))
    for cell in sheet.cells.values():
        if cell.value is not None and (cell.row > bottom or (cell.column > right and cell.row >= top)):
            yield cell.place, "something stands beside or below the table"
    for row, column in product(range(top + 1, bottom + 1), range(left, right + 1)):
        found = sheet.cells.get((row, column))
        to_fill_in = kind == FORM or (kind == WORKING and found is not None and not found.look.locked)
        if not to_fill_in and (found is None or not found.value):
            yield f"{get_column_letter(column)}{row}", "the cell is empty without a sign that says why"


def _headings(sheet: Sheet, table: Any, area: tuple[int, int, int]) -> Iterator[tuple[str, str]]:
    left, top, right = area
    seen: set[str] = set()
    for column, named in zip(range(left, right + 1), table.iter(f"{MAIN}tableColumn"), strict=True):
        place, cell = f"{get_column_letter(column)}{top}", sheet.cells.get((top, column))
        heading = cell.text if cell is not None else ""
        if not heading.strip() or len(heading) > LONGEST_HEADING:
            yield place, "the heading is empty or too long"
        if heading.casefold() in seen:
            yield place, f"the heading '{heading}' stands twice"
        if named.get("name") != heading:
            yield place, "the table knows this column by another name"
        seen.add(heading.casefold())


def _values(sheet: Sheet, kind: str) -> Iterator[tuple[str, str]]:
    for cell in sheet.cells.values():
        if cell.kind == "f":
            yield cell.place, "there is a live formula"
        elif cell.kind == "e":
            yield cell.place, "there is an error value"
        elif kind != FORM and cell.row > LAST_NOTE and cell.text and not cell.look.wrapped:
            yield cell.place, "text is not wrapped"
    for place in sheet.linked:
        yield place, "there is a link out of the file"


def _published(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What only a workbook that goes out has to do without."""
    for pane in sheet.each("pane"):
        yield pane.get("topLeftCell", ""), "panes are frozen"
    if any(root.find(f"{MAIN}autoFilter") is not None for root in (sheet.root, *sheet.tables)):
        yield "", "there is a filter"
    if any(part.text for around in sheet.each("headerFooter") for part in around):
        yield "", "there is a header or footer"
    if any(stated(protection, "sheet") for protection in sheet.each("sheetProtection")):
        yield "", "the sheet is protected"
    if any(True for _ in sheet.each("conditionalFormatting")):
        yield "", "there is conditional formatting"


def _looks(sheet: Sheet, kind: str) -> Iterator[tuple[str, str]]:
    """Text that is too small or too pale; cells that look alike are looked at once."""
    smallest = SMALLEST_PUBLISHED if kind == PUBLISHED else SMALLEST_WORKING
    seen: set[Look] = set()
    for cell in sheet.cells.values():
        look = cell.look
        if cell.value is None or look in seen:
            continue
        seen.add(look)
        if look.size < smallest:
            yield cell.place, f"text of {look.size:g} points is too small ({smallest} are needed)"
        if look.fill and kind == PUBLISHED:
            yield cell.place, "the cell has a background fill"
        ratio = contrast(look.colour, look.fill or "FFFFFF")
        if ratio < LEAST_CONTRAST:
            yield cell.place, f"text and background are too alike (contrast {ratio:.1f})"


def _explained(book: Book) -> set[str]:
    """The signs that stand alone in the first column of a table, beside what they mean, or that a note explains."""
    found: set[str] = set()
    for sheet in book.sheets:
        for cell in sheet.cells.values():
            if cell.column == 1 and cell.text:
                beside = sheet.cells.get((cell.row, 2))
                alone = SHORTHAND.fullmatch(cell.text.strip()) and beside is not None and beside.value
                found |= {cell.text.strip()} if alone else set(re.findall(rf"({SHORTHAND.pattern})(?=:)", cell.text))
    return found


def _signs(sheet: Sheet, explained: set[str]) -> Iterator[tuple[str, str]]:
    told: set[str] = set()
    for cell in sheet.cells.values():
        sign = cell.text.strip()
        if cell.row > LAST_NOTE and SHORTHAND.fullmatch(sign) and sign not in explained | told:
            told.add(sign)
            yield cell.place, f"the sign {sign} is explained nowhere"
