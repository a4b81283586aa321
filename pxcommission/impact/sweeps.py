"""One requirement back-tested at many thresholds: breaches, near misses, flapping, and what the ladder would have proposed."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from math import ceil, floor

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.assess import assess
from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.evidence.store import EvidenceStore
from pxcommission.impact.as_if import adopting, as_if, given_place
from pxcommission.impact.replayed import Receipts, Step, ladder_in_force, measures_of, spans_of, steps_of
from pxcommission.inference.cases import STEP_DOWN
from pxcommission.inference.engines import Engine
from pxcommission.inference.signals import signals_of
from pxcommission.periods import Period, month_of
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import PlacedThreshold, Threshold, operator_for
from pxcommission.vocabulary.models import Measure


class Tried(Struct, frozen=True):
    """What one threshold would have come to over the periods.

    Results are counted by unit and period. `barely_met`: met by fewer than 2 cases; `barely_missed`: short by 1 case.
    `flapping`: changes between met and not met from one assessed period of a unit to its next. `longest`: the most
    breaches in a row of a unit. `questions`, `letters` and `notices`: what the ladder would have proposed.
    """

    threshold: Threshold
    assessed: int
    not_assessed: int
    breaches: int
    barely_met: int
    barely_missed: int
    flapping: int
    longest: int
    questions: int
    letters: int
    notices: int

    @property
    def near(self) -> int:
        """Near misses, on either side of the line."""
        return self.barely_met + self.barely_missed


class Sweep(Struct, frozen=True):
    """A requirement at every threshold tried, smallest first; `current` is the one in force on the last period's end."""

    contract: str
    requirement: Requirement
    measure: Measure
    periods: Sequence[Period]
    current: Threshold | None
    tried: tuple[Tried, ...]

    @property
    def now(self) -> Tried | None:
        """What the current threshold comes to, when it is among those tried."""
        return next((one for one in self.tried if self.is_current(one)), None)

    def is_current(self, one: Tried) -> bool:
        """Whether a threshold asks the same as the current one."""
        current = self.current
        same = current is not None and (current.operator, current.bound) == (
            one.threshold.operator,
            one.threshold.bound,
        )
        return same and one.threshold.bound is not None


def sweep(
    rulebook: Rulebook,
    store: EvidenceStore,
    receipts: Receipts,
    contract: ContractInForce,
    requirement: Requirement,
    thresholds: Sequence[Threshold],
    current: Threshold | None,
    periods: Sequence[Period],
    as_at: date,
    engine: Engine = "durable",
) -> Sweep:
    """The requirement judged at every threshold over these periods, as if each had been in force since the first day.

    The thresholds are judged in one pass, each as a requirement of its own beside the contract's others, by the same
    table and plain reading as a check; the ladder is then followed for each, with both engines. What the others come to,
    which a ladder may count as agreeing sources, stays as it is.
    """
    copies = dict(zip([f"{requirement.id}~{n:03d}" for n in range(len(thresholds))], thresholds, strict=True))
    as_if(rulebook, contract, requirement, _placed(thresholds[0]))  # refuses what does not fit the measure
    tried_in = _with_copies(contract, requirement, copies)
    begun = min(periods[0].start, month_of(contract.contract.term.from_).start)
    whole, lasts = Period(begun, periods[-1].end), spans_of(rulebook)
    findings = assess(rulebook, store, [tried_in], receipts, whole, as_at, lasts).findings
    steps = _steps(rulebook, tried_in, findings, requirement, copies, engine)
    measure, shown = rulebook.vocabulary.measures[requirement.measure], set(periods)
    ladder = rulebook.ladders[contract.contract.ladder]
    tried = []
    for name, threshold in copies.items():
        own = [f for f in findings if f.requirement == name and f.period in shown]
        applied = [finding for finding in own if finding.reason is not Reason.NOT_APPLICABLE]
        proposed = [s.proposed for s in steps if s.requirement == name and s.period in shown and s.proposed]
        tried.append(_tried(threshold, measure, applied, proposed, ladder))
    return Sweep(contract.id, requirement, measure, periods, current, tuple(tried))


