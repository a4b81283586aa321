"""What a decision changed in the rulebook: the contract's line with its place, what it said before, and from when it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.periods import in_words
from pxcommission.problems import Problem, did_you_mean, shortened
from pxcommission.rulebook.contracts import Adopted, Variation
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.yaml_text import Place

NOT_ASKED = "not asked before"
OWN_CONDITION, WATCHED = "judged by its own condition", "watched, no obligation"
OPTION = "--requirement"

Remarks = Mapping[tuple[str, str, date], tuple[str, str]]
"""The document and reason written beside a dated line, by contract, requirement and day."""


class LineChanged(Struct, frozen=True):
    """A requirement's line in a contract file: what it asks from a day on, and what was asked before.

    `since` is None where the contract has no dated line of it (a condition of its own, or only watched); `until` is the last
    day of a variation. `document` and `reason` are those written beside the line.
    """

    contract: str
    requirement: str
    statement: str
    before: str
    after: str
    since: date | None
    until: date | None
    place: str
    clause: str
    document: str = ""
    reason: str = ""


class LineAsked(Struct, frozen=True):
    """Which line is meant: of which requirement of which contract, from which day (None where nobody said)."""

    contract: str
    requirement: str
    since: date | None = None


def line_changed(rulebook: Rulebook, asked: LineAsked, remarks: Remarks | None = None) -> LineChanged | Problem:
    """The line as the contract file has it, or what is wrong: no such contract, requirement or day, each with the nearest."""
    held = rulebook.contracts.get(asked.contract)
    if held is None:
        near = did_you_mean(asked.contract, rulebook.contracts)
        message = f"there is no contract '{shortened(asked.contract)}'{near}"
        return Problem(OPTION, message, f"known: {', '.join(rulebook.contracts)}")
    every = {requirement.id: adopted for requirement, adopted in rulebook.in_contract(held)}
    if asked.requirement not in every:
        near = did_you_mean(asked.requirement, every)
        message = f"{held.id} asks no requirement '{shortened(asked.requirement)}'{near}"
        return Problem(OPTION, message, f"pxcommission contract show {held.id} lists what it asks")
    adopted = every[asked.requirement]
    if asked.since is None:
        return _undated(rulebook, held, asked, adopted)
    return _dated(rulebook, held, asked, adopted, remarks or {})


def lines_of(rulebook: Rulebook, contract: ContractInForce) -> Iterator[LineAsked]:
    """Every line that changed what was asked after the contract began: new levels, new requirements and variations."""
    begun = contract.contract.term.from_
    for requirement, adopted in rulebook.in_contract(contract):
        days = {day for day in (adopted.threshold if adopted else ()) if day > begun}
        days |= {one.from_ for one in contract.contract.variations if one.requirement == requirement.id}
        yield from (LineAsked(contract.id, requirement.id, day) for day in sorted(days))


def days_of(contract: ContractInForce, requirement: str) -> tuple[date, ...]:
    """The days from which the contract has a line of a requirement, variations among them."""
    adopted = _adopted(contract, requirement)
    days = set(adopted.threshold) if adopted else set()
    return tuple(sorted(days | {one.from_ for one in contract.contract.variations if one.requirement == requirement}))


def _undated(rulebook: Rulebook, held: ContractInForce, asked: LineAsked, adopted: Adopted | None) -> LineChanged:
    requirement = rulebook.requirement(held, asked.requirement)
    assert requirement is not None  # noqa: S101 (it is one of the contract's)
    place = adopted.place if adopted else requirement.place
    after = OWN_CONDITION if adopted else WATCHED
    clause = adopted.clause if adopted else ""
    return LineChanged(held.id, requirement.id, requirement.statement, "", after, None, None, _place(place), clause)


def _dated(
    rulebook: Rulebook, held: ContractInForce, asked: LineAsked, adopted: Adopted | None, remarks: Remarks
) -> LineChanged | Problem:
    since, requirement = asked.since, rulebook.requirement(held, asked.requirement)
    assert since is not None and requirement is not None  # noqa: S101 (asked by its caller)
    varied = next((one for one in held.contract.variations if _is_it(one, asked)), None)
    line = adopted.threshold.get(since) if adopted else None
    if varied is None and line is None:
        return _no_line(held, asked)
    placed = varied.threshold if varied is not None and line is None else line
    assert placed is not None  # noqa: S101 (one of the two is there)
    until = varied.to if varied is not None and line is None else None
    earlier = adopted.line_in_force(since if until else since - timedelta(days=1)) if adopted else None
    before = earlier[1].threshold.text if earlier else NOT_ASKED if since > held.contract.term.from_ else ""
    document, reason = remarks.get((held.id, requirement.id, since), ("", ""))
    return LineChanged(
        held.id, requirement.id, requirement.statement, before, placed.threshold.text, since, until, _place(placed.place),
        adopted.clause if adopted else "", document, reason,
    )  # fmt: skip


def _no_line(held: ContractInForce, asked: LineAsked) -> Problem:
    assert asked.since is not None  # noqa: S101 (asked by its caller)
    days = ", ".join(str(day) for day in days_of(held, asked.requirement)) or "none"
    message = f"{held.id}/{asked.requirement} has no line from {in_words(asked.since)}"
    fix = (
        f"its lines begin on: {days}; a new one is written first: pxcommission contract set-threshold {held.id} "
        f"{asked.requirement} … --from {asked.since}"
    )
    return Problem("--from", message, fix)


def _is_it(one: Variation, asked: LineAsked) -> bool:
    return one.requirement == asked.requirement and one.from_ == asked.since


def _adopted(contract: ContractInForce, requirement: str) -> Adopted | None:
    return next((one for one in contract.contract.requirements if one.use == requirement), None)


def _place(place: Place) -> str:
    return f"{place.file}:{place.line}"
