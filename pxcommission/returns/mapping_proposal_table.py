"""Where the tables of a file stand: their headings in one row or two, where figures start and end, totals and footnotes."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_headings import BETWEEN, heading_names
from pxcommission.returns.mapped_table import is_footnote
from pxcommission.returns.mapping_guess_values import Nature, nature_of
from pxcommission.returns.sheets import Book, Sheet

TOTALS = (
    "total",
    "totals",
    "grand total",
    "sub total",
    "subtotal",
    "sub-total",
    "trust total",
    "provider total",
    "overall total",
)
_LABELS = {Nature.TEXT, Nature.PERIOD, Nature.DATE}
_FIGURES = {Nature.NUMBER, Nature.PERCENT, Nature.MARK}


class Table(Struct, frozen=True):
    """One table of a sheet: the (lower) row of its headings, how many rows they take, and its rows of figures."""

    sheet: Sheet
    header: int
    header_rows: int
    rows: tuple[int, ...]
    totals: tuple[int, ...]
    footnotes: tuple[int, ...]
    below: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The name of each column."""
        return heading_names(self.sheet, self.header, self.header_rows)

    @property
    def where(self) -> str:
        """In words, for a person to look at."""
        sheet = f"sheet {self.sheet.name}, " if self.sheet.name else ""
        headings = f"rows {self.header - 1} and {self.header}" if self.header_rows == 2 else f"row {self.header}"
        return f"{sheet}headings in {headings}, figures in rows {self.rows[0]} to {self.rows[-1]}"


def tables_in(book: Book) -> tuple[Table, ...]:
    """Every table with figures, the one with the most cells first."""
    found = [table for sheet in book.sheets for table in _tables(sheet)]
    return tuple(sorted(found, key=lambda one: -len(one.rows) * sum(map(bool, one.names))))


def _tables(sheet: Sheet) -> Iterator[Table]:
    starts = _starts(sheet)
    for (header, header_rows), following in zip(starts, [*[start for start, _ in starts[1:]], 0], strict=False):
        last = (following - 1) if following else len(sheet.rows)
        title = _title_above(sheet, following) if following else 0
        held = [
            number
            for number, _ in sheet.numbered_rows(header + 1)
            if number <= last and number not in range(title, last + 1 if title else 0)
        ]
        totals = tuple(number for number in held if heading(_first_text(sheet, number)) in TOTALS)
        footnotes: list[int] = []
        while held and is_footnote(sheet, held[-1]):
            footnotes.insert(0, held.pop())
        rows = tuple(number for number in held if number not in totals)
        if rows:
            yield Table(sheet, header, header_rows, rows, totals, tuple(footnotes), below=bool(following))


def _title_above(sheet: Sheet, header: int) -> int:
    """The first row of the titles that stand right above a table's headings, after a blank row; 0 where there are none."""
    row = header
    while row > 1 and any(sheet.texts(row - 1)) and sum(map(bool, sheet.texts(row - 1))) <= 2:
        row -= 1
    return row if row < header else 0


def _starts(sheet: Sheet) -> list[tuple[int, int]]:
    """The (lower) heading row of each table and how many rows its headings take.

    Headings are the last row of two texts or more before figures; within a table they count only after a blank row.
    """
    starts: list[tuple[int, int]] = []
    labels: list[int] = []
    previous, fresh = 0, True
    for number, values in sheet.numbered_rows():
        natures = [nature_of(value) for value in values]
        held = [nature for nature in natures if nature is not Nature.BLANK]
        if not held:
            continue
        fresh = fresh or number > previous + 1
        previous = number
        if len(held) >= 2 and all(nature in _LABELS for nature in held):
            if fresh or labels:
                labels.append(number)
        elif labels and any(nature in _FIGURES for nature in held):
            header = labels[-1]
            starts.append((header, 2 if len(labels) > 1 and _spans(sheet, labels[-2], header) else 1))
            labels, fresh = [], False
        elif not labels and len(held) > 1:
            fresh = False
    return starts


def _spans(sheet: Sheet, above: int, below: int) -> bool:
    """Whether the upper of two adjoining rows has headings over several columns of the lower."""
    if above != below - 1:
        return False
    upper, lower = sheet.texts(above), sheet.texts(below)
    names = heading_names(sheet, below, 2)
    repeated = len({text for text in lower if text}) < sum(map(bool, lower))
    first = next((i for i, name in enumerate(names) if name), 0)
    beside = not (first < len(upper) and upper[first]) or not (first < len(lower) and lower[first])
    spanning = any(name.count(BETWEEN) and not (i < len(upper) and upper[i]) for i, name in enumerate(names))
    return (spanning and (repeated or beside)) or (repeated and beside)


def _first_text(sheet: Sheet, row: int) -> str:
    return next((text for text in sheet.texts(row) if text), "")
