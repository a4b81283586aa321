"""The database a register is kept in: SQLite in the workspace or PostgreSQL by its address; transactions, waiting, and what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct
from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pxcommission.cases.network_share import network_share
from pxcommission.cases.register_file import FILE
from pxcommission.problems import ExitCode, Problem, ProblemsFound

TRIES = 8
WAIT_SECONDS = 15
CONNECT_SECONDS = 10
VARIABLE = "PXCOMMISSION_DATABASE_URL"
Answer = TypeVar("Answer")


class Database(Struct, frozen=True):
    """A database with the address that may be shown: a file's path, or a URL without its password.

    No connection outlives its transaction: nothing is held open between two commands, and SQLite's file is whole by
    itself whenever nobody writes.
    """

    engine: Engine
    address: str
    file: Path | None = None
    secrets: tuple[str, ...] = ()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that waits for no writer and that no writer waits for."""
        with self.engine.connect().execution_options(reading=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer of the database is inside of (see `alone` for PostgreSQL)."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    def tried(self, work: Callable[[], Answer]) -> Answer:
        """The answer of some work, tried again for a while when another process holds the database.

        Raises ProblemsFound (exit code 5) when the database can't be used.
        """
        for turn in range(TRIES):
            try:
                return work()
            except DBAPIError as wrong:
                if turn == TRIES - 1 or not _passing(wrong):
                    raise self._unusable(wrong) from None
                time.sleep(0.05 * 2**turn)
        raise AssertionError("unreachable")

    def _unusable(self, wrong: DBAPIError) -> ProblemsFound:
        lines = [line.strip() for line in str(wrong.orig).splitlines() if line.strip()] or ["no reason was given"]
        said = lines[0]
        for secret in self.secrets:
            said = said.replace(secret, "***")
        problem = Problem(self.address, f"the case register can't be used: {said}", self._way_out(said))
        return ProblemsFound([problem], ExitCode.ENVIRONMENT)

    def _way_out(self, said: str) -> str:
        if self.file is None:
            return f"check {VARIABLE} and that the database runs; if you were recording, look first whether it was recorded"
        if "locked" in said or "busy" in said:
            return "another program holds the file; close it and try again"
        if "full" in said or "disk I/O" in said:
            return "nothing was recorded; make room on the disk and try again"
        if "malformed" in said or "not a database" in said:
            return "the file is damaged: keep it, and restore the last copy (pxcommission audit verify says if that is whole)"
        return "nothing was recorded; check that the folder and the file may be read and written"


def database_at(folder: Path, address: str | None) -> Database:
    """The database at an address, or the workspace's own SQLite file; nothing is opened or made yet.

    Raises ProblemsFound (exit code 5) for an address that is none, or when what PostgreSQL needs is not installed.
    """
    if not address:
        return _sqlite(folder / FILE)
    url = _url(address)
    if url.drivername == "sqlite":
        return _sqlite(Path(url.database or ""))
    shown = url.set(query={}).render_as_string(hide_password=True).replace("+psycopg", "")
    query = [value for values in url.query.values() for value in ([values] if isinstance(values, str) else values)]
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": CONNECT_SECONDS}
    try:
        engine = create_engine(url, poolclass=NullPool, connect_args=arguments)
    except ImportError:
        fix = "install it: pip install 'psycopg[binary]'"
        problem = Problem(shown, "a register in PostgreSQL needs the library psycopg, which is not installed", fix)
        raise ProblemsFound([problem], ExitCode.ENVIRONMENT) from None
    return Database(engine, shown, secrets=tuple(s for s in (url.password, *query) if s))


def _url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = URL.create("unknown")
    match url.drivername:
        case "postgresql" | "postgres" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg")
        case "sqlite" if url.database:
            return url
        case _:
            message = "this is not the address of a database that can keep the case register"
            fix = "write postgresql://user:password@server/database, or unset it for the workspace's own file"
            raise ProblemsFound([Problem(VARIABLE, message, fix)], ExitCode.ENVIRONMENT)


def _sqlite(file: Path) -> Database:
    url = URL.create("sqlite", database=file.as_posix())
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": WAIT_SECONDS})
    # The write-ahead log needs memory that all its writers share, which two computers on a share do not have.
    journal = "delete" if network_share(file) else "wal"

    @event.listens_for(engine, "connect")
    def _connected(raw: Any, _: Any) -> None:
        raw.isolation_level = None
        raw.execute(f"pragma journal_mode = {journal}")
        raw.execute("pragma synchronous = full")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        reading = connection.get_execution_options().get("reading", False)
        connection.exec_driver_sql("begin" if reading else "begin immediate")

    return Database(engine, file.as_posix(), file)


def _passing(wrong: DBAPIError) -> bool:
    said = str(wrong.orig).lower()
    return any(word in said for word in ("locked", "busy", "deadlock", "could not serialize", "lock timeout"))
