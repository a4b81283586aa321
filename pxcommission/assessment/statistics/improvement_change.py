"""How far a measure changed from before to after a day, with its interval; and how much further than another's.

Sizes are after less before: percentage points for a share, cases a period for a count, the measure's own unit otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import hypot, sqrt

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.statistics.intervals import Z_95, poisson

FEWEST_EACH_SIDE = 3
"""With fewer points on a side nothing says how much they vary between themselves."""
FEWEST_FOR_REGRESSION = 8


class TooFewPoints(ValueError):
    """The figures on one side are too few for any interval."""


class Change(Struct, frozen=True):
    """The level before and after, the size of the change and its 95% limits, and how they were reckoned.

    `spread`: the variation of the points on each side over what chance alone would give (1 or less: chance alone; None: the
    method measures it itself). `widened_by`: the factor by which the interval is wider than by chance alone.
    """

    before: float
    after: float
    size: float
    low: float
    high: float
    method: str
    spread: float | None = None
    widened_by: float = 1.0

    @property
    def direction(self) -> int:
        """1 or -1 where the whole interval lies above or below no change; 0 where no change is within it."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    def holds(self, size: float) -> bool:
        """Whether a size lies within the interval."""
        return self.low <= size <= self.high


def change_between(before: Sequence[ChartPoint], after: Sequence[ChartPoint], unit: str) -> Change:
    """The change from the points before to the points after, every one of which has a value.

    `unit`: `proportion` (Newcombe on the counts of each side together), `count` (exact Poisson limits of each side), anything
    else (segmented regression). Raises TooFewPoints.
    """
    fewest = FEWEST_EACH_SIDE if unit in ("proportion", "count") else FEWEST_FOR_REGRESSION
    if min(len(before), len(after)) < fewest:
        raise TooFewPoints(
            f"{len(before)} figures before and {len(after)} after: an interval needs {fewest} on each side"
        )
    match unit:
        case "proportion":
            return _change_of_share(before, after)
        case "count":
            return _change_of_count(before, after)
    return _change_of_level(before, after)


def further_than(own: Change, other: Change, scale: float = 1.0) -> Change:
    """The difference in differences: how much further one measure changed than another that stands beside it.

    The limits are made from the limits of both changes by the method of variance estimates recovery: each arm is the root
    of the two arms' squares, as in Newcombe's interval. `scale` multiplies the other's change, so that counts of a large and
    a small unit can be compared. Source: G. Y. Zou and A. Donner, Statistics in Medicine 27 (2008), 1693-1702.
    """
    moved, lower, upper = scale * other.size, scale * other.low, scale * other.high
    size = own.size - moved
    low = size - hypot(own.size - own.low, upper - moved)
    high = size + hypot(own.high - own.size, moved - lower)
    return Change(
        own.before, own.after, size, low, high, f"difference in differences ({own.method})", own.spread, own.widened_by
    )


def _change_of_share(before: Sequence[ChartPoint], after: Sequence[ChartPoint]) -> Change:
    """Newcombe's interval of the pooled shares, in percentage points."""
    from pxcommission.assessment.statistics.comparisons import newcombe_difference

    (x1, n1), (x2, n2) = _pooled(before), _pooled(after)
    low, high = (100 * float(limit) for limit in newcombe_difference(x2, n2, x1, n1))
    made = Change(100 * x1 / n1, 100 * x2 / n2, 100 * (x2 / n2 - x1 / n1), low, high, "Newcombe 95%, counts pooled")
    return _widened(made, [_residuals_of_shares(side) for side in (before, after)])


def _change_of_count(before: Sequence[ChartPoint], after: Sequence[ChartPoint]) -> Change:
    """The limits of the two rates put together, in cases a period."""
    (first, low_1, high_1), (last, low_2, high_2) = _rate(before), _rate(after)
    size = last - first
    low, high = size - hypot(last - low_2, high_1 - first), size + hypot(high_2 - last, first - low_1)
    made = Change(first, last, size, low, high, "95%, from exact Poisson limits of both sides")
    return _widened(made, [_residuals_of_counts(side) for side in (before, after)])


