"""The record of every table that others than the two parties were given, so that a later one gives no hidden count away."""

from __future__ import annotations

import json
import os
from pathlib import Path

from pxcommission.assessment.small_numbers_tables import SharedTable, as_line, from_line
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.whole_files import flush

RECORD = Path(".pxcommission") / "shared.jsonl"


def tables_shared(workspace: Path) -> tuple[SharedTable, ...]:
    """Every table shared so far, oldest first; raises ProblemsFound (exit code 5) for a record that can't be read."""
    path = workspace / RECORD
    found: list[SharedTable] = []
    lines = path.read_text("utf-8").split("\n")[:-1] if path.is_file() else []
    for number, line in enumerate(lines, start=1):
        try:
            found.append(from_line(line))
        except (ValueError, KeyError, TypeError):
            message = "this line of the record of shared tables is damaged"
            fix = "restore the file from a copy: without it, a new table could give away what an earlier one hides"
            raise ProblemsFound([Problem(RECORD.as_posix(), message, fix, number, 1)], ExitCode.ENVIRONMENT) from None
    return tuple(found)


def record_shared(workspace: Path, table: SharedTable) -> bool:
    """Put a table in the record and say so; one that is there already is not put there again."""
    line = json.dumps(json.loads(as_line(table)), ensure_ascii=False, sort_keys=True)
    path = workspace / RECORD
    if path.is_file() and line in path.read_text("utf-8").split("\n"):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0), 0o666)
    with os.fdopen(handle, "a", encoding="utf-8") as record:
        record.write(f"{line}\n")
        flush(record)
    return True
