"""Problems of a contract's dates: gaps, lines outside the term or within a period, variations, editions of the form."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pxcommission.periods import Length, in_words, month_of, quarter_of, year_of
from pxcommission.problems import Problem
from pxcommission.rulebook.contracts import Adopted, Contract, Term, Variation, Waiver
from pxcommission.rulebook.lint_names import note, warning
from pxcommission.rulebook.requirements import Requirement
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

A_YEAR = timedelta(days=366)
CHECK_YEAR = "check the year"


def lint_dated_lines(term: Term, requirement: Requirement, adopted: Adopted) -> Iterator[Problem]:
    """Problems of the days of one requirement's threshold lines."""
    lines = sorted(adopted.threshold.items())
    yield from _gap(term, requirement, adopted)
    for day, placed in lines:
        yield from _outside(term, day, placed.place, f"the threshold from {in_words(day)}", "PX166")
        if lines[0][0] < day <= term.to and not _begins(requirement.judged_over, day):
            message = (
                f"{adopted.use} is judged over {_a(requirement.judged_over)}, and this line starts within one: "
                "the line in force on the last day judges the whole of it"
            )
            yield note(placed.place.problem(message, "start it on a period's first day if that is not meant", "PX168"))
    for (_, before), (_, after) in itertools.pairwise(lines):
        if before.threshold.text == after.threshold.text:
            message = f"this line changes nothing: '{after.threshold.text}' is in force already"
            yield warning(after.place.problem(message, "remove it, or write the new level", "PX167"))


def _gap(term: Term, requirement: Requirement, adopted: Adopted) -> Iterator[Problem]:
    if not adopted.threshold:
        return
    day, placed = min(adopted.threshold.items())
    start = max(term.from_, requirement.from_ or term.from_)
    if not start < day <= term.to:
        return
    message = (
        f"{adopted.use} has no threshold in force from {in_words(start)} to {in_words(day - timedelta(days=1))}: "
        "periods that end then are not assessed"
    )
    found = placed.place.problem(message, f"add a line for {start}, such as `{start}: to be agreed`", "PX165")
    yield note(found) if day == year_of(day).start else warning(found)


def _outside(term: Term, day: date, place: Place, what: str, code: str) -> Iterator[Problem]:
    if day > term.to + A_YEAR:
        message = f"{what} is more than a year after the term, which ends on {in_words(term.to)}"
        yield warning(place.problem(message, CHECK_YEAR, "PX169"))
    elif not term.from_ <= day <= term.to:
        message = f"{what} is outside the term, {in_words(term.from_)} to {in_words(term.to)}"
        yield warning(place.problem(message, CHECK_YEAR, code))


def _begins(length: Length, day: date) -> bool:
    """Whether a day is the first of a period of the length; a rolling year moves on with each quarter."""
    match length:
        case Length.MONTH:
            return day == month_of(day).start
        case Length.QUARTER | Length.ROLLING_YEAR:
            return day == quarter_of(day).start
        case Length.YEAR:
            return day == year_of(day).start


def _a(length: Length) -> str:
    return length.value if length is Length.ROLLING_YEAR else f"a {length.value}"


def lint_dates(contract: ContractInForce, rulebook: Rulebook) -> Iterator[Problem]:
    """Problems of the days of variations, waivers, meetings and editions of the general conditions."""
    given = contract.contract
    changes: tuple[Variation | Waiver, ...] = (*given.variations, *given.waivers)
    for change in changes:
        yield from _lint_change(given.term, change)
    for variation in given.variations:
        if variation.signed > variation.from_:
            message = (
                f"signed on {in_words(variation.signed)}, after it starts: until then checks hold to the contract's own line, "
                "later ones to this"
            )
            yield note(variation.place.problem(message, "check the two days; say the reason in `reason`", "PX171"))
    for one, other in itertools.combinations(given.variations, 2):
        if one.requirement == other.requirement and one.from_ <= other.to and other.from_ <= one.to:
            message = f"this variation of {one.requirement} overlaps the one on line {one.place.line}"
            yield other.place.problem(message, "end the one before the other starts", "PX172")
    for kind, days in given.meetings.items():
        for day in days:
            if day > given.term.to + A_YEAR:
                yield from _outside(given.term, day, given.place, f"the meeting {kind} of {in_words(day)}", "PX169")
    yield from _lint_editions(given, rulebook)


def _lint_change(term: Term, change: Variation | Waiver) -> Iterator[Problem]:
    what = "this variation" if isinstance(change, Variation) else "this waiver"
    if change.to < change.from_:
        message = f"{what} ends ({change.to}) before it starts ({change.from_})"
        yield change.place.problem(message, "check `from` and `to`", "PX173")
    elif change.to > term.to + A_YEAR:
        yield from _outside(term, change.to, change.place, f"the end of {what}", "PX169")
    elif change.from_ < term.from_ or change.to > term.to:
        message = (
            f"{what}, {in_words(change.from_)} to {in_words(change.to)}, reaches outside the term, "
            f"{in_words(term.from_)} to {in_words(term.to)}"
        )
        yield warning(change.place.problem(message, "keep it within the term", "PX170"))


def _lint_editions(given: Contract, rulebook: Rulebook) -> Iterator[Problem]:
    first = min(given.general_conditions)
    if first > given.term.from_:
        place = place_of(given.general_conditions[first], given.place)
        message = f"the general conditions start on {in_words(first)}, after the term, which starts on {in_words(given.term.from_)}"
        yield warning(place.problem(message, f"name the edition in force on {given.term.from_}", "PX175"))
    for day, name in given.general_conditions.items():
        form = rulebook.forms.get(name)
        if form is None or (form.in_force_from <= day and (form.in_force_to is None or day <= form.in_force_to)):
            continue
        until = f" to {in_words(form.in_force_to)}" if form.in_force_to else ""
        message = f"{name} is in force from {in_words(form.in_force_from)}{until}, not on {in_words(day)}"
        yield warning(place_of(name, given.place).problem(message, "name the edition of that day", "PX176"))
