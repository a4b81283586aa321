"""Intervals for what was counted: Wilson and exact limits of a share, exact and Byar's limits of a number of events.

Functions named `…_limits` take arrays of one shape (or numbers) and give two arrays, lower and upper limits; `wilson` and
`poisson` give the two limits of one figure. A count outside what is possible, or nothing counted, is a ValueError.
"""

from __future__ import annotations

from fractions import Fraction
from math import sqrt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Limits = tuple[NDArray[np.float64], NDArray[np.float64]]

Z_95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution
Z_998 = 3.090232306167813  # 99.9th percentile
NOTHING_COUNTED = "nothing was counted, so there is no share and no interval"


def wilson(numerator: int, denominator: int, z: float = Z_95) -> tuple[float, float]:
    """The lower and upper limit of the Wilson score interval of a share, from 0 to 1.

    `z` is the normal quantile of the level: Z_95 or Z_998. Equal to R's `prop.test(correct = FALSE)` to 1e-12.
    ValueError where nothing was counted or the numerator is not from 0 to the denominator.
    Source: E. B. Wilson, Journal of the American Statistical Association 22 (1927), 209-212.
    """
    if denominator <= 0:
        raise ValueError(NOTHING_COUNTED)
    if not 0 <= numerator <= denominator:
        raise ValueError(f"{numerator} of {denominator} is no share: the part must be from 0 to the whole")
    square = z * z
    centre = numerator + square / 2
    half = z * sqrt(numerator * (denominator - numerator) / denominator + square / 4)
    low = 0.0 if numerator == 0 else (centre - half) / (denominator + square)
    high = 1.0 if numerator == denominator else (centre + half) / (denominator + square)
    return low, high


def clearly_on_the_wrong_side(numerator: int, denominator: int, operator: str, bound: float | Fraction) -> bool:
    """Whether the whole 95% Wilson interval lies on the wrong side of a bound: below "at least", above "at most".

    The limits are compared with the bound as it is given, so a Fraction is not rounded first.
    """
    return wrong_side(wilson(numerator, denominator), operator, bound)


def wrong_side(limits: tuple[float, float], operator: str, bound: float | Fraction) -> bool:
    """Whether both limits lie beyond a bound on the side the operator forbids; a limit equal to the bound does not."""
    low, high = limits
    return _order(high, bound) < 0 if operator in (">=", ">") else _order(low, bound) > 0


def right_side(limits: tuple[float, float], operator: str, bound: float | Fraction) -> bool:
    """Whether both limits meet the bound with room to spare; a limit equal to the bound does not."""
    low, high = limits
    return _order(low, bound) > 0 if operator in (">=", ">") else _order(high, bound) < 0


def _order(limit: float, bound: float | Fraction) -> int:
    """Below 0, 0 or above 0 as the limit lies below, on or above the bound, both finite: exactly, in whole numbers."""
    (a, b), (c, d) = limit.as_integer_ratio(), bound.as_integer_ratio()
    return a * d - c * b


def poisson(count: int, level: float = 0.95) -> tuple[float, float]:
    """The exact lower and upper limit of the mean that a number of independent events tells of (F. Garwood, 1936).

    Unit: events in the same exposure; divide both by the exposure for a rate. 0 events have the lower limit 0.
    ValueError for a negative number. Equal to R's `poisson.test` to 1e-9.
    """
    low, high = poisson_limits(count, level)
    return float(low), float(high)


def wilson_limits(numerators: ArrayLike, denominators: ArrayLike, level: float = 0.95) -> Limits:
    """Wilson's limits for arrays of shares, from 0 to 1: what `wilson` gives for each.

    ValueError if any denominator is 0 or any numerator is not from 0 to its denominator.
    """
    import numpy as np
    from scipy.special import ndtri

    part, whole = checked_shares(numerators, denominators)
    z = ndtri((1 + level) / 2)
    centre, square = part + z * z / 2, z * z
    half = z * np.sqrt(part * (whole - part) / whole + square / 4)
    low = np.where(part == 0, 0.0, (centre - half) / (whole + square))
    high = np.where(part == whole, 1.0, (centre + half) / (whole + square))
    return low, high


def exact_limits(numerators: ArrayLike, denominators: ArrayLike, level: float = 0.95) -> Limits:
    """Clopper and Pearson's exact limits for arrays of shares, from 0 to 1; never narrower than the level says.

    ValueError as `wilson_limits`. Equal to R's `binom.test` to 1e-9. Source: Biometrika 26 (1934), 404-413.
    """
    import numpy as np
    from scipy.special import betaincinv

    part, whole = checked_shares(numerators, denominators)
    tail = (1 - level) / 2
    low = np.where(part == 0, 0.0, betaincinv(np.maximum(part, 1), whole - part + 1, tail))
    high = np.where(part == whole, 1.0, betaincinv(part + 1, np.maximum(whole - part, 1), 1 - tail))
    return low, high


def poisson_limits(counts: ArrayLike, level: float = 0.95) -> Limits:
    """Garwood's exact limits for arrays of counts of independent events; ValueError for a negative one."""
    import numpy as np
    from scipy.special import gammainccinv, gammaincinv

    events = _counts(counts)
    tail = (1 - level) / 2
    low = np.where(events == 0, 0.0, gammaincinv(np.maximum(events, 1), tail))
    return low, np.asarray(gammainccinv(events + 1, tail), dtype=np.float64)


def byar_limits(counts: ArrayLike, level: float = 0.95) -> Limits:
    """Byar's approximate limits for arrays of counts; the lower limit at 0 events is not defined and is NaN.

    The English public health agencies use it from 10 events on; here it stands for comparison with their tables, and
    findings use `poisson_limits`. Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research II (1987), 69.
    """
    import numpy as np
    from scipy.special import ndtri

    events = _counts(counts)
    z = ndtri((1 + level) / 2)
    some, next_one = np.where(events == 0, np.nan, events), events + 1
    low = some * (1 - 1 / (9 * some) - z / (3 * np.sqrt(some))) ** 3
    high = next_one * (1 - 1 / (9 * next_one) + z / (3 * np.sqrt(next_one))) ** 3
    return low, high


def checked_shares(numerators: ArrayLike, denominators: ArrayLike) -> tuple[Any, Any]:
    """Parts and wholes as float arrays of one shape; ValueError where one is no share."""
    import numpy as np

    part, whole = np.broadcast_arrays(np.asarray(numerators, float), np.asarray(denominators, float))
    if not np.all(whole > 0):
        raise ValueError(NOTHING_COUNTED)
    if not np.all((part >= 0) & (part <= whole)):
        raise ValueError("a part must be from 0 to its whole")
    return part, whole


def _counts(counts: ArrayLike) -> Any:
    import numpy as np

    events = np.asarray(counts, float)
    if not np.all(events >= 0):
        raise ValueError("a number of events can't be negative or missing")
    return events
