"""Which of the form's steps about money belong to the way a notice has taken: no plan, a breach of one, or information."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken
from pxcommission.rulebook.contract_forms import FormStep

INFORMATION, WITHOUT_PLAN = "for-information", "without-plan"


def of_the_way_taken(file: CaseFile, steps: Sequence[FormStep]) -> Sequence[FormStep]:
    """The steps that fit how far the open notice has come; all of them where that tells nothing."""
    taken = [one.details for one in file.notice.steps if isinstance(one.details, StepTaken)] if file.notice else []
    if not taken or not all(step.money for step in steps):
        return steps
    if taken[0].step.startswith("information"):
        fitting = [step for step in steps if step.id.endswith(INFORMATION)]
    elif any(one.plan is not None and one.plan.name == "remedial action plan" for one in taken):
        fitting = [step for step in steps if not step.id.endswith((INFORMATION, WITHOUT_PLAN))]
    else:
        fitting = [step for step in steps if step.id.endswith(WITHOUT_PLAN)]
    return fitting or steps
