"""Whether a requirement's tests name its edges: a figure exactly at the boundary, and one that is one case short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from pxcommission.assessment.findings import Outcome
from pxcommission.assessment.requirement_tests import WorkedExample, worked_example
from pxcommission.problems import Problem
from pxcommission.rulebook.conditions import Comparison, comparisons_of, value_of
from pxcommission.rulebook.lint_names import warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary


def untested_edges(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Warnings of edges that no test names; the figures of the tests must be without problems."""
    examples = [worked_example(requirement, test, vocabulary) for test in requirement.tests]
    judged = [one for one in examples if one.verdict.outcome is not Outcome.NOT_ASSESSED]
    place = place_of(requirement.id, requirement.place)
    if judged and not any(_at_the_boundary(requirement, one) for one in judged):
        message = f"{requirement.id} has no test exactly at the boundary"
        fix = "add one whose figure is the bound itself, such as 190 of 200 for `at least 95%`"
        yield warning(place.problem(message, fix, "PX131"))
    if _counted_in_cases(judged) and not any(one.verdict.short_by == 1 for one in judged):
        message = f"{requirement.id} has no test that is one case short"
        fix = "add one just past the bound, such as 189 of 200 for `at least 95%`, that expects breach"
        yield warning(place.problem(message, fix, "PX132"))


def _counted_in_cases(judged: Sequence[WorkedExample]) -> bool:
    breaches = [one for one in judged if one.verdict.outcome is Outcome.BREACH]
    return any(one.verdict.short_by is not None for one in breaches)


def _at_the_boundary(requirement: Requirement, example: WorkedExample) -> bool:
    if requirement.require is not None:
        compared = [part for part in comparisons_of(requirement.require.tree) if isinstance(part, Comparison)]
        sides = [(value_of(one.left, example.words), value_of(one.right, example.words)) for one in compared]
        return not compared or any(left is not None and left == right for left, right in sides)
    threshold = example.threshold.threshold if example.threshold else None
    if threshold is None or threshold.against is Against.NOTHING_YET:
        return True
    bound = threshold.bound if threshold.against is Against.NUMBER else example.comparison
    numerator, denominator = example.numbers
    if bound is None or numerator is None:
        return False
    return Fraction(numerator) == bound * (1 if denominator is None else denominator)
