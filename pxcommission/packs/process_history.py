"""What the register says happened in a case before a document is written, in words."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.cases.amounts import month_in_words, pounds
from pxcommission.cases.case_file import Happened
from pxcommission.cases.kinds import (
    ActionByOthers,
    AgreedInstead,
    Closed,
    EvidenceAdded,
    LetterIssued,
    MilestoneChanged,
    ReplyReceived,
    SteppedDown,
    StepTaken,
    SumSettled,
)
from pxcommission.packs.plain_text import listed, one_line
from pxcommission.packs.process_model import Subject
from pxcommission.packs.process_parts import beside
from pxcommission.periods import in_words


def history_of(subject: Subject) -> tuple[str, ...]:
    """What the register says happened in the case before, in order; offices and dates, no names."""
    return tuple(f"{in_words(one.on)}: {told}." for one in subject.file.happened for told in _told(subject, one))


def _told(subject: Subject, one: Happened) -> Iterator[str]:
    match one.details:
        case LetterIssued(stage=stage):
            yield (
                "question for the review meeting sent" if stage == "query" else f"{stage.replace('-', ' ')} letter sent"
            )
        case ReplyReceived(position=position, summary=summary):
            answered = {"accepts": "accepts", "disputes": "disputes", "partly": "partly accepts"}[position]
            yield f"the provider {answered} what was put to it: {one_line(summary).rstrip('.')}"
        case StepTaken(step=step, clause=clause, sums=sums):
            name = next((known.name for known in subject.form.steps if known.id == step), step.replace("-", " "))
            money = f": {listed([f'{pounds(s.amount)} for {month_in_words(s.month)}' for s in sums])}" if sums else ""
            yield f"{one_line(name)}{beside(one_line(clause))}{money}"
        case MilestoneChanged(milestone=milestone, outcome=outcome, due=due):
            yield f"action {one_line(milestone)} of the plan {outcome}{f' to {in_words(due)}' if due else ''}"
        case SumSettled(outcome=outcome, month=month, amount=amount):
            yield f"{pounds(amount)} of {month_in_words(month)} {outcome}"
        case EvidenceAdded(findings=findings):
            yield f"later results added as evidence ({len(findings)})"
        case ActionByOthers(who=who, what=what):
            yield f"{one_line(who)}: {one_line(what).rstrip('.')}"
        case AgreedInstead(plan=plan):
            yield f"a {plan.name} was agreed instead of a further step"
        case SteppedDown():
            yield "the case went a stage down, with thanks"
        case Closed():
            yield "the case was closed"
