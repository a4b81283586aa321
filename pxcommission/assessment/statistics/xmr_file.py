"""Series for XmR charts from a csv file of `date,value` (and `series`, `trajectory`), every problem with line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field

from pxcommission.assessment.statistics.xmr_cells import CellWrong, Written, read_day, read_value
from pxcommission.assessment.statistics.xmr_series import Series
from pxcommission.problems import Problem, did_you_mean, shortened
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.csv_table import ragged_line
from pxcommission.returns.numbers import BLANKS
from pxcommission.returns.opening import open_file
from pxcommission.returns.preflight import Kind
from pxcommission.returns.sheets import Book

WANTED = ("date", "value")
KNOWN = (*WANTED, "series", "trajectory")


class _Rows(Struct):
    """What was read of one series so far."""

    days: dict[date, int] = field(default_factory=dict)
    values: list[float | None] = field(default_factory=list)
    trajectory: list[float | None] = field(default_factory=list)


class _Reading(Struct):
    found: Collected
    columns: Mapping[str, int]
    otherwise: str
    rows: dict[str, _Rows] = field(default_factory=dict)
    written: Written = field(default_factory=Written)

    def wrong(self, message: str, fix: str, line: int, column: int) -> None:
        self.found.errors.append(Problem(self.found.file, message, fix, line, column + 1))


def read_series(path: Path, shown: str, found: Collected) -> tuple[Series, ...]:
    """The file's series by name; one without the column `series` is named after the file.

    Errors and notes go to `found`; raises ProblemsFound for a file that can't be opened or has no headings.
    """
    book = open_file(path, shown, found)
    if book.checked.kind is not Kind.CSV or book.beyond is not None:
        raise refused(
            shown, "this is no csv file of a series", "save the sheet as CSV UTF-8, with the columns date and value"
        )
    lines = dict(enumerate(book.lines, start=1))
    columns, headings_row = _headings(book, found)
    reading = _Reading(found, columns, path.stem)
    width = len(book.first.rows[headings_row - 1])
    for number, row in book.first.numbered_rows(headings_row + 1):
        texts = [str(cell).strip(BLANKS) for cell in row]
        if len(texts) != width:
            if any(texts):
                found.errors.append(ragged_line(found.file, lines[number], len(texts), width))
        elif any(texts):
            _read_row(reading, texts, lines[number])
    if not reading.rows and not found.errors:
        raise refused(shown, "there is no row below the headings", "send the file with its rows")
    reading.written.check(found)
    return tuple(_as_series(name, rows) for name, rows in sorted(reading.rows.items()))


def _headings(book: Book, found: Collected) -> tuple[dict[str, int], int]:
    """The columns by name, from 0, and the row they stand in; raises ProblemsFound without `date` and `value`."""
    number, row = next(
        ((n, row) for n, row in book.first.numbered_rows(1) if any(str(c).strip(BLANKS) for c in row)), (1, [])
    )
    line = dict(enumerate(book.lines, start=1)).get(number, 1)
    names = [str(cell).strip(BLANKS).lower() for cell in row]
    missing = [name for name in WANTED if name not in names]
    if missing:
        there = ", ".join(shortened(name, 20) for name in names if name) or "nothing"
        near = "".join(did_you_mean(name, missing) for name in names if name and name not in KNOWN)
        message = f"there is no column {' and no column '.join(missing)}: the headings are {there}{near}"
        raise refused(found.file, message, "the first line is date,value or series,date,value", line=line, column=1)
    twice = [name for name in KNOWN if names.count(name) > 1]
    for name in twice:
        second = names.index(name, names.index(name) + 1)
        found.errors.append(Problem(found.file, f"the column {name} stands twice", "keep one", line, second + 1))
    ignored = [shortened(name, 20) for name in names if name and name not in KNOWN]
    if ignored:
        found.note(f"not read: the column{'s' if len(ignored) > 1 else ''} {', '.join(ignored)}")
    return {name: names.index(name) for name in KNOWN if name in names}, number


def _read_row(reading: _Reading, texts: Sequence[str], line: int) -> None:
    day = _read_day(reading, texts, line)
    value = _read_number(reading, texts, line, "value")
    trajectory = _read_number(reading, texts, line, "trajectory") if "trajectory" in reading.columns else None
    name = texts[reading.columns["series"]] if "series" in reading.columns else reading.otherwise
    if not name:
        reading.wrong(
            "the series has no name", "name it in every row, or leave the column out", line, reading.columns["series"]
        )
        return
    rows = reading.rows.setdefault(name, _Rows())
    if day is None:
        return
    if day in rows.days:
        message = f"the day {day.isoformat()} of '{shortened(name, 40)}' stands twice: first on line {rows.days[day]}"
        fix = "keep one of them" if "series" in reading.columns else "keep one, or name the series in a column series"
        reading.wrong(message, fix, line, reading.columns["date"])
        return
    rows.days[day] = line
    rows.values.append(value)
    rows.trajectory.append(trajectory)


def _read_day(reading: _Reading, texts: Sequence[str], line: int) -> date | None:
    column = reading.columns["date"]
    try:
        return read_day(texts[column], reading.written)
    except CellWrong as wrong:
        reading.wrong(wrong.message, wrong.fix, line, column)
        return None


def _read_number(reading: _Reading, texts: Sequence[str], line: int, name: str) -> float | None:
    column = reading.columns[name]
    try:
        return read_value(texts[column], reading.written, (line, column + 1))
    except CellWrong as wrong:
        reading.wrong(wrong.message, wrong.fix, line, column)
        return None


def _as_series(name: str, rows: _Rows) -> Series:
    carried = any(value is not None for value in rows.trajectory)
    return Series(name, tuple(rows.days), tuple(rows.values), trajectory=tuple(rows.trajectory) if carried else ())
