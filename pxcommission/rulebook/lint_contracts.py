"""Problems of contracts: what they name and does not exist, what contradicts itself, what is missing to write a letter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from pxcommission.problems import Problem
from pxcommission.rulebook.contracts import Adopted, Provider, Site, Variation, Waiver
from pxcommission.rulebook.lint_requirements import lint_threshold, unknown
from pxcommission.rulebook.requirements import Requirement
from pxcommission.strict_models import place_of
from pxcommission.vocabulary.models import Vocabulary

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook


def lint_contract(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    """Every problem of one contract."""
    given = contract.contract
    place = given.place
    if not given.requirements and not given.monitored:
        yield place.problem(
            f"{given.contract} has no requirements: every check of it would be empty", "adopt at least one"
        )
    for service in given.services:
        yield from unknown(place, "service", service, rulebook.vocabulary.services)
    yield from unknown(place, "ladder", given.ladder, rulebook.ladders)
    for form in given.general_conditions.values():
        yield from unknown(place, "contract form", form, rulebook.forms)
    for confirmed in given.confirmed:
        yield from unknown(confirmed.place, "contract form", confirmed.form, rulebook.forms)
    yield from _lint_adopted(contract, rulebook)
    yield from _lint_changes(contract, rulebook)
    yield from _lint_owed(contract, rulebook)
    yield from _lint_parties(contract, rulebook)
    yield from _lint_former_codes(contract)


def _lint_adopted(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    known = {**rulebook.requirements, **contract.own}
    seen: set[str] = set()
    for adopted in contract.contract.requirements:
        yield from unknown(adopted.place, "requirement", adopted.use, known)
        if adopted.use in seen:
            yield place_of(adopted.use, adopted.place).problem(
                f"{adopted.use} is adopted twice", "keep one entry; put later thresholds in it"
            )
        seen.add(adopted.use)
        if adopted.use in known:
            yield from _lint_adopted_line(contract, known[adopted.use], adopted, rulebook.vocabulary)
    for name in contract.contract.monitored:
        yield from unknown(contract.contract.place, "requirement", name, known)
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
        yield from unknown(change.place, "adopted requirement", change.requirement, adopted)
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
            yield from unknown(waiver.place, "service", waiver.service, [*given.services, "all"])
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
            yield from unknown(report.place, "measure", measure, rulebook.vocabulary.measures)
        for service in report.service:
            yield from unknown(report.place, "service", service, [*contract.contract.services, "all"])
    for name, published in contract.contract.published.items():
        yield from unknown(published.place, "feedback source", name, rulebook.vocabulary.feedback)


def _lint_parties(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    ladder = rulebook.ladders.get(contract.contract.ladder)
    letters = [stage for stage in ladder.stages if stage.is_letter] if ladder else []
    if not letters:
        return
    named = sorted(set(contract.contract.general_conditions.values()) & set(rulebook.forms))
    for name in named:
        steps = [step.id for step in rulebook.forms[name].steps]
        for stage in letters:
            if stage.step is not None:
                yield from unknown(stage.place, "step of the contract's form", stage.step, steps)
    provider, commissioner = contract.contract.provider, contract.contract.co_ordinating_commissioner
    details = [
        ("provider's `representative`", provider.representative, provider.place),
        ("provider's `notices_to`", provider.notices_to, provider.place),
        ("co_ordinating_commissioner's `representative`", commissioner.representative, commissioner.place),
        ("co_ordinating_commissioner's `notices_to`", commissioner.notices_to, commissioner.place),
    ]
    signed = contract.contract.signed_by
    at_signed = place_of(next(iter(signed), None), contract.contract.place)
    details += [(f"`signed_by` for {stage.id}", signed.get(stage.id), at_signed) for stage in letters]
    for name, value, place in details:
        if value is None:
            message = f"the {name} is missing, so the ladder's letters could not be addressed or signed"
            yield place.problem(message, "add it to the contract")


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
            yield from unknown(site.place, "service", service, contract.contract.services)
    sites = [site.ods for site in provider.sites]
    for site in provider.sites:
        if sites.count(site.ods) > 1:
            yield site.place.problem(f"duplicate site {site.ods}")
