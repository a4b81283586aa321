"""The plain reading of thresholds over many rows at once: ordinary whole numbers in a loop, beside what the columns say."""

from __future__ import annotations

import operator as compare
from collections.abc import Sequence

from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED

_MEETS = {">=": compare.ge, ">": compare.gt, "<=": compare.le, "<": compare.lt}


def first_read_otherwise(
    codes: Sequence[int],
    numerators: Sequence[int],
    denominators: Sequence[int],
    bounds: tuple[Sequence[int], int],
    operator: str,
    least: int,
) -> int | None:
    """The place of the first row whose code in the columns is not the one read plainly; None when every row agrees.

    A row with fewer than `least` counted is not assessed; another is met when numerator / denominator is `operator` its
    bound. `bounds`: each row's bound as a whole number of parts, and how many parts make one (93.5% is 935 of 1,000).
    """
    meets, (parts, one) = _MEETS[operator], bounds
    read = [
        NOT_ASSESSED if of < least else MET if meets(counted * one, part * of) else BREACH
        for counted, of, part in zip(numerators, denominators, parts, strict=True)
    ]
    if read == list(codes):
        return None
    return next(at for at, (said, again) in enumerate(zip(codes, read, strict=True)) if said != again)
