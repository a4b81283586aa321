"""Problems of words, requirements, ladders and forms that are each well formed: unknown names, wrong units."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pxcommission.problems import Problem, Weight, did_you_mean
from pxcommission.rulebook.condition_english import number_text
from pxcommission.rulebook.conditions import Condition, calls_of, words_of
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against, PlacedThreshold
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place

if TYPE_CHECKING:
    pass

LEVELS = ("provider", "site", "ward")
RETURN_PREFIX = "RETURN-"


def lint_form(form: ContractForm) -> Iterator[Problem]:
    """Problems of one contract form."""
    if form.in_force_to is not None and form.in_force_to < form.in_force_from:
        yield form.place.problem(f"the form ends ({form.in_force_to}) before it starts ({form.in_force_from})")
    for step in form.steps:
        for state in (*step.from_, step.to):
            yield from unknown(step.place, "state", state, form.states)
        for number in (step.within, step.after):
            if number is not None:
                yield from unknown(step.place, "number", number, form.numbers)


def lint_vocabulary(vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of the words themselves."""
    for name, measure in vocabulary.measures.items():
        if measure.unit == "proportion" and not (measure.numerator and measure.denominator):
            yield measure.place.problem(f"the proportion '{name}' needs a numerator and a denominator")
        if measure.numerator is not None and measure.numerator == measure.denominator:
            yield measure.place.problem(f"'{name}': numerator and denominator are the same word '{measure.numerator}'")
        if measure.unit == "count" and measure.denominator:
            yield measure.place.problem(f"the count '{name}' has no denominator", "remove it, or make it a proportion")
        yield from unknown(measure.place, "feedback", measure.feedback, vocabulary.feedback)


