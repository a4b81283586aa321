"""A case from its first event to its last, those that were undone shown as undone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from pxcommission.cases.events import Event
from pxcommission.cases.kinds import Undone, details_of
from pxcommission.casework.told import told

COLUMNS = ("number", "on", "kind", "what", "state", "by", "recorded_at", "head")


class TimelineRow(Struct, frozen=True):
    """One event: its number in the case, its day, what happened, whether it counts, who recorded it when, its hash."""

    number: int
    on: date
    kind: str
    what: str
    state: str
    by: str
    recorded_at: str
    head: str

    def cells(self) -> tuple[str, ...]:
        """The row under COLUMNS."""
        return (str(self.number), self.on.isoformat(), self.kind, self.what, self.state, self.by, self.recorded_at, self.head)  # fmt: skip


def timeline(events: Iterable[Event], names: dict[str, str]) -> tuple[TimelineRow, ...]:
    """Every event of a case in order; `names` are the names of steps and stages by id."""
    ordered = tuple(events)
    undone = {}
    for event in ordered:
        details = details_of(event)
        if isinstance(details, Undone):
            undone[details.number] = event.number
    return tuple(
        TimelineRow(
            event.number, event.on, event.kind, told(details_of(event), names),
            f"undone by event {undone[event.number]}" if event.number in undone else "counts",
            event.by, event.recorded_at, event.head,
        )
        for event in ordered
    )  # fmt: skip
