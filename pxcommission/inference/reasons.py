"""What is said of a decision: the proposal with its reasons, and the steps held back with theirs."""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState, Decision, HeldBack, Proposal
from pxcommission.inference.english import reasons, shortfall
from pxcommission.inference.reference import RuleReading, read_rules, values_of, with_a, with_the
from pxcommission.inference.words import issued_rank
from pxcommission.rulebook.conditions import Values
from pxcommission.rulebook.ladders import Ladder, LadderRule, Stage


def proposal_of(ladder: Ladder, signals: CaseSignals, state: CaseState, decision: Decision) -> Proposal:
    """The decided step of a case with the comparisons that led to it; `decision` is not nothing."""
    rule = next(rule for rule in ladder.rules if rule.id == decision.ladder_rule)
    because = (*reasons(ladder, rule.when.tree, values_of(ladder, signals, state)), *_order(ladder, rule, state))
    return Proposal(
        case=signals.case,
        contract=signals.contract,
        requirement=signals.requirement,
        service=signals.service,
        aspect=signals.aspect,
        period=signals.period,
        units=signals.units,
        stage=decision.stage,
        ladder_rule=rule.id,
        because=because,
        at_once=rule.at_once,
        final=signals.final,
    )


def _order(ladder: Ladder, rule: LadderRule, state: CaseState) -> Iterator[str]:
    """What the ladder's own restraint found: the step before was taken, or the rule is at once."""
    if rule.propose is None:
        yield f"{with_the(ladder.stages[issued_rank(ladder, state) - 1].name)} was issued, and the requirement is met now"
        return
    rank = ladder.rank(rule.propose)
    if rule.at_once:
        yield "an immediate risk: proposed at once"
    elif ladder.stage(rule.propose).is_letter and rank > ladder.first_letter_rank:
        yield f"{with_the(ladder.stages[rank - 2].name)} was issued and its reply date has passed"


def held_back_of(ladder: Ladder, signals: CaseSignals, state: CaseState, decision: Decision) -> Iterator[HeldBack]:
    """For a case in breach, each step at or above the one issued that is not proposed, lowest first, and why not."""
    if decision.stage == STEP_DOWN or not dict(signals.words).get("in_breach"):
        return
    values = values_of(ladder, signals, state)
    readings = read_rules(ladder, signals, state)
    lowest = max(issued_rank(ladder, state), ladder.rank(decision.stage) + 1, 1)
    for rank, stage in enumerate(ladder.stages, start=1):
        if rank < lowest:
            continue
        of_stage = [reading for reading in readings if reading.rule.propose == stage.id]
        because = _why_not(ladder, stage, of_stage, values, already=rank == issued_rank(ladder, state))
        if because:
            yield HeldBack(
                signals.case, signals.contract, signals.requirement, signals.service, signals.period, stage.id, because
            )


def _why_not(
    ladder: Ladder, stage: Stage, readings: list[RuleReading], values: Values, already: bool
) -> tuple[str, ...]:
    """The restraint on the rules that hold; else, for a stage not yet issued, what each of its rules needs."""
    held = [reading for reading in readings if reading.held]
    if held:
        fewest = min(held, key=lambda reading: len(reading.restraints))
        return fewest.restraints
    if already:
        return ()
    wanted = with_a(stage.name)
    return tuple(
        dict.fromkeys(f"{wanted} needs {shortfall(ladder, reading.rule.when.tree, values)}" for reading in readings)
    )
