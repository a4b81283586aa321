"""`pxcommission improvement`: actions meant to improve something, and whether they did."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_desk import register_of
from pxcommission.cli.improvement_desk import Improvement, open_improvement
from pxcommission.cli.improvement_review import rebase, review, stop
from pxcommission.cli.improvement_start import correct, start
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words

if TYPE_CHECKING:
    from pxcommission.cases.improvement_records import ImprovementRecord
    from pxcommission.rulebook.rulebook import Rulebook

app = typer.Typer(
    help="Register actions before their effect is seen, and judge whether they improved what they were meant to.",
    epilog="An action: improvement start CASE --action … --start … --expect …; improvement review ID; improvement report. "
    "Every command that records needs --by NAME (or PXCOMMISSION_USER) and has --dry-run.",
    no_args_is_help=True,
)
LISTED = ("id", "action", "start", "standing", "looks", "last_looked", "registered")
Contract = Annotated[str | None, typer.Option("--contract", metavar="ID", help="Only this contract.")]

app.command("start")(start)
app.command("correct")(correct)
app.command("review")(review)
app.command("rebase")(rebase)
app.command("stop")(stop)


@app.command("list")
def list_improvements(
    context: typer.Context,
    contract: Contract = None,
    everything: Annotated[bool, typer.Option("--all", help="Those that were stopped too.")] = False,
) -> None:
    """Every registered action and how it stands. Formats: text, json, csv.

    \b
    Example: pxcommission improvement list --contract EXAMPLE-ACUTE
    """
    from pxcommission.cli.tables import rows_csv

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    records = [one for one in _records(options, contract)[0] if everything or one.stopped is None]
    rows = [_listed(one) for one in records]
    match options.format:
        case "json":
            print(json.dumps([dict(zip(LISTED, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(LISTED, rows))
        case _:
            for one in records:
                print(one.id)
                looks = f", {len(one.reviews)} {'look' if len(one.reviews) == 1 else 'looks'}" if one.reviews else ""
                begun = f"from {in_words(one.registration.start)}"
                print(paragraph(f"{one.registration.action}, {begun}: {one.standing}{looks}", "  ", "    "))
            if not records:
                print("No action is registered; see `pxcommission improvement start --help`.")


@app.command("show")
def show(context: typer.Context, name: Improvement) -> None:
    """Everything of an action: its registration, corrections, every look, rebases and end. Formats: text, json.

    \b
    Example: pxcommission improvement show FFT-IP-POSITIVE/inpatient/improvement-1
    """
    from pxcommission.cli.improvement_shown import improvement_json, show_improvement

    options = options_of(context)
    only_formats(options, "text", "json")
    opened, record = open_improvement(options, name)
    measure = opened.rulebook.vocabulary.measures.get(record.registration.measure)
    if options.format == "json":
        print(json.dumps(improvement_json(record), ensure_ascii=False, indent=1))
    else:
        show_improvement(record, measure.unit if measure else "")


@app.command("report")
def report(
    context: typer.Context,
    contract: Contract = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write it as .xlsx (or .csv, .json).")] = None,
) -> None:
    """What worked across contracts: actions by verdict and aspect, with size, interval and how sure. Formats: text, json, csv.

    Each action stands with its last recorded look; looks that were only shown are not in it.

    \b
    Examples:
      pxcommission improvement report
      pxcommission improvement report --contract EXAMPLE-ACUTE --out what-worked.xlsx
    """
    from pxcommission.casework.improvement_report import CAUTIONS, COLUMNS, counted, report_rows
    from pxcommission.cli.improvement_shown import show_report
    from pxcommission.cli.tables import rows_csv
    from pxcommission.whole_files import write_whole

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    if out is not None and out.suffix.lower() not in (".xlsx", ".csv", ".json"):
        usage(f"--out {out}: the report is written as .xlsx, .csv or .json")
    records, rulebook = _records(options, contract)
    rows = report_rows(records, rulebook)
    cells = [row.cells() for row in rows]
    as_json = {
        "as_at": options.as_at.isoformat(), "cautions": list(CAUTIONS),
        "actions": [dict(zip(COLUMNS, row, strict=True)) for row in cells],
    }  # fmt: skip
    written_json = json.dumps(as_json, ensure_ascii=False, indent=1)
    if out is not None:
        made = {".csv": rows_csv(COLUMNS, cells).encode(), ".json": (written_json + "\n").encode()}
        write_whole(out, made.get(out.suffix.lower()) or _workbook(cells, counted(rows), options))
        print(f"{out}: {counted(rows)}")
    elif options.format == "json":
        print(written_json)
    elif options.format == "csv":
        sys.stdout.write(rows_csv(COLUMNS, cells))
    else:
        show_report(rows, options)


def _workbook(cells: list[tuple[str, ...]], said: str, options: Options) -> bytes:
    from pxcommission.casework.improvement_report import CAUTIONS, COLUMNS
    from pxcommission.packs.improvement_workbook import improvement_workbook

    title = f"What worked, as known on {in_words(options.as_at)}: {said}"
    return improvement_workbook(COLUMNS, cells, title, [CAUTIONS[0], " ".join(CAUTIONS[1:])], options.as_at)


def _records(options: Options, contract: str | None) -> tuple[tuple[ImprovementRecord, ...], Rulebook]:
    """The actions as known on the day, of one contract or of all."""
    from pxcommission.cases.case_file import known_by
    from pxcommission.cases.improvement_records import improvements_of
    from pxcommission.rulebook.rulebook import load_rulebook
    from pxcommission.workspace import chosen_contracts

    rulebook = load_rulebook(options.workspace)
    if contract is not None:
        contract = {name.casefold(): name for name in rulebook.contracts}.get(contract.strip().casefold(), contract)
        chosen_contracts(rulebook, [contract])
    events = register_of(options, writing=False).events(contract=contract)
    return improvements_of(known_by(events, options.as_at)), rulebook


def _listed(one: ImprovementRecord) -> tuple[str, ...]:
    last = one.reviews[-1].on.isoformat() if one.reviews else ""
    start, looks = one.registration.start.isoformat(), str(len(one.reviews))
    return (one.id, one.registration.action, start, one.standing, looks, last, one.registered)
