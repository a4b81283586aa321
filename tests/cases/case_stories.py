"""A case of a contract form played step by step, as the commands record it, without a register behind it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct, field

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Entry, Event, RecordedDetails, canonical
from pxcommission.cases.kinds import (
    Approval,
    Deadline,
    Details,
    Milestone,
    MilestoneChanged,
    Plan,
    Sum,
    SumSettled,
    Undone,
    kind_of,
)
from pxcommission.cases.ledger import accounts_of
from pxcommission.cases.needs import GROUND, IMPROVEMENT_HELD, OWN_PART
from pxcommission.cases.settlements import outcome_of
from pxcommission.cases.steps import StepWanted, step_entry
from pxcommission.inference.engines import Engine
from pxcommission.rulebook.contract_forms import SAME, ContractForm

CONTRACT, CASE = "ACUTE", "ACUTE/GOOD/inpatient"
GUARDS = {
    OWN_PART: "no: no commissioner had a part in it",
    GROUND: "two invitations were not answered",
    IMPROVEMENT_HELD: "95% in each of the last two quarters",
}
TWO = tuple(
    Approval(role=role, on=date(2025, 8, 1), evidence="sign-off.eml", person=person)
    for role, person in (("Chief Nurse", "A. Nurse"), ("Head of contracting", "B. Contract"))
)


def day(text: str) -> date:
    """`2025-08-01`."""
    return date.fromisoformat(text)


def plan(due: str, name: str = "m1") -> Plan:
    """A Remedial Action Plan with one milestone."""
    milestone = Milestone(id=name, action="A second nurse at discharge", owner="Chief Nurse", due=day(due))
    return Plan(name="remedial action plan", milestones=(milestone,))


def withheld(month: str = "2025-10", amount: str = "2000.00") -> Sum:
    """Two per cent of 100,000 pounds."""
    return Sum(month=month, base="AMV", base_amount=Decimal("100000.00"), per_cent=Decimal(2), amount=Decimal(amount),
               formula="2% × £100,000.00", ground=GUARDS[GROUND])  # fmt: skip


class Story(Struct):
    """The events of one case under one form, and ways to add to them."""

    form: ContractForm
    form_id: str = "full-length-2025-26"
    confirmed: bool = True
    engine: Engine = "durable"
    extra: frozenset[date] = frozenset()
    events: list[Event] = field(default_factory=list)
    about: str = CASE

    @property
    def file(self) -> CaseFile:
        """The case as it stands."""
        return case_file(self.events, CONTRACT, self.about)

    @property
    def state(self) -> str:
        """The state of its open notice, or of the last one."""
        notices = self.file.notices
        return notices[-1].state if notices else "none"

    def wanted(self, step: str, on: str, **more: object) -> StepWanted:
        """A step with every guard a person can bring: answers, two sign-offs, and sums where it withholds."""
        found = self.form.step(step)
        sums = (withheld(),) if found is not None and found.caps else ()
        settled = self.all_settled(step) if found is not None and found.settles and found.to != SAME else ()
        return StepWanted(**{"step": step, "on": day(on), "answers": GUARDS, "approvals": TWO, "sums": sums,
                             "settled": settled, **more})  # type: ignore[arg-type]  # fmt: skip

    def all_settled(self, step: str) -> tuple[SumSettled, ...]:
        """Everything held, as the step gives it back or keeps it."""
        held = [(one.month, one.held) for one in accounts_of(self.file) if one.held > 0]
        outcome = outcome_of(step)
        assert outcome is not None
        return tuple(SumSettled(outcome=outcome, month=month, amount=amount) for month, amount in held)

    def take(self, step: str, on: str, **more: object) -> tuple[Deadline, ...]:
        """Take a step; what is due next. Raises ProblemsFound where it is refused."""
        wanted = self.wanted(step, on, **more)
        self.add(step_entry(self.file, self.form_id, self.form, wanted, self.engine, self.extra, self.confirmed))
        for one in wanted.settled:
            self.record(one, on)
        notice = self.file.notices[-1]
        return notice.deadlines

    def play(self, *steps: tuple[str, str]) -> Story:
        """Take one step after the other."""
        for step, on in steps:
            self.take(step, on, **({"plan": plan("2025-10-31")} if "action-plan" in step else {}))
        return self

    def record(self, details: Details, on: str) -> None:
        """Record something else that happened."""
        self.add(Entry(CONTRACT, self.about, kind_of(details), day(on), details.recorded(), len(self.events)))

    def miss(self, on: str, milestone: str = "m1") -> None:
        """A milestone was found missed."""
        self.record(MilestoneChanged(milestone=milestone, outcome="missed"), on)

    def settle(self, on: str, month: str = "2025-10", amount: str = "2000.00") -> None:
        """A sum is released."""
        self.record(SumSettled(outcome="released", month=month, amount=Decimal(amount)), on)

    def undo(self, on: str, number: int) -> None:
        """An earlier event counts no more."""
        self.record(Undone(number=number, reason="recorded by mistake"), on)

    def add(self, entry: Entry) -> None:
        """The entry as the register keeps it."""
        number = len(self.events) + 1
        details = RecordedDetails(canonical(entry.details))
        self.events.append(
            Event(number, "2025-01-01T00:00:00Z", "A. Person", "1", entry.contract, entry.case, number, entry.kind,
                  entry.on, details, "", "")
        )  # fmt: skip


def due(deadlines: Iterable[Deadline]) -> dict[str, str]:
    """The steps that are due, each with its day."""
    return {deadline.step: deadline.by.isoformat() for deadline in deadlines}
