"""What a contract asks on a day: every requirement with its threshold and why, the reports due, and what changes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.assessment.duties import Duty, duties_of, terms_on, waiver_on
from pxcommission.periods import in_words
from pxcommission.rulebook.contracts import Adopted, ReportDue, Variation
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

NONE_IN_FORCE = "no threshold in force"


class RequirementInForce(Struct, frozen=True):
    """One requirement of a contract on a day: of which services, against what, and why that."""

    requirement: Requirement
    adopted: Adopted | None
    services: tuple[str, ...]
    threshold: str
    why: str
    waived: tuple[str, ...]
    place: str

    @property
    def clause(self) -> str:
        """The clause it was adopted under; empty when it is only monitored."""
        return self.adopted.clause if self.adopted else ""


class Change(Struct, frozen=True):
    """One thing that is known to change after the day: on which day, of what, and how."""

    day: date
    subject: str
    text: str


class RulebookOnADay(Struct, frozen=True):
    """Everything a contract asks on a day, as known then, and what changes next, soonest first."""

    contract: ContractInForce
    on: date
    within_term: bool
    requirements: tuple[RequirementInForce, ...]
    reports: tuple[tuple[str, ReportDue], ...]
    changes: tuple[Change, ...]


def rulebook_on(rulebook: Rulebook, contract: ContractInForce, on: date, as_at: date) -> RulebookOnADay:
    """The contract's rulebook in force on a day, from the variations signed by `as_at`."""
    term = contract.contract.term
    rows = tuple(requirements_on(rulebook, contract, on, as_at))
    reports = tuple(contract.contract.reports_due.items())
    changes = tuple(sorted(_changes(rulebook, contract, on, as_at), key=lambda c: (c.day, c.subject, c.text)))
    return RulebookOnADay(contract, on, term.from_ <= on <= term.to, rows, reports, changes)


def requirements_on(
    rulebook: Rulebook, contract: ContractInForce, on: date, as_at: date
) -> Iterator[RequirementInForce]:
    """The adopted requirements in file order, then the monitored ones."""
    duties: dict[str, list[Duty]] = {}
    for duty in duties_of(rulebook, [contract]):
        duties.setdefault(duty.requirement.id, []).append(duty)
    for requirement, adopted in rulebook.in_contract(contract):
        yield _in_force(requirement, adopted, duties.get(requirement.id, []), on, as_at)


def _in_force(
    requirement: Requirement, adopted: Adopted | None, duties: Sequence[Duty], on: date, as_at: date
) -> RequirementInForce:
    place = f"{requirement.place.file}:{requirement.place.line}"
    services = tuple(dict.fromkeys(_service(duty) for duty in duties))
    if not duties:
        return RequirementInForce(
            requirement, adopted, (), "not asked", "the contract has none of its services", (), place
        )
    first = duties[0]
    if not first.first_day <= on <= first.last_day:
        why = f"it holds from {in_words(first.first_day)} to {in_words(first.last_day)}"
        return RequirementInForce(requirement, adopted, services, "not in force", why, (), place)
    terms = terms_on(first, on, as_at)
    reasons = {duty.service: waiver_on(duty, on) for duty in duties}
    waived = tuple(f"{service}: {reason}" for service, reason in reasons.items() if reason)
    if terms is None:
        return RequirementInForce(requirement, adopted, services, NONE_IN_FORCE, _first_line(adopted), waived, place)
    why = _why(terms.in_force.why, terms.in_force.since, terms.in_force.document)
    return RequirementInForce(
        requirement, adopted, services, terms.in_force.text, why, waived, str(terms.in_force.place)
    )


def _service(duty: Duty) -> str:
    return f"{duty.service} ({duty.touchpoint})" if duty.touchpoint else duty.service


def _why(kind: str, since: str, document: str) -> str:
    match kind:
        case "contract":
            return f"the contract's line of {in_words(date.fromisoformat(since))}"
        case "variation":
            return f"since {in_words(date.fromisoformat(since))} by {document}"
        case "requirement":
            return "the requirement's own condition"
        case _:
            return "the library's usual threshold; monitored, no obligation"


def _first_line(adopted: Adopted | None) -> str:
    days = sorted(adopted.threshold) if adopted else []
    return f"its first line holds from {in_words(days[0])}" if days else "the contract has no line for it"


def _changes(rulebook: Rulebook, contract: ContractInForce, on: date, as_at: date) -> Iterator[Change]:
    """Everything after the day that the contract's file already says."""
    held = contract.contract
    for requirement, adopted in rulebook.in_contract(contract):
        yield from _threshold_lines(adopted, on)
        if requirement.from_ and requirement.from_ > on:
            yield Change(requirement.from_, requirement.id, "holds from this day")
        if requirement.to and requirement.to >= on:
            yield Change(requirement.to + timedelta(days=1), requirement.id, "no longer holds")
    for variation in held.variations:
        if variation.signed <= as_at:
            yield from _variation_changes(contract, variation, on)
    for waiver in held.waivers:
        of = f" for {waiver.service}" if waiver.service else ""
        if waiver.from_ > on:
            yield Change(waiver.from_, waiver.requirement, f"set aside{of}: {waiver.reason}")
        if waiver.to >= on:
            yield Change(waiver.to + timedelta(days=1), waiver.requirement, f"no longer set aside{of}")
    for day, form in held.general_conditions.items():
        if day > on:
            yield Change(day, "contract form", form)
    if held.term.to >= on:
        yield Change(held.term.to + timedelta(days=1), "contract", "its term has ended")


def _threshold_lines(adopted: Adopted | None, on: date) -> Iterator[Change]:
    for day, placed in adopted.threshold.items() if adopted else ():
        before = adopted.line_in_force(day - timedelta(days=1)) if adopted else None
        was = f" (before: {before[1].threshold.text})" if before else ""
        if day > on and adopted is not None:
            yield Change(day, adopted.use, f"{placed.threshold.text}{was}")


def _variation_changes(contract: ContractInForce, variation: Variation, on: date) -> Iterator[Change]:
    if variation.from_ > on:
        text = f"{variation.threshold.threshold.text}, by {variation.document} until {in_words(variation.to)}"
        yield Change(variation.from_, variation.requirement, text)
    if variation.to >= on:
        after = variation.to + timedelta(days=1)
        adopted = next((a for a in contract.contract.requirements if a.use == variation.requirement), None)
        line = adopted.line_in_force(after) if adopted else None
        then = f"; the contract's line holds again: {line[1].threshold.text}" if line else ""
        yield Change(after, variation.requirement, f"{variation.document} has ended{then}")
