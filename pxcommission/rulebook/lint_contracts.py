"""Problems of contracts: what they name and does not exist, what contradicts itself, what is missing to write a letter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pxcommission.problems import Mend, Problem
from pxcommission.rulebook.contracts import Adopted, Contract, Provider, Site, Variation, Waiver
from pxcommission.rulebook.ladders import Stage
from pxcommission.rulebook.lint_dates import lint_dated_lines, lint_dates
from pxcommission.rulebook.lint_names import unknown, warning
from pxcommission.rulebook.lint_thresholds import lint_threshold
from pxcommission.rulebook.requirements import Requirement
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_text import Place, PlacedText

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

WITHHOLD = "withhold"
"""The one approval that is no stage and no step: money held back."""


def lint_contract(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    """Every problem of one contract."""
    given = contract.contract
    if not given.requirements and not given.monitored:
        message = f"{given.contract} has no requirements: every check of it would be empty"
        yield given.place.problem(message, "adopt at least one", "PX160")
    for service in given.services:
        yield from unknown(given.place, "service", service, rulebook.vocabulary.services)
    for ladder in filter(None, (given.ladder, given.ladder_for_returns)):
        yield from unknown(given.place, "ladder", ladder, rulebook.ladders, "PX102")
    for form in (*given.general_conditions.values(), *(confirmed.form for confirmed in given.confirmed)):
        yield from unknown(given.place, "contract form", form, rulebook.forms, "PX102")
    for name, listed in (("services", given.services), ("monitored", given.monitored), ("approvals", given.approvals)):
        yield from _twice(name, listed, given.place)
    yield from _lint_adopted(contract, rulebook)
    yield from _lint_changes(contract, rulebook)
    yield from lint_dates(contract, rulebook)
    yield from _lint_owed(contract, rulebook)
    yield from _lint_steps(given, rulebook)
    yield from _lint_parties(given, rulebook)
    yield from _lint_former_codes(given.provider)
    yield from _lint_sites(given)


def _twice(name: str, listed: Sequence[str], place: Place) -> Iterator[Problem]:
    for number, entry in enumerate(listed):
        if entry in listed[:number]:
            found = place_of(entry, place).problem(f"{name}: '{entry}' stands twice", "keep one of them", "PX181")
            yield warning(replace(found, mend=_left_out(listed[number - 1], entry)))


def _left_out(before: str, entry: str) -> Mend | None:
    """The change that takes an entry out of a list in `[ ]`, with the comma before it."""
    if not (isinstance(before, PlacedText) and isinstance(entry, PlacedText) and before.plain and entry.plain):
        return None
    end, separator = before.end, ", "
    if (end.line, end.column + len(separator)) != (entry.place.line, entry.place.column):
        return None
    return Mend(end.line, end.column, f"{separator}{entry}", "")


def _lint_adopted(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    known = {**rulebook.requirements, **contract.own}
    seen: set[str] = set()
    for adopted in contract.contract.requirements:
        yield from unknown(adopted.place, "requirement", adopted.use, known, "PX101")
        if adopted.use in seen:
            place = place_of(adopted.use, adopted.place)
            yield place.problem(
                f"{adopted.use} is adopted twice", "keep one entry; put later thresholds in it", "PX161"
            )
        seen.add(adopted.use)
        if adopted.use in known:
            yield from _lint_adopted_line(contract, known[adopted.use], adopted, rulebook.vocabulary)
    for name in contract.contract.monitored:
        yield from unknown(contract.contract.place, "requirement", name, known, "PX101")
        if name in seen:
            place = place_of(name, contract.contract.place)
            yield place.problem(f"{name} is both adopted and monitored", "keep it in one list", "PX161")


def _lint_adopted_line(
    contract: ContractInForce, requirement: Requirement, adopted: Adopted, vocabulary: Vocabulary
) -> Iterator[Problem]:
    place = place_of(adopted.use, adopted.place)
    if requirement.usual_threshold is not None and not adopted.threshold:
        line = f"{contract.contract.term.from_}: {requirement.usual_threshold.threshold.text}"
        message = f"{adopted.use} is adopted without a threshold"
        yield place.problem(message, f"add a dated line, such as `{line}`", "PX162")
    if requirement.require is not None and adopted.threshold:
        message = f"{adopted.use} is judged by its own condition; it takes no threshold"
        yield place.problem(message, "remove the threshold", "PX163")
    if requirement.measure in vocabulary.measures:
        for threshold in adopted.threshold.values():
            yield from lint_threshold(threshold, requirement, vocabulary, obligation=True)
    if "all" not in requirement.service and not set(requirement.service) & set(contract.contract.services):
        services = ", ".join(requirement.service)
        message = f"{adopted.use} is about {services}, which this contract does not buy"
        yield place.problem(message, "add the service to `services`, or remove the requirement", "PX164")
    if requirement.require is None:
        yield from lint_dated_lines(contract.contract.term, requirement, adopted)


def _lint_changes(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    given = contract.contract
    adopted = {line.use for line in given.requirements}
    changes: tuple[Variation | Waiver, ...] = (*given.variations, *given.waivers)
    for change in changes:
        yield from unknown(change.place, "adopted requirement", change.requirement, adopted, "PX101")
    for rebase in given.rebases:
        watched = [requirement.id for requirement, _ in rulebook.in_contract(contract)]
        yield from unknown(rebase.place, "adopted requirement", rebase.requirement, watched, "PX101")
        if rebase.service is not None:
            yield from unknown(rebase.place, "service", rebase.service, [*given.services, "all"], "PX108")
    for variation in given.variations:
        requirement = rulebook.requirement(contract, variation.requirement)
        if requirement is not None and requirement.require is not None:
            message = (
                f"{variation.requirement} is judged by its own condition, so a varied threshold would change nothing"
            )
            fix = "waive it for the time, or write a requirement of the contract's own"
            yield variation.place.problem(message, fix, "PX163")
        if requirement is not None and requirement.measure in rulebook.vocabulary.measures:
            yield from lint_threshold(variation.threshold, requirement, rulebook.vocabulary, obligation=True)
    for waiver in given.waivers:
        if waiver.service is not None:
            yield from _lint_waived_service(contract, waiver, waiver.service, rulebook)


def _lint_waived_service(
    contract: ContractInForce, waiver: Waiver, service: str, rulebook: Rulebook
) -> Iterator[Problem]:
    bought = [*contract.contract.services, "all"]
    yield from unknown(waiver.place, "service", service, bought, "PX108")
    requirement = rulebook.requirement(contract, waiver.requirement)
    if requirement is None or service not in bought or service in requirement.service:
        return
    judged = ", ".join(requirement.service)
    message = f"{waiver.requirement} is judged for {judged}, so a waiver for {service} sets nothing aside"
    fix = "leave `service` out" if requirement.service == ("all",) else f"write one of: {judged}, or leave it out"
    yield place_of(service, waiver.place).problem(message, fix, "PX174")


def _lint_owed(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    for report in contract.contract.reports_due.values():
        for measure in report.measures:
            yield from unknown(report.place, "measure", measure, rulebook.vocabulary.measures)
        yield from _twice("measures", report.measures, report.place)
        for service in report.service:
            yield from unknown(report.place, "service", service, [*contract.contract.services, "all"], "PX108")
    for name, published in contract.contract.published.items():
        yield from unknown(published.place, "feedback source", name, rulebook.vocabulary.feedback)


def _lint_steps(given: Contract, rulebook: Rulebook) -> Iterator[Problem]:
    """Approvals and signatures for stages and steps that do not exist."""
    named = [rulebook.forms[form] for form in given.general_conditions.values() if form in rulebook.forms]
    if given.ladder not in rulebook.ladders or not named:
        return
    every = _stages(given, rulebook)
    stages = list(dict.fromkeys(stage.id for stage in every))
    steps = list(dict.fromkeys(step.id for form in named for step in form.steps))
    for approval in given.approvals:
        yield from unknown(given.place, "step to approve", approval, [*stages, *steps, WITHHOLD], "PX103")
    for signed in given.signed_by:
        yield from unknown(given.place, "stage to sign", signed, [*stages, *steps], "PX103")
    for form in dict.fromkeys(given.general_conditions.values()):
        if form in rulebook.forms:
            yield from _lint_stages(every, [step.id for step in rulebook.forms[form].steps])


def _stages(given: Contract, rulebook: Rulebook) -> list[Stage]:
    """The stages of the contract's ladder, then those of its ladder for returns where it has one of its own."""
    names = dict.fromkeys((given.ladder, given.ladder_for_returns or given.ladder))
    return [stage for name in names if name in rulebook.ladders for stage in rulebook.ladders[name].stages]


