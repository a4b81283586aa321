"""Which of several files are lists of organisations, told by their first rows: they are loaded before the figures they check."""

from __future__ import annotations

import contextlib
import csv
from collections.abc import Sequence
from pathlib import Path

from pxcommission.returns import organisation_lists, organisation_successors, organisation_tables
from pxcommission.returns.numbers import Value
from pxcommission.returns.preflight import Checked, Kind
from pxcommission.returns.sheets import Book, Sheet

_HEAD_BYTES, _HEAD_ROWS = 64 * 1024, 6


def organisations_first(files: Sequence[Path]) -> list[Path]:
    """The files with the lists of organisations before all others, each kind in the order given."""
    return sorted(files, key=lambda path: not holds_organisations(path))


def holds_organisations(path: Path) -> bool:
    """Whether a csv file looks like a list of organisations; what can't be read is none, and is refused when it is loaded."""
    if path.suffix.lower() not in (".csv", ".txt"):
        return False
    with contextlib.suppress(OSError, csv.Error):
        return any(_is_list(_head(path, delimiter)) for delimiter in ",;\t")
    return False


def _head(path: Path, delimiter: str) -> Book:
    with path.open("rb") as stream:
        text = stream.read(_HEAD_BYTES).decode("utf-8-sig", errors="replace")
    lines = text.splitlines()[: _HEAD_ROWS + 1]
    kept = lines if len(lines) <= _HEAD_ROWS and len(text) < _HEAD_BYTES else lines[:_HEAD_ROWS]
    rows: list[list[Value]] = [[*row] for row in csv.reader(kept, delimiter=delimiter)]
    return Book(path, path.name, Checked(Kind.CSV, "", has_macros=False), (Sheet("", True, rows),))


def _is_list(book: Book) -> bool:
    fits = [organisation_lists.recognises(book), organisation_successors.recognises(book)]
    fits += [organisation_tables.recognises(book, name) for name in organisation_tables.KINDS]
    return any(fit.fits for fit in fits)
