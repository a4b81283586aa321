"""The tests beside a requirement: the figures each gives, read as the check reads them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.assessment.given_figures import (
    NOTHING_COUNTED,
    STATUS_REASONS,
    GivenFigures,
    compared_with,
    given_figures,
)
from pxcommission.assessment.reading import Verdict, Words, judge
from pxcommission.rulebook.component_words import CHART_WORDS, component_words
from pxcommission.rulebook.conditions import Call, Condition, calls_of, words_of
from pxcommission.rulebook.requirements import Requirement, RequirementTest
from pxcommission.rulebook.thresholds import Against, PlacedThreshold
from pxcommission.vocabulary.models import Vocabulary


class WorkedExample(Struct, frozen=True):
    """What a test comes to: the verdict, the counts it judged, and every word and call its conditions read.

    `judged` says whether the conditions were read at all: a figure that can't be counted settles it before.
    """

    test: RequirementTest
    threshold: PlacedThreshold | None
    numbers: tuple[int | None, int | None]
    words: Words
    comparison: Fraction | None
    verdict: Verdict
    judged: bool


def run_test(requirement: Requirement, test: RequirementTest, vocabulary: Vocabulary) -> Verdict:
    """The verdict a rule file's test comes to; its figures must be without problems."""
    return worked_example(requirement, test, vocabulary).verdict


def worked_example(requirement: Requirement, test: RequirementTest, vocabulary: Vocabulary) -> WorkedExample:
    """The test read as the check reads the same figures; they must be without problems."""
    placed = None if requirement.require is not None else test.threshold or requirement.usual_threshold
    threshold = placed.threshold if placed else None
    given = given_figures(test.given, vocabulary)
    own = vocabulary.components(requirement.measure)
    counts = [given.count(requirement.measure, word) for word in own]
    numbers = (counts[0], counts[1] if len(counts) > 1 else None)
    words = words_given(requirement, given)
    comparison = compared_with(test, requirement, vocabulary)
    status = given.status(requirement.measure)
    early = _settled_before(threshold is not None and threshold.against is Against.NOTHING_YET, status, counts)
    if early is not None:
        verdict = Verdict(Outcome.NOT_ASSESSED, early)
    else:
        verdict = judge(requirement, threshold, vocabulary, numbers, words, comparison)
        if verdict.reason is Reason.NOT_LOADED:
            verdict = Verdict(Outcome.NOT_ASSESSED, _why_unknown(requirement, given, words))
    judged = early is None and verdict.reason is not Reason.ZERO_DENOMINATOR
    return WorkedExample(test, placed, numbers, words, comparison, verdict, judged)


def _settled_before(to_be_agreed: bool, status: str, counts: list[int | None]) -> Reason | None:
    """The reason that stands before any condition is read."""
    if to_be_agreed:
        return Reason.TO_BE_AGREED
    if status and status != NOTHING_COUNTED:
        return STATUS_REASONS[status]
    return Reason.NOT_LOADED if None in counts else None


def words_given(requirement: Requirement, given: GivenFigures) -> Words:
    """The value of every word and call that the requirement's conditions read, words first; None where it is unknown."""
    bound = component_words(given.vocabulary, requirement.measure)
    trees = list(_conditions(requirement))
    words: dict[str, Fraction | int | None] = {
        word: _value(given, *bound[word], word, 0) for tree in trees for word in words_of(tree)
    }
    for tree in trees:
        words |= {call.name: _called(given, bound[call.word or ""], call) for call in calls_of(tree)}
    return words


def _conditions(requirement: Requirement) -> Iterator[Condition]:
    for condition in (requirement.needs, requirement.require):
        if condition is not None:
            yield condition.tree


def _value(given: GivenFigures, measure: str, part: str, word: str, back: int) -> Fraction | None:
    """A word so many periods back: a count, or for a whole proportion its share in per cent."""
    if part != "value":
        count = given.count(measure, word, back)
        return None if count is None else Fraction(count)
    numerator, denominator = (given.count(measure, name, back) for name in given.vocabulary.components(measure))
    return None if numerator is None or not denominator else Fraction(numerator * 100, denominator)


def _called(given: GivenFigures, bound: tuple[str, str], call: Call) -> Fraction | None:
    """`total`, `previous` or `change` of a word; unknown when any period it reads is."""
    backs = range(call.periods or 1) if call.function == "total" else (1,) if call.function == "previous" else (0, 1)
    values = [_value(given, *bound, call.word or "", back) for back in backs]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        return None
    return known[0] - known[1] if call.function == "change" else sum(known, Fraction(0))


def _why_unknown(requirement: Requirement, given: GivenFigures, words: Words) -> Reason:
    """Why a condition can't be told: the status of the first unknown word; an earlier period that is not there."""
    bound = component_words(given.vocabulary, requirement.measure)
    name = next(name for name, value in words.items() if value is None)
    if name not in bound:
        return Reason.INCOMPLETE
    measure, part = bound[name]
    if part in CHART_WORDS:
        return Reason.INCOMPLETE
    status = given.status(measure)
    if status and status != NOTHING_COUNTED:
        return STATUS_REASONS[status]
    components = given.vocabulary.components(measure) if part == "value" else (name,)
    there = all(given.count(measure, word) is not None for word in components)
    return Reason.INCOMPLETE if there else Reason.NOT_LOADED
