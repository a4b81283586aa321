"""Missed steps of a plan: which one a step of the form is about, and what the others still stand in the way of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import StepTaken
from pxcommission.cases.ladder_states import standing_milestones
from pxcommission.cases.milestone_turns import turns
from pxcommission.cases.needs import MISSED, PLAN
from pxcommission.problems import Problem
from pxcommission.rulebook.contract_forms import SAME, ContractForm, FormStep


def milestone_meant(file: CaseFile, form: ContractForm, step: FormStep, on: date) -> tuple[str, ...]:
    """The milestones a step that names none may be about: one is enough to go on, several must be told apart."""
    if not step.each_milestone:
        return ()
    if step.follows:
        return tuple(one.milestone for one in turns(form, step, file.notice) if one.open and one.milestone)
    notified = _notified(file, form)
    return tuple(one for one in standing_milestones(file) if is_missed(file, one, on) and one not in notified)


def is_missed(file: CaseFile, milestone: str, on: date) -> bool:
    """Whether a milestone is not met although its day has passed or it was found missed."""
    standing = file.milestones.get(milestone)
    return standing is not None and standing.met_on is None and (standing.missed_on is not None or standing.overdue(on))


def against(file: CaseFile, form: ContractForm, step: FormStep, milestone: str, on: date) -> Iterator[Problem]:
    """What the milestones of the plan speak against: a breach put right while a step is missed, a report on one that is met."""
    if _ends_a_breach(form, step):
        for name in _notified(file, form):
            if is_missed(file, name, on):
                message = f"{step.clause}: {step.name}: milestone {name}, which was notified, is still missed"
                fix = f"record it first: pxcommission case milestone '{file.case}' {name} met --evidence TEXT (or moved --to DATE)"
                yield Problem(file.case, message, fix, code="PX601")
    standing = file.milestones.get(milestone)
    if step.each_milestone and standing is not None and standing.met_on is not None and step.by != "provider":
        message = f"{step.clause}: milestone {milestone} was met on {standing.met_on}"
        yield Problem(file.case, message, f"name the one that is missed: --milestone ID (known: {', '.join(file.milestones)})", code="PX601")  # fmt: skip
    if milestone and step.caps and milestone in _waiting_for_a_report(file, form, step):
        message = f"{step.clause}: {step.name}: no Exception Report says that milestone {milestone} was not put right"
        yield Problem(file.case, message, f"first: pxcommission case report '{file.case}' --milestone {milestone}", code="PX601")  # fmt: skip


def _ends_a_breach(form: ContractForm, step: FormStep) -> bool:
    """Whether a step leads back to where a breach of the plan begins, under the same plan."""
    breach = _breach(form)
    return breach is not None and step.to in breach.from_ and step.to not in step.from_ and PLAN not in step.needs


def _breach(form: ContractForm) -> FormStep | None:
    return next((one for one in form.steps if MISSED in one.needs and one.to != SAME), None)


def _notified(file: CaseFile, form: ContractForm) -> tuple[str, ...]:
    """The milestones the open notice's steps say were missed."""
    taken = [one.details for one in file.notice.steps] if file.notice else []
    ids = {one.id for one in form.steps if MISSED in one.needs}
    return tuple(dict.fromkeys(one.milestone for one in taken if isinstance(one, StepTaken) and one.step in ids and one.milestone))  # fmt: skip


def _waiting_for_a_report(file: CaseFile, form: ContractForm, step: FormStep) -> tuple[str, ...]:
    """The milestones notified and not reported, where a sum is withheld only after a report."""
    breach = _breach(form)
    report = next((one for one in form.steps if one.each_milestone and one.document == "exception-report"), None)
    if breach is None or report is None or step.starts_from(breach.to):
        return ()
    return tuple(one.milestone for one in turns(form, report, file.notice) if one.open)
