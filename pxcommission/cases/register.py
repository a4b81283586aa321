"""The case register: append-only events in SQLite (one folder, a few people) or PostgreSQL (a team), chained by hashes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, Select, exists, func, insert, or_, select

from pxcommission.cases.database import Database, database_at
from pxcommission.cases.events import COLUMNS, FIRST, Entry, Event, canonical, event_of, head_of
from pxcommission.cases.many_objects import without_collecting
from pxcommission.cases.network_share import share_warning
from pxcommission.cases.register_file import FILE
from pxcommission.cases.tables import EVENTS, MIGRATIONS, NewerRegister, bring_up_to_date, version_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound

__all__ = ["FILE", "ChangedMeanwhile", "Register", "open_register"]

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
CLOCKS_APART = timedelta(minutes=5)
"""How much earlier than the last event a moment may be: it was read before waiting for others, by another computer's clock."""


class ChangedMeanwhile(Exception):
    """Somebody else has written to the case since it was read; nothing was recorded."""

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case


class Register(Struct, frozen=True):
    """The register in a database; `open_register` makes one. `made` is false where nothing was ever recorded."""

    database: Database
    made: bool = True

    @property
    def address(self) -> str:
        """Where it lies, as it may be shown: a file's path, or a URL without its password."""
        return self.database.address

    @property
    def warning(self) -> Problem | None:
        """What a command that writes says first: that the file lies on a network share; None when it does not."""
        return share_warning(self.database.file) if self.database.file else None

    def append(self, entries: Sequence[Entry], by: str, program: str, recorded_at: str) -> tuple[Event, ...]:
        """Record entries in one transaction, all or none, and answer with them as recorded.

        `recorded_at` is the moment, `2025-08-01T09:30:00+00:00`, kept in UTC to the second. Raises ChangedMeanwhile when a case has other
        events than those its writer had read, and ProblemsFound (exit code 5) when the clock is behind the last event.
        """
        if not self.made:
            raise ValueError("this register was opened for reading and does not exist")
        return self.database.tried(lambda: self._append(entries, by, program, recorded_at))

    def _append(self, entries: Sequence[Entry], by: str, program: str, recorded_at: str) -> tuple[Event, ...]:
        with self._alone() as connection:
            n, previous, last = _last(connection)
            moment = self._moment(recorded_at, last)
            numbers = {case: _number(connection, case) for case in {entry.case for entry in entries}}
            changed = [entry.case for entry in entries if numbers[entry.case] != entry.after]
            if changed:
                raise ChangedMeanwhile(changed[0])
            rows = []
            for entry in entries:
                n += 1
                numbers[entry.case] += 1
                row: dict[str, Any] = {
                    "n": n, "recorded_at": moment, "by": by, "program": program, "contract": entry.contract,
                    "case": entry.case, "number": numbers[entry.case], "kind": entry.kind, "on": entry.on.isoformat(),
                    "details": canonical(entry.details), "previous": previous,
                }  # fmt: skip
                previous = row["head"] = head_of(row, previous)
                rows.append(row)
            if rows:
                connection.execute(insert(EVENTS), rows)
        return tuple(event_of(tuple(row[name] for name in COLUMNS)) for row in rows)

    def events(
        self, contract: str | None = None, case: str | None = None, *, closed_before: date | None = None
    ) -> tuple[Event, ...]:
        """Every event, or those of one contract or case, in the order they were recorded.

        `closed_before` leaves out the cases that were closed before a day and not touched since: what is due can be told
        without them.
        """
        query = select(EVENTS)
        if contract is not None:
            query = query.where(EVENTS.c.contract == contract)
        if case is not None:
            query = query.where(EVENTS.c.case == case)
        if closed_before is not None:
            query = query.where(EVENTS.c.case.not_in(_cases_closed(closed_before)))
        with without_collecting():
            return tuple(event_of(row) for row in self._read(query))

    def events_for_check(self, cases: Collection[str], steps_after: date) -> tuple[Event, ...]:
        """The events of these cases, and of the other cases of their contracts in which a step was taken after a day."""
        contracts = {case.partition("/")[0] for case in cases}
        stepped = select(EVENTS.c.case).where(
            EVENTS.c.kind == "step taken", EVENTS.c.on > steps_after.isoformat(), EVENTS.c.contract.in_(contracts)
        )
        query = select(EVENTS).where(or_(EVENTS.c.case.in_(sorted(cases)), EVENTS.c.case.in_(stepped)))
        with without_collecting():
            return tuple(event_of(row) for row in self._read(query))

    def events_of_cases_with(self, kind: str, contracts: Collection[str]) -> tuple[Event, ...]:
        """Every event of the cases of these contracts in which an event of this kind stands."""
        cases = select(EVENTS.c.case).where(EVENTS.c.kind == kind, EVENTS.c.contract.in_(sorted(contracts)))
        with without_collecting():
            return tuple(event_of(row) for row in self._read(select(EVENTS).where(EVENTS.c.case.in_(cases))))

    def rows(self) -> tuple[Mapping[str, Any], ...]:
        """Every row exactly as the database keeps it, for the audit."""
        with without_collecting():
            return tuple(dict(zip(COLUMNS, row, strict=True)) for row in self._read(select(EVENTS)))

    def head(self, known_by: date | None = None) -> tuple[int, str]:
        """The number of events and the hash of the last one: what is printed in letters and kept outside.

        `known_by`: that of the last event that had happened by a day.
        """
        newest: Any = select(func.max(EVENTS.c.n))
        if known_by is not None:
            newest = newest.where(EVENTS.c.on <= known_by.isoformat())
        newest = newest.scalar_subquery()
        found = self._read(select(EVENTS.c.n, EVENTS.c.head).where(EVENTS.c.n == newest))
        return (found[0].n, found[0].head) if found else (0, FIRST)

    def _read(self, query: Select[Any]) -> Sequence[Row[Any]]:
        if not self.made:
            return []

        def read() -> Sequence[Row[Any]]:
            with self.database.reading() as connection:
                return connection.execute(query.order_by(EVENTS.c.n)).all()

        return self.database.tried(read)

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """A transaction in which nobody else records; SQLite's writers are alone anyway."""
        with self.database.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql("set local lock_timeout = '15s'")
                connection.exec_driver_sql(f"lock table {EVENTS.name} in exclusive mode")
            yield connection

    def _moment(self, recorded_at: str, last: str) -> str:
        """The moment to record, to the second in UTC: never before the last event's."""
        given = datetime.fromisoformat(recorded_at)
        if given.tzinfo is None:
            raise ValueError(f"{recorded_at} does not say that it is in UTC")
        now = given.astimezone(UTC).replace(microsecond=0)
        behind = datetime.fromisoformat(last) - now if last else timedelta(0)
        if behind > CLOCKS_APART:
            message = f"the clock says {now:{MOMENT}}, but the last event was recorded at {last}; nothing was recorded"
            fix = "set the clock of this computer, or of the one that recorded the last event, and try again"
            raise ProblemsFound([Problem(self.address, message, fix)], ExitCode.ENVIRONMENT)
        return last if behind > timedelta(0) else f"{now:{MOMENT}}"


