"""Letters about information that is missing, thanks when a case steps down, and closure, in words."""

from __future__ import annotations

from pxcommission.cases.kinds import LetterIssued
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.process_body import Body
from pxcommission.packs.process_model import DocumentWanted, Subject
from pxcommission.packs.process_parts import days, fill, notice_line, particular, reference
from pxcommission.periods import in_words

INFORMAL = "This letter is informal: it starts no contractual period and does not affect any Party’s rights."
REPLY = "by the date filled in below"


def information_breach_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """Information is missing, late or poor: which, due when, and by when to supply it."""
    cure = days(subject, "information-breach-mended-within", wanted.on)
    by = in_words(cure[0]) if cure else fill("date")
    cap = subject.form.numbers.get("information-withholding-at-most")
    share = (
        f"at most {cap.value}% of the Actual Monthly Value ({reference(subject, cap.clause, cap.verified)})"
        if cap
        else "the share your contract gives"
    )
    return Body(
        ask=f"Please supply the information named below by {by}.",
        ask_note=f"That is {cure[1]}." if cure else fill("the time your contract gives"),
        opening="We looked for the information below on the day named and had not received it, or it could not be used.",
        asks=(
            "Send the information in the form the contract asks for.",
            "If you sent it already, tell us when and to which address.",
            "If it can’t be supplied by then, tell us what holds it up, and when it will come.",
        ),
        particulars=(
            particular(wanted, "Information", f"{subject.statement} {subject.clause}."),
            particular(wanted, "Period, and due on", fill("period; the day it was due")),
            particular(wanted, "Looked for on", fill("date and office; days late")),
            particular(wanted, "What is wrong with it", fill("absent, late, or which part can’t be used and why")),
        ),
        follows=(
            f"If it is not supplied in that time, a reasonable and proportionate sum, {share}, may be withheld until it is, by a "
            "notice of its own. It is given back once the information is supplied.",
            "Missing information is not taken as a sign of poor care: no requirement counts as not met because of it.",
        ),
        numbers=("information-breach-mended-within", "information-withholding-at-most", "information-release-within"),
    )


def missing_return(subject: Subject, wanted: DocumentWanted) -> Body:
    """An informal letter about a return that was looked for and did not come; the second one says that it is the second."""
    before = [one for one in subject.file.letters if isinstance(one.details, LetterIssued)]
    again = f"We wrote about this on {in_words(before[-1].on)}. " if before else ""
    return Body(
        ask=f"Please send us the return {REPLY}, or tell us when it will come.",
        ask_note=f"Reply by: {fill('date, by local agreement')}. It is not a contractual period.",
        opening=f"{again}We looked for the return below and have not received it. It may have crossed with this letter; if so, thank you.",
        asks=(
            "When will the return be sent, and what held it up?",
            "Is there anything we can do to make sending it easier?",
        ),
        particulars=(
            particular(wanted, "Return", f"{subject.statement} {subject.clause}."),
            particular(wanted, "Period, and due on", fill("period; the day it was due")),
            particular(wanted, "Looked for on", fill("date and office")),
        ),
        follows=(
            INFORMAL,
            "While the return is missing, what it would show is not assessed: neither met nor not met.",
            "If it goes on missing, a notice may be considered. It would be a document of its own, decided and signed by people.",
        ),
        disagree="If you sent the return, tell us when and to which address, and we will look again.",
        dated=False,
    )


def information_request(subject: Subject, wanted: DocumentWanted) -> Body:
    """An informal request for information that would help both to understand a result."""
    return Body(
        ask=f"Please send us the information below {REPLY}.",
        ask_note=f"Reply by: {fill('date, by local agreement')}. It is not a contractual period.",
        opening="We would like to understand the result below better before anything else is decided.",
        particulars=(
            particular(wanted, "About", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(wanted, "Information asked for", fill("what, for which months, and in which form")),
            particular(wanted, "What it is for", fill("the question it answers; no patient is to be identified")),
        ),
        follows=(INFORMAL,),
        disagree="If this is not the right thing to ask, or you hold something better, please tell us.",
        dated=False,
    )


def thanks(subject: Subject, wanted: DocumentWanted) -> Body:
    """Thanks: the requirement is met again, the case goes a stage down, and what helped is worth keeping."""
    return Body(
        ask="Thank you: patients’ experience meets the agreed level again. Nothing is asked of you.",
        ask_note=f"We step this matter down from {in_words(wanted.on)}.",
        opening=(
            "Please pass our thanks to the teams, and to the patients and carers whose feedback made the difference visible. If "
            "you can, tell us what helped most, so that others can learn from it; there is no date for this."
        ),
        particulars=(
            particular(wanted, "Requirement", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(wanted, "What made the difference", fill("what we saw, or what you told us")),
            particular(
                wanted,
                "What is watched",
                fill("nothing more than any other requirement; or the figure, and until when"),
            ),
        ),
        follows=(INFORMAL, "The requirement is checked each period as before."),
        disagree="If a figure is wrong, send the corrected figure with its source and quote our reference.",
        dated=False,
    )


def closure(subject: Subject, wanted: DocumentWanted) -> Body:
    """The case is closed: what was achieved, for how long it was kept, and where that was noted."""
    milestones = subject.file.milestones.values()
    kept = [one.milestone.maintain_until for one in milestones if one.milestone.maintain_until]
    done = [
        f"{one.milestone.id}: {one.milestone.action}, met on {in_words(one.met_on)}" for one in milestones if one.met_on
    ]
    return Body(
        ask=f"Nothing is asked of you: the matter is closed from {in_words(wanted.on)}.",
        ask_note="Thank you for the work that brought this about.",
        opening="The improvement the plan asked for was reached and kept, or the matter ended otherwise as said below.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "Requirement", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(
                wanted, "Actions completed", one_line("; ".join(done), 4000) or fill("each with the date it was met")
            ),
            particular(wanted, "Evidence of the improvement", fill("the figures, and what patients and carers say")),
            particular(wanted, "Kept until", in_words(max(kept)) if kept else fill("the time the plan asked for")),
            particular(wanted, "Review Meeting", fill("date at which completion was noted")),
            particular(wanted, "What is kept from it", fill("what goes on as everyday practice")),
        ),
        follows=("The requirement itself stays as the contract has it, and is checked each period as before.",),
    )
