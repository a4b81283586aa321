"""How long a unit has been in breach or met: in the requirement's own periods, bridging at most one unassessed period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MET, BREACH, NOT_ASSESSED = 0, 1, 2
Codes = NDArray[np.int8]
Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]


def runs(outcomes: Codes, counted: int, again: Flags | None = None) -> tuple[Counts, Flags]:
    """For rows of units and columns of periods in order: the run of `counted` outcomes ending at each cell, and if it has a gap.

    The run is 0 where the cell itself is not `counted`. At most one unassessed period in the whole run is bridged. `again`
    marks the cells that rest on the very observations of the period before, such as a rating that still stands: they hold
    a run and don't lengthen it.
    """
    units, periods = outcomes.shape
    run = np.zeros((units, periods), dtype=np.int32)
    gap = np.zeros((units, periods), dtype=np.bool_)
    unbroken = np.zeros(units, dtype=np.int32)
    bridged = np.zeros(units, dtype=np.int32)
    for period in range(periods):
        now = outcomes[:, period]
        here, unknown = now == counted, now == NOT_ASSESSED
        more = np.ones(units, dtype=np.int32) if again is None else (~again[:, period]).astype(np.int32)
        longer = np.maximum(bridged + more, 1)  # whatever stands in breach is at least one breach
        bridged = np.where(here, longer, np.where(unknown, unbroken, 0)).astype(np.int32)
        unbroken = np.where(here, np.maximum(unbroken + more, 1), 0).astype(np.int32)
        run[:, period] = np.where(here, bridged, 0)
        gap[:, period] = here & (bridged > unbroken)
    return run, gap


def among_last(outcomes: Codes, counted: int, last: int, again: Flags | None = None) -> Counts:
    """How many of the last so many periods, this one included, had the `counted` outcome; what stands `again` counts once."""
    if again is not None and again.any():
        return _different_among_last(outcomes == counted, last, again)
    hits = np.cumsum(outcomes == counted, axis=1, dtype=np.int32)
    before = np.zeros_like(hits)
    if outcomes.shape[1] > last:
        before[:, last:] = hits[:, :-last]
    return hits - before


def _different_among_last(here: Flags, last: int, again: Flags) -> Counts:
    """How many different observations the cells marked in the last so many periods rest on."""
    which = np.cumsum(~again, axis=1)
    found = np.zeros(here.shape, dtype=np.int32)
    for period in range(here.shape[1]):
        seen = np.full(here.shape[0], -1)
        for at in range(max(0, period + 1 - last), period + 1):
            found[:, period] += here[:, at] & (which[:, at] != seen)
            seen = np.where(here[:, at], which[:, at], seen)
    return found


def codes_of(marks: Sequence[str]) -> Codes:
    """One unit's outcomes from period marks: m met, b breach, - not assessed."""
    return np.array([["mb-".index(mark) for mark in marks]], dtype=np.int8)
