"""What stands in the listening registers on a day: entries, what was recorded as complete, quotations, what was withdrawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from pxcommission.listening.entries import Entry
from pxcommission.periods import Period


class Source(Struct, frozen=True):
    """The file an entry came from: its name as shown, its hash, the sheet and the row's cells; nothing when typed in."""

    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""

    @property
    def text(self) -> str:
        """`groups.xlsx!Discussion groups!A12`."""
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


class Recorded(Struct, frozen=True):
    """An entry as it stands on a day: its id, its facts, who recorded it, from when it was known, and where its text lies.

    `text` names the text kept apart and `hashed` is its hash; both are empty where nothing was said. `forgotten` is the day
    on which the text was removed.
    """

    id: str
    entry: Entry
    known_from: date
    recorded: date
    by: str
    source: Source
    text: str = ""
    hashed: str = ""
    version: int = 1
    forgotten: date | None = None


class Complete(Struct, frozen=True):
    """What a person recorded: everything of a kind that belongs to a provider's period stands in the register."""

    id: str
    kind: str
    provider: str
    period: Period
    known_from: date
    by: str
    source: Source


class Quotation(Struct, frozen=True):
    """A passage that a person picked from an entry whose speaker agreed; the passage itself lies apart."""

    id: str
    entry: str
    recorded: date
    by: str
    hashed: str


class Withdrawn(Struct, frozen=True):
    """An entry that does not count any more, since when, who withdrew it and why."""

    recorded: Recorded
    on: date
    by: str
    reason: str


class Undone(Struct, frozen=True):
    """A period that was recorded as complete and is so no more, since when, who withdrew it and why."""

    complete: Complete
    on: date
    by: str
    reason: str


class Registers(Struct, frozen=True):
    """Everything known on a day, in the order in which it was first recorded; what was withdrawn stands apart."""

    entries: Mapping[str, Recorded]
    complete: tuple[Complete, ...]
    quotations: Mapping[str, Quotation]
    withdrawn: Mapping[str, Withdrawn]
    undone: tuple[Undone, ...] = ()

    @property
    def ever(self) -> dict[str, Recorded]:
        """Every entry, those withdrawn last."""
        return {**self.entries, **{name: one.recorded for name, one in self.withdrawn.items()}}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id given so far; none is ever given again."""
        completions = (*self.complete, *(one.complete for one in self.undone))
        return (*self.ever, *(one.id for one in completions), *self.quotations)

    @property
    def texts_wanted(self) -> set[str]:
        """The names of the texts that have to stay."""
        kept = {one.text for one in self.ever.values() if one.text and one.forgotten is None}
        return kept | set(self.quotations)
