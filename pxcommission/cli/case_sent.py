"""What a step's document says, as it was sent: ready to be sent, and still what the draft would say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from pxcommission.cli.case_desk import OpenCase

if TYPE_CHECKING:
    from pxcommission.cases.events import Entry
    from pxcommission.casework.kept_files import FileGiven
    from pxcommission.casework.recording import StepRecorded
    from pxcommission.casework.sent_document import SentDocument
    from pxcommission.inference.checked import CheckedContract
    from pxcommission.packs.process_model import DocumentWanted
    from pxcommission.rulebook.contract_forms import FormStep

_QUARTER = re.compile(r"\b\d{4}/\d{2} Q[1-4]\b")


def document_sent(given: FileGiven) -> SentDocument | None:
    """A Word file as it was sent; stops with exit code 6 where it still is a draft or has places to fill in.

    None for any other file: a scan or an e-mail is kept, and can't be compared.
    """
    from pxcommission.casework.sent_document import refuse_draft
    from pxcommission.casework.sent_notice import left_open
    from pxcommission.problems import ExitCode, Problem, ProblemsFound

    if not given.name.lower().endswith(".docx"):
        return None
    document = refuse_draft(given)
    fix = "fill in each, or say there why it is empty; then send it and give the file as it was sent"
    problems = [Problem(given.name, place, fix, code="PX604") for place in left_open(document)]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    return document


def as_drafted(
    opened: OpenCase, step: FormStep, one: StepRecorded, more: Sequence[Entry], sent: SentDocument | None, differs: str
) -> tuple[Entry, ...]:
    """The note that a document rightly differs from its draft, if it does; stops with exit code 6 where nobody said why.

    A GC9 notice is always compared; another document when it names the case as its draft does.
    """
    from pxcommission.cases.events import Entry
    from pxcommission.cases.kinds import Noted, kind_of
    from pxcommission.casework.recording import NOTICES
    from pxcommission.casework.sent_notice import differences_from_draft
    from pxcommission.problems import ExitCode, Problem, ProblemsFound

    is_notice, file = step.id in NOTICES, opened.file
    if sent is None and is_notice and not differs:
        fix = "give the Word file it was made from; if there is none: --differs 'why it can't be compared'"
        raise ProblemsFound([Problem(file.case, "only a Word file can be compared with the findings", fix, code="PX605")], ExitCode.REFUSED)  # fmt: skip
    said: list[str] = []
    if sent is not None and step.document and (is_notice or sent.holding(file.case) is not None):
        wanted = _wanted(step, one, more)
        found = differences_from_draft(sent, _checked(opened, one, step, sent), opened.desk, wanted)
        fix = "send a document that agrees; if it is out and rightly differs: --differs 'the reason'"
        problems = [Problem(sent.name, d.text.replace("the letter", "the document"), fix, code="PX605") for d in found]
        if problems and not differs:
            raise ProblemsFound(problems, ExitCode.REFUSED)
        said = [problem.message for problem in problems]
    if not differs or not (said or sent is None):
        return ()
    told = f": {'. '.join(said)}" if said else ""
    noted = Noted(text=f"the document as sent differs from its draft, accepted because {differs}{told}")
    return (Entry(file.contract, file.case, kind_of(noted), one.entry.on, noted.recorded(), file.events),)


def _wanted(step: FormStep, one: StepRecorded, more: Sequence[Entry]) -> DocumentWanted:
    from pxcommission.cases.kinds import SumSettled
    from pxcommission.packs.process_model import DocumentWanted

    taken = one.taken
    return DocumentWanted(
        kind=step.document or "",
        on=one.entry.on,
        step=step.id,
        milestones=taken.plan.milestones if taken.plan else (),
        missed=taken.milestone,
        sums=taken.sums,
        settled=tuple(SumSettled.model_validate(entry.details) for entry in more if entry.kind == "sum settled"),
    )


def _checked(opened: OpenCase, one: StepRecorded, step: FormStep, sent: SentDocument) -> CheckedContract:
    """The check that the document's figures come from, as known on its date: of the quarter its table names, if any."""
    from pxcommission.casework.drafting import periods_about
    from pxcommission.cli.check import checked_contracts

    on = one.entry.on
    known = replace(opened.options, as_at=on)
    named = (_QUARTER.search(row.text) for row in sent.rows)
    about = periods_about(opened.file, step.document or "", on)[0]
    quarter = next((match[0] for match in named if match), about.label)
    (checked,) = checked_contracts(known, quarter, [opened.file.contract])
    return checked
