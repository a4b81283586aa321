"""Where a case stands, derived from its events: letters, the open notice, plans, sums, decisions, what is due."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.cases.events import Event
from pxcommission.cases.kinds import (
    AgreedInstead,
    Deadline,
    Decided,
    Details,
    EvidenceAdded,
    Flagged,
    LetterIssued,
    Milestone,
    MilestoneChanged,
    Plan,
    StepTaken,
    Sum,
    Undone,
    details_of,
)
from pxcommission.cases.many_objects import without_collecting

Kind = TypeVar("Kind", bound=Details)
CLOSED_STATES = ("closed-withdrawn", "closed-completed")
OWED = frozenset({"RETURN", "SUBMITTED", "REPORTED"})
"""Words in the id of a requirement that is a duty to report, such as RETURN-COMPLAINTS or FFT-SUBMITTED."""


class Happened(Struct, frozen=True, dict=True):
    """One event that counts; its details are read when they are asked for."""

    event: Event

    @property
    def on(self) -> date:
        """The day it happened."""
        return self.event.on

    @cached_property
    def details(self) -> Details:
        """Its details."""
        return details_of(self.event)


class MilestoneStanding(Struct, frozen=True):
    """A milestone with what became of it: its date as last agreed, the day it was met or found missed."""

    milestone: Milestone
    due: date
    met_on: date | None = None
    missed_on: date | None = None

    def overdue(self, as_at: date) -> bool:
        """Whether it is past its date and not met."""
        return self.met_on is None and self.due < as_at


class SumHeld(Struct, frozen=True):
    """A sum withheld on a day; what became of it is told by ledger.accounts_of."""

    withheld: Sum
    on: date


class Notice(Struct, frozen=True):
    """A GC9 notice from its issue on: every step taken, in order; the edition is that of its date."""

    number: int
    form: str
    steps: tuple[Happened, ...]

    @property
    def state(self) -> str:
        """The form's state it is in."""
        return self._last.after

    @property
    def _last(self) -> StepTaken:
        return _as(self.steps[-1].details, StepTaken)

    @property
    def open(self) -> bool:
        """Whether it is neither withdrawn nor completed."""
        return self.state not in CLOSED_STATES

    @property
    def dated(self) -> date:
        """The date of the notice."""
        return self.steps[0].on

    @property
    def deadlines(self) -> tuple[Deadline, ...]:
        """What is due in the state it is in."""
        return self._last.deadlines if self.open else ()

    def taken(self, step: str) -> tuple[date, ...]:
        """The days a step was taken."""
        return tuple(one.on for one in self.steps if _as(one.details, StepTaken).step == step)


