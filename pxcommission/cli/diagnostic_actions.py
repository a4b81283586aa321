"""`pxcommission diagnostic action` and `actions`: how what was agreed after an assessment stands, on record, with its dates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.diagnostic_desk import (
    DryRun,
    Organisation,
    RaterOption,
    RoundOption,
    day_past,
    kept_text,
    parts_asked_for,
    recorded_by,
    say_entry,
)
from pxcommission.cli.options import Options, day_given, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.diagnostics.actions import AgreedAction
    from pxcommission.diagnostics.entries import Answer, Round


def action(
    context: typer.Context,
    organisation: Organisation,
    statement: Annotated[str, typer.Argument(metavar="INDICATOR", help="The indicator the action belongs to.")],
    label: RoundOption = "",
    rater: RaterOption = "",
    status: Annotated[str | None, typer.Option(help="not started, in progress, done or stopped.")] = None,
    on: Annotated[str | None, typer.Option(metavar="DATE", help="The day it stood so (default: today).")] = None,
    due: Annotated[str | None, typer.Option(metavar="DATE", help="A new date that was agreed.")] = None,
    owner: Annotated[str | None, typer.Option(metavar="ROLE", help="A new owner; a role, no name.")] = None,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="What was done, or why it was stopped or moved.")] = None,
    dry_run: DryRun = False,
) -> None:  # fmt: skip
    """Record how an action stands; the same status again says that somebody looked. Needs --by. Formats: text, json.

    A new date counts where it was agreed before the one in force had passed; the first date stays on record.

    \b
    Examples:
      pxcommission diagnostic action RZ1 LEAD-1 --round 2025-26 --rater board --status done --note 'Deputy named' --by NAME
      pxcommission diagnostic action RZ1 CULT-7 --due 2026-06-30 --note 'Training begins in May' --by NAME
    """
    from pxcommission.diagnostics.entries import Progress
    from pxcommission.diagnostics.recording import record_progress
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    when = recorded_by(options, dry_run)
    parts = parts_asked_for(diagnostics_on(options.workspace), organisation, label, rater)
    part, answer = _action_named(parts, statement.upper())
    day = day_past(options, "--on", on or options.as_at.isoformat(), "")
    words, step_owner = kept_text("--note", note, 1000), kept_text("--owner", owner, 120)
    moved = day_given("--due", due) if due else None
    wanted = _status(status) or answer.status
    if not (status or moved or step_owner or words):
        usage("say how it stands: --status, --note, --due or --owner")
    if wanted == "stopped" and not words:
        usage("say why it was stopped: --note TEXT")
    if answer.progress and day < answer.progress[0].on:
        usage(f"--on {day} lies before {answer.progress[0].on}, the day the action was agreed")
    step = Progress(day, wanted, words, moved)
    entry = "" if dry_run else record_progress(options.workspace, part.key, statement.upper(), step, step_owner, when)
    said = f"{organisation}, {part.round}, {part.rater}, {statement.upper()}: {wanted} on {day}"
    say_entry(options, entry, said + (f"; due {moved}" if moved else ""), {
        **asdict(part.key), "indicator": statement.upper(), "status": wanted, "on": day.isoformat(),
        "due": moved.isoformat() if moved else None, "owner": step_owner or answer.owner, "note": words,
    })  # fmt: skip
    if options.format == "text" and moved and answer.due and day > answer.due:
        print(f"  note: {answer.due} had passed, so the action still counts as not done by its date")


def actions(
    context: typer.Context,
    organisation: Organisation,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only those open after their date.")] = False,
) -> None:
    """Every action of an organisation with its owner, date and how it stands. Formats: text, json.

    \b
    Example: pxcommission diagnostic actions RZ1 --overdue
    """
    from pxcommission.diagnostics.actions import actions_of
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    parts = parts_asked_for(diagnostics_on(options.workspace, options.as_at), organisation)
    found = [one for one in actions_of(parts) if one.overdue(options.as_at) or not overdue]
    if options.format == "json":
        rows = [_action_json(one.part, one.statement, one.answer, options) for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in found:
        _show_action(one, options)
    if not found:
        print("No action is overdue." if overdue else "No action is recorded.")


def _show_action(one: AgreedAction, options: Options) -> None:
    part, answer = one.part, one.answer
    late = ", OVERDUE" if one.overdue(options.as_at) else ""
    moved = f" (first {answer.first_due})" if answer.first_due != answer.due else ""
    head = f"{one.statement}, {part.round}, {part.rater}: {answer.status}, due {answer.due}{moved}{late}"
    print(f"{head}; {printable(answer.owner)}")
    print(paragraph(printable(answer.action), "  ", "  "))
    for step in answer.progress[1:]:
        print(paragraph(f"{step.on} {step.status}: {printable(step.note)}".removesuffix(": "), "  - ", "    "))


def _status(text: str | None) -> str:
    from pxcommission.diagnostics.entries import STATUSES

    status = " ".join((text or "").lower().replace("-", " ").split())
    if status and status not in STATUSES:
        usage(
            f"--status: there is no '{printable(status)}'{did_you_mean(status, STATUSES)}; known: {', '.join(STATUSES)}"
        )
    return status


def _action_named(parts: tuple[Round, ...], statement: str) -> tuple[Round, Answer]:
    """The one action of an indicator, the last round's where no round is named; stops where there is none or several fit."""
    found = [(one, one.answers[statement]) for one in parts if statement in one.actions]
    if not found:
        known = sorted({name for one in parts for name in one.actions})
        message = f"no action is recorded for {printable(statement)}{did_you_mean(statement, known)}"
        raise ProblemsFound(
            [Problem(statement, message, f"actions are recorded for: {', '.join(known) or 'none'}")], ExitCode.USAGE
        )
    if len(found) > 1:
        fits = "; ".join(f"--round {one.round} --rater {one.rater}" for one, _ in found)
        usage(f"{statement} has an action in several places; say which: {fits}")
    return found[0]


def _action_json(part: Round, name: str, one: Answer, options: Options) -> dict[str, object]:
    return {
        **asdict(part.key), "indicator": name, "action": one.action, "owner": one.owner, "status": one.status,
        "due": one.due.isoformat() if one.due else None, "first_due": one.first_due.isoformat() if one.first_due else None,
        "overdue": one.overdue(options.as_at),
        "progress": [{"on": step.on.isoformat(), "status": step.status, "note": step.note,
                      "due": step.due.isoformat() if step.due else None, "by": step.by} for step in one.progress],
    }  # fmt: skip
