"""What comes out differently between two replays of the same evidence: outcomes of findings, and stages of cases."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.impact.replayed import History, Step
from pxcommission.periods import Period


class OutcomeChanged(Struct, frozen=True):
    """One finding under both rulebooks, with different outcomes; None where that rulebook does not ask for it.

    `finding` is either of the two: for its contract, requirement, unit and period.
    """

    finding: Finding
    before: Finding | None
    after: Finding | None


class StageChanged(Struct, frozen=True):
    """One case and period under both rulebooks, with another proposal or another stage issued; None: no such case.

    `step` is either of the two: for its case and period.
    """

    step: Step
    before: Step | None
    after: Step | None


class Impact(Struct, frozen=True):
    """The changes of a span, in fixed order, of how many findings and stages there are under either rulebook.

    A stage is counted for each case and period in which something is proposed or stands issued.
    """

    span: Period
    outcomes: tuple[OutcomeChanged, ...]
    findings: int
    stages: tuple[StageChanged, ...]
    staged: int


def impact_of(before: History, after: History) -> Impact:
    """What changes from the first replay to the second; both are of the same span and evidence."""
    old, new = ({f.id: f for f in history.findings} for history in (before, after))
    either = sorted((old | new).values(), key=_place)
    outcomes = [OutcomeChanged(finding, old.get(finding.id), new.get(finding.id)) for finding in either]
    stages = _stages(before.steps, after.steps)
    return Impact(
        span=after.span,
        outcomes=tuple(one for one in outcomes if _outcome(one.before) != _outcome(one.after)),
        findings=len(either),
        stages=tuple(one for one in stages if _stage(one.before) != _stage(one.after)),
        staged=len(stages),
    )


def _stages(before: Sequence[Step], after: Sequence[Step]) -> list[StageChanged]:
    old, new = ({(s.case, s.period): s for s in steps if s.proposed or s.stands} for steps in (before, after))
    return [
        StageChanged(step, old.get(key), new.get(key))
        for key, step in sorted((old | new).items(), key=lambda item: item[0])
    ]


def _place(finding: Finding) -> tuple[object, ...]:
    unit = (finding.service, finding.touchpoint, finding.site, finding.ward)
    return finding.contract, finding.requirement, *unit, finding.period, finding.level


def _outcome(finding: Finding | None) -> str:
    return finding.outcome.value if finding else ""


def _stage(step: Step | None) -> tuple[str, str]:
    return (step.proposed, step.stands) if step else ("", "")