def lint_requirement(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of one requirement against the vocabulary."""
    place = requirement.place
    if requirement.id.startswith(RETURN_PREFIX):
        yield place_of(requirement.id, place).problem(
            f"ids that start with {RETURN_PREFIX} are kept for the duty to report", "choose another id"
        )
    yield from unknown(place, "aspect", requirement.aspect, vocabulary.aspects)
    if requirement.key_question:
        yield from unknown(place, "key_question", requirement.key_question, vocabulary.key_questions)
    yield from unknown(place, "measure", requirement.measure, vocabulary.measures)
    for level in requirement.level:
        yield from unknown(place, "level", level, LEVELS)
    yield from _lint_services(requirement, vocabulary)
    if requirement.measure not in vocabulary.measures:
        return
    for condition in (requirement.require, requirement.needs):
        if condition is not None:
            yield from _lint_condition(condition.tree, condition.place, vocabulary)
    thresholds = [requirement.usual_threshold, *(test.threshold for test in requirement.tests)]
    for threshold in thresholds:
        if threshold is not None:
            yield from lint_threshold(threshold, requirement, vocabulary)
    yield from _lint_tests(requirement, vocabulary)


def _lint_services(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = {**vocabulary.services, "all": None}
    for service in requirement.service:
        yield from unknown(requirement.place, "service", service, known)
    with_touchpoints = [
        s for s in requirement.service if s in vocabulary.services and vocabulary.services[s].touchpoints
    ]
    if with_touchpoints and not requirement.touchpoint:
        message = f"{requirement.id}: a requirement on {with_touchpoints[0]} says which touchpoint it is judged at"
        yield requirement.place.problem(message, "add `touchpoint: each`, or one of its touchpoints")
    touchpoints = {t for s in with_touchpoints for t in vocabulary.services[s].touchpoints} | {"each"}
    for touchpoint in requirement.touchpoint:
        yield from unknown(requirement.place, "touchpoint", touchpoint, touchpoints)


def _lint_condition(condition: Condition, place: Place, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = component_words(vocabulary)
    for word in words_of(condition):
        yield from unknown(place, "word", word, known)
    for call in calls_of(condition):
        if call.function == "breaches":
            yield place.problem("breaches(…) counts findings, so it belongs in a ladder, not in a requirement")
        if call.function == "total" and known.get(call.word or "", ("", ""))[1] == "value":
            message = f"'{call.name}': shares of several periods can't be added"
            yield place.problem(message, "add their counts instead, such as `total(positive, 4)`")


def component_words(vocabulary: Vocabulary, own: str | None = None) -> dict[str, tuple[str, str]]:
    """Every word a requirement's condition may use: its measure and the part (`numerator`, `denominator`, `value`).

    A component that several measures have (`responses`) is that of the requirement's `own` measure, if it has it.
    """
    words: dict[str, tuple[str, str]] = {}
    names = sorted(vocabulary.measures, key=lambda name: name != own)
    for name in names:
        measure = vocabulary.measures[name]
        words.setdefault(measure.numerator or name, (name, "numerator"))
        if measure.denominator:
            words.setdefault(measure.denominator, (name, "denominator"))
    for name in names:
        words.setdefault(name, (name, "value" if vocabulary.measures[name].unit == "proportion" else "numerator"))
    return words


def lint_threshold(placed: PlacedThreshold, requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of one threshold sentence against the unit of its requirement's measure."""
    measure = vocabulary.measures[requirement.measure]
    threshold = placed.threshold
    if threshold.against is Against.NUMBER and threshold.bound is not None and threshold.text not in ("none",):
        if measure.unit == "proportion" and not threshold.percent:
            message = f"'{threshold.text}': {requirement.measure} is a share in per cent"
            meant = threshold.bound * 100 if threshold.bound <= 1 else threshold.bound
            mend = threshold.text.replace(threshold.text.split()[-1], f"{number_text(meant)}%")
            yield placed.place.problem(message, f"write '{mend}' if that is meant")
        worse = {">=": "lower", ">": "lower", "<=": "higher", "<": "higher"}[threshold.operator]
        if measure.better == worse:
            message = (
                f"'{threshold.text}': {requirement.measure} is better {measure.better}, so this asks for the worse"
            )
            yield placed.place.problem(message, "turn the threshold round, or check `better` in the vocabulary")
        if measure.unit == "count" and threshold.percent:
            yield placed.place.problem(
                f"'{threshold.text}': {requirement.measure} is a count, not a share", "drop the %"
            )
        if measure.unit == "proportion" and threshold.percent and 0 < threshold.bound < Fraction(1, 100):
            message = f"'{threshold.text}' is under 1 per cent: a fraction may have been meant"
            yield _warning(placed.place.problem(message, "write 15% for a share of 0.15"))
    if threshold.against in (Against.ENGLAND, Against.YEAR_BEFORE) and measure.better == "neither":
        yield placed.place.problem(f"{requirement.measure} is better neither high nor low, so it can't be compared")
    if threshold.relative:
        message = f"{requirement.id}: a threshold relative to other providers opens a question, never a letter"
        yield _note(placed.place.problem(message))


def _lint_tests(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = component_words(vocabulary)
    for test in requirement.tests:
        for word in test.given:
            yield from unknown(test.place, "word", word, known)
        if (test.expect == "not assessed") != (test.reason is not None):
            yield test.place.problem("a reason belongs to `not assessed`, and only to it", "add or remove `reason: …`")
    expected = {test.expect for test in requirement.tests}
    for missing in ("met", "breach", "not assessed"):
        if missing not in expected:
            yield _warning(requirement.place.problem(f"{requirement.id} has no test that expects '{missing}'"))


def lint_ladder(ladder: Ladder) -> Iterator[Problem]:
    """Problems of one ladder's shape; its conditions are checked where it is compiled."""
    stages = [stage.id for stage in ladder.stages]
    for stage in ladder.stages:
        if stages.count(stage.id) > 1:
            yield stage.place.problem(f"duplicate stage '{stage.id}'")
        if (stage.document is None) == (stage.step is None):
            yield stage.place.problem(f"stage '{stage.id}' needs either `document` or `step`")
    for rule in ladder.rules:
        if (rule.propose is None) == (not rule.step_down):
            yield rule.place.problem(f"rule '{rule.id}' needs either `propose` or `step_down: true`")
        if rule.propose is not None:
            yield from unknown(rule.place, "stage", rule.propose, stages)
    for test in ladder.tests:
        yield from unknown(test.place, "expectation", test.expect, [*stages, "nothing", "step down"])


def unknown(place: Place, kind: str, word: str, known: Iterable[str]) -> Iterator[Problem]:
    """The problem of a word that is not among the known ones, where it stands, with the nearest one."""
    known = list(known)
    if word not in known:
        near = did_you_mean(word, known)
        fix = "" if near or len(known) > 15 else "known: " + ", ".join(sorted(known))
        yield place_of(word, place).problem(f"unknown {kind} '{word}'{near}", fix)


def _warning(problem: Problem) -> Problem:
    return replace(problem, weight=Weight.WARNING)


def _note(problem: Problem) -> Problem:
    return replace(problem, weight=Weight.NOTE)
