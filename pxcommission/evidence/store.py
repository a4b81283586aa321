"""The evidence store: Parquet in the workspace, append-only, addressed by reading; what was known on a day.

`.pxcommission/evidence/observations/<reading>.parquet` holds a reading's figures, `groups/<reading>.parquet` those of groups of
people, which nothing reads but `observations_by_group`; many such files are brought together in bundles. `log.jsonl` has a line for
every reading loaded, oldest first. The newest line of a file (the same bytes) replaces its older ones, so that a mended mapping or another
period given by hand can be read again; dates once given are kept; nothing is ever overwritten.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path

import polars as pl

from pxcommission.evidence.bundles import bring_together, holds, scan_of
from pxcommission.evidence.figures_kept import GROUP_SCHEMA, SCHEMA, frame_of, refuse_damaged, write_whole
from pxcommission.evidence.observations import Origin, Reading, Statement
from pxcommission.evidence.organisations import OrganisationRecord
from pxcommission.evidence.organisations_table import frame_of_records, records_of_frame
from pxcommission.evidence.readings_logged import LoggedReading, ReadingLog, logged, with_dates_kept


class Loaded(StrEnum):
    """What loading a reading came to."""

    NEW = "loaded"
    AGAIN = "already loaded"
    DATED = "already loaded; its dates were changed"
    REPLACED = "read again; the newer reading replaces the older"


def may_hold(reading: LoggedReading, providers: Collection[str]) -> bool:
    """Whether a reading may hold figures of any of these providers; a provider's return names whose figures it holds."""
    return not reading.providers or any(code in providers for code in reading.providers)


class EvidenceStore:
    """The evidence of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self.folder = workspace / ".pxcommission" / "evidence"
        self._log = ReadingLog(self.folder / "log.jsonl")
        self._published: dict[tuple[str, ...], frozenset[tuple[str, str, date, date]]] = {}

    def add(self, reading: Reading) -> Loaded:
        """Keep a reading: its figures first, then its line in the log. Loading the same file twice changes nothing."""
        if any(one.group for one in reading.observations) or not all(one.group for one in reading.by_group):
            raise ValueError("figures of groups of people stand in `by_group`, and nothing else does")
        line = logged(reading)
        before = next((r for r in reversed(self.log()) if r.file_sha256 == line.file_sha256), None)
        if before is not None:
            line = with_dates_kept(line, before)
        if before is not None and before.reading == line.reading and line.dates == before.dates:
            return Loaded.AGAIN
        self._write_figures(reading)
        self._write_groups(reading)
        self._write_organisations(reading)
        self._log.append(line)
        if before is None:
            return Loaded.NEW
        return Loaded.DATED if before.reading == line.reading else Loaded.REPLACED

    def log(self) -> list[LoggedReading]:
        """Every line of the log, oldest first."""
        return self._log.lines()

    def readings(self, as_at: date | None = None) -> list[LoggedReading]:
        """The newest reading of each file, in the order they were first loaded; known on a day if one is given."""
        newest: dict[str, LoggedReading] = {}
        for line in self.log():
            newest[line.file_sha256] = line
        return [line for line in newest.values() if as_at is None or line.known_from <= as_at]

    def observations(self, as_at: date | None = None, of: Collection[str] | None = None) -> pl.LazyFrame:
        """The figures known on a day, one row each, with their file, origin and dates; none of a group of people.

        `of`: only these providers' figures are wanted, so that returns which hold figures of others alone are not opened
        (publications always are). Columns: those of `SCHEMA`, then reading, file, origin, published, received, known_from
        and `order`, which rises with the place of the reading in the log.
        """
        return self.figures_of([one for one in self.readings(as_at) if of is None or may_hold(one, of)])

    def figures_of(self, readings: Sequence[LoggedReading]) -> pl.LazyFrame:
        """The figures of these readings, with the columns of `observations`."""
        return self._joined(readings, self._observations, SCHEMA)

    def published_periods(self, as_at: date | None = None) -> frozenset[tuple[str, str, date, date]]:
        """The measure, service, first and last day of every figure that was published, as known on a day.

        Worked out once for the same readings: a check of many contracts asks for it with every part of them.
        """
        published = [one for one in self.readings(as_at) if one.origin == Origin.PUBLISHED]
        key = tuple(one.reading for one in published)
        if key not in self._published:
            columns = self.figures_of(published).select("measure", "service", "start", "end").unique().collect()
            self._published = {key: frozenset(columns.iter_rows())}
        return self._published[key]

    def observations_by_group(self, as_at: date | None = None) -> pl.LazyFrame:
        """The figures of groups of people known on a day: the columns of `observations`, then `characteristic` and `group`."""
        return self.groups_of(self.readings(as_at))

    def groups_of(self, readings: Sequence[LoggedReading]) -> pl.LazyFrame:
        """The figures of groups of people of these readings, with the columns of `observations_by_group`."""
        return self._joined([r for r in readings if r.by_group], self._groups, GROUP_SCHEMA)

    def bring_together(self) -> None:
        """Bring the figures of many small files together, so that reading them stays quick; what is read does not change."""
        lines = {line.reading: line for line in self.log()}
        bring_together(self._observations, {reading: line.rows for reading, line in lines.items()})
        bring_together(self._groups, {reading: line.by_group for reading, line in lines.items() if line.by_group})

    def _joined(self, readings: Sequence[LoggedReading], folder: Path, schema: dict[str, pl.DataType]) -> pl.LazyFrame:
        """What is kept of these readings in a folder, beside what the log says of them."""
        if not readings:
            dates = {"published": pl.Date(), "received": pl.Date(), "known_from": pl.Date()}
            texts = {"reading": pl.String(), "file": pl.String(), "origin": pl.String()}
            return pl.LazyFrame(schema={**schema, **texts, **dates, "order": pl.Int64()})
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
        return scan_of(folder, [r.reading for r in readings]).join(about, on="reading", how="inner")

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
        refuse_damaged(files)
        return [(line, records_of_frame(pl.read_parquet(file))) for line, file in zip(lists, files, strict=True)]

    def _organisations(self, reading: str) -> Path:
        return self.folder / "organisations" / f"{reading}.parquet"

    def _write_organisations(self, reading: Reading) -> None:
        path = self._organisations(reading.id)
        if reading.organisations and not path.is_file():
            write_whole(frame_of_records(reading.organisations), path)

    @property
    def _observations(self) -> Path:
        return self.folder / "observations"

    @property
    def _groups(self) -> Path:
        return self.folder / "groups"

    def _write_groups(self, reading: Reading) -> None:
        if reading.by_group and not holds(self._groups, reading.id):
            frame = frame_of(reading.by_group, GROUP_SCHEMA)
            write_whole(frame.with_columns(reading=pl.lit(reading.id)), self._groups / f"{reading.id}.parquet")

    def _write_figures(self, reading: Reading) -> None:
        if not holds(self._observations, reading.id):
            frame = frame_of(reading.observations).sort("provider", maintain_order=True)
            write_whole(frame.with_columns(reading=pl.lit(reading.id)), self._observations / f"{reading.id}.parquet")
