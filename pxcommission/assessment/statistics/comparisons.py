"""Two shares compared: the difference with its interval, and how often chance alone would give one as large.

Every function takes `part_1, whole_1, part_2, whole_2`, arrays of one shape or numbers; differences are share 1 less share 2,
from -1 to 1. ValueError where nothing was counted or a part is greater than its whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pxcommission.assessment.statistics.intervals import checked_shares, wilson_limits

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from pxcommission.assessment.statistics.intervals import Limits


def chi_squared_p(part_1: ArrayLike, whole_1: ArrayLike, part_2: ArrayLike, whole_2: ArrayLike) -> NDArray[np.float64]:
    """The p-value of the chi-squared test that two shares are the same, without continuity correction.

    NaN where all or none of both are counted, so that there is nothing to test. Equal to R's `prop.test(correct = FALSE)`
    to 1e-9; for fewer than five in any cell prefer `fisher_p`.
    """
    from scipy.special import chdtrc

    (x1, n1), (x2, n2) = checked_shares(part_1, whole_1), checked_shares(part_2, whole_2)
    rows, columns = n1 * n2, (x1 + x2) * (n1 + n2 - x1 - x2)
    with np.errstate(invalid="ignore", divide="ignore"):
        chi_squared = (n1 + n2) * (x1 * n2 - x2 * n1) ** 2 / (rows * columns)
    return np.asarray(np.where(columns == 0, np.nan, chdtrc(1, chi_squared)))


def wald_difference(
    part_1: ArrayLike, whole_1: ArrayLike, part_2: ArrayLike, whole_2: ArrayLike, level: float = 0.95
) -> Limits:
    """Wald's limits of the difference of two shares: simple, and too narrow for small numbers.

    Cut off at -1 and 1 as in R's `prop.test`, which it equals to 1e-9. Use `newcombe_difference` for decisions.
    """
    from scipy.special import ndtri

    (x1, n1), (x2, n2) = checked_shares(part_1, whole_1), checked_shares(part_2, whole_2)
    half = ndtri((1 + level) / 2) * np.sqrt(x1 * (n1 - x1) / n1**3 + x2 * (n2 - x2) / n2**3)
    difference = x1 / n1 - x2 / n2
    return np.maximum(difference - half, -1.0), np.minimum(difference + half, 1.0)


def newcombe_difference(
    part_1: ArrayLike, whole_1: ArrayLike, part_2: ArrayLike, whole_2: ArrayLike, level: float = 0.95
) -> Limits:
    """Newcombe's limits of the difference of two shares, made from the two Wilson intervals; sound for small numbers.

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
    """
    (x1, n1), (x2, n2) = checked_shares(part_1, whole_1), checked_shares(part_2, whole_2)
    low_1, high_1 = wilson_limits(x1, n1, level)
    low_2, high_2 = wilson_limits(x2, n2, level)
    p1, p2 = x1 / n1, x2 / n2
    low = p1 - p2 - np.hypot(p1 - low_1, high_2 - p2)
    return low, p1 - p2 + np.hypot(high_1 - p1, p2 - low_2)


def fisher_p(part_1: ArrayLike, whole_1: ArrayLike, part_2: ArrayLike, whole_2: ArrayLike) -> NDArray[np.float64]:
    """Fisher's exact two-sided p-value that two shares are the same; for tiny numbers. Equal to R's `fisher.test` to 1e-9."""
    from scipy.stats import fisher_exact

    (x1, n1), (x2, n2) = checked_shares(part_1, whole_1), checked_shares(part_2, whole_2)
    of_one_table = np.vectorize(lambda a, b, c, d: fisher_exact([[a, b], [c, d]])[1], otypes=[float])
    return np.asarray(of_one_table(x1, n1 - x1, x2, n2 - x2))
