"""Steps of General Condition 9 in a case: which may be taken on a day and why not, what is recorded, what follows by when.

One notice is open in a case at a time; when it is withdrawn or completed, another may follow it. An information breach
notice is such a notice too, in the case of the duty to report. `extra` everywhere is the bank holidays the workspace adds;
`confirmed` says that the contract's `confirmed:` names the form (needs.confirmed_by).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.concern import is_concern
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import StepTaken, kind_of
from pxcommission.cases.needs import facts, seen_for, there
from pxcommission.cases.step_times import deadlines_after, turn_come, wait
from pxcommission.cases.step_wanted import StepWanted as StepWanted
from pxcommission.inference.engines import Engine
from pxcommission.inference.step_rules import StepAnswer, StepAsked, permitted
from pxcommission.periods import NO_EXTRA, in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.contract_forms import NO_NOTICE, SAME, ContractForm, FormStep


def answers_to(
    file: CaseFile,
    form: ContractForm,
    wanted: Sequence[StepWanted],
    engine: Engine,
    extra: frozenset[date] = NO_EXTRA,
    confirmed: bool = False,
) -> tuple[StepAnswer, ...]:
    """Whether each step may be taken where the case stands, read by both engines."""
    return permitted(form, [_asked(file, form, one, extra, confirmed) for one in wanted], engine)


def open_to(
    file: CaseFile, form: ContractForm, on: date, engine: Engine, extra: frozenset[date] = NO_EXTRA
) -> tuple[FormStep, ...]:
    """The steps that the case's state, its time and the register allow on a day, whatever a person has still to bring.

    None in the case of a quality concern, which alleges no clause.
    """
    if is_concern(file.case):
        return ()
    known = facts(file, form)
    asked = []
    for step in form.steps:
        brought = known | (frozenset(step.needs) - seen_for(step))
        asked.append(_question(file, form, step, on, brought, extra))
    answers = permitted(form, asked, engine)
    return tuple(step for step, answer in zip(form.steps, answers, strict=True) if answer.allowed)


def step_entry(
    file: CaseFile,
    form_id: str,
    form: ContractForm,
    wanted: StepWanted,
    engine: Engine,
    extra: frozenset[date] = NO_EXTRA,
    confirmed: bool = False,
) -> Entry:
    """What is to be recorded when the step is taken; raises ProblemsFound (exit code 6) when it is not allowed.

    The refusal names the clause, why, and what would be allowed instead. `form` is the edition of the open notice
    (needs.form_for).
    """
    if file.notice is not None and file.notice.form != form_id:
        raise ValueError(f"{file.case}: the open notice is under {file.notice.form}, not {form_id}")
    (answer,) = answers_to(file, form, [wanted], engine, extra, confirmed)
    if not answer.allowed:
        raise ProblemsFound(_refusal(file, form, wanted, answer, engine, extra), ExitCode.REFUSED)
    step = step_of(form, wanted.step)
    notice = file.notice
    before = notice.state if notice else NO_NOTICE
    taken = StepTaken(
        notice=notice.number if notice else len(file.notices) + 1,
        form=form_id,
        step=step.id,
        before=before,
        after=before if step.to == SAME else step.to,
        clause=step.clause,
        document=wanted.document,
        served=wanted.served,
        method=wanted.method,
        answers=wanted.answers,
        deadlines=deadlines_after(file, form, step, wanted, extra, confirmed),
        plan=wanted.plan,
        milestone=wanted.milestone,
        sums=wanted.sums,
        approvals=wanted.approvals,
    )
    return Entry(file.contract, file.case, kind_of(taken), wanted.on, taken.recorded(), file.events)


def step_of(form: ContractForm, step: str) -> FormStep:
    """The form's step of that id."""
    return next(one for one in form.steps if one.id == step)


def _asked(
    file: CaseFile, form: ContractForm, wanted: StepWanted, extra: frozenset[date], confirmed: bool
) -> StepAsked:
    step = form.step(wanted.step)
    if step is None:
        return StepAsked(file.case, wanted.step, file.notice.state if file.notice else NO_NOTICE, True, wanted.given)
    given = there(file, form, step, wanted, confirmed)
    return _question(file, form, step, wanted.on, given, extra, wanted.milestone)


def _question(
    file: CaseFile,
    form: ContractForm,
    step: FormStep,
    on: date,
    given: frozenset[str],
    extra: frozenset[date],
    milestone: str = "",
) -> StepAsked:
    """The step as both engines are asked about it."""
    notice = file.notice
    waiting = wait(file, form, step, on, extra, milestone)
    state = notice.state if notice else NO_NOTICE
    come = turn_come(file, form, step, milestone)
    return StepAsked(file.case, step.id, state, not waiting, given, come, waiting)


def _refusal(
    file: CaseFile,
    form: ContractForm,
    wanted: StepWanted,
    answer: StepAnswer,
    engine: Engine,
    extra: frozenset[date],
) -> list[Problem]:
    allowed = ", ".join(step.name for step in open_to(file, form, wanted.on, engine, extra)) or "nothing"
    fix = f"on {in_words(wanted.on)} the form allows: {allowed}"
    return [Problem(file.case, reason, fix, code="PX601") for reason in answer.reasons]
