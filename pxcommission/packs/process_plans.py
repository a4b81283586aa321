"""Immediate and Remedial Action Plans, the notice that a step was missed, the Exception Report, the Governing Bodies, in words."""

from __future__ import annotations

from datetime import date

from pxcommission.cases.case_file import MilestoneStanding
from pxcommission.cases.deadlines import same_day_months_after
from pxcommission.cases.ladder_states import EXCEPTION_REPORTS
from pxcommission.cases.step_times import entered
from pxcommission.packs.process_body import Body
from pxcommission.packs.process_model import Action, DocumentWanted, Particular, Subject
from pxcommission.packs.process_parts import (
    action_of,
    days,
    empty_action,
    fill,
    notice_line,
    particular,
    reference,
)
from pxcommission.periods import in_words

EMPTY_ROWS = 3


def immediate_action_plan(subject: Subject, wanted: DocumentWanted) -> Body:
    """What is done at once to protect patients, the public or staff; it may run beside everything else."""
    return Body(
        ask="Please begin each action at once and tell us when it is done.",
        ask_note="An Immediate Action Plan protects the safety of Service Users, the public or staff while the rest is settled.",
        opening="Immediate Action Plan agreed between the Parties.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "What must be made safe", fill("the risk, in plain words")),
            particular(wanted, "Looked at again on", fill("date, and by which offices")),
        ),
        actions=_actions(subject, wanted),
        follows=("This plan does not replace a Remedial Action Plan, where one is to be agreed.",),
        both_sign=True,
    )


def remedial_action_plan(subject: Subject, wanted: DocumentWanted) -> Body:
    """The plan: a row for each action, what improves by when and how long it holds, and what follows if it is missed."""
    begun = _entered(subject, "plan-drafting")
    found = days(subject, "plan-agreed-within", begun) if begun else None
    by = in_words(found[0]) if found else fill("date")
    cap = subject.form.numbers.get("plan-sanctions-at-most")
    limit = (
        f"Sanctions on the provider: at most {cap.value}% of the Actual Monthly Value in any month for the whole plan "
        f"({reference(subject, cap.clause, cap.verified)})."
        if cap
        else "This edition’s limit on sanctions is not known here; check your signed contract."
    )
    return Body(
        ask=f"Please agree the contents of this plan by {by}.",
        ask_note=f"That is {found[1]}."
        if found
        else "The time for agreeing a plan counts from the day it was decided on.",
        opening=(
            "Remedial Action Plan. Each action says who does what by when; each improvement says when it is to be reached and "
            "until when it is to be kept. Patients’ experience is the measure."
        ),
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(
                wanted, "Improvement sought", f"{subject.statement} {subject.clause}. Service: {subject.service}."
            ),
            particular(wanted, "Reviewed", "at each Review Meeting; completion is noted at the next one"),
            particular(
                wanted,
                "Consequences agreed",
                f"{limit} {fill('each agreed sanction or other consequence, for either Party')}",
            ),
            particular(wanted, "Agreed on", fill("date; office for each Party")),
        ),
        actions=_actions(subject, wanted),
        follows=(
            "When all is done, and the improvement was reached and kept, the plan is completed and the case closed.",
            "If an action is missed, we tell you in writing, and you have the time the contract gives to put it right.",
        ),
        numbers=("plan-agreed-within", "plan-sanctions-at-most", "plan-breach-mended-within"),
        both_sign=True,
    )


def plan_breach_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """A step of the plan was missed: which, due when, what is seen, and by when to put it right."""
    cure = days(subject, "plan-breach-mended-within", wanted.on)
    by = in_words(cure[0]) if cure else fill("date")
    return Body(
        ask=f"Please put the missed step right by {by}.",
        ask_note=f"That is {cure[1]}." if cure else fill("the time your contract gives to put it right"),
        opening="An action or improvement of the Remedial Action Plan was not completed by its date.",
        asks=(
            "Do what the plan says, and send the evidence the plan names.",
            "If it can’t be done by then, tell us why and what you propose; a later date needs both Parties’ agreement.",
        ),
        particulars=(particular(wanted, "Notice", notice_line(subject)), *_missed(subject, wanted)),
        follows=(
            "If it is put right in time, the plan goes on as agreed and this step ends here.",
            "If it is not, an Exception Report may follow where this edition provides for one, and what the plan itself agreed.",
        ),
        numbers=("plan-breach-mended-within",),
    )


