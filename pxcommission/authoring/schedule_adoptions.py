"""The rows at the end of a schedule in which a person adopts another requirement: the adoption, or why it can't be made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pxcommission.authoring.schedule_cells import day_in, sentence_of
from pxcommission.authoring.schedule_edits import WHY_FIX, Comparing, Edit, NewRequirement, unusable, warn_of_the_past
from pxcommission.authoring.schedule_form import ADOPT_HERE, IN_FORCE, READING, WHY, cell_text, cells_of
from pxcommission.authoring.schedule_reading import Returned
from pxcommission.authoring.schedule_table import ScheduleRow
from pxcommission.problems import did_you_mean
from pxcommission.returns.figures import quoted


def edits_of_new_row(row: Returned, adoptable: Mapping[str, ScheduleRow], comparing: Comparing) -> list[Edit]:
    """The adoption that a filled row at the end asks for."""
    name = row.text("Requirement id")
    if unusable(row, ("Requirement id", *IN_FORCE, *WHY), comparing):
        return []
    offered = adoptable.get(name)
    if offered is None:
        _refuse_id(row, name, adoptable, comparing)
        return []
    stated = cells_of(offered)
    for heading in READING[1:]:
        if row.text(heading) not in ("", ADOPT_HERE, cell_text(stated[heading])):
            comparing.error(
                row, heading, f"{name}: the {heading} of a requirement is not written here", "clear the cell"
            )
    if not row.text("Clause"):
        comparing.error(row, "Clause", f"{name}: an obligation names its clause", "write the clause of the contract")
    threshold, since = _first_threshold(offered, row, comparing)
    _say_what_is_past(offered, since, row, comparing)
    return [NewRequirement(name, row.text("Clause"), threshold, since, row.text("Reason"), row.text("Document"))]


def _first_threshold(offered: ScheduleRow, row: Returned, comparing: Comparing) -> tuple[str | None, date | None]:
    """The threshold a requirement is adopted with and the day it begins."""
    name = offered.requirement
    if not offered.settable:
        for heading in ("Threshold", "In force from"):
            if row.text(heading):
                comparing.error(
                    row, heading, f"{name} is judged by its own rule and takes no threshold", "clear the cell"
                )
        return None, None
    if not row.text("Threshold"):
        fix = f"write the sentence agreed (usual: {offered.threshold})"
        comparing.error(row, "Threshold", f"{name}: an adopted requirement has a threshold", fix)
        return None, None
    threshold = sentence_of(row, comparing.requirement(name), comparing.rulebook.vocabulary, comparing.found)
    since, term = day_in(row, comparing.found), comparing.contract.contract.term
    if since is not None and not term.from_ <= since <= term.to:
        message = f"{name}: {since} lies outside the contract's term, {term.from_} to {term.to}"
        comparing.error(row, "In force from", message, "write a day within it")
    return threshold, since


def _say_what_is_past(offered: ScheduleRow, since: date | None, row: Returned, comparing: Comparing) -> None:
    """An adoption from a day that is past judges past periods: it is warned of, and needs its reason and document."""
    name, term = offered.requirement, comparing.contract.contract.term
    begins = since if offered.settable else term.from_
    if begins is None or not term.from_ <= begins <= min(term.to, comparing.as_at):
        return
    warn_of_the_past(name, quoted(row.text("Threshold")) if offered.settable else "its rule", begins, row, comparing)
    for heading in WHY:
        if not row.text(heading):
            message = f"{name}: what is adopted from a day that is past needs its {heading.lower()}"
            comparing.error(row, heading, message, WHY_FIX[heading])


def _refuse_id(row: Returned, name: str, adoptable: Mapping[str, ScheduleRow], comparing: Comparing) -> None:
    contract = comparing.contract
    if not name:
        message = "a row at the end is filled in, but not which requirement it adopts"
        comparing.error(row, "Requirement id", message, "choose the id of a requirement of the sheet Library")
    elif name in {line.use for line in contract.contract.requirements}:
        message = f"{name} is adopted already"
        comparing.error(row, "Requirement id", message, "change it in its own row, and clear this one")
    elif comparing.rulebook.requirement(contract, name) is not None:
        message = f"{name} is about a service this contract does not buy"
        comparing.error(row, "Requirement id", message, "choose an id of the sheet Library")
    else:
        message = f"there is no requirement {quoted(name)}{did_you_mean(name, adoptable)}"
        comparing.error(row, "Requirement id", message, "choose an id of the sheet Library")
