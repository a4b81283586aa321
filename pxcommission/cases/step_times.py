"""Times of a notice: what is due once a step is taken, since when a state counts, from which day a step may be taken.

`extra` everywhere is the bank holidays the workspace adds to the published ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pxcommission.cases.case_file import CaseFile, Notice
from pxcommission.cases.deadlines import deadline_of, last_day
from pxcommission.cases.giving_back import may_give_back
from pxcommission.cases.kinds import Deadline, StepTaken
from pxcommission.cases.ledger import held_after
from pxcommission.cases.milestone_turns import turns
from pxcommission.cases.needs import PLAN, STILL_HELD, facts, seen_for, whose
from pxcommission.cases.step_wanted import StepWanted
from pxcommission.periods import NO_EXTRA, in_words
from pxcommission.rulebook.contract_forms import CLOSED, NO_NOTICE, SAME, SETTLED, ContractForm, FormStep


def deadlines_after(
    file: CaseFile,
    form: ContractForm,
    step: FormStep,
    wanted: StepWanted,
    extra: frozenset[date] = NO_EXTRA,
    confirmed: bool = False,
) -> tuple[Deadline, ...]:
    """What is due once a step is taken: what the state it leads to asks for, what follows the step itself, and what was
    due before and goes on being due. A step `to: same` leaves the state's own dates as they are."""
    before = file.notice.state if file.notice else NO_NOTICE
    after = before if step.to == SAME else step.to
    rest = step.gives_back and bool(wanted.settled) and held_after(file, wanted.settled) > 0
    found = list(_still_due(file.notice, form, step, after, rest, wanted.milestone))
    known = {*facts(file, form), SETTLED, *({STILL_HELD} if wanted.sums else ())}
    if file.notice is None:
        known.add(whose(step))
    for one in form.steps:
        if one.within is None or not one.starts_from(after) or not known >= seen_for(one):
            continue
        start = _count_begins(one, step, file.notice, form, wanted.on)
        if start is not None:
            milestone = wanted.milestone if step.each_milestone and step.id in one.follows else ""
            found.append(deadline_of(form, one, one.within, start, extra, confirmed, milestone))
    return tuple(sorted(found, key=lambda deadline: deadline.by))


def plan_by(
    form: ContractForm, state: str, since: date, extra: frozenset[date] = NO_EXTRA, confirmed: bool = False
) -> Deadline | None:
    """When a plan is to be agreed, where one is needed: its time runs from a state in which that is not decided yet."""
    for one in form.steps:
        if one.within is not None and PLAN in one.needs and state in one.counted_from and not one.starts_from(state):
            return deadline_of(form, one, one.within, since, extra, confirmed)
    return None


def entered(form: ContractForm, notice: Notice, *states: str) -> date | None:
    """The day a notice last came into one of these states; None if never. Steps that leave the state as it is do not count."""
    for one in reversed(notice.steps):
        details = one.details
        if isinstance(details, StepTaken) and details.after in states and _moves(form, details.step):
            return one.on
    return None


def first_day(
    form: ContractForm, step: FormStep, notice: Notice | None, extra: frozenset[date], milestone: str = ""
) -> date | None:
    """The first day on which the time that must pass before a step has passed: the day after its last one.

    None where the time has not begun to count; `date.min` where none must pass.
    """
    if step.after is None:
        return date.min
    start = _stands_since(step, notice, form, milestone)
    return last_day(form.numbers[step.after], start, extra) + timedelta(days=1) if start is not None else None


def turn_come(file: CaseFile, form: ContractForm, step: FormStep, milestone: str = "") -> bool:
    """Whether a step's turn has come: it follows one that was taken, for the milestone named (for any, when none is)."""
    if step.each_milestone and step.follows:
        return any(one.open for one in turns(form, step, file.notice, milestone))
    return followed(file, step)


def followed(file: CaseFile, step: FormStep) -> bool:
    """Whether one of the steps it follows was taken, and it has not been taken since; true when it follows none.

    What gives sums back goes on following until all of them are given back.
    """
    if not step.follows:
        return True
    if step.gives_back:
        return may_give_back(file, step)
    notice = file.notice
    taken = [one.details.step for one in notice.steps if isinstance(one.details, StepTaken)] if notice else []
    last = next((name for name in reversed(taken) if name == step.id or name in step.follows), step.id)
    return last != step.id


def wait(
    file: CaseFile, form: ContractForm, step: FormStep, on: date, extra: frozenset[date], milestone: str = ""
) -> str:
    """Why the time for a step has not come, from which day it will have; empty when it has."""
    last = file.notices[-1].steps[-1].on if file.notices else date.min
    if on < last:
        return f"{step.name} can't be dated {in_words(on)}: the step before it is dated {in_words(last)}"
    begins = first_day(form, step, file.notice, extra, milestone)
    if step.after is None or (begins is not None and begins <= on):
        return ""
    number = form.numbers[step.after]
    mark = "" if number.verified else ", a number that is not verified"
    if begins is None:
        return f"{step.name} may be taken {number.text} ({number.clause}{mark}) after a step that was not taken"
    return f"{step.name} may be taken from {in_words(begins)}, after {number.text} ({number.clause}{mark})"


def _moves(form: ContractForm, step: str) -> bool:
    found = form.step(step)
    return found is None or found.to != SAME


def _still_due(
    notice: Notice | None, form: ContractForm, step: FormStep, after: str, rest: bool, milestone: str
) -> Iterator[Deadline]:
    """What was due before and still is: everything after a step `to: same`; else only what follows another step.

    A step that settled a part only is due as before (`rest`). What is due for another milestone stays."""
    if notice is None or after.startswith(CLOSED):
        return
    for deadline in notice.deadlines:
        owed = form.step(deadline.step)
        stays = step.to == SAME or (owed is not None and bool(owed.follows) and owed.starts_from(after))
        own = not (step.each_milestone and milestone) or deadline.milestone == milestone
        again = owed is not None and step.id in owed.follows
        over = owed is not None and step.each_milestone and step.after is not None and step.after == owed.within
        ended = again or over or (deadline.step == step.id and not rest)
        if stays and not (own and ended):
            yield deadline


def _count_begins(due: FormStep, taken: FormStep, notice: Notice | None, form: ContractForm, on: date) -> date | None:
    """The day from which a step that is now due counts; None where taking the other step does not start its time."""
    if due.follows:
        return on if taken.id in due.follows else None
    if taken.to == SAME:
        return None
    if not due.counted_from or taken.to in due.counted_from:
        return on
    return entered(form, notice, *due.counted_from) if notice else None


def _stands_since(step: FormStep, notice: Notice | None, form: ContractForm, milestone: str) -> date | None:
    """The day from which a step's time counts as the notice stands."""
    if notice is None:
        return None
    if step.follows and step.each_milestone:
        found = turns(form, step, notice, milestone)
        return min((one.since for one in found if one.open), default=max((one.since for one in found), default=None))
    if step.follows and not step.counted_from:
        return max((day for before in step.follows for day in notice.taken(before)), default=None)
    return entered(form, notice, *(step.counted_from or (notice.state,)))
