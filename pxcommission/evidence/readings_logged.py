"""The log of readings: a line for every one that was loaded, oldest first, append-only."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field
from msgspec.structs import asdict, replace

from pxcommission.evidence.figures_kept import LOAD_AGAIN
from pxcommission.evidence.observations import Reading
from pxcommission.problems import ExitCode, Problem, ProblemsFound


class LoggedReading(Struct, frozen=True):
    """A line of the log: a reading without its figures."""

    reading: str
    file: str
    file_sha256: str
    reader: str
    kind: str
    origin: str
    mapping: str
    given: str
    published: date | None
    revised: date | None
    received: date | None
    start: date
    end: date
    rows: int
    providers: tuple[str, ...]
    notes: tuple[tuple[str, str, str], ...]  # place, weight, message
    statements: tuple[dict[str, Any], ...]
    organisations: int = 0
    by_group: int = 0

    @property
    def known_from(self) -> date:
        """The day from which its figures were known."""
        return self.revised or self.published or self.received or self.end

    @property
    def dates(self) -> tuple[date | None, date | None, date | None]:
        """Published, revised, received."""
        return self.published, self.revised, self.received

    @property
    def dated(self) -> bool:
        """Whether a person or the file itself said when it became known."""
        return (self.revised or self.published or self.received) is not None


def logged(reading: Reading) -> LoggedReading:
    """The log line of a reading."""
    start, end = reading.months
    return LoggedReading(
        reading=reading.id,
        file=reading.file,
        file_sha256=reading.file_sha256,
        reader=reading.reader,
        kind=reading.kind,
        origin=reading.origin.value,
        mapping=reading.mapping,
        given=reading.given,
        published=reading.published,
        revised=reading.revised,
        received=reading.received,
        start=start,
        end=end,
        rows=len(reading.observations),
        providers=tuple(sorted({o.provider for o in reading.figures if reading.origin == "local"})),
        notes=tuple((note.place, note.weight.value, note.message) for note in reading.notes),
        statements=tuple(asdict(statement) for statement in reading.statements),
        organisations=len(reading.organisations),
        by_group=len(reading.by_group),
    )


def with_dates_kept(line: LoggedReading, before: LoggedReading) -> LoggedReading:
    """The line with the dates that were known before where none are given now."""
    kept = {name: getattr(line, name) or getattr(before, name) for name in ("published", "revised", "received")}
    return replace(line, **kept)


class ReadingLog(Struct):
    """The log of one workspace, and what was read of it so far: its lines, up to where, and the last one as it is written there."""

    path: Path
    _until: int = 0
    _last: bytes = b""
    _lines: list[LoggedReading] = field(default_factory=list)

    def lines(self) -> list[LoggedReading]:
        """Every line of the log, oldest first; lines read before are not read again."""
        if not self.path.is_file():
            return []
        with self.path.open("rb") as stream:
            stream.seek(self._until - len(self._last))
            if stream.read(len(self._last)) != self._last:
                self._until, self._last, self._lines = 0, b"", []
                stream.seek(0)
            new = stream.read()
        for text in new.splitlines(keepends=True):
            if text.endswith(b"\n"):
                self._lines.append(_read_line(text, len(self._lines) + 1))
                self._until, self._last = self._until + len(text), text
        return list(self._lines)

    def append(self, line: LoggedReading) -> None:
        """Write a line to its end, on the disk before this returns."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(line), default=str, ensure_ascii=False, sort_keys=True)
        _cut_unfinished_line(self.path)
        with self.path.open("a", encoding="utf-8") as log:
            log.write(text + "\n")
            log.flush()
            os.fsync(log.fileno())


def _cut_unfinished_line(path: Path) -> None:
    """A line that a killed run left without its end was never acknowledged: it goes before the next one is written."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("r+b") as log:
        log.seek(-1, os.SEEK_END)
        if log.read(1) != b"\n":
            log.seek(0)
            log.truncate(log.read().rfind(b"\n") + 1)


def _read_line(text: bytes, number: int) -> LoggedReading:
    try:
        raw = json.loads(text)
    except ValueError:
        problem = Problem(".pxcommission/evidence/log.jsonl", "this line of the log is damaged", LOAD_AGAIN, number, 1)
        raise ProblemsFound([problem], ExitCode.ENVIRONMENT) from None
    for name in ("published", "revised", "received", "start", "end"):
        raw[name] = date.fromisoformat(raw[name]) if raw[name] else None
    raw["providers"] = tuple(raw["providers"])
    raw["notes"] = tuple(tuple(note) for note in raw["notes"])
    raw["statements"] = tuple(raw["statements"])
    return LoggedReading(**raw)
