"""A ladder's condition as a few lists of tests: the condition holds when every test of one list does."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pxcommission.inference.linear import ExactTest, NotUsable
from pxcommission.rulebook.conditions import OPPOSITE, All, Any, Comparison, Condition, Not, Truth

MOST_TERMS = 500
Terms = tuple[frozenset[ExactTest], ...]
ALWAYS: Terms = (frozenset(),)
NEVER: Terms = ()
Exact = Callable[[Comparison | Truth, bool], ExactTest | bool]


def terms_of(condition: Condition, exact: Exact) -> Terms:
    """The terms of a condition, none of them implied by a shorter one.

    `exact` gives the test of a comparison or, with False, of its opposite. `not` is moved into the comparisons and
    nowhere is a missing value taken for a false one, so a term holds only where every word it reads is known.
    """
    return _terms(condition, True, exact)


def _terms(condition: Condition, wanted: bool, exact: Exact) -> Terms:
    match condition:
        case Truth():
            return _single(exact(condition, wanted))
        case Comparison(operator=op, left=left, right=right):
            return _single(exact(condition if wanted else Comparison(OPPOSITE[op], left, right), True))
        case Not(inner):
            return _terms(inner, not wanted, exact)
        case All(parts):
            read = [_terms(part, wanted, exact) for part in parts]
            return _every(read) if wanted else _either(read)
        case Any(parts):
            read = [_terms(part, wanted, exact) for part in parts]
            return _either(read) if wanted else _every(read)


def _single(test: ExactTest | bool) -> Terms:
    if isinstance(test, bool):
        return ALWAYS if test else NEVER
    return (frozenset({test}),)


def _either(alternatives: Iterable[Terms]) -> Terms:
    return _shortest(term for terms in alternatives for term in terms)


def _every(parts: Iterable[Terms]) -> Terms:
    found = ALWAYS
    for terms in parts:
        if len(found) * len(terms) > 10 * MOST_TERMS:
            raise _too_many()
        found = _shortest(one | other for one in found for other in terms)
    return found


def _shortest(terms: Iterable[frozenset[ExactTest]]) -> Terms:
    """The terms in a fixed order, without those that ask for all that another one asks for, and more."""
    kept: list[frozenset[ExactTest]] = []
    for term in sorted(set(terms), key=lambda tests: (len(tests), sorted(tests))):
        if not any(shorter <= term for shorter in kept):
            kept.append(term)
    if len(kept) > MOST_TERMS:
        raise _too_many()
    return tuple(kept)


def _too_many() -> NotUsable:
    message = "this condition has too many combinations of and and or"
    return NotUsable("", message, "split it into several rules, or use fewer alternatives joined by or")
