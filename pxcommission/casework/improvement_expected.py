"""Whether a change that is expected of an action can happen at all: no share goes below none or above all, no count below none."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.cases.improvement_details import Registration
from pxcommission.problems import Problem


def expected_refusals(before: Sequence[ChartPoint], wanted: Registration, unit: str) -> list[Problem]:
    """Why the expected change can't come about from the level before; nothing where it can, or where no level is known.

    `before`: the points of the time before that have a value. `unit`: the measure's, `proportion` (points) or `count` (cases
    a period).
    """
    expected = wanted.expected_change
    if expected is None:
        return []
    share = unit == "proportion"
    level = _level(before, share)
    room = _room(level, share, Fraction(expected))
    if room is None or abs(Fraction(expected)) <= room:
        return []
    most, measured = _told(room), "points" if share else "a period"
    if level is None:
        message = f"{_told(abs(Fraction(expected)))} points are more than a share can change by"
    else:
        now = f"{_told(level)}%" if share else f"{_told(level)} a period"
        message = f"the level before the start is {now}, so it can {wanted.direction} by {most} {measured} at most"
    return [
        Problem("--expected-change", message, f"write {most} or less, or leave the number out and say it in --expect")
    ]


def _level(before: Sequence[ChartPoint], share: bool) -> Fraction | None:
    """Per cent of all counted together, or cases a period; None where nothing is known."""
    part = sum(one.numerator or 0 for one in before)
    whole = sum(one.denominator or 0 for one in before) if share else len(before)
    return Fraction(part * (100 if share else 1), whole) if whole else None


def _room(level: Fraction | None, share: bool, expected: Fraction) -> Fraction | None:
    """How far it can change that way; None without an end."""
    if share:
        return Fraction(100) if level is None else 100 - level if expected > 0 else level
    return level if expected < 0 else None


def _told(number: Fraction) -> str:
    """As people write it, with two decimals at most, never more than it is."""
    return f"{int(number * 100) / 100:g}"
