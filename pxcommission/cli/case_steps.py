"""The steps of General Condition 9: notice, withdrawal, meeting, investigation, plan, report, and any other by its id."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.case_options import Case, Dated, Differs, DryRun, File, Method, Reason, Served, Trace
from pxcommission.cli.case_taking import GROUND, OWN_PART, StepAsked, take
from pxcommission.cli.options import usage

if TYPE_CHECKING:
    from pxcommission.cases.kinds import Plan

OwnPart = Annotated[
    str,
    typer.Option("--own-part", metavar="TEXT", help="Is the failure due to a commissioner? 'no: …' or 'yes: …'."),
]
Ground = Annotated[str, typer.Option("--ground", metavar="TEXT", help="The ground, where the step needs one.")]
MilestoneId = Annotated[str, typer.Option("--milestone", metavar="ID", help="The milestone of the plan it is about.")]
NOTICE = ("contract-performance-notice", "contract-query-notice")
PLAN = ("remedial-action-plan", "late-remedial-action-plan", "plan-after-retention")
MEETING = ("contract-management-meeting", "late-contract-management-meeting")


def notice(
    context: typer.Context,
    case: Case,
    file: File = None,
    dated: Dated = None,
    served: Served = None,
    method: Method = "email",
    own_part: OwnPart = "",
    immediate_risk: Annotated[
        str, typer.Option("--immediate-risk", metavar="TEXT", help="An immediate risk? 'no', or 'yes: …'.")
    ] = "",
    differs: Differs = "",
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """A GC9 Contract Performance Notice went out, as a document of its own. Formats: text, json.

    One notice is open at a time for a requirement and service; a later breach is added with `case evidence`. The Word file is
    compared with its draft (`case draft CASE --step notice`): figures, levels, its date and the day of the meeting.

    \b
    Example:
      pxcommission case notice FFT-IP-POSITIVE --file notice.docx --dated 2025-12-19 --served 2025-12-19 \\
        --own-part "no: no commissioner contributed to it" --immediate-risk no --by "Contract manager"
    """
    if file is None and not dry_run:
        usage("give the notice as it was sent: --file NOTICE.docx")
    answers = {OWN_PART: own_part, "immediate risk": immediate_risk}
    asked = StepAsked(NOTICE, dated, served, method, file, dry_run, trace, answers, is_issued=True, differs=differs)
    take(context, case, asked)


def provider_notice(
    context: typer.Context, case: Case, file: File = None, dated: Dated = None, served: Served = None,
    method: Method = "email", summary: Annotated[str, typer.Option(metavar="TEXT", help="What it says.")] = "",
    dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """A GC9 notice was received from the provider. Formats: text, json.

    \b
    Example: pxcommission case provider-notice FFT-IP-POSITIVE --file received.pdf --dated 2025-12-19 --by "Contract manager"
    """
    answers = {"summary": summary}
    take(
        context, case, StepAsked(("provider-performance-notice",), dated, served, method, file, dry_run, trace, answers)
    )


def withdraw(
    context: typer.Context, case: Case, reason: Reason, file: File = None, dated: Dated = None, served: Served = None,
    differs: Differs = "", dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """The notice is withdrawn. Formats: text, json.

    \b
    Example: pxcommission case withdraw FFT-IP-POSITIVE --reason "the figure was corrected" --by "Contract manager"
    """
    steps = ("withdraw-notice", "withdraw-information-notice")
    asked = StepAsked(
        steps, dated, served, "", file, dry_run, trace, {"reason": reason}, is_issued=True, differs=differs
    )
    take(context, case, asked)


def meeting(
    context: typer.Context, case: Case, on: Dated = None, file: File = None,
    outcome: Annotated[str, typer.Option(metavar="TEXT", help="What was agreed.")] = "",
    differs: Differs = "", dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """The Contract Management Meeting was held. Formats: text, json.

    \b
    Example: pxcommission case meeting FFT-IP-POSITIVE --dated 2026-01-06 --outcome "a plan is needed" --by "Contract manager"
    """
    answers = {"outcome": outcome}
    asked = StepAsked(MEETING, on, None, "", file, dry_run, trace, answers, differs=differs)
    take(context, case, asked)


def investigation(
    context: typer.Context, case: Case, on: Dated = None, file: File = None,
    report: Annotated[bool, typer.Option("--report", help="The report is here (else: its terms were agreed).")] = False,
    summary: Annotated[str, typer.Option(metavar="TEXT", help="The terms, or what it found.")] = "",
    differs: Differs = "", dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """A Joint Investigation was agreed, or its report is here. Formats: text, json.

    \b
    Examples:
      pxcommission case investigation FFT-IP-POSITIVE --file terms.docx --dated 2026-01-06 --by "Contract manager"
      pxcommission case investigation FFT-IP-POSITIVE --report --file report.pdf --by "Contract manager"
    """
    step = "joint-investigation-report" if report else "joint-investigation"
    answers = {"summary": summary}
    take(context, case, StepAsked((step,), on, None, "", file, dry_run, trace, answers, differs=differs))


def plan(
    context: typer.Context, case: Case, on: Dated = None, file: File = None,
    milestone: Annotated[
        list[str] | None,
        typer.Option(metavar="'ID|ACTION|OWNER|DUE|…'", help="id|action|owner|due|metric|target|maintain until; repeatable."),
    ] = None,
    immediate: Annotated[bool, typer.Option("--immediate", help="An Immediate Action Plan.")] = False,
    differs: Differs = "", dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """A Remedial (or Immediate) Action Plan was agreed. Formats: text, json.

    A workbook has a row an action under headings such as id, action, owner, start, due, metric, target, maintain until.

    \b
    Examples:
      pxcommission case plan FFT-IP-POSITIVE --file plan.xlsx --dated 2026-01-13 --by "Contract manager"
      pxcommission case plan FFT-IP-POSITIVE --milestone "1|Night rounds on two wards|Head of nursing|2026-02-27" --by "Contract manager"
    """
    workbook = file if file is not None and file.suffix.lower() in (".xlsx", ".xlsm", ".ods", ".xls") else None
    agreed = _plan(workbook, milestone or [], immediate)
    if agreed is None:
        usage("a plan has at least one milestone: give --file PLAN.xlsx, or --milestone 'id|action|owner|due'")
    steps = ("immediate-action-plan",) if immediate else PLAN
    take(context, case, StepAsked(steps, on, None, "", file, dry_run, trace, plan=agreed, differs=differs))


def _plan(workbook: Path | None, written: list[str], immediate: bool) -> Plan | None:
    """The plan of a workbook and of milestones written out; None where there are none."""
    from pxcommission.cases.kinds import Plan
    from pxcommission.casework.plans import milestones_in, milestones_written

    if workbook is not None and not workbook.is_file():
        usage(f"{workbook}: there is no such file")
    found = (*(milestones_in(workbook) if workbook else ()), *milestones_written(written))
    return (
        Plan(name="immediate action plan" if immediate else "remedial action plan", milestones=found) if found else None
    )


def report(
    context: typer.Context, case: Case, dated: Dated = None, served: Served = None, file: File = None,
    method: Method = "email", milestone: MilestoneId = "", ground: Ground = "", differs: Differs = "",
    dry_run: DryRun = False, trace: Trace = False,
) -> None:  # fmt: skip
    """An Exception Report went out. Formats: text, json.

    \b
    Example: pxcommission case report FFT-IP-POSITIVE --file report.docx --milestone 1 --ground "not put right" --by "Contract manager"
    """
    from pxcommission.cases.ladder_states import EXCEPTION_REPORTS

    answers = {GROUND: ground}
    asked = StepAsked(
        EXCEPTION_REPORTS,
        dated,
        served,
        method,
        file,
        dry_run,
        trace,
        answers,
        milestone=milestone,
        is_issued=True,
        differs=differs,
    )
    take(context, case, asked)


def step(
    context: typer.Context,
    case: Case,
    name: Annotated[str, typer.Argument(metavar="STEP", help="The step's id in the contract form (see `case show`).")],
    dated: Dated = None,
    served: Served = None,
    method: Annotated[str, typer.Option("--method", metavar="email|post|by-hand", help="How it was served.")] = "",
    file: File = None,
    milestone: MilestoneId = "",
    plan: Annotated[
        Path | None, typer.Option("--plan", metavar="PLAN.xlsx", help="The plan, where the step needs one.")
    ] = None,
    ground: Ground = "",
    own_part: OwnPart = "",
    note: Annotated[str, typer.Option(metavar="TEXT", help="What else belongs in the record.")] = "",
    differs: Differs = "",
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """Any step of the contract form by its id, such as decide-on-plan or plan-breach-notice. Formats: text, json.

    \b
    Examples:
      pxcommission case step FFT-IP-POSITIVE decide-on-plan --dated 2026-01-06 --by "Contract manager"
      pxcommission case step FFT-IP-POSITIVE plan-breach-notice --milestone 1 --file notice.docx --by "Contract manager"
    """
    answers = {GROUND: ground, OWN_PART: own_part, "note": note}
    asked = StepAsked(
        (name,), dated, served, method, file, dry_run, trace, answers, _plan(plan, [], name == "immediate-action-plan"),
        milestone, differs=differs,
    )  # fmt: skip
    take(context, case, asked)


def register_steps(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    for name, command in (
        ("notice", notice), ("provider-notice", provider_notice), ("withdraw", withdraw), ("meeting", meeting),
        ("investigation", investigation), ("plan", plan), ("report", report), ("step", step),
    ):  # fmt: skip
        app.command(name)(command)
