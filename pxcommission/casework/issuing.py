"""Recording that a letter went out: which cases it cites, whether it still says what the findings say, and once only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.events import Entry
from pxcommission.cases.kinds import Deadline, Document, LetterIssued, Noted, kind_of
from pxcommission.casework.approvals import recorded_for
from pxcommission.casework.kept_files import kept_as
from pxcommission.casework.letter_refusals import (
    LetterSent,
    against,
    changed_evidence,
    provisional,
    reference_of,
    refuse_issued_already,
    refuse_with,
)
from pxcommission.casework.packs_made import PackMade, pack_of, proposals_of
from pxcommission.casework.quoted_words import not_to_be_quoted
from pxcommission.casework.sent_document import refuse_draft
from pxcommission.casework.sent_letter import LetterRead, read_letter, reference_in
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.engines import Engine
from pxcommission.packs.beside import quotations_of
from pxcommission.packs.letter import letter_of, questions_of
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.standing import Raised, Road, raised, road_of, stage_name
from pxcommission.periods import Period, in_words, is_operational_day, operational_days_after, read_period
from pxcommission.problems import Problem
from pxcommission.quarter import check_quarter
from pxcommission.workspace import Workspace, chosen_contracts


class Issue(Struct, frozen=True):
    """What is to be recorded of a letter: an event (or two) for every case it cites, and what to tell the person."""

    entries: tuple[Entry, ...]
    document: Document
    run: str
    cited: tuple[Raised, ...]
    left_out: tuple[Raised, ...]
    stages: Mapping[str, str]
    differences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    deadline: Deadline | None = None


def issue_of(workspace: Workspace, files: Mapping[str, CaseFile], sent: LetterSent, engine: Engine) -> Issue:
    """What is to be recorded; raises ProblemsFound (exit code 6) with everything that speaks against it."""
    refuse_issued_already(files, sent)
    document = refuse_draft(sent.given)
    contract, key, run = reference_of(sent, reference_in(document))
    period = read_period(key)
    refuse_with(_too_early(sent, key, period))
    assert period is not None  # noqa: S101 (refused above)
    in_force = chosen_contracts(workspace.rulebook, [contract])
    (now,) = check_quarter(workspace, period, sent.dated, in_force, engine)
    pack = pack_of(sent.packs, contract, key, run)
    if pack is not None:
        now = replace(now, proposals=proposals_of(pack, now.ladder_of, period))
    roads = (Road.LETTER, Road.QUESTION)
    proposed = [one for one in now.proposals if road_of(now, one) in roads]
    challenges, questions = raised(now, Road.LETTER), raised(now, Road.QUESTION)
    if pack is not None:
        refuse_with(changed_evidence(now, pack, proposed))
    refuse_with(
        provisional(
            now,
            (unit for one in proposed if road_of(now, one) is Road.LETTER and not one.at_once for unit in one.units),
        )
    )
    quoted = quotations_of(workspace.folder, now)
    page = letter_of(now, quoted) or questions_of(now)
    if page is None:
        message = f"nothing is proposed for {contract} and {period.label} that a letter could cite"
        refuse_with([Problem(sent.given.name, message, f"pxcommission check {key} --contract {contract}")])
    assert page is not None  # noqa: S101 (refused above)
    reply = _reply(now, challenges, sent)
    read = read_letter(document, now, page, challenges, questions, sent.dated, reply.by if reply else None)
    words = (one_line(one.passage) for one in quoted)
    refuse_with([*against(sent, read, files, now), *not_to_be_quoted(document, sent.given.name, words)])
    reference = f"{contract}/{key}/{run}"
    return _issue(files, now, sent, read, reply, kept_as(contract, sent.given, reference), _notes(sent, pack, read))


def _issue(
    files: Mapping[str, CaseFile],
    now: CheckedContract,
    sent: LetterSent,
    read: LetterRead,
    reply: Deadline | None,
    document: Document,
    notes: tuple[str, ...],
) -> Issue:
    entries: list[Entry] = []
    differences = tuple(one.text for one in read.differences)
    for one in read.cited:
        case, stage = one.proposal.case, one.proposal.stage
        file = files.get(case) or CaseFile(sent.contract, case)
        asks_reply = road_of(now, one.proposal) is Road.LETTER
        issued = LetterIssued(
            stage=stage,
            ladder=now.contract.ladder_for(one.proposal.requirement),
            document=document,
            served=sent.served,
            method=sent.method,
            reply=reply if asks_reply else None,
            findings=tuple(finding.id for finding in one.findings),
            run=now.run if not document.reference else document.reference.rpartition("/")[2],
            approvals=recorded_for(file, stage, sent.dated),
        )
        entries.append(Entry(sent.contract, case, kind_of(issued), sent.dated, issued.recorded(), file.events))
        if differences:
            noted = Noted(
                text=f"the letter as sent differs from the findings, accepted because {sent.differs}: {'. '.join(differences)}"
            )
            entries.append(Entry(sent.contract, case, kind_of(noted), sent.dated, noted.recorded(), file.events))
    stages = {one.proposal.case: stage_name(now, one.proposal.stage, one.proposal.case) for one in read.cited}
    run = document.reference.rpartition("/")[2]
    return Issue(tuple(entries), document, run, read.cited, read.left_out, stages, differences, notes, reply)


def _reply(now: CheckedContract, challenges: Sequence[Raised], sent: LetterSent) -> Deadline | None:
    """By when the letter asks for a reply: its stage's days from its date, moved to an Operational Day; or the day given."""
    waits = [
        (stage, stage.reply_within)
        for stage in (now.ladder_of(one.proposal.case).stage(one.proposal.stage) for one in challenges)
        if stage.reply_within
    ]
    if not waits:
        return None
    stage, wait = max(waits, key=lambda pair: pair[1].days)
    counted_to = date.fromordinal(sent.dated.toordinal() + wait.days)
    extra = now.extra_bank_holidays
    by = counted_to if is_operational_day(counted_to, extra) else operational_days_after(counted_to, 1, extra)
    counted = f"{wait.days} days from {in_words(sent.dated)}"
    if by != counted_to:
        counted += ", and the next Operational Day after that"
    if sent.reply_by is not None and sent.reply_by != by:
        by, counted = sent.reply_by, "the day the letter names"
    return Deadline(
        what=f"Reply to the {stage.name}",
        step="reply",
        by=by,
        counted=counted,
        clause=wait.source,
        verified=wait.verified,
    )


def _too_early(sent: LetterSent, key: str, period: Period | None) -> Iterator[Problem]:
    if period is None or sent.dated <= period.end:
        end = f", which ends on {in_words(period.end)}" if period else ""
        message = f"the letter is dated {in_words(sent.dated)} but is about {key}{end}"
        yield Problem(sent.given.name, message, "check --dated")


def _notes(sent: LetterSent, pack: PackMade | None, read: LetterRead) -> tuple[str, ...]:
    notes = []
    if pack is None:
        notes.append(
            f"the pack this letter came from is no longer in {sent.packs.name}/; it was compared with what was known on {in_words(sent.dated)}"
        )
    if sent.served > sent.dated:
        notes.append(
            f"served {(sent.served - sent.dated).days} days after its date; the reply date counts from the date"
        )
    notes += [f"not in the letter, so not recorded: {one.proposal.case}" for one in read.left_out]
    return tuple(notes)
