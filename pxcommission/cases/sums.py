"""Sums to withhold under General Condition 9: exact pounds and pence, never above the form's caps, the formula shown."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from msgspec import Struct

from pxcommission.cases.amounts import month_in_words, plain, pounds, pounds_down
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken, Sum
from pxcommission.cases.monthly_values import BASES, FILE, Base, Money, MonthlyValues, month_is_written_well
from pxcommission.cases.plan_sanctions import AgreedSanction, sanction_for, sanction_recorded
from pxcommission.cases.sum_months import against_month
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm

EACH_MISSED_STEP = "withholding-for-each-missed-step"
"""The number that holds for each missed step of a plan; every other holds for a month."""
AGREED_IN_THE_PLAN = "plan-sanctions-at-most"
"""The number that limits the sanctions a plan agrees: beside it, what the plan agrees for the missed step is the most."""


class WithholdingWanted(Struct, frozen=True):
    """A sum somebody wants to withhold on a day by a step of the form: a share of the value of a month (`2025-09`).

    `milestone` is the missed step of a plan it is for; a number that holds for each missed step needs it, and so does a
    sanction the plan agrees. `agreed` is that sanction in the plan's words, where the plan was recorded without it.
    """

    month: str
    base: Base
    per_cent: Decimal
    step: str
    on: date
    ground: str = ""
    milestone: str = ""
    agreed: str = ""


def withholding(
    form: ContractForm, file: CaseFile, wanted: WithholdingWanted, values: MonthlyValues, confirmed: bool
) -> Sum:
    """The sum to withhold, with its formula: never above a cap of the form's step, rounded down to the penny.

    A month's cap is used up by every sum ever withheld for that month in the case, released ones too. Raises ProblemsFound
    (exit code 6) when the form gives no number or an unchecked one, the month has no value, has not begun or lies before the
    breach, the share is above a cap or what the plan agrees, or nothing is left; it then says the most that is possible. `confirmed`: the contract's holder compared the form with the signed text.
    """
    problems = [
        Problem(file.case, message, fix, code="PX607")
        for message, fix in _against(form, file, wanted, values, confirmed)
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    value = values[wanted.month, wanted.base]
    share = pounds_down(wanted.per_cent * value.amount / 100)
    limits = tuple(_limits(form, file, wanted, value))
    amount = min(share, *(limit.left for limit in limits))
    if amount <= 0 or any(limit.exceeded_by(wanted.per_cent) for limit in limits):
        raise ProblemsFound([_above(file, wanted, share, limits)], ExitCode.REFUSED)
    return Sum(
        month=wanted.month,
        base=wanted.base,
        base_amount=value.amount,
        per_cent=wanted.per_cent,
        amount=amount,
        formula=_formula(wanted, value, share, limits, amount),
        ground=wanted.ground,
    )


class _Limit(Struct, frozen=True):
    """A cap of one month: its share (none for a sum in pounds), its source, the pounds it comes to, what was withheld under
    it before, and for what it holds. `plan` is true where the plan agrees it."""

    share: Decimal | None
    clause: str
    cap: Decimal
    used: Decimal
    of: str = ""
    plan: bool = False

    @property
    def left(self) -> Decimal:
        return max(self.cap - self.used, Decimal(0))

    @property
    def text(self) -> str:
        """`2%`, or the pounds of a cap that is no share."""
        return f"{plain(self.share)}%" if self.share is not None else pounds(self.cap)

    def exceeded_by(self, per_cent: Decimal) -> bool:
        """Whether a share is above it; a sum in pounds only limits what comes of a share."""
        return self.share is not None and per_cent > self.share


def _limits(form: ContractForm, file: CaseFile, wanted: WithholdingWanted, value: Money) -> Iterator[_Limit]:
    """The caps that hold for a sum: the numbers of its step, and what the plan agrees for the missed step.

    Where sums of the month rest on different values, the cap is a share of the smallest of them.
    """
    before = [(step.milestone, one) for step in _steps(file) for one in step.sums if one.month == wanted.month]
    base = min([value.amount, *(one.base_amount for _, one in before)])
    for name in _caps(form, wanted.step):
        number, each = form.numbers[name], name == EACH_MISSED_STEP
        used = [one.amount for milestone, one in before if not each or milestone == wanted.milestone]
        cap = pounds_down(Decimal(number.value) * base / 100)
        of = f" for step {wanted.milestone}" if each else ""
        yield _Limit(Decimal(number.value), number.clause, cap, sum(used, Decimal(0)), of)
    agreed = _agreed(form, file, wanted)
    if agreed is not None:
        used = [one.amount for milestone, one in before if milestone == wanted.milestone]
        words = f"as the plan agrees: {agreed.words}"
        of = f" for step {wanted.milestone}"
        yield _Limit(agreed.per_cent, words, agreed.at_most(base), sum(used, Decimal(0)), of, plan=True)


def _agreed(form: ContractForm, file: CaseFile, wanted: WithholdingWanted) -> AgreedSanction | None:
    """The sanction the plan agrees for the step that was missed, where the form has no other ground for a sum."""
    if AGREED_IN_THE_PLAN not in _caps(form, wanted.step):
        return None
    return sanction_for(file, wanted.milestone, wanted.agreed)


def _caps(form: ContractForm, step: str) -> tuple[str, ...]:
    """The names of the numbers that limit a step, in the form's order; none where it has no such step or number."""
    caps = next((one.caps for one in form.steps if one.id == step), ())
    return tuple(name for name in caps if form.numbers[name].unit == "per cent")