class CaseFile(Struct, frozen=True, dict=True):
    """Everything a case's events say, as a person would keep it in a file. `events` counts all of them, undone ones too.

    Each heading is derived from what `happened` when it is first asked for: most of 100,000 events are never looked at.
    """

    contract: str
    case: str
    events: int = 0
    happened: tuple[Happened, ...] = ()

    @property
    def about_a_report(self) -> bool:
        """Whether the case is about a report or return that is owed, by the words of its requirement's id."""
        requirement = self.case.removeprefix(f"{self.contract}/").partition("/")[0]
        return not OWED.isdisjoint(requirement.split("-"))

    @cached_property
    def letters(self) -> tuple[Happened, ...]:
        """The letters issued since the case was last closed, without those stepped down from."""
        letters: list[Happened] = []
        for one in self.happened:
            match one.event.kind:
                case "letter issued":
                    letters.append(one)
                case "stepped down":
                    del letters[-1:]
                case "closed":
                    letters.clear()
        return tuple(letters)

    @property
    def stage(self) -> str:
        """The stage of the last of these letters; empty when there is none."""
        return _as(self.letters[-1].details, LetterIssued).stage if self.letters else ""

    @cached_property
    def replies(self) -> tuple[Happened, ...]:
        """What the provider answered."""
        return self._of("reply received")

    @cached_property
    def notices(self) -> tuple[Notice, ...]:
        """The GC9 notices, each with its steps."""
        notices: list[Notice] = []
        for one in self._of("step taken"):
            step = _as(one.details, StepTaken)
            before = notices.pop() if notices and notices[-1].number == step.notice else None
            notices.append(Notice(step.notice, step.form, (*(before.steps if before else ()), one)))
        return tuple(notices)

    @cached_property
    def milestones(self) -> Mapping[str, MilestoneStanding]:
        """The milestones of all plans, as they stand, by id."""
        milestones: dict[str, MilestoneStanding] = {}
        for one in self._of("step taken", "agreed instead", "milestone"):
            match one.details:
                case StepTaken(plan=Plan() as plan) | AgreedInstead(plan=plan):
                    milestones |= _standing(plan)
                case MilestoneChanged() as change:
                    milestones[change.milestone] = _changed(milestones[change.milestone], change, one.on)
        return milestones

    @cached_property
    def sums(self) -> tuple[SumHeld, ...]:
        """The sums withheld, in order."""
        taken = ((one.on, _as(one.details, StepTaken)) for one in self._of("step taken"))
        return tuple(SumHeld(money, on) for on, step in taken for money in step.sums)

    @cached_property
    def decisions(self) -> tuple[Happened, ...]:
        """What people decided about proposals."""
        return self._of("decided")

    @cached_property
    def agreed_instead(self) -> tuple[Happened, ...]:
        """Agreed alternatives to escalation."""
        return self._of("agreed instead")

    @cached_property
    def by_others(self) -> tuple[Happened, ...]:
        """What others already do about it."""
        return self._of("action by others")

    @cached_property
    def evidence(self) -> tuple[str, ...]:
        """The findings added as evidence to an open notice."""
        added = (_as(one.details, EvidenceAdded).findings for one in self._of("evidence added"))
        return tuple(finding for findings in added for finding in findings)

    @cached_property
    def flags(self) -> tuple[str, ...]:
        """The flags raised and not lifted."""
        flags: list[str] = []
        for one in self._of("flagged"):
            flagged = _as(one.details, Flagged)
            flags = [name for name in flags if name != flagged.flag] + [flagged.flag] * flagged.raised
        return tuple(flags)

    @cached_property
    def closed_on(self) -> date | None:
        """The day it was closed; None while it is open or when it was opened again."""
        last = self._of("letter issued", "step taken", "closed")[-1:]
        return last[0].on if last and last[0].event.kind == "closed" else None

    def _of(self, *kinds: str) -> tuple[Happened, ...]:
        return tuple(one for one in self.happened if one.event.kind in kinds)

    @cached_property
    def notice(self) -> Notice | None:
        """The open notice, if there is one."""
        return self.notices[-1] if self.notices and self.notices[-1].open else None

    def decision_in_force(self, on: date) -> Happened | None:
        """The last decision that still holds on a day: since the last letter or step, and not past its end."""
        last = self._of("letter issued", "step taken", "closed", "decided")[-1:]
        decided = last[0].details if last else None
        if not isinstance(decided, Decided) or (decided.until is not None and decided.until < on):
            return None
        return last[0]


def case_files(events: Iterable[Event]) -> dict[str, CaseFile]:
    """The file of every case, by case, from events in the order of the register."""
    with without_collecting():
        ordered = sorted(events, key=lambda event: (event.case, event.number))
        return {case: case_file(tuple(one)) for case, one in groupby(ordered, key=lambda event: event.case)}


def case_file(events: Sequence[Event], contract: str = "", case: str = "") -> CaseFile:
    """The file of one case from all its events; an empty one for a case that has none."""
    if not events:
        return CaseFile(contract, case)
    return CaseFile(events[0].contract, events[0].case, len(events), _counting(events))


def known_by(events: Iterable[Event], day: date) -> tuple[Event, ...]:
    """The events that had happened by a day."""
    return tuple(event for event in events if event.on <= day)


def _counting(events: Sequence[Event]) -> tuple[Happened, ...]:
    """The events that were not undone, undoings left out."""
    undone = {_as(details_of(event), Undone).number for event in events if event.kind == "undone"}
    return tuple(Happened(event) for event in events if event.kind != "undone" and event.number not in undone)


def _standing(plan: Plan) -> dict[str, MilestoneStanding]:
    return {one.id: MilestoneStanding(one, one.due) for one in plan.milestones}


def _changed(standing: MilestoneStanding, change: MilestoneChanged, on: date) -> MilestoneStanding:
    match change.outcome:
        case "met":
            return replace(standing, met_on=on)
        case "missed":
            return replace(standing, missed_on=on)
        case "moved":
            return replace(standing, due=change.due or standing.due, missed_on=None)


def _as(details: Details, kind: type[Kind]) -> Kind:
    if not isinstance(details, kind):
        raise TypeError(f"{type(details).__name__} where {kind.__name__} was expected")
    return details
