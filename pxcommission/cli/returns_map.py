"""`pxcommission returns map FILE`: propose a mapping for a provider's own report, ask what is unsure, rehearse it, keep it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import Struct

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.conversation import on_a_terminal
from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pxcommission.cli.returns_map_kept import Rehearsal
    from pxcommission.periods import Period
    from pxcommission.workspace import Workspace


class Asked(Struct, frozen=True):
    """What the options say beside the file."""

    file: Path
    name: str
    service: str
    provider: str | None
    period: Period | None
    sheet: str
    table: int | None
    columns: tuple[str, ...]
    yes: bool
    dry_run: bool


def map_file(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="The provider's report: xlsx, ods, xls, csv …")],
    name: Annotated[str, typer.Option(help="The mapping's name (default: from the file's name).")] = "",
    service: Annotated[
        str, typer.Option(help="The service its figures are of, when the file does not say; or all.")
    ] = "",
    provider: Annotated[
        str | None, typer.Option(metavar="ODS", help="Whose figures these are, when the file does not say.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="The period, when the file does not say; or the only one to read.")
    ] = None,
    sheet: Annotated[str, typer.Option(help="Part of the name of the sheet the table stands on.")] = "",
    table: Annotated[int | None, typer.Option(help="Which of several tables, by its number.")] = None,
    column: Annotated[
        list[str] | None, typer.Option(metavar="'HEADING=MEANING'", help="What a column or row means; may be repeated.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is certain or likely without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show the proposal and what it reads.")] = False,
) -> None:
    """Propose how to read a provider's own report, ask what is unsure, try it on the file, and keep it as a mapping.

    Every guess is shown with its reason and how sure it is. Formats: text, json (the proposal; nothing is asked).

    \b
    Examples:
      pxcommission returns map ward-report.xlsx --by 'A. Analyst'
      pxcommission returns map report.csv --service inpatient --provider RZ1 --yes --by 'A. Analyst'
      pxcommission returns map report.csv --column 'Resp on time=numerator of complaints_answered_in_time' --dry-run
    """
    from pxcommission.workspace import open_workspace

    options = options_of(context)
    only_formats(options, "text", "json")
    asked = Asked(
        file,
        name,
        service,
        provider,
        period_asked_for(period) if period else None,
        sheet,
        table,
        tuple(column or ()),
        yes,
        dry_run,
    )
    _run(options, asked, open_workspace(options.workspace))


def _run(options: Options, asked: Asked, workspace: Workspace) -> None:
    from pxcommission.cli.returns_map_kept import Written, rehearsed
    from pxcommission.cli.returns_map_questions import settled_by_asking
    from pxcommission.cli.returns_map_settled import lacks, mapping_name, proposed, settled_by_options
    from pxcommission.cli.returns_map_shown import as_json, show_proposal, show_rehearsal
    from pxcommission.cli.writing import named

    as_text = options.format == "text"
    conversing = as_text and on_a_terminal() and not asked.yes and not asked.dry_run
    writes = (asked.yes or conversing) and not asked.dry_run
    proposal, already = proposed(options, asked, workspace, conversing)
    proposal, chosen = settled_by_options(proposal, asked, workspace.rulebook.vocabulary)
    name = mapping_name(asked.name or asked.file.stem)
    options = named(options, dry_run=not writes)
    if as_text:
        show_proposal(proposal, already)
    if asked.yes and not asked.dry_run and (workspace.folder / f"rules/mappings/{name}.yaml").exists():
        usage(
            f"there is a mapping {name} already: give another --name, or run it on a terminal to see what would change"
        )
    missing, rehearsal = lacks(proposal, strictly=asked.yes), None
    while conversing and (rehearsal is None or rehearsal.reading is None):
        proposal, more = settled_by_asking(proposal, workspace.rulebook.vocabulary, options.workspace, asked.file)
        chosen, missing = (*chosen, *more), ()
        rehearsal = rehearsed(Written(proposal, name, asked.file, options.by, options.as_at, chosen), asked, workspace)
        show_rehearsal(rehearsal, ())
    if not conversing and not missing:
        written = Written(proposal, name, asked.file, options.by or "nobody yet", options.as_at, chosen)
        rehearsal = rehearsed(written, asked, workspace)
    if as_text and not conversing:
        show_rehearsal(rehearsal, missing)
    kept = _kept(options, asked, workspace, rehearsal, missing, conversing) if writes else False
    if not as_text:
        print(json.dumps(as_json(proposal, name, rehearsal, missing, kept), ensure_ascii=False, indent=1))
    elif not writes:
        print("Nothing was written.")
        print(
            "Next: run it on a terminal to be asked what is unsure; or add --yes --by NAME: it takes what is not unsure"
        )
    if writes and rehearsal is not None and rehearsal.reading is None:
        raise typer.Exit(int(ExitCode.RETURNS_WRONG))


def _kept(
    options: Options,
    asked: Asked,
    workspace: Workspace,
    rehearsal: Rehearsal | None,
    missing: Sequence[str],
    conversing: bool,
) -> bool:
    """Whether the mapping was kept; stops with exit code 2 where something needed is unsure."""
    from pxcommission.cli.returns_map_kept import keep
    from pxcommission.cli.returns_map_questions import forget
    from pxcommission.cli.writing import confirmed

    if missing:
        usage("this is not sure enough to be written: " + "; ".join(missing) + ". Say it with --column or --service")
    if rehearsal is None or rehearsal.reading is None:
        return False
    compared = conversing and confirmed("Do these figures agree with the file, as far as you looked?")
    kept = keep(rehearsal, asked, workspace, options, compared=compared, conversing=conversing)
    if kept:
        forget(options.workspace, asked.file)
    return kept
