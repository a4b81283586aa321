"""A difference between two statements of one figure: both sides with their addresses, how far apart, and which one is judged."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from pxcommission.periods import Period


class Between(StrEnum):
    """What is compared with what."""

    SOURCES = "publication and provider's return"
    PARTS = "total and sum of its parts"
    EDITIONS = "restated and first stated"
    STATED = "stated percentage and counts"


class Side(Struct, frozen=True):
    """One of the two statements: who says it, the counts (None where they are hidden), and where it stands."""

    says: str
    numerator: int | None
    denominator: int | None
    addresses: tuple[str, ...]
    known_from: date | None = None

    @property
    def share(self) -> Fraction | None:
        """The proportion, exactly."""
        return Fraction(self.numerator, self.denominator) if self.numerator is not None and self.denominator else None

    @property
    def text(self) -> str:
        """`180 of 200`, `3`, or `hidden or missing`."""
        if self.numerator is None:
            return "hidden or missing"
        return f"{self.numerator:,}" if self.denominator is None else f"{self.numerator:,} of {self.denominator:,}"


class Difference(Struct, frozen=True):
    """One figure that two statements give differently. `judged` is the first side in every check; `because` says why.

    `requirements` are those of the contract that rest on it; `small` that a count of 1 to 4 answers of a survey could be read
    from it; `told` is the reader's own sentence where the file itself holds both sides.
    """

    contract: str
    between: Between
    level: str
    provider: str
    site: str
    ward: str
    service: str
    touchpoint: str
    measure: str
    period: Period
    judged: Side
    other: Side
    because: str
    requirements: tuple[str, ...] = ()
    small: bool = False
    told: str = ""

    @property
    def apart(self) -> str:
        """How far apart the counts lie, and the shares in percentage points: `8 and 10; 0.41 points`."""
        one, other = self.judged, self.other
        if one.numerator is None or other.numerator is None:
            return ""
        counts = f"{abs(one.numerator - other.numerator):,}"
        if one.denominator is None or other.denominator is None:
            return counts
        counts = f"{counts} and {abs(one.denominator - other.denominator):,}"
        if one.share is None or other.share is None:
            return counts
        return f"{counts}; {_points(abs(one.share - other.share))} points"

    @property
    def where(self) -> str:
        """`RZ101, Ward A`, or `provider as a whole`."""
        return ", ".join(part for part in (self.site, self.ward) if part) or "provider as a whole"


def _points(share: Fraction) -> str:
    """Percentage points with two decimals, rounded half up; what is not nothing is never printed as nothing."""
    hundredths = (share * 10_000 + Fraction(1, 2)).__floor__()
    if share and not hundredths:
        return "under 0.01"
    return f"{hundredths // 100}.{hundredths % 100:02d}"
