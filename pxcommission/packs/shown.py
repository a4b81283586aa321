"""Figures as they are printed: rounded half up, with enough decimals that a printed number never contradicts its verdict."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

NOTHING, EVERYTHING = Fraction(0), Fraction(1)


def shown_share(numerator: int, denominator: int, bound: Fraction | None = None) -> str:
    """`93.5%`: one decimal, or as many as it takes to stand on the right side of the bound, of 0% and of 100%.

    `bound` is a fraction of 1. 14.995% below a bound of 15% prints as `14.995%`, never as `15.0%`.
    """
    return _shown_share(numerator, denominator, bound)


@lru_cache(maxsize=4096)  # a quarter prints the same shares in many places
def _shown_share(numerator: int, denominator: int, bound: Fraction | None) -> str:
    share = Fraction(numerator, denominator)
    return percent(share, decimals_for(share, bound))


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
    units = _units(share, places)
    sign, units = ("-", -units) if units < 0 else ("", units)
    return f"{sign}{units // 10**places:,}.{units % 10**places:0{places}d}%"


def rounded(share: Fraction, places: int) -> Fraction:
    """The share that `percent` prints."""
    return Fraction(_units(share, places), 10 ** (places + 2))


def _units(share: Fraction, places: int) -> int:
    """The per cent with so many decimals as a whole number of the last of them, rounded half up."""
    scale: int = 10 ** (places + 2)
    return (2 * share.numerator * scale + share.denominator) // (2 * share.denominator)


def _keeps_side(share: Fraction, limit: Fraction, places: int) -> bool:
    """Whether the printed share stands to the limit as the share does; in whole numbers, since every figure asks for it."""
    scale: int = 10 ** (places + 2)
    printed = _units(share, places) * limit.denominator - limit.numerator * scale
    if share == limit:
        return printed == 0 or not _is_decimal(limit)
    below = share.numerator * limit.denominator < limit.numerator * share.denominator
    return printed < 0 if below else printed > 0


def _is_decimal(limit: Fraction) -> bool:
    """Whether it can be written exactly with a finite number of decimals."""
    rest = limit.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1
