"""Periods in breach and periods met running, from marks: m met, b breach, - not assessed."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct


class Streaks(Struct, frozen=True):
    """What runs up to a period, that period included; 0 where the period itself is of another kind."""

    breaches_in_a_row: int
    met_in_a_row: int


def streaks(marks: Iterable[str]) -> tuple[Streaks, ...]:
    """The streaks at each period; a streak bridges at most one unassessed period, wherever in it that lies."""
    listed = list(marks)
    pairs = zip(running(listed, "b"), running(listed, "m"), strict=True)
    return tuple(Streaks(breaches, met) for breaches, met in pairs)


def running(marks: Iterable[str], kind: str) -> Iterable[int]:
    """How many periods of a kind run up to each period.

    Two counts are kept: of the streak without an unassessed period in it, and of the one with at most one.
    """
    unbroken = bridged = 0
    for mark in marks:
        if mark == kind:
            unbroken, bridged = unbroken + 1, bridged + 1
        elif mark == "-":
            unbroken, bridged = 0, unbroken
        else:
            unbroken = bridged = 0
        yield bridged if mark == kind else 0
