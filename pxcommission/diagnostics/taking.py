"""A filled workbook taken into the log: what would undo something recorded since it was written is refused with its cell."""

from __future__ import annotations

from pathlib import Path

from pxcommission.diagnostics.entries import Answer, Round, RoundKey, written_alike
from pxcommission.diagnostics.filled import FilledForm
from pxcommission.diagnostics.form import FormHead
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.diagnostics.recording import Change, record_answers, what_changes
from pxcommission.diagnostics.rounds import Diagnostics, diagnostics_on
from pxcommission.diagnostics.workbook import workbook_bytes
from pxcommission.listening.recording import When
from pxcommission.returns.collected import Collected

_NUMBERED = "diagnostic-"


def written_form(workspace: Path, framework: Framework, key: RoundKey, name: str) -> bytes:
    """The workbook of one rater's part of a round, with everything answered so far in it."""
    known = diagnostics_on(workspace)
    part = known.find(key)
    day = part.assessed_on.isoformat() if part else ""
    head = FormHead(key, name, day, next(reversed(list(known.entries)), "nothing recorded"))
    return workbook_bytes(framework, head, part.answers if part else {})


def take_filled(workspace: Path, filled: FilledForm, when: When, *, dry_run: bool = False) -> Change:
    """Record a filled form and say what changed; raises ProblemsFound (exit code 4) where it would undo what came since."""
    known = diagnostics_on(workspace)
    part = known.find(filled.given.key)
    if part is not None:
        _refuse_undoing(known, part, filled)
    return what_changes(known, filled.given) if dry_run else record_answers(workspace, filled.given, when)


def _refuse_undoing(known: Diagnostics, part: Round, filled: FilledForm) -> None:
    found = Collected(filled.given.source.file if filled.given.source else "")
    for name, before in part.answers.items():
        if name not in filled.cells:
            continue
        sheet, cell = filled.cells[name]
        now = filled.given.answers.get(name)
        if now is None:
            message = f"{name} was answered on {before.recorded_on} by {before.by}, and its row is blank here"
            found.error(message, "say what holds now: a rating, or not assessed and why", sheet, cell)
        elif not written_alike(now, before) and (later := _later(known, before, filled)):
            message = f"{name} was changed by {later} after this form was written, and would be changed back"
            fix = "write the form again with `pxcommission diagnostic new` and answer this row in it"
            found.error(message, fix, sheet, cell)
    found.stop_if_wrong()


def _later(known: Diagnostics, before: Answer, filled: FilledForm) -> str:
    """The last entry about an answer that the writer of this form could not know; nothing where there is none."""
    since = _number(filled.after)
    entries = [before.entry, *(step.entry for step in before.progress)]
    late = [one for one in entries if _number(one) > since and known.forms.get(one) != filled.given.form]
    return max(late, key=_number, default="")


def _number(entry: str) -> int:
    digits = entry.removeprefix(_NUMBERED)
    return int(digits) if entry.startswith(_NUMBERED) and digits.isdigit() else 0
