"""Whether a sum may be given back by a step of the form: once what it follows has happened, until all of it is given back."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken
from pxcommission.cases.ledger import accounts_of, held_after
from pxcommission.cases.needs import STILL_HELD
from pxcommission.rulebook.contract_forms import FormStep


def may_give_back(file: CaseFile, step: FormStep) -> bool:
    """Whether a release or repayment follows what it must, however often a part was given back before.

    A release follows as long as something is held of what was withheld before its reason went; a repayment as long as
    something of that is held or retained, and once in any case.
    """
    notice = file.notice
    taken = [one.details for one in notice.steps if isinstance(one.details, StepTaken)] if notice else []
    last = next((one.step for one in reversed(taken) if one.step in (step.id, *step.follows)), step.id)
    once = last != step.id and STILL_HELD not in step.needs
    return once or _left_over(file, step, taken)


def _left_over(file: CaseFile, step: FormStep, taken: Sequence[StepTaken]) -> bool:
    """Whether something is left of the sums withheld before the last step that the settlement follows."""
    places = [place for place, one in enumerate(taken) if one.step in step.follows]
    if not places:
        return False
    later = sum((one.amount for after in taken[places[-1] :] for one in after.sums), Decimal(0))
    return held_after(file) + _retained(file, step) > later


def _retained(file: CaseFile, step: FormStep) -> Decimal:
    """What was kept for good under the open notice, where the step pays that back too."""
    if file.notice is None or STILL_HELD in step.needs:
        return Decimal(0)
    return sum((one.retained for one in accounts_of(file) if one.notice == file.notice.number), Decimal(0))
