"""What people decide, agree and know about a case: decisions, others' action, agreements instead of a step, flags."""

from __future__ import annotations

from typing import Annotated, Literal, cast

import typer

from pxcommission.cli.case_desk import day
from pxcommission.cli.case_noting import note, opened_for
from pxcommission.cli.case_options import Case, DryRun, File, On, Reason
from pxcommission.cli.options import usage
from pxcommission.cli.writing import clean
from pxcommission.problems import ExitCode, Problem, ProblemsFound

FLAGS = ("suspension", "termination right", "dispute")
DECISIONS = ("hold", "not pursued", "override")
PLANS = {"sdip": "service development plan", "dqip": "data quality plan"}


def decide(
    context: typer.Context,
    case: Case,
    decision: Annotated[str, typer.Argument(metavar="hold|'not pursued'|override", help="What was decided.")],
    reason: Reason,
    approver: Annotated[str, typer.Option(metavar="ROLE", help="Who approved it.")],
    until: Annotated[str | None, typer.Option(metavar="DATE", help="The last day it holds.")] = None,
    finding: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only about this finding; may be repeated.")
    ] = None,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """What is proposed is held, not pursued, or a finding set aside: with reason, approver and end. Formats: text, json.

    \b
    Example:
      pxcommission case decide INTERPRETER hold --reason "a second supplier starts on 1 November" \\
        --approver "Head of contracting" --until 2026-01-31 --by "Contract manager"
    """
    from pxcommission.cases.kinds import Decided

    words = decision.replace("-", " ").strip().lower()
    if words not in DECISIONS:
        usage(f"'{decision}' is unknown; write one of: {', '.join(DECISIONS)}")
    opened, happened = opened_for(context, case, on, dry_run)
    last = day("--until", until, happened) if until else None
    if last is not None and last < happened:
        usage(f"--until {until}: before the decision itself ({happened})")
    made = Decided(
        decision=cast(Literal["hold", "not pursued", "override"], words),
        reason=clean("--reason", reason),
        approver=clean("--approver", approver),
        until=last,
        findings=tuple(finding or ()),
    )
    note(opened, made, happened, dry_run, [] if last else ["note: it has no end; --until DATE gives it one"])


def others(
    context: typer.Context,
    case: Case,
    who: Annotated[str, typer.Option(metavar="TEXT", help="CQC, NHS England, another contract …")],
    what: Annotated[str, typer.Option(metavar="TEXT", help="What they already do about it.")],
    taken_into_account: Annotated[
        str, typer.Option("--taken-into-account", metavar="TEXT", help="What follows from it here.")
    ],
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """Somebody else already acts on the same matter, and how that is taken into account. Formats: text, json.

    \b
    Example:
      pxcommission case others FFT-IP-POSITIVE --who CQC --what "inspection of the medical wards in October" \\
        --taken-into-account "our plan waits for its report" --by "Contract manager"
    """
    from pxcommission.cases.kinds import ActionByOthers

    opened, happened = opened_for(context, case, on, dry_run)
    texts = clean("--who", who), clean("--what", what), clean("--taken-into-account", taken_into_account)
    note(opened, ActionByOthers(who=texts[0], what=texts[1], taken_into_account=texts[2]), happened, dry_run)


def agree_instead(
    context: typer.Context,
    case: Case,
    plan: Annotated[str, typer.Option(metavar="sdip|dqip", help="The plan in which the entry stands.")],
    milestone: Annotated[
        list[str], typer.Option(metavar="'ID|ACTION|OWNER|DUE|…'", help="The entry; may be repeated.")
    ],
    reason: Reason,
    on: On = None,
    file: File = None,
    dry_run: DryRun = False,
) -> None:
    """An entry in the improvement (SDIP) or data quality (DQIP) plan was agreed instead of a step. Formats: text, json.

    \b
    Example:
      pxcommission case agree-instead INTERPRETER --plan sdip --milestone "A1|Second supplier at work|Head of access|2026-01-31" \\
        --reason "agreed at the review meeting" --by "Contract manager"
    """
    from pxcommission.cases.kinds import AgreedInstead, Plan
    from pxcommission.casework.plans import milestones_written

    if plan.lower() not in PLANS:
        usage(f"--plan {plan}: unknown; write sdip (service development) or dqip (data quality)")
    opened, happened = opened_for(context, case, on, dry_run)
    name = cast(Literal["service development plan", "data quality plan"], PLANS[plan.lower()])
    agreed = AgreedInstead(
        plan=Plan(name=name, milestones=milestones_written(milestone)), reason=clean("--reason", reason)
    )
    note(opened, agreed, happened, dry_run, file=file)


def flag(
    context: typer.Context,
    case: Case,
    name: Annotated[
        str, typer.Argument(metavar="suspension|'termination right'|dispute", help="What the contract names.")
    ],
    ground: Annotated[str, typer.Option(metavar="TEXT", help="The ground, or why it is lifted.")],
    lift: Annotated[bool, typer.Option("--lift", help="It no longer stands.")] = False,
    on: On = None,
    dry_run: DryRun = False,
) -> None:
    """A suspension event (GC16), a right to terminate (GC17) or a dispute (GC14) is flagged, or lifted. Formats: text, json.

    \b
    Example: pxcommission case flag FFT-IP-POSITIVE dispute --ground "the provider disputes the figure" --by "Contract manager"
    """
    from pxcommission.cases.kinds import Flagged

    words = name.replace("-", " ").strip().lower()
    if words not in FLAGS:
        usage(f"'{name}' is unknown; write one of: {', '.join(FLAGS)}")
    opened, happened = opened_for(context, case, on, dry_run)
    if lift and words not in opened.file.flags:
        raise ProblemsFound(
            [Problem(opened.file.case, f"no {words} is flagged", "pxcommission case show")], ExitCode.REFUSED
        )
    kind = cast(Literal["suspension", "termination right", "dispute"], words)
    note(opened, Flagged(flag=kind, raised=not lift, ground=clean("--ground", ground)), happened, dry_run)


def register_decisions(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    for name, command in (("decide", decide), ("others", others), ("agree-instead", agree_instead), ("flag", flag)):
        app.command(name)(command)
