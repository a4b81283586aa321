"""A&E figures of one unit from workbook or csv: attendances, within four hours, twelve-hour waits; and dates in words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from pxcommission.evidence.observations import Observation, Status
from pxcommission.periods import month_number
from pxcommission.returns.figures import About, Unit, count, proportion, without_figure

ATTENDANCES, WITHIN_4, OVER_12 = "emergency_attendances", "emergency_within_4_hours", "emergency_over_12_hours"
ODS = re.compile(r"[A-Z0-9]{3,8}")
_WORDED = re.compile(r"([0-9]{1,2})(?:[a-z]{2})?\s+([A-Za-z]{3,9})\s+([0-9]{4})", re.IGNORECASE)


def unit_observations(
    unit: Unit,
    about: About,
    total: int,
    within: int | None,
    over: int | None,
    over_12: int | None,
    cells: Sequence[str],
) -> list[Observation]:
    """The three figures; `cells` are the addresses of attendances, of the proportion, and of the twelve-hour waits.

    Within four hours is out of those within and over, not of all attendances: some trusts have attendances and no
    four-hour figure (field test, May 2019 to May 2023), which is *not measured* and never a breach.
    """
    return [
        count(unit, about, ATTENDANCES, total, cells[0]),
        _within(unit, about, total, within, over, cells[1]),
        _over_12(unit, about, over_12, cells[2]),
    ]


def _within(unit: Unit, about: About, total: int, within: int | None, over: int | None, cell: str) -> Observation:
    if total == 0:
        return proportion(unit, about, WITHIN_4, 0, 0, cell)
    if within is None or over is None:
        return without_figure(unit, about, WITHIN_4, "proportion", Status.NOT_MEASURED, cell)
    return proportion(unit, about, WITHIN_4, within, within + over, cell)


def _over_12(unit: Unit, about: About, over_12: int | None, cell: str) -> Observation:
    if over_12 is None:
        return without_figure(unit, about, OVER_12, "count", Status.NOT_MEASURED, cell)
    return count(unit, about, OVER_12, over_12, cell)


def not_submitted(unit: Unit, about: About, cell: str) -> list[Observation]:
    """The three figures of an organisation named as not having submitted."""
    kinds = {ATTENDANCES: "count", WITHIN_4: "proportion", OVER_12: "count"}
    return [without_figure(unit, about, name, kind, Status.NOT_SUBMITTED, cell) for name, kind in kinds.items()]


def day_in_words(text: str) -> date | None:
    """The day of `13th August 2020`; None if it is none."""
    found = _WORDED.fullmatch(text.strip())
    month = month_number(found[2]) if found else None
    if not found or not month:
        return None
    try:
        return date(int(found[3]), month, int(found[1]))
    except ValueError:
        return None
