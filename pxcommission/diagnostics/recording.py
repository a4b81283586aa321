"""Recording self-assessments: answers, the day the board had them, how actions go, complete periods, and taking an entry back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from pxcommission.diagnostics.entries import Answer, Progress, RoundKey, as_kept, written_alike
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.diagnostics.rounds import DIAGNOSTICS, Diagnostics, diagnostics_on
from pxcommission.listening.log import add_line, alone
from pxcommission.listening.recorded import Source
from pxcommission.listening.recording import When
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean


class Given(Struct, frozen=True):
    """What one rater says in a round: whose, the framework's edition, the day it was assessed, and answers by indicator."""

    key: RoundKey
    organisation_name: str
    framework: Framework
    assessed_on: date
    answers: Mapping[str, Answer]
    source: Source | None = None
    form: str = ""
    """The fingerprint of the form it was written in, where it was."""


class Change(Struct, frozen=True):
    """What recording came to: the entry's id (empty where nothing was new), and the indicators new, changed and unchanged."""

    entry: str
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()


def what_changes(known: Diagnostics, given: Given) -> Change:
    """The indicators that are new, that say something else than before, and that say the same."""
    before = known.find(given.key)
    answers = before.answers if before else {}
    new = tuple(name for name in given.answers if name not in answers)
    changed = tuple(
        name for name, one in given.answers.items() if name in answers and not written_alike(one, answers[name])
    )
    unchanged = tuple(name for name in given.answers if name not in {*new, *changed})
    return Change("", new, changed, unchanged)


def record_answers(workspace: Path, given: Given, when: When) -> Change:
    """Record what is new or says something else, all of it in one entry; what was said before stays in the log."""
    with alone(workspace, DIAGNOSTICS):
        known = diagnostics_on(workspace)
        change = what_changes(known, given)
        before = known.find(given.key)
        ids = tuple(one.id for one in given.framework.statements)
        named = before is not None and (before.organisation_name, before.statements) == (given.organisation_name, ids)
        if not (change.new or change.changed) and named:
            return change
        file = {"name": given.source.file, "sha256": given.source.sha256, "form": given.form} if given.source else None
        answers = {name: as_kept(given.answers[name]) for name in (*change.new, *change.changed)}
        line = {
            "act": "answers", **asdict(given.key), "name": given.organisation_name, "edition": given.framework.edition,
            "assessed_on": given.assessed_on.isoformat(), "statements": list(ids), "answers": answers, "file": file,
        }  # fmt: skip
        return Change(_add(workspace, known, line, when), change.new, change.changed, change.unchanged)


def record_presented(
    workspace: Path, organisation: str, framework: str, label: str, on: date, minute: str, when: When
) -> str:
    """Record that a round was presented to the board, with what the minutes say; the entry's id."""
    line = {"act": "presented", "organisation": organisation, "framework": framework, "round": label,
            "on": on.isoformat(), "minute": minute}  # fmt: skip
    with alone(workspace, DIAGNOSTICS):
        return _add(workspace, diagnostics_on(workspace), line, when)


def record_progress(workspace: Path, key: RoundKey, statement: str, step: Progress, owner: str, when: When) -> str:
    """Record how an action stands; the entry's id. What it was before, and its first date, stay on record."""
    line: dict[str, Any] = {"act": "action", **asdict(key), "statement": statement, "status": step.status,
                            "on": step.on.isoformat(), "note": step.note}  # fmt: skip
    if step.due is not None:
        line["due"] = step.due.isoformat()
    if owner:
        line["owner"] = owner
    with alone(workspace, DIAGNOSTICS):
        return _add(workspace, diagnostics_on(workspace), line, when)


def record_complete(workspace: Path, organisation: str, period: Period, when: When) -> str:
    """Record that everything an organisation assessed, presented and did in a period stands here; the entry's id."""
    line = {"act": "complete", "organisation": organisation, "start": period.start.isoformat(),
            "end": period.end.isoformat()}  # fmt: skip
    with alone(workspace, DIAGNOSTICS):
        return _add(workspace, diagnostics_on(workspace), line, when)


def withdraw_entry(workspace: Path, entry: str, reason: str, when: When) -> str:
    """Record that an entry counts no more, and the id of that record; the entry itself stays in the log.

    Raises ProblemsFound (exit code 2) where there is no such entry, (6) where it was withdrawn already or withdraws another.
    """
    with alone(workspace, DIAGNOSTICS):
        known = diagnostics_on(workspace)
        check_can_be_withdrawn(known, entry)
        return _add(workspace, known, {"act": "withdrawn", "entry": entry, "reason": reason}, when)


def check_can_be_withdrawn(known: Diagnostics, entry: str) -> None:
    """Nothing, or the problem of an entry that is not there, or counts no more already."""
    gone = known.withdrawn.get(entry)
    if gone is not None:
        message = f"this entry was withdrawn on {gone.on} by {gone.by}, and counts no more"
        raise ProblemsFound([Problem(entry, message, "record it again if that was a slip")], ExitCode.REFUSED)
    if entry not in known.entries:
        message = f"there is no such entry{did_you_mean(entry, known.entries)}"
        raise ProblemsFound([Problem(entry, message, "see `pxcommission diagnostic list --entries`")], ExitCode.USAGE)
    if known.entries[entry] == "withdrawn":
        message = "this entry takes another one back, which can't be undone"
        raise ProblemsFound([Problem(entry, message, "record again what was taken back")], ExitCode.REFUSED)


def _add(workspace: Path, known: Diagnostics, line: Mapping[str, Any], when: When) -> str:
    made = f"diagnostic-{len(known.entries) + 1:04d}"
    days = {"by": when.by, "recorded": when.recorded.isoformat(), "known_from": when.known_from.isoformat()}
    add_line(workspace, {**line, "id": made, **days}, DIAGNOSTICS)
    return made
