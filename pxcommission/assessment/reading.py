"""The plain, exact reading of one requirement on one set of figures: the check on the vectorised plan, and the rule tests."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.rulebook.conditions import (
    OPPOSITE,
    All,
    Any,
    Comparison,
    Condition,
    Not,
    Term,
    Truth,
    holds,
    value_of,
    words_of,
)
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against, Threshold, cases_short, meets, operator_for
from pxcommission.vocabulary.models import Vocabulary

Words = Mapping[str, Fraction | int | None]


class Verdict(Struct, frozen=True):
    """What one reading says: the outcome, the reason if not assessed, and how many cases short of met."""

    outcome: Outcome
    reason: Reason | None = None
    short_by: int | None = None


def judge(
    requirement: Requirement,
    threshold: Threshold | None,
    vocabulary: Vocabulary,
    numbers: tuple[int | None, int | None],
    words: Words,
    comparison: Fraction | None,
) -> Verdict:
    """The verdict on a complete, countable figure: `numbers` are its numerator and denominator (None for a count).

    `words` gives every word that `needs` and `require` read; `comparison` the other figure a threshold is relative to.
    """
    numerator, denominator = numbers
    if numerator is None:
        return _not_assessed(Reason.NOT_LOADED)
    if denominator == 0:
        return _not_assessed(Reason.ZERO_DENOMINATOR)
    enough = True if requirement.needs is None else holds(requirement.needs.tree, words)
    if enough is not True:
        return _not_assessed(Reason.TOO_FEW if enough is False else Reason.NOT_LOADED)
    if requirement.require is not None:
        return _judged_by_condition(requirement.require.tree, words, vocabulary)
    if threshold is None:
        return _not_assessed(Reason.NO_THRESHOLD)
    if threshold.against is Against.NOTHING_YET:
        return _not_assessed(Reason.TO_BE_AGREED)
    bound = threshold.bound if threshold.against is Against.NUMBER else comparison
    if bound is None:
        return _not_assessed(Reason.NO_COMPARISON)
    operator = operator_for(threshold, vocabulary.measures[requirement.measure].better)
    if meets(numerator, denominator, operator, bound):
        return Verdict(Outcome.MET, None, 0)
    return Verdict(Outcome.BREACH, None, cases_short(numerator, denominator, operator, bound))


def _judged_by_condition(condition: Condition, words: Words, vocabulary: Vocabulary) -> Verdict:
    held = holds(condition, words)
    if held is None:
        return _not_assessed(Reason.NOT_LOADED)
    if held:
        return Verdict(Outcome.MET, None, 0)
    in_cases = all(vocabulary.measures[w].unit == "count" for w in words_of(condition) if w in vocabulary.measures)
    return Verdict(Outcome.BREACH, None, _short_of(condition, words) if in_cases else None)


def _not_assessed(reason: Reason) -> Verdict:
    return Verdict(Outcome.NOT_ASSESSED, reason)


def _short_of(condition: Condition, words: Words) -> int | None:
    """Cases short of a condition that does not hold; None where it can't be counted in cases."""
    match condition:
        case Comparison(operator=op, left=left, right=right):
            return _short_of_comparison(op, left, right, words)
        case Not(Comparison(operator=op, left=left, right=right)):
            return _short_of_comparison(OPPOSITE[op], left, right, words)
        case All(parts):
            short = [_short_of(part, words) for part in parts if holds(part, words) is False]
            return None if None in short else max((s for s in short if s is not None), default=None)
        case Any(parts):
            counted = [s for s in (_short_of(part, words) for part in parts) if s is not None]
            return min(counted, default=None)
        case Not() | Truth():
            return None


def _short_of_comparison(operator: str, left: Term, right: Term, words: Words) -> int | None:
    a, b = value_of(left, words), value_of(right, words)
    if a is None or b is None:
        return None
    match operator:
        case ">=":
            return ceil(b - a)
        case ">":
            return floor(b - a) + 1
        case "<=":
            return ceil(a - b)
        case "<":
            return floor(a - b) + 1
        case "==":
            return ceil(abs(a - b))
        case _:
            return 1
