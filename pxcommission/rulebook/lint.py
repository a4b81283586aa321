"""Problems between files that are each well formed: names that don't exist, wrong units, missing details."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from pxcommission.problems import Problem, Weight, did_you_mean
from pxcommission.rulebook.conditions import Condition, calls_of, words_of
from pxcommission.rulebook.contracts import Adopted, Provider, Site, Variation, Waiver
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.thresholds import Against, PlacedThreshold
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

LEVELS = ("provider", "site", "ward")
RETURN_PREFIX = "RETURN-"


def lint(rulebook: Rulebook) -> Iterator[Problem]:
    """Every problem between the files of a rulebook."""
    yield from _lint_vocabulary(rulebook.vocabulary)
    for requirement in rulebook.requirements.values():
        yield from lint_requirement(requirement, rulebook.vocabulary)
    for ladder in rulebook.ladders.values():
        yield from _lint_ladder(ladder)
    for contract in rulebook.contracts.values():
        for requirement in contract.own.values():
            yield from lint_requirement(requirement, rulebook.vocabulary)
            if requirement.id in rulebook.requirements:
                message = f"{requirement.id} is a requirement of the library already"
                yield place_of(requirement.id, requirement.place).problem(
                    message, "choose another id for the contract's own"
                )
        yield from _lint_contract(contract, rulebook)


def _lint_vocabulary(vocabulary: Vocabulary) -> Iterator[Problem]:
    for name, measure in vocabulary.measures.items():
        if measure.unit == "proportion" and not (measure.numerator and measure.denominator):
            yield measure.place.problem(f"the proportion '{name}' needs a numerator and a denominator")
        if measure.unit == "count" and measure.denominator:
            yield measure.place.problem(f"the count '{name}' has no denominator", "remove it, or make it a proportion")
        yield from _unknown(measure.place, "feedback", measure.feedback, vocabulary.feedback)


def lint_requirement(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of one requirement against the vocabulary."""
    place = requirement.place
    if requirement.id.startswith(RETURN_PREFIX):
        yield place_of(requirement.id, place).problem(
            f"ids that start with {RETURN_PREFIX} are kept for the duty to report", "choose another id"
        )
    yield from _unknown(place, "aspect", requirement.aspect, vocabulary.aspects)
    if requirement.key_question:
        yield from _unknown(place, "key_question", requirement.key_question, vocabulary.key_questions)
    yield from _unknown(place, "measure", requirement.measure, vocabulary.measures)
    for level in requirement.level:
        yield from _unknown(place, "level", level, LEVELS)
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
        yield from _unknown(requirement.place, "service", service, known)
    with_touchpoints = [
        s for s in requirement.service if s in vocabulary.services and vocabulary.services[s].touchpoints
    ]
    if with_touchpoints and not requirement.touchpoint:
        message = f"{requirement.id}: a requirement on {with_touchpoints[0]} says which touchpoint it is judged at"
        yield requirement.place.problem(message, "add `touchpoint: each`, or one of its touchpoints")
    touchpoints = {t for s in with_touchpoints for t in vocabulary.services[s].touchpoints} | {"each"}
    for touchpoint in requirement.touchpoint:
        yield from _unknown(requirement.place, "touchpoint", touchpoint, touchpoints)


def _lint_condition(condition: Condition, place: Place, vocabulary: Vocabulary) -> Iterator[Problem]:
    known = component_words(vocabulary)
    for word in words_of(condition):
        yield from _unknown(place, "word", word, known)
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
            yield placed.place.problem(message, f"write '{threshold.text}%' if that is meant")
        worse = {">=": "lower", ">": "lower", "<=": "higher", "<": "higher"}[threshold.operator]
        if measure.better == worse:
            message = (
                f"'{threshold.text}': {requirement.measure} is better {measure.better}, so this asks for the worse"
            )
            yield _warning(
                placed.place.problem(message, "turn the threshold round, or check `better` in the vocabulary")
            )
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
            yield from _unknown(test.place, "word", word, known)
        if (test.expect == "not assessed") != (test.reason is not None):
            yield test.place.problem("a reason belongs to `not assessed`, and only to it", "add or remove `reason: …`")
    expected = {test.expect for test in requirement.tests}
    for missing in ("met", "breach", "not assessed"):
        if missing not in expected:
            yield _warning(requirement.place.problem(f"{requirement.id} has no test that expects '{missing}'"))


def _lint_ladder(ladder: Ladder) -> Iterator[Problem]:
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
            yield from _unknown(rule.place, "stage", rule.propose, stages)
    for test in ladder.tests:
        yield from _unknown(test.place, "expectation", test.expect, [*stages, "nothing", "step down"])