def exception_report(subject: Subject, wanted: DocumentWanted) -> Body:
    """To those who lead: the plan, the step missed, the risk to patients, and what is asked of the reader."""
    counted = _reports(subject, wanted.on)
    provider = subject.contract.provider.name
    return Body(
        ask=f"We ask the Chief Executive and Governing Body to see that the step is put right by {fill('date')}.",
        ask_note="Each recipient may take the steps it thinks fit.",
        opening="Exception Report: a step of a Remedial Action Plan was missed and was not put right in the time the contract gives.",
        particulars=(
            particular(wanted, "Notice and plan", notice_line(subject)),
            *_missed(subject, wanted),
            particular(
                wanted, "Risk to Service Users", fill("what patients and carers experience while it is not put right")
            ),
            particular(wanted, "What is asked of each recipient", fill("the step, and by when")),
            particular(
                wanted, "A regulator is told too", fill("no; or which, and the reason it is reasonably believed right")
            ),
            particular(
                wanted,
                "Withholding to follow",
                fill("none; or the sanction agreed in the plan, in a notice of its own"),
            ),
            particular(wanted, "Exception Reports counted", counted),
        ),
        follows=("A sum is withheld only by a notice of its own that shows how it was worked out.",),
        numbers=(
            "exception-reports-for-termination",
            "exception-reports-counted-over",
            "retention-after-exception-report",
        ),
        to=(
            "Chief Executive, for the Governing Body",
            provider,
            subject.contract.provider.notices_to or fill("address"),
        ),
    )


def joint_notification(subject: Subject, wanted: DocumentWanted) -> Body:
    """To both Governing Bodies, from both: no plan was agreed in time, where the Parties differ, and what may follow when."""
    begun = _entered(subject, "plan-drafting")
    lapsed = days(subject, "plan-agreed-within", begun) if begun else None
    waiting = days(subject, "withholding-after-notification", wanted.on)
    by = in_words(waiting[0]) if waiting else fill("date")
    return Body(
        ask=f"We ask both Governing Bodies to help agree a Remedial Action Plan by {by}.",
        ask_note=f"That is {waiting[1]}." if waiting else fill("the time your contract gives after this notification"),
        opening=(
            "Joint notification by the co-ordinating commissioner and the provider to the Governing Bodies of both. The contents "
            "of a Remedial Action Plan were not agreed in the time the contract gives."
        ),
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(
                wanted, "Time for agreeing ended", f"{in_words(lapsed[0])} ({lapsed[1]})" if lapsed else fill("date")
            ),
            particular(wanted, "What is agreed", fill("the points both Parties accept")),
            particular(wanted, "The commissioner’s view", fill("of each point not agreed")),
            particular(wanted, "The provider’s view", fill("of each point not agreed")),
        ),
        follows=(
            f"If there is no plan after {by} because of the provider’s unreasonableness or failure to engage, the contract may "
            "allow a sum to be withheld each further month, by a notice of its own. Nothing follows by itself.",
        ),
        numbers=("plan-agreed-within", "withholding-after-notification", "withholding-without-plan"),
        to=(
            "The Governing Body of each Party",
            subject.contract.co_ordinating_commissioner.name,
            subject.contract.provider.name,
        ),
        both_sign=True,
    )


def _actions(subject: Subject, wanted: DocumentWanted) -> tuple[Action, ...]:
    if wanted.milestones:
        return tuple(action_of(one) for one in wanted.milestones)
    recorded = tuple(action_of(one.milestone, one) for one in subject.file.milestones.values())
    return recorded or tuple(empty_action(number) for number in range(1, EMPTY_ROWS + 1))


def _missed(subject: Subject, wanted: DocumentWanted) -> tuple[Particular, ...]:
    standing = subject.file.milestones.get(wanted.missed)
    return (
        particular(wanted, "Step of the plan", _step_in_words(standing) if standing else fill("number and action")),
        particular(wanted, "Due", in_words(standing.due) if standing else fill("date")),
        particular(wanted, "What is seen", fill("what was done, what was not, and the evidence for it")),
    )


def _step_in_words(standing: MilestoneStanding) -> str:
    one = standing.milestone
    return f"{one.id}: {one.action} ({one.owner})"


def _entered(subject: Subject, state: str) -> date | None:
    notice = subject.file.notices[-1] if subject.file.notices else None
    return entered(subject.form, notice, state) if notice else None


def _reports(subject: Subject, on: date) -> str:
    """This report and those of the months the contract counts over, and what that number may mean."""
    most = subject.form.numbers.get("exception-reports-for-termination")
    over = subject.form.numbers.get("exception-reports-counted-over")
    taken = [day for notice in subject.file.notices for step in EXCEPTION_REPORTS for day in notice.taken(step)]
    if most is None or over is None:
        return f"this is number {len(taken) + 1} in this case; other cases of the contract: {fill('number')}"
    since = same_day_months_after(on, -over.value)
    recent = [day for day in taken if day >= since]
    return (
        f"this is number {len(recent) + 1} in this case since {in_words(since)}; other cases of the contract: {fill('number')}. "
        f"{most.value} or more in any {over.text} may be a Provider Default ({reference(subject, most.clause, most.verified)})."
    )
