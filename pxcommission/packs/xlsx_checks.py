"""What is wrong with a saved workbook for those who read it by ear, by keyboard, enlarged or in print.

The checks follow the government Analysis Function's checklist of the basics for accessible spreadsheets. A workbook that leaves
the building is held to all of it (`PUBLISHED`); a working one may have frozen headings, filters, fills, a footer and cells to fill
in (`WORKING`); a form has its labels where its title would be (`FORM`).
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from pxcommission.packs.xlsx_part_checks import contrast, wrong_parts

PUBLISHED, WORKING, FORM = "published", "working", "form"
SHORTHAND: Final = re.compile(r"\[(?:[a-z]{1,4}|note \d+)\]")
SMALLEST_PUBLISHED, SMALLEST_WORKING, LEAST_CONTRAST = 12, 9, 4.5
LONGEST_HEADING, LONGEST_SHEET_NAME, LAST_NOTE = 100, 31, 3
_NO_NAME: Final = re.compile(r"(sheet|table|chart|blatt|feuil)\s*\d*", re.IGNORECASE)


@dataclass(frozen=True)
class Violation:
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
    book = load_workbook(io.BytesIO(package))
    found = list(_of_file(book))
    explained = _explained(book)
    for number, sheet in enumerate(book.worksheets):
        found += _of_sheet(sheet, kind, explained, first=number == 0)
    return [*found, *(Violation("", place, message) for place, message in wrong_parts(package))]


def _of_file(book: Any) -> Iterator[Violation]:
    if not (book.properties.title or "").strip():
        yield Violation("", "", "the file has no title")
    if not (book.properties.language or "").strip():
        yield Violation("", "", "the file's language is not set")
    if book.active is not book.worksheets[0]:
        yield Violation("", "", "the first sheet is not the one that opens")
    names = [name.casefold() for sheet in book.worksheets for name in sheet.tables]
    for name in {name for name in names if names.count(name) > 1}:
        yield Violation("", name, "two tables have this name")


def _of_sheet(sheet: Any, kind: str, explained: set[str], *, first: bool) -> Iterator[Violation]:
    found = (
        *_whole(sheet),
        *_table(sheet, kind),
        *_values(sheet, kind),
        *_looks(sheet, kind),
        *_signs(sheet, explained),
    )
    for place, message in (*found, *(_published(sheet) if kind == PUBLISHED else ())):
        yield Violation(sheet.title, place, message)
    if sheet.sheet_view.tabSelected and not first:
        yield Violation(
            sheet.title, "", "more sheets than the first are selected, so that typing would change them all"
        )


def _whole(sheet: Any) -> Iterator[tuple[str, str]]:
    """The sheet's name and title, the cursor, merged cells, and what is hidden."""
    if _NO_NAME.fullmatch(sheet.title) or len(sheet.title) > LONGEST_SHEET_NAME:
        yield "", "the sheet's name says nothing, or is too long"
    if not isinstance(sheet["A1"].value, str) or not sheet["A1"].value.strip():
        yield "A1", "there is no title in the first cell"
    for selection in sheet.sheet_view.selection:
        if selection.activeCell not in (None, "A1"):
            yield selection.activeCell, "the cursor does not stand in A1"
    for area in sheet.merged_cells.ranges:
        yield str(area), "cells are merged"
    if sheet.sheet_state != "visible":
        yield "", "the sheet is hidden"
    for name, lines in (("row", sheet.row_dimensions), ("column", sheet.column_dimensions)):
        for key, line in lines.items():
            if line.hidden:
                yield str(key), f"the {name} is hidden"


def _table(sheet: Any, kind: str) -> Iterator[tuple[str, str]]:
    """One marked table at the left edge with unique headings, no gap inside and nothing beside or below it."""
    if len(sheet.tables) != 1:
        yield "", f"there are {len(sheet.tables)} marked tables; one is wanted"
        return
    table = next(iter(sheet.tables.values()))
    left, top, right, bottom = range_boundaries(table.ref)
    if left != 1:
        yield table.ref, "the table does not stand at the left edge"
    if _NO_NAME.fullmatch(table.displayName):
        yield table.ref, f"the table's name '{table.displayName}' says nothing"
    if not table.headerRowCount:
        yield table.ref, "the table has no header row"
    yield from _headings(sheet, table, (left, top, right))
    if sheet.max_row > bottom or sheet.max_column > right:
        outside = [cell for row in sheet.iter_rows() for cell in row
                   if cell.value is not None and (cell.row > bottom or (cell.column > right and cell.row >= top))]  # fmt: skip
        for cell in outside:
            yield cell.coordinate, "something stands beside or below the table"
    for row in sheet.iter_rows(min_row=top + 1, max_row=bottom, min_col=left, max_col=right):
        for cell in row:
            if cell.value in (None, "") and (kind == PUBLISHED or (kind == WORKING and cell.protection.locked)):
                yield cell.coordinate, "the cell is empty without a sign that says why"


