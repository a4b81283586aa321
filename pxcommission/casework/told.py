"""Each event of a case in one line, as a person would note it in the file."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.cases.concern import STAGE_NAME
from pxcommission.cases.kinds import (
    ActionByOthers,
    AgreedInstead,
    Approved,
    Closed,
    ConcernRaised,
    Decided,
    Details,
    EvidenceAdded,
    Flagged,
    LetterIssued,
    MilestoneChanged,
    Noted,
    ReplyReceived,
    SteppedDown,
    StepTaken,
    SumSettled,
    Undone,
)
from pxcommission.cases.needs import GROUND
from pxcommission.casework.approvals import sum_in_words
from pxcommission.casework.improvement_told import improvement_told
from pxcommission.casework.trail_event import link_told
from pxcommission.periods import in_words


def told(details: Details, names: dict[str, str] | None = None) -> str:
    """What happened, in a line; `names` are the names of steps and stages by id."""
    known = {**STAGE_NAME, **(names or {})}
    match details:
        case LetterIssued():
            reply = f"; reply asked for by {in_words(details.reply.by)}" if details.reply else ""
            cited = f", {_findings(details.findings)}" if details.findings else ""
            return f"{_name(details.stage, known)} issued{_sent(details.method)}{cited}{reply}"
        case ReplyReceived():
            return f"reply received: the provider {_position(details.position)}. {details.summary}".rstrip()
        case Approved():
            who = f" ({details.approval.person})" if details.approval.person else ""
            of = f", {sum_in_words(details.approval.of)}," if details.approval.of else ""
            return f"{_name(details.step, known)}{of} signed off by {details.approval.role}{who}: {details.approval.evidence}"
        case StepTaken():
            return _step(details, known)
        case MilestoneChanged():
            moved = f" to {in_words(details.due)}" if details.due else ""
            return (
                f"milestone {details.milestone} {details.outcome}{moved}{_because(details.evidence or details.reason)}"
            )
        case SumSettled():
            interest = f", interest £{details.interest:,.2f}" if details.interest else ""
            return f"£{details.amount:,.2f} of {details.month} {details.outcome}{interest}{_because(details.reason)}"
        case Decided():
            until = f" until {in_words(details.until)}" if details.until else ""
            return f"decided: {details.decision}{until}, approved by {details.approver}{_because(details.reason)}"
        case EvidenceAdded():
            return f"added as evidence: {', '.join(details.findings)}{_because(details.figures)}"
        case ActionByOthers():
            return f"{details.who} acts already: {details.what}. Taken into account: {details.taken_into_account}"
        case AgreedInstead():
            entries = "; ".join(f"{m.id}: {m.action} by {in_words(m.due)}" for m in details.plan.milestones)
            return f"agreed instead of a step: {details.plan.name} ({entries}){_because(details.reason)}"
        case Flagged():
            return f"{details.flag} {'raised' if details.raised else 'lifted'}{_because(details.ground)}"
        case SteppedDown():
            return f"stepped down, with thanks{_because(details.reason)}"
        case Closed():
            return f"closed: {details.evidence}"
        case Noted():
            return details.text
        case ConcernRaised():
            on = details.signal or "raised without a signal"
            return f"quality concern raised: {details.aspect}, {details.service}{_because(details.reason)} ({on})"
        case Undone():
            return f"event {details.number} undone{_because(details.reason)}"
    return improvement_told(details) or link_told(details) or type(details).__name__


def _step(taken: StepTaken, known: dict[str, str]) -> str:
    sums = "; ".join(f"£{one.amount:,.2f} for {one.month} ({one.formula})" for one in taken.sums)
    plan = f"{len(taken.plan.milestones)} milestones" if taken.plan else ""
    words = [taken.answers.get(name, "") for name in (GROUND, "outcome", "summary", "reason", "note")]
    more = [part for part in (plan, f"milestone {taken.milestone}" if taken.milestone else "", sums, *words) if part]
    return f"{_name(taken.step, known)}{_sent(taken.method)}{': ' + '; '.join(more) if more else ''} ({taken.clause})"


def _name(word: str, known: dict[str, str]) -> str:
    return known.get(word, word.replace("-", " "))


def _sent(method: str) -> str:
    return f" {'by ' if not method.startswith('by') else ''}{method.replace('-', ' ')}" if method else ""


def _findings(findings: Sequence[str]) -> str:
    return f"{len(findings)} finding{'' if len(findings) == 1 else 's'} cited"


def _position(position: str) -> str:
    return {"accepts": "accepts", "disputes": "disputes it", "partly": "accepts it in part"}[position]


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
