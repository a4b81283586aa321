"""A table of a published file: its heading row found by the headings it must have, its rows, and their cells.

Headings are compared as `figures.heading` does (case, newlines and blanks make no difference); columns without a heading are
not there. Each reader says which headings it needs; nothing is known by position. Large published csv files are streamed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal
from pathlib import PurePosixPath

from msgspec import Struct

from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.figures import Fit, heading, quoted
from pxcommission.returns.numbers import BLANKS, NotANumber, Value, as_text, read_share
from pxcommission.returns.sheets import Book, Sheet, address

HEADING_ROWS = 12
"""How far down a heading row is looked for: notices stand above it."""

_LONG_DECIMAL = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,20})?")


class PublishedTable(Struct, frozen=True):
    """A sheet with its heading row and the column of each heading; of equal headings the first."""

    sheet: Sheet
    header: int
    columns: Mapping[str, int]

    def at(self, row: int, name: str) -> Value:
        """The value of a row under a heading; an empty text where there is no such column."""
        column = self.columns.get(name)
        return self.sheet.at(row, column) if column else ""

    def text(self, row: int, name: str) -> str:
        """The text of a row under a heading, without outer spaces."""
        return as_text(self.at(row, name))

    def cell(self, row: int, name: str) -> str:
        """The address of a row's cell under a heading."""
        return address(row, self.columns.get(name, 1))

    def rows(self) -> Iterator[int]:
        """The numbers of the rows below the headings that hold anything but blanks."""
        for number, values in self.sheet.numbered_rows(self.header + 1):
            if any(as_text(value) for value in values):
                yield number


def table_with(book: Book, needed: Sequence[str]) -> tuple[PublishedTable | None, tuple[str, ...]]:
    """The table that has every heading needed, or the nearest one and what it lacks."""
    best: PublishedTable | None = None
    lacking = tuple(needed)
    for sheet in book.sheets:
        for number, _ in sheet.numbered_rows():
            if number > HEADING_ROWS:
                break
            columns = _columns(sheet.texts(number))
            missing = tuple(name for name in needed if name not in columns)
            if len(missing) < len(lacking):
                best, lacking = PublishedTable(sheet, number, columns), missing
    return best, lacking


def _columns(texts: Sequence[str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for number, text in enumerate(texts, start=1):
        if name := heading(text):
            columns.setdefault(name, number)
    return columns


def fit_of(kind: str, looked_for: str, book: Book, needed: Sequence[str]) -> Fit:
    """How well a file fits a reader that needs these headings."""
    _, missing = table_with(book, needed)
    lacking = ("headings: " + ", ".join(missing[:3]),) if missing else ()
    return Fit(kind, looked_for, lacking, 1 - len(missing) / len(needed))


def opened_table(book: Book, needed: Sequence[str], found: Collected, read: Sequence[str] = ()) -> PublishedTable:
    """The table of a file that fits; raises ProblemsFound for rows of unequal width or no rows at all.

    Of a csv file larger than a return may be only the columns needed and those of `read` are held.
    """
    table, missing = table_with(book, needed)
    assert table is not None and not missing  # noqa: S101
    if book.is_csv and book.beyond is not None:
        table = _streamed(book, table, {*needed, *read})
    elif book.is_csv:
        refuse_ragged(book, table.header, found)
    if not any(True for _ in table.rows()):
        found.error("no rows: nothing stands below the headings", "load the whole published file", table.sheet.name)
    found.stop_if_wrong()
    return table


def _streamed(book: Book, table: PublishedTable, names: Set[str]) -> PublishedTable:
    """The same table with every row of a large csv file, only these columns of it held."""
    assert book.table is not None  # noqa: S101
    columns = {name: number for name, number in table.columns.items() if name in names}
    numbers = sorted(set(columns.values()))
    rows: list[list[Value]] = [[] for _ in range(table.header)]
    for frame in book.table.frames(table.header, numbers):
        for row, _, *values in frame.iter_rows():
            rows.extend([] for _ in range(row - 1 - len(rows)))
            held: list[Value] = [""] * numbers[-1]
            for number, value in zip(numbers, values, strict=True):
                held[number - 1] = value
            rows.append(held)
    return PublishedTable(Sheet("", True, rows), table.header, columns)


def exact_share(value: Value, *, percent_sign: bool) -> Decimal:
    """The exact share from 0 to 1 of a cell: `98.08%` as text, or the fraction itself; raises NotANumber for anything else.

    `percent_sign`: text has to carry a per cent sign, since a bare 0.9 could be nine tenths or nine thousandths.
    """
    if isinstance(value, str):
        text = value.strip(BLANKS)
        number = text.removesuffix("%").rstrip(BLANKS)
        if percent_sign and number == text:
            raise NotANumber(
                f"{quoted(text)} has no per cent sign: it can't be told whether it is a share or a percentage"
            )
        if not _LONG_DECIMAL.fullmatch(number):
            raise NotANumber(f"{quoted(text)} is not a number")
        share = Decimal(number).scaleb(-2) if number != text else Decimal(number)
    else:
        share = read_share(value)
    if not 0 <= share <= 1:
        raise NotANumber(f"{quoted(as_text(value))} is no share from 0 to 1, or 0% to 100%")
    return share


def year_in_name(book: Book) -> int | None:
    """The one year a file's name speaks of (`PLACE-2024-Site-Scores.csv`); None when it names none, or two that differ."""
    stem = PurePosixPath(book.shown.replace("\\", "/")).name
    years = {int(year) for year in re.findall(r"(?<![0-9])(20[0-9]{2})(?![0-9])", stem)}
    return years.pop() if len(years) == 1 else None
