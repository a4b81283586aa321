"""The tables of the case register and their migrations, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Column, Connection, Index, Integer, MetaData, Table, Text, UniqueConstraint, func, insert, select
from sqlalchemy import inspect as look_at

METADATA = MetaData()
EVENTS = Table(
    "register_events",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("recorded_at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("program", Text, nullable=False),
    Column("contract", Text, nullable=False, index=True),
    Column("case", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("on", Text, nullable=False),  # 2025-08-01, as it is hashed
    Column("details", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("head", Text, nullable=False),
    UniqueConstraint("case", "number", name="one_event_a_number"),
)
Index("register_events_by_kind", EVENTS.c.kind, EVENTS.c.on, EVENTS.c.case, EVENTS.c.number)
VERSIONS = Table("register_versions", METADATA, Column("version", Integer, primary_key=True, autoincrement=False))

Migration = Callable[[Connection], None]


class NewerRegister(Exception):
    """The register was written by a newer version of the program; `version` is that of its tables."""

    def __init__(self, version: int) -> None:
        super().__init__(version)
        self.version = version


def _first_tables(connection: Connection) -> None:
    EVENTS.create(connection)
    statements = _SQLITE_TRIGGERS if connection.dialect.name == "sqlite" else _POSTGRESQL_TRIGGERS
    for statement in statements:
        connection.exec_driver_sql(statement)


# `insert or replace` fires no delete trigger, so replacing is refused by a trigger of its own.
_SQLITE_TRIGGERS = (
    "create trigger no_update before update on register_events begin select raise(abort, 'events are only added'); end",
    "create trigger no_delete before delete on register_events begin select raise(abort, 'events are only added'); end",
    "create trigger no_replace before insert on register_events when exists (select 1 from register_events as old "
    'where old.n = new.n or (old."case" = new."case" and old.number = new.number)) '
    "begin select raise(abort, 'events are only added'); end",
)
_POSTGRESQL_TRIGGERS = (
    "create function register_events_refuse() returns trigger language plpgsql as "
    "$$ begin raise exception 'events are only added'; end $$",
    "create trigger only_added before update or delete or truncate on register_events "
    "for each statement execute function register_events_refuse()",
)


def _improvements(connection: Connection) -> None:
    """New kinds of events: improvements and rebases."""


def _trail(connection: Connection) -> None:
    """A new kind of event: a decision linked to feedback."""


MIGRATIONS: Sequence[Migration] = (_first_tables, _improvements, _trail)
"""What brings a register from each version to the next; never changed once released.

A new kind of event is a new version too, with a migration that changes nothing: an older program then refuses the register
instead of reading half of it.
"""


def version_of(connection: Connection) -> int:
    """The version of a register's tables; 0 where there are none."""
    if not look_at(connection).has_table(VERSIONS.name):
        return 0
    return connection.execute(select(func.max(VERSIONS.c.version))).scalar() or 0


def bring_up_to_date(connection: Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Make the tables, or bring them from their version to this one; raises NewerRegister."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("select pg_advisory_xact_lock(7216401)")
    VERSIONS.create(connection, checkfirst=True)
    version = version_of(connection)
    if version > len(migrations):
        raise NewerRegister(version)
    for number, migrate in enumerate(migrations[version:], start=version + 1):
        migrate(connection)
        connection.execute(insert(VERSIONS).values(version=number))
