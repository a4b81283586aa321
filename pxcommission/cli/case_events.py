"""What else happens in a case: evidence, milestones, a step down, an undoing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from pxcommission.cli.case_desk import OpenCase, day, given_file
from pxcommission.cli.case_noting import note, note_all, opened_for
from pxcommission.cli.case_options import Case, DryRun, File, On, Reason
from pxcommission.cli.options import usage
from pxcommission.cli.writing import clean
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean

if TYPE_CHECKING:
    pass

OUTCOMES = ("met", "moved", "missed")
BREACH_NOTICE = (
    "next, where the form has it: pxcommission case step CASE plan-breach-notice --milestone ID --file NOTICE.docx"
)


def evidence(
    context: typer.Context,
    case: Case,
    finding: Annotated[list[str] | None, typer.Option(metavar="ID", help="A finding's id; may be repeated.")] = None,
    period: Annotated[
        str | None, typer.Option(metavar="PERIOD", help="Every breach of the case in this period.")
    ] = None,
    figures: Annotated[str, typer.Option(metavar="TEXT", help="The figures in words.")] = "",
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """A later breach is added to the open notice as evidence. Formats: text, json.

    \b
    Example: pxcommission case evidence FFT-IP-POSITIVE --period 2025/26-Q3 --by "Contract manager"
    """
    from pxcommission.cases.kinds import EvidenceAdded
    from pxcommission.casework.in_order import refuse_before

    opened, happened = opened_for(context, case, on, dry_run)
    found, told_figures = list(finding or []), [figures] if figures else []
    if period is not None:
        ids, said = _breaches(opened, period)
        found, told_figures = [*found, *ids], [*told_figures, *said]
    if not found:
        usage("name the findings with --finding ID, or all of a period with --period 2025/26-Q3")
    strange = [one for one in found if not one.startswith(f"{opened.file.contract}/")]
    if strange:
        usage(f"--finding {strange[0]}: not a finding of {opened.file.contract}")
    if opened.file.notice is None:
        fix = "evidence is added to an open notice; without one, the next letter cites it"
        raise ProblemsFound([Problem(opened.file.case, "no notice is open", fix)], ExitCode.REFUSED)
    refuse_before(opened.file, happened, opened.file.notice.dated, "the evidence", "the notice it is added to")
    added = EvidenceAdded(findings=tuple(dict.fromkeys(found)), figures="; ".join(told_figures))
    note(opened, added, happened, dry_run)


def milestone(
    context: typer.Context,
    case: Case,
    name: Annotated[str, typer.Argument(metavar="ID", help="The milestone.")],
    outcome: Annotated[str, typer.Argument(metavar="met|moved|missed", help="What became of it.")],
    on: On = None,
    to: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The new date, where it was moved by agreement.")
    ] = None,
    evidence: Annotated[str, typer.Option(metavar="TEXT", help="What shows that it was met.")] = "",
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why it was moved or missed.")] = "",
    dry_run: DryRun = False,
) -> None:
    """A milestone of the plan was met, moved by agreement, or missed. Formats: text, json.

    \b
    Examples:
      pxcommission case milestone FFT-IP-POSITIVE 1 met --evidence "audit of 20 February" --by "Contract manager"
      pxcommission case milestone FFT-IP-POSITIVE 1 missed --on 2026-03-02 --by "Contract manager"
    """
    from pxcommission.cases.kinds import MilestoneChanged
    from pxcommission.casework.in_order import plan_agreed, refuse_before

    if outcome not in OUTCOMES:
        usage(f"'{outcome}' is unknown; write one of: {', '.join(OUTCOMES)}")
    opened, happened = opened_for(context, case, on, dry_run)
    standing = opened.file.milestones.get(name)
    if standing is None:
        known = ", ".join(opened.file.milestones) or "none; a plan brings them (pxcommission case plan)"
        message = f"there is no milestone '{name}'{did_you_mean(name, opened.file.milestones)}"
        raise ProblemsFound([Problem(opened.file.case, message, f"milestones: {known}")], ExitCode.REFUSED)
    refuse_before(opened.file, happened, plan_agreed(opened.file, name), f"milestone {name} {outcome}", "its plan")
    if (outcome == "moved") != (to is not None):
        usage("a milestone is moved to a new date: give `moved` and --to DATE together")
    if outcome == "met" and not evidence:
        usage("say what shows that it was met: --evidence TEXT")
    if outcome == "missed" and happened <= standing.due:
        fix = "it can be missed only once its day has passed; record it the day after, or move it by agreement"
        raise ProblemsFound(
            [Problem(opened.file.case, f"milestone {name} is due on {standing.due}", fix)], ExitCode.REFUSED
        )
    due = day("--to", to, happened) if to else None
    kind = cast(Literal["met", "moved", "missed"], outcome)
    changed = MilestoneChanged(milestone=name, outcome=kind, due=due, evidence=evidence, reason=reason)
    note(opened, changed, happened, dry_run, [BREACH_NOTICE] if outcome == "missed" else [])


def step_down(
    context: typer.Context,
    case: Case,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="What improved; the letter of thanks says it.")] = "",
    on: On = None,
    file: File = None,
    dry_run: DryRun = False,
) -> None:
    """The case goes a stage down, with thanks. Formats: text, json.

    \b
    Example: pxcommission case step-down SUR-OVERALL --reason "met in Q3 and Q4" --file thanks.docx --by "Contract manager"
    """
    from pxcommission.cases.kinds import SteppedDown
    from pxcommission.casework.in_order import letter_in_force, refuse_before

    opened, happened = opened_for(context, case, on, dry_run)
    if not opened.file.letters:
        fix = (
            "a case steps down from a letter; an open notice ends by withdrawal or completion (pxcommission case show)"
        )
        raise ProblemsFound([Problem(opened.file.case, "no letter is in force", fix)], ExitCode.REFUSED)
    refuse_before(opened.file, happened, letter_in_force(opened.file), "the step down", "the letter in force")
    _, document = given_file(opened.file.contract, file)
    note(opened, SteppedDown(document=document, reason=reason), happened, dry_run, file=file)


def undo(
    context: typer.Context,
    case: Case,
    reason: Reason,
    never_sent: Annotated[
        bool, typer.Option("--never-sent", help="The letter or notice never went out, although it was recorded.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """What was recorded last counts no more, all that its command recorded; everything stays in the register. Formats: text, json.

    \b
    Example: pxcommission case undo FFT-IP-POSITIVE --reason "recorded in the wrong case" --by "Contract manager"
    """
    from pxcommission.casework.undoing import undone_of

    opened, happened = opened_for(context, case, None, dry_run)
    note_all(opened, undone_of(opened.file, clean("--reason", reason), never_sent), happened, dry_run)


def _breaches(opened: OpenCase, period: str) -> tuple[list[str], list[str]]:
    """The case's final findings in breach for a period, and their figures in words."""
    from pxcommission.assessment.findings import Outcome
    from pxcommission.cli.check import checked_contracts
    from pxcommission.packs.described import where
    from pxcommission.packs.figures import figure_of

    (checked,) = checked_contracts(opened.options, period, [opened.file.contract])
    found = [f for f in checked.findings if f.case == opened.file.case and f.outcome is Outcome.BREACH and f.final]
    if not found:
        fix = "only a final breach of the same requirement and service is evidence"
        raise ProblemsFound([Problem(opened.file.case, f"nothing in breach for {period}", fix)], ExitCode.REFUSED)
    figures = [f"{where(checked, f)}, {f.period.label}: {figure_of(checked, f).result}" for f in found]
    return [f.id for f in found], figures


def register_events(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    for name, command in (
        ("evidence", evidence), ("milestone", milestone), ("step-down", step_down), ("undo", undo),
    ):  # fmt: skip
        app.command(name)(command)
