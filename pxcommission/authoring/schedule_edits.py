"""What a person changed in a schedule, row by row against what it would say now: proposed edits, or why one can't be made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from pxcommission.authoring.schedule_cells import day_in, sentence_of
from pxcommission.authoring.schedule_form import (
    IN_FORCE,
    NAME,
    READING,
    WHY,
    cell_text,
    cells_of,
    check_of,
    in_force_hash,
    reading_hash,
)
from pxcommission.authoring.schedule_reading import AGAIN, Returned
from pxcommission.authoring.schedule_table import ScheduleRow
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import quoted
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.strict_models import LONGEST_TEXT

LONGEST_REMARK = 300
OWN_RULE = "write a requirement of the contract's own, or a waiver for a time, in the contract's folder"
WHY_FIX = {"Reason": "say why", "Document": "name the variation, minutes or schedule that agreed it"}
DROPPED = (
    "put the row back; to drop a requirement write a waiver in contract.yaml from the day it no longer applies, since past "
    "quarters are still judged by it"
)
ELSEWHERE = {
    "Requirement id": "put it back; to adopt another requirement use an empty row at the end",
    "In force on": "write the new level in the column beside it, the contract's own line",
    "Varied or set aside": "variations and waivers are written in contract.yaml",
    "Consequence / applicable process": "the process is the contract's ladder, in rules/ladders/",
    "Check": AGAIN,
}
IN_THE_RULES = "put it back; it is part of the rule itself and is changed in the files of rules/ (see `rules show`)"


class NewThreshold(Struct, frozen=True):
    """Another threshold from a day on, with its reason and document."""

    requirement: str
    threshold: str
    since: date
    reason: str
    document: str


class NewClause(Struct, frozen=True):
    """Another clause for an adopted requirement."""

    requirement: str
    clause: str


class NewRequirement(Struct, frozen=True):
    """A requirement to adopt; one judged by its own rule has no threshold and no day."""

    requirement: str
    clause: str
    threshold: str | None
    since: date | None
    reason: str
    document: str


Edit = NewThreshold | NewClause | NewRequirement


class Comparing(Struct, frozen=True):
    """What rows are compared with, and where problems go."""

    rulebook: Rulebook
    contract: ContractInForce
    as_at: date
    found: Collected

    def error(self, row: Returned, name: str, message: str, fix: str) -> None:
        """A cell that can't be taken over."""
        self.found.error(message, fix, NAME, row.at(name))

    def requirement(self, name: str) -> Requirement:
        """A requirement that is known to exist."""
        known = self.rulebook.requirement(self.contract, name)
        assert known is not None  # noqa: S101
        return known


def edits_of_row(now: ScheduleRow, row: Returned, comparing: Comparing) -> list[Edit]:
    """The edits of one adopted requirement's row; its problems go to `comparing`."""
    cells = cells_of(now)
    made, current = row.check, check_of(now, cells)
    if made is None:
        comparing.error(row, "Check", f"the check of {now.requirement} was changed", AGAIN)
        return []
    if reading_hash(row.cells) != made.reading:
        _name_reading_cells(now, row, comparing, unchanged=made.reading == current.reading)
    if unusable(row, (*IN_FORCE, *WHY), comparing):
        return []
    if in_force_hash(row.cells) == made.in_force and not any(row.text(name) for name in WHY):
        return []
    if made.lines != current.lines:
        name = next((n for n in (*IN_FORCE, *WHY) if row.text(n) != cell_text(cells[n])), "Threshold")
        message = f"the contract's lines for {now.requirement} were changed since this workbook was made"
        comparing.error(row, name, message, AGAIN)
        return []
    return [*_clause_edit(now, row, comparing), *_threshold_edit(now, row, comparing)]


def _clause_edit(now: ScheduleRow, row: Returned, comparing: Comparing) -> Iterable[Edit]:
    clause = row.text("Clause")
    if clause == now.clause:
        return
    if clause:
        yield NewClause(now.requirement, clause)
    else:
        comparing.error(row, "Clause", f"{now.requirement}: an obligation names its clause", f"put back '{now.clause}'")


def _threshold_edit(now: ScheduleRow, row: Returned, comparing: Comparing) -> Iterable[Edit]:
    cells = cells_of(now)
    changed = [name for name in ("Threshold", "In force from") if not _same(row, name, cells[name])]
    why = [name for name in WHY if row.text(name)]
    if not now.settable:
        for name in (*changed, *why):
            message = (
                f"{now.requirement} is judged by its own rule, so it has no threshold to set or to give reasons for"
            )
            comparing.error(row, name, message, f"put it back; {OWN_RULE}")
    elif "Threshold" in changed:
        yield from _new_threshold(now, row, comparing)
    elif changed:
        message = f"{now.requirement}: the day was changed, but not the threshold; history is never edited"
        fix = f"put back {cell_text(cells['In force from'])}, or write the threshold that holds from the new day"
        comparing.error(row, "In force from", message, fix)
    elif why:
        message = f"{now.requirement}: a {why[0].lower()} is given, but the threshold was not changed"
        comparing.error(row, why[0], message, "clear the cell, or write the new threshold and its day")


