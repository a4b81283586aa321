"""What chance leaves standing of a figure held against its target: clearly below, not distinguishable, or clearly above.

It stands beside the contractual verdict and never changes it. *Below* means worse than asked, whichever way the measure is
better: a share of 12% against "at most 5%" is below what is asked when its whole interval lies above 5%.
"""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.statistics.intervals import poisson, right_side, wilson, wrong_side

WILSON, POISSON = "Wilson 95%", "exact Poisson 95%"
LEAST_RESPONSES_TO_RATE = 10
LEAST_RESPONSES_TO_CHART = 20
"""See docs/explanation/small-numbers.md: simulations and the withdrawal of results of under 10 answers at NHS England."""


class Standing(StrEnum):
    """Where a figure's 95% interval lies, seen from its target; below is worse than asked, above is better."""

    CLEARLY_BELOW = "clearly_below"
    NOT_DISTINGUISHABLE = "not_distinguishable"
    CLEARLY_ABOVE = "clearly_above"


class ComparedWithTarget(Struct, frozen=True):
    """The standing of a figure with its interval and method; or no standing, and `reason` says why in a sentence part.

    `low` and `high` are in the figure's unit: from 0 to 1 for a share, events (or events for each unit of exposure) for a
    count. They are there also where the standing is not but an interval can be drawn.
    """

    standing: Standing | None
    low: float | None = None
    high: float | None = None
    method: str = ""
    reason: str = ""

    @property
    def clearly_below(self) -> bool | None:
        """The ladder's word: whether the figure is clearly worse than asked; None where that can't be said."""
        return None if self.standing is None else self.standing is Standing.CLEARLY_BELOW


def compared_with(
    numerator: int | None,
    denominator: int | None,
    unit: str,
    operator: str,
    bound: Fraction | None,
    *,
    responses_needed: int = 1,
) -> ComparedWithTarget:
    """The standing of one figure: Wilson's interval for a `proportion`, the exact Poisson interval for a `count`.

    `operator` is >=, >, <= or <; `bound` a fraction of 1 for a proportion. A count may have an exposure as `denominator`
    (the bound is then events for each unit of it). `responses_needed`: with fewer counted the interval is given without a
    standing; pass LEAST_RESPONSES_TO_RATE for what patients say. Units other than these two (a median, a rating, a score,
    a sum of seconds) have no interval. Exactly `clearly_on_the_wrong_side` where that applies. ValueError for an operator
    that is none of the four, or a numerator greater than its denominator.
    """
    if operator not in (">=", ">", "<=", "<"):
        raise ValueError(f"'{operator}' is no comparison with a target")
    reason = _why_no_interval(numerator, denominator, unit)
    if reason or numerator is None:
        return ComparedWithTarget(None, reason=reason)
    if unit == "proportion" and denominator is not None:
        limits, method = wilson(numerator, denominator), WILSON
        too_few = denominator < responses_needed
    else:
        per = denominator or 1
        least, most = poisson(numerator)
        limits, method, too_few = (least / per, most / per), POISSON, False
    if bound is None:
        return ComparedWithTarget(None, *limits, method, "there is no target to compare it with")
    if too_few:
        counted = f"only {denominator} {'was' if denominator == 1 else 'were'} counted"
        return ComparedWithTarget(None, *limits, method, f"{counted}; {responses_needed} are needed to say")
    return ComparedWithTarget(_standing(limits, operator, bound), *limits, method)


def _standing(limits: tuple[float, float], operator: str, bound: Fraction) -> Standing:
    if wrong_side(limits, operator, bound):
        return Standing.CLEARLY_BELOW
    return Standing.CLEARLY_ABOVE if right_side(limits, operator, bound) else Standing.NOT_DISTINGUISHABLE


def _why_no_interval(numerator: int | None, denominator: int | None, unit: str) -> str:
    """Why no interval can be drawn, as part of a sentence; empty where one can."""
    if unit not in ("proportion", "count"):
        article = "an" if unit[:1] in tuple("aeiou") else "a"
        return f"it is {article} {unit}, not a count of cases, so chance can't be worked out from it"
    if numerator is None:
        return "the figure is not known"
    if denominator == 0:
        return "nothing was counted"
    if unit == "proportion" and denominator is None:
        return "the share is published without the counts behind it"
    return ""
