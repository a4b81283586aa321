"""`pxcommission case`: every case of the register, where it stands, what happened in it, and what may happen next."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_decisions import register_decisions
from pxcommission.cli.case_desk import open_case, register_of
from pxcommission.cli.case_drafts import register_drafts
from pxcommission.cli.case_events import register_events
from pxcommission.cli.case_imports import register_imports
from pxcommission.cli.case_ledger import register_ledger
from pxcommission.cli.case_letters import register_letters
from pxcommission.cli.case_money import register_money
from pxcommission.cli.case_options import Case
from pxcommission.cli.case_steps import register_steps
from pxcommission.cli.options import Options, only_formats, options_of

if TYPE_CHECKING:
    from pxcommission.cases.case_file import CaseFile
    from pxcommission.casework.overview import CaseLine
    from pxcommission.rulebook.rulebook import Rulebook

app = typer.Typer(
    help="Keep the cases: what went out, what came back, every step under the contract and when the next is due.",
    epilog="A case: case issue CONTRACT --file SENT.docx …; due; case respond …; case notice …; case show CASE. "
    "Every command that records needs --by NAME (or PXCOMMISSION_USER) and has --dry-run.",
    no_args_is_help=True,
)
Contract = Annotated[str | None, typer.Option("--contract", metavar="ID", help="Only this contract.")]


@app.command("list")
def list_cases(
    context: typer.Context,
    contract: Contract = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed cases and those without an event too.")] = False,
    only_open: Annotated[bool, typer.Option("--open", help="Open cases (as without it).")] = False,
) -> None:
    """Every open case: where it stands and since when, what is due next and when. Formats: text, json, csv.

    \b
    Examples:
      pxcommission case list
      pxcommission case list --contract EXAMPLE-ACUTE --all
    """
    from pxcommission.casework.overview import COLUMNS
    from pxcommission.cli.tables import rows_csv

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    lines = _lines(options, contract, everything and not only_open)
    rows = [line.cells(options.as_at) for line in lines]
    match options.format:
        case "json":
            print(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            from pxcommission.cli.case_shown import show_list

            show_list(lines, options)


@app.command("show")
def show(context: typer.Context, case: Case) -> None:
    """Everything of a case: letters, replies, steps, milestones, sums, decisions, and what the form allows. Formats: text, json.

    \b
    Examples:
      pxcommission case show EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient
      pxcommission case show FFT-OP-POSITIVE --format json
    """
    from pxcommission.cli.case_shown import case_json, show_case

    options = options_of(context)
    only_formats(options, "text", "json")
    opened = open_case(options, case, options.as_at, known=options.as_at)
    if options.format == "json":
        print(json.dumps(case_json(opened), ensure_ascii=False, indent=1))
    else:
        show_case(opened)


@app.command("timeline")
def timeline(context: typer.Context, case: Case) -> None:
    """Every event of a case in order, undone ones shown as undone. Formats: text, json, csv.

    \b
    Example: pxcommission case timeline FFT-IP-POSITIVE --format csv
    """
    from pxcommission.casework.timeline import COLUMNS
    from pxcommission.casework.timeline import timeline as rows_of
    from pxcommission.cli.case_shown import show_timeline
    from pxcommission.cli.tables import rows_csv

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    opened = open_case(options, case, options.as_at, known=options.as_at)
    rows = rows_of(opened.events, opened.desk.names())
    match options.format:
        case "json":
            shown = [dict(zip(COLUMNS, row.cells(), strict=True)) for row in rows]
            print(json.dumps({"case": opened.file.case, "events": shown}, ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, [row.cells() for row in rows]))
        case _:
            show_timeline(opened.file.case, rows)


@app.command("propose")
def propose(
    context: typer.Context,
    period: Annotated[str | None, typer.Argument(help="2025/26-Q2; the last whole quarter unless told.")] = None,
    contract: Contract = None,
) -> None:
    """What the check of a period proposes for each case, and what holds the next step back. Formats: text, json.

    \b
    Example: pxcommission case propose 2025/26-Q2 --contract EXAMPLE-ACUTE
    """
    from pxcommission.cli.case_shown import proposals_json, show_proposals
    from pxcommission.cli.check import checked_contracts
    from pxcommission.periods import add_months, quarter_of

    options = options_of(context)
    only_formats(options, "text", "json")
    last = quarter_of(add_months(quarter_of(options.as_at).start, -3))
    checked = checked_contracts(options, period or last.label, [contract] if contract else [])
    if options.format == "json":
        print(json.dumps(proposals_json(checked), ensure_ascii=False, indent=1))
    else:
        show_proposals(checked)


def _lines(options: Options, contract: str | None, everything: bool) -> list[CaseLine]:
    """The cases of the register in order of what is due next; with `everything` those without an event too."""
    from datetime import date

    from pxcommission.cases.case_file import CaseFile, case_files
    from pxcommission.cases.many_objects import without_collecting
    from pxcommission.casework.case_names import cases_of, contract_of
    from pxcommission.rulebook.rulebook import load_rulebook
    from pxcommission.workspace import chosen_contracts

    rulebook = load_rulebook(options.workspace)
    if contract:
        chosen_contracts(rulebook, [contract])
    register = register_of(options, writing=False)
    files = case_files(register.events(contract=contract, closed_before=None if everything else options.as_at))
    if everything:
        for case in cases_of(rulebook):
            if contract in (None, contract_of(case)):
                files.setdefault(case, CaseFile(contract_of(case), case))
    with without_collecting():
        lines = [_line(options, rulebook, file) for file in files.values()]
    wanted = [line for line in lines if everything or line.is_open]
    return sorted(wanted, key=lambda line: (line.next.by if line.next else date.max, line.case))


def _line(options: Options, rulebook: Rulebook, file: CaseFile) -> CaseLine:
    from pxcommission.casework.due_list import due_in_case
    from pxcommission.casework.overview import case_line

    due = due_in_case(file, rulebook.forms, options.as_at, rulebook.extra_bank_holidays)
    return case_line(file, _names(rulebook, file), rulebook.forms, due)


def _names(rulebook: Rulebook, file: CaseFile) -> dict[str, str]:
    from pxcommission.casework.case_names import requirement_of

    held = rulebook.contracts.get(file.contract)
    ladder = rulebook.ladders.get(held.contract.ladder_for(requirement_of(file.case))) if held else None
    return {stage.id: stage.name for stage in ladder.stages} if ladder else {}


register_letters(app)
register_steps(app)
register_drafts(app)
register_money(app)
register_ledger(app)
register_events(app)
register_decisions(app)
register_imports(app)
