"""Whether a requirement's tests name its edges: a figure exactly at the boundary, and one that is one case short.

The edges are those of the usual threshold, of each comparison of `require`, and of what `needs` asks before anything is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.requirement_tests import WorkedExample, worked_example
from pxcommission.problems import Problem
from pxcommission.rulebook.component_words import component_words
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.conditions import Comparison, comparisons_of, value_of, words_of
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.lint_names import warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary

AT, SHORT = "PX131", "PX132"
_EDGES = {">=": (0, -1), ">": (1, 0), "<=": (0, 1), "<": (-1, 0)}
"""How far the left side is from the right in the last figure that is enough, and in the first that is not."""


def untested_edges(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Warnings of edges that no test names; the figures of the tests must be without problems."""
    examples = [worked_example(requirement, test, vocabulary) for test in requirement.tests]
    judged = [one for one in examples if one.verdict.outcome is not Outcome.NOT_ASSESSED]
    if judged and requirement.require is not None:
        yield from _of_require(requirement, requirement.require, judged)
    elif judged:
        yield from _of_threshold(requirement, judged)
    if requirement.needs is not None and judged:
        yield from _of_needs(requirement, requirement.needs, vocabulary, [one for one in examples if one.judged])


def shows_usual(example: WorkedExample, requirement: Requirement) -> bool:
    """Whether a test says something of the usual threshold: one with a threshold of its own does only where none is agreed yet."""
    usual = requirement.usual_threshold
    to_be_agreed = usual is not None and usual.threshold.against is Against.NOTHING_YET
    return example.test.threshold is None or to_be_agreed


def _problem(requirement: Requirement, message: str, fix: str, code: str) -> Problem:
    place = place_of(requirement.id, requirement.place)
    return warning(place.problem(f"{requirement.id} {message}", fix, code))


def _of_threshold(requirement: Requirement, judged: Sequence[WorkedExample]) -> Iterator[Problem]:
    held = [one for one in judged if shows_usual(one, requirement)]
    if not any(_at_the_boundary(one) for one in held):
        fix = "add one whose figure is the bound itself, such as 190 of 200 for `at least 95%`"
        yield _problem(requirement, "has no test exactly at the boundary", fix, AT)
    if _counted_in_cases(judged) and not any(one.verdict.short_by == 1 for one in held):
        fix = "add one just past the bound, such as 189 of 200 for `at least 95%`, that expects breach"
        yield _problem(requirement, "has no test that is one case short", fix, SHORT)


def _of_require(
    requirement: Requirement, condition: PlacedCondition, judged: Sequence[WorkedExample]
) -> Iterator[Problem]:
    for part in _comparisons(condition):
        if 0 not in _distances(part, judged):
            message = f'has no test exactly at the boundary of "{in_english(part)}"'
            yield _problem(requirement, message, "add one in which the two sides are equal", AT)
    if _counted_in_cases(judged) and not any(one.verdict.short_by == 1 for one in judged):
        fix = "add one that is a single case past the bound, and expects breach"
        yield _problem(requirement, "has no test that is one case short", fix, SHORT)


def _of_needs(
    requirement: Requirement, condition: PlacedCondition, vocabulary: Vocabulary, read: Sequence[WorkedExample]
) -> Iterator[Problem]:
    """The edges of what it takes to judge, of counts only: a share has no next one."""
    known = component_words(vocabulary, requirement.measure)
    for part in _comparisons(condition):
        if part.operator not in _EDGES or any(known[word][1] == "value" for word in words_of(part)):
            continue
        seen = _distances(part, read)
        enough, too_few = _EDGES[part.operator]
        if enough not in seen:
            message = f'has no test with exactly enough to be judged ("{in_english(part)}")'
            yield _problem(requirement, message, "add one that has just as many as `needs` asks for", AT)
        if too_few not in seen:
            message = f'has no test with one too few to be judged ("{in_english(part)}")'
            yield _problem(requirement, message, "add one that has one fewer, and expects not assessed", SHORT)


def _comparisons(condition: PlacedCondition) -> list[Comparison]:
    return [part for part in dict.fromkeys(comparisons_of(condition.tree)) if isinstance(part, Comparison)]


def _distances(part: Comparison, examples: Sequence[WorkedExample]) -> set[Fraction]:
    """How far the left side of a comparison is from its right one, in every example that has both."""
    sides = [(value_of(part.left, one.words), value_of(part.right, one.words)) for one in examples]
    return {left - right for left, right in sides if left is not None and right is not None}


def _counted_in_cases(judged: Sequence[WorkedExample]) -> bool:
    breaches = [one for one in judged if one.verdict.outcome is Outcome.BREACH]
    return any(one.verdict.short_by is not None for one in breaches)


def _at_the_boundary(example: WorkedExample) -> bool:
    threshold = example.threshold.threshold if example.threshold else None
    if threshold is None or threshold.against is Against.NOTHING_YET:
        return True
    bound = threshold.bound if threshold.against is Against.NUMBER else example.comparison
    numerator, denominator = example.numbers
    if bound is None or numerator is None:
        return False
    return Fraction(numerator) == bound * (1 if denominator is None else denominator)
