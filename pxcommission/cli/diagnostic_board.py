"""`pxcommission diagnostic presented`, `complete` and `withdraw`: that the board had it, that a period is whole, a slip taken back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.diagnostic_desk import (
    DryRun,
    FrameworkOption,
    Organisation,
    RoundOption,
    day_past,
    kept_text,
    last_round,
    name_of_organisation,
    note_unknown,
    organisation_asked_for,
    parts_asked_for,
    recorded_by,
    rules_of,
    say_entry,
)
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode, Problem, ProblemsFound

if TYPE_CHECKING:
    from pxcommission.diagnostics.entries import Round


def presented(
    context: typer.Context,
    organisation: Organisation,
    label: RoundOption = "",
    framework: FrameworkOption = "",
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day of the board's meeting.")] = None,
    minute: Annotated[str | None, typer.Option(metavar="TEXT", help="The minute, such as: item 7, noted; actions agreed.")] = None,
    dry_run: DryRun = False,
) -> None:  # fmt: skip
    """Record that a round was presented to the board, and what the minutes say. Needs --by. Formats: text, json.

    \b
    Example: pxcommission diagnostic presented RZ1 --round 2025-26 --on 2025-09-25 --minute 'Item 7: discussed' --by NAME
    """
    from pxcommission.diagnostics.recording import record_presented
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    when = recorded_by(options, dry_run)
    day = day_past(options, "--on", on, "say when: --on 2025-09-25")
    words = kept_text("--minute", minute)
    if not words:
        usage("say what the minutes have: --minute 'Item 7: discussed, three actions agreed'")
    parts = parts_asked_for(diagnostics_on(options.workspace), organisation, label)
    label = label or last_round(parts)
    names = list(
        dict.fromkeys(one.framework for one in parts if one.round == label and framework in ("", one.framework))
    )
    if len(names) != 1:
        usage(f"say which framework: --framework ID; this round has: {', '.join(names) or 'no such one'}")
    same = [one for one in parts if one.round == label and one.framework == names[0]]
    _refuse_before_assessed(same, day)
    known = next((said for one in same for said in one.presented if said.on == day), None)
    if known is not None:
        message = f"this round was presented on {day} already: {known.minute}"
        raise ProblemsFound(
            [Problem(known.entry, message, f"`diagnostic withdraw {known.entry}` first, if it is wrong")],
            ExitCode.REFUSED,
        )
    entry = "" if dry_run else record_presented(options.workspace, organisation, names[0], label, day, words, when)
    said = f"{organisation}, {label}: presented to the board on {day}: {words}"
    say_entry(
        options, entry, said, {"organisation": organisation, "round": label, "on": day.isoformat(), "minute": words}
    )
    if options.format == "text" and not any(one.whole for one in same if one.rater != "commissioner"):
        print(
            "  note: no rater of the organisation has answered every indicator yet; it counts as presented once one has"
        )


def complete(
    context: typer.Context,
    organisation: Organisation,
    period: Annotated[str, typer.Option(help="2025/26-Q2, 2025-09 or 2025/26")],
    dry_run: DryRun = False,
) -> None:
    """Record that whatever an organisation assessed, presented and did in a period stands here; only then is nothing zero.

    Needs --by. A contract that asks for the assessment is judged on these records; until a period is complete, what is missing
    is not assessed.

    \b
    Example: pxcommission diagnostic complete RZ1 --period 2025/26 --by 'Head of quality'
    """
    from pxcommission.cli.check import period_asked_for
    from pxcommission.diagnostics.counted import is_complete
    from pxcommission.diagnostics.recording import record_complete
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    asked, code, when = period_asked_for(period), organisation_asked_for(organisation), recorded_by(options, dry_run)
    if asked.end >= options.as_at:
        usage(f"--period: {asked.label} is not over on {options.as_at}, so it can't be complete yet")
    document = {"organisation": code, "period": asked.label}
    known = diagnostics_on(options.workspace)
    note_unknown(code, name_of_organisation(rules_of(options), known, code))
    if is_complete(known, [code], asked):
        say_entry(options, "", f"{code}: {asked.label} is recorded as complete already", document, nothing=False)
        return
    entry = "" if dry_run else record_complete(options.workspace, code, asked, when)
    say_entry(options, entry, f"{code}: everything of {asked.label} is here", document)


def withdraw(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(help="The entry's id, such as diagnostic-0004.")],
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why, such as: entered for the wrong round.")
    ] = None,
    dry_run: DryRun = False,
) -> None:
    """Let an entry that was recorded in error count no more; it and this act stay in the log. Needs --by.

    \b
    Example: pxcommission diagnostic withdraw diagnostic-0004 --reason 'entered for the wrong organisation' --by NAME
    """
    from pxcommission.diagnostics.recording import check_can_be_withdrawn, withdraw_entry
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    when = recorded_by(options, dry_run)
    words = kept_text("--reason", reason)
    if not words:
        usage("say why: --reason 'entered for the wrong round'")
    made = ""
    if dry_run:
        check_can_be_withdrawn(diagnostics_on(options.workspace), entry)
    else:
        made = withdraw_entry(options.workspace, entry, words, when)
    said = f"{entry} counts no more from {options.as_at} on"
    say_entry(options, made, said, {"withdrawn": entry, "reason": words})


def _refuse_before_assessed(parts: list[Round], day: date) -> None:
    """A board can't have had what nobody had assessed yet."""
    first = min(one.assessed_on for one in parts)
    if day < first:
        message = f"it was assessed on {first} first, after {day}"
        raise ProblemsFound([Problem("--on", message, "check both days")], ExitCode.REFUSED)
