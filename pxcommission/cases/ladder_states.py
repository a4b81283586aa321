"""What a ladder sees of the register: the stage issued, replies and plans overdue, open notices, exception reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pxcommission.cases.case_file import CaseFile, Happened
from pxcommission.cases.kinds import AgreedInstead, Closed, LetterIssued, ReplyReceived, StepTaken
from pxcommission.inference.cases import CaseState
from pxcommission.periods import add_months, in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.ladders import Ladder

EXCEPTION_REPORTS = (
    "exception-report",
    "further-exception-report",
    "first-exception-report",
    "second-exception-report",
)
"""The steps of the forms that are Exception Reports; each counts."""
COUNTED_OVER_MONTHS = 6


def case_states(files: Mapping[str, CaseFile], ladders: Mapping[str, Ladder], as_at: date) -> dict[str, CaseState]:
    """The state of every case that has a file and a ladder, by case; `ladders` is by case.

    Raises ProblemsFound (exit code 3) with every case that stands at a stage its ladder does not have.
    """
    strange = [found for case, file in files.items() if case in ladders for found in _strange(file, ladders[case])]
    if strange:
        raise ProblemsFound(strange, ExitCode.RULES_WRONG)
    reports = exception_reports(files.values(), as_at)
    return {
        case: _state(file, ladders[case], reports.get(file.contract, 0), as_at)
        for case, file in files.items()
        if case in ladders
    }


def exception_reports(files: Iterable[CaseFile], as_at: date) -> dict[str, int]:
    """How many Exception Reports each contract has had in the six months up to a day, all its cases together.

    The right to terminate for two of them (GC17.10) looks at the provider under the contract, whatever the matter was.
    """
    since = six_months_before(as_at)
    found: dict[str, int] = {}
    for file in files:
        for notice in file.notices:
            days = [day for step in EXCEPTION_REPORTS for day in notice.taken(step) if since < day <= as_at]
            found[file.contract] = found.get(file.contract, 0) + len(days)
    return found


def six_months_before(day: date) -> date:
    """The same day six months before, or that month's last day where it has none."""
    first = add_months(day, -COUNTED_OVER_MONTHS).replace(day=1)
    last = add_months(first, 1).toordinal() - 1
    return date.fromordinal(min(first.toordinal() + day.day - 1, last))


def reply_awaited(file: CaseFile) -> LetterIssued | None:
    """The last letter that asked for a reply and has had none since; None when nothing is awaited.

    A question that goes out later asks for nothing by a day, so it does not end the wait; a step of the contract form or
    a closure does.
    """
    for one in reversed(file.happened):
        match one.details:
            case ReplyReceived() | Closed() | StepTaken():
                return None
            case LetterIssued(reply=reply) as letter if reply is not None:
                return letter
    return None


def plan_overdue(file: CaseFile, as_at: date) -> bool:
    """Whether a milestone of a plan that still stands is past its day and not met.

    The plans that stand are those of the open notice, and those agreed instead of a step since the case was last closed.
    """
    return any(file.milestones[one].overdue(as_at) for one in standing_milestones(file))


def standing_milestones(file: CaseFile) -> tuple[str, ...]:
    """The ids of the milestones of plans that stand."""
    steps = [one.details for one in file.notice.steps] if file.notice else []
    plans = [step.plan for step in steps if isinstance(step, StepTaken) and step.plan]
    plans += [one.plan for one in agreed_since_closed(file)]
    return tuple(dict.fromkeys(milestone.id for plan in plans for milestone in plan.milestones))


def agreed_since_closed(file: CaseFile) -> tuple[AgreedInstead, ...]:
    """The alternatives to escalation agreed since the case was last closed."""
    found: list[AgreedInstead] = []
    for one in file.happened:
        if isinstance(one.details, Closed):
            found.clear()
        elif isinstance(one.details, AgreedInstead):
            found.append(one.details)
    return tuple(found)


def agreed_text(file: CaseFile, as_at: date) -> str:
    """What was agreed instead of a further step, while it is being kept to: a milestone still to come and none overdue."""
    agreed = agreed_since_closed(file)
    if not agreed or plan_overdue(file, as_at):
        return ""
    to_come = [
        file.milestones[one.id].due
        for plan in agreed
        for one in plan.plan.milestones
        if file.milestones[one.id].met_on is None
    ]
    if not to_come:
        return ""
    return f"a {agreed[-1].plan.name} was agreed instead; its last milestone is due by {in_words(max(to_come))}"


def _state(file: CaseFile, ladder: Ladder, reports: int, as_at: date) -> CaseState:
    letter = _highest_letter(file, ladder)
    stage, issued_on, reply_by, replied_on = "", None, None, None
    if letter is not None and isinstance(letter.details, LetterIssued):
        stage, issued_on, replied_on = letter.details.stage, letter.on, _replied_after(file, letter)
        reply_by = letter.details.reply.by if letter.details.reply else None
    notice = notice_stage(file, ladder)
    if file.notice is not None and notice and ladder.rank(notice) >= ladder.rank(stage):
        stage, issued_on, reply_by, replied_on = notice, file.notice.dated, None, None
    awaited = reply_awaited(file)
    return CaseState(
        stage=stage,
        reply_date_passed=reply_by is None or reply_by < as_at,
        reply_overdue=awaited is not None and awaited.reply is not None and awaited.reply.by < as_at,
        notice_open=file.notice is not None,
        plan_overdue=plan_overdue(file, as_at),
        exception_reports_in_6_months=reports,
        issued_on=issued_on,
        reply_by=reply_by,
        replied_on=replied_on,
    )


def notice_stage(file: CaseFile, ladder: Ladder) -> str:
    """The ladder's stage that the open notice is: the one whose step opened it; empty where there is none."""
    if file.notice is None:
        return ""
    first = file.notice.steps[0].details
    opened = first.step if isinstance(first, StepTaken) else ""
    return next((stage.id for stage in ladder.stages if stage.step == opened), "")


def _highest_letter(file: CaseFile, ladder: Ladder) -> Happened | None:
    """The letter of the highest stage in force; of two of one stage the later. A question counts once its paper is issued."""
    issued = [one for one in file.letters if isinstance(one.details, LetterIssued)]
    return max(issued, key=lambda one: (ladder.rank(_stage(one)), one.event.number), default=None)


def _stage(letter: Happened) -> str:
    return letter.details.stage if isinstance(letter.details, LetterIssued) else ""


def _replied_after(file: CaseFile, letter: Happened) -> date | None:
    later = [one.on for one in file.replies if one.event.number > letter.event.number]
    return later[0] if later else None


def _strange(file: CaseFile, ladder: Ladder) -> Iterable[Problem]:
    for stage in dict.fromkeys(_stage(one) for one in file.letters):
        if not ladder.rank(stage):
            message = (
                f"the case {file.case} stands at the stage '{stage}', which its ladder ({ladder.title}) does not have"
            )
            fix = f"put the stage '{stage}' back into the ladder, or close the case or step it down first"
            yield Problem(ladder.place.file, message, fix, ladder.place.line, ladder.place.column)
