"""What a ladder proposes: durable_rules decides, the reference reads beside it, and the two must agree on every case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState, Decision, HeldBack, Proposal
from pxcommission.inference.compile_ladder import CompiledLadder
from pxcommission.inference.durable import SHARD, rules_that_decide
from pxcommission.inference.reasons import held_back_of, proposal_of
from pxcommission.inference.reference import decide
from pxcommission.inference.words import issued_rank, refuse_too_large
from pxcommission.rulebook.ladders import Ladder

Engine = Literal["durable", "reference"]
NO_CASE_YET = CaseState()


class ReadingsDiffer(Exception):
    """The two engines do not agree on a case: an internal error, and nothing is proposed."""

    def __init__(self, signals: CaseSignals, state: CaseState, durable_rule: str, reference_rule: str) -> None:
        self.signals, self.state = signals, state
        self.durable_rule, self.reference_rule = durable_rule, reference_rule
        words = ", ".join(f"{word} {value}" for word, value in signals.words)
        super().__init__(
            f"{signals.case}, {signals.period.label}: durable_rules decides by '{durable_rule or 'no rule'}', "
            f"the reference by '{reference_rule or 'no rule'}' (words: {words or 'none'}; citable {signals.citable}, "
            f"final {signals.final}; {state})"
        )


class Proposals(Struct, frozen=True):
    """What is proposed, and what is held back and why, in the order of the signals."""

    proposals: tuple[Proposal, ...]
    held_back: tuple[HeldBack, ...]


def propose(
    ladder: CompiledLadder, signals: Sequence[CaseSignals], states: Mapping[str, CaseState], engine: Engine
) -> Proposals:
    """The next step of every case that calls for one, for a person to issue or not.

    `states` is by case; a case without a state has none yet. Raises ReadingsDiffer, EngineFault, or ProblemsFound
    (exit code 5 where durable_rules can't be loaded, 3 where a case stands at a stage the ladder lacks).
    """
    decisions = decisions_of(ladder, signals, states, engine)
    proposals: list[Proposal] = []
    held_back: list[HeldBack] = []
    for one, decision in zip(signals, decisions, strict=True):
        state = states.get(one.case, NO_CASE_YET)
        if decision.stage:
            proposals.append(proposal_of(ladder.ladder, one, state, decision))
        held_back.extend(held_back_of(ladder.ladder, one, state, decision))
    return Proposals(tuple(proposals), tuple(held_back))


def decisions_of(
    ladder: CompiledLadder,
    signals: Sequence[CaseSignals],
    states: Mapping[str, CaseState],
    engine: Engine,
    shard: int = SHARD,
) -> list[Decision]:
    """What the ladder makes of each of the signals, nothing included, in their order."""
    _refuse_doubtful(signals)
    stands = [states.get(one.case, NO_CASE_YET) for one in signals]
    decisions = _read_plainly(ladder.ladder, signals, stands)
    if engine == "durable":
        found = rules_that_decide(ladder, signals, stands, shard)
        for one, state, rule, decision in zip(signals, stands, found, decisions, strict=True):
            if rule != decision.ladder_rule:
                raise ReadingsDiffer(one, state, rule, decision.ladder_rule)
    return decisions


def _read_plainly(ladder: Ladder, signals: Sequence[CaseSignals], stands: Sequence[CaseState]) -> list[Decision]:
    """The reference's decision for each case; the same words, restraints and state are read once."""
    read: dict[tuple[object, ...], Decision] = {}
    found: list[Decision] = []
    for one, state in zip(signals, stands, strict=True):
        situation = (one.words, one.citable, one.final, bool(one.uncorroborated), state)
        decision = read.get(situation)
        if decision is None:
            decision = read[situation] = decide(ladder, one, state)
        found.append(Decision(one.case, one.period, decision.stage, decision.ladder_rule))
    return found


def _refuse_doubtful(signals: Sequence[CaseSignals]) -> None:
    seen = set()
    for one in signals:
        refuse_too_large(one.case, one.words)
        if (one.case, one.period) in seen or len(dict(one.words)) != len(one.words):
            raise ValueError(f"{one.case}, {one.period.label}: the same case, period or word is given twice")
        seen.add((one.case, one.period))


def issued(ladder: Ladder, state: CaseState, decision: Decision) -> CaseState:
    """The state by the next period when a proposal is taken as issued: for tests, replay and what-if only."""
    if not decision.stage:
        return state
    if decision.stage != STEP_DOWN:
        return replace(state, stage=decision.stage, reply_date_passed=True)
    lower = issued_rank(ladder, state) - 1
    return replace(state, stage=ladder.stages[lower - 1].id if lower > 0 else "")


def replay(
    ladder: CompiledLadder,
    periods_of_signals: Sequence[Sequence[CaseSignals]],
    states: Mapping[str, CaseState],
    engine: Engine,
    shard: int = SHARD,
) -> list[Decision]:
    """Every decision, period by period, each proposal taken as issued before the next period is read."""
    stands = dict(states)
    found: list[Decision] = []
    for signals in periods_of_signals:
        decisions = decisions_of(ladder, signals, stands, engine, shard)
        for decision in decisions:
            stands[decision.case] = issued(ladder.ladder, stands.get(decision.case, NO_CASE_YET), decision)
        found.extend(decisions)
    return found
