"""The evidence store: Parquet in the workspace, append-only, addressed by reading; what was known on a day.

`.pxcommission/evidence/observations/<reading>.parquet` holds a reading's figures; `log.jsonl` has a line for every reading
loaded, oldest first. The newest line of a file (the same bytes) replaces its older ones, so that a mended mapping or another
period given by hand can be read again; dates once given are kept; nothing is ever overwritten.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from operator import attrgetter
from pathlib import Path
from typing import Any

import polars as pl

from pxcommission.evidence.observations import Observation, Reading, Statement
from pxcommission.evidence.organisations import OrganisationRecord
from pxcommission.evidence.organisations_table import frame_of_records, records_of_frame
from pxcommission.problems import ExitCode, Problem, ProblemsFound

SCHEMA: dict[str, pl.DataType] = {
    "level": pl.String(),
    "icb": pl.String(),
    "provider": pl.String(),
    "site": pl.String(),
    "ward": pl.String(),
    "service": pl.String(),
    "touchpoint": pl.String(),
    "measure": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "value": pl.String(),
    "unit": pl.String(),
    "status": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "name": pl.String(),
}
UNIT_KEY = ("level", "provider", "site", "ward", "service", "touchpoint", "measure", "start", "end")


class Loaded(StrEnum):
    """What loading a reading came to."""

    NEW = "loaded"
    AGAIN = "already loaded"
    DATED = "already loaded; its dates were changed"
    REPLACED = "read again; the newer reading replaces the older"


@dataclass(frozen=True)
class LoggedReading:
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
        providers=tuple(sorted({o.provider for o in reading.observations if reading.origin == "local"})),
        notes=tuple((note.place, note.weight.value, note.message) for note in reading.notes),
        statements=tuple(asdict(statement) for statement in reading.statements),
        organisations=len(reading.organisations),
    )


@dataclass
class _ReadLog:
    """What was read of the log so far: its lines, up to where, and the last one as it is written there."""

    until: int = 0
    last: bytes = b""
    lines: list[LoggedReading] = field(default_factory=list)


class EvidenceStore:
    """The evidence of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / ".pxcommission" / "evidence"
        self._read = _ReadLog()

    def add(self, reading: Reading) -> Loaded:
        """Keep a reading: its figures first, then its line in the log. Loading the same file twice changes nothing."""
        line = logged(reading)
        before = next((r for r in reversed(self.log()) if r.file_sha256 == line.file_sha256), None)
        if before is not None:
            line = _with_dates_kept(line, before)
        if before is not None and before.reading == line.reading and line.dates == before.dates:
            return Loaded.AGAIN
        self._write_figures(reading)
        self._write_organisations(reading)
        self._append(line)
        if before is None:
            return Loaded.NEW
        return Loaded.DATED if before.reading == line.reading else Loaded.REPLACED

    def log(self) -> list[LoggedReading]:
        """Every line of the log, oldest first; lines read before are not read again."""
        path = self.folder / "log.jsonl"
        if not path.is_file():
            return []
        with path.open("rb") as stream:
            stream.seek(self._read.until - len(self._read.last))
            if stream.read(len(self._read.last)) != self._read.last:
                self._read = _ReadLog()
                stream.seek(0)
            new = stream.read()
        for text in new.splitlines(keepends=True):
            if text.endswith(b"\n"):
                self._read.lines.append(_read_line(text, len(self._read.lines) + 1))
                self._read.until, self._read.last = self._read.until + len(text), text
        return list(self._read.lines)

    def readings(self, as_at: date | None = None) -> list[LoggedReading]:
        """The newest reading of each file, in the order they were first loaded; known on a day if one is given."""
        newest: dict[str, LoggedReading] = {}
        for line in self.log():
            newest[line.file_sha256] = line
        return [line for line in newest.values() if as_at is None or line.known_from <= as_at]

    def observations(self, as_at: date | None = None) -> pl.LazyFrame:
        """The figures known on a day, one row each, with their file, origin and dates.

        Columns: those of `SCHEMA`, then reading, file, origin, published, received, known_from and `order` (the place of
        the reading in the log).
        """
        return self.figures_of(self.readings(as_at))

    def figures_of(self, readings: Sequence[LoggedReading]) -> pl.LazyFrame:
        """The figures of these readings, with the columns of `observations`."""
        if not readings:
            dates = {"published": pl.Date(), "received": pl.Date(), "known_from": pl.Date()}
            texts = {"reading": pl.String(), "file": pl.String(), "origin": pl.String()}
            return pl.LazyFrame(schema={**SCHEMA, **texts, **dates, "order": pl.Int64()})
        about = pl.LazyFrame(
            {
                "reading": [r.reading for r in readings],
                "file": [r.file for r in readings],
                "origin": [r.origin for r in readings],
                "published": [r.published for r in readings],
                "received": [r.received for r in readings],
                "known_from": [r.known_from for r in readings],
                "order": list(range(len(readings))),
            },
            schema_overrides={"published": pl.Date(), "received": pl.Date(), "known_from": pl.Date()},
        )
        files = sorted({self._figures(r.reading) for r in readings})
        _refuse_damaged(files)
        return pl.scan_parquet(files).join(about, on="reading", how="inner")

    def statements(self, as_at: date | None = None) -> Iterator[tuple[LoggedReading, Statement]]:
        """What providers said, with the reading it stands in."""
        for line in self.readings(as_at):
            for statement in line.statements:
                days = {name: date.fromisoformat(str(statement[name])) for name in ("start", "end")}
                yield line, Statement(**{**statement, **days})

    def organisations(self, as_at: date | None = None) -> list[tuple[LoggedReading, list[OrganisationRecord]]]:
        """Every list of organisations known on a day, with its records, in the order they were first loaded."""
        lists = [line for line in self.readings(as_at) if line.organisations]
        files = [self._organisations(line.reading) for line in lists]
        _refuse_damaged(files)
        return [(line, records_of_frame(pl.read_parquet(file))) for line, file in zip(lists, files, strict=True)]

    def _organisations(self, reading: str) -> Path:
        return self.folder / "organisations" / f"{reading}.parquet"

    def _write_organisations(self, reading: Reading) -> None:
        path = self._organisations(reading.id)
        if reading.organisations and not path.is_file():
            _write_whole(frame_of_records(reading.organisations), path)

    def _figures(self, reading: str) -> Path:
        return self.folder / "observations" / f"{reading}.parquet"

    def _write_figures(self, reading: Reading) -> None:
        path = self._figures(reading.id)
        if path.is_file():
            return
        _write_whole(frame_of(reading.observations).with_columns(reading=pl.lit(reading.id)), path)

    def _append(self, line: LoggedReading) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(line), default=str, ensure_ascii=False, sort_keys=True)
        path = self.folder / "log.jsonl"
        _cut_unfinished_line(path)
        with path.open("a", encoding="utf-8") as log:
            log.write(text + "\n")
            log.flush()
            os.fsync(log.fileno())


