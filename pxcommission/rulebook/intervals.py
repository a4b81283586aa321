"""Exact sets of values of one word: which values meet a comparison, meet both of two, and lie within another set."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from fractions import Fraction

from msgspec import Struct

Cut = tuple[Fraction, bool]
"""A place between values: just before a value (False) or just after it (True)."""


class Domain(Struct, frozen=True):
    """The values a word can have: whole numbers or any, from the lowest to the highest (None: without end)."""

    whole: bool
    lowest: int = 0
    highest: int | None = None


class Values(Struct, frozen=True):
    """A set of values: its cuts in order, the first one entering the set, the next leaving it, and so on."""

    cuts: tuple[Cut, ...]

    @property
    def none(self) -> bool:
        """Whether no value is in it."""
        return not self.cuts

    def holds(self, value: Fraction) -> bool:
        """Whether a value is in it."""
        return sum(cut <= (value, False) for cut in self.cuts) % 2 == 1


def whole_domain(domain: Domain) -> Values:
    """Every value of a domain."""
    ends = [] if domain.highest is None else [_cut(domain, Fraction(domain.highest), after=True)]
    return Values((_cut(domain, Fraction(domain.lowest), after=False), *ends))


def compared(domain: Domain, operator: str, bound: Fraction) -> Values:
    """The values of a domain for which `value operator bound` holds."""
    before, after = _cut(domain, bound, after=False), _cut(domain, bound, after=True)
    equal = Values((before, after)) if before < after else Values(())
    match operator:
        case ">=":
            found = Values((before,))
        case ">":
            found = Values((after,))
        case "<=":
            return without(whole_domain(domain), Values((after,)))
        case "<":
            return without(whole_domain(domain), Values((before,)))
        case "!=":
            return without(whole_domain(domain), equal)
        case _:
            found = equal
    return both(whole_domain(domain), found)


def _cut(domain: Domain, value: Fraction, after: bool) -> Cut:
    """The cut at a value; between whole numbers it stands before the next one, so that equal sets have equal cuts."""
    if not domain.whole:
        return value, after
    return Fraction(math.floor(value) + 1 if after else math.ceil(value)), False


def both(one: Values, other: Values) -> Values:
    """The values in both sets."""
    return _joined(one, other, lambda a, b: a and b)


def either(one: Values, other: Values) -> Values:
    """The values in at least one of them."""
    return _joined(one, other, lambda a, b: a or b)


def without(one: Values, other: Values) -> Values:
    """The values of the first set that are not in the second."""
    return _joined(one, other, lambda a, b: a and not b)


def within(one: Values, other: Values) -> bool:
    """Whether every value of the first set is in the second."""
    return without(one, other).none


def _joined(one: Values, other: Values, keep: Callable[[bool, bool], bool]) -> Values:
    cuts: list[Cut] = []
    inside = False
    for cut in sorted({*one.cuts, *other.cuts}):
        now = keep(_inside(one.cuts, cut), _inside(other.cuts, cut))
        if now != inside:
            cuts.append(cut)
            inside = now
    return Values(tuple(cuts))


def _inside(cuts: Iterable[Cut], at: Cut) -> bool:
    return sum(cut <= at for cut in cuts) % 2 == 1
