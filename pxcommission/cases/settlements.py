"""What becomes of a sum withheld: given back, kept for good, or paid back with interest; each with its formula."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

from msgspec import Struct

from pxcommission.cases.amounts import PENNY, month_in_words, plain, pounds, pounds_down
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import SumSettled
from pxcommission.cases.ledger import accounts_of
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound

Settled = Literal["released", "retained", "repaid"]


def outcome_of(step: str) -> Settled | None:
    """What a step of the form does with the sums held; None for any other step."""
    if step.startswith("repayment"):
        return "repaid"
    if step.startswith("release"):
        return "released"
    return "retained" if step.startswith("retain") else None


class InterestTerms(Struct, frozen=True):
    """Simple interest by the day, at the rate and for the reason a person gives: no rate is shipped."""

    per_cent_a_year: Decimal
    basis: str
    since: date
    until: date
    days_in_year: Literal[365, 360] = 365


def settlement(
    file: CaseFile,
    outcome: Literal["released", "retained", "repaid"],
    month: str,
    reason: str,
    amount: Decimal | None = None,
    interest: InterestTerms | None = None,
) -> SumSettled:
    """What is given back, kept or paid back of what was withheld for a month: all of it, or an amount.

    A sum is released or retained while it is held; paid back also when it was retained already. Raises ProblemsFound (exit
    code 6) when there is not so much.
    """
    kept_under = file.notice.number if outcome == "retained" and file.notice else None
    accounts = [
        account for account in accounts_of(file) if account.month == month and kept_under in (None, account.notice)
    ]
    most = sum((one.held + (one.retained if outcome == "repaid" else 0) for one in accounts), Decimal(0))
    settled = most if amount is None else amount
    problem = _not_to_settle(file, outcome, month, settled, most) or _no_interest(file, outcome, interest)
    if problem is not None:
        raise ProblemsFound([problem], ExitCode.REFUSED)
    added, formula = interest_on(settled, interest) if interest else (Decimal(0), "")
    told = f"{pounds(settled)} of {pounds(most)} {'held' if outcome != 'repaid' else 'held or retained'} for {month_in_words(month)}"
    return SumSettled(
        outcome=outcome,
        month=month,
        amount=settled,
        interest=added,
        formula=f"{told}; {formula}" if formula else told,
        reason=reason,
    )


def interest_on(amount: Decimal, terms: InterestTerms) -> tuple[Decimal, str]:
    """Simple daily interest to the nearest penny, with its formula; the first day is not counted, the last is.

    Raises ProblemsFound (exit code 6) when the days run backwards, the rate is below zero or no basis is named.
    """
    days = (terms.until - terms.since).days
    if days < 0 or terms.per_cent_a_year < 0 or not terms.basis.strip():
        message = "interest needs a rate of zero or more, the basis it rests on, and a last day not before the first"
        raise ProblemsFound(
            [Problem("interest", message, "give rate, basis and days from your contract")], ExitCode.REFUSED
        )
    exact = amount * terms.per_cent_a_year * days / (100 * terms.days_in_year)
    interest = exact.quantize(PENNY, ROUND_HALF_UP)
    counted = f"{days} day{'' if days == 1 else 's'} from {in_words(terms.since)} to {in_words(terms.until)}"
    formula = (
        f"{pounds(amount)} × {plain(terms.per_cent_a_year)}% a year × {counted} ÷ {terms.days_in_year} = {pounds(interest)} "
        f"to the nearest penny (simple interest; {terms.basis.strip()})"
    )
    return interest, formula


def _no_interest(file: CaseFile, outcome: str, interest: InterestTerms | None) -> Problem | None:
    if interest is None or outcome == "repaid":
        return None
    fix = "interest belongs to a sum paid back because it was withheld without ground: record it as repaid"
    return Problem(file.case, f"a sum that is {outcome} brings no interest", fix)


def _not_to_settle(file: CaseFile, outcome: str, month: str, amount: Decimal, most: Decimal) -> Problem | None:
    shown = month_in_words(month)
    if most <= 0:
        months = ", ".join(dict.fromkeys(one.month for one in accounts_of(file) if one.held > 0)) or "none"
        return Problem(
            file.case,
            f"nothing withheld for {shown} can be {outcome}",
            f"months with a sum held: {months}",
            code="PX607",
        )
    if amount <= 0 or amount > most:
        return Problem(
            file.case,
            f"{pounds(amount)} for {shown} can't be {outcome}",
            f"give an amount up to {pounds(most)}",
            code="PX607",
        )
    if amount != pounds_down(amount):
        return Problem(
            file.case,
            f"{amount} is not an amount in pounds and pence",
            f"give an amount up to {pounds(most)}",
            code="PX607",
        )
    return None
