"""The notice, its withdrawal, the meeting and the Joint Investigation, in words."""

from __future__ import annotations

from pxcommission.cases.kinds import ActionByOthers
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.process_body import Body
from pxcommission.packs.process_model import DocumentWanted, Subject
from pxcommission.packs.process_parts import by_or_fill, days, fill, notice_line, particular, reference, step_for
from pxcommission.periods import in_words

NO_DATE = "by the date your contract gives"


def contract_performance_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """The notice: the obligation, the facts, the meeting and by when, and how it may be withdrawn."""
    step = step_for(subject, wanted)
    name = one_line(step.name) if step else "GC9 Contract Performance Notice"
    clause = one_line(step.clause) if step else "GC9"
    meeting = days(subject, "meeting-within", wanted.on)
    by = f"on or before {in_words(meeting[0])}" if meeting else NO_DATE
    number = len(subject.file.notices) + 1
    return Body(
        ask=f"Please meet us at a Contract Management Meeting {by}.",
        ask_note=f"That is {meeting[1]}." if meeting else fill("the time your contract gives for the meeting"),
        opening=(
            f"This is a {name} issued under {clause}, number {number} in this matter. The co-ordinating commissioner believes, on "
            "the facts below, that the obligation named below was not or is not complied with. The facts are about "
            "services, not about any member of staff."
        ),
        asks=(
            "Tell us who will attend, by office, and whether the date proposed below suits.",
            "Bring your account of the causes, and what you have already done.",
            "Bring proposals for what will be done, who leads it and by when, and how we shall both see that patients’ "
            "experience is better.",
            "If a figure is wrong, send the corrected figure with its source before the meeting.",
        ),
        particulars=(
            particular(wanted, "Obligation", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(
                wanted, "Effect on Service Users", fill("what patients and carers experienced, from the facts below")
            ),
            particular(
                wanted,
                "Immediate risk to safety",
                fill("no; or yes, with the reason: an Immediate Action Plan is then requested with this notice"),
            ),
            particular(wanted, "Meeting proposed", fill(f"date, time and place, {by}")),
            particular(wanted, "Who attends for us", fill("offices")),
            particular(
                wanted, "What we will seek", fill("withdrawal, or the actions and improvements a plan should hold")
            ),
            particular(wanted, "Consequence agreed in the Particulars", fill("none; or the consequence, GC9.1")),
            particular(
                wanted,
                "A commissioner’s own part",
                fill("whether an act, omission or unreasonableness of a commissioner contributed, GC9.3"),
            ),
            particular(wanted, "Action by others", _by_others(subject)),
        ),
        follows=(
            "The notice may be withdrawn before or at the meeting, for example when the matter is settled or a figure was wrong.",
            "At the meeting we agree either that the notice is withdrawn, or on an Immediate Action Plan, a Remedial Action "
            "Plan, or both. If we do not agree, there is a Joint Investigation where this edition provides for one.",
            *_plan_by(subject, "After the meeting"),
        ),
        numbers=("meeting-within", "plan-agreed-within"),
    )


def withdrawal(subject: Subject, wanted: DocumentWanted) -> Body:
    """The notice is withdrawn: which, why, from when, and what is watched."""
    return Body(
        ask=f"Nothing is asked of you: the notice is withdrawn from {in_words(wanted.on)}.",
        ask_note="No period of the notice runs any longer.",
        opening="Thank you for your part in settling this. We withdraw the notice named below.",
        particulars=(
            particular(wanted, "Notice withdrawn", notice_line(subject)),
            particular(wanted, "Obligation", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(
                wanted,
                "Reason",
                fill("settled, issued in error, or on the evidence received: say which, and the evidence"),
            ),
            particular(wanted, "What is watched", fill("nothing; or the figure, and until when")),
        ),
        follows=("The requirement itself stays as the contract has it, and is checked each period as before.",),
    )


def meeting_note(subject: Subject, wanted: DocumentWanted) -> Body:
    """The note of a meeting: who, what was said, one outcome, and the dates that follow."""
    step = step_for(subject, wanted)
    name = one_line(step.name) if step else "Contract Management Meeting"
    investigation = days(subject, "investigation-at-most", wanted.on)
    return Body(
        ask="Please agree this note, or correct it, by the date filled in below.",
        ask_note=f"The meeting is taken to be held on {in_words(wanted.on)}; if it was not, the dates below change.",
        opening=f"Note of the {name}. It records what was said and agreed, by office.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "Held on, and where", f"{in_words(wanted.on)}; {fill('place')}"),
            particular(wanted, "Present for the commissioners", fill("offices")),
            particular(wanted, "Present for the provider", fill("offices")),
            particular(wanted, "What was discussed", fill("the facts, their causes, what was done since")),
            particular(wanted, "The provider’s account", fill("in the provider’s own words")),
            particular(wanted, "A commissioner’s own part", fill("what was said about it, GC9.3")),
            particular(
                wanted,
                "Outcome (mark one)",
                "☐ notice withdrawn   ☐ Immediate Action Plan   ☐ Remedial Action Plan   ☐ both plans   "
                "☐ no agreement: Joint Investigation",
            ),
            particular(wanted, "This note agreed by", fill("date; office for each Party")),
        ),
        follows=(
            *_plan_by(subject, "If a Remedial Action Plan is to be made", wanted),
            *((f"If there is a Joint Investigation: it ends by {in_words(investigation[0])} at the latest, {investigation[1]}.",)
              if investigation else ()),
        ),
        numbers=("plan-agreed-within", "investigation-at-most"),
        both_sign=True,
    )  # fmt: skip


def joint_investigation_terms(subject: Subject, wanted: DocumentWanted) -> Body:
    """The terms of a Joint Investigation: scope, questions, people by office, access, and the last day."""
    end = days(subject, "investigation-at-most", wanted.on)
    by = in_words(end[0]) if end else fill("date")
    return Body(
        ask=f"Please agree these terms; the investigation ends by {by} at the latest.",
        ask_note=f"That is {end[1]}." if end else fill("the longest time your contract gives"),
        opening="Terms of reference of the Joint Investigation into the matters of the notice named below.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(
                wanted, "Scope", f"{subject.statement} Service: {subject.service}. {fill('sites, wards, months')}"
            ),
            particular(wanted, "Questions", fill("what is to be found out, one question a line")),
            particular(wanted, "Clinical representatives", fill("offices, one for each Party")),
            particular(wanted, "Other representatives", fill("offices, one for each Party")),
            particular(wanted, "Voice of patients", fill("how patients, carers and the local Healthwatch are heard")),
            particular(
                wanted, "Records and places", fill("what each Party opens to the other; no patient is identified")
            ),
            particular(wanted, "Timetable", f"{fill('first meeting, drafts')}; report by {by}"),
            particular(wanted, "Meanwhile", fill("an Immediate Action Plan runs beside it, or none is needed")),
        ),
        follows=(
            "The report is agreed by both and recommends to the next Review Meeting that the notice is withdrawn or that a "
            "Remedial Action Plan is made. Either Party may ask for an earlier Review Meeting.",
        ),
        numbers=("investigation-at-most",),
        both_sign=True,
    )


