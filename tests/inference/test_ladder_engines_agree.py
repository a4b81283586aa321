"""The law of the two engines: durable_rules and the reference reading decide every case alike."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ladder_worlds import compiled_or_none, ladders, world_of

from pxcommission.inference.durable import rules_that_decide
from pxcommission.inference.engines import NO_CASE_YET, decisions_of, issued, propose

SHARDS = (1, 7, 40)


def agree_on_worlds(examples: int) -> Counter[str]:
    """How many worlds (ladder x cases x period) and decisions were compared; any difference raises.

    Each world is decided by the reference once and by durable_rules in shards of 1, 7 and 40 (and 40 again, as a run does).
    """
    counted: Counter[str] = Counter()

    @settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ladders(), st.integers(0, 2**32))
    def one_ladder(text: str, seed: int) -> None:
        compiled = compiled_or_none(text)
        if compiled is None:
            counted["ladders refused"] += 1
            return
        world = world_of(seed, len(compiled.ladder.stages))
        states = dict(world.states)
        for signals in world.periods:
            decisions = decisions_of(compiled, signals, states, "durable")
            stands = [states.get(one.case, NO_CASE_YET) for one in signals]
            rules = [decision.ladder_rule for decision in decisions]
            assert all(rules_that_decide(compiled, signals, stands, shard) == rules for shard in SHARDS)
            states |= {d.case: issued(compiled.ladder, states.get(d.case, NO_CASE_YET), d) for d in decisions}
            counted["decisions"] += len(decisions)
            counted["proposals"] += sum(1 for decision in decisions if decision.stage)
        counted["ladders"] += 1
        counted["worlds"] += len(world.periods)

    one_ladder()
    return counted


def test_both_engines_decide_every_case_of_500_random_worlds_alike_in_shards_of_1_7_and_40():
    counted = agree_on_worlds(130)
    print(dict(counted))
    assert counted["worlds"] >= 500
    assert counted["proposals"] >= 0.1 * counted["decisions"]


@pytest.mark.stress
def test_both_engines_decide_every_case_of_20000_random_worlds_alike_in_shards_of_1_7_and_40():
    counted = agree_on_worlds(5_000)
    print(dict(counted))
    assert counted["worlds"] >= 20_000


calm = settings(derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


@settings(calm, max_examples=40)
@given(ladders(), st.integers(0, 2**32))
def test_every_proposal_has_reasons_and_every_step_held_back_says_why(text: str, seed: int):
    check_reasons(text, seed)


@pytest.mark.stress
@settings(calm, max_examples=600)
@given(ladders(), st.integers(0, 2**32))
def test_every_proposal_of_many_worlds_has_reasons_and_every_step_held_back_says_why(text: str, seed: int):
    check_reasons(text, seed)


def check_reasons(text: str, seed: int) -> None:
    compiled = compiled_or_none(text)
    if compiled is None:
        return
    world = world_of(seed, len(compiled.ladder.stages))
    for signals in world.periods:
        found = propose(compiled, signals, world.states, "durable")
        decided = [d for d in decisions_of(compiled, signals, world.states, "reference") if d.stage]
        assert [(p.case, p.stage, p.ladder_rule) for p in found.proposals] == [
            (d.case, d.stage, d.ladder_rule) for d in decided
        ]
        assert all(all(step.because) for step in (*found.proposals, *found.held_back))
        in_breach = {one.case for one in signals if dict(one.words).get("in_breach")}
        assert {step.case for step in found.held_back} <= in_breach
        proposed = {(p.case, p.stage) for p in found.proposals}
        assert not proposed & {(step.case, step.stage) for step in found.held_back}
