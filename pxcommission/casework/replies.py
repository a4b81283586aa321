"""Answers of the provider: one for a case, one for every case of a letter, or a filled response form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import Document, LetterIssued, ReplyReceived, kind_of
from pxcommission.cases.ladder_states import reply_awaited
from pxcommission.cases.response_form import CaseAnswer, Response
from pxcommission.casework.in_order import answered, refuse_before
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound


def awaiting_reply(files: Mapping[str, CaseFile], contract: str) -> tuple[CaseFile, ...]:
    """The cases of a contract whose letter awaits a reply; raises ProblemsFound (exit code 6) when there is none."""
    found = tuple(file for file in files.values() if reply_awaited(file) is not None)
    if not found:
        fix = "name the case that the reply is about"
        raise ProblemsFound([Problem(contract, "no letter of this contract awaits a reply", fix)], ExitCode.REFUSED)
    return found


def reply_entry(file: CaseFile, reply: ReplyReceived, on: date) -> Entry:
    """The reply as it is recorded in a case; raises ProblemsFound (exit code 6) for one dated before what it answers."""
    refuse_before(file, on, answered(file), "the reply", "the letter or step it answers")
    return Entry(file.contract, file.case, kind_of(reply), on, reply.recorded(), file.events)


def response_entries(
    files: Mapping[str, CaseFile], response: Response, document: Document, on: date
) -> tuple[Entry, ...]:
    """The answers of a response form, each in its case; raises ProblemsFound (exit code 6) for answers to no letter."""
    problems = list(_against(files, response, on))
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    return tuple(
        reply_entry(files[one.case], ReplyReceived(position=one.position, summary=_summary(one), document=document), on)
        for one in response.answers
    )


def _against(files: Mapping[str, CaseFile], response: Response, on: date) -> Iterator[Problem]:
    for answer in response.answers:
        file = files.get(answer.case)
        letter = _letter(file, response.letter) if file else None
        if file is None or letter is None:
            fix = "record the letter first (pxcommission case issue), or look for the form that went with it"
            yield Problem(answer.case, f"the letter {response.letter} is not recorded as issued in this case", fix)
            continue
        if on < letter:
            message = f"received on {in_words(on)}, before the letter of {in_words(letter)}"
            yield Problem(answer.case, message, "check --on")
        for one in file.replies:
            kept = one.details.document if isinstance(one.details, ReplyReceived) else None
            if kept is not None and kept.sha256 == response.sha256:
                message = f"this form is recorded already: received on {in_words(one.on)}, recorded by {one.event.by} at {one.event.recorded_at}"
                yield Problem(answer.case, message, "nothing more to do")


def _letter(file: CaseFile, reference: str) -> date | None:
    """The day of the letter with that reference, where it was issued in the case."""
    for one in reversed(file.happened):
        details = one.details
        if isinstance(details, LetterIssued) and details.document and details.document.reference == reference:
            return one.on
    return None


def _summary(answer: CaseAnswer) -> str:
    offered = "; ".join(f"{one.action} ({one.lead}, by {in_words(one.by)})" for one in answer.actions)
    return f"{answer.summary} Offers: {offered}" if offered else answer.summary
