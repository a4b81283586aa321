"""A csv file as one sheet: strict quotes, a known encoding and delimiter, equal rows; every refusal with line and column.

A file within the limits of a provider's return is read whole. A larger one, such as a full extract NHS England publishes, opens
with its first rows only; what it exceeds stands in `Book.beyond`, and `CsvTable` reads the rest (see `csv_table.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from msgspec.structs import replace

from pxcommission.problems import Problem, shortened
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.csv_dialect import dialect_of
from pxcommission.returns.csv_encoding import decoded, encoding_of
from pxcommission.returns.csv_table import CsvTable, mention_cut_off, ragged_line
from pxcommission.returns.limits import RETURN_CSV, with_limits
from pxcommission.returns.numbers import Value
from pxcommission.returns.preflight import Checked
from pxcommission.returns.sheets import Book, Sheet
from pxcommission.returns.text_source import TextSource

__all__ = ["decoded", "open_csv", "refuse_ragged"]

HEAD_ROWS = 60
_HEAD_TEXT = 256 * 1024


def open_csv(path: Path, shown: str, checked: Checked, found: Collected) -> Book:
    """The file as a book with one sheet without a name; raises ProblemsFound, notes go to `found`.

    The one csv file of a zip archive is shown as `archive.zip/inner.csv`, here and in `found`.
    """
    if checked.member:
        shown = found.file = f"{shown}/{checked.member}"
    source = TextSource(path, checked.member)
    encoding = encoding_of(source.pieces, shown, found)
    with source.text(encoding) as text:
        head = text.read(_HEAD_TEXT)
        whole = len(head) < _HEAD_TEXT
    if whole and not head.strip("\ufeff \t\r\n"):
        raise refused(shown, "the file is empty", "send the file with its header and rows")
    dialect = dialect_of(head if whole else head[: head.rfind("\n") + 1] or head, shown, found)
    table = CsvTable(shown, source, encoding, dialect, found)
    rows, lines, beyond = _within_a_return(table, checked.unpacked, shown)
    if beyond is None:
        mention_cut_off(len(rows), found)
        table = replace(table, kept=(tuple(rows), tuple(lines)))
    cells: list[list[Value]] = [list(row) for row in rows]
    return Book(path, shown, checked, (Sheet("", True, cells),), lines=tuple(lines), table=table, beyond=beyond)


def _within_a_return(table: CsvTable, size: int, shown: str) -> tuple[list[list[str]], list[int], Problem | None]:
    """Every row with its line; or only the first ones, with the problem that it is larger than a return may be."""
    rows: list[list[str]] = []
    lines: list[int] = []
    cells = 0
    beyond = _over(size > RETURN_CSV.file, f"the file is too large for a return: {size:,} bytes", shown)
    for _, line, row in table.rows() if beyond is None else islice(table.rows(), HEAD_ROWS):
        cells += len(row)
        rows.append(row)
        lines.append(line)
        if len(row) > RETURN_CSV.columns or len(rows) > RETURN_CSV.rows or cells > RETURN_CSV.cells:
            beyond = _too_wide(row, rows, line, shown) or _too_long(cells, line, shown)
            break
    if beyond is None:
        return rows, lines, None
    return rows[:HEAD_ROWS], lines[:HEAD_ROWS], beyond


def _too_wide(row: Sequence[str], rows: Sequence[Sequence[str]], line: int, shown: str) -> Problem | None:
    if len(row) <= RETURN_CSV.columns:
        return None
    twice = [name for name, times in Counter(row).items() if times > 1 and name]
    also = f"; duplicate headings such as '{shortened(twice[0], 30)}'" if twice and len(rows) == 1 else ""
    message = f"the line has {len(row):,} columns; at most {RETURN_CSV.columns} are read{also}"
    return _over(True, message, shown, line, RETURN_CSV.columns + 1)


def _too_long(cells: int, line: int, shown: str) -> Problem | None:
    what = f"{RETURN_CSV.cells:,} cells" if cells > RETURN_CSV.cells else f"{RETURN_CSV.rows:,} rows"
    return _over(True, f"the file has more than {what}", shown, line)


def _over(so: bool, message: str, shown: str, line: int | None = None, column: int | None = None) -> Problem | None:
    if not so:
        return None
    return Problem(shown, message, with_limits("send it in parts", RETURN_CSV), line=line, column=column)


def refuse_ragged(book: Book, headings_row: int, found: Collected) -> None:
    """Nothing, or an error for each row below the headings that is wider or narrower than they are."""
    sheet = book.first
    width = len(sheet.rows[headings_row - 1])
    for number, row in sheet.numbered_rows(headings_row + 1):
        if len(row) != width:
            found.errors.append(ragged_line(found.file, book.lines[number - 1], len(row), width))