def _placed(threshold: Threshold) -> PlacedThreshold:
    return PlacedThreshold(threshold, given_place("from"))


def _with_copies(
    contract: ContractInForce, requirement: Requirement, copies: Mapping[str, Threshold]
) -> ContractInForce:
    """The contract with the requirement once for each threshold, under names of their own; its waivers hold for each."""
    found = contract
    for name, threshold in copies.items():
        found = adopting(found, requirement.model_copy(update={"id": name}), _placed(threshold))
    given = found.contract
    waivers = [
        waiver.model_copy(update={"requirement": name})
        for waiver in given.waivers
        for name in (copies if waiver.requirement == requirement.id else [waiver.requirement])
    ]
    update = {
        "requirements": tuple(one for one in given.requirements if one.use != requirement.id),
        "monitored": tuple(name for name in given.monitored if name != requirement.id),
        "waivers": tuple(waivers),
    }
    return replace(found, contract=given.model_copy(update=update))


def _steps(
    rulebook: Rulebook,
    contract: ContractInForce,
    findings: Sequence[Finding],
    requirement: Requirement,
    copies: Iterable[str],
    engine: Engine,
) -> list[Step]:
    """The steps of each copy; every copy is read beside the contract's other requirements, never beside another copy."""
    measures = measures_of(rulebook, [contract])
    by_name: dict[str, list[Finding]] = {name: [] for name in copies}
    others = []
    for finding in findings:
        if finding.requirement in by_name:
            by_name[finding.requirement].append(finding)
        elif finding.aspect == requirement.aspect and finding.outcome is Outcome.BREACH:
            others.append(finding)
    signals = [
        one
        for name, own in by_name.items()
        for one in signals_of([*own, *others], measures, rulebook.vocabulary)
        if one.requirement == name
    ]
    return list(steps_of(ladder_in_force(rulebook, contract), signals, engine))


def _tried(
    threshold: Threshold, measure: Measure, findings: Sequence[Finding], proposed: Sequence[str], ladder: Ladder
) -> Tried:
    assessed = [finding for finding in findings if finding.outcome is not Outcome.NOT_ASSESSED]
    breaches = [finding for finding in assessed if finding.outcome is Outcome.BREACH]
    met = [finding for finding in assessed if finding.outcome is Outcome.MET]
    stages = [ladder.stage(stage) for stage in proposed if stage != STEP_DOWN]
    return Tried(
        threshold=threshold,
        assessed=len(assessed),
        not_assessed=len(findings) - len(assessed),
        breaches=len(breaches),
        barely_met=sum(_spare(finding, threshold, measure) < 2 for finding in met),
        barely_missed=sum(finding.short_by == 1 for finding in breaches),
        flapping=sum(_changes(unit) for unit in _by_unit(assessed)),
        longest=max((finding.breaches_in_a_row for finding in breaches), default=0),
        questions=sum(not stage.is_letter for stage in stages),
        letters=sum(stage.is_letter and stage.step is None for stage in stages),
        notices=sum(stage.step is not None for stage in stages),
    )


def _spare(finding: Finding, threshold: Threshold, measure: Measure) -> int:
    """How many cases a met figure could lose and still be met."""
    at = (threshold.bound or 0) * (1 if finding.denominator is None else finding.denominator)
    numerator = finding.numerator or 0
    match operator_for(threshold, measure.better):
        case ">=":
            return numerator - ceil(at)
        case ">":
            return numerator - floor(at) - 1
        case "<=":
            return floor(at) - numerator
        case _:
            return ceil(at) - 1 - numerator


def _by_unit(findings: Iterable[Finding]) -> Iterator[list[Finding]]:
    units: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        units[finding.service, finding.touchpoint, finding.level, finding.site, finding.ward].append(finding)
    yield from units.values()


def _changes(unit: Sequence[Finding]) -> int:
    in_order = sorted(unit, key=lambda finding: finding.period)
    return sum(a.outcome is not b.outcome for a, b in itertools.pairwise(in_order))