def _headings(sheet: Any, table: Any, area: tuple[int, int, int]) -> Iterator[tuple[str, str]]:
    left, top, right = area
    cells = [sheet.cell(top, column) for column in range(left, right + 1)]
    seen: set[str] = set()
    for cell, column in zip(cells, table.tableColumns, strict=True):
        heading = cell.value if isinstance(cell.value, str) else ""
        if not heading.strip() or len(heading) > LONGEST_HEADING:
            yield cell.coordinate, "the heading is empty or too long"
        if heading.casefold() in seen:
            yield cell.coordinate, f"the heading '{heading}' stands twice"
        if column.name != heading:
            yield cell.coordinate, "the table knows this column by another name"
        seen.add(heading.casefold())


def _values(sheet: Any, kind: str) -> Iterator[tuple[str, str]]:
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                yield cell.coordinate, "there is a live formula"
            elif cell.data_type == "e":
                yield cell.coordinate, "there is an error value"
            elif cell.hyperlink is not None and cell.hyperlink.target:
                yield cell.coordinate, "there is a link out of the file"
            elif kind != FORM and cell.row > LAST_NOTE and isinstance(cell.value, str) and not cell.alignment.wrap_text:
                yield cell.coordinate, "text is not wrapped"


def _published(sheet: Any) -> Iterator[tuple[str, str]]:
    """What only a workbook that goes out has to do without."""
    if sheet.freeze_panes:
        yield str(sheet.freeze_panes), "panes are frozen"
    if sheet.auto_filter.ref or any(table.autoFilter for table in sheet.tables.values()):
        yield "", "there is a filter"
    for part in (sheet.oddHeader, sheet.oddFooter, sheet.evenHeader, sheet.evenFooter):
        if part.left.text or part.center.text or part.right.text:
            yield "", "there is a header or footer"
            break
    if sheet.protection.sheet:
        yield "", "the sheet is protected"
    if len(sheet.conditional_formatting):
        yield "", "there is conditional formatting"


def _looks(sheet: Any, kind: str) -> Iterator[tuple[str, str]]:
    """Text that is too small or too pale; cells that look alike are looked at once."""
    smallest = SMALLEST_PUBLISHED if kind == PUBLISHED else SMALLEST_WORKING
    seen: set[int] = set()
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is None or cell.style_id in seen:
                continue
            seen.add(cell.style_id)
            if (cell.font.sz or 11) < smallest:
                yield cell.coordinate, f"text of {cell.font.sz:g} points is too small ({smallest} are needed)"
            filled = cell.fill.fill_type == "solid"
            if filled and kind == PUBLISHED:
                yield cell.coordinate, "the cell has a background fill"
            ratio = contrast(_colour(cell.font.color, "000000"), _colour(cell.fill.fgColor, "FFFFFF") if filled else "FFFFFF")  # fmt: skip
            if ratio < LEAST_CONTRAST:
                yield cell.coordinate, f"text and background are too alike (contrast {ratio:.1f})"


def _explained(book: Any) -> set[str]:
    """The signs that stand alone in the first column of a table, beside what they mean, or that a note explains."""
    found: set[str] = set()
    for sheet in book.worksheets:
        for row in sheet.iter_rows(max_col=2):
            said = row[0].value
            if isinstance(said, str):
                alone = SHORTHAND.fullmatch(said.strip()) and len(row) > 1 and row[1].value
                found |= {said.strip()} if alone else set(re.findall(rf"({SHORTHAND.pattern})(?=:)", said))
    return found


def _signs(sheet: Any, explained: set[str]) -> Iterator[tuple[str, str]]:
    told: set[str] = set()
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            sign = cell.value.strip() if isinstance(cell.value, str) else ""
            if SHORTHAND.fullmatch(sign) and sign not in explained | told:
                told.add(sign)
                yield cell.coordinate, f"the sign {sign} is explained nowhere"


def _colour(colour: Any, otherwise: str) -> str:
    """A colour as RRGGBB; a theme's or an unset one counts as black on white."""
    value = getattr(colour, "rgb", None)
    return value[-6:] if isinstance(value, str) and re.fullmatch(r"[0-9A-Fa-f]{6,8}", value) else otherwise