def _lint_stages(stages: Iterable[Stage], steps: Sequence[str]) -> Iterator[Problem]:
    for stage in stages:
        if stage.step is not None:
            yield from unknown(stage.place, "step of the contract's form", stage.step, steps, "PX103")


def _lint_parties(given: Contract, rulebook: Rulebook) -> Iterator[Problem]:
    letters = list(dict.fromkeys(stage.id for stage in _stages(given, rulebook) if stage.is_letter))
    if not letters:
        return
    provider, commissioner = given.provider, given.co_ordinating_commissioner
    details = [
        ("provider's `representative`", provider.representative, provider.place),
        ("provider's `notices_to`", provider.notices_to, provider.place),
        ("co_ordinating_commissioner's `representative`", commissioner.representative, commissioner.place),
        ("co_ordinating_commissioner's `notices_to`", commissioner.notices_to, commissioner.place),
    ]
    at_signed = place_of(next(iter(given.signed_by), None), given.place)
    details += [(f"`signed_by` for {stage}", given.signed_by.get(stage), at_signed) for stage in letters]
    for name, value, place in details:
        if value is None:
            message = f"the {name} is missing, so the ladder's letters could not be addressed or signed"
            yield place.problem(message, "add it to the contract", "PX177")


def _lint_former_codes(provider: Provider) -> Iterator[Problem]:
    owners: tuple[Provider | Site, ...] = (provider, *provider.sites)
    for owner in owners:
        codes = [former.ods for former in owner.formerly]
        for former in owner.formerly:
            if codes.count(former.ods) > 1:
                message = f"the former code {former.ods} stands twice, with two dates"
                yield former.place.problem(message, "keep one of them", "PX178")
            if former.ods == owner.ods:
                message = f"the former code {former.ods} is the code in use"
                yield former.place.problem(message, "remove it, or write the earlier code", "PX178")


def _lint_sites(given: Contract) -> Iterator[Problem]:
    seen: set[str] = set()
    for site in given.provider.sites:
        for service in site.services:
            yield from unknown(site.place, "service", service, given.services, "PX108")
        if site.ods in seen:
            yield place_of(site.ods, site.place).problem(f"duplicate site {site.ods}", "keep one of them", "PX178")
        seen.add(site.ods)