def _write_whole(frame: pl.DataFrame, path: Path) -> None:
    """Write a table in one step, so that a killed run leaves all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".tmp-{os.getpid()}")
    frame.write_parquet(beside, compression="zstd")
    beside.replace(path)


def frame_of(observations: Sequence[Observation]) -> pl.DataFrame:
    """The figures as a table with the columns of `SCHEMA`."""
    rows = map(attrgetter(*SCHEMA), observations)
    columns = zip(*rows, strict=True) if observations else ((),) * len(SCHEMA)
    named = zip(SCHEMA.items(), columns, strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=kind, strict=False) for (name, kind), values in named])


def conflicts(store: EvidenceStore, reading: Reading) -> list[tuple[Observation, str]]:
    """Figures of a reading that another file of the same origin states differently, where neither is known to be newer.

    That is so when both became known on the same day, or when one of them has no date.
    """
    one = logged(reading)
    others = [r for r in store.readings() if r.origin == reading.origin and r.file_sha256 != reading.file_sha256]
    others = [r for r in others if r.known_from == one.known_from or not (r.dated and one.dated)]
    others = [r for r in others if r.start <= one.end and one.start <= r.end]
    if not others or not reading.observations:
        return []
    frame = store.figures_of(others)
    new = frame_of(reading.observations).with_row_index("row")
    both = frame.join(new.lazy(), on=[*UNIT_KEY, "icb"], suffix="_new")
    figure = ("numerator", "denominator", "value", "status")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in figure)
    rows = both.filter(differs).select("row", "file", "sheet", "cell").sort("row").collect()
    return [(reading.observations[row], "!".join(part for part in place if part)) for row, *place in rows.iter_rows()]


def _with_dates_kept(line: LoggedReading, before: LoggedReading) -> LoggedReading:
    """The line with the dates that were known before where none are given now."""
    kept = {name: getattr(line, name) or getattr(before, name) for name in ("published", "revised", "received")}
    return LoggedReading(**{**{f.name: getattr(line, f.name) for f in fields(line)}, **kept})


def _cut_unfinished_line(path: Path) -> None:
    """A line that a killed run left without its end was never acknowledged: it goes before the next one is written."""
    if not path.is_file() or path.stat().st_size == 0:
        return
    with path.open("r+b") as log:
        log.seek(-1, os.SEEK_END)
        if log.read(1) != b"\n":
            log.seek(0)
            log.truncate(log.read().rfind(b"\n") + 1)


def _refuse_damaged(files: Sequence[Path]) -> None:
    """Figures that are gone or cut short are no figures: nothing may be judged without them."""
    problems = []
    for file in files:
        shown = f".pxcommission/evidence/{file.parent.name}/{file.name}"
        if not file.is_file():
            problems.append(Problem(shown, "these figures are missing although the log names them", _LOAD_AGAIN))
        elif file.stat().st_size < 12 or not _is_whole(file):
            problems.append(Problem(shown, "these figures are damaged", _LOAD_AGAIN))
    if problems:
        raise ProblemsFound(problems, ExitCode.ENVIRONMENT)


_LOAD_AGAIN = "remove the folder .pxcommission/evidence and load the returns again, or restore it from a copy"


def _is_whole(file: Path) -> bool:
    with file.open("rb") as figures:
        starts = figures.read(4) == b"PAR1"
        figures.seek(-4, os.SEEK_END)
        return starts and figures.read(4) == b"PAR1"


def _read_line(text: bytes, number: int) -> LoggedReading:
    try:
        raw = json.loads(text)
    except ValueError:
        problem = Problem(".pxcommission/evidence/log.jsonl", "this line of the log is damaged", _LOAD_AGAIN, number, 1)
        raise ProblemsFound([problem], ExitCode.ENVIRONMENT) from None
    for name in ("published", "revised", "received", "start", "end"):
        raw[name] = date.fromisoformat(raw[name]) if raw[name] else None
    raw["providers"] = tuple(raw["providers"])
    raw["notes"] = tuple(tuple(note) for note in raw["notes"])
    raw["statements"] = tuple(raw["statements"])
    return LoggedReading(**raw)
