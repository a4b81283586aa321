"""A step of the contract form, as a person records it: what it needs, what is written, and what follows by when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.concern import is_concern
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import Deadline, Document, Plan, StepTaken, Sum, SumSettled
from pxcommission.cases.ladder_states import standing_milestones
from pxcommission.cases.needs import (
    CONFIRMED,
    GROUND,
    IMPROVEMENT_HELD,
    MISSED,
    MONTHLY_VALUE,
    OWN_PART,
    PLAN,
    REPORT_OWED,
    TWO_APPROVALS,
)
from pxcommission.cases.step_times import plan_by
from pxcommission.cases.steps import StepWanted, step_entry
from pxcommission.casework.approvals import missing, needed_for, of_other_sums, of_the_sums, recorded_for
from pxcommission.casework.desk import Desk
from pxcommission.casework.in_order import last_letter
from pxcommission.casework.missed_steps import against, milestone_meant
from pxcommission.casework.money_refusals import against_money, how_of_money, money_notes
from pxcommission.inference.engines import Engine
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, shortened
from pxcommission.rulebook.contract_forms import CLOSED, SETTLED, FormStep

IMMEDIATE_RISK, REVIEW_MEETING, OUTCOME = "immediate risk", "review meeting", "outcome"
ASKED_OF_A_NOTICE = {
    OWN_PART: "is the failure due to an act, omission or unreasonableness of a commissioner? (--own-part 'no: …' or 'yes: …')",
    IMMEDIATE_RISK: "is there an immediate risk to patients, staff or the public? (--immediate-risk 'no' or 'yes: …')",
}
HOW = {
    OWN_PART: "--own-part 'no: …' or 'yes: …'",
    GROUND: "--ground TEXT",
    IMPROVEMENT_HELD: "--evidence TEXT",
    PLAN: "pxcommission case plan CASE --file PLAN.xlsx, or --milestone 'id|action|owner|due'",
    REPORT_OWED: "it belongs to the case of a report or return that is owed, such as RETURN-COMPLAINTS or FFT-SUBMITTED",
    MISSED: "--milestone ID, once `case milestone ID missed` is recorded",
    TWO_APPROVALS: "pxcommission approve, twice, by two people",
    CONFIRMED: "pxcommission forms verify",
    MONTHLY_VALUE: "a line in monthly-values.csv of the contract",
    SETTLED: "pxcommission case release or case retain",
}
"""What a person does about a need of the form that is not there."""
NOTICES = ("contract-performance-notice", "contract-query-notice")
_YES_OR_NO = re.compile(r"(?:yes|no)\b", re.I)


class StepGiven(Struct, frozen=True):
    """What a person records of a step: the day, the document, the answers, a plan, a milestone, sums."""

    on: date
    by: str
    document: Document | None = None
    served: date | None = None
    method: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    plan: Plan | None = None
    milestone: str = ""
    sums: tuple[Sum, ...] = ()
    settled: tuple[SumSettled, ...] = ()


class StepRecorded(Struct, frozen=True):
    """A step with the entry that records it, what is due next, and what a person should know of it."""

    step: FormStep
    entry: Entry
    taken: StepTaken
    deadlines: tuple[Deadline, ...]
    notes: tuple[str, ...] = ()


def step_recorded(desk: Desk, step: FormStep, given: StepGiven, engine: Engine) -> StepRecorded:
    """The step ready to be recorded; raises ProblemsFound (exit code 6) with clause, what is missing and what is allowed."""
    meant = (given.milestone,) if given.milestone else milestone_meant(desk.file, desk.form, step, given.on)
    given = replace(given, milestone=meant[0] if len(meant) == 1 else "")
    problems = [*_untold(desk, step, meant), *_against(desk, step, given)]
    signed = recorded_for(desk.file, step.id, given.on)
    approvals = of_the_sums(signed, given.sums, given.settled, given.milestone)
    wanted = StepWanted(
        step=step.id,
        on=given.on,
        document=given.document,
        served=given.served,
        method=given.method,
        answers=given.answers,
        plan=given.plan,
        milestone=given.milestone,
        sums=given.sums,
        settled=given.settled,
        approvals=approvals,
    )
    try:
        entry = step_entry(
            desk.file, desk.form_id, desk.form, wanted, engine, desk.extra_bank_holidays, desk.confirmed(given.on)
        )
    except ProblemsFound as refused:
        said = [
            one
            for one in (_with_how(p, desk, step) for p in refused.problems)
            if not one.message.endswith(TWO_APPROVALS)
        ]
        raise ProblemsFound([*said, *problems], refused.exit_code) from None
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    taken = StepTaken.model_validate(entry.details)
    return StepRecorded(step, entry, taken, taken.deadlines, tuple(_notes(desk, step, given)))


def _untold(desk: Desk, step: FormStep, meant: Sequence[str]) -> Iterator[Problem]:
    if len(meant) > 1:
        message = f"{step.clause}: {step.name}: several steps of the plan are missed ({', '.join(meant)}), each with a time of its own"
        yield Problem(desk.file.case, message, "say which one: --milestone ID", code="PX601")


def _against(desk: Desk, step: FormStep, given: StepGiven) -> Iterator[Problem]:
    """What speaks against the step besides its place in the form: an open notice, answers, sign-offs, dates."""
    case, notice = desk.file.case, desk.file.notice
    if is_concern(case):
        message = "a quality concern alleges no clause and no level, so no step of the contract form follows from it"
        fix = f"where a requirement is in breach, {step.name} belongs to the case of that requirement"
        yield Problem(case, message, fix, code="PX601")
        return
    if "none" in step.from_ and notice is not None:
        message = f"a notice of {in_words(notice.dated)} is open for this requirement and service, and there is only one at a time"
        fix = f"add the later breach as evidence: pxcommission case evidence {case} --finding ID"
        yield Problem(case, message, fix, code="PX602")
    if step.id in NOTICES:
        for key, question in ASKED_OF_A_NOTICE.items():
            if not given.answers.get(key):
                yield Problem(
                    case,
                    f"{step.clause}: answer first: {question}",
                    "a notice is a serious step; both questions are part of the record",
                )
    for key in (OWN_PART, IMMEDIATE_RISK):
        said = given.answers.get(key, "")
        if said and not _YES_OR_NO.match(said):
            fix = f"begin with yes or no: {ASKED_OF_A_NOTICE[key]}"
            yield Problem(case, f"{step.clause}: '{shortened(said)}' is neither yes nor no", fix)
    yield from against(desk.file, desk.form, step, given.milestone, given.on)
    needed = needed_for(desk.contract, desk.ladder, step.id, step.needs)
    signed = recorded_for(desk.file, step.id, given.on)
    counted = of_the_sums(signed, given.sums, given.settled, given.milestone)
    for what in missing(needed, counted, given.by):
        how = f"pxcommission approve {case} --step {step.id} --role ROLE --person NAME --on DATE --evidence FILE"
        others = of_other_sums(signed, counted)
        yield Problem(case, f"{step.name} needs {what}{others}", how, code="PX606")
    yield from against_money(desk, step, given.answers)
    if IMPROVEMENT_HELD in step.needs:
        yield from _not_held(desk.file, given.on)
    if "none" in step.from_ and given.document is not None and _kept_before(desk.file, given.document):
        message = "this file is recorded already as another letter of the case"
        fix = "a GC9 notice is always a document of its own; give the notice as it was sent"
        yield Problem(case, message, fix, code="PX602")
    letter = last_letter(desk.file)
    if letter is not None and given.on < letter[1]:
        message = f"{step.name} can't be dated {in_words(given.on)}: the {letter[0].replace('-', ' ')} before it is dated {in_words(letter[1])}"
        yield Problem(case, message, "check the date; undo what is wrong with pxcommission case undo")
    if given.served is not None and given.served < given.on:
        yield Problem(
            case,
            f"served on {in_words(given.served)}, before its date {in_words(given.on)}",
            "check --dated and --served",
        )
    if given.milestone and given.milestone not in desk.file.milestones:
        known = ", ".join(desk.file.milestones) or "none"
        yield Problem(
            case,
            f"there is no milestone '{given.milestone}'{did_you_mean(given.milestone, desk.file.milestones)}",
            f"milestones: {known}",
        )


def _not_held(file: CaseFile, on: date) -> Iterator[Problem]:
    """The milestones that stand in the way of a completion: not met, or to be held for longer."""
    for name in standing_milestones(file):
        standing = file.milestones[name]
        until = standing.milestone.maintain_until
        if standing.met_on is None:
            fix = f"record it (pxcommission case milestone CASE {name} met --evidence …) or move it by agreement"
            yield Problem(file.case, f"milestone {name} is not met", fix, code="PX601")
        elif until is not None and on < until:
            message = f"milestone {name}: the improvement is to be held until {in_words(until)}"
            fix = "complete the plan on or after that day, with the figures that show it"
            yield Problem(file.case, message, fix, code="PX601")


def _kept_before(file: CaseFile, document: Document) -> bool:
    kept = (getattr(one.details, "document", None) for one in file.happened)
    return any(one is not None and one.sha256 == document.sha256 for one in kept)


def _with_how(problem: Problem, desk: Desk, step: FormStep) -> Problem:
    """The refusal with what to do about the need it names."""
    need = next((need for need in HOW if problem.message.endswith(need)), "")
    how = (how_of_money(desk, step, need) or HOW[need]) if need else ""
    return replace(problem, fix=how) if how else problem


def _notes(desk: Desk, step: FormStep, given: StepGiven) -> Iterator[str]:
    yield from money_notes(desk, step, given.answers, given.on)
    if given.served is not None and given.served > given.on:
        days = (given.served - given.on).days
        yield f"served {days} day{'' if days == 1 else 's'} after its date: the periods of GC9 run from the date of the notice"
    yield from _notes_of_time(desk, step, given)
    if not step.verified and not desk.confirmed(given.on):
        yield f"{step.clause} is not verified: check it against your signed contract (pxcommission forms verify)"
    if given.answers.get(OWN_PART, "").lower().startswith("yes"):
        yield "a commissioner's own part in the failure: withholding and retention may be barred (GC9.3); take advice before any money step"
    if given.answers.get(IMMEDIATE_RISK, "").lower().startswith("yes"):
        yield "an immediate risk: ask for an Immediate Action Plan at once, and tell the safety lead"


def _notes_of_time(desk: Desk, step: FormStep, given: StepGiven) -> Iterator[str]:
    """What came late, what is to be agreed by when, and whose time still runs when a notice closes."""
    notice = desk.file.notice
    for one in notice.deadlines if notice else ():
        if one.step == step.id and one.by < given.on and one.milestone in ("", given.milestone):
            late = "its time ended" if step.lapses else "it was due"
            yield f"{one.what}: {late} on {in_words(one.by)} ({one.counted}, {one.clause}), before {in_words(given.on)}"
        owed = desk.form.step(one.step)
        if step.to.startswith(CLOSED) and owed is not None and owed.lapses and one.by >= given.on:
            yield f"{one.what} may still come until {in_words(one.by)} ({one.clause}); nothing can be recorded in a notice that is closed"
    if step.to in desk.form.states:
        plan = plan_by(desk.form, step.to, given.on, desk.extra_bank_holidays)
        if plan is not None:
            yield f"where a plan is needed, {plan.what} is to be agreed by {in_words(plan.by)} ({plan.counted}, {plan.clause})"
