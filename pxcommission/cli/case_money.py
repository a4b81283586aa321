"""The steps about money: a sum withheld, given back, or kept; and closing a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from msgspec import Struct

from pxcommission.cli.case_desk import OpenCase, day, given_file, not_ahead, open_case, recorded
from pxcommission.cli.case_money_options import (
    Agreed,
    Base,
    Basis,
    Interest,
    Month,
    Since,
    interest_given,
    number_given,
)
from pxcommission.cli.case_options import Case, Dated, Differs, DryRun, File, Method, On, Reason, Served, Trace
from pxcommission.cli.case_said import say_event
from pxcommission.cli.case_steps import MilestoneId, OwnPart
from pxcommission.cli.case_taking import GROUND, IMPROVEMENT_HELD, OWN_PART, StepAsked, take
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.cli.writing import clean

if TYPE_CHECKING:
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Sum
    from pxcommission.cases.settlements import InterestTerms
    from pxcommission.rulebook.contract_forms import FormStep

WITHHOLDING = (
    "withhold-for-breach", "withhold-further-for-breach", "withhold-without-plan", "withhold-further-without-plan",
    "withhold-after-first-report", "withhold-further-after-first-report", "withhold-for-information",
)  # fmt: skip
RELEASE, REPAYMENT = ("release", "release-for-information"), ("repayment",)
RETENTION = ("retain", "retain-without-plan", "retain-for-information")
CLOSURE = ("plan-completed", "closure-after-retention", "closure-after-information-retained")


class Settlement(Struct, frozen=True):
    """What becomes of sums held, and why: of which months (all unless named), how much, with which interest."""

    outcome: Literal["released", "retained", "repaid"]
    reason: str
    months: Sequence[str] = ()
    amount: Decimal | None = None
    interest: InterestTerms | None = None


def withhold(
    context: typer.Context,
    case: Case,
    month: Annotated[str, typer.Option(metavar="YYYY-MM", help="The month whose payment it is withheld from.")],
    per_cent: Annotated[str, typer.Option("--per-cent", metavar="NUMBER", help="The share of the monthly value.")],
    ground: Annotated[str, typer.Option(metavar="TEXT", help="The ground, as the notice states it.")],
    base: Base = "AMV",
    milestone: MilestoneId = "",
    agreed: Agreed = "",
    dated: Dated = None,
    served: Served = None,
    method: Method = "email",
    file: File = None,
    own_part: OwnPart = "",
    differs: Differs = "",
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """A sum is withheld under the form, never above its cap, the formula shown. Formats: text, json.

    It needs the monthly value (contracts/<id>/monthly-values.csv), a confirmed form, a ground, and two sign-offs that name the
    sum. A sanction of a plan is at most what the plan agrees for the missed step. The month has begun, and does not lie
    before the breach.

    \b
    Example:
      pxcommission case withhold FFT-IP-POSITIVE --month 2026-03 --per-cent 2 --milestone 1 \\
        --ground "milestone 1 was missed and not put right" --file notice.docx --by "Contract manager"
    """
    share = number_given("--per-cent", per_cent)
    if base not in ("AMV", "EMV"):
        usage(f"--base {base}: unknown; write AMV (actual) or EMV (expected monthly value)")

    def sums(opened: OpenCase, step: FormStep, on: date) -> tuple[Sum, ...]:
        from pxcommission.casework.money import sum_to_withhold

        return (
            sum_to_withhold(
                opened.desk,
                opened.rulebook,
                step,
                on,
                month,
                base,
                share,
                clean("--ground", ground),
                milestone,
                clean("--agreed", agreed) if agreed else "",
            ),
        )

    answers = {GROUND: ground, OWN_PART: own_part}
    asked = StepAsked(
        WITHHOLDING,
        dated,
        served,
        method,
        file,
        dry_run,
        trace,
        answers,
        milestone=milestone,
        sums=sums,
        is_issued=True,
        differs=differs,
    )
    take(context, case, asked)


def release(
    context: typer.Context,
    case: Case,
    reason: Reason,
    month: Month = None,
    amount: Annotated[str, typer.Option(metavar="POUNDS", help="Only so much (with one --month).")] = "",
    repaid: Annotated[bool, typer.Option("--repaid", help="Paid back because it was withheld without ground.")] = False,
    interest: Interest = "",
    basis: Basis = "",
    since: Since = None,
    on: On = None,
    file: File = None,
    differs: Differs = "",
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """What was withheld is given back: all of it, or of some months. Formats: text, json.

    After a part the rest stays due. A step that closes the notice gives back all of it. A breach of the plan is first recorded as put right: pxcommission case step CASE breach-put-right.

    \b
    Examples:
      pxcommission case release FFT-IP-POSITIVE --reason "the milestone was met on 20 April" --by "Contract manager"
      pxcommission case release FFT-IP-POSITIVE --repaid --interest 8 --basis "GC9 and the rate agreed" --since 2026-03-03 \\
        --reason "the provider's evidence was accepted" --by "Contract manager"
    """
    if interest and not repaid:
        usage("interest belongs to a sum paid back: give --repaid with it")
    terms = interest_given(interest, basis, since, day("--on", on, options_of(context).as_at))
    part = number_given("--amount", amount) if amount else None
    wanted = Settlement("repaid" if repaid else "released", reason, month or (), part, terms)
    _settle(context, case, wanted, REPAYMENT if repaid else RELEASE, on, file, dry_run, trace, "", differs)


def retain(
    context: typer.Context,
    case: Case,
    reason: Reason,
    month: Month = None,
    own_part: OwnPart = "",
    on: On = None,
    file: File = None,
    differs: Differs = "",
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """What was withheld under the open notice is kept for good, all of it. Formats: text, json.

    \b
    Example: pxcommission case retain FFT-IP-POSITIVE --reason "still in breach 20 Operational Days after the report" --by "Contract manager"
    """
    wanted = Settlement("retained", reason, month or ())
    _settle(context, case, wanted, RETENTION, on, file, dry_run, trace, own_part, differs)


def close(
    context: typer.Context,
    case: Case,
    evidence: Annotated[
        str, typer.Option(metavar="TEXT", help="What shows that the improvement was achieved and held.")
    ],
    meeting: Annotated[str | None, typer.Option(metavar="DATE", help="The review meeting that noted it.")] = None,
    on: On = None,
    file: File = None,
    dry_run: DryRun = False,
    trace: Trace = False,
) -> None:
    """The case is closed: the plan completed and the improvement held, or an informal case settled. Formats: text, json.

    \b
    Example: pxcommission case close FFT-IP-POSITIVE --evidence "95.6% in Q3 and Q4" --meeting 2026-05-27 --by "Contract manager"
    """
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Closed, kind_of

    options = options_of(context)
    only_formats(options, "text", "json")
    opened = open_case(options, case, options.as_at, writing=not dry_run)
    given, document = given_file(opened.desk.contract.contract, file)
    noted = day("--meeting", meeting, options.as_at) if meeting else None
    closed = Closed(evidence=clean("--evidence", evidence), document=document, meeting=noted)

    def entries(case_opened: OpenCase, day_of_it: date) -> Sequence[Entry]:
        file_of_it = case_opened.file
        return [
            Entry(
                file_of_it.contract, file_of_it.case, kind_of(closed), day_of_it, closed.recorded(), file_of_it.events
            )
        ]

    if opened.file.notice is not None:
        answers = {IMPROVEMENT_HELD: evidence, GROUND: evidence, "review meeting": meeting or ""}
        take(context, opened.file.case, StepAsked(CLOSURE, on, None, "", file, dry_run, trace, answers, more=entries))
        return
    _nothing_held(opened)
    closed_on = not_ahead("--on", day("--on", on, options.as_at), options)
    made = entries(opened, closed_on)
    events = () if dry_run else recorded(options, opened.register, made, [(given, document)])
    say_event(opened, f"closed on {closed_on}: {closed.evidence}", events)


def _settle(
    context: typer.Context, case: str, wanted: Settlement, steps: tuple[str, ...], on: str | None, file: File,
    dry_run: bool, trace: bool, own_part: str = "", differs: str = "",
) -> None:  # fmt: skip
    """The form's step for it, and the sums of each month with it; the sums alone where no notice is open any more."""
    from pxcommission.cases.kinds import SumSettled
    from pxcommission.casework.money import settlements

    options = options_of(context)
    only_formats(options, "text", "json")
    settled_on = not_ahead("--on", day("--on", on, options.as_at), options)
    opened = open_case(options, case, settled_on, writing=not dry_run)
    reason = clean("--reason", wanted.reason)
    made = settlements(opened.file, wanted.outcome, reason, settled_on, wanted.months, wanted.amount, wanted.interest)
    if opened.file.notice is not None:
        answers = {GROUND: reason, OWN_PART: own_part}
        settled = tuple(SumSettled.model_validate(entry.details) for entry in made)
        asked = StepAsked(steps, on, None, "", file, dry_run, trace, answers, settled=settled,
                          more=lambda _opened, _on: made, is_issued=True, differs=differs)  # fmt: skip
        take(context, opened.file.case, asked)
        return
    given, document = given_file(opened.desk.contract.contract, file)
    events = () if dry_run else recorded(options, opened.register, made, [(given, document)])
    say_event(opened, "; ".join(str(entry.details["formula"]) for entry in made) + f": {wanted.outcome}", events)


def _nothing_held(opened: OpenCase) -> None:
    """Stops with exit code 6 where sums are held still: no case is closed over money that is neither given back nor kept."""
    from pxcommission.cases.amounts import pounds
    from pxcommission.cases.needs import still_held
    from pxcommission.problems import ExitCode, Problem, ProblemsFound

    held = still_held(opened.file)
    if held > 0:
        fix = "give it back first: pxcommission case release"
        message = f"{pounds(held)} is still held; a case is closed once every sum withheld is settled"
        raise ProblemsFound([Problem(opened.file.case, message, fix, code="PX607")], ExitCode.REFUSED)


def register_money(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    for name, command in (("withhold", withhold), ("release", release), ("retain", retain), ("close", close)):
        app.command(name)(command)
