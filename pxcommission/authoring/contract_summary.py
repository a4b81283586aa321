"""A contract on one day: parties, term, form, what is asked at which level, what is owed when, and what is odd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.authoring.new_contract import measures_of
from pxcommission.authoring.still_to_fill import still_to_fill
from pxcommission.periods import Length, in_words, periods_until
from pxcommission.problems import Problem
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.contracts import Adopted, Contract, ReportDue
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import Against

SOON = 92


class AskedOnDay(Struct, frozen=True):
    """One requirement of the contract on the day: what is asked, since or until when and why, and the clause."""

    requirement: str
    statement: str
    services: tuple[str, ...]
    asked: str
    why: str
    clause: str


class OwedNext(Struct, frozen=True):
    """A report the provider owes: the next period that falls due on or after the day, and when."""

    report: str
    every: str
    period: str
    due: date | None
    clause: str


class ContractOnDay(Struct, frozen=True):
    """Everything `contract show` says."""

    contract: Contract
    file: str
    on: date
    standing: str
    form: str
    adopted: tuple[AskedOnDay, ...]
    monitored: tuple[AskedOnDay, ...]
    owed: tuple[OwedNext, ...]
    odd: tuple[str, ...]


def contract_on_day(
    rulebook: Rulebook, contract: ContractInForce, on: date, problems: Sequence[Problem] = ()
) -> ContractOnDay:
    """The contract on a day; `problems` are those that lint has found in its files."""
    given = contract.contract
    return ContractOnDay(
        given,
        contract.file,
        on,
        standing(given, on),
        given.form_on(on),
        tuple(_adopted(rulebook, contract, one, on) for one in given.requirements),
        tuple(_monitored(rulebook, contract, name) for name in given.monitored),
        tuple(
            _owed(given, name, report, on, rulebook.extra_bank_holidays) for name, report in given.reports_due.items()
        ),
        tuple(_odd(rulebook, contract, on, problems)),
    )


def standing(contract: Contract, on: date) -> str:
    """Where the day lies in the contract's term."""
    if on < contract.term.from_:
        return f"begins on {in_words(contract.term.from_)}"
    if on > contract.term.to:
        return f"ended on {in_words(contract.term.to)}"
    return f"in force until {in_words(contract.term.to)}"


def _adopted(rulebook: Rulebook, contract: ContractInForce, adopted: Adopted, on: date) -> AskedOnDay:
    given = contract.contract
    requirement = rulebook.requirement(contract, adopted.use)
    line = adopted.line_in_force(on)
    variation = next((v for v in given.variations if v.requirement == adopted.use and v.from_ <= on <= v.to), None)
    waiver = next((w for w in given.waivers if w.requirement == adopted.use and w.from_ <= on <= w.to), None)
    if waiver is not None:
        only = f" for {waiver.service}" if waiver.service else ""
        asked, why = f"waived{only}", f"until {in_words(waiver.to)}: {waiver.reason}"
    elif variation is not None:
        asked, why = variation.threshold.threshold.text, f"{variation.document}, until {in_words(variation.to)}"
    elif line is not None:
        asked, why = line[1].threshold.text, f"since {in_words(line[0])}"
    elif adopted.threshold:
        asked, why = "nothing yet", f"from {in_words(min(adopted.threshold))}"
    else:
        asked, why = _condition(requirement), "its own condition"
    statement, services = (requirement.statement, _services(given, requirement)) if requirement else ("", ())
    return AskedOnDay(adopted.use, statement, services, asked, why, adopted.clause)


def _monitored(rulebook: Rulebook, contract: ContractInForce, name: str) -> AskedOnDay:
    requirement = rulebook.requirement(contract, name)
    if requirement is None:
        return AskedOnDay(name, "", (), "", "", "")
    usual = requirement.usual_threshold.threshold.text if requirement.usual_threshold else ""
    asked = usual or _condition(requirement)
    services = _services(contract.contract, requirement)
    return AskedOnDay(name, requirement.statement, services, asked, "watched, no obligation", "")


def _condition(requirement: Requirement | None) -> str:
    return in_english(requirement.require.tree) if requirement and requirement.require else ""


def _services(contract: Contract, requirement: Requirement) -> tuple[str, ...]:
    """Those of its services that the contract buys."""
    return tuple(name for name in requirement.service if name == "all" or name in contract.services)


def _owed(contract: Contract, name: str, report: ReportDue, on: date, extra: frozenset[date]) -> OwedNext:
    ahead = periods_until(Length(report.every), contract.term.from_, contract.term.to)
    found = next((p for p in ahead if p.start >= contract.term.from_ and report.due.on(p, extra) >= on), None)
    if found is None:
        return OwedNext(name, report.every, "", None, report.clause)
    return OwedNext(name, report.every, found.label, report.due.on(found, extra), report.clause)


def _odd(rulebook: Rulebook, contract: ContractInForce, on: date, problems: Sequence[Problem]) -> Iterator[str]:
    given = contract.contract
    yield from (f"{problem.place}: {problem.message}" for problem in problems)
    open_points = [str(line) for line in sorted(problem.line or 0 for problem in still_to_fill(given))]
    if open_points:
        yield f"{len(open_points)} clauses or addresses are still to be filled in: lines {', '.join(open_points)}"
    left = (given.term.to - on).days
    if 0 <= left <= SOON:
        yield f"the term ends in {left} days: `contract roll-forward {given.contract} --to …`"
    form = given.form_on(on)
    numbers = rulebook.forms[form].numbers.values() if form in rulebook.forms else ()
    if any(not number.verified for number in numbers) and form not in [one.form for one in given.confirmed]:
        yield f"nobody has confirmed the numbers of {form} against the signed text (`confirmed`)"
    if given.next_meeting(on) is None and on <= given.term.to:
        yield "no review meeting lies ahead: add their days under `meetings`"
    agreed = [one.use for one in given.requirements if _to_be_agreed(one, on)]
    if agreed:
        yield f"still to be agreed: {', '.join(agreed)}"
    yield from _unreported(rulebook, contract)


def _to_be_agreed(adopted: Adopted, on: date) -> bool:
    line = adopted.line_in_force(on)
    return line is not None and line[1].threshold.against is Against.NOTHING_YET


def _unreported(rulebook: Rulebook, contract: ContractInForce) -> Iterator[str]:
    """Adopted requirements whose figures nobody is asked for."""
    given = contract.contract
    owed = {measure for report in given.reports_due.values() for measure in report.measures}
    for requirement, adopted in rulebook.in_contract(contract):
        missing = [
            measure
            for measure in measures_of(requirement, rulebook)
            if measure not in owed and rulebook.vocabulary.measures[measure].feedback not in given.published
        ]
        if adopted is not None and missing:
            yield f"{requirement.id} is adopted, but no report or publication brings {', '.join(missing)}"
