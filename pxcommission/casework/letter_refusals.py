"""What speaks against recording a letter: issued before, provisional or changed evidence, a missing sign-off, differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import LetterIssued
from pxcommission.casework.approvals import missing, needed_for, recorded_for
from pxcommission.casework.kept_files import FileGiven
from pxcommission.casework.packs_made import PackMade, changed_since
from pxcommission.casework.sent_letter import LetterRead
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.findings_json import findings_document
from pxcommission.packs.standing import Raised, Road, road_of, stage_name
from pxcommission.periods import in_words
from pxcommission.problems import ExitCode, Problem, ProblemsFound


class LetterSent(Struct, frozen=True):
    """What a person says of a letter: the file, its date, when, how and by whom it is recorded, and where its pack lies."""

    contract: str
    given: FileGiven
    dated: date
    served: date
    method: str
    by: str
    packs: Path
    case: str = ""
    reply_by: date | None = None
    differs: str = ""


def refuse_issued_already(files: Mapping[str, CaseFile], sent: LetterSent) -> None:
    """Raises ProblemsFound (exit code 6) when the same file was recorded as issued and that was not undone."""
    for file in sorted(files.values(), key=lambda one: one.case != sent.case):
        for one in file.happened:
            issued = one.details
            if isinstance(issued, LetterIssued) and issued.document and issued.document.sha256 == sent.given.sha256:
                at = f"issued on {in_words(one.on)}, recorded by {one.event.by} at {one.event.recorded_at}"
                fix = f"nothing more to do; pxcommission case show '{file.case}'"
                raise ProblemsFound(
                    [Problem(file.case, f"this letter is recorded already: {at}", fix, code="PX602")], ExitCode.REFUSED
                )


def against(
    sent: LetterSent, read: LetterRead, files: Mapping[str, CaseFile], now: CheckedContract
) -> Iterator[Problem]:
    """Everything that speaks against recording the letter."""
    fix = "send a letter that agrees; if the letter is out and rightly differs: --differs 'the reason'"
    if not sent.differs:
        yield from (Problem(sent.given.name, one.text, fix, code="PX605") for one in read.differences)
    if not read.cited:
        yield Problem(
            sent.given.name, "the letter cites none of the cases its pack proposed", "give the letter that was sent"
        )
    if sent.case and sent.case not in {one.proposal.case for one in read.cited}:
        cases = ", ".join(one.proposal.case for one in read.cited) or "none"
        yield Problem(
            sent.case, f"the letter does not cite this case; it cites: {cases}", "name one of these, or the contract"
        )
    for one in read.cited:
        file = files.get(one.proposal.case)
        if file is not None:
            yield from _issued_before(file, one, now)
        needed = needed_for(now.contract, now.ladder_of(one.proposal.case), one.proposal.stage)
        given = recorded_for(file, one.proposal.stage, sent.dated) if file else ()
        for what in missing(needed, given, sent.by):
            how = f"pxcommission approve {one.proposal.case} --step {one.proposal.stage} --role ROLE --person NAME --on DATE --evidence FILE"
            yield Problem(
                one.proposal.case,
                f"{stage_name(now, one.proposal.stage, one.proposal.case)} needs {what}",
                how,
                code="PX606",
            )


def _issued_before(file: CaseFile, one: Raised, now: CheckedContract) -> Iterator[Problem]:
    """The same stage for the same findings is not issued twice while it is in force."""
    for letter in file.letters:
        details = letter.details
        if isinstance(details, LetterIssued) and details.stage == one.proposal.stage:
            overlap = {finding.id for finding in one.findings} & set(details.findings)
            if overlap or road_of(now, one.proposal) is Road.LETTER:
                name, event = stage_name(now, details.stage, file.case), letter.event
                message = f"{name} was issued on {in_words(letter.on)}, recorded by {event.by} at {event.recorded_at}"
                yield Problem(file.case, message, f"pxcommission case show {file.case}", code="PX602")


def changed_evidence(now: CheckedContract, pack: PackMade, proposed: Sequence[object]) -> list[Problem]:
    listed = {one["id"]: one for one in findings_document([now])["findings"]}
    units = dict.fromkeys(unit for one in now.proposals if one in proposed for unit in one.units)
    return list(changed_since(pack, listed, iter(units)))


def provisional(now: CheckedContract, units: Iterator[str]) -> Iterator[Problem]:
    by_id = {finding.id: finding for finding in now.findings}
    for unit in units:
        finding = by_id.get(unit)
        if finding is not None and not finding.final:
            fix = "a letter waits for its sources; the case stays a question until they are in"
            yield Problem(unit, "this finding is provisional: not every source is in", fix)


def reference_of(sent: LetterSent, found: tuple[str, str, str] | None) -> tuple[str, str, str]:
    fix = "the reference stands in the letter's head, for example EXAMPLE-ACUTE/2025-26-Q2/0a1b2c3d4e5f; keep it when editing"
    if found is None:
        raise ProblemsFound(
            [
                Problem(
                    sent.given.name, "the letter states no reference, so it can't be told which findings it cites", fix
                )
            ],
            ExitCode.REFUSED,
        )
    if found[0] != sent.contract:
        message = f"the letter's reference is {'/'.join(found)}: it is about {found[0]}, not {sent.contract}"
        raise ProblemsFound(
            [Problem(sent.given.name, message, f"pxcommission case issue {found[0]} …")], ExitCode.REFUSED
        )
    return found


def refuse_with(problems: Iterator[Problem] | list[Problem]) -> None:
    found = list(problems)
    if found:
        raise ProblemsFound(found, ExitCode.REFUSED)
