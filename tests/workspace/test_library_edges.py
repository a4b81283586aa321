"""The tests in the shipped rule files: each requirement shows its edge and one case beside it, and what is not assessed."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.assessment.given_figures import pieces
from pxcommission.authoring.coverage import coverage_of
from pxcommission.authoring.rule_tests import results_of, try_rules
from pxcommission.rulebook.requirements import Requirement, RequirementTest
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import Against
from pxcommission.vocabulary.models import Vocabulary


def every(rulebook: Rulebook) -> list[Requirement]:
    return [*rulebook.requirements.values(), *(r for c in rulebook.contracts.values() for r in c.own.values())]


def of_outcome(requirement: Requirement, outcome: str) -> Iterator[RequirementTest]:
    return (test for test in requirement.tests if test.expect == outcome)


def figures(test: RequirementTest) -> dict[tuple[str, int], str]:
    """Every figure a test gives, by word and period."""
    return {(word, at): piece for word, text in test.given.items() for at, piece in enumerate(pieces(text))}


def one_case_apart(one: RequirementTest, other: RequirementTest) -> bool:
    """Whether two tests differ in one figure only, by one, with everything else they are held against the same."""
    a, b = figures(one), figures(other)
    held_same = one.comparison == other.comparison and threshold_of(one) == threshold_of(other)
    differing = [key for key in a if a[key] != b.get(key)]
    if set(a) != set(b) or len(differing) != 1 or not held_same:
        return False
    first, second = a[differing[0]], b[differing[0]]
    return first.isdigit() and second.isdigit() and abs(int(first) - int(second)) == 1


def threshold_of(test: RequirementTest) -> str:
    return test.threshold.threshold.text if test.threshold else ""


def stands_exactly_at_it(requirement: Requirement, test: RequirementTest, vocabulary: Vocabulary) -> bool:
    """Whether the figure of a test is exactly the bound, or exactly the figure it is compared with."""
    placed = test.threshold or requirement.usual_threshold
    if placed is None:
        return False
    numerator, *denominators = (int(test.given[word]) for word in vocabulary.components(requirement.measure))
    if placed.threshold.against is Against.NUMBER:
        assert placed.threshold.bound is not None
        return numerator == placed.threshold.bound * (denominators[0] if denominators else 1)
    if not test.comparison:
        return False
    held, *over = (int(test.comparison[word]) for word in vocabulary.components(requirement.measure))
    return numerator * (over[0] if over else 1) == held * (denominators[0] if denominators else 1)


def test_every_test_comes_out_as_it_says_and_every_branch_of_every_rule_has_one(rulebook: Rulebook) -> None:
    tested = try_rules(rulebook)
    assert [result for result in results_of(tested) if result.expected != result.got] == []
    branches = coverage_of(tested, rulebook.vocabulary).branches
    assert [branch.text for branch in branches if not branch.exercised] == []


def test_every_requirement_has_a_test_that_is_met_and_one_case_beside_it_that_is_not(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        pairs = [(m, b) for m in of_outcome(requirement, "met") for b in of_outcome(requirement, "breach")]
        assert any(one_case_apart(met, breach) for met, breach in pairs), requirement.id


def test_every_threshold_has_a_test_exactly_at_it(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        if requirement.usual_threshold is not None:
            met = of_outcome(requirement, "met")
            assert any(stands_exactly_at_it(requirement, test, rulebook.vocabulary) for test in met), requirement.id


def test_every_view_needs_thirty_answers_and_shows_twenty_nine_or_fewer_as_too_few(rulebook: Rulebook) -> None:
    for requirement in every(rulebook):
        measure = rulebook.vocabulary.measures[requirement.measure]
        if measure.kind == "view" and measure.unit == "proportion" and measure.feedback != "place":
            assert requirement.needs is not None, requirement.id
            too_few = [test for test in requirement.tests if test.reason == "too few responses"]
            assert too_few, requirement.id
            for test in too_few:
                answers = int(pieces(test.given[measure.denominator or ""])[-1])
                assert 0 < answers < 30 or "100" in requirement.needs.text, requirement.id


def test_every_proportion_that_needs_no_minimum_shows_what_happens_when_nothing_was_counted(
    rulebook: Rulebook,
) -> None:
    reasons = {"zero denominator", "not measured", "to be agreed", "no comparison figure"}
    for requirement in every(rulebook):
        measure = rulebook.vocabulary.measures[requirement.measure]
        if measure.unit == "proportion" and requirement.needs is None:
            assert {test.reason for test in requirement.tests} & reasons, requirement.id


def test_every_friends_and_family_share_of_a_small_service_shows_a_suppressed_figure(rulebook: Rulebook) -> None:
    small = {"maternity", "ambulance", "general practice", "dental"}
    for requirement in rulebook.requirements.values():
        if requirement.measure in ("fft_positive", "fft_negative") and set(requirement.service) & small:
            assert "suppressed" in {test.reason for test in requirement.tests}, requirement.id
