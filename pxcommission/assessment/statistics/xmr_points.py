"""What each point of an XmR chart is: outside the limits, in a trend, two of three near a limit, in a shift, or common cause."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_groups import Flags, Floats, Whole
from pxcommission.assessment.statistics.xmr_limits import Lines

Small = NDArray[np.int8]
POINT_TYPES = (
    "common_cause",
    "special_cause_improvement",
    "special_cause_concern",
    "special_cause_neutral_high",
    "special_cause_neutral_low",
)
COMMON, IMPROVEMENT, CONCERN, NEUTRAL_HIGH, NEUTRAL_LOW = range(5)


def special_causes(profile: Profile) -> tuple[str, ...]:
    """The names of special causes as NHSRplotthedots writes them, by number: 0 none, then high and low of each rule."""
    trend, run = profile.trend_length, profile.run_length
    return (
        "Common Cause",
        "Above UCL",
        "Below LCL",
        f"{trend} Point Trend (Increasing)",
        f"{trend} Point Trend (Decreasing)",
        "2 in 3 Above CL",
        "2 in 3 Below CL",
        f"{run} Points Above CL",
        f"{run} Points Below CL",
    )


class Rules(Struct, frozen=True):
    """What the rules say of (groups × points).

    `side`: -1, 0, 1 from the mean, 0 where that can't be told. `outside`, `close`: beyond a limit; beyond two sigma but not
    a limit. `cause`: a place in `special_causes`. `point_type`: one in POINT_TYPES. `undecided`: in the group stands a window
    for the trend in which a missing value decides; the package stops there with an error.
    """

    side: Small
    outside: Flags
    close: Flags
    cause: Small
    point_type: Small
    undecided: Flags


def rules_of(values: Floats, length: Whole, lines: Lines, better: Whole, profile: Profile) -> Rules:
    """What the rules say of (groups × points) of values; `better` is 1, -1 or 0 for each group.

    The lines are those of each group, or of each of its points.
    """
    side = _signs(values - _of_points(lines.mean))
    above, below = values > _of_points(lines.upl), values < _of_points(lines.lpl)
    outside = above | below
    far = (values > _of_points(lines.near_upl)) | (values < _of_points(lines.near_lpl))
    counted = far if profile.two_sigma_counts_outside else far & ~outside
    trend, undecided = _trends(values, length, profile.trend_length)
    found = np.stack(
        [
            above.astype(np.int8) - below.astype(np.int8),
            trend,
            np.where(_two_in_three(side, counted), side, 0).astype(np.int8),
            _shifts(side, profile.run_length),
        ]
    )
    if profile.min_points:
        found[:, np.sum(~np.isnan(values), axis=1) < profile.min_points] = 0
    cause = _chosen(found, better, profile)
    return Rules(side, outside, far & ~outside, cause, _point_types(cause, better), undecided)


def _of_points(line: Floats) -> Floats:
    """A line of each group, or of each point, beside (groups × points)."""
    return line[:, None] if line.ndim == 1 else line


def _signs(differences: Floats) -> Small:
    return (differences > 0).astype(np.int8) - (differences < 0).astype(np.int8)


def _windows(hits: Flags, length: int) -> Flags:
    """Whether all of the `length` places from each place on are marked."""
    if hits.shape[1] < length:
        return np.zeros((hits.shape[0], 0), dtype=np.bool_)
    marked: Flags = np.logical_and.reduce(np.lib.stride_tricks.sliding_window_view(hits, length, axis=1), axis=2)
    return marked


def _covered(windows: Flags, length: int, points: int) -> Flags:
    """The points that stand in a marked window of this many points."""
    covered = np.zeros((windows.shape[0], points), dtype=np.bool_)
    for step in range(length):
        covered[:, step : step + windows.shape[1]] |= windows
    return covered


def _shifts(side: Small, length: int) -> Small:
    """1 or -1 for each point in a run of this many on one side of the mean."""
    points = side.shape[1]
    high = _covered(_windows(side == 1, length), length, points)
    low = _covered(_windows(side == -1, length), length, points)
    return high.astype(np.int8) - low.astype(np.int8)


def _two_in_three(side: Small, counted: Flags) -> Flags:
    """The points beyond two sigma in any three on one side of the mean of which two or three are."""
    points = side.shape[1]
    same = _windows(side == 1, 3) | _windows(side == -1, 3)
    if not same.shape[1]:
        return np.zeros(side.shape, dtype=np.bool_)
    number = np.lib.stride_tricks.sliding_window_view(counted, 3, axis=1).sum(axis=2)
    return _covered(same & (number >= 2), 3, points) & counted


def _trends(values: Floats, length: Whole, points: int) -> tuple[Small, Flags]:
    """1 or -1 for each point of a trend, by the direction the package gives it; and the rows where a missing value decides.

    Where this and the next point are in a trend the next step counts, else the last one: a shared peak falls.
    """
    step = np.diff(values, axis=1)
    rising, falling, missing = step > 0, step < 0, np.isnan(step)
    trend = _covered(_windows(rising, points - 1) | _windows(falling, points - 1), points, values.shape[1])
    direction = np.zeros(values.shape, dtype=np.int8)
    direction[:, 1:] = np.where(rising, 1, -1)
    both = trend[:, :-1] & trend[:, 1:]
    direction[:, :-1] = np.where(both, np.where(rising, 1, -1), direction[:, :-1])
    window = points - 1
    open_ended = _windows(rising | missing, window) | _windows(falling | missing, window)
    decided = _windows(rising, window) | _windows(falling, window)
    inside = np.arange(open_ended.shape[1]) + points <= length[:, None]
    undecided: Flags = np.logical_or.reduce(open_ended & ~decided & inside, axis=1)
    return np.where(trend, direction, 0).astype(np.int8), undecided


def _chosen(found: Small, better: Whole, profile: Profile) -> Small:
    """The special cause of each point: the first rule that holds, or the first that is good news where the profile says so."""
    first = _first(found != 0, found)
    if profile.conflict == "precedence":
        return first
    good = _first((found != 0) & (found == better.astype(np.int8)[None, :, None]), found)
    return np.where(good > 0, good, first).astype(np.int8)


def _first(holds: Flags, found: Small) -> Small:
    cause = np.zeros(found.shape[1:], dtype=np.int8)
    for rule in reversed(range(found.shape[0])):
        number = np.where(found[rule] > 0, 2 * rule + 1, 2 * rule + 2)
        cause = np.where(holds[rule], number, cause).astype(np.int8)
    return cause


def _point_types(cause: Small, better: Whole) -> Small:
    high = cause % 2 == 1
    towards = better[:, None]
    good = np.where(high, 1, -1) == towards
    neutral = np.where(high, NEUTRAL_HIGH, NEUTRAL_LOW)
    special = np.where(towards == 0, neutral, np.where(good, IMPROVEMENT, CONCERN))
    return np.where(cause == 0, COMMON, special).astype(np.int8)
