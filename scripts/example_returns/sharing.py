"""Whole numbers shared out exactly: totals over months, sites and answers, always the same for the same key."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from pxcommission.periods import add_months

FIRST_MONTH = date(2024, 4, 1)
MONTHS = tuple(add_months(FIRST_MONTH, number) for number in range(24))
QUARTERS = (
    "2024/25 Q1",
    "2024/25 Q2",
    "2024/25 Q3",
    "2024/25 Q4",
    "2025/26 Q1",
    "2025/26 Q2",
    "2025/26 Q3",
    "2025/26 Q4",
)


def chance(*key: object) -> Random:
    """Random numbers that depend on nothing but the key."""
    return Random("pxcommission/" + "/".join(str(part) for part in key))


def share(total: int, weights: Sequence[float]) -> list[int]:
    """The total in whole parts in these proportions, largest remainders first."""
    whole = sum(weights) or 1
    exact = [total * weight / whole for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))
    for number in by_remainder[: total - sum(parts)]:
        parts[number] += 1
    return parts


def uneven(*key: object, count: int = 3) -> list[float]:
    """Weights close to 1, a little apart."""
    random = chance("uneven", *key)
    return [1 + random.uniform(-0.08, 0.08) for _ in range(count)]


def quarter_of_month(month: int) -> int:
    """The number of the quarter (from 0) a month (from 0, April 2024) lies in."""
    return month // 3
