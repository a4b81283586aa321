"""Recording that a quality-concern letter went out: it is read first, and what it may not say stops it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msgspec import Struct

from pxcommission.cases.case_file import CaseFile, Happened
from pxcommission.cases.concern import STAGE, letter_awaited
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import Deadline, Document, LetterIssued, Noted, kind_of
from pxcommission.casework.kept_files import FileGiven
from pxcommission.casework.quoted_words import not_to_be_quoted
from pxcommission.casework.sent_document import SentDocument, plain, refuse_draft
from pxcommission.packs.concern_letter import ConcernLetter, rows_shown
from pxcommission.packs.process_parts import places_to_fill_in
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound


class ConcernSent(Struct, frozen=True):
    """What a person says of the letter: the file, how it is kept, its date, when and how it was served."""

    given: FileGiven
    document: Document
    dated: date
    served: date
    method: str
    differs: str = ""


def letter_to_send(file: CaseFile) -> Happened:
    """The concern whose letter is to be recorded; raises ProblemsFound (exit code 6) where none waits for its letter."""
    raised = letter_awaited(file)
    if raised is None:
        sent = next((one for one in reversed(file.letters)), None)
        said = f"its letter was sent on {in_words(sent.on)}" if sent else "no concern stands raised in this case"
        problem = Problem(file.case, said, f"pxcommission case show '{file.case}'", code="PX602")
        raise ProblemsFound([problem], ExitCode.REFUSED)
    return raised


def sent_entries(file: CaseFile, sent: ConcernSent, letter: ConcernLetter, reply: Deadline, run: str) -> list[Entry]:
    """The events to record; raises ProblemsFound (exit code 6) with everything that speaks against it.

    `letter` is what the program would write today: words that people no longer agree to are not in it, and stop a letter
    that quotes them, whatever `differs` says.
    """
    raised = letter_to_send(file)
    document = refuse_draft(sent.given)
    problems = [*_never(document, sent, letter), *_days(file, raised, sent)]
    differences = list(_differences(document, sent, letter, reply))
    if not sent.differs:
        fix = "send a letter that agrees; if it is out and rightly differs: --differs 'the reason'"
        problems += [Problem(sent.given.name, one, fix, code="PX605") for one in differences]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    issued = LetterIssued(
        stage=STAGE,
        ladder="",
        document=sent.document,
        served=sent.served,
        method=sent.method,
        reply=reply,
        run=run,
    )
    made = [Entry(file.contract, file.case, kind_of(issued), sent.dated, issued.recorded(), file.events)]
    if differences and sent.differs:
        text = f"the letter as sent differs from its draft, accepted because {sent.differs}: {'. '.join(differences)}"
        noted = Noted(text=text)
        made.append(Entry(file.contract, file.case, kind_of(noted), sent.dated, noted.recorded(), file.events))
    return made


def _never(document: SentDocument, sent: ConcernSent, letter: ConcernLetter) -> Iterator[Problem]:
    """What no reason makes right: places left open, another case's reference, words that may not be quoted."""
    if any(places_to_fill_in(one.text) for one in document.passages):
        yield Problem(sent.given.name, "a place is still to be filled in", "fill it in, and give the letter as sent")
    if document.holding(letter.reference) is None:
        message = f"the letter does not state its reference {letter.reference}"
        yield Problem(sent.given.name, message, "keep the reference when editing; or name the right case")
    yield from not_to_be_quoted(document, sent.given.name, (one.words for one in letter.quotations))


def _days(file: CaseFile, raised: Happened, sent: ConcernSent) -> Iterator[Problem]:
    if sent.dated < raised.on:
        message = f"the letter is dated {in_words(sent.dated)}, before the concern was raised on {in_words(raised.on)}"
        yield Problem(file.case, message, "check --dated")
    if sent.served < sent.dated:
        yield Problem(file.case, "served before its date", "check --dated and --served")


def _differences(document: SentDocument, sent: ConcernSent, letter: ConcernLetter, reply: Deadline) -> Iterator[str]:
    """Counts, the date and the reply date that the letter does not have as they are."""
    for day, what in ((sent.dated, "its date"), (reply.by, "the reply date")):
        if document.holding(in_words(day)) is None:
            yield f"{what} {in_words(day)} does not stand in the letter"
    wanted = [tuple(map(plain, row)) for row in rows_shown(letter)]
    found = [row.cells for row in document.rows if len(row.cells) == 4][1:]
    yield from (f"the row '{' | '.join(row)}' does not stand in the letter" for row in wanted if row not in found)
    yield from (
        f"the letter has a row '{' | '.join(row)}', which is not counted so" for row in found if row not in wanted
    )
    if document.holding(letter.heard) is None:
        yield f"the letter does not say: {letter.heard}"
    if document.holding(letter.alleges) is None:
        yield "the letter does not say that it alleges no requirement, level or clause"
