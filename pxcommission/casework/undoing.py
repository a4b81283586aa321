"""Taking back what was recorded last in a case by new events; what left the building can't be un-sent."""

from __future__ import annotations

from pxcommission.cases.case_file import CaseFile, Happened
from pxcommission.cases.kinds import Closed, LetterIssued, Noted, SteppedDown, StepTaken, SumSettled, Undone
from pxcommission.cases.settlements import outcome_of
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.contract_forms import CLOSED

DIFFERS = " as sent differs from "
"""How the note reads that is recorded with a letter or step whose document rightly differs from its draft."""


def undone_of(file: CaseFile, reason: str, never_sent: bool) -> tuple[Undone, ...]:
    """The undoing of all that the last command recorded, the last event first.

    Raises ProblemsFound (exit code 6) for a letter that is out.
    """
    if not file.happened:
        raise ProblemsFound(
            [Problem(file.case, "there is no event to undo", "pxcommission case timeline")], ExitCode.REFUSED
        )
    last = recorded_together(file)
    for one in last:
        how = _went_out(one)
        if how and not never_sent:
            message = f"the {one.event.kind} of {in_words(one.on)} {how}, and what is out can't be un-sent"
            fix = "withdraw or correct it by a further letter; if it was recorded but never sent: --never-sent"
            raise ProblemsFound([Problem(file.case, message, fix, code="PX601")], ExitCode.REFUSED)
    why = f"never sent: {reason}" if never_sent else reason
    return tuple(Undone(number=one.event.number, reason=why) for one in last)


def recorded_together(file: CaseFile) -> tuple[Happened, ...]:
    """The last event with those that the same command recorded before it, the last first.

    A release or retention is a step and its sums, a closure a step and the closing, a letter that rightly differs a letter
    and the note of it; all are recorded at one moment by one person.
    """
    found = [file.happened[-1]]
    for before in reversed(file.happened[:-1]):
        if not _goes_with(found[-1], before):
            break
        found.append(before)
    return tuple(found)


def _goes_with(later: Happened, before: Happened) -> bool:
    """Whether an event was recorded by the command that recorded the one before it."""
    one, other = later.event, before.event
    if (one.recorded_at, one.by, one.on, one.number) != (other.recorded_at, other.by, other.on, other.number + 1):
        return False
    match later.details, before.details:
        case SumSettled() as settled, SumSettled() as sooner:
            return (settled.outcome, settled.reason) == (sooner.outcome, sooner.reason)
        case SumSettled(outcome=outcome), StepTaken(step=step):
            return outcome_of(step) == outcome
        case Closed(), StepTaken(after=after):
            return after.startswith(CLOSED)
        case Noted(text=text), LetterIssued() | StepTaken() | SumSettled() | Closed() | SteppedDown() | Noted():
            return DIFFERS in text
    return False


def _went_out(one: Happened) -> str:
    """How it left the building, in words; empty when it did not."""
    match one.details:
        case LetterIssued() | StepTaken() | SteppedDown() | Closed() as sent:
            served = getattr(sent, "served", None)
            if sent.document is not None:
                return "went out with a document"
            if served is not None:
                return f"is recorded as served on {in_words(served)}"
    return ""
