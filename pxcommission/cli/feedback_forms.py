"""`pxcommission feedback template`, `load` and `complete`: forms written, filled forms kept, a period recorded as complete."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.feedback_desk import kind_asked_for, recorded_by, rules_of, say_warnings, unknown_codes_of
from pxcommission.cli.options import day_given, only_formats, options_of, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound, printable

if TYPE_CHECKING:
    from pxcommission.listening.forms_kept import LoadedForm

MOST_SHOWN = 40


def template(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="The kind of entry, such as complaint.")],
    file: Annotated[Path | None, typer.Argument(help="Where to (default: <kind>.xlsx).")] = None,
    provider: Annotated[str | None, typer.Option(metavar="ODS", help="Write the provider's code into it.")] = None,
) -> None:
    """Write the form of one kind as a workbook with drop-downs, to fill a row for each entry and load.

    \b
    Examples:
      pxcommission feedback template discussion-group groups.xlsx
      pxcommission feedback template complaint complaints-q2.xlsx --provider RZ1
    """
    from pxcommission.listening.form import form_bytes
    from pxcommission.whole_files import write_whole

    options = options_of(context)
    only_formats(options, "text")
    wanted = kind_asked_for(kind)
    path = file or Path(f"{wanted}.xlsx")
    if path.suffix.lower() != ".xlsx":
        usage(f"{path}: a form is an Excel workbook; give it a name that ends in .xlsx")
    if path.exists():
        usage(f"{path}: there is such a file already; it may be filled, so it is left as it is")
    write_whole(path, form_bytes(wanted, rules_of(options).vocabulary, provider or ""))
    print(f"{path}: a row for each entry; then pxcommission feedback load {path} --by NAME")


def load(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="Filled forms.")],
    received: Annotated[
        str | None, typer.Option(metavar="DATE", help="The day it reached you (default: today).")
    ] = None,
    corrects: Annotated[bool, typer.Option("--corrects", help="Let a reference replace one of another day.")] = False,
) -> None:
    """Keep filled forms, each whole or not at all; loading one again changes nothing. Needs --by. Formats: text, json.

    \b
    Example: pxcommission feedback load groups.xlsx complaints-q2.xlsx --by 'Patient experience lead'
    """
    from pxcommission.evidence.organisations_loaded import CodesOfContracts
    from pxcommission.listening.filled import read_filled
    from pxcommission.listening.forms_kept import load_filled
    from pxcommission.listening.recording import When
    from pxcommission.loading import shown_path

    options = options_of(context)
    only_formats(options, "text", "json")
    by = recorded_by(options)
    known = day_given("--received", received) if received else options.as_at
    if known > options.as_at:
        usage(f"--received {known} lies after {options.as_at}, the day this is done")
    rulebook = rules_of(options)
    codes = CodesOfContracts(rulebook.contracts.values())
    loaded: list[LoadedForm] = []
    problems: list[Problem] = []
    for path in files:
        shown = shown_path(path, options.workspace)
        try:
            filled = read_filled(path, shown, rulebook.vocabulary, known, codes)
            loaded.append(load_filled(options.workspace, filled, When(by.by, options.as_at, known), corrects))
        except ProblemsFound as found:
            if found.exit_code is not ExitCode.RETURNS_WRONG:
                raise
            problems += found.problems
            continue
        if options.format == "text":
            _say(loaded[-1])
    if options.format == "json":
        print(json.dumps([_as_json(one) for one in loaded], ensure_ascii=False, indent=1))
    if problems:
        raise ProblemsFound(problems, ExitCode.RETURNS_WRONG)


def _say(one: LoadedForm) -> None:
    for note in one.filled.notes[:MOST_SHOWN]:
        print(note.text)
    left = len(one.filled.notes) - MOST_SHOWN
    if left > 0:
        print(f"  and {left} more like these (all with --format json)")
    parts = [f"{len(ids)} {state}" for ids, state in _states(one) if ids]
    print(f"{printable(one.filled.source.file)}: {one.filled.kind}: {', '.join(parts) or 'nothing new'}")
    if one.complete and one.filled.completion:
        period = one.filled.completion.period.label
        print(
            f"  recorded: the {one.filled.kind} register of {one.filled.completion.provider} is complete for {period}"
        )
    for name in one.kept_back:
        print(f"  {name}: its text was forgotten, so it was not kept again")
    for name in one.left_out:
        print(f"  {name}: it was withdrawn, so its row was left out; give it another reference if it should count")
    if any(read.warnings for _, read in one.filled.rows):
        print("  next: take personal details out of the file and load it again; the row is replaced")


def _states(one: LoadedForm) -> tuple[tuple[tuple[str, ...], str], ...]:
    return (one.new, "new"), (one.replaced, "replaced"), (one.unchanged, "already there")


def _as_json(one: LoadedForm) -> dict[str, object]:
    notes = [{"place": n.place, "weight": n.weight, "message": n.message, "fix": n.fix} for n in one.filled.notes]
    return {
        "file": one.filled.source.file, "kind": one.filled.kind, "new": list(one.new), "replaced": list(one.replaced),
        "unchanged": list(one.unchanged), "left_out": list(one.left_out), "complete": list(one.complete), "problems": notes,
    }  # fmt: skip


def complete(
    context: typer.Context,
    kind: Annotated[str, typer.Argument(help="The kind of entry, such as complaint.")],
    provider: Annotated[str, typer.Option(metavar="ODS", help="The provider's code.")],
    period: Annotated[str, typer.Option(help="2025/26-Q2, 2025-09 or 2025/26")],
) -> None:
    """Record that everything of a kind which belongs to a period stands in the register; only then is nothing zero.

    Needs --by. Month by month or a quarter at once is the same; `feedback withdraw ID` takes one back that was a mistake.

    \b
    Example: pxcommission feedback complete complaint --provider RZ1 --period 2025/26-Q2 --by 'Complaints lead'
    """
    from pxcommission.listening.filled import not_over
    from pxcommission.listening.recording import Completion, already_complete, record
    from pxcommission.listening.register import registers_on
    from pxcommission.returns.ae_figures import ODS

    options = options_of(context)
    only_formats(options, "text")
    wanted, asked, when = kind_asked_for(kind), period_asked_for(period), recorded_by(options)
    if not ODS.fullmatch(provider):
        usage(f"--provider {printable(provider)}: no organisation code; write it like RZ1")
    if wrong := not_over(asked, options.as_at):
        usage(f"--period: {wrong}, so it can't be complete yet")
    completion = Completion(wanted, provider, asked)
    say_warnings(unknown_codes_of(provider, "", rules_of(options)))
    known = already_complete(registers_on(options.workspace), completion)
    if known is not None:
        print(f"{known.id}: already recorded by {printable(known.by)} on {known.known_from}")
        return
    name = record(options.workspace, [], when, completions=[completion])[0]
    print(f"{name}: the {wanted} register of {provider} is complete for {asked.label}")
    print(f"  if that was a mistake: pxcommission feedback withdraw {name} --reason TEXT --by NAME")
