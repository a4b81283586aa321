"""Charts of counts over time: p and P′ (shares), u and U′ (rates), c (counts), i (single values) and run charts.

As the R package qicharts2 0.8.1 draws them. Arrays have one shape, periods on the last axis; earlier axes are series, all
worked out at once. A missing value, or a denominator of 0, is a gap: NaN, left out of every mean, never bridged.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

MEAN_RANGE_OF_TWO = 1.128  # the mean range of two values from a normal distribution, in standard deviations (d2)
SCREEN = 3.267  # a moving range this many times the mean one is left out, where ranges are screened


class Runs(Struct, frozen=True):
    """Runs of points on one side of the centre line and how often it is crossed, for each series (points on it don't count).

    A signal is a run longer than `longest_run_max` = round(log2 n) + 3 or fewer crossings than `crossings_min`, the 5th
    percentile of a binomial of n - 1 tosses. Source: J. Anhøj and A. V. Olesen, PLoS ONE 9 (2014), e113825.
    """

    longest_run: NDArray[np.int64]
    longest_run_max: NDArray[np.int64]
    crossings: NDArray[np.int64]
    crossings_min: NDArray[np.int64]
    signal: NDArray[np.bool_]


class AttributeChart(Struct, frozen=True):
    """A chart's values and lines, each of the shape given: limits at three standard deviations, `…_95` at two.

    `outside` marks points beyond a limit. `sigma_z` is how many times wider than chance alone the points of P′ and U′
    spread (1 elsewhere), for each series. Limits of a run chart are NaN.
    """

    values: Numbers
    centre: Numbers
    lower: Numbers
    upper: Numbers
    lower_95: Numbers
    upper_95: Numbers
    outside: NDArray[np.bool_]
    sigma_z: Numbers

    @property
    def runs(self) -> Runs:
        """The runs about the centre line, worked out when they are asked for."""
        return runs_about(self.values, self.centre)


def p_chart(numerators: ArrayLike, denominators: ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """The chart of shares (0 to 1) by their binomial spread; limits are cut off at 0 and 1.

    `baseline` fixes the lines on the first so many periods. Sound only where nothing but chance moves the share: with
    large denominators prefer `p_prime_chart`. ValueError where an array's shape or a share is impossible.
    """
    part, whole = _given(numerators, denominators, share=True)
    return _by_denominator(part, whole, _binomial, 1.0, None, baseline)


def p_prime_chart(
    numerators: ArrayLike,
    denominators: ArrayLike,
    *,
    screened: bool = False,
    hold_sigma_z: bool = True,
    baseline: int | None = None,
) -> AttributeChart:
    """Laney's P′ chart of shares (0 to 1): binomial spread times the spread seen between periods.

    `screened` leaves out very large moving ranges once; `hold_sigma_z` never lets the limits be narrower than chance alone
    makes them (qicharts2 lets them: pass False for its numbers). Source: D. B. Laney, Quality Engineering 14 (2002), 531-537.
    """
    part, whole = _given(numerators, denominators, share=True)
    return _by_denominator(part, whole, _binomial, 1.0, _Between(screened, hold_sigma_z), baseline)


def u_chart(counts: ArrayLike, exposures: ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """The chart of rates (events for each unit of exposure) by their Poisson spread; lower limits are cut off at 0."""
    events, exposure = _given(counts, exposures)
    return _by_denominator(events, exposure, np.sqrt, np.inf, None, baseline)


def u_prime_chart(
    counts: ArrayLike,
    exposures: ArrayLike,
    *,
    screened: bool = False,
    hold_sigma_z: bool = True,
    baseline: int | None = None,
) -> AttributeChart:
    """Laney's U′ chart of rates: as `p_prime_chart`, from the Poisson spread."""
    events, exposure = _given(counts, exposures)
    return _by_denominator(events, exposure, np.sqrt, np.inf, _Between(screened, hold_sigma_z), baseline)


def c_chart(counts: ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """The chart of counts in equal exposures by their Poisson spread; the lower limit is cut off at 0."""
    events = np.asarray(counts, float)
    return u_chart(events, np.ones_like(events), baseline=baseline)


def i_chart(values: ArrayLike, *, screened: bool = False, baseline: int | None = None) -> AttributeChart:
    """The chart of single values by their moving ranges: the mean, and 3/1.128 mean moving ranges to either side."""
    y = np.asarray(values, float)
    first = y[..., :baseline]
    centre = _mean(first)
    sigma = mean_moving_range(first, screened) / MEAN_RANGE_OF_TWO
    return _drawn(y, centre[..., None], sigma[..., None], (-np.inf, np.inf), np.ones(y.shape[:-1]))


def run_chart(values: ArrayLike, *, baseline: int | None = None) -> AttributeChart:
    """The chart of values about their median, read by its runs and crossings alone; it has no limits."""
    y = np.asarray(values, float)
    centre = np.nanmedian(y[..., :baseline], axis=-1)
    return _drawn(y, centre[..., None], np.full((*y.shape[:-1], 1), np.nan), (-np.inf, np.inf), np.ones(y.shape[:-1]))


def mean_moving_range(values: Numbers, screened: bool = False) -> Numbers:
    """The mean distance between neighbours on the last axis; `screened`: without those 3.267 times the mean or more."""
    ranges = np.abs(np.diff(values, axis=-1))
    mean = _mean(ranges)
    if not screened:
        return mean
    return _mean(np.where(ranges < SCREEN * mean[..., None], ranges, np.nan))


def runs_about(values: Numbers, centre: Numbers) -> Runs:
    """The longest run on one side of the centre and the crossings, for each series, with what chance allows of both."""
    sides = np.nan_to_num(np.sign(values - centre))
    run = longest = crossings = np.zeros(values.shape[:-1], dtype=np.int64)
    before = np.zeros(values.shape[:-1])
    for side in np.moveaxis(sides, -1, 0):
        useful, turned = side != 0, side * before < 0
        run = np.where(useful, np.where(turned, 1, run + 1), run)
        longest, crossings = np.maximum(longest, run), crossings + turned
        before = np.where(useful, side, before)
    useful_points = (sides != 0).sum(axis=-1)
    most = np.round(np.log2(np.maximum(useful_points, 1))).astype(np.int64) + 3
    least = _fifth_percentile(np.maximum(useful_points - 1, 0))
    return Runs(longest, most, crossings, least, (longest > most) | (crossings < least))


def _fifth_percentile(tosses: NDArray[np.int64]) -> NDArray[np.int64]:
    """The least number of heads whose chance of not being exceeded in so many tosses of a coin is 5% or more."""
    from scipy.special import bdtr, bdtrik

    with np.errstate(invalid="ignore"):
        near = np.ceil(np.nan_to_num(bdtrik(0.05, tosses, 0.5)))
        below = np.maximum(near - 1, 0)
        heads = np.where(bdtr(below, tosses, 0.5) >= 0.05, below, near)
    return np.asarray(heads, dtype=np.int64)


class _Between(Struct, frozen=True):
    """How the spread between periods enters the limits."""

    screened: bool
    held: bool


def _binomial(share: Numbers) -> Numbers:
    return np.asarray(np.sqrt(share * (1 - share)))


def _by_denominator(
    part: Numbers,
    whole: Numbers,
    spread: Callable[[Any], Any],
    ceiling: float,
    between: _Between | None,
    baseline: int | None,
) -> AttributeChart:
    with np.errstate(invalid="ignore", divide="ignore"):
        values = part / whole
        first = np.s_[..., :baseline]
        centre = (np.nansum(part[first], axis=-1) / np.nansum(whole[first], axis=-1))[..., None]
        sigma = spread(centre) / np.sqrt(whole)
        sigma_z = np.ones(part.shape[:-1])
        if between is not None:
            z = (values - centre) / sigma
            sigma_z = mean_moving_range(z[first], between.screened) / MEAN_RANGE_OF_TWO
            sigma_z = np.fmax(sigma_z, 1.0) if between.held else sigma_z
    return _drawn(values, centre, sigma * sigma_z[..., None], (0.0, ceiling), sigma_z)


def _drawn(
    values: Numbers, centre: Numbers, sigma: Numbers, ends: tuple[float, float], sigma_z: Numbers
) -> AttributeChart:
    shape = values.shape
    lower, upper, lower_95, upper_95 = (
        np.broadcast_to(np.clip(centre + sigmas * sigma, *ends), shape) for sigmas in (-3, 3, -2, 2)
    )
    with np.errstate(invalid="ignore"):
        outside = (values < lower) | (values > upper)
    line = np.broadcast_to(centre, shape)
    return AttributeChart(values, line, lower, upper, lower_95, upper_95, outside, sigma_z)


def _given(parts: ArrayLike, wholes: ArrayLike, share: bool = False) -> tuple[Numbers, Numbers]:
    """Both arrays as floats of one shape, with a gap in both where there is one in either."""
    part, whole = np.broadcast_arrays(np.asarray(parts, float), np.asarray(wholes, float))
    if np.any(part < 0) or np.any(whole < 0) or (share and np.any(part > whole)):
        raise ValueError("a count can't be negative, nor a part greater than its whole")
    gap = np.isnan(part) | np.isnan(whole) | (whole == 0)
    return np.where(gap, np.nan, part), np.where(gap, np.nan, whole)


def _mean(values: Numbers) -> Numbers:
    """The mean over the last axis without gaps; NaN where there is nothing."""
    there = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        return np.asarray(np.where(there, values, 0.0).sum(axis=-1) / there.sum(axis=-1))
