"""What the case register holds of a case, as a check needs it: letters out, replies, decisions, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from msgspec import Struct

Decided = Literal["hold", "not pursued", "override"]
DECIDED_WORDS: dict[Decided, str] = {"hold": "held", "not pursued": "not pursued", "override": "set aside"}
"""How each decision is said of a case or finding."""


class PersonsDecision(Struct, frozen=True):
    """What a person decided of a case, or of the findings named: why, who approved it, and until when at most.

    `over` says why it holds no more (`expired on 30 November 2025`); empty while it is in force.
    """

    case: str
    decision: Decided
    reason: str
    approver: str
    on: date
    until: date | None = None
    findings: tuple[str, ...] = ()
    over: str = ""

    @property
    def in_force(self) -> bool:
        """Whether it still holds."""
        return not self.over

    def concerns(self, finding: str) -> bool:
        """Whether it is about a finding of its case: it names it, it holds the whole case, or it names none (setting aside does)."""
        return self.decision == "hold" or finding in self.findings or not (self.findings or self.decision == "override")


class LetterOut(Struct, frozen=True):
    """A question, letter or notice that was issued: its stage, the day, the reply asked for, and the findings it cites."""

    stage: str
    on: date
    reply_by: date | None = None
    reference: str = ""
    findings: tuple[str, ...] = ()


class ReplyGiven(Struct, frozen=True):
    """What the provider answered: its position, in short, and the file. `answered`: a later letter has gone out since."""

    on: date
    position: str
    summary: str
    file: str = ""
    to: str = ""  # the stage it replies to
    answered: bool = False


class CaseRecord(Struct, frozen=True):
    """One case as the register holds it. `letters` are all that ever went out, `awaited` the reply still to come."""

    case: str
    stage: str = ""
    letters: tuple[LetterOut, ...] = ()
    replies: tuple[ReplyGiven, ...] = ()
    decisions: tuple[PersonsDecision, ...] = ()
    reply_awaited: date | None = None
    reply_overdue: bool = False
    notice_dated: date | None = None
    notice_state: str = ""
    notice_ended: date | None = None
    stepped_down: date | None = None
    closed: date | None = None
    agreed_instead: str = ""  # the agreed plan that stands instead of a further step, in words

    @property
    def last_letter(self) -> LetterOut | None:
        """The last thing issued since the case was last closed."""
        out = [one for one in self.letters if self.closed is None or one.on > self.closed]
        return out[-1] if out else None

    def in_force(self, decision: Decided) -> tuple[PersonsDecision, ...]:
        """Its decisions of one kind that still hold."""
        return tuple(one for one in self.decisions if one.decision == decision and one.in_force)


def set_aside_by(records: Iterable[CaseRecord]) -> dict[str, PersonsDecision]:
    """The findings that stand set aside, by id, each with the decision."""
    return {
        finding: decision
        for record in records
        for decision in record.in_force("override")
        for finding in decision.findings
    }
