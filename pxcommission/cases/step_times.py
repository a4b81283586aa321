"""Times of a notice: what is due once a step is taken, since when a state counts, from which day a step may be taken.

`extra` everywhere is the bank holidays the workspace adds to the published ones.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from pxcommission.cases.case_file import CaseFile, Notice
from pxcommission.cases.deadlines import deadline_of, last_day
from pxcommission.cases.kinds import Deadline, StepTaken
from pxcommission.cases.needs import FROM_THE_REGISTER, STILL_HELD, facts, whose
from pxcommission.cases.step_wanted import StepWanted
from pxcommission.periods import NO_EXTRA, in_words
from pxcommission.rulebook.contract_forms import CLOSED, NO_NOTICE, SAME, ContractForm, FormStep


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
    found = list(_still_due(file.notice, form, step, after))
    known = {*facts(file, form), *({STILL_HELD} if wanted.sums else ())}
    if file.notice is None:
        known.add(whose(step))
    for one in form.steps:
        if one.within is None or not one.starts_from(after) or not known >= FROM_THE_REGISTER.intersection(one.needs):
            continue
        start = _count_begins(one, step, file.notice, form, wanted.on)
        if start is not None:
            found.append(deadline_of(form, one, one.within, start, extra, confirmed))
    return tuple(sorted(found, key=lambda deadline: deadline.by))


def entered(form: ContractForm, notice: Notice, state: str) -> date | None:
    """The day a notice last came into a state; None if never. Steps that leave the state as it is do not count."""
    for one in reversed(notice.steps):
        details = one.details
        if isinstance(details, StepTaken) and details.after == state and _moves(form, details.step):
            return one.on
    return None


def first_day(form: ContractForm, step: FormStep, notice: Notice | None, extra: frozenset[date]) -> date | None:
    """The first day on which the time that must pass before a step has passed: the day after its last one.

    None where the time has not begun to count; `date.min` where none must pass.
    """
    if step.after is None:
        return date.min
    start = _stands_since(step, notice, form)
    return last_day(form.numbers[step.after], start, extra) + timedelta(days=1) if start is not None else None


def followed(step: FormStep, notice: Notice | None) -> bool:
    """Whether one of the steps it follows was taken, and it has not been taken since; true when it follows none."""
    if not step.follows:
        return True
    taken = [one.details.step for one in notice.steps if isinstance(one.details, StepTaken)] if notice else []
    last = next((name for name in reversed(taken) if name == step.id or name in step.follows), step.id)
    return last != step.id


def wait(file: CaseFile, form: ContractForm, step: FormStep, on: date, extra: frozenset[date]) -> str:
    """Why the time for a step has not come, from which day it will have; empty when it has."""
    last = file.notices[-1].steps[-1].on if file.notices else date.min
    if on < last:
        return f"{step.name} can't be dated {in_words(on)}: the step before it is dated {in_words(last)}"
    begins = first_day(form, step, file.notice, extra)
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


def _still_due(notice: Notice | None, form: ContractForm, step: FormStep, after: str) -> Iterator[Deadline]:
    """What was due before and still is: everything after a step `to: same`; else only what follows another step."""
    if notice is None or after.startswith(CLOSED):
        return
    for deadline in notice.deadlines:
        owed = form.step(deadline.step)
        stays = step.to == SAME or (owed is not None and bool(owed.follows) and owed.starts_from(after))
        triggered = owed is not None and step.id in owed.follows
        if deadline.step != step.id and stays and not triggered:
            yield deadline


def _count_begins(due: FormStep, taken: FormStep, notice: Notice | None, form: ContractForm, on: date) -> date | None:
    """The day from which a step that is now due counts; None where taking the other step does not start its time."""
    if due.follows:
        return on if taken.id in due.follows else None
    if taken.to == SAME:
        return None
    if due.counted_from in (None, taken.to):
        return on
    return entered(form, notice, due.counted_from or "") if notice else None


def _stands_since(step: FormStep, notice: Notice | None, form: ContractForm) -> date | None:
    """The day from which a step's time counts as the notice stands."""
    if notice is None:
        return None
    if step.follows and step.counted_from is None:
        return max((day for before in step.follows for day in notice.taken(before)), default=None)
    return entered(form, notice, step.counted_from or notice.state)
