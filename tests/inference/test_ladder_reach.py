"""Rules, stages and letters that never come to pass are told, and never one that does."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ladder_worlds import compiled_or_none, ladders, read_ladder, world_of
from msgspec.structs import replace

from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.ladder_reach import ladder_reach
from pxcommission.inference.reference import decide
from pxcommission.inference.words import span_of
from pxcommission.rulebook.ladders import Ladder

STAGES = """\
title: A ladder
owner: A person
stages:
  - {id: query, name: Question, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
  - {id: notice, name: Notice, step: a-step}
"""
DOWN = "  - {id: recovered, when: met_in_a_row >= 2, step_down: true}\n"
ALL = (
    "  - {id: one, when: in_breach, propose: query}\n"
    "  - {id: two, when: in_breach and short_by >= 2, propose: challenge}\n"
    "  - {id: three, when: in_breach and breaches_in_a_row >= 3, propose: notice}\n"
)


def told(*rules: str, stages: str = STAGES) -> list[tuple[str, str]]:
    ladder = read_ladder(stages + "rules:\n" + "".join(rules))
    return [(problem.code, problem.message) for problem in ladder_reach(ladder, "ladder.yaml")]


def a_rule(when: str, propose: str = "query", name: str = "four", more: str = "") -> str:
    return f"  - {{id: {name}, when: {when}, propose: {propose}{more}}}\n"


def test_a_whole_ladder_says_nothing() -> None:
    assert told(ALL, DOWN) == []


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (a_rule("in_breach and severity == critical"), ["PX146"]),
        (a_rule("in_breach and short_by >= 3", "challenge"), ["PX146"]),
        (a_rule("in_breach and short_by >= 2 and breaches_in_a_row < 2", "challenge"), ["PX146"]),
        (a_rule("in_breach and short_by >= 1", "challenge"), ["PX146"]),
        (a_rule("in_breach and count >= 3", "challenge"), []),
        (a_rule("in_breach and short_by >= 3", "challenge", more=", at_once: true"), []),
        (a_rule("notice_open", "query"), []),
        (a_rule("in_breach and severity >= 1 and count >= 2", "challenge"), ["PX114"]),
        (a_rule("in_breach and breaches_in_last_4 >= 5", "challenge"), ["PX112"]),
        (a_rule("in_breach and short_by >= 3 and short_by < 2", "challenge"), ["PX112"]),
        (a_rule("in_breach and stage >= notice", "challenge"), ["PX144"]),
        (a_rule("in_breach and short_by + count >= 3", "notice"), ["PX115"]),
    ],
)
def test_a_rule_that_changes_nothing_is_told_and_one_that_does_is_not(rule: str, codes: list[str]) -> None:
    assert [code for code, _ in told(ALL, rule, DOWN)] == codes


def test_of_two_equal_rules_the_later_one_is_told() -> None:
    found = told(ALL, a_rule("in_breach"), DOWN)
    assert found == [
        ("PX146", "the rule 'four' changes nothing: wherever it holds, 'one' proposes 'query' or a higher stage")
    ]


def test_two_rules_can_cover_a_third_together() -> None:
    either = a_rule("in_breach and count < 5", "challenge", "low") + a_rule(
        "in_breach and count >= 5", "challenge", "high"
    )
    found = told(ALL, either, a_rule("in_breach and count >= 1", "challenge", "any"), DOWN)
    assert [message.split(":")[0] for code, message in found if code == "PX146"] == ["the rule 'any' changes nothing"]


def test_a_rule_that_reads_a_word_which_may_be_unknown_covers_nothing() -> None:
    always_if_known = a_rule("in_breach and clearly_below >= 0", "query", "known")
    assert ("PX146" in dict(told(always_if_known, a_rule("in_breach and short_by >= 9"), DOWN))) is False


def test_a_letter_over_one_that_is_never_proposed_is_out_of_reach_unless_it_is_at_once() -> None:
    notice = "  - {id: three, when: in_breach and breaches_in_a_row >= 3, propose: notice}\n"
    below = "  - {id: one, when: in_breach, propose: query}\n"
    assert [code for code, _ in told(below, notice, DOWN)] == ["PX147", "PX148"]
    assert [code for code, _ in told(below, notice.replace("}", ", at_once: true}"), DOWN)] == ["PX147"]


def test_a_question_above_a_letter_and_a_ladder_without_a_step_down_are_told() -> None:
    turned = STAGES.replace("document: challenge", "document: x").replace("step: a-step", "document: meeting-paper")
    assert [code for code, _ in told(ALL, stages=turned)] == ["PX150", "PX149"]


def as_counted(signals: CaseSignals) -> CaseSignals:
    """Breaches among the last four are at most four."""
    words = tuple((word, min(value, span_of(word) or value)) for word, value in signals.words)
    return replace(signals, words=words)


def never_decides(examples: int) -> Counter[str]:
    counted: Counter[str] = Counter()

    @settings(max_examples=examples, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(ladders(), st.integers(0, 2**32))
    def one_ladder(text: str, seed: int) -> None:
        compiled = compiled_or_none(text)
        if compiled is None:
            return
        ladder = compiled.ladder
        problems = ladder_reach(ladder, "ladder.yaml")
        by_line = {rule.place.line: rule.id for rule in ladder.rules}
        idle = {by_line[p.line or 0] for p in problems if p.code == "PX146"}
        never = {by_line[p.line or 0] for p in problems if p.code in ("PX112", "PX144")}
        shorter = Ladder.model_construct(
            **{**ladder.__dict__, "rules": tuple(rule for rule in ladder.rules if rule.id not in idle | never)}
        )
        world = world_of(seed, len(ladder.stages))
        for signals in (as_counted(one) for period in world.periods for one in period):
            state = world.states.get(signals.case)
            if state is None:
                continue
            decided = decide(ladder, signals, state)
            assert decided.ladder_rule not in never
            assert decide(shorter, signals, state).stage == decided.stage
            counted["decisions"] += 1
        counted["idle"] += len(idle)
        counted["never"] += len(never)

    one_ladder()
    return counted


def test_leaving_out_every_rule_that_changes_nothing_changes_no_decision_of_random_worlds() -> None:
    counted = never_decides(60)
    assert counted["idle"] >= 5 and counted["never"] >= 5 and counted["decisions"] >= 2_500, counted


@pytest.mark.stress
def test_leaving_out_every_rule_that_changes_nothing_changes_no_decision_of_many_worlds() -> None:
    assert never_decides(4_000)["idle"] >= 300
