"""How long a unit has been in breach or met: in the requirement's own periods, bridging at most one unassessed period."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MET, BREACH, NOT_ASSESSED = 0, 1, 2
Codes = NDArray[np.int8]
Counts = NDArray[np.int32]


def runs(outcomes: Codes, counted: int) -> tuple[Counts, NDArray[np.bool_]]:
    """For rows of units and columns of periods in order: the run of `counted` outcomes ending at each cell, and if it has a gap.

    The run is 0 where the cell itself is not `counted`. At most one unassessed period in the whole run is bridged.
    """
    units, periods = outcomes.shape
    run = np.zeros((units, periods), dtype=np.int32)
    gap = np.zeros((units, periods), dtype=np.bool_)
    unbroken = np.zeros(units, dtype=np.int32)
    bridged = np.zeros(units, dtype=np.int32)
    for period in range(periods):
        now = outcomes[:, period]
        here, unknown = now == counted, now == NOT_ASSESSED
        bridged = np.where(here, bridged + 1, np.where(unknown, unbroken, 0)).astype(np.int32)
        unbroken = np.where(here, unbroken + 1, 0).astype(np.int32)
        run[:, period] = np.where(here, bridged, 0)
        gap[:, period] = here & (bridged > unbroken)
    return run, gap


def among_last(outcomes: Codes, counted: int, last: int) -> Counts:
    """How many of the last so many periods, this one included, had the `counted` outcome."""
    hits = np.cumsum(outcomes == counted, axis=1, dtype=np.int32)
    before = np.zeros_like(hits)
    if outcomes.shape[1] > last:
        before[:, last:] = hits[:, :-last]
    return hits - before


def codes_of(marks: Sequence[str]) -> Codes:
    """One unit's outcomes from period marks: m met, b breach, - not assessed."""
    return np.array([["mb-".index(mark) for mark in marks]], dtype=np.int8)
