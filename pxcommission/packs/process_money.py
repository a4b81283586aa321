"""Sums withheld, released, retained or paid back, in words; every sum with the way it was worked out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pxcommission.cases.amounts import month_in_words, pounds
from pxcommission.cases.ledger import accounts_of
from pxcommission.packs.plain_text import listed, one_line
from pxcommission.packs.process_body import Body
from pxcommission.packs.process_model import DocumentWanted, Subject, SumLine
from pxcommission.packs.process_parts import days, fill, notice_line, particular, settled_line, step_for, sum_line
from pxcommission.periods import in_words

TO_FILL = (SumLine(fill("month"), fill("what is done"), fill("£"), fill("how the sum was worked out")),)


def withholding_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """A sum is withheld: clause, ground, how much and why so much, when it is given back, and the right to show otherwise."""
    step = step_for(subject, wanted)
    evidence = days(subject, "evidence-within", wanted.on)
    by = in_words(evidence[0]) if evidence else fill("date")
    shown = pounds(sum((one.amount for one in wanted.sums), Decimal(0))) if wanted.sums else fill("the sum")
    ground = "; ".join(dict.fromkeys(one_line(one.ground) for one in wanted.sums if one.ground))
    return Body(
        ask=f"We withhold {shown}. If you hold evidence that this is not justified, please send it by {by}.",
        ask_note=f"That is {evidence[1]}." if evidence else fill("the time your contract gives for evidence"),
        opening=(
            f"This is a notice of withholding under {one_line(step.clause) if step else 'GC9'}: "
            f"{one_line(step.name) if step else fill('the step')}. The sum and how it was worked out are below."
        ),
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "Obligation", f"{subject.statement} {subject.clause}. Service: {subject.service}."),
            particular(
                wanted, "Ground", ground or fill("what was not done, or the failure to engage, and the evidence for it")
            ),
            particular(
                wanted,
                "A commissioner’s own part",
                fill("why no act or omission of a commissioner is the cause, GC9.3"),
            ),
            particular(wanted, "Withheld from", f"the payment due for {_months(wanted) or fill('month')}"),
            particular(
                wanted,
                "Further months",
                fill("whether the sum recurs while the ground lasts; each month by its own notice"),
            ),
            particular(
                wanted,
                "Given back when",
                fill("what ends the withholding, for example a plan is agreed or the step is done"),
            ),
        ),
        sums=tuple(sum_line(one) for one in wanted.sums) or TO_FILL,
        follows=(
            *_within(subject, "release-within", "Once that has happened, the sum is given back within"),
            *_within(
                subject, "repayment-within", "If your evidence is accepted, the sum is paid back, with interest, within"
            ),
        ),
        numbers=("evidence-within", "release-within", "repayment-within"),
    )


def release_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """A sum is given back: how much, of which month, why and by when."""
    repaid = wanted.step == "repayment" or any(one.outcome == "repaid" for one in wanted.settled)
    name = (
        "repayment-within"
        if repaid
        else "information-release-within"
        if "information" in wanted.step
        else "release-within"
    )
    found = days(subject, name, _since(subject, wanted))
    by = in_words(found[0]) if found else fill("date")
    return Body(
        ask=f"Nothing is asked of you: the sum below is paid to you by {by}.",
        ask_note=f"That is {found[1]}." if found else fill("the time your contract gives"),
        opening="Thank you. What the sum was withheld for has been put right, or the withholding was found unjustified; the reason is below.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(
                wanted,
                "Reason",
                _reasons(wanted) or fill("a plan was agreed, the breach was put right, or the evidence was accepted"),
            ),
            particular(wanted, "Paid on", fill("date and payment reference")),
            particular(
                wanted, "Interest", "as shown below" if repaid else "none, unless the withholding was unjustified"
            ),
            particular(wanted, "Still withheld after this", _still_held(subject, wanted)),
        ),
        sums=tuple(settled_line(one) for one in wanted.settled) or TO_FILL,
        follows=("The requirement itself stays as the contract has it, and is checked each period as before.",),
        numbers=(name,),
    )


def retention_notice(subject: Subject, wanted: DocumentWanted) -> Body:
    """A sum is kept for good: how much, since when, how it is shared out, and the right to show otherwise."""
    evidence = days(subject, "evidence-within", wanted.on)
    by = in_words(evidence[0]) if evidence else fill("date")
    return Body(
        ask=f"If you hold evidence that keeping this sum is not justified, please send it by {by}.",
        ask_note=f"That is {evidence[1]}." if evidence else fill("the time your contract gives for evidence"),
        opening="The sums below, withheld before, are retained permanently, because what they were withheld for is not put right.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "Withheld because of", fill("Exception Report or other ground, with its date")),
            particular(wanted, "Reason", _reasons(wanted) or fill("what is still not done, and the evidence for it")),
            particular(wanted, "Shared out", fill("between the commissioners, and what it is used for")),
            particular(wanted, "Still withheld after this", _still_held(subject, wanted)),
        ),
        sums=tuple(settled_line(one) for one in wanted.settled) or TO_FILL,
        follows=(
            "The obligation and the plan go on. No sum is retained twice.",
            *_within(
                subject, "repayment-within", "If your evidence is accepted, the sum is paid back, with interest, within"
            ),
        ),
        numbers=("evidence-within", "repayment-within", "retention-after-exception-report"),
    )


def unjustified_withholding_decision(subject: Subject, wanted: DocumentWanted) -> Body:
    """What we decided about the provider's evidence: accepted and paid back with interest, or not and why."""
    found = days(subject, "repayment-within", wanted.on)
    by = in_words(found[0]) if found else fill("date")
    return Body(
        ask=f"Nothing is asked of you. If the evidence is accepted, the sum below is paid to you by {by}.",
        ask_note=f"That is {found[1]}." if found else fill("the time your contract gives for paying back"),
        opening="Thank you for your evidence. This is our decision on whether the sum was withheld or kept with ground.",
        particulars=(
            particular(wanted, "Notice", notice_line(subject)),
            particular(wanted, "Evidence received", fill("date, and what it shows")),
            particular(
                wanted,
                "Decision (mark one)",
                "☐ accepted: paid back with interest   ☐ accepted in part   ☐ not accepted",
            ),
            particular(wanted, "Reason", _reasons(wanted) or fill("for each point of the evidence")),
            particular(wanted, "Rate of interest", fill("rate and basis from your contract, where a sum is paid back")),
        ),
        sums=tuple(settled_line(one) for one in wanted.settled) or TO_FILL,
        follows=("If the evidence is not accepted, either Party may use Dispute Resolution (GC14).",),
        numbers=("repayment-within", "evidence-within"),
    )


def _within(subject: Subject, name: str, lead: str) -> tuple[str, ...]:
    number = subject.form.numbers.get(name)
    return (f"{lead} {number.text}.",) if number else ()


def _since(subject: Subject, wanted: DocumentWanted) -> date:
    """The day the time for giving back counts from: that of the step which ended the withholding, else the document's."""
    step = step_for(subject, wanted)
    ends = step.follows if step else ()
    return max(
        (day for notice in subject.file.notices for name in ends for day in notice.taken(name)), default=wanted.on
    )


def _reasons(wanted: DocumentWanted) -> str:
    return "; ".join(dict.fromkeys(one_line(one.reason) for one in wanted.settled if one.reason))


def _months(wanted: DocumentWanted) -> str:
    return listed(list(dict.fromkeys(month_in_words(one.month) for one in wanted.sums)))


def _still_held(subject: Subject, wanted: DocumentWanted) -> str:
    held = sum((one.held for one in accounts_of(subject.file)), Decimal(0))
    settled = sum((one.amount for one in wanted.settled), Decimal(0))
    return pounds(held - settled) if wanted.settled and held >= settled else fill("£")
