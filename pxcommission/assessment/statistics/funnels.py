"""Funnels: units of very different size compared with all of them together, with room for the spread that chance can't explain.

Only for measures whose vocabulary says `comparable: true`; the Friends and Family Test never is. As the R package FunnelPlotR
0.6.0 works them out, after D. J. Spiegelhalter, Statistics in Medicine 24 (2005), 1185-1202, and D. J. Spiegelhalter and others,
Journal of the Royal Statistical Society A 175 (2012), 1-47. Spread between units is added to each unit's own (DerSimonian and
Laird, Controlled Clinical Trials 7 (1986), 177-188); without that, on large denominators nearly every unit is an outlier.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from pxcommission.vocabulary.models import Measure

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Numbers = NDArray[np.float64]

Z_95, Z_998 = 1.959964, 3.090232  # as FunnelPlotR writes them
WINSORISED = 0.1  # the share at each end drawn in before the spread is estimated
LEAST_UNITS = 3


class FunnelKind(StrEnum):
    """What the numbers are: parts of wholes, or events beside another count of events."""

    PROPORTION = "PR"
    RATIO_OF_COUNTS = "RC"


class NotComparable(ValueError):
    """A funnel was asked of a measure whose vocabulary does not say that providers may be compared by it."""


class FunnelLimits(Struct, frozen=True):
    """Lines at given denominators, in the unit of the values: at 95% and 99.8%, as chance alone would set them."""

    denominators: Numbers
    lower_95: Numbers
    upper_95: Numbers
    lower_998: Numbers
    upper_998: Numbers


class Funnel(Struct, frozen=True):
    """Units, their values and where they lie, in the order given.

    `target` is all units together. `phi` is how many times wider units spread than chance alone would have them (1: chance
    explains it), `tau_squared` the variance between units on the transformed scale; 0 where chance explains it all.
    `adjusted` allows for that variance and `unadjusted` does not; a unit is an outlier beyond its 99.8% limits. `z` are the
    transformed values in their own standard errors, `z_winsorised` those drawn in at the ends.
    """

    kind: FunnelKind
    units: tuple[str, ...]
    numerators: Numbers
    denominators: Numbers
    values: Numbers
    z: Numbers
    z_winsorised: Numbers
    target: float
    phi: float
    tau_squared: float
    adjusted: FunnelLimits
    unadjusted: FunnelLimits

    @property
    def outliers(self) -> tuple[str, ...]:
        """Units beyond the adjusted 99.8% limits: the ones to ask about."""
        return self._beyond(self.adjusted)

    @property
    def outliers_unadjusted(self) -> tuple[str, ...]:
        """Units beyond the 99.8% limits of chance alone; shown for comparison, never a reason by themselves."""
        return self._beyond(self.unadjusted)

    def limits_at(self, denominators: ArrayLike, *, adjusted: bool = True) -> FunnelLimits:
        """The funnel's lines at these denominators, for drawing."""
        at = np.asarray(denominators, float)
        return _limits(self.kind, self.target, self.tau_squared if adjusted else 0.0, at)

    def _beyond(self, limits: FunnelLimits) -> tuple[str, ...]:
        beyond = (self.values < limits.lower_998) | (self.values > limits.upper_998)
        return tuple(unit for unit, out in zip(self.units, beyond, strict=True) if out)


def peer_funnel(measure: Measure, units: Sequence[str], numerators: ArrayLike, denominators: ArrayLike) -> Funnel:
    """The funnel of a measure of proportions over its units; NotComparable unless its vocabulary says `comparable: true`."""
    if not measure.comparable:
        raise NotComparable(
            f"'{measure.name}' may not be compared between providers: its vocabulary does not say comparable: true"
        )
    if measure.unit != "proportion":
        raise NotComparable(
            f"'{measure.name}' is a count without a denominator, so units of unlike size can't be compared"
        )
    return funnel(FunnelKind.PROPORTION, units, numerators, denominators)


