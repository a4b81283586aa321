"""What a check is told of each case: letters out, replies, decisions with their standing, and how the case stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec.structs import replace

from pxcommission.cases.case_file import CaseFile, Happened
from pxcommission.cases.events import Event
from pxcommission.cases.kinds import Closed, Decided, LetterIssued, ReplyReceived, SteppedDown, StepTaken
from pxcommission.cases.ladder_states import agreed_text, notice_stage, reply_awaited
from pxcommission.inference.recorded import CaseRecord, LetterOut, PersonsDecision, ReplyGiven
from pxcommission.periods import in_words
from pxcommission.rulebook.ladders import Ladder


def case_records(files: Mapping[str, CaseFile], ladders: Mapping[str, Ladder], as_at: date) -> dict[str, CaseRecord]:
    """The record of every case that has a file and a ladder, by case."""
    letters = [
        one.event
        for file in files.values()
        for one in file.happened
        if isinstance(one.details, LetterIssued) and one.details.reply is not None
    ]
    return {case: case_record(file, ladders[case], as_at, letters) for case, file in files.items() if case in ladders}


def case_record(file: CaseFile, ladder: Ladder, as_at: date, letters: Iterable[Event] = ()) -> CaseRecord:
    """The record of one case as known on a day; `letters` are those of every case: a letter answers its whole contract."""
    last_letter = max((one.n for one in letters if one.contract == file.contract), default=0)
    awaited = reply_awaited(file)
    reply_by = awaited.reply.by if awaited and awaited.reply else None
    ended = [notice.steps[-1].on for notice in file.notices if not notice.open]
    stepped = [one.on for one in file.happened if isinstance(one.details, SteppedDown)]
    return CaseRecord(
        case=file.case,
        stage=file.stage,
        letters=_letters(file, ladder),
        replies=tuple(_replies(file, last_letter)),
        decisions=decisions_of(file, as_at),
        reply_awaited=reply_by,
        reply_overdue=reply_by is not None and reply_by < as_at,
        notice_dated=file.notice.dated if file.notice else None,
        notice_state=file.notice.state if file.notice else "",
        notice_ended=max(ended, default=None),
        stepped_down=max(stepped, default=None),
        closed=file.closed_on,
        agreed_instead=agreed_text(file, as_at),
    )


def decisions_of(file: CaseFile, as_at: date) -> tuple[PersonsDecision, ...]:
    """Every decision of a case in order, each with why it holds no more, if it does not.

    A decision about named findings holds until its day. One about the whole case also ends with the next letter, step or
    closure, and when another takes its place; a hold is always about the whole case.
    """
    made: list[PersonsDecision] = []
    for one in file.happened:
        match one.details:
            case Decided() as decided:
                ended = f"another decision followed on {in_words(one.on)}"
                made = [_ended(before, ended) if _replaces(decided, before) else before for before in made]
                made.append(_decision(file.case, decided, one.on))
            case LetterIssued() | StepTaken() | Closed():
                ended = f"the case went on with what happened on {in_words(one.on)}"
                made = [_ended(before, ended) if _about_the_case(before) else before for before in made]
            case _:
                continue
    return tuple(_expired(decision, as_at) for decision in made)


def _letters(file: CaseFile, ladder: Ladder) -> tuple[LetterOut, ...]:
    """Everything that went out, in order: letters and questions of the ladder, and notices as the stage they are."""
    found = [_letter(one, one.details) for one in file.happened if isinstance(one.details, LetterIssued)]
    stage = notice_stage(file, ladder)
    if file.notice is not None and stage:
        found.append(LetterOut(stage, file.notice.dated, None, _reference(file.notice.steps[0]), file.evidence))
    return tuple(sorted(found, key=lambda letter: letter.on))


def _letter(one: Happened, issued: LetterIssued) -> LetterOut:
    reference = issued.document.reference or issued.document.file if issued.document else ""
    return LetterOut(issued.stage, one.on, issued.reply.by if issued.reply else None, reference, issued.findings)


def _reference(one: Happened) -> str:
    document = one.details.document if isinstance(one.details, StepTaken) else None
    return (document.reference or document.file) if document else ""


def _replies(file: CaseFile, last_letter: int) -> list[ReplyGiven]:
    """The replies in order; what goes out in the case after one answers it, a closure too, or a later letter to the provider."""
    found: list[ReplyGiven] = []
    last = ""
    for one in file.happened:
        match one.details:
            case LetterIssued(stage=stage):
                found, last = [replace(reply, answered=True) for reply in found], stage
            case Closed():
                found = [replace(reply, answered=True) for reply in found]
            case ReplyReceived() as reply:
                name = reply.document.file if reply.document else ""
                answered = one.event.n < last_letter
                found.append(ReplyGiven(one.on, reply.position, reply.summary, name, last, answered))
            case _:
                continue
    return found


def _decision(case: str, decided: Decided, on: date) -> PersonsDecision:
    return PersonsDecision(
        case, decided.decision, decided.reason, decided.approver, on, decided.until, decided.findings
    )


def _about_the_case(decision: PersonsDecision) -> bool:
    return decision.decision == "hold" or (decision.decision == "not pursued" and not decision.findings)


def _replaces(later: Decided, before: PersonsDecision) -> bool:
    return later.decision != "override" and _about_the_case(before)


def _ended(decision: PersonsDecision, why: str) -> PersonsDecision:
    return decision if decision.over else replace(decision, over=why)


def _expired(decision: PersonsDecision, as_at: date) -> PersonsDecision:
    if decision.over or decision.until is None or decision.until >= as_at:
        return decision
    return replace(decision, over=f"expired on {in_words(decision.until)}")