def joint_investigation_report(subject: Subject, wanted: DocumentWanted) -> Body:
    """The report of a Joint Investigation: what was found, causes on both sides, and the recommendation."""
    return Body(
        ask="Please agree this report for the next Review Meeting.",
        ask_note=f"Review Meeting: {fill('date')}. Report dated {in_words(wanted.on)}.",
        opening="Report of the Joint Investigation into the matters of the notice named below, agreed by both Parties.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(
                wanted, "What was looked at", fill("records, visits, patients’ and carers’ accounts; no one identified")
            ),
            particular(wanted, "Findings", fill("one a line, each with its evidence")),
            particular(wanted, "Causes", fill("one a line")),
            particular(wanted, "A commissioner’s contribution", fill("none found; or what it was")),
            particular(wanted, "Points not agreed", fill("none; or each Party’s view")),
            particular(
                wanted,
                "Recommendation (mark one)",
                "☐ the notice is withdrawn   ☐ a Remedial Action Plan is agreed and carried out",
            ),
        ),
        follows=_plan_by(subject, "If a plan is recommended"),
        numbers=("plan-agreed-within",),
        both_sign=True,
    )


def _by_others(subject: Subject) -> str:
    """What the register says others already do about it, and how that was taken into account."""
    told = [
        f"{one.who}: {one.what}; taken into account: {one.taken_into_account}"
        for one in (happened.details for happened in subject.file.by_others)
        if isinstance(one, ActionByOthers)
    ]
    return one_line("; ".join(told), 4000) or fill(
        "none known; or what CQC, NHS England or another contract already does"
    )


def _plan_by(subject: Subject, when: str, wanted: DocumentWanted | None = None) -> tuple[str, ...]:
    number = subject.form.numbers.get("plan-agreed-within")
    if number is None:
        return ()
    found = days(subject, "plan-agreed-within", wanted.on) if wanted else None
    if found:
        return (f"{when}: its contents are agreed by {by_or_fill(found, 'the date')}.",)
    clause = reference(subject, number.clause, number.verified)
    return (f"{when}: the contents of a Remedial Action Plan are agreed within {number.text} ({clause}).",)