def funnel(kind: FunnelKind, units: Sequence[str], numerators: ArrayLike, denominators: ArrayLike) -> Funnel:
    """The funnel of these units, whatever they are; findings go through `peer_funnel`, which asks whether they may.

    Arrays of one length, one place for each unit. ValueError for fewer than three units, a denominator of 0, a negative
    count, a part greater than its whole, a unit given twice, or nothing counted at all (nothing to compare).
    """
    part, whole = np.asarray(numerators, float), np.asarray(denominators, float)
    _refuse(kind, units, part, whole)
    target = float(part.sum() / whole.sum())
    scale = _SCALES[kind]
    y, s = scale.transformed(part, whole), scale.own_error(part, whole)
    z = (y - scale.of_value(target)) / s
    drawn_in = np.clip(z, *np.quantile(z, [WINSORISED, 1 - WINSORISED]))
    phi = float(np.mean(drawn_in**2))
    tau_squared = _between_units(phi, s)
    adjusted, unadjusted = (_limits(kind, target, tau, whole) for tau in (tau_squared, 0.0))
    return Funnel(
        kind, tuple(units), part, whole, part / whole, z, drawn_in, target, phi, tau_squared, adjusted, unadjusted
    )


class _Scale(Struct, frozen=True):
    """The scale on which chance spreads every unit alike: there, back, and the standard error there."""

    transformed: Callable[[Numbers, Numbers], Numbers]
    own_error: Callable[[Numbers, Numbers], Numbers]
    of_value: Callable[[float], Any]
    back: Callable[[Numbers], Numbers]


def _by_denominator(_: Numbers, whole: Numbers) -> Numbers:
    return np.asarray(1 / (2 * np.sqrt(whole)))


_SCALES = {
    FunnelKind.PROPORTION: _Scale(
        transformed=lambda part, whole: np.arcsin(np.sqrt(part / whole)),
        own_error=_by_denominator,
        of_value=lambda share: np.arcsin(np.sqrt(share)),
        back=lambda angle: np.sin(np.clip(angle, 0, np.pi / 2)) ** 2,
    ),
    FunnelKind.RATIO_OF_COUNTS: _Scale(
        transformed=lambda part, whole: np.log((part + 0.5) / (whole + 0.5)),
        own_error=lambda part, whole: np.sqrt(part / (part + 0.5) ** 2 + whole / (whole + 0.5) ** 2),
        of_value=np.log,
        back=np.exp,
    ),
}


def _between_units(phi: float, s: Numbers) -> float:
    """The variance between units that makes the spread seen; 0 where chance is enough."""
    n, weights = len(s), s**-2
    if n * phi < n - 1:
        return 0.0
    return max(0.0, float((n * phi - (n - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())))


def _limits(kind: FunnelKind, target: float, tau_squared: float, whole: Numbers) -> FunnelLimits:
    # For ratios too FunnelPlotR draws its lines with 1/(2 sqrt(denominator)), not with the units' own errors.
    scale = _SCALES[kind]
    error = np.sqrt(_by_denominator(whole, whole) ** 2 + tau_squared)
    lines = (scale.back(scale.of_value(target) + z * error) for z in (-Z_95, Z_95, -Z_998, Z_998))
    return FunnelLimits(whole, *lines)


def _refuse(kind: FunnelKind, units: Sequence[str], part: Numbers, whole: Numbers) -> None:
    if not len(units) == len(part) == len(whole):
        raise ValueError("units, numerators and denominators must be equally many")
    if len(units) < LEAST_UNITS:
        raise ValueError(f"a funnel needs at least {LEAST_UNITS} units; there are {len(units)}")
    if len(set(units)) < len(units):
        raise ValueError("a unit is given twice; add its counts together first")
    if not (np.all(part >= 0) and np.all(whole > 0)):
        raise ValueError("every unit needs a count from 0 and a denominator above 0")
    if kind is FunnelKind.PROPORTION and np.any(part > whole):
        raise ValueError("a part can't be greater than its whole")
    if part.sum() == 0:
        raise ValueError("nothing was counted in any unit, so there is nothing to compare")