def open_register(folder: Path, address: str | None, create: bool = True) -> Register:
    """The register of a workspace: at `address` (PXCOMMISSION_DATABASE_URL) or in the workspace's own SQLite file.

    Its tables are made or brought up to this version; without `create` nothing is made where there is none, and it reads
    as empty. Raises ProblemsFound (exit code 5) when it can't be opened or was written by a newer version.
    """
    database = database_at(folder, address)
    if database.file is not None and not database.file.exists():
        if not create:
            return Register(database, made=False)
        database.file.parent.mkdir(parents=True, exist_ok=True)

    def version() -> int:
        with database.reading() as connection:
            return version_of(connection)

    def make() -> None:
        with database.writing() as connection:
            bring_up_to_date(connection)

    found = database.tried(version)
    if found == 0 and not create:
        return Register(database, made=False)
    if found > len(MIGRATIONS):
        raise _newer(database, found)
    if found < len(MIGRATIONS):
        try:
            database.tried(make)
        except NewerRegister as newer:
            raise _newer(database, newer.version) from None
    return Register(database)


def _newer(database: Database, version: int) -> ProblemsFound:
    message = f"the case register was written by a newer version of pxcommission (its tables are at version {version}, this one knows {len(MIGRATIONS)})"
    return ProblemsFound([Problem(database.address, message, "use that version")], ExitCode.ENVIRONMENT)


def _last(connection: Connection) -> tuple[int, str, str]:
    """The last event's number, hash and moment; 0, FIRST and nothing before the first."""
    newest = select(EVENTS.c.n, EVENTS.c.head, EVENTS.c.recorded_at).order_by(EVENTS.c.n.desc()).limit(1)
    found = connection.execute(newest).first()
    return (0, FIRST, "") if found is None else (found.n, found.head, found.recorded_at)


def _number(connection: Connection, case: str) -> int:
    return connection.execute(select(func.max(EVENTS.c.number)).where(EVENTS.c.case == case)).scalar() or 0


def _cases_closed(before: date) -> Select[Any]:
    """The cases whose last event closed them before a day."""
    closed, later = EVENTS.alias("closed"), EVENTS.alias("later")
    touched = exists().where(later.c.case == closed.c.case, later.c.number > closed.c.number)
    return select(closed.c.case).where(closed.c.kind == "closed", closed.c.on < before.isoformat(), ~touched)
