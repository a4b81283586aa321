"""A share published without its counts: what it can be, as it is printed, and whether that settles a level either way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from pxcommission.rulebook.thresholds import meets


class PrintedShare(Struct, frozen=True):
    """A share from 0 to 1 as printed, and the least and most it can have been before it was rounded to its last digit."""

    value: Fraction
    least: Fraction
    most: Fraction
    decimals: int

    def meets(self, sign: str, bound: Fraction) -> bool | None:
        """Whether it meets a level wherever it lies within what is printed; None where that makes the difference.

        How a half was rounded is not known, so both ends count as possible.
        """
        ends = {meets(end.numerator, end.denominator, sign, bound) for end in (self.least, self.most)}
        return ends.pop() if len(ends) == 1 else None

    @property
    def text(self) -> str:
        """`71% as printed could be 70.5% to 71.5%`."""
        places = max(0, self.decimals - 2)
        least, most = (_percent(end, places + 1) for end in (self.least, self.most))
        return f"{_percent(self.value, places)} as printed could be {least} to {most}"


def printed_share(value: str) -> PrintedShare:
    """The share of a decimal text from 0 to 1, whose digits are those that were printed (`0.710` is 71.0%)."""
    number = Decimal(value)
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    exact, half = Fraction(number), Fraction(1, 2 * 10**decimals)
    return PrintedShare(exact, max(Fraction(0), exact - half), min(Fraction(1), exact + half), decimals)


def why_not_judged(value: str, sign: str, bound: Fraction | None) -> str:
    """The sentence for a reader of a finding whose only figure is such a share."""
    share = printed_share(value)
    said = f"published as a share without its counts: {share.text}"
    if bound is None or not sign:
        return f"{said}; it is held against no number"
    met = share.meets(sign, bound)
    level = f"the level is {_percent(bound, 6)}"
    if met is None:
        return f"{said}; {level}, so it can't be told whether it is met"
    return f"{said}; {level}, which it {'meets' if met else 'does not meet'} either way, but a share alone is not judged yet"


def _percent(share: Fraction, places: int) -> str:
    """Percent with at most so many decimals; the ends of what a printed share can be need one more than it has."""
    hundredth = Decimal(share.numerator) * 100 / Decimal(share.denominator)
    text = f"{hundredth:.{places}f}"
    return f"{text.rstrip('0').rstrip('.') if places > 1 and '.' in text else text}%"
