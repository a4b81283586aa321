"""One entry of a listening register: its facts, apart from what was said, and both ways between it and its line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict


class Entry(Struct, frozen=True):
    """The facts of an entry. Free text is no part of it: `asked` says only whether people asked for something."""

    kind: str
    provider: str
    on: date
    service: str
    themes: tuple[str, ...]
    sentiment: str
    reference: str = ""
    site: str = ""
    ward: str = ""
    listener: str = ""
    aspect: str = ""
    people: int = 1
    asked: bool = False
    consent: str = "no"
    action: str = ""
    acknowledged: date | None = None
    answer_due: date | None = None
    answered: date | None = None
    reopened: date | None = None
    explained: date | None = None
    outcome: str = ""

    @property
    def may_be_quoted(self) -> bool:
        """Whether the person agreed to be quoted without a name."""
        return self.consent == "anonymously"


class Said(Struct, frozen=True):
    """The free text of an entry, kept apart: what was said, and what was asked for."""

    said: str = ""
    asked_for: str = ""

    def __bool__(self) -> bool:
        return bool(self.said or self.asked_for)


DAYS = tuple(name for name, kind in Entry.__annotations__.items() if name == "on" or "date" in kind)


def as_kept(entry: Entry) -> dict[str, Any]:
    """The facts as they are written down: only those that say something."""
    kept: dict[str, Any] = {}
    for name, value in asdict(entry).items():
        if value not in ("", None, ()):
            kept[name] = value.isoformat() if isinstance(value, date) else list(value) if name == "themes" else value
    return kept


def from_kept(kept: Mapping[str, Any]) -> Entry:
    """The entry as written down; raises ValueError, TypeError or KeyError for what was not written by `as_kept`."""
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name in DAYS else tuple(value) if name == "themes" else value
        for name, value in kept.items()
    }
    return Entry(**values)
