"""Wilson score intervals for proportions (E. B. Wilson, 1927), for small numbers of responses."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054  # 97.5th percentile of the standard normal distribution


def wilson(numerator: int, denominator: int, z: float = Z_95) -> tuple[float, float]:
    """The lower and upper limit of the Wilson score interval of a proportion; (0, 1) for nothing counted."""
    if denominator <= 0:
        return 0.0, 1.0
    share = numerator / denominator
    spread = z * z / denominator
    centre = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / denominator + spread / (4 * denominator)) / (1 + spread)
    return max(0.0, centre - half), min(1.0, centre + half)


def clearly_on_the_wrong_side(numerator: int, denominator: int, operator: str, bound: float) -> bool:
    """Whether the whole 95% interval lies on the wrong side of a bound: below "at least", above "at most"."""
    low, high = wilson(numerator, denominator)
    return high < bound if operator in (">=", ">") else low > bound
