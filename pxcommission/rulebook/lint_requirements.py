"""Problems of words, requirements and ladders that are each well formed: unknown names, missing parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pxcommission.problems import Problem
from pxcommission.rulebook.component_words import component_words
from pxcommission.rulebook.contracts import RETURN_PREFIX
from pxcommission.rulebook.ladders import Ladder, LadderTest
from pxcommission.rulebook.lint_ceilings import lint_ceilings, lint_measure_of_complaints
from pxcommission.rulebook.lint_conditions import lint_conditions
from pxcommission.rulebook.lint_names import note, unknown, warning
from pxcommission.rulebook.lint_thresholds import lint_threshold
from pxcommission.rulebook.requirements import Requirement, RequirementTest, Source
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.counted_from import CountedFrom
from pxcommission.vocabulary.models import Measure, Vocabulary

LEVELS = ("provider", "site", "ward")
OUTCOMES = ("met", "breach", "not assessed")


def lint_vocabulary(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of the words themselves."""
    for name, measure in vocabulary.measures.items():
        yield from _lint_measure(name, measure)
        yield from lint_measure_of_complaints(name, measure)
        yield from unknown(measure.place, "feedback", measure.feedback, vocabulary.feedback)
        if measure.counted_from is not None:
            yield from _lint_counted(measure.counted_from, vocabulary)
    for feedback in vocabulary.feedback.values():
        if feedback.counted_with is not None:
            yield from unknown(feedback.place, "feedback", feedback.counted_with, vocabulary.feedback)


def _lint_counted(counted: CountedFrom, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A measure that counts entries of an unknown aspect or theme would count nothing in silence."""
    if counted.aspect is not None:
        yield from unknown(counted.place, "aspect", counted.aspect, vocabulary.aspects)
    for theme in counted.theme:
        yield from unknown(counted.place, "theme", theme, vocabulary.themes)


def _lint_measure(name: str, measure: Measure) -> Iterator[Problem]:
    if measure.unit == "proportion" and not (measure.numerator and measure.denominator):
        message = f"the proportion '{name}' needs a numerator and a denominator"
        yield measure.place.problem(message, "name the two counts it is made of", "PX126")
    if measure.numerator is not None and measure.numerator == measure.denominator:
        message = f"'{name}': numerator and denominator are the same word '{measure.numerator}'"
        yield measure.place.problem(message, "give each count a word of its own", "PX126")
    if measure.unit == "count" and measure.denominator:
        message = f"the count '{name}' has no denominator"
        yield measure.place.problem(message, "remove it, or make it a proportion", "PX126")


def lint_requirement(requirement: Requirement, vocabulary: Vocabulary, *, advice: bool = True) -> Iterator[Problem]:
    """Problems of one requirement against the vocabulary; without `advice` every error, and not all that only warns."""
    place = requirement.place
    if requirement.id.startswith(RETURN_PREFIX):
        message = f"ids that start with {RETURN_PREFIX} are kept for the duty to report"
        yield place_of(requirement.id, place).problem(message, "choose another id", "PX106")
    yield from unknown(place, "aspect", requirement.aspect, vocabulary.aspects)
    if requirement.key_question:
        yield from unknown(place, "key_question", requirement.key_question, vocabulary.key_questions)
    yield from unknown(place, "measure", requirement.measure, vocabulary.measures)
    for level in requirement.level:
        yield from unknown(place, "level", level, LEVELS)
    yield from _lint_services(requirement, vocabulary)
    yield from lint_source(requirement.source)
    yield from _lint_tests(requirement)
    if requirement.measure in vocabulary.measures:
        yield from lint_conditions(requirement, vocabulary, advice=advice)
        yield from lint_ceilings(requirement, vocabulary)
        for threshold in (requirement.usual_threshold, *(test.threshold for test in requirement.tests)):
            if threshold is not None:
                yield from lint_threshold(threshold, requirement, vocabulary)
        yield from _lint_given(requirement, vocabulary)


def lint_source(source: Source) -> Iterator[Problem]:
    """The note of a source that was checked and does not say where."""
    if source.verified and source.clause is None:
        message = f"'{source.document}' was checked against the text, and the clause is not named"
        yield note(source.place.problem(message, "add `clause: …`", "PX191"))


def _lint_services(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = {**vocabulary.services, "all": None}
    for service in requirement.service:
        yield from unknown(requirement.place, "service", service, known)
    with_touchpoints = [
        s for s in requirement.service if s in vocabulary.services and vocabulary.services[s].touchpoints
    ]
    if with_touchpoints and not requirement.touchpoint:
        message = f"{requirement.id}: a requirement on {with_touchpoints[0]} says which touchpoint it is judged at"
        yield requirement.place.problem(message, "add `touchpoint: each`, or one of its touchpoints", "PX127")
    touchpoints = {t for s in with_touchpoints for t in vocabulary.services[s].touchpoints} | {"each"}
    for touchpoint in requirement.touchpoint:
        yield from unknown(requirement.place, "touchpoint", touchpoint, touchpoints)


def _lint_given(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = component_words(vocabulary, requirement.measure)
    for test in requirement.tests:
        for word in test.given:
            if word not in known:
                yield from unknown(test.place, "word", word, known, "PX104")


def _lint_tests(requirement: Requirement) -> Iterator[Problem]:
    for test in requirement.tests:
        if (test.expect == "not assessed") != (test.reason is not None):
            message = "a reason belongs to `not assessed`, and only to it"
            yield test.place.problem(message, "add or remove `reason: …`", "PX135")
    yield from _same_names(requirement.tests, requirement.id)
    expected = {test.expect for test in requirement.tests}
    missing = [outcome for outcome in OUTCOMES if outcome not in expected]
    if missing:
        listed = " or ".join(f"'{outcome}'" for outcome in missing)
        message = f"{requirement.id} has no test that expects {listed}"
        fix = "add one such as `{name: exactly at threshold, given: {…}, expect: met}`"
        yield warning(place_of(requirement.id, requirement.place).problem(message, fix, "PX130"))


def _same_names(tests: Iterable[RequirementTest | LadderTest], of: str) -> Iterator[Problem]:
    names: set[str] = set()
    for test in tests:
        if test.name in names:
            message = f"{of} has two tests named '{test.name}'"
            yield warning(place_of(test.name, test.place).problem(message, "say what differs", "PX133"))
        names.add(test.name)


def lint_ladder(ladder: Ladder) -> Iterator[Problem]:
    """Problems of one ladder's shape; its rules are checked where it is compiled."""
    for stage in ladder.stages:
        if (stage.document is None) == (stage.step is None):
            message = f"stage '{stage.id}' needs either `document` or `step`"
            yield stage.place.problem(message, "name the document, or the step of the contract's form", "PX141")
    yield from _same_names(ladder.tests, ladder.title)
