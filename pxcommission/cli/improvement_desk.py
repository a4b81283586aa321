"""Opening an action for a command: by its name or a part of it, with its case, its figures, and what may be written of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import OpenCase, case_opened, recorded, register_of
from pxcommission.cli.case_said import say_recorded
from pxcommission.cli.options import Options, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import clean, require_name

if TYPE_CHECKING:
    from pxcommission.cases.details import Details
    from pxcommission.cases.improvement_records import ImprovementRecord
    from pxcommission.rulebook.rulebook import Rulebook
    from pxcommission.workspace import Workspace

Improvement = Annotated[
    str,
    typer.Argument(metavar="ID", help="CONTRACT/REQUIREMENT/service/improvement-1, or a part that fits one alone."),
]


def open_improvement(options: Options, name: str, *, writing: bool = False) -> tuple[OpenCase, ImprovementRecord]:
    """The case of an action and the action; stops with exit code 2 where none or several fit, or nobody is named."""
    from pxcommission.cases.improvement_records import improvements_of
    from pxcommission.casework.improvement_names import improvement_named
    from pxcommission.rulebook.rulebook import load_rulebook

    if writing:
        require_name(options, dry_run=False)
    register = register_of(options, writing)
    records = [one for one in improvements_of(register.events()) if one.registered_on <= options.as_at]
    record = improvement_named(name, records)
    rulebook = load_rulebook(options.workspace)
    return case_opened(options, rulebook, register, record.case, options.as_at), record


def workspace_of(options: Options, rulebook: Rulebook) -> Workspace:
    """The workspace with its figures, for its rulebook as it was read."""
    from pxcommission.diagnostics.joined import RecordedEvidence
    from pxcommission.workspace import Workspace

    return Workspace(options.workspace, rulebook, RecordedEvidence(options.workspace, rulebook), {})


def written(option: str, text: str) -> str:
    """A text that is kept for good: on one line, without personal details; stops with exit code 2 for any other."""
    from pxcommission.returns.personal_data import personal_details

    words = clean(option, text)
    if personal_details(words):
        usage(f"{option}: this seems to hold personal details, and it would be kept for good; say it without them")
    return words


def record_event(
    opened: OpenCase, name: str, details: Details, on: date, dry_run: bool, more: Sequence[str] = ()
) -> None:
    """Record an event of an action and say what it was; `more` is what a person should know."""
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import kind_of
    from pxcommission.casework.improvement_told import improvement_told

    case = opened.file
    entry = Entry(case.contract, case.case, kind_of(details), on, details.recorded(), case.events)
    events = () if dry_run else recorded(opened.options, opened.register, [entry])
    if opened.options.format == "json":
        head = f"{events[-1].n}:{events[-1].head}" if events else None
        shown = {
            "id": name, "case": case.case, "what": improvement_told(details), "notes": list(more),
            "details": details.recorded(), "recorded": bool(events), "head": head,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(name)
    print(paragraph(improvement_told(details), "  "))
    for line in more:
        print(paragraph(line, "  ", "    "))
    say_recorded(events)
