"""Which way one source points: from its parts (a requirement's unit, or what was heard) to one direction with its counts.

The rule, in order. Parts with nothing to say are left out. The widest level of what is left decides (the provider before
its sites, these before wards; what people said stands beside the widest): a concern is a concern unless something beside it
is good or mixed; all good is good; only a shortfall that chance would explain, or only a chart of concern, is just that;
anything else is mixed. Narrower levels add no second voice, but good above a concern in a site or ward is mixed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

MOST_COUNTS = 6


class Direction(StrEnum):
    """Which way a source points.

    Two point no way: SHORT (the level was not met, and chance alone would explain it) and CHART (the level was met, and the
    chart of the figures shows a special cause of concern).
    """

    CONCERN = "concern"
    SHORT = "short, may be chance"
    CHART = "met, chart of concern"
    MIXED = "mixed"
    GOOD = "good"
    NOTHING = "nothing to say"


class Level(StrEnum):
    """How wide a part is; in this order."""

    PROVIDER = "provider"
    SITE = "site"
    WARD = "ward"


_BY_WIDTH = list(Level)


class Part(Struct, frozen=True):
    """One reading inside a source: its direction, its counts in words, and what it rests on.

    `kind` is fact or view; `why` says why it has nothing to say. `watched`: no obligation of the contract.
    """

    direction: Direction
    kind: str
    level: Level
    counts: str
    why: str = ""
    provisional: bool = False
    watched: bool = False
    findings: tuple[str, ...] = ()
    entries: tuple[str, ...] = ()


class SourceReading(Struct, frozen=True):
    """What one independent source says: its direction, whether by facts or views, the counts, and what it rests on.

    `source` is the vocabulary's feedback word, `name` its name. `reason` says why it has nothing to say, or why it is mixed.
    `provisional`: something it rests on is still awaited. `watched`: all of it is only watched, no obligation.
    """

    source: str
    name: str
    kind: str  # fact, view, or fact and view
    direction: Direction
    counts: tuple[str, ...]
    reason: str
    provisional: bool
    watched: bool
    findings: tuple[str, ...]
    entries: tuple[str, ...]

    @property
    def marks(self) -> tuple[str, ...]:
        """`provisional` and `watched only`, where they hold."""
        return tuple(
            mark for mark, holds in (("provisional", self.provisional), ("watched only", self.watched)) if holds
        )


def read_source(source: str, name: str, parts: Sequence[Part]) -> SourceReading:
    """The reading of a source that has these parts (at least one)."""
    saying = [one for one in parts if one.direction is not Direction.NOTHING]
    used = saying or list(parts)
    widest = min((one.level for one in saying), key=_BY_WIDTH.index, default=Level.PROVIDER)
    direction = direction_together([one.direction for one in saying if one.level is widest])
    below = [one for one in saying if one.level is not widest]
    reason = ""
    if not saying:
        reason = "; ".join(dict.fromkeys(one.why for one in parts if one.why))
    elif direction is Direction.GOOD and any(one.direction is Direction.CONCERN for one in below):
        direction, reason = Direction.MIXED, "good as a whole, a concern in a part of it"
    return SourceReading(
        source=source,
        name=name,
        kind=" and ".join(sorted({one.kind for one in used})),
        direction=direction,
        counts=_counts([one for one in saying if one.level is widest], below),
        reason=reason,
        provisional=any(one.provisional for one in saying),
        watched=bool(saying) and all(one.watched for one in saying),
        findings=tuple(dict.fromkeys(name for one in used for name in one.findings)),
        entries=tuple(dict.fromkeys(name for one in used for name in one.entries)),
    )


def direction_together(found: Iterable[Direction]) -> Direction:
    """The direction of parts beside each other; those with nothing to say are left out."""
    kinds = set(found) - {Direction.NOTHING}
    if not kinds:
        return Direction.NOTHING
    if Direction.CONCERN in kinds and not kinds & {Direction.GOOD, Direction.MIXED}:
        return Direction.CONCERN
    return kinds.pop() if len(kinds) == 1 else Direction.MIXED


def _counts(widest: Sequence[Part], below: Sequence[Part]) -> tuple[str, ...]:
    """The counts of the widest level, then one line for each narrower level: `2 of 14 wards not met`."""
    shown = [one.counts for one in widest[:MOST_COUNTS]]
    if len(widest) > MOST_COUNTS:
        shown.append(f"and {len(widest) - MOST_COUNTS} more")
    for level in Level if below else ():
        parts = [one for one in below if one.level is level]
        short = sum(one.direction is not Direction.GOOD for one in parts)
        if parts:
            plural = "" if len(parts) == 1 else "s"
            shown.append(f"{short} of {len(parts)} {level.value}{plural} not met or of concern")
    return tuple(shown)
