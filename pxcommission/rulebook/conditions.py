"""Conditions of rule files as one small tree, and its plain, exact, three-valued reading.

The tree comes from `condition_text.py` and has four uses: the vectorised plan (`assessment/plan.py`), the plain reading
below, the English sentence (`condition_english.py`), and the tests in rule files.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from msgspec import Struct

COMPARE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
MIRRORED = {"==": "==", "!=": "!=", "<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Number(Struct, frozen=True, cache_hash=True):
    """A plain number, exact."""

    value: Fraction


class Word(Struct, frozen=True, cache_hash=True):
    """A word of the vocabulary (or a named constant such as `critical`), to be given a value."""

    name: str


class Call(Struct, frozen=True, cache_hash=True):
    """`total(word, 4)`, `previous(word)`, `change(word)` or `breaches(4)`."""

    function: str
    word: str | None
    periods: int | None

    @property
    def name(self) -> str:
        """As written, and the name under which its value is looked up."""
        parts = [str(part) for part in (self.word, self.periods) if part is not None]
        return f"{self.function}({', '.join(parts)})"


class Sum(Struct, frozen=True, cache_hash=True):
    """`left + right`, `left - right` or `left * right`."""

    operator: str
    left: Term
    right: Term


class Comparison(Struct, frozen=True, cache_hash=True):
    """`left >= right` and the like: true, false, or unknown when a value is missing."""

    operator: str
    left: Term
    right: Term


class Truth(Struct, frozen=True, cache_hash=True):
    """A word that is true or false by itself: `in_breach`."""

    word: str


class Not(Struct, frozen=True, cache_hash=True):
    """The opposite of a condition."""

    condition: Condition


class All(Struct, frozen=True, cache_hash=True):
    """`a and b`: every one holds."""

    conditions: tuple[Condition, ...]


class Any(Struct, frozen=True, cache_hash=True):
    """`a or b`: at least one holds."""

    conditions: tuple[Condition, ...]


Term = Number | Word | Call | Sum
Condition = Comparison | Truth | Not | All | Any
Values = Mapping[str, Fraction | int | None]


def holds(condition: Condition, values: Values) -> bool | None:
    """Whether a condition holds for these values, exactly; None (unknown) when a missing value decides it.

    Three-valued: a missing value makes its comparison unknown; `and` with a false is false, `or` with a true is true.
    """
    match condition:
        case Truth(word):
            value = values.get(word)
            return None if value is None else value != 0
        case Comparison(operator=op, left=left, right=right):
            a, b = value_of(left, values), value_of(right, values)
            return None if a is None or b is None else COMPARE[op](a, b)
        case Not(inner):
            known = holds(inner, values)
            return None if known is None else not known
        case All(parts):
            answers = [holds(part, values) for part in parts]
            return False if False in answers else None if None in answers else True
        case Any(parts):
            answers = [holds(part, values) for part in parts]
            return True if True in answers else None if None in answers else False


_exact = functools.lru_cache(maxsize=4096)(Fraction)


def value_of(term: Term, values: Values) -> Fraction | None:
    """The exact value of a term, or None when a word in it has no value."""
    match term:
        case Number(value):
            return value
        case Word(name):
            found = values.get(name)
        case Call() as call:
            found = values.get(call.name)
        case Sum(operator=op, left=left, right=right):
            a, b = value_of(left, values), value_of(right, values)
            if a is None or b is None:
                return None
            return a + b if op == "+" else a - b if op == "-" else a * b
    return found if found is None or isinstance(found, Fraction) else _exact(found)


@functools.lru_cache(maxsize=1024)  # every finding asks for those of its own conditions
def words_of(condition: Condition | Term) -> tuple[str, ...]:
    """Every word a condition reads, in order, words inside calls included."""
    return tuple(_words_of(condition))


def _words_of(condition: Condition | Term) -> Iterator[str]:
    match condition:
        case Truth(word) | Word(word):
            yield word
        case Call(word=inner):
            if inner is not None:
                yield inner
        case Number():
            return
        case Comparison(left=left, right=right) | Sum(left=left, right=right):
            yield from _words_of(left)
            yield from _words_of(right)
        case Not(inner_condition):
            yield from _words_of(inner_condition)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _words_of(part)


@functools.lru_cache(maxsize=1024)
def calls_of(condition: Condition | Term) -> tuple[Call, ...]:
    """Every call a condition makes, in order."""
    return tuple(_calls_of(condition))


def _calls_of(condition: Condition | Term) -> Iterator[Call]:
    match condition:
        case Call() as call:
            yield call
        case Comparison(left=left, right=right) | Sum(left=left, right=right):
            yield from _calls_of(left)
            yield from _calls_of(right)
        case Not(inner):
            yield from _calls_of(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from _calls_of(part)
        case Truth() | Word() | Number():
            return


def comparisons_of(condition: Condition) -> Iterator[Comparison | Truth]:
    """Every single comparison or true-or-false word in a condition, in order."""
    match condition:
        case Comparison() | Truth():
            yield condition
        case Not(inner):
            yield from comparisons_of(inner)
        case All(parts) | Any(parts):
            for part in parts:
                yield from comparisons_of(part)