def _new_threshold(now: ScheduleRow, row: Returned, comparing: Comparing) -> Iterable[Edit]:
    before = len(comparing.found.errors)
    requirement = comparing.requirement(now.requirement)
    threshold = sentence_of(row, requirement, comparing.rulebook.vocabulary, comparing.found)
    since = now.since if _same(row, "In force from", now.since or "") else day_in(row, comparing.found)
    if since is not None and (row.text("In force from") or now.since):
        _check_day(now, since, row, comparing)
    for name in WHY:
        if not row.text(name):
            message = f"{now.requirement}: a changed threshold needs its {name.lower()}"
            comparing.error(row, name, message, WHY_FIX[name])
    if threshold is not None and since is not None and len(comparing.found.errors) == before:
        yield NewThreshold(now.requirement, threshold, since, row.text("Reason"), row.text("Document"))


def _check_day(now: ScheduleRow, since: date, row: Returned, comparing: Comparing) -> None:
    term = comparing.contract.contract.term
    threshold = quoted(row.text("Threshold"))
    if now.since is not None and since <= now.since:
        message = f"{now.requirement}: {threshold} needs a day later than {now.since}, from which '{now.threshold}' holds; history is never edited"
        fix = "write the day from which the new threshold holds; a slip in the old line is mended in contract.yaml"
        comparing.error(row, "In force from", message, fix)
    elif since in dict(now.lines):
        message = f"{now.requirement} has a line for {since} already: {dict(now.lines)[since]}"
        comparing.error(row, "In force from", message, "give another day, or change that line in contract.yaml")
    elif not term.from_ <= since <= term.to:
        message = f"{now.requirement}: {since} lies outside the contract's term, {term.from_} to {term.to}"
        comparing.error(row, "In force from", message, "write a day within it")
    elif since <= comparing.as_at:
        warn_of_the_past(now.requirement, threshold, since, row, comparing)
    for day, sentence in now.lines:
        if day > since:
            message = f"{now.requirement}: {threshold} holds until {day}, when the line '{sentence}' takes over"
            comparing.found.note(message, "", NAME, row.at("In force from"))
            break


def warn_of_the_past(name: str, asked: str, since: date, row: Returned, comparing: Comparing) -> None:
    """Say that what is asked from a past day on changes what was judged already."""
    message = f"{name}: {asked} holds from {since}, so periods that ended since then are judged anew"
    comparing.found.warn(message, "look at `rules what-if` first", NAME, row.at("In force from"))


def _name_reading_cells(now: ScheduleRow, row: Returned, comparing: Comparing, unchanged: bool) -> None:
    """Each cell for reading that was edited; where the rule changed too since, they can't be told apart."""
    if not unchanged:
        message = f"a cell for reading was changed in the row of {now.requirement}, and its rule was changed since too"
        comparing.error(row, "Quality Requirement", message, AGAIN)
        return
    cells = cells_of(now)
    for name in READING:
        if row.text(name) != cell_text(cells[name]):
            message = f"{now.requirement}: {name} was changed, which is for reading here"
            comparing.error(row, name, message, ELSEWHERE.get(name, IN_THE_RULES))


def unusable(row: Returned, names: Iterable[str], comparing: Comparing) -> bool:
    """Whether a cell holds no words, or more of them than a line can keep; each is told."""
    before = len(comparing.found.errors)
    for name in names:
        longest = LONGEST_TEXT if name == "Clause" else LONGEST_REMARK
        if row.nature(name).formula or row.nature(name).error:
            comparing.error(row, name, f"{name}: a formula or an error value stands here", "write the words themselves")
        elif len(row.text(name)) > longest:
            message = f"{name}: the text is too long: {len(row.text(name)):,} characters; at most {longest:,}"
            comparing.error(row, name, message, "say it in a sentence; the rest belongs in the document it names")
    return len(comparing.found.errors) > before


def _same(row: Returned, name: str, now: object) -> bool:
    """Whether a cell says what it said, a day written out in words included."""
    if row.text(name) == cell_text(now):
        return True
    return name == "In force from" and isinstance(now, date) and day_in(row) == now
