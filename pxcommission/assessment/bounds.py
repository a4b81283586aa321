"""What a row's figure is held against, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

Row = Mapping[str, Any]


def bound_of(row: Row) -> Fraction | None:
    """What a row's figure is held against, as a fraction: the threshold's number, or the other figure."""
    match row["against"]:
        case "number":
            return Fraction(row["bound_n"], row["bound_d"])
        case "England":
            return _other(row, "eng")
        case "year":
            return _other(row, "year")
        case _:
            return None


def _other(row: Row, name: str) -> Fraction | None:
    numerator, denominator = row[f"{name}_n"], row[f"{name}_d"]
    if numerator is None or (row["proportion"] and not denominator):
        return None
    return Fraction(numerator, denominator if row["proportion"] else 1)
