"""The rows of a csv file, streamed: for files too large to hold as lists, and for every other one in the same way.

A reader of a large published file (an RTT full extract has some 180,000 rows and 121 columns) recognises it by `book.first`,
which holds its first rows, says so with `long=True` on its `Candidate`, and reads the rest through `book.table`:

    for frame in table.frames(headings_row=1, columns=(4, 9, 12)):
        ...  # polars, at most 20,000 rows: `row` and `line` (integers), then `D`, `I`, `L` (text, as it stands)

`row` is the number a spreadsheet shows (an address is the letters of the column and this number), `line` the line in the file.
Take only the columns that are needed: memory is what one frame and the reader's own sums hold. `rows` gives the same as
Python lists. Both run the strict csv reader over the real bytes once more; a fault raises ProblemsFound at its line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.problems import Problem
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.csv_dialect import Dialect
from pxcommission.returns.limits import CUT_OFF_ROWS, PUBLISHED_CSV, with_limits
from pxcommission.returns.text_source import TextSource

if TYPE_CHECKING:
    import polars as pl

FRAME_ROWS = 20_000
_MOST_RAGGED = 60


class CsvTable(Struct, frozen=True):
    """A csv file that was checked and can be read row by row, as often as wanted; `kept` is there when it is small."""

    shown: str
    source: TextSource
    encoding: str
    dialect: Dialect
    found: Collected
    kept: tuple[tuple[list[str], ...], tuple[int, ...]] | None = None

    def rows(self, first: int = 1) -> Iterator[tuple[int, int, list[str]]]:
        """Every row from `first` on: its number, the line it starts on, its values."""
        if self.kept is not None:
            rows, lines = self.kept
            for at in range(first - 1, len(rows)):
                yield at + 1, lines[at], rows[at]
            return
        for number, (line, row) in enumerate(self._streamed(), start=1):
            if number >= first:
                yield number, line, row

    def frames(self, headings_row: int, columns: Sequence[int]) -> Iterator[pl.DataFrame]:
        """The rows below the headings as frames of text; empty rows left out, rows of another width refused all together.

        `columns` are numbers from 1. Raises ProblemsFound for what is wrong anywhere in the file.
        """
        width, last = 0, 0
        ragged: list[Problem] = []
        held: list[tuple[int, int, list[str]]] = []
        for number, line, row in self.rows(headings_row):
            last = number
            if number == headings_row:
                width = len(row)
            elif not any(row):
                continue
            elif len(row) != width:
                ragged.append(ragged_line(self.shown, line, len(row), width))
                if len(ragged) == _MOST_RAGGED:
                    break
            elif not ragged:
                held.append((number, line, row))
                if len(held) == FRAME_ROWS:
                    yield _frame(held, columns)
                    held = []
        self.found.errors.extend(ragged)
        self.found.stop_if_wrong()
        if self.kept is None:
            mention_cut_off(last, self.found)
        if held:
            yield _frame(held, columns)

    def _streamed(self) -> Iterator[tuple[int, list[str]]]:
        line, cells, rows = 1, 0, 0
        with self.source.text(self.encoding) as text:
            for _ in range(self.dialect.lines_before):
                text.readline()
                line += 1
            before = line - 1
            reader = csv.reader(text, delimiter=self.dialect.delimiter, strict=True)
            try:
                for row in reader:
                    cells, rows = cells + len(row), rows + 1
                    self._refuse_beyond(row, line, rows, cells)
                    yield line, row
                    line = reader.line_num + before + 1
            except csv.Error as wrong:
                raise _badly_written(str(wrong), line, self.shown) from None

    def _refuse_beyond(self, row: list[str], line: int, rows: int, cells: int) -> None:
        most = PUBLISHED_CSV
        if len(row) > most.columns:
            twice = "; duplicate headings are among them" if rows == 1 and len(set(row)) < len(row) else ""
            message = f"the line has {len(row):,} columns; at most {most.columns:,} are read{twice}"
            raise refused(self.shown, message, with_limits("", most), line=line, column=most.columns + 1)
        if rows > most.rows or cells > most.cells:
            what = f"{most.rows:,} rows" if rows > most.rows else f"{most.cells:,} cells"
            raise refused(
                self.shown, f"the file has more than {what}", with_limits("send it in parts", most), line=line
            )
        if len("".join(row)) > most.text and len(max(row, key=len)) > most.text:
            column = next(at for at, value in enumerate(row, start=1) if len(value) > most.text)
            message = f"a field is too long: {len(row[column - 1]):,} characters; at most {most.text:,} are read"
            raise refused(self.shown, message, with_limits("", most), line=line, column=column)


def _frame(held: Sequence[tuple[int, int, list[str]]], columns: Sequence[int]) -> pl.DataFrame:
    import polars as pl

    from pxcommission.returns.sheets import column_letters

    across = list(zip(*(row for _, _, row in held), strict=True))
    values = {column_letters(column): across[column - 1] for column in columns}
    numbers = {"row": [number for number, _, _ in held], "line": [line for _, line, _ in held]}
    whole: dict[str, pl.DataType] = {"row": pl.Int64(), "line": pl.Int64()}
    return pl.DataFrame({**numbers, **values}, schema={**whole, **dict.fromkeys(values, pl.String())})


def mention_cut_off(rows: int, found: Collected) -> None:
    """A warning when a file ends exactly at a limit of older spreadsheets, its headings counted or not."""
    if rows in CUT_OFF_ROWS or rows - 1 in CUT_OFF_ROWS:
        found.warn(
            f"the file has {rows:,} rows: exactly a limit of older spreadsheets, so it may have been cut off",
            "ask for the whole file, or check its last row",
        )


def ragged_line(shown: str, line: int, columns: int, width: int) -> Problem:
    """That a line is wider or narrower than the headings."""
    message = f"line {line} has {columns} columns, the headings have {width}: a column is missing or too many"
    fix = "put a value that contains a comma in quotes"
    return Problem(shown, message, fix, line, min(columns, width) + 1)


def _badly_written(said: str, line: int, shown: str) -> Exception:
    if "field limit" in said:
        return refused(shown, f"a field is too long: over {PUBLISHED_CSV.text:,} characters", line=line)
    if "unexpected end" in said:
        message = f"the quote opened on line {line} is never closed: the rows after it would be swallowed"
        return refused(shown, message, 'close the quote, or write a quote inside a text as ""', line=line)
    return refused(shown, f"line {line} is not csv: {said}; check its quotes", line=line)
