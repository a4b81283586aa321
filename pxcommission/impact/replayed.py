"""The stored evidence replayed under a rulebook: every finding of a span of periods, and the stage of every case in each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.assessment.assess import assess
from pxcommission.assessment.duties import duties_of
from pxcommission.assessment.findings import Finding, Reason
from pxcommission.evidence.receipts import Receipt
from pxcommission.evidence.store import EvidenceStore
from pxcommission.inference.by_ladder import by_ladder
from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.inference.engines import NO_CASE_YET, Engine, issued, replay
from pxcommission.inference.signals import signals_of
from pxcommission.inference.words import spans_read
from pxcommission.periods import Period, add_months, month_of, quarter_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

Receipts = Mapping[str, Sequence[Receipt]]


class Step(Struct, frozen=True):
    """What a ladder makes of one case in one period of a replay.

    `proposed`: a stage id, `step down`, or nothing (empty). `stands`: the stage issued by then, every proposal taken as
    issued on the day its period was checked.
    """

    contract: str
    requirement: str
    service: str
    period: Period
    proposed: str
    ladder_rule: str
    stands: str

    @property
    def case(self) -> str:
        """`CONTRACT/REQUIREMENT/service`."""
        return f"{self.contract}/{self.requirement}/{self.service}"


class History(Struct, frozen=True):
    """A replay: the findings of periods that end in the span (what did not apply left out), and every case's steps in it."""

    rulebook: Rulebook
    span: Period
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]

    def ladder_of(self, contract: str, requirement: str) -> Ladder:
        """The ladder that a contract's cases of a requirement follow."""
        return self.rulebook.ladders[self.rulebook.contracts[contract].contract.ladder_for(requirement)]


def replayed(
    rulebook: Rulebook,
    store: EvidenceStore,
    receipts: Receipts,
    contracts: Sequence[ContractInForce],
    first: Period,
    last: Period,
    as_at: date,
    engine: Engine = "durable",
) -> History:
    """Every finding for periods that end from `first` to `last`, from what was known on `as_at`, and each case's stage.

    Cases are followed from the first day of the contracts, so that a stage does not depend on the span asked for. The
    whole time is one pass of the table; both readings and both engines stand side by side as in a check, and readings
    that differ stop the work (ReadingsDifferError, ReadingsDiffer).
    """
    span = Period(first.start, last.end)
    begun = min([span.start, *(month_of(c.contract.term.from_).start for c in contracts)])
    lasts = spans_of(rulebook)
    found = assess(rulebook, store, contracts, receipts, Period(begun, span.end), as_at, lasts).findings
    signals = signals_of(found, measures_of(rulebook, contracts), rulebook.vocabulary)
    steps = [
        step
        for contract in contracts
        for ladder, ours in by_ladder(rulebook.ladders, contract.contract, signals)
        for step in steps_of(ladder, ours, engine)
    ]
    return History(
        rulebook,
        span,
        tuple(f for f in found if ends_in(f.period, span) and f.reason is not Reason.NOT_APPLICABLE),
        tuple(step for step in steps if ends_in(step.period, span)),
    )


def steps_of(ladder: CompiledLadder, signals: Sequence[CaseSignals], engine: Engine) -> Iterator[Step]:
    """The steps of these cases, period by period, from no case at all."""
    by_end: dict[date, list[CaseSignals]] = defaultdict(list)
    for one in signals:
        by_end[one.period.end].append(one)
    in_order = [by_end[end] for end in sorted(by_end)]
    decisions = replay(ladder, in_order, {}, engine)
    stands = {one.case: NO_CASE_YET for one in signals}
    for one, decision in zip((one for group in in_order for one in group), decisions, strict=True):
        stands[one.case] = issued(ladder.ladder, stands[one.case], decision)
        stage = stands[one.case].stage
        yield Step(one.contract, one.requirement, one.service, one.period, decision.stage, decision.ladder_rule, stage)


def ladder_in_force(rulebook: Rulebook, contract: ContractInForce) -> CompiledLadder:
    """A contract's ladder, compiled."""
    name = contract.contract.ladder
    return compile_ladder(rulebook.ladders[name], f"rules/ladders/{name}.yaml")


def spans_of(rulebook: Rulebook) -> list[int]:
    """The numbers of periods over which the ladders count breaches."""
    return sorted({4, *(span for ladder in rulebook.ladders.values() for span in spans_read(ladder))})


def measures_of(rulebook: Rulebook, contracts: Sequence[ContractInForce]) -> dict[str, str]:
    """The measure of each requirement of each contract, by `CONTRACT/REQUIREMENT`."""
    return {f"{d.contract.id}/{d.requirement.id}": d.requirement.measure for d in duties_of(rulebook, contracts)}


def ends_in(period: Period, span: Period) -> bool:
    """Whether a period's last day lies in the span."""
    return span.start <= period.end <= span.end


def newest_day(store: EvidenceStore, as_at: date) -> date:
    """The last day the evidence known on a day speaks of; raises ProblemsFound (exit code 4) when there is none."""
    ends = [reading.end for reading in store.readings(as_at)]
    if ends:
        return max(ends)
    known = [reading.known_from for reading in store.readings()]
    message = "no evidence is loaded, so there is nothing to replay"
    fix = "load the returns and publications first: pxcommission returns load contracts"
    if known:
        message = f"nothing of the evidence was known on {as_at}; the first of it became known on {min(known)}"
        fix = "give a later day with --as-at"
    raise ProblemsFound([Problem(".pxcommission/evidence", message, fix)], ExitCode.RETURNS_WRONG)


def last_quarter(store: EvidenceStore, as_at: date) -> Period:
    """The last quarter the evidence known on a day speaks of."""
    return quarter_of(newest_day(store, as_at))


def quarters_until(last: Period, count: int) -> Period:
    """The first of so many quarters that end with `last`."""
    return quarter_of(add_months(last.end, -3 * (count - 1)))
