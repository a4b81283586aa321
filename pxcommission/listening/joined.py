"""The evidence of a workspace with what was heard beside what was loaded: one store, as every reader of evidence sees it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
from msgspec import Struct

from pxcommission.evidence.figures_kept import frame_of
from pxcommission.evidence.observations import Origin
from pxcommission.evidence.readings_logged import LoggedReading
from pxcommission.evidence.store import EvidenceStore
from pxcommission.listening.log import LOG
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.vocabulary.counted_from import CASES, CountedFrom

if TYPE_CHECKING:
    from pxcommission.listening.entries import Entry
    from pxcommission.listening.observations import Bought, Heard
    from pxcommission.listening.recorded import Complete, Registers

READER = "listening register/1"
KIND = "listening register"
_AFTER_EVERY_FILE = 1_000_000
_NOT_VERIFIED = (
    "working days were counted as Operational Days; that the complaints regulations mean the same days was not checked "
    "against their text"
)


class Standing(Struct, frozen=True):
    """How a register stands for a period: whose it is, and whether it is in, incomplete or holds nothing."""

    register: str
    state: str
    detail: str


class HeardEvidence(EvidenceStore):
    """The evidence loaded from files, and that counted from the listening registers (origin `register`)."""

    def __init__(self, workspace: Path, rulebook: Rulebook) -> None:
        super().__init__(workspace)
        self.workspace, self.rulebook = workspace, rulebook
        self.loaded = EvidenceStore(workspace)
        self._known: dict[tuple[date | None, int], tuple[Registers, list[Heard]]] = {}
        self._standing: dict[tuple[object, ...], Standing | None] = {}

    def readings(self, as_at: date | None = None) -> list[LoggedReading]:
        """The readings of files, and for each file that entries came from (or the log) one reading of what was heard."""
        return [*self.loaded.readings(as_at), *self._readings(as_at)]

    def observations(self, as_at: date | None = None, of: Collection[str] | None = None) -> pl.LazyFrame:
        """The figures known on a day, loaded and heard; the latter with `received_by`, by when all they count was received."""
        loaded = self.loaded.observations(as_at, of)
        found = self._heard(as_at)[1]
        if not found:
            return loaded
        places = {reading.file: (reading.reading, number) for number, reading in enumerate(self._readings(as_at))}
        frame = frame_of([one.observation for one in found]).with_columns(
            reading=pl.Series([places[one.file][0] for one in found], dtype=pl.String),
            file=pl.Series([one.file for one in found], dtype=pl.String),
            origin=pl.lit(Origin.REGISTER.value),
            published=pl.lit(None, pl.Date),
            received=pl.lit(None, pl.Date),
            known_from=pl.Series([one.known_from for one in found], dtype=pl.Date),
            received_by=pl.Series([one.received_by for one in found], dtype=pl.Date),
            order=pl.Series([_AFTER_EVERY_FILE + places[one.file][1] for one in found], dtype=pl.Int64),
        )
        return pl.concat([loaded, frame.lazy()], how="diagonal_relaxed")

    def standing(self, measure: str, codes: Mapping[str, date], period: Period, as_at: date) -> Standing | None:
        """How the registers a measure is counted from stand for a period; None where none is kept under these codes.

        `codes` are those of one provider, each with the last day on which it is the provider's.
        """
        counted = self.rulebook.vocabulary.measures[measure].counted_from
        if counted is None:
            return None
        registers = self._heard(as_at)[0]
        if registers is None:
            return None
        key = (counted.registers, tuple(codes.items()), period, as_at)
        if key not in self._standing:
            self._standing[key] = _standing(counted, registers, codes, period)
        return self._standing[key]

    def _heard(self, as_at: date | None) -> tuple[Registers | None, list[Heard]]:
        """The registers as known on a day (None where none was ever kept), and the figures counted from them."""
        log = self.workspace / LOG
        if not log.is_file():
            return None, []
        key = (as_at, log.stat().st_size)
        if key not in self._known:
            from pxcommission.listening.register import registers_on

            registers = registers_on(self.workspace, as_at)
            self._known[key] = registers, _counted(registers, self.rulebook, as_at)
        return self._known[key]

    def _readings(self, as_at: date | None) -> list[LoggedReading]:
        registers, found = self._heard(as_at)
        by_file: dict[str, list[Heard]] = {}
        for one in found:
            by_file.setdefault(one.file, []).append(one)
        return [] if registers is None else [_reading(file, rows, registers) for file, rows in sorted(by_file.items())]


def _counted(registers: Registers, rulebook: Rulebook, as_at: date | None) -> list[Heard]:
    from pxcommission.listening.counting import Calendar
    from pxcommission.listening.observations import heard

    last = max((one.known_from for one in registers.entries.values()), default=date.min)
    calendar = Calendar(last if as_at is None else as_at, rulebook.extra_bank_holidays)
    return heard(registers, rulebook.vocabulary, bought_of(rulebook), calendar, code_ends_of(rulebook))


def _standing(counted: CountedFrom, registers: Registers, codes: Mapping[str, date], period: Period) -> Standing | None:
    every = (one.entry for one in registers.entries.values() if one.entry.kind in counted.registers)
    entries = [entry for entry in every if entry.on <= codes.get(entry.provider, date.min)]
    complete = [one for one in registers.complete if one.provider in codes and one.kind in counted.registers]
    if not entries and not complete:
        return None
    name = " and ".join(counted.registers) if len(counted.registers) < 3 else "listening"
    lacking = dict.fromkeys(
        part for kind in counted.registers for part in _lacking(kind, entries, complete, codes, period)
    )
    if not lacking:
        return Standing(name, "in", "")
    of_what = "" if len(counted.registers) == len(codes) == 1 else f" ({', '.join(lacking)})"
    said = f"nobody has recorded yet that the register is complete for it{of_what} (feedback complete)"
    if any(period.start <= entry.on <= period.end for entry in entries):
        return Standing(name, "incomplete", said)
    return Standing(name, "not loaded", f"nothing of it stands in the register, and {said}")


def _lacking(
    kind: str, entries: Sequence[Entry], complete: Sequence[Complete], codes: Mapping[str, date], period: Period
) -> Iterator[str]:
    """`complaint of RZ1` for each code whose register of a kind is not complete for a month of the period.

    One code of a provider may speak for the month, but none for entries of the month that stand under another.
    """
    for month in period.months:
        covering = (one.provider for one in complete if one.kind == kind and one.period.contains(month))
        said = {code for code in covering if month.start <= codes[code]}
        within = {one.provider for one in entries if one.kind == kind and month.start <= one.on <= month.end}
        wanted = within or ({next(iter(codes))} if not said else set())
        yield from (f"{kind} of {code}" for code in codes if code in wanted - said)


def bought_of(rulebook: Rulebook) -> dict[str, Bought]:
    """What the contracts buy of each provider, by its code."""
    from pxcommission.listening.observations import Bought

    found: dict[str, Bought] = {}
    for contract in rulebook.contracts.values():
        provider, services = contract.contract.provider, contract.contract.services
        before = found.get(provider.ods, Bought())
        sites = {site.ods: tuple(site.services or services) for site in provider.sites}
        found[provider.ods] = Bought(tuple(dict.fromkeys([*before.services, *services])), {**before.sites, **sites})
    return found


def code_ends_of(rulebook: Rulebook) -> dict[str, tuple[date, ...]]:
    """For each former code that a contract names: the last days it has in contracts, in order."""
    found: dict[str, set[date]] = {}
    for contract in rulebook.contracts.values():
        provider = contract.contract.provider
        for former in (*provider.formerly, *(one for site in provider.sites for one in site.formerly)):
            found.setdefault(former.ods, set()).add(former.until)
    return {code: tuple(sorted(days)) for code, days in found.items()}


def _reading(file: str, rows: Sequence[Heard], registers: Registers) -> LoggedReading:
    """What was heard as a reading: its id is a hash over the facts it was counted from, free text left out."""
    facts = [_fact(one) for one in _facts(file, registers)]
    hashed = hashlib.sha256("\n".join([READER, file, *facts]).encode()).hexdigest()
    sent = next((one.source.sha256 for one in registers.entries.values() if one.source.file == file), hashed)
    observations = [one.observation for one in rows]
    of_cases = any(one.entry.kind in CASES for one in registers.entries.values())
    return LoggedReading(
        reading=hashed,
        file=file,
        file_sha256=sent,
        reader=READER,
        kind=KIND,
        origin=Origin.REGISTER.value,
        mapping="",
        given="",
        published=None,
        revised=None,
        received=max(one.known_from for one in rows),
        start=min(one.start for one in observations),
        end=max(one.end for one in observations),
        rows=len(rows),
        providers=(),
        notes=((file, "note", _NOT_VERIFIED),) if of_cases else (),
        statements=(),
    )


def _facts(file: str, registers: Registers) -> Iterator[object]:
    """What a reading of a file rests on: its own entries; for the log everything, since a figure may mix both."""
    from pxcommission.listening.entries import as_kept

    for one in registers.entries.values():
        if file in (one.source.file, LOG.as_posix()):
            yield [one.id, as_kept(one.entry), one.known_from.isoformat()]
    for record in registers.complete:
        yield [record.id, record.kind, record.provider, record.period.key]


def _fact(one: object) -> str:
    return json.dumps(one, ensure_ascii=False, sort_keys=True)