def _change_of_level(before: Sequence[ChartPoint], after: Sequence[ChartPoint]) -> Change:
    """Segmented regression: what the points after the start differ on average from where the line before it led.

    Ordinary least squares with a level and a slope that may change at the start; Newey and West's covariance (Econometrica
    55 (1987), 703-708) with lag 4(n/100)^(2/9) and Student's t, for points that resemble their neighbours.
    """
    import numpy as np
    from statsmodels.regression.linear_model import OLS

    values = np.array([point.value for point in (*before, *after)], dtype=float)
    begun = (*before, *after)[0].period.start
    months = [(p.period.start.year - begun.year) * 12 + p.period.start.month - begun.month for p in (*before, *after)]
    time, later = np.array(months, dtype=float), np.arange(len(values)) >= len(before)
    since = np.where(later, time - time[len(before)], 0.0)
    design = np.column_stack([np.ones_like(time), time, later.astype(float), since])
    lag = int(4 * (len(values) / 100) ** (2 / 9))
    model, contrast = OLS(values, design), np.array([0.0, 0.0, 1.0, float(since[later].mean())])
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": lag, "use_correction": True}, use_t=True).t_test(contrast)
    plain = model.fit().t_test(contrast)
    # Of so few points Newey and West's limits come out too narrow: the wider of both is taken.
    low, high = min((robust.conf_int()[0], plain.conf_int()[0]), key=lambda limits: float(limits[0]))
    first, last = float(values[~later].mean()), float(values[later].mean())
    method = "segmented regression, 95% (OLS, Newey-West)"
    return Change(first, last, float(plain.effect[0]), float(low), float(high), method)


def _widened(change: Change, residuals: Sequence[Sequence[float]]) -> Change:
    """The change with limits widened where its points vary more than chance alone would have them, or resemble their neighbours.

    `residuals`: Pearson's, of each side around its own level. The factors: the root of chi-squared over its degrees of
    freedom with Student's t in place of the normal quantile, because it is estimated (P. McCullagh and J. A. Nelder,
    Generalized Linear Models (1989), section 4.5); and the root of (1+r)/(1-r), r the correlation of neighbours where it is
    positive (G. V. Bayley and J. M. Hammersley, Supplement to the Journal of the Royal Statistical Society 8 (1946), 184-197).
    """
    from scipy.special import stdtrit

    freedom = sum(len(side) - 1 for side in residuals)
    chi_squared = sum(one * one for side in residuals for one in side)
    spread = chi_squared / freedom
    factor = sqrt(spread) * float(stdtrit(freedom, 0.975)) / Z_95 if spread > 1 else 1.0
    products = sum(one * other for side in residuals for one, other in pairwise(side))
    alike = max(0.0, products / chi_squared) if chi_squared else 0.0
    factor *= sqrt((1 + alike) / (1 - alike))
    low, high = change.size - factor * (change.size - change.low), change.size + factor * (change.high - change.size)
    return replace(change, low=low, high=high, spread=spread, widened_by=factor)


def _pooled(points: Sequence[ChartPoint]) -> tuple[int, int]:
    return sum(point.numerator or 0 for point in points), sum(point.denominator or 0 for point in points)


def _rate(points: Sequence[ChartPoint]) -> tuple[float, float, float]:
    """Events a period with the exact Poisson limits."""
    events, periods = sum(point.numerator or 0 for point in points), len(points)
    low, high = poisson(events)
    return events / periods, low / periods, high / periods


def _residuals_of_shares(points: Sequence[ChartPoint]) -> list[float]:
    part, whole = _pooled(points)
    share = part / whole
    if share in (0.0, 1.0):
        return [0.0] * len(points)
    counted = [(point.numerator or 0, point.denominator or 1) for point in points]
    return [(x - n * share) / sqrt(n * share * (1 - share)) for x, n in counted]


def _residuals_of_counts(points: Sequence[ChartPoint]) -> list[float]:
    mean = sum(point.numerator or 0 for point in points) / len(points)
    return [((point.numerator or 0) - mean) / sqrt(mean) if mean else 0.0 for point in points]
