"""What if another threshold had been in force: every result and stage of one requirement, now and then, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.evidence.store import EvidenceStore
from pxcommission.impact.as_if import as_if
from pxcommission.impact.replayed import History, Receipts, Step, replayed
from pxcommission.inference.engines import Engine
from pxcommission.periods import Period
from pxcommission.rulebook.ladders import Ladder, PlacedCondition
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import PlacedThreshold


class Row(Struct, frozen=True):
    """One unit and period: its finding and its case's step as things are and as they would have been (None: not asked)."""

    finding: Finding
    now: Finding | None
    then: Finding | None
    step_now: Step | None
    step_then: Step | None

    @property
    def changes(self) -> bool:
        """Whether the outcome, the proposal or the stage issued is another."""
        return _outcome(self.now) != _outcome(self.then) or _stage(self.step_now) != _stage(self.step_then)


class WhatIf(Struct, frozen=True):
    """A threshold tried on the past; breaches are counted by unit and period. Nothing of it is kept."""

    contract: str
    requirement: Requirement
    standing: str  # adopted, monitored or not adopted
    periods: Sequence[Period]
    ladder: Ladder
    rows: tuple[Row, ...]

    @property
    def breaches_now(self) -> int:
        """Results not met as things are."""
        return sum(_outcome(row.now) == Outcome.BREACH for row in self.rows)

    @property
    def breaches_then(self) -> int:
        """Results that would not have been met."""
        return sum(_outcome(row.then) == Outcome.BREACH for row in self.rows)

    @property
    def no_longer(self) -> int:
        """Breaches that would have been none."""
        pairs = [(_outcome(row.now), _outcome(row.then)) for row in self.rows]
        return sum(now == Outcome.BREACH != then for now, then in pairs)

    @property
    def newly(self) -> int:
        """Breaches there are not now."""
        pairs = [(_outcome(row.now), _outcome(row.then)) for row in self.rows]
        return sum(then == Outcome.BREACH != now for now, then in pairs)


def what_if(
    rulebook: Rulebook,
    store: EvidenceStore,
    receipts: Receipts,
    contract: ContractInForce,
    requirement: Requirement,
    threshold: PlacedThreshold | None,
    needs: PlacedCondition | None,
    periods: Sequence[Period],
    as_at: date,
    engine: Engine = "durable",
) -> WhatIf:
    """Every result of the requirement for these periods as things are, and as if the threshold had been in force in all.

    Waivers are kept. A requirement that is not adopted is treated as adopted, so that its steps are those of an obligation.
    """
    tried = as_if(rulebook, contract, requirement, threshold, needs)
    now, then = (
        replayed(book, store, receipts, [book.contracts[contract.id]], periods[0], periods[-1], as_at, engine)
        for book in (rulebook, tried)
    )
    return WhatIf(
        contract=contract.id,
        requirement=requirement,
        standing=standing(contract, requirement.id),
        periods=periods,
        ladder=now.ladder_of(contract.id, requirement.id),
        rows=_rows(now, then, requirement.id, set(periods)),
    )


def standing(contract: ContractInForce, requirement: str) -> str:
    """`adopted`, `monitored` or `not adopted`."""
    if any(one.use == requirement for one in contract.contract.requirements):
        return "adopted"
    return "monitored" if requirement in contract.contract.monitored else "not adopted"


def _rows(now: History, then: History, requirement: str, periods: set[Period]) -> tuple[Row, ...]:
    old, new = ({f.id: f for f in h.findings if f.requirement == requirement} for h in (now, then))
    steps_now, steps_then = ({(s.case, s.period): s for s in h.steps} for h in (now, then))
    found = []
    for finding in sorted((old | new).values(), key=_in_order):
        if finding.period in periods:
            key = (finding.case, finding.period)
            pair = old.get(finding.id), new.get(finding.id)
            found.append(Row(finding, *pair, steps_now.get(key), steps_then.get(key)))
    return tuple(found)


def _in_order(finding: Finding) -> tuple[object, ...]:
    unit = (finding.service, finding.touchpoint, finding.level, finding.site, finding.ward)
    return finding.period.end, finding.period.start, *unit


def _outcome(finding: Finding | None) -> Outcome | None:
    return finding.outcome if finding else None


def _stage(step: Step | None) -> tuple[str, str]:
    return (step.proposed, step.stands) if step else ("", "")
