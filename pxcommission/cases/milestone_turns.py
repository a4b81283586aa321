"""Steps that are taken for each milestone of a plan by itself: whose turn has come, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from pxcommission.cases.case_file import Notice
from pxcommission.cases.kinds import StepTaken
from pxcommission.rulebook.contract_forms import ContractForm, FormStep


class Turn(Struct, frozen=True):
    """A milestone (empty: none was named) with the day of the last step that this one follows; `open` until it is taken."""

    milestone: str
    since: date
    open: bool


def turns(form: ContractForm, step: FormStep, notice: Notice | None, milestone: str = "") -> tuple[Turn, ...]:
    """The turns of a step `each_milestone`, of the milestone named or of all; none for a step that follows none.

    What was recorded without a milestone counts for every one. Steps with one document that follow the same steps are
    one: a report from whichever state it was made.
    """
    if notice is None or not step.follows:
        return ()
    taken = [(one.on, one.details) for one in notice.steps if isinstance(one.details, StepTaken)]
    alike = {step.id, *(one.id for one in form.steps if step.document and (one.document, one.follows) == (step.document, step.follows))}  # fmt: skip
    about = [(on, one) for on, one in taken if one.step in step.follows or one.step in alike]
    named = dict.fromkeys(one.milestone for _, one in about if one.step in step.follows)
    return tuple(_turns(about, step, [milestone] if milestone else list(named)))


def _turns(about: list[tuple[date, StepTaken]], step: FormStep, milestones: list[str]) -> Iterator[Turn]:
    for name in milestones:
        own = [(on, one) for on, one in about if not name or one.milestone in ("", name)]
        followed = [on for on, one in own if one.step in step.follows]
        if followed:
            yield Turn(name, max(followed), own[-1][1].step in step.follows)
