"""The plain, exact reading of one requirement on one set of figures: the check on the vectorised plan, and the rule tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

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
from pxcommission.rulebook.lint_requirements import component_words
from pxcommission.rulebook.requirements import Requirement, RequirementTest
from pxcommission.rulebook.thresholds import Against, Threshold, cases_short, meets, operator_for
from pxcommission.vocabulary.models import Vocabulary

Words = Mapping[str, Fraction | int | None]

STATUS_REASONS = {
    "suppressed": Reason.SUPPRESSED,
    "zero denominator": Reason.ZERO_DENOMINATOR,
    "not measured": Reason.NOT_MEASURED,
    "not applicable": Reason.NOT_APPLICABLE,
    "not submitted": Reason.NOT_RECEIVED,
    "missing": Reason.NOT_LOADED,
}


@dataclass(frozen=True)
class Verdict:
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


def run_test(requirement: Requirement, test: RequirementTest, vocabulary: Vocabulary) -> Verdict:
    """The verdict a rule file's test comes to: the same reading, on the figures the test gives."""
    placed = test.threshold or requirement.usual_threshold
    threshold = placed.threshold if placed else None
    if threshold is not None and threshold.against is Against.NOTHING_YET:
        return _not_assessed(Reason.TO_BE_AGREED)
    own = vocabulary.components(requirement.measure)
    for word in own:
        reason = STATUS_REASONS.get(test.given.get(word, "missing"))
        if reason is not None:
            return _not_assessed(reason)
    words = given_words(test, vocabulary)
    numerator = _whole(words.get(own[0]))
    denominator = _whole(words.get(own[1])) if len(own) > 1 else None
    return judge(requirement, threshold, vocabulary, (numerator, denominator), words, None)


def given_words(test: RequirementTest, vocabulary: Vocabulary) -> dict[str, Fraction | int | None]:
    """The values a test gives, by word; statuses count as unknown; shares follow from their components."""
    words: dict[str, Fraction | int | None] = {
        word: Fraction(text) if text not in STATUS_REASONS else None for word, text in test.given.items()
    }
    for word, (measure, part) in component_words(vocabulary).items():
        if part == "value" and word not in words:
            words[word] = share_in_per_cent(words, vocabulary, measure)
    return words


def share_in_per_cent(words: Words, vocabulary: Vocabulary, measure: str) -> Fraction | None:
    """A proportion in per cent from its components, or None where they are unknown or nothing was counted."""
    numerator_word, denominator_word = vocabulary.components(measure)
    numerator, denominator = words.get(numerator_word), words.get(denominator_word)
    return None if numerator is None or not denominator else Fraction(numerator) * 100 / Fraction(denominator)


def not_numbers(test: RequirementTest) -> Iterator[str]:
    """The words of a test that are neither whole numbers nor a status."""
    for word, text in test.given.items():
        if text not in STATUS_REASONS and not (text.isascii() and text.isdigit() and len(text) <= 12):
            yield word


def _whole(value: Fraction | int | None) -> int | None:
    return None if value is None else int(value)
