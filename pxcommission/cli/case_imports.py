"""Decisions from the escalation workbook, and answers from the provider's response form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import day, not_ahead, recorded, register_of
from pxcommission.cli.case_options import DryRun, On
from pxcommission.cli.case_said import say_recorded
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.writing import require_name

if TYPE_CHECKING:
    from pxcommission.cases.events import Entry, Event

response_app = typer.Typer(help="The response form that the provider answers a letter in.", no_args_is_help=True)


def import_decisions(
    context: typer.Context,
    workbook: Annotated[Path, typer.Argument(metavar="WORKBOOK", help="The pack's escalation workbook, decided.")],
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Read the decision columns of the escalation workbook: hold, not pursued, to be issued. Formats: text, json.

    The workbook is held against the check as it is now; a row whose step, findings or figures are others is refused.
    A letter to be issued is recorded when it has gone out: pxcommission case issue.

    \b
    Example: pxcommission case import packs/2025-26-Q2/EXAMPLE-ACUTE/escalation-workbook.xlsx --by "Contract manager"
    """
    from pxcommission.cases.case_file import CaseFile, case_files
    from pxcommission.cases.decisions_workbook import decisions_in, heading_of
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import kind_of
    from pxcommission.casework.case_names import contract_of
    from pxcommission.cli.check import checked_contracts

    options, happened = _writing(context, on, dry_run)
    _there(workbook)
    heading = heading_of(workbook, workbook.name)
    checked = checked_contracts(options, heading.period, heading.contracts)
    found = decisions_in(workbook, workbook.name, checked)
    register = register_of(options, writing=not dry_run)
    files = case_files(register.events())
    entries = []
    for one in found.decisions:
        if one.decided is not None:
            file = files.get(one.case) or CaseFile(contract_of(one.case), one.case)
            entries.append(
                Entry(file.contract, file.case, kind_of(one.decided), happened, one.decided.recorded(), file.events)
            )
    events = () if dry_run else recorded(options, register, entries)
    issue = [
        f"{one.case}: to be issued; record it with `case issue` when the letter is out"
        for one in found.decisions
        if one.decided is None
    ]
    notes = [
        *issue,
        *(f"{case}: still to decide" for case in found.undecided),
        *(f"{case}: recorded already" for case in found.recorded),
    ]
    _say(options, entries, events, notes, dry_run)


@response_app.command("import")
def import_response(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The filled response form (.xlsx).")],
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Read a response form that came back: an answer in every case of its letter; the form is kept. Formats: text, json.

    \b
    Example: pxcommission response import response-form-EXAMPLE-ACUTE.xlsx --on 2025-12-03 --by "Contract manager"
    """
    from pxcommission.cases.case_file import case_files
    from pxcommission.cases.response_form import response_in
    from pxcommission.casework.kept_files import file_given, kept_as
    from pxcommission.casework.replies import response_entries

    options, received = _writing(context, on, dry_run)
    _there(file)
    given = file_given(file)
    response = response_in(file, file.name)
    register = register_of(options, writing=not dry_run)
    document = kept_as(response.contract, given, response.letter)
    entries = response_entries(case_files(register.events(contract=response.contract)), response, document, received)
    events = () if dry_run else recorded(options, register, entries, [(given, document)])
    _say(options, entries, events, [f"{case}: not answered" for case in response.open], dry_run)


def _writing(context: typer.Context, on: str | None, dry_run: bool) -> tuple[Options, date]:
    options = options_of(context)
    only_formats(options, "text", "json")
    require_name(options, dry_run)
    return options, not_ahead("--on", day("--on", on, options.as_at), options)


def _there(path: Path) -> None:
    if not path.is_file():
        usage(f"{path}: there is no such file")


def _say(
    options: Options, entries: Sequence[Entry], events: Sequence[Event], notes: Sequence[str], dry_run: bool
) -> None:
    from pxcommission.cases.kinds import KINDS
    from pxcommission.casework.told import told

    said = [(entry.case, told(KINDS[entry.kind].model_validate(entry.details))) for entry in entries]
    if options.format == "json":
        listed = [{"case": case, "what": what} for case, what in said]
        head = f"{events[-1].n}:{events[-1].head}" if events else None
        print(
            json.dumps(
                {"recorded": bool(events), "cases": listed, "notes": list(notes), "head": head},
                ensure_ascii=False,
                indent=1,
            )
        )
        return
    for case, what in said:
        print(paragraph(f"{case}: {what}", "", "  "))
    for note in notes:
        print(paragraph(f"note: {note}", "", "  "))
    if entries or dry_run:
        say_recorded(events)
    else:
        print("Nothing was to be recorded.")


def register_imports(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    app.command("import")(import_decisions)
