"""The mean and limits of XmR charts, a group a row: NHSRplotthedots 0.2.2, to the last bits that decide a tie."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_groups import Flags, Floats, Whole

LIMIT = 2.66
NEAR = 2 * 2.66 / 3
SCREEN = 3.267
"""3 / d2 and D4 for moving ranges of two points, rounded as the package rounds them."""


class Lines(Struct, frozen=True):
    """The lines of each group, or of each of its points (NaN where undefined), and which points they rest on."""

    mean: Floats
    lpl: Floats
    upl: Floats
    near_lpl: Floats
    near_upl: Floats
    in_baseline: Flags


def lines_of(values: Floats, length: Whole, fix_after: Whole, profile: Profile) -> Lines:
    """The lines of (groups × points) of values, NaN where missing or after the end.

    `fix_after` is a number of rows a group, 0 for all: missing rows use it up too. The average moving range leaves out
    differences to a missing value, and, where the profile screens, those of 3.267 times the average and more, once.
    """
    rows = np.arange(values.shape[1])
    fixed = np.where(fix_after > 0, np.minimum(fix_after, length), length)
    baseline = np.where(rows < fixed[:, None], values, np.nan)
    mean = row_means(baseline)
    ranges = np.abs(np.diff(baseline, axis=1))
    average = row_means(ranges)
    if profile.screen:
        average = row_means(np.where(ranges < SCREEN * average[:, None], ranges, np.nan))
    shown = np.where(np.sum(~np.isnan(values), axis=1) >= profile.min_points, average, np.nan)
    return Lines(
        mean,
        mean - LIMIT * shown,
        mean + LIMIT * shown,
        mean - NEAR * shown,
        mean + NEAR * shown,
        ~np.isnan(baseline),
    )


def row_means(values: Floats) -> Floats:
    """The mean of what is there in each row, NaN where nothing is.

    R sums from left to right in extended precision and adds the mean of what is left over: whether a point lies
    *on* the mean hangs on the last bit, so it is done in that order here, which is the same in every batch.
    """
    there = ~np.isnan(values)
    extended = np.where(there, values, 0.0).astype(np.longdouble)
    count = there.sum(axis=1)
    number = np.where(count > 0, count, 1).astype(np.longdouble)
    first = _sums(extended) / number
    left_over = _sums(np.where(there, extended - first[:, None], np.longdouble(0))) / number
    mean: Floats = (first + left_over).astype(np.float64)
    return np.where(count > 0, mean, np.nan)


def _sums(
    values: np.ndarray[tuple[int, ...], np.dtype[np.longdouble]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.longdouble]]:
    total = np.zeros(values.shape[0], dtype=np.longdouble)
    for column in values.T:
        total += column
    return total
