"""A schedule that came back as a change of its contract to be reviewed: edits compared and made in its text, nothing written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

from msgspec import Struct

from pxcommission.authoring.changes import FileChange
from pxcommission.authoring.contract_edits import Grounds, OpenContract, adopt, set_threshold
from pxcommission.authoring.schedule_adoptions import edits_of_new_row
from pxcommission.authoring.schedule_edits import (
    DROPPED,
    ELSEWHERE,
    Comparing,
    Edit,
    NewClause,
    NewRequirement,
    NewThreshold,
    edits_of_row,
)
from pxcommission.authoring.schedule_form import NAME, WHY, cell_text, cells_of, in_force_hash, reading_hash, rows_hash
from pxcommission.authoring.schedule_reading import AGAIN, HEADER, Returned, ReturnedSchedule, read_schedule
from pxcommission.authoring.schedule_sheets import WHERE_ELSE, made_hash, reading_sheets
from pxcommission.authoring.schedule_table import Schedule, ScheduleRow, contract_schedule
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.sheets import Sheet, address
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.workspace import chosen_contracts
from pxcommission.yaml_edits import add_comment_above, decoded, replace_value
from pxcommission.yaml_text import PlacedList, PlacedMapping


class ReviewedImport(Struct, frozen=True):
    """What an import would do: its edits, what is worth saying of them, and the change of the contract's file.

    `change` is None when there is nothing to change.
    """

    edits: tuple[Edit, ...]
    notes: tuple[Problem, ...]
    change: FileChange | None
    contract_changed_since: bool


def review_import(rulebook: Rulebook, contract: str, workbook: Path, shown: str, as_at: date) -> ReviewedImport:
    """The edits of a schedule that came back, made in the text of its contract; `shown` is the workbook's name in problems.

    Raises ProblemsFound (exit code 4) with everything wrong in the workbook; `as_at` is what days are called past from.
    """
    found = chosen_contracts(rulebook, [contract])[0]
    data = (rulebook.folder / found.file).read_bytes()
    opened = OpenContract(rulebook, found, data, decoded(data))
    returned = read_schedule(workbook, shown)
    if returned.stamp.contract != contract:
        message = f"this schedule was made from the contract {returned.stamp.contract}, not from {contract}"
        raise refused(
            shown, message, f"import it with `rules import {returned.stamp.contract} …`", sheet=NAME, cell="A3"
        )
    schedule = contract_schedule(rulebook, found, returned.stamp.on, as_at)
    since = not rulebook.hashes[found.file].startswith(returned.stamp.sha256)
    comparing = Comparing(rulebook, found, as_at, Collected(shown))
    edits = tuple(_edits(schedule, returned, comparing, since))
    if comparing.found.errors:
        raise ProblemsFound(comparing.found.errors, ExitCode.RETURNS_WRONG)
    after = with_edits(opened, edits)
    change = after.change if after.text != opened.text else None
    return ReviewedImport(edits, tuple(comparing.found.notes), change, since)


def with_edits(opened: OpenContract, edits: Iterable[Edit]) -> OpenContract:
    """The contract with every edit made in its text; all other lines stay as they are."""
    for edit in edits:
        match edit:
            case NewThreshold(requirement, threshold, since, reason, document):
                opened = set_threshold(opened, requirement, [(since, threshold)], Grounds(reason, document))
            case NewClause(requirement, clause):
                mends = replace_value(opened.text, _entry(opened, requirement), "clause", clause)
                opened = opened.edited(mends)
            case NewRequirement(requirement, clause, threshold, since, reason, document):
                opened = adopt(opened, requirement, clause, threshold, since)
                comment = ": ".join(part for part in (document, reason) if part)
                if comment:
                    line = _entry(opened, requirement).place.line
                    opened = opened.edited(add_comment_above(opened.text, line, comment))
    return opened


def _entry(opened: OpenContract, requirement: str) -> PlacedMapping:
    """The lines that adopt a requirement."""
    entries = next((value for key, value in opened.tree.items() if key == "requirements"), None)
    assert isinstance(entries, PlacedList)  # noqa: S101
    wanted = (one for one in entries if isinstance(one, PlacedMapping))
    return next(one for one in wanted if any(key == "use" and value == requirement for key, value in one.items()))


def _edits(schedule: Schedule, returned: ReturnedSchedule, comparing: Comparing, since: bool) -> list[Edit]:
    rows = {row.requirement: row for row in schedule.rows}
    old = [row for row in returned.rows if not row.is_new]
    here = [row for row in old if row.text("Requirement id") in rows]
    counts = Counter(row.text("Requirement id") for row in here)
    edits: list[Edit] = []
    for row in here:
        name = row.text("Requirement id")
        if counts[name] > 1:
            comparing.error(row, "Requirement id", f"{name} stands in {counts[name]} rows", "keep its own row only")
        else:
            edits += edits_of_row(rows[name], row, comparing)
    missing = {name: row for name, row in rows.items() if name not in counts}
    _pass_over_others([row for row in old if row not in here], missing, comparing)
    if missing and (not since or len(old) < returned.stamp.rows):
        message = f"rows are missing: {len(old)} of {returned.stamp.rows} came back, without {', '.join(missing)}"
        comparing.found.error(message, DROPPED, NAME)
    edits += _adoptions([row for row in returned.rows if row.is_new and not row.is_empty], schedule, comparing)
    for sheet in returned.reading.values():
        _check_reading_sheet(sheet, schedule, comparing.found)
    return edits


def _pass_over_others(others: Sequence[Returned], missing: dict[str, ScheduleRow], comparing: Comparing) -> None:
    """Rows of no requirement of the contract: an id that was edited, or a requirement dropped since."""
    for row in others:
        name = row.text("Requirement id")
        own = next((n for n, one in missing.items() if cell_text(cells_of(one)["Check"]) == row.text("Check")), None)
        if own is not None:
            missing.pop(own)
            message = f"the id was changed from {own} to {name or 'nothing'}"
            comparing.error(row, "Requirement id", message, ELSEWHERE["Requirement id"])
        elif row.check is None:
            comparing.error(row, "Check", "the check of this row was changed", AGAIN)
        elif _is_as_made(row):
            comparing.found.note(
                f"{name} is no longer in the contract; its row is passed over", "", NAME, row.at("Requirement id")
            )
        else:
            message = f"{name} is no longer in the contract, but its row was edited"
            comparing.error(row, "Requirement id", message, AGAIN)


def _is_as_made(row: Returned) -> bool:
    made = row.check
    untouched = made is not None and (in_force_hash(row.cells), reading_hash(row.cells)) == (
        made.in_force,
        made.reading,
    )
    return untouched and not any(row.text(name) for name in WHY)


def _adoptions(rows: Sequence[Returned], schedule: Schedule, comparing: Comparing) -> list[Edit]:
    adoptable = {row.requirement: row for row in schedule.adoptable}
    counts = Counter(row.text("Requirement id") for row in rows)
    edits: list[Edit] = []
    for row in rows:
        name = row.text("Requirement id")
        if name and counts[name] > 1:
            comparing.error(row, "Requirement id", f"{name} is adopted in {counts[name]} rows", "keep one of them")
        else:
            edits += edits_of_new_row(row, adoptable, comparing)
    return edits


def _check_reading_sheet(sheet: Sheet, schedule: Schedule, found: Collected) -> None:
    """A problem for each cell that was edited in a sheet that is for reading."""
    if sheet.name not in WHERE_ELSE:
        found.note("this sheet was added and is not read", "", sheet.name)
        return
    made = made_hash(sheet.text(2, 1)) or made_hash(sheet.text(3, 1))
    rows = sheet.rows[HEADER:]
    if rows_hash(rows) == made:
        return
    now = next(one for one in reading_sheets(schedule) if one.name == sheet.name)
    message = "this sheet is for reading, and was changed"
    if rows_hash(now.rows) != made:
        found.error(message, WHERE_ELSE[sheet.name], sheet.name)
        return
    for number, (row, stated) in enumerate(zip_longest(rows, now.rows, fillvalue=()), start=HEADER + 1):
        for column, (cell, was) in enumerate(zip_longest(row, stated, fillvalue=""), start=1):
            if cell_text(cell) != cell_text(was):
                found.error(message, WHERE_ELSE[sheet.name], sheet.name, address(number, column))
