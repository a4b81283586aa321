"""Sign-offs before a step: who must give them, which are recorded and not yet used, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.cases.amounts import month_in_words, plain, pounds
from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.kinds import Approval, Approved, LetterIssued, StepTaken, Sum, SumSettled, SumSignedOff
from pxcommission.cases.monthly_values import BASES
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder

TWO_APPROVALS = "two approvals"


class Needed(Struct, frozen=True):
    """How many sign-offs a step needs (0, 1 or 2) and who says so."""

    people: int
    why: str = ""


def needed_for(contract: Contract, ladder: Ladder, word: str, needs: Sequence[str] = ()) -> Needed:
    """The sign-offs that a step (or a stage of the ladder) needs.

    A form that asks for two approvals needs two people; a contract that names the step in `approvals` needs a second
    person beside the one who records it. A contract may name a stage (`notice`), a step, or the first word of one (`withhold`).
    """
    if TWO_APPROVALS in needs:
        return Needed(2, "the contract form asks for two approvals")
    stages = {stage.id: stage.step for stage in ladder.stages}
    for named in contract.approvals:
        if word == named or stages.get(named) == word or word.startswith(f"{named}-"):
            return Needed(1, f"the contract's approvals name '{named}'")
    return Needed(0)


def recorded_for(file: CaseFile, word: str, on: date) -> tuple[Approval, ...]:
    """The sign-offs of a step that have not been used by a taking of it, up to a day."""
    found: list[Approval] = []
    for one in file.happened:
        if one.event.kind not in ("step approved", "step taken", "letter issued"):
            continue
        match one.details:
            case Approved(step=step, approval=approval) if step == word and approval.on <= on:
                found.append(approval)
            case StepTaken(step=step) if step == word:
                found.clear()
            case LetterIssued(stage=stage) if stage == word:
                found.clear()
    return tuple(found)


def of_the_sums(
    recorded: Sequence[Approval], sums: Sequence[Sum], settled: Sequence[SumSettled], milestone: str
) -> tuple[Approval, ...]:
    """The sign-offs that are of these sums: of their month, missed step and share at least, or of what is kept at least.

    What is given back needs no sum in its sign-off.
    """
    return tuple(one for one in recorded if _covers(one, sums, settled, milestone))


def _covers(approval: Approval, sums: Sequence[Sum], settled: Sequence[SumSettled], milestone: str) -> bool:
    kept = sum(one.amount for one in settled if one.outcome == "retained")
    of = approval.of
    if not sums and not kept:
        return True
    if of is None or (kept and (of.amount is None or of.amount < kept)):
        return False
    return all(
        (of.month, of.base, of.milestone) == (one.month, one.base, milestone)
        and of.per_cent is not None
        and one.per_cent <= of.per_cent
        for one in sums
    )


def of_other_sums(recorded: Sequence[Approval], counted: Sequence[Approval]) -> str:
    """Which sign-offs do not count because they are of another sum; empty when all of them do."""
    others = [one for one in recorded if one not in counted]
    told = "; ".join(f"{one.role}: {sum_in_words(one.of)}" for one in others)
    return f"; not counted, being of another sum: {told}" if told else ""


def sum_in_words(of: SumSignedOff | None) -> str:
    """`at most 2% of the Actual Monthly Value of February 2026 for step 1`; `£25,000.00 at most`."""
    if of is None:
        return "no sum was named"
    step = f" for step {of.milestone}" if of.milestone else ""
    if of.per_cent is not None:
        return f"at most {plain(of.per_cent)}% of the {BASES[of.base]} of {month_in_words(of.month)}{step}"
    return f"{pounds(of.amount)} at most" if of.amount is not None else "no sum was named"


def missing(needed: Needed, recorded: Sequence[Approval], by: str) -> Iterator[str]:
    """What is still missing, in words, when `by` is about to record the step."""
    people = {_plain(one.person): one for one in recorded if one.person}
    others = [name for name in people if name != _plain(by)]
    if needed.people == 1 and not others:
        own = " other than the one who records it" if people else ""
        yield f"the sign-off of a second person{own} ({needed.why})"
    elif needed.people == 2 and (len(people) < 2 or not others):
        given = ", ".join(one.role for one in people.values()) or "none yet"
        yield f"two sign-offs by two different people ({needed.why}; recorded: {given})"
    elif needed.people == 2 and len({_plain(one.role) for one in people.values()}) < 2:
        yield f"two sign-offs in two different roles ({needed.why})"


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()
