"""One group's share against the rest's: the gap with its 95% interval, and which gaps stand when several are looked at.

The group is a part of the whole, so it is held against the rest (the whole without the group); held against the whole, a large
group would be compared with itself. Intervals are Newcombe's, made of the two Wilson intervals. A p-value is 1 less the
highest level at which Newcombe's interval leaves 0 out, so that a gap whose 95% interval touches 0 never has one below 0.05.
Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10; S. Holm, Scandinavian Journal of Statistics 6
(1979), 65-70.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, hypot, sqrt

from msgspec import Struct

from pxcommission.assessment.statistics.intervals import Z_95, wilson

LEAST_ANSWERS = 10
"""A group, or the rest, with fewer is not rated: docs/explanation/small-numbers.md."""
MOST_FALSE = 0.05
_HIGHEST_Z, _HALVINGS = 40.0, 60


class Gap(Struct, frozen=True):
    """Group's share less the rest's, from -1 to 1, with the limits of its 95% interval and the p-value of no gap at all."""

    size: float
    low: float
    high: float
    p: float


def gap(part: int, whole: int, rest_part: int, rest_whole: int) -> Gap:
    """The gap of a group (`part` of `whole` answers) to the rest; ValueError where nobody was counted in one of them."""
    low, high = _limits(part, whole, rest_part, rest_whole, Z_95)
    size = part / whole - rest_part / rest_whole
    return Gap(size, low, high, _p(part, whole, rest_part, rest_whole))


def standing_together(p_values: Sequence[float], most_false: float = MOST_FALSE) -> tuple[bool, ...]:
    """Which differences stand by Holm's method: the chance that even one of them is chance alone is at most `most_false`.

    The smallest p-value is held against `most_false` divided by how many there are, the next against one fewer, and so on until
    one does not stand. It holds however the comparisons depend on each other, as those of groups of one whole do.
    """
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    stands = [False] * len(p_values)
    for done, at in enumerate(order):
        if not p_values[at] < most_false / (len(p_values) - done):
            break
        stands[at] = True
    return tuple(stands)


def _limits(part: int, whole: int, rest_part: int, rest_whole: int, z: float) -> tuple[float, float]:
    """Newcombe's limits at the level of a normal quantile."""
    low, high = wilson(part, whole, z)
    rest_low, rest_high = wilson(rest_part, rest_whole, z)
    share, rest = part / whole, rest_part / rest_whole
    size = share - rest
    return size - hypot(share - low, rest_high - rest), size + hypot(high - share, rest - rest_low)


def _p(part: int, whole: int, rest_part: int, rest_whole: int) -> float:
    """1 less the highest level whose interval leaves 0 out; 1 where there is no gap."""
    if part * rest_whole == rest_part * whole:
        return 1.0
    above = part * rest_whole > rest_part * whole
    least, most = 0.0, _HIGHEST_Z
    for _ in range(_HALVINGS):
        z = (least + most) / 2
        low, high = _limits(part, whole, rest_part, rest_whole, z)
        if (low > 0) if above else (high < 0):
            least = z
        else:
            most = z
    return erfc(least / sqrt(2))