def _steps(file: CaseFile) -> Iterator[StepTaken]:
    for notice in file.notices:
        for happened in notice.steps:
            if isinstance(happened.details, StepTaken):
                yield happened.details


def _against(
    form: ContractForm, file: CaseFile, wanted: WithholdingWanted, values: MonthlyValues, confirmed: bool
) -> Iterator[tuple[str, str]]:
    caps = _caps(form, wanted.step)
    if not caps:
        steps = {one.id for one in form.steps if one.caps}
        near = did_you_mean(wanted.step, steps)
        yield (
            f"{form.edition} gives no share that '{wanted.step}' may withhold{near}",
            f"steps that may: {', '.join(sorted(steps)) or 'none'}; a number that is not there is not known, none is made up",
        )
    for number in [form.numbers[name] for name in caps]:
        if not number.verified and not confirmed:
            yield (
                f"{number.clause}: the {number.value}% of {form.edition} was not checked against your signed contract",
                "compare it with the signed contract and record that with `pxcommission forms verify`",
            )
        if wanted.base == "EMV" and "expected" not in (number.note or "").lower():
            yield (
                f"{number.clause}: the share is one of the {BASES['AMV']}, not of the {BASES['EMV']}",
                "use the base AMV",
            )
    yield from _against_value(file, wanted, values)
    if not wanted.per_cent.is_finite() or wanted.per_cent <= 0:
        yield "the share must be above 0%", "give a share such as 2"
    if EACH_MISSED_STEP in caps and not wanted.milestone:
        yield (
            f"{form.numbers[EACH_MISSED_STEP].clause}: a share for each missed step needs the step that was missed",
            "name the milestone",
        )
    if AGREED_IN_THE_PLAN in caps:
        yield from _against_plan(form.numbers[AGREED_IN_THE_PLAN].clause, file, wanted)


def _against_value(file: CaseFile, wanted: WithholdingWanted, values: MonthlyValues) -> Iterator[tuple[str, str]]:
    if not month_is_written_well(wanted.month):
        yield f"'{wanted.month}' is not a month", "write 2025-09"
        return
    if (wanted.month, wanted.base) not in values:
        line = f"{wanted.month},{wanted.base},…"
        yield (
            f"no {BASES[wanted.base]} of {month_in_words(wanted.month)} is entered",
            f"add the line {line} to {FILE} of the contract",
        )
    yield from against_month(file, wanted.month, wanted.milestone, wanted.on)


def _against_plan(clause: str, file: CaseFile, wanted: WithholdingWanted) -> Iterator[tuple[str, str]]:
    """A sanction is applied for a missed step, and at most as the plan agrees it."""
    recorded = sanction_recorded(file, wanted.milestone)
    if not wanted.milestone:
        yield f"{clause}: a sanction is applied for a step of the plan that was missed", "name it: --milestone ID"
    elif sanction_for(file, wanted.milestone, wanted.agreed) is None:
        said = f"says '{recorded}' of step {wanted.milestone}, which names no one share or sum" if recorded else (
            f"agrees no sanction for step {wanted.milestone}"
        )  # fmt: skip
        fix = "only what the plan agrees is applied; if the signed plan agrees one, give its words: --agreed '1% of …'"
        yield f"{clause}: the plan as it was recorded {said}", fix
    elif wanted.agreed and sanction_for(file, wanted.milestone) is not None:
        message = f"{clause}: the plan as it was recorded agrees '{recorded}' for step {wanted.milestone}"
        yield message, "leave out --agreed; what was recorded of the plan holds"


def _above(file: CaseFile, wanted: WithholdingWanted, share: Decimal, limits: tuple[_Limit, ...]) -> Problem:
    tightest = min(limits, key=lambda limit: limit.left)
    month = month_in_words(wanted.month)
    allows = f"the plan agrees{tightest.of}" if tightest.plan else "the form allows"
    message = f"{limits[0].clause}: {plain(wanted.per_cent)}% ({pounds(share)}) for {month} is above what {allows}"
    used = f", {pounds(tightest.used)} is withheld already" if tightest.used else ""
    cap = (
        f"{tightest.text} is {pounds(tightest.cap)}{used}"
        if tightest.share is not None
        else f"it agrees {tightest.text}{used}"
    )
    fix = f"the most that is possible for {month} is {pounds(tightest.left)}: {cap}"
    return Problem(file.case, message, fix, code="PX607")


def _formula(
    wanted: WithholdingWanted, value: Money, share: Decimal, limits: tuple[_Limit, ...], amount: Decimal
) -> str:
    month = month_in_words(wanted.month)
    exact = wanted.per_cent * value.amount / 100
    down = "" if exact == share else ", rounded down to the penny"
    late = value.entered_on is not None and value.entered_on > wanted.on
    entered = (
        f"; entered on {in_words(value.entered_on)}, after the day of this step" if late and value.entered_on else ""
    )
    told = [
        f"{plain(wanted.per_cent)}% of the {BASES[wanted.base]} of {month}, {pounds(value.amount)} ({value.place}; "
        f"{value.source}{entered}), is {pounds(share)}{down}"
    ]
    for limit in limits:
        less = (
            f", less {pounds(limit.used)} withheld for {month} before, leaves {pounds(limit.left)}"
            if limit.used
            else ""
        )
        comes_to = f" is {pounds(limit.cap)}" if limit.share is not None else ""
        told.append(f"at most {limit.text} in a month{limit.of} ({limit.clause}){comes_to}{less}")
    return f"{'; '.join(told)}. To be withheld: {pounds(amount)}."
