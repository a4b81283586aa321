"""Events stand after what they are about: a reply after its letter, a step down after the letter, evidence after the notice."""

from __future__ import annotations

from datetime import date

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import AgreedInstead, LetterIssued, StepTaken
from pxcommission.cases.ladder_states import reply_awaited
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound


def refuse_before(file: CaseFile, on: date, cause: date | None, what: str, about: str) -> None:
    """Raises ProblemsFound (exit code 6) when something is dated before what it is about."""
    if cause is not None and on < cause:
        message = f"{what} can't be dated {in_words(on)}: {about} is dated {in_words(cause)}"
        raise ProblemsFound([Problem(file.case, message, "check the date", code="PX601")], ExitCode.REFUSED)


def letter_in_force(file: CaseFile) -> date | None:
    """The day of the last letter in force."""
    return file.letters[-1].on if file.letters else None


def answered(file: CaseFile) -> date | None:
    """The day of what a reply answers: the letter that awaits one, else the first letter or step there was."""
    awaited = reply_awaited(file)
    causes = [one for one in file.happened if one.event.kind in ("letter issued", "step taken")]
    waiting = [one.on for one in causes if awaited is not None and one.details is awaited]
    return waiting[-1] if waiting else causes[0].on if causes else None


def plan_agreed(file: CaseFile, milestone: str) -> date | None:
    """The day of the plan that a milestone belongs to."""
    for one in reversed(file.happened):
        plan = one.details.plan if isinstance(one.details, StepTaken | AgreedInstead) else None
        if plan is not None and any(each.id == milestone for each in plan.milestones):
            return one.on
    return None


def last_letter(file: CaseFile) -> tuple[str, date] | None:
    """The stage and day of the last letter issued in the case."""
    for one in reversed(file.happened):
        if isinstance(one.details, LetterIssued):
            return one.details.stage, one.on
    return None
