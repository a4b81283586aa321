"""What processes of their own do with a register, for the tests of many at once and of sudden ends."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from datetime import date
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path

from histories import noted

from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import LetterIssued, kind_of
from pxcommission.cases.register import ChangedMeanwhile, open_register
from pxcommission.problems import ProblemsFound

MORNING = "2025-08-01T09:00:00Z"
BATCH = 3


def letter(round_: int) -> Entry:
    """The one letter of a round, in a case of its own."""
    details = LetterIssued(stage="challenge", ladder="standard", findings=(f"finding {round_}",))
    return Entry("ACUTE", f"ACUTE/R{round_}/inpatient", kind_of(details), date(2025, 8, 1), details.recorded())


def race(folder: Path, address: str | None, who: str, rounds: int, start: Barrier, told: Connection) -> None:
    """Issue every round's letter at the moment the others do, and tell in which rounds it was ours."""
    register = open_register(folder, address)
    won = []
    for round_ in range(rounds):
        start.wait()
        try:
            register.append([letter(round_)], who, "1.0", MORNING)
            won.append(round_)
        except ChangedMeanwhile:
            continue
    told.send(won)


def append_many(folder: Path, address: str | None, who: str, count: int, start: Barrier) -> None:
    """Record so many notes in a case of one's own, as quickly as it goes."""
    register = open_register(folder, address)
    start.wait()
    for number in range(count):
        register.append([noted(f"ACUTE/{who}/inpatient", f"{number}", after=number)], who, "1.0", MORNING)


def append_until_killed(folder: Path, address: str | None, who: str, told: Connection) -> None:
    """Record batches of notes without end, and tell of each batch once it is recorded."""
    register = open_register(folder, address)
    recorded = 0
    while True:
        case = f"ACUTE/{who}/inpatient"
        batch = [noted(case, f"{recorded + n}" * 40, after=recorded) for n in range(BATCH)]
        register.append(batch, who, "1.0", MORNING)
        recorded += BATCH
        told.send(recorded)


def append_until_full(folder: Path, room: int, told: Connection) -> None:
    """Record notes until files may not grow, and tell how many were recorded and what was said then."""
    register = open_register(folder, None)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    recorded = 0
    try:
        while True:
            register.append([noted(text="x" * 2000, after=recorded)], "A Person", "1.0", MORNING)
            recorded += 1
    except ProblemsFound as found:
        told.send((recorded, int(found.exit_code), str(found)))


def preloaded() -> Sequence[str]:
    """What a server of processes loads once, so that each starts at once."""
    return (
        "register_workers",
        "psycopg",
        "sqlalchemy.dialects.postgresql.psycopg",
        "sqlalchemy.dialects.sqlite.pysqlite",
    )
