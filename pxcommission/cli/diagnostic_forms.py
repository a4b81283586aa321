"""`pxcommission diagnostic new` and `import`: the workbook of a self-assessment written, and taken in when it is filled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.diagnostic_desk import (
    DryRun,
    FrameworkOption,
    Organisation,
    RaterOption,
    RoundOption,
    framework_asked_for,
    key_asked_for,
    name_of_organisation,
    note_unknown,
    recorded_by,
    rules_of,
)
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.filled import FilledForm
    from pxcommission.diagnostics.recording import Change


def new(
    context: typer.Context,
    organisation: Organisation,
    framework: FrameworkOption = "",
    label: RoundOption = "",
    rater: RaterOption = "board",
    name: Annotated[str | None, typer.Option(help="The organisation's name, where no contract names it.")] = None,
    file: Annotated[Path | None, typer.Option(metavar="OUT.xlsx", help="Where to.")] = None,
) -> None:
    """Write the workbook of a self-assessment for one rater, with what was answered so far. Formats: text, json.

    The first sheet says how to fill it; then a sheet for each area, with drop-downs. Answers, owners and dates go into the
    yellow cells; a rating above the lowest needs evidence, and 'not assessed' needs its reason.

    \b
    Examples:
      pxcommission diagnostic new RZ1 --round 2025-26 --rater board
      pxcommission diagnostic new QZ1 --framework patient-experience-2018 --round 2025-26 --rater commissioner --file own.xlsx
    """
    from pxcommission.diagnostics.frameworks import frameworks_of
    from pxcommission.diagnostics.rounds import diagnostics_on
    from pxcommission.diagnostics.taking import written_form
    from pxcommission.whole_files import write_whole

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook = rules_of(options)
    chosen = framework_asked_for(frameworks_of(rulebook), framework)
    key = key_asked_for(organisation, chosen, label, rater)
    path = file or Path(f"diagnostic-{key.organisation}-{key.round.replace(' ', '-')}-{key.rater}.xlsx")
    if path.suffix.lower() != ".xlsx":
        usage(f"{path}: a form is an Excel workbook; give it a name that ends in .xlsx")
    if path.exists():
        usage(f"{path}: there is such a file already; it may be filled, so it is left as it is")
    known = diagnostics_on(options.workspace)
    called = " ".join((name or name_of_organisation(rulebook, known, key.organisation)).split())
    note_unknown(key.organisation, called)
    write_whole(path, written_form(options.workspace, chosen, key, called))
    part = known.find(key)
    answered = len(part.answers) if part else 0
    if options.format == "json":
        print(json.dumps({"file": path.as_posix(), **asdict(key), "name": called, "answered": answered}, indent=1))
        return
    so_far = f", {answered} of them answered so far" if answered else ""
    print(f"{path}: {len(chosen.statements)} indicators in {len(chosen.areas)} areas{so_far}")
    if not chosen.source.verified:
        print("  its wording was not compared with the published framework (see its first sheet)")
    print(f"  next: fill the yellow cells, then pxcommission diagnostic import {path} --by NAME")


def take_in(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Filled workbooks.")],
    dry_run: DryRun = False,
) -> None:
    """Take in filled workbooks, each whole or not at all; again the same one changes nothing. Needs --by. Formats: text, json.

    Every problem is told with its sheet and cell in one pass. What was answered before stays in the log.

    \b
    Example: pxcommission diagnostic import diagnostic-RZ1-2025-26-board.xlsx --by 'Head of patient experience'
    """
    from pxcommission.diagnostics.filled import read_filled
    from pxcommission.diagnostics.frameworks import frameworks_of
    from pxcommission.diagnostics.taking import take_filled
    from pxcommission.loading import shown_path

    options = options_of(context)
    only_formats(options, "text", "json")
    when = recorded_by(options, dry_run)
    frameworks = frameworks_of(rules_of(options))
    problems: list[Problem] = []
    documents: list[dict[str, object]] = []
    for path in files:
        try:
            filled = read_filled(path, shown_path(path, options.workspace), frameworks, options.as_at)
            change = take_filled(options.workspace, filled, when, dry_run=dry_run)
        except ProblemsFound as found:
            if found.exit_code is not ExitCode.RETURNS_WRONG:
                raise
            problems += found.problems
            continue
        documents.append(_as_json(filled, change))
        if options.format == "text":
            _say(filled, change, dry_run)
    if options.format == "json":
        print(json.dumps(documents, ensure_ascii=False, indent=1))
    if problems:
        raise ProblemsFound(problems, ExitCode.RETURNS_WRONG)


def _say(filled: FilledForm, change: Change, dry_run: bool) -> None:
    given = filled.given
    for note in filled.notes:
        print(note.text)
    states = (change.new, "new"), (change.changed, "changed"), (change.unchanged, "as before")
    said = ", ".join(f"{len(names)} {state}" for names, state in states if names)
    file = printable(given.source.file) if given.source else ""
    print(f"{file}: {given.key.organisation}, {given.key.round}, {given.key.rater}: {said}")
    if change.changed:
        print(f"  changed: {', '.join(change.changed)} (what was said before stays in the log)")
    left = len(given.framework.statements) - len(given.answers)
    if left:
        print(
            f"  {left} of {len(given.framework.statements)} indicators {'is' if left == 1 else 'are'} not answered yet"
        )
    if dry_run:
        print("Nothing was recorded.")
    elif change.entry:
        key = given.key
        print(
            f"  recorded as {change.entry}; see pxcommission diagnostic show {key.organisation} --round '{key.round}'"
        )


def _as_json(filled: FilledForm, change: Change) -> dict[str, object]:
    given = filled.given
    return {
        "file": given.source.file if given.source else "", **asdict(given.key), "assessed_on": given.assessed_on.isoformat(),
        "entry": change.entry or None, "new": list(change.new), "changed": list(change.changed),
        "unchanged": list(change.unchanged),
        "not_answered": [one.id for one in given.framework.statements if one.id not in given.answers],
        "problems": [{"place": n.place, "weight": n.weight, "message": n.message, "fix": n.fix} for n in filled.notes],
    }  # fmt: skip
