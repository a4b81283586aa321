"""Which periods a new level judges: the first one, those that have ended already, and what hides it or takes over from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.authoring.contract_edits import Grounds, OpenContract
from pxcommission.periods import Length, Period, in_words, periods_until
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.contracts import Adopted, Variation
from pxcommission.rulebook.requirements import Requirement


class Reach(Struct, frozen=True):
    """What a person has to know before a level is written: what is serious first, then what is good to know.

    `careful` is what changes the verdict on periods that have ended; it needs a person's yes.
    """

    careful: tuple[str, ...]
    notes: tuple[str, ...]


class NewLevel(Struct, frozen=True):
    """A level from one day on, or to a day where it is a variation; `threshold` is empty for a rule's own condition."""

    begins: date
    threshold: str
    ends: date | None = None


def refuse_unsigned(grounds: Grounds, as_at: date) -> None:
    """Raise ProblemsFound (exit code 6) for a document whose day of signature is still to come."""
    if grounds.signed is not None and grounds.signed > as_at:
        message = f"{grounds.document} would be signed on {in_words(grounds.signed)}, after today, {in_words(as_at)}"
        fix = "give the day it was signed; a document nobody has signed yet changes nothing"
        raise ProblemsFound([Problem("--signed", message, fix)], ExitCode.REFUSED)


def reach_of(
    opened: OpenContract, requirement: str, levels: Sequence[NewLevel], as_at: date, signed: date | None = None
) -> Reach:
    """What new levels of a requirement do to the periods of a contract as it is now, known on a day."""
    known = opened.rulebook.requirement(opened.contract, requirement)
    if known is None or not levels:
        return Reach((), ())
    lines = _lines(opened, requirement)
    judged = _judged(opened, known, levels, lines, as_at)
    ended = [period for period in judged if period.end <= as_at]
    careful = [*_before_later_lines(requirement, levels, lines), *_judged_anew(levels[0], ended)]
    if signed is not None and signed > levels[0].begins:
        careful.append(
            f"it was signed on {in_words(signed)}, after the day it counts from, {in_words(levels[0].begins)}: checks made "
            "until then held to the level before it"
        )
    return Reach(tuple(careful), tuple(_notes(opened, known, levels, lines, judged, as_at)))


def reach_of_new(opened: OpenContract, judged_over: str, level: NewLevel, as_at: date) -> Reach:
    """What the level of a requirement does that is written in the same change."""
    term = opened.contract.contract.term
    every = periods_until(Length(judged_over), term.from_, term.to) if judged_over in list(Length) else ()
    judged = [p for p in every if p.start >= term.from_ and level.begins <= p.end <= term.to]
    return Reach(
        tuple(_judged_anew(level, [period for period in judged if period.end <= as_at])),
        tuple(_first_judged(level, judged)),
    )


def _lines(opened: OpenContract, requirement: str) -> Mapping[date, str]:
    """The dated lines the contract has now."""
    found: Adopted | None = next((one for one in opened.contract.contract.requirements if one.use == requirement), None)
    return {day: placed.threshold.text for day, placed in sorted(found.threshold.items())} if found else {}


def _judged(
    opened: OpenContract, known: Requirement, levels: Sequence[NewLevel], lines: Mapping[date, str], as_at: date
) -> list[Period]:
    """The periods on whose last day one of the new levels is in force."""
    days = [level.begins for level in levels]
    found = []
    for period in _periods(opened, known):
        if levels[0].ends is not None:
            covered = levels[0].begins <= period.end <= levels[0].ends
        else:
            begun = [day for day in (*lines, *days) if day <= period.end]
            covered = bool(begun) and max(begun) in days
        if covered and _hiding(opened, known.id, period.end, as_at) is None:
            found.append(period)
    return found


def _periods(opened: OpenContract, known: Requirement) -> list[Period]:
    """The requirement's periods that lie within the contract's term and the days it holds."""
    term = opened.contract.contract.term
    first, last = max(term.from_, known.from_ or term.from_), min(term.to, known.to or term.to)
    return [p for p in periods_until(known.judged_over, first, last) if p.start >= first and p.end <= last]


def _hiding(opened: OpenContract, requirement: str, day: date, as_at: date) -> Variation | None:
    """The variation the contract has already that counts on a day instead of a new level."""
    covering = (
        one
        for one in opened.contract.contract.variations
        if one.requirement == requirement and one.from_ <= day <= one.to and one.signed <= as_at
    )
    return next(covering, None)


def _before_later_lines(requirement: str, levels: Sequence[NewLevel], lines: Mapping[date, str]) -> Iterator[str]:
    if levels[0].ends is not None:
        return
    for level in levels:
        later = [day for day in lines if day > level.begins]
        if later:
            yield (
                f"{requirement} has a later line already, from {in_words(later[0])} ('{lines[later[0]]}'): this one stands "
                f"before it and rewrites what held from {in_words(level.begins)} until then"
            )


def _judged_anew(level: NewLevel, ended: Sequence[Period]) -> Iterator[str]:
    if not ended:
        return
    span = ended[0].label if len(ended) == 1 else f"{ended[0].label} to {ended[-1].label}"
    number = f" ({len(ended)} periods)" if len(ended) > 1 else ""
    what = "it holds" if level.threshold else "its own rule holds"
    yield f"{what} from {in_words(level.begins)}, so periods that ended since then are judged anew: {span}{number}"


def _notes(
    opened: OpenContract,
    known: Requirement,
    levels: Sequence[NewLevel],
    lines: Mapping[date, str],
    judged: Sequence[Period],
    as_at: date,
) -> Iterator[str]:
    yield from _first_judged(levels[0], judged)
    last = levels[-1].ends
    for one in opened.contract.contract.variations:
        if one.requirement != known.id or one.signed > as_at:
            continue
        if one.to >= levels[0].begins and (last is None or one.from_ <= last):
            yield (
                f"{one.document} ('{one.threshold.threshold.text}', {in_words(one.from_)} to {in_words(one.to)}) counts "
                "before it on the days it covers"
            )
    later = [day for day in lines if day > levels[-1].begins]
    if later and last is None:
        yield f"from {in_words(later[0])} the line '{lines[later[0]]}' takes over"


def _first_judged(level: NewLevel, judged: Sequence[Period]) -> Iterator[str]:
    if not judged:
        yield "no period of this contract is judged by it"
        return
    first = judged[0]
    whole = ", the whole of it" if first.start < level.begins else ""
    yield f"the first period judged by it is {first.label}{whole}: {in_words(first.start)} to {in_words(first.end)}"
