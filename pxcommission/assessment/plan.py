"""The vectorised plan of a condition: exact whole-number arithmetic on columns, three-valued like the plain reading.

A term becomes a pair of 128-bit whole-number columns, numerator and (positive) denominator; comparisons multiply crosswise.
Components have at most 12 digits each, so products of a few of them stay exact; the plain reading
of the same words checks every result of the period.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from msgspec import Struct

from pxcommission.rulebook.conditions import All, Any, Call, Comparison, Condition, Not, Number, Sum, Term, Truth, Word


class Ratio(Struct, frozen=True):
    """Two whole-number columns: a numerator and a positive denominator."""

    numerator: pl.Expr
    denominator: pl.Expr


ColumnOf = Callable[[Word | Call], Ratio]


def wide(column: pl.Expr) -> pl.Expr:
    """The column as 128-bit whole numbers."""
    return column.cast(pl.Int128)


def constant(value: int) -> pl.Expr:
    """A 128-bit whole number."""
    return pl.lit(value, dtype=pl.Int128)


def plan(condition: Condition, column_of: ColumnOf) -> pl.Expr:
    """The truth of a condition for every row: true, false, or null when a missing value decides it."""
    match condition:
        case Truth(word):
            return column_of(Word(word)).numerator != 0
        case Comparison(operator=op, left=left, right=right):
            return compared(_term(left, column_of), op, _term(right, column_of))
        case Not(inner):
            return ~plan(inner, column_of)
        case All(parts):
            return pl.all_horizontal([plan(part, column_of) for part in parts])
        case Any(parts):
            return pl.any_horizontal([plan(part, column_of) for part in parts])


def compared(left: Ratio, operator: str, right: Ratio) -> pl.Expr:
    """left <operator> right, exactly, by cross-multiplication."""
    a, b = left.numerator * right.denominator, right.numerator * left.denominator
    match operator:
        case "==":
            return a == b
        case "!=":
            return a != b
        case "<":
            return a < b
        case "<=":
            return a <= b
        case ">":
            return a > b
        case _:
            return a >= b


def _term(term: Term, column_of: ColumnOf) -> Ratio:
    match term:
        case Number(value):
            return Ratio(constant(value.numerator), constant(value.denominator))
        case Word() | Call():
            return column_of(term)
        case Sum(operator=op, left=left, right=right):
            a, b = _term(left, column_of), _term(right, column_of)
            if op == "*":
                return Ratio(a.numerator * b.numerator, a.denominator * b.denominator)
            sign = b.numerator if op == "+" else -b.numerator
            return Ratio(a.numerator * b.denominator + sign * a.denominator, a.denominator * b.denominator)
