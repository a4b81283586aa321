"""A csv file as one sheet: strict quotes, a known encoding, commas, equal rows; every refusal with line and column."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

from pxcommission.problems import Problem, shortened
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.numbers import Value
from pxcommission.returns.preflight import LIMITS, Checked
from pxcommission.returns.sheets import Book, Sheet


def open_csv(path: Path, shown: str, checked: Checked, found: Collected) -> Book:
    """The file as a book with one sheet without a name; raises ProblemsFound, notes go to `found`."""
    text = decoded(path.read_bytes(), shown, found)
    if not text.strip("\ufeff \t\r\n"):
        raise refused(shown, "the file is empty", "send the file with its header and rows")
    rows, lines = _rows(text, shown)
    _refuse_other_delimiter(rows, shown)
    if len(rows) in LIMITS.suspicious_rows or len(rows) - 1 in LIMITS.suspicious_rows:
        found.warn(
            f"the file has {len(rows):,} rows: exactly a limit of older spreadsheets, so it may have been cut off",
            "ask for the whole file, or check its last row",
        )
    return Book(path, shown, checked, (Sheet("", True, rows),), lines=tuple(lines))


def decoded(data: bytes, shown: str, found: Collected) -> str:
    """The text, its encoding told by a mark at the start, else UTF-8, else Windows-1252 with a note."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text = data.decode("utf-16")
        except UnicodeDecodeError:
            raise refused(shown, "the encoding is UTF-16, but the text is damaged", "save it as CSV UTF-8") from None
        found.note("the encoding of the file is UTF-16 (Excel's Unicode text)", "CSV UTF-8 is safer")
        return text
    if b"\x00" in data:
        message = "the encoding can't be told: the file holds zero bytes (UTF-16 without its mark, or not text)"
        raise refused(shown, message, "save it as CSV UTF-8", line=data.count(b"\n", 0, data.index(b"\x00")) + 1)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        return _windows(data, wrong, shown, found)


def _windows(data: bytes, wrong: UnicodeDecodeError, shown: str, found: Collected) -> str:
    line = data.count(b"\n", 0, wrong.start) + 1
    damaged = f"the encoding is neither UTF-8 nor Windows-1252: line {line} holds bytes of no character"
    if _mixes_utf8(data):
        damaged = f"the encoding is mixed: line {line} is not UTF-8, other lines are"
        raise refused(shown, damaged, "save it again as CSV UTF-8", line=line)
    if not _is_windows_text(data):
        raise refused(shown, damaged, "save it again as CSV UTF-8", line=line)
    text = data.decode("cp1252")
    found.note(f"the encoding is not UTF-8 (line {line}); the file was read as Windows-1252, as Excel writes csv")
    return text


_WINDOWS_MARKS = frozenset(
    b"\x80\x82\x84\x85\x91\x92\x93\x94\x95\x96\x97\x99\xa0\xa3\xa7\xa9\xab\xad\xae\xb0\xb1\xb2\xb3\xb4\xb5\xb7\xbb\xbc\xbd\xbe\xd7\xf7"
)
_ACCENTED = re.compile(rb"[\xc0-\xd6\xd8-\xf6\xf8-\xfe\x8a\x8c\x8e\x9a\x9c\x9e\x9f]+")


def _is_windows_text(data: bytes) -> bool:
    """Whether every byte beyond ASCII is a mark people type or an accented letter inside a word."""
    words = _ACCENTED.sub(b"", data)
    if any(byte > 127 and byte not in _WINDOWS_MARKS for byte in words):
        return False
    return all(
        data[max(0, found.start() - 1) : found.start()].isalpha() or data[found.end() : found.end() + 1].isalpha()
        for found in _ACCENTED.finditer(data)
    )


def _mixes_utf8(data: bytes) -> bool:
    """Whether some lines that are not plain ASCII are UTF-8 while others are not."""
    verdicts = set()
    for line in data.splitlines():
        if not line.isascii():
            try:
                line.decode("utf-8")
                verdicts.add(True)
            except UnicodeDecodeError:
                verdicts.add(False)
    return len(verdicts) == 2


def _rows(text: str, shown: str) -> tuple[list[list[Value]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows: list[list[Value]] = []
    lines: list[int] = []
    line = 1
    try:
        for row in reader:
            _refuse_oversized(row, rows, line, shown)
            rows.append(list(row))
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise _badly_written(str(wrong), line, shown) from None
    return rows, lines


def _badly_written(said: str, line: int, shown: str) -> Exception:
    if "field limit" in said:
        return refused(shown, f"a field is too long: over {LIMITS.field:,} characters", line=line)
    if "unexpected end" in said:
        message = f"the quote opened on line {line} is never closed: the rows after it would be swallowed"
        return refused(shown, message, 'close the quote, or write a quote inside a text as ""', line=line)
    return refused(shown, f"line {line} is not csv: {said}; check its quotes", line=line)


def _refuse_oversized(row: list[str], before: list[list[Value]], line: int, shown: str) -> None:
    if len(row) > LIMITS.columns:
        twice = [name for name, times in Counter(row).items() if times > 1 and name]
        also = f"; duplicate headings such as '{shortened(twice[0], 30)}'" if twice and not before else ""
        message = f"the line has {len(row):,} columns; at most {LIMITS.columns} are read{also}"
        raise refused(shown, message, line=line, column=LIMITS.columns + 1)
    if len(before) >= LIMITS.rows:
        raise refused(shown, f"the file has more than {LIMITS.rows:,} rows", "send it in parts", line=line)
    for column, field in enumerate(row, start=1):
        if len(field) > LIMITS.field:
            message = f"a field is too long: {len(field):,} characters; at most {LIMITS.field:,} are read"
            raise refused(shown, message, line=line, column=column)


def _refuse_other_delimiter(rows: list[list[Value]], shown: str) -> None:
    head = [row for row in rows[:5] if any(row)]
    if head and all(len(row) == 1 for row in head):
        for delimiter, name in ((";", "a semicolon"), ("\t", "a tab"), ("|", "a bar")):
            if all(str(row[0]).count(delimiter) >= 2 for row in head):
                message = f"the delimiter of this file is {name}; a comma is expected"
                raise refused(shown, message, "save it as CSV UTF-8 (comma delimited)", line=1)


def refuse_ragged(book: Book, headings_row: int, found: Collected) -> None:
    """Nothing, or an error for each row below the headings that is wider or narrower than they are."""
    sheet = book.first
    width = len(sheet.rows[headings_row - 1])
    for number, row in sheet.numbered_rows(headings_row + 1):
        if len(row) != width:
            line = book.lines[number - 1]
            message = f"line {line} has {len(row)} columns, the headings have {width}: a column is missing or too many"
            fix = "put a value that contains a comma in quotes"
            found.errors.append(Problem(found.file, message, fix, line, min(len(row), width) + 1))
