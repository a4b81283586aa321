"""Logs of what people record: lines that are only ever added, each chained to the one before it.

One log a folder: the listening registers have theirs, the self-assessments have one of their own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.whole_files import HeldByAnother, flush, flush_folder, held_alone

FOLDER = Path(".pxcommission") / "listening"
LOG = FOLDER / "entries.jsonl"
FIRST = "0" * 64
Line = Mapping[str, Any]


class ChainedLog(Struct, frozen=True):
    """A log by its folder in the workspace, and what a message calls that which it keeps."""

    folder: Path
    keeps: str

    @property
    def file(self) -> Path:
        """Its file, from the workspace's folder."""
        return self.folder / LOG.name


LISTENING = ChainedLog(FOLDER, "the listening registers")


@contextmanager
def alone(workspace: Path, log: ChainedLog = LISTENING) -> Iterator[None]:
    """The right to write, for one process at a time; raises ProblemsFound (exit code 5) while another one writes."""
    try:
        held = held_alone(workspace / log.folder / "lock")
    except HeldByAnother:
        problem = Problem(log.folder.as_posix(), f"another command is writing to {log.keeps}", "try again in a moment")
        raise ProblemsFound([problem], ExitCode.ENVIRONMENT) from None
    with held:
        yield


def lines_of(workspace: Path, log: ChainedLog = LISTENING) -> list[Line]:
    """Every line, oldest first; raises ProblemsFound (exit code 7) where the chain is broken.

    A line that a killed run left without its end was never acknowledged and is not read.
    """
    path = workspace / log.file
    if not path.is_file():
        return []
    before, found = FIRST, []
    for number, text in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        line = _read(text)
        if line is None or line.get("before") != before:
            message = "this line is damaged, or lines before it were changed or removed"
            fix = f"restore the folder {log.folder.as_posix()} from a copy"
            raise ProblemsFound([Problem(log.file.as_posix(), message, fix, number, 1)], ExitCode.AUDIT_BROKEN)
        before = hashlib.sha256(text).hexdigest()
        found.append(line)
    return found


def add_line(workspace: Path, line: Line, log: ChainedLog = LISTENING) -> None:
    """Add one line and make sure that it is on disk; whatever one command records stands in one line, all of it or none."""
    path = workspace / log.file
    path.parent.mkdir(parents=True, exist_ok=True)
    _cut_unfinished_line(path)
    data = path.read_bytes() if path.is_file() else b""
    before = hashlib.sha256(data.split(b"\n")[-2]).hexdigest() if data else FIRST
    text = json.dumps({**line, "before": before}, ensure_ascii=False, sort_keys=True)
    with path.open("ab") as written:
        written.write(text.encode() + b"\n")
        flush(written)
    flush_folder(path.parent)


def _read(text: bytes) -> Line | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def _cut_unfinished_line(path: Path) -> None:
    data = path.read_bytes() if path.is_file() else b""
    if data and not data.endswith(b"\n"):
        with path.open("r+b") as log:
            log.truncate(data.rfind(b"\n") + 1)
