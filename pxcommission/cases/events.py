"""Events of the case register: what happened, on which day, recorded when and by whom, chained by hashes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from msgspec import Struct, field

FIRST = "0" * 64
COLUMNS = (
    "n", "recorded_at", "by", "program", "contract", "case", "number", "kind", "on", "details", "previous", "head"
)  # fmt: skip
NUMBERS = ("n", "number")


class Entry(Struct, frozen=True):
    """One thing to be recorded of a case: its kind, the day it happened, and what else is known of it.

    `case` is `CONTRACT/REQUIREMENT/service`, or `CONTRACT` alone for what concerns the whole contract. `after` is the
    number of the case's events that the writer had read: when somebody else has written since, nothing is recorded.
    """

    contract: str
    case: str
    kind: str
    on: date
    details: Mapping[str, Any] = field(default_factory=dict)
    after: int = 0


class RecordedDetails(Mapping[str, Any]):
    """The details of an event as the register keeps them: one JSON `text`, read when something of it is asked for.

    For JSON, hand on `dict(details)`.
    """

    __slots__ = ("_read", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._read: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._whole()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __repr__(self) -> str:
        return self.text

    def _whole(self) -> dict[str, Any]:
        if self._read is None:
            self._read = dict(json.loads(self.text))
        return self._read


class Event(NamedTuple):
    """An entry as recorded: `n` counts from 1 over the register, `number` from 1 within the case.

    `recorded_at` is the moment in UTC, `by` the person, `program` the version that wrote it, `head` the hash of this
    event with the one before it. A named tuple because 100,000 of them are made at once.
    """

    n: int
    recorded_at: str
    by: str
    program: str
    contract: str
    case: str
    number: int
    kind: str
    on: date
    details: Mapping[str, Any]
    previous: str
    head: str


def event_of(row: Iterable[Any]) -> Event:
    """The event of a row of the register, its columns in the order of COLUMNS."""
    n, recorded_at, by, program, contract, case, number, kind, on, details, previous, head = row
    day, read = date.fromisoformat(on), RecordedDetails(details)
    return Event(n, recorded_at, by, program, contract, case, number, kind, day, read, previous, head)


def canonical(details: Mapping[str, Any]) -> str:
    """The details as the one JSON text that is hashed: sorted keys, no spaces, plain characters, no floats."""
    _refuse_floats(details)
    return json.dumps(dict(details), sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def head_of(row: Mapping[str, Any], previous: str) -> str:
    """The SHA-256 of an event's columns as they are kept (all but `previous` and `head`) with the head before it."""
    columns = {name: value for name, value in row.items() if name not in ("head", "previous")}
    text = json.dumps([previous, sorted(columns.items())], separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _refuse_floats(value: Any) -> None:
    match value:
        case float():
            raise TypeError("sums and shares are kept as text of exact decimals, never as floats")
        case Mapping():
            for inner in value.values():
                _refuse_floats(inner)
        case list() | tuple():
            for inner in value:
                _refuse_floats(inner)
        case _:
            return
