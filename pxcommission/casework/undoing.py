"""Taking back the last event of a case by a new one; what left the building can't be un-sent."""

from __future__ import annotations

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import Closed, LetterIssued, SteppedDown, StepTaken, Undone
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound


def undone_of(file: CaseFile, reason: str, never_sent: bool) -> Undone:
    """The undoing of the last event that counts; raises ProblemsFound (exit code 6) for a letter that is out."""
    if not file.happened:
        raise ProblemsFound(
            [Problem(file.case, "there is no event to undo", "pxcommission case timeline")], ExitCode.REFUSED
        )
    last = file.happened[-1]
    match last.details:
        case LetterIssued() | StepTaken(document=_) | SteppedDown() | Closed() as sent if (
            went_out(sent) and not never_sent
        ):
            message = (
                f"the {last.event.kind} of {in_words(last.on)} went out with a document, and a letter can't be un-sent"
            )
            fix = "withdraw or correct it by a further letter; if it was recorded but never sent: --never-sent"
            raise ProblemsFound([Problem(file.case, message, fix, code="PX601")], ExitCode.REFUSED)
    return Undone(number=last.event.number, reason=f"never sent: {reason}" if never_sent else reason)


def went_out(details: LetterIssued | StepTaken | SteppedDown | Closed) -> bool:
    """Whether a document was sent with it."""
    served = getattr(details, "served", None)
    return details.document is not None or served is not None
