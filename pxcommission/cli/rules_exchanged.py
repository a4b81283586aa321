"""`pxcommission rules export` and `rules import`: a contract's requirements as a workbook or document, and its edits back."""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.conversation import on_a_terminal
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.writing import Asking, Proposal, named, require_name, write_or_show
from pxcommission.problems import did_you_mean, printable
from pxcommission.whole_files import write_whole

if TYPE_CHECKING:
    from pxcommission.authoring.schedule_edits import Edit
    from pxcommission.authoring.schedule_import import ReviewedImport
    from pxcommission.rulebook.rulebook import Rulebook


def export_schedule(
    context: typer.Context,
    names: Annotated[list[str], typer.Argument(metavar="[CONTRACT] FILE", help="The contract's id, then the file.")],
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="Thresholds in force on this day (default: --as-at).")
    ] = None,
    library: Annotated[
        bool, typer.Option("--library", help="The library's requirements, before there is a contract (.docx).")
    ] = False,
    service: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="With --library: only this service (may be repeated).")
    ] = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace the file if it exists.")] = False,
) -> None:
    """Write a contract's requirements as the table of Schedule 4: .xlsx to edit and import again, .docx as text.

    Formats: text, json.

    \b
    Examples:
      pxcommission rules export EXAMPLE-ACUTE schedule.xlsx
      pxcommission rules export EXAMPLE-ACUTE schedule.docx --on 2026-04-01
      pxcommission rules export --library --service community specification.docx
    """
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json")
    contract, path = _contract_and_file(names, library)
    if service and not library:
        usage("--service goes with --library; a contract's own services are always used")
    if path.exists() and not overwrite:
        usage(f"{path} exists; give another name, or --overwrite (edits made in it would be lost)")
    day = options.as_at if on is None else day_given("--on", on)
    if not path.parent.is_dir():
        usage(f"there is no folder {path.parent} to write {path.name} in; make the folder first, or name another")
    rulebook = load_rulebook(options.workspace)
    data, rows = _made(rulebook, contract, service or [], day, path.suffix.lower(), options.as_at)
    write_whole(path, data)
    if options.format == "json":
        facts = {"file": str(path), "on": day.isoformat(), "requirements": rows}
        print(json.dumps({**facts, "sha256": hashlib.sha256(data).hexdigest()}, ensure_ascii=False, indent=1))
        return
    print(f"{printable(str(path))}: {rows} requirements, {_levels(rulebook, contract, day)}")
    if path.suffix.lower() == ".xlsx":
        print(f"  edit its yellow cells, then: pxcommission rules import {contract} {printable(str(path))} --by NAME")


def import_schedule(
    context: typer.Context,
    contract: Annotated[str, typer.Argument(metavar="CONTRACT", help="The contract's id.")],
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx", help="The workbook that `rules export` made.")],
    yes: Annotated[bool, typer.Option("--yes", help="Write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the change and write nothing.")] = False,
) -> None:
    """Take the edits of a schedule's yellow cells over into the contract, after showing every line that changes.

    Only the edited lines of contract.yaml change; comments stay. Formats: text, json.

    \b
    Examples:
      pxcommission rules import EXAMPLE-ACUTE schedule.xlsx --dry-run
      pxcommission rules import EXAMPLE-ACUTE schedule.xlsx --by "Contract manager"
    """
    from pxcommission.authoring.schedule_import import review_import
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json")
    if not file.is_file():
        usage(f"there is no file {file}")
    if on_a_terminal():
        options = named(options, dry_run)
    reviewed = review_import(load_rulebook(options.workspace), contract, file, file.name, options.as_at)
    _say(reviewed, options)
    if reviewed.change is None:
        _say_unchanged(options)
        return
    require_name(options, dry_run)
    what = f"{contract}: {'; '.join(edit_in_words(edit) for edit in reviewed.edits)} (from {file.name})"
    steps = [f"pxcommission contract show {contract}", "pxcommission rules diff shows the change, what-if its effect"]
    write_or_show(options, Proposal(what, [reviewed.change], steps), Asking(yes, dry_run))


def _contract_and_file(names: list[str], library: bool) -> tuple[str, Path]:
    if library and len(names) != 1:
        usage("with --library give the file alone: rules export --library FILE.docx")
    if not library and len(names) != 2:
        usage("give the contract and the file: rules export CONTRACT FILE.xlsx (or --library FILE.docx)")
    path = Path(names[-1])
    known = (".docx",) if library else (".xlsx", ".docx")
    if path.suffix.lower() not in known:
        usage(f"{path}: the file's name must end in {' or '.join(known)}")
    return ("" if library else names[0]), path


def _made(
    rulebook: Rulebook, contract: str, services: list[str], day: date, kind: str, as_at: date
) -> tuple[bytes, int]:
    """The file's bytes and how many requirements it states."""
    from pxcommission.authoring.schedule_table import contract_schedule, library_schedule
    from pxcommission.workspace import chosen_contracts

    if not contract:
        for name in services:
            if name not in rulebook.vocabulary.services:
                known = rulebook.vocabulary.services
                usage(f"--service {name}: unknown service{did_you_mean(name, known)}; known: {', '.join(known)}")
        schedule = library_schedule(rulebook, services, day)
    else:
        schedule = contract_schedule(rulebook, chosen_contracts(rulebook, [contract])[0], day, as_at)
    if kind == ".xlsx" and schedule.contract is not None:
        from pxcommission.authoring.schedule_workbook import schedule_workbook

        return schedule_workbook(schedule, rulebook.hashes[schedule.contract.file]), len(schedule.rows)
    from pxcommission.authoring.schedule_document import schedule_document

    return schedule_document(schedule), len(schedule.rows)


def _levels(rulebook: Rulebook, contract: str, day: date) -> str:
    """Which levels the file states, and that none is in force outside the term."""
    from pxcommission.authoring.schedule_levels import outside_term
    from pxcommission.periods import in_words

    if not contract:
        return "usual levels"
    outside = outside_term(rulebook.contracts[contract].contract.term, day)
    return f"{outside}: no level is in force on {in_words(day)}" if outside else f"levels in force on {in_words(day)}"


def _say(reviewed: ReviewedImport, options: Options) -> None:
    """Each edit in words, and what is worth knowing of them; only the latter, on standard error, beside JSON."""
    out = sys.stdout if options.format == "text" else sys.stderr
    if reviewed.contract_changed_since and reviewed.edits:
        print("note: the contract was changed since this workbook was made, but not in the lines edited here", file=out)
    for problem in reviewed.notes:
        print(problem.text, file=out)
    for edit in reviewed.edits if options.format == "text" else ():
        print(printable(edit_in_words(edit)))
    if reviewed.edits and options.format == "text":
        print()


def _say_unchanged(options: Options) -> None:
    if options.format == "json":
        print(json.dumps({"written": False, "change": None, "files": [], "difference": ""}, indent=1))
    else:
        print("nothing to change: no cell of the workbook was edited")


def edit_in_words(edit: Edit) -> str:
    """`FFT-IP-POSITIVE: at least 96% from 2026-04-01 (Variation 4: two wards moved)`."""
    from pxcommission.authoring.schedule_edits import NewClause, NewRequirement, NewThreshold

    match edit:
        case NewThreshold(requirement, threshold, since, reason, document):
            return f"{requirement}: {threshold} from {since} ({document}: {reason})"
        case NewClause(requirement, clause):
            return f"{requirement}: clause {clause}"
        case NewRequirement(requirement, clause, threshold, since, _, _):
            level = f", {threshold} from {since}" if threshold else ", judged by its own rule"
            return f"{requirement}: adopted under {clause}{level}"
