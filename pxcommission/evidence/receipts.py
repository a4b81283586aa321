"""The small tables people keep beside the files: what was received or looked for, and when publications came out."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.periods import Period, read_period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, shortened

RECEIPT_COLUMNS = ("return", "period", "file", "received", "looked_for_on", "by")
PUBLISHED_COLUMNS = ("file", "published")


class Receipt(Struct, frozen=True):
    """A line of `received.csv`: a report that came in on a day, or that was looked for on a day and was not there."""

    report: str
    period: Period
    file: str
    received: date | None
    looked_for_on: date | None
    by: str


def read_receipts(path: Path, shown: str) -> tuple[Receipt, ...]:
    """The lines of a contract's `received.csv` (none if there is no such file)."""
    found: list[Receipt] = []
    problems: list[Problem] = []
    for line, row in _rows(path, shown, RECEIPT_COLUMNS, problems):
        period = read_period(row["period"])
        if period is None:
            problems.append(_wrong(shown, line, 2, f"'{shortened(row['period'])}' is not a period", "write 2025/26 Q2"))
            continue
        received = _day(row["received"], shown, line, 4, problems)
        looked_for = _day(row["looked_for_on"], shown, line, 5, problems)
        found.append(Receipt(row["return"], period, row["file"], received, looked_for, row["by"]))
    if problems:
        raise ProblemsFound(problems, ExitCode.RETURNS_WRONG)
    return tuple(found)


def read_publication_dates(path: Path, shown: str) -> Mapping[str, date]:
    """File name to day of publication, from `published.csv` (empty if there is no such file)."""
    found: dict[str, date] = {}
    problems: list[Problem] = []
    for line, row in _rows(path, shown, PUBLISHED_COLUMNS, problems):
        day = _day(row["published"], shown, line, 2, problems)
        if day is not None:
            found[row["file"]] = day
    if problems:
        raise ProblemsFound(problems, ExitCode.RETURNS_WRONG)
    return found


def add_receipt(path: Path, receipt: Receipt) -> bool:
    """Add a line to `received.csv` unless the same line stands there; the file is replaced in one step."""
    line = _line(receipt)
    before = path.read_text("utf-8") if path.is_file() else ",".join(RECEIPT_COLUMNS) + "\n"
    if line in before.splitlines():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".tmp-{os.getpid()}")
    beside.write_text(before + ("" if before.endswith("\n") else "\n") + line + "\n", encoding="utf-8")
    beside.replace(path)
    return True


def _line(receipt: Receipt) -> str:
    out = io.StringIO()
    days = [day.isoformat() if day else "" for day in (receipt.received, receipt.looked_for_on)]
    csv.writer(out, lineterminator="").writerow([receipt.report, receipt.period.label, receipt.file, *days, receipt.by])
    return out.getvalue()


def _rows(
    path: Path, shown: str, columns: Sequence[str], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, str]]]:
    if not path.is_file():
        return
    try:
        text = path.read_text("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), strict=True))
    except (UnicodeDecodeError, csv.Error) as wrong:
        problems.append(Problem(shown, f"the table can't be read: {wrong}", "save it again as CSV (UTF-8)"))
        return
    if not rows or [cell.strip().lower() for cell in rows[0]] != list(columns):
        problems.append(_wrong(shown, 1, 1, "the first line must name the columns", ",".join(columns)))
        return
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(columns):
            problems.append(_wrong(shown, line, 1, f"{len(row)} values stand here; {len(columns)} are expected", ""))
            continue
        yield line, dict(zip(columns, (cell.strip() for cell in row), strict=True))


def _day(text: str, shown: str, line: int, column: int, problems: list[Problem]) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        problems.append(_wrong(shown, line, column, f"'{shortened(text)}' is not a date", "write 2025-10-21"))
        return None


def _wrong(shown: str, line: int, column: int, message: str, fix: str) -> Problem:
    return Problem(shown, message, fix, line, column)
