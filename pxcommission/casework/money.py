"""Sums of a case for its commands: what to withhold by the form's number, and the settlement of what is held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import Sum, kind_of
from pxcommission.cases.ledger import accounts_of
from pxcommission.cases.monthly_values import FILE, Base, monthly_values
from pxcommission.cases.settlements import InterestTerms, Settled, settlement
from pxcommission.cases.settlements import outcome_of as outcome_of
from pxcommission.cases.sums import WithholdingWanted, withholding
from pxcommission.casework.desk import Desk
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.contract_forms import FormStep
from pxcommission.rulebook.rulebook import Rulebook

Outcome = Settled


def sum_to_withhold(
    desk: Desk, rulebook: Rulebook, step: FormStep, on: date, month: str, base: str, per_cent: Decimal, ground: str,
    milestone: str, agreed: str = "",
) -> Sum:  # fmt: skip
    """The sum with its formula; raises ProblemsFound (exit code 6) when the form, its caps or the values do not allow it."""
    path = rulebook.contracts[desk.file.contract].folder / FILE
    values = monthly_values(path, path.relative_to(rulebook.folder).as_posix())
    wanted = WithholdingWanted(month, cast(Base, base), per_cent, step.id, on, ground, milestone, agreed)
    return withholding(desk.form, desk.file, wanted, values, desk.confirmed(on))


def settlements(
    file: CaseFile,
    outcome: Outcome,
    reason: str,
    on: date,
    months: Sequence[str],
    amount: Decimal | None,
    interest: InterestTerms | None = None,
) -> list[Entry]:
    """The settlement of each month held (or of the months named); raises ProblemsFound (exit code 6) when nothing is held."""
    if outcome == "retained" and file.notice is None:
        message = "no notice is open, so nothing is kept for good: a sum is kept by a step of the form alone"
        fix = "what is still held is given back: pxcommission case release"
        raise ProblemsFound([Problem(file.case, message, fix, code="PX607")], ExitCode.REFUSED)
    held = tuple(
        dict.fromkeys(
            one.month for one in accounts_of(file) if one.held > 0 or (outcome == "repaid" and one.retained > 0)
        )
    )
    wanted = tuple(dict.fromkeys(months)) or held
    if not wanted:
        fix = "pxcommission case show says what was withheld and what became of it"
        raise ProblemsFound([Problem(file.case, "nothing is withheld in this case", fix)], ExitCode.REFUSED)
    if amount is not None and len(wanted) > 1:
        fix = f"name one month: {', '.join(wanted)}"
        raise ProblemsFound([Problem("--amount", "an amount is of one month", fix)], ExitCode.USAGE)
    made = [settlement(file, outcome, month, reason, amount, interest) for month in wanted]
    return [Entry(file.contract, file.case, kind_of(one), on, one.recorded(), file.events) for one in made]
