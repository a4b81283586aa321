"""Pounds and pence, shares and months as they are printed."""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal

from pxcommission.periods import read_period

PENNY = Decimal("0.01")


def pounds(amount: Decimal) -> str:
    """`£1,250,000.00`."""
    return f"£{amount:,.2f}" if amount >= 0 else f"-£{-amount:,.2f}"


def pounds_down(amount: Decimal) -> Decimal:
    """The amount in whole pence, what is less than a penny left out."""
    return amount.quantize(PENNY, ROUND_DOWN)


def plain(number: Decimal) -> str:
    """`2`, `2.5`: a decimal without trailing noughts."""
    return f"{number.normalize():f}"


def month_in_words(month: str) -> str:
    """`September 2025` for `2025-09`."""
    period = read_period(month)
    return period.label if period else month
