"""What a comparison asks of the figures of its own period: everything on one side of `<=`, each word with its factor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from msgspec import Struct, field

from pxcommission.rulebook.conditions import (
    OPPOSITE,
    All,
    Any,
    Call,
    Comparison,
    Condition,
    Not,
    Number,
    Sum,
    Term,
    Truth,
    Word,
)


class LinearForm(Struct, frozen=True):
    """Words with their factors in this period and in earlier ones, and a number; as a comparison, held against 0.

    `operator` is `<`, `<=`, `==` or `!=`: what is asked to be more is written with its factors turned round.
    """

    now: Mapping[str, Fraction] = field(default_factory=dict)
    before: Mapping[str, Fraction] = field(default_factory=dict)
    number: Fraction = Fraction(0)
    operator: str = ""

    @property
    def capped(self) -> tuple[str, ...]:
        """The words it asks few of in this period (where it asks nothing of it, in earlier ones): `20 > a`, `previous(a) >= a`."""
        equal = self.operator == "=="
        asked = self.now or self.before
        return tuple(word for word, factor in asked.items() if self.operator != "!=" and (factor > 0 or equal))

    def scaled(self, by: Fraction, operator: str = "") -> LinearForm:
        """The same with every factor so many times as great."""
        now, before = ({word: f * by for word, f in part.items()} for part in (self.now, self.before))
        return LinearForm(now, before, self.number * by, operator)


def linear_form(part: Comparison) -> LinearForm | None:
    """The comparison with everything on its left side; None where words are multiplied with each other."""
    left, right = _terms(part.left), _terms(part.right)
    if left is None or right is None:
        return None
    whole = _added(left, right.scaled(Fraction(-1)))
    turned = {">": "<", ">=": "<="}.get(part.operator)
    return whole.scaled(Fraction(-1), turned) if turned else whole.scaled(Fraction(1), part.operator)


def wanted(condition: Condition, holds: bool = True, alternative: bool = False) -> Iterator[tuple[Comparison, bool]]:
    """Every comparison as it has to come out, `not` moved into it, and whether another may hold in its place."""
    match condition:
        case Comparison(operator=op, left=left, right=right):
            yield condition if holds else Comparison(OPPOSITE[op], left, right), alternative
        case Truth():
            return
        case Not(inner):
            yield from wanted(inner, not holds, alternative)
        case All(parts) | Any(parts):
            one_of = isinstance(condition, Any) == holds
            for part in parts:
                yield from wanted(part, holds, alternative or one_of)


def _terms(term: Term) -> LinearForm | None:
    match term:
        case Number(value):
            return LinearForm(number=value)
        case Word(name):
            return LinearForm({name: Fraction(1)})
        case Call(function="previous", word=str(word)):
            return LinearForm(before={word: Fraction(1)})
        case Call(function="change", word=str(word)):
            return LinearForm({word: Fraction(1)}, {word: Fraction(-1)})
        case Call(function="total", word=str(word), periods=periods):
            return LinearForm({word: Fraction(1)}, {word: Fraction(1)} if periods != 1 else {})
        case Call():
            return None
        case Sum(operator=op, left=left, right=right):
            return _sum(op, _terms(left), _terms(right))


def _sum(operator: str, left: LinearForm | None, right: LinearForm | None) -> LinearForm | None:
    if left is None or right is None:
        return None
    if operator != "*":
        return _added(left, right.scaled(Fraction(1 if operator == "+" else -1)))
    if not (left.now or left.before):
        return right.scaled(left.number)
    return left.scaled(right.number) if not (right.now or right.before) else None


def _added(one: LinearForm, other: LinearForm) -> LinearForm:
    return LinearForm(_merged(one.now, other.now), _merged(one.before, other.before), one.number + other.number)


def _merged(one: Mapping[str, Fraction], other: Mapping[str, Fraction]) -> dict[str, Fraction]:
    sums = {word: one.get(word, Fraction(0)) + other.get(word, Fraction(0)) for word in {**one, **other}}
    return {word: factor for word, factor in sums.items() if factor}
