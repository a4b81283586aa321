"""Figures as they are printed: rounded half up, with enough decimals that a printed number never contradicts its verdict."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor

NOTHING, EVERYTHING = Fraction(0), Fraction(1)


def shown_share(numerator: int, denominator: int, bound: Fraction | None = None) -> str:
    """`93.5%`: one decimal, or as many as it takes to stand on the right side of the bound, of 0% and of 100%.

    `bound` is a fraction of 1. 14.995% below a bound of 15% prints as `14.995%`, never as `15.0%`.
    """
    share = Fraction(numerator, denominator)
    return percent(share, decimals_for(share, bound))


@lru_cache(maxsize=4096)  # a pack prints the same shares in many places
def decimals_for(share: Fraction, bound: Fraction | None) -> int:
    """The fewest decimals of a per cent (at least one) that keep the printed share on its side of each bound."""
    bounds = [limit for limit in (NOTHING, EVERYTHING, bound) if limit is not None]
    places = 1
    while not all(_keeps_side(share, limit, places) for limit in bounds):
        places += 1
    return places


def shown_pair(share: Fraction, other: Fraction) -> tuple[str, str]:
    """A share and the figure it was compared with, with as many decimals as it takes to print them in their order."""
    places = max(decimals_for(share, other), decimals_for(other, share))
    while share != other and rounded(share, places) == rounded(other, places):
        places += 1
    return percent(share, places), percent(other, places)


def percent(share: Fraction, places: int) -> str:
    """A share as a per cent with so many decimals, rounded half up."""
    units = floor(share * 10 ** (places + 2) + Fraction(1, 2))
    sign, units = ("-", -units) if units < 0 else ("", units)
    return f"{sign}{units // 10**places:,}.{units % 10**places:0{places}d}%"


def rounded(share: Fraction, places: int) -> Fraction:
    """The share that `percent` prints."""
    return Fraction(floor(share * 10 ** (places + 2) + Fraction(1, 2)), 10 ** (places + 2))


def _keeps_side(share: Fraction, limit: Fraction, places: int) -> bool:
    printed = rounded(share, places)
    if share == limit:
        return printed == limit or not _is_decimal(limit)
    return printed != limit and (printed < limit) == (share < limit)


def _is_decimal(limit: Fraction) -> bool:
    """Whether it can be written exactly with a finite number of decimals."""
    rest = limit.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