def _lint_contract(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    given = contract.contract
    place = given.place
    if not given.requirements and not given.monitored:
        yield place.problem(
            f"{given.contract} has no requirements: every check of it would be empty", "adopt at least one"
        )
    for service in given.services:
        yield from _unknown(place, "service", service, rulebook.vocabulary.services)
    yield from _unknown(place, "ladder", given.ladder, rulebook.ladders)
    for form in given.general_conditions.values():
        yield from _unknown(place, "contract form", form, rulebook.forms)
    for confirmed in given.confirmed:
        yield from _unknown(confirmed.place, "contract form", confirmed.form, rulebook.forms)
    yield from _lint_adopted(contract, rulebook)
    yield from _lint_changes(contract, rulebook)
    yield from _lint_owed(contract, rulebook)
    yield from _lint_parties(contract, rulebook)
    yield from _lint_former_codes(contract)


def _lint_adopted(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    known = {**rulebook.requirements, **contract.own}
    seen: set[str] = set()
    for adopted in contract.contract.requirements:
        yield from _unknown(adopted.place, "requirement", adopted.use, known)
        if adopted.use in seen:
            yield place_of(adopted.use, adopted.place).problem(
                f"{adopted.use} is adopted twice", "keep one entry; put later thresholds in it"
            )
        seen.add(adopted.use)
        if adopted.use in known:
            yield from _lint_adopted_line(contract, known[adopted.use], adopted, rulebook.vocabulary)
    for name in contract.contract.monitored:
        yield from _unknown(contract.contract.place, "requirement", name, known)
        if name in seen:
            yield place_of(name, contract.contract.place).problem(
                f"{name} is both adopted and monitored", "keep it in one list"
            )


def _lint_adopted_line(
    contract: ContractInForce, requirement: Requirement, adopted: Adopted, vocabulary: Vocabulary
) -> Iterator[Problem]:
    if requirement.usual_threshold is not None and not adopted.threshold:
        message = f"{adopted.use} is adopted without a threshold"
        fix = (
            f"add a dated line, such as `{contract.contract.term.from_}: {requirement.usual_threshold.threshold.text}`"
        )
        yield adopted.place.problem(message, fix)
    if requirement.require is not None and adopted.threshold:
        yield adopted.place.problem(f"{adopted.use} is judged by its own condition; it takes no threshold")
    if requirement.measure in vocabulary.measures:
        for threshold in adopted.threshold.values():
            yield from lint_threshold(threshold, requirement, vocabulary)
    if "all" not in requirement.service and not set(requirement.service) & set(contract.contract.services):
        services = ", ".join(requirement.service)
        yield adopted.place.problem(f"{adopted.use} is about {services}, which this contract does not buy")


def _lint_changes(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    given = contract.contract
    adopted = {line.use for line in given.requirements}
    changes: tuple[Variation | Waiver, ...] = (*given.variations, *given.waivers)
    for change in changes:
        yield from _unknown(change.place, "adopted requirement", change.requirement, adopted)
        if change.to < change.from_:
            yield change.place.problem(f"it ends ({change.to}) before it starts ({change.from_})")
    for variation in given.variations:
        requirement = rulebook.requirement(contract, variation.requirement)
        if requirement is not None and requirement.require is not None:
            message = (
                f"{variation.requirement} is judged by its own condition, so a varied threshold would change nothing"
            )
            yield variation.place.problem(
                message, "waive it for the time, or write a requirement of the contract's own"
            )
        if requirement is not None and requirement.measure in rulebook.vocabulary.measures:
            yield from lint_threshold(variation.threshold, requirement, rulebook.vocabulary)
    for waiver in given.waivers:
        if waiver.service is not None:
            yield from _unknown(waiver.place, "service", waiver.service, [*given.services, "all"])
    for one in given.variations:
        for other in given.variations:
            overlap = one.requirement == other.requirement and one.from_ <= other.to and other.from_ <= one.to
            if overlap and one.place.line < other.place.line:
                yield other.place.problem(
                    f"this variation of {one.requirement} overlaps the one on line {one.place.line}"
                )


def _lint_owed(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    for report in contract.contract.reports_due.values():
        for measure in report.measures:
            yield from _unknown(report.place, "measure", measure, rulebook.vocabulary.measures)
        for service in report.service:
            yield from _unknown(report.place, "service", service, [*contract.contract.services, "all"])
    for name, published in contract.contract.published.items():
        yield from _unknown(published.place, "feedback source", name, rulebook.vocabulary.feedback)


def _lint_parties(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    ladder = rulebook.ladders.get(contract.contract.ladder)
    letters = [stage for stage in ladder.stages if stage.is_letter] if ladder else []
    if not letters:
        return
    provider, commissioner = contract.contract.provider, contract.contract.co_ordinating_commissioner
    details = {
        "provider's `representative`": provider.representative,
        "provider's `notices_to`": provider.notices_to,
        "co_ordinating_commissioner's `representative`": commissioner.representative,
        "co_ordinating_commissioner's `notices_to`": commissioner.notices_to,
    }
    missing = [name for name, value in details.items() if value is None]
    missing += [f"`signed_by` for {stage.id}" for stage in letters if stage.id not in contract.contract.signed_by]
    for name in missing:
        message = f"the {name} is missing, so the ladder's letters could not be addressed or signed"
        yield contract.contract.place.problem(message, "add it to the contract")


def _lint_former_codes(contract: ContractInForce) -> Iterator[Problem]:
    provider = contract.contract.provider
    owners: tuple[Provider | Site, ...] = (provider, *provider.sites)
    for owner in owners:
        codes = [former.ods for former in owner.formerly]
        for former in owner.formerly:
            if codes.count(former.ods) > 1:
                yield former.place.problem(
                    f"the former code {former.ods} stands twice, with two dates", "keep one of them"
                )
            if former.ods == owner.ods:
                yield former.place.problem(f"the former code {former.ods} is the code in use")
    for site in provider.sites:
        for service in site.services:
            yield from _unknown(site.place, "service", service, contract.contract.services)
    sites = [site.ods for site in provider.sites]
    for site in provider.sites:
        if sites.count(site.ods) > 1:
            yield site.place.problem(f"duplicate site {site.ods}")


def _unknown(place: Place, kind: str, word: str, known: Iterable[str]) -> Iterator[Problem]:
    known = list(known)
    if word not in known:
        near = did_you_mean(word, known)
        fix = "" if near or len(known) > 15 else "known: " + ", ".join(sorted(known))
        yield place_of(word, place).problem(f"unknown {kind} '{word}'{near}", fix)


def _warning(problem: Problem) -> Problem:
    return replace(problem, weight=Weight.WARNING)


def _note(problem: Problem) -> Problem:
    return replace(problem, weight=Weight.NOTE)
