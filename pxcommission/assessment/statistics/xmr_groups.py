"""Series cut at their rebases into groups, each a row of its own, and rows put back: no run and no limit crosses a rebase."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Whole = NDArray[np.int64]


class Groups(Struct, frozen=True):
    """Where each point of (series × points) stands in (groups × points).

    `present`: the cell is a point of its series, missing value or not. `row`, `place`: for every point, in order, its
    group and where in it. `length`: points in each group. `last`: the last group of each series, -1 where it has no point.
    """

    present: Flags
    row: Whole
    place: Whole
    length: Whole
    last: Whole

    def cut(self, values: NDArray[Any], filled: float) -> NDArray[Any]:
        """(series × points) as (groups × points), `filled` after each group's last point."""
        rows = np.full((len(self.length), int(self.length.max(initial=0))), filled, dtype=values.dtype)
        rows[self.row, self.place] = values[self.present]
        return rows

    def whole(self, rows: NDArray[Any], filled: float) -> NDArray[Any]:
        """(groups × points), or one value a group, as (series × points); `filled` where there is no point."""
        values = np.full(self.present.shape, filled, dtype=rows.dtype)
        values[self.present] = rows[self.row] if rows.ndim == 1 else rows[self.row, self.place]
        return values


def groups_of(shape: tuple[int, int], lengths: Whole, rebased: Flags | None) -> Groups:
    """The groups of series of these lengths; a point marked in `rebased` (series × points) begins a group."""
    series, points = shape
    present = np.arange(points) < lengths[:, None]
    begins = np.zeros(shape, dtype=np.bool_)
    begins[:, :1] = True
    if rebased is not None:
        begins |= rebased
    begins &= present
    row = np.cumsum(begins.ravel()).reshape(shape) - 1
    start = np.maximum.accumulate(np.where(begins, np.arange(points), 0), axis=1)
    place = np.broadcast_to(np.arange(points), shape) - start
    length = np.bincount(row[present], minlength=int(begins.sum()))
    last = np.full(series, -1, dtype=np.int64)
    filled = lengths > 0
    last[filled] = row[filled, lengths[filled] - 1]
    return Groups(present, row[present], place[present], length.astype(np.int64), last)
