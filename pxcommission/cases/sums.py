"""Sums to withhold under General Condition 9: exact pounds and pence, never above the form's caps, the formula shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pxcommission.cases.amounts import month_in_words, plain, pounds, pounds_down
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken, Sum
from pxcommission.cases.monthly_values import BASES, FILE, Base, Money, MonthlyValues, month_is_written_well
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.contract_forms import ContractForm, FormNumber

EACH_MISSED_STEP = "withholding-for-each-missed-step"
"""The number that holds for each missed step of a plan; every other holds for a month."""


@dataclass(frozen=True)
class WithholdingWanted:
    """A sum somebody wants to withhold by a step of the form: a share of the value of a month (`2025-09`).

    `milestone` is the missed step of a plan it is for; a number that holds for each missed step needs it.
    """

    month: str
    base: Base
    per_cent: Decimal
    step: str
    ground: str = ""
    milestone: str = ""


def withholding(
    form: ContractForm, file: CaseFile, wanted: WithholdingWanted, values: MonthlyValues, confirmed: bool
) -> Sum:
    """The sum to withhold, with its formula: never above a cap of the form's step, rounded down to the penny.

    A month's cap is used up by every sum ever withheld for that month in the case, released ones too. Raises ProblemsFound
    (exit code 6) when the form gives no number or an unchecked one, the month has no value, the share is above the cap, or nothing is
    left; it then says the most that is possible. `confirmed`: the contract's holder compared the form with the signed text.
    """
    problems = [
        Problem(file.case, message, fix, code="PX607") for message, fix in _against(form, wanted, values, confirmed)
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    value = values[wanted.month, wanted.base]
    share = pounds_down(wanted.per_cent * value.amount / 100)
    limits = tuple(_limits(form, file, wanted, value))
    amount = min(share, *(limit.left for limit in limits))
    if amount <= 0 or any(wanted.per_cent > limit.number.value for limit in limits):
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


@dataclass(frozen=True)
class _Limit:
    """A cap of one month: its number, the pounds it comes to, what was withheld under it before, and for what it holds."""

    number: FormNumber
    cap: Decimal
    used: Decimal
    of: str

    @property
    def left(self) -> Decimal:
        return max(self.cap - self.used, Decimal(0))


def _limits(form: ContractForm, file: CaseFile, wanted: WithholdingWanted, value: Money) -> Iterator[_Limit]:
    """The caps that hold for a sum: the number it is a share of, and the one for all missed steps of the plan together.

    Where sums of the month rest on different values, the cap is a share of the smallest of them.
    """
    before = [(step.milestone, one) for step in _steps(file) for one in step.sums if one.month == wanted.month]
    base = min([value.amount, *(one.base_amount for _, one in before)])
    for name in _caps(form, wanted.step):
        number, each = form.numbers[name], name == EACH_MISSED_STEP
        used = [one.amount for milestone, one in before if not each or milestone == wanted.milestone]
        cap = pounds_down(Decimal(number.value) * base / 100)
        yield _Limit(number, cap, sum(used, Decimal(0)), f" for step {wanted.milestone}" if each else "")


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
    form: ContractForm, wanted: WithholdingWanted, values: MonthlyValues, confirmed: bool
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
    if not month_is_written_well(wanted.month):
        yield f"'{wanted.month}' is not a month", "write 2025-09"
    elif (wanted.month, wanted.base) not in values:
        line = f"{wanted.month},{wanted.base},…"
        yield (
            f"no {BASES[wanted.base]} of {month_in_words(wanted.month)} is entered",
            f"add the line {line} to {FILE} of the contract",
        )
    if not wanted.per_cent.is_finite() or wanted.per_cent <= 0:
        yield "the share must be above 0%", "give a share such as 2"
    if EACH_MISSED_STEP in caps and not wanted.milestone:
        yield (
            f"{form.numbers[EACH_MISSED_STEP].clause}: a share for each missed step needs the step that was missed",
            "name the milestone",
        )


def _above(file: CaseFile, wanted: WithholdingWanted, share: Decimal, limits: tuple[_Limit, ...]) -> Problem:
    number, tightest = limits[0].number, min(limits, key=lambda limit: limit.left)
    month = month_in_words(wanted.month)
    message = f"{number.clause}: {plain(wanted.per_cent)}% ({pounds(share)}) for {month} is above what the form allows"
    used = f", {pounds(tightest.used)} is withheld already" if tightest.used else ""
    cap = f"{tightest.number.value}% is {pounds(tightest.cap)}{used}"
    fix = f"the most that is possible for {month} is {pounds(tightest.left)}: {cap}"
    return Problem(file.case, message, fix, code="PX607")


def _formula(
    wanted: WithholdingWanted, value: Money, share: Decimal, limits: tuple[_Limit, ...], amount: Decimal
) -> str:
    month = month_in_words(wanted.month)
    exact = wanted.per_cent * value.amount / 100
    down = "" if exact == share else ", rounded down to the penny"
    told = [
        f"{plain(wanted.per_cent)}% of the {BASES[wanted.base]} of {month}, {pounds(value.amount)} ({value.place}; "
        f"{value.source}), is {pounds(share)}{down}"
    ]
    for limit in limits:
        less = (
            f", less {pounds(limit.used)} withheld for {month} before, leaves {pounds(limit.left)}"
            if limit.used
            else ""
        )
        told.append(
            f"at most {limit.number.value}% in a month{limit.of} ({limit.number.clause}) is {pounds(limit.cap)}{less}"
        )
    return f"{'; '.join(told)}. To be withheld: {pounds(amount)}."
