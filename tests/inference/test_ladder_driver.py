"""The driver of durable_rules: every answer checked, every signal counted, and a clear word where it can't be loaded."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from typing import Any

import pytest
from ladder_worlds import compiled_ladder
from msgspec import Struct, field

from pxcommission.inference import durable, engines
from pxcommission.inference.cases import CaseSignals, CaseState
from pxcommission.inference.durable import EngineFault, load_engine, rules_that_decide
from pxcommission.inference.engines import ReadingsDiffer, decisions_of, propose
from pxcommission.inference.ladder_tests import signals_of_marks
from pxcommission.problems import ExitCode, ProblemsFound

LADDER_TEXT = """
title: A ladder
owner: A person
stages: [{id: query, name: Question, document: meeting-paper}, {id: letter, name: Letter, document: letter}]
rules:
  - {id: asked, when: in_breach, propose: query}
  - {id: written, when: in_breach and count >= 3, propose: letter}
"""


@pytest.fixture(autouse=True)
def fresh_rulesets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(durable, "_rulesets", {})


def cases(count: int) -> list[CaseSignals]:
    (row,) = signals_of_marks(["b"], ())
    words = dict(row.words)
    return [
        CaseSignals("C", f"R-{n}", "ward", "overall", row.period, tuple({**words, "count": n % 5}.items()), True, True)
        for n in range(count)
    ]


def run(signals: list[CaseSignals], shard: int = 40) -> list[str]:
    return rules_that_decide(compiled_ladder(LADDER_TEXT), signals, [CaseState()] * len(signals), shard)


class Twisted(Struct):
    """The engine with one of its answers changed."""

    answers: dict[str, Any]
    engine: Any = field(default_factory=load_engine)

    def __getattr__(self, name: str) -> Any:
        return self.answers.get(name) or getattr(self.engine, name)


def twist(monkeypatch: pytest.MonkeyPatch, **answers: Any) -> None:
    twisted = Twisted(answers)
    monkeypatch.setattr(durable, "load_engine", lambda: twisted)


def test_every_shard_size_gives_one_result():
    signals = cases(95)
    expected = ["written" if n % 5 >= 3 else "asked" for n in range(95)]
    assert all(run(signals, shard) == expected for shard in (1, 2, 7, 40, 94, 95, 400))


def test_no_signals_give_no_decisions():
    assert run([]) == []


def test_one_ruleset_serves_every_run_of_a_ladder_and_its_state_is_deleted_after_each_shard():
    for _ in range(3):
        run(cases(95))
    (handle,) = durable._rulesets.values()
    engine = load_engine()
    with pytest.raises(engine.error, match="309"):  # no such state
        engine.get_facts(handle, "0")


def test_sixty_rules_that_all_hold_for_every_case_decide_by_the_first():
    rules = "".join(f"  - {{id: rule-{n}, when: in_breach and count >= 0 - {n}, propose: query}}\n" for n in range(60))
    compiled = compiled_ladder(LADDER_TEXT.split("rules:")[0] + "rules:\n" + rules)
    assert len(compiled.rules) == 60
    signals = cases(80)
    assert rules_that_decide(compiled, signals, [CaseState()] * 80) == ["rule-0"] * 80


def test_twenty_tests_joined_by_and_decide_rightly():
    parts = " and ".join(["in_breach", *(f"count != {n}" for n in range(50, 68))])
    compiled = compiled_ladder(
        LADDER_TEXT.split("rules:")[0] + f"rules:\n  - {{id: long, when: {parts}, propose: query}}\n"
    )
    assert rules_that_decide(compiled, cases(50), [CaseState()] * 50) == ["long"] * 50


def test_a_ladder_whose_rules_can_never_hold_decides_nothing():
    text = LADDER_TEXT.split("rules:")[0] + "rules:\n  - {id: never, when: in_breach == 0.5, propose: query}\n"
    assert rules_that_decide(compiled_ladder(text), cases(3), [CaseState()] * 3) == ["", "", ""]


@pytest.mark.parametrize("code", [1, 2, 3])
@pytest.mark.parametrize("call", ["assert_events", "assert_facts"])
def test_any_return_code_but_stored_stops_the_run(monkeypatch: pytest.MonkeyPatch, call: str, code: int):
    engine = load_engine()

    def answer(handle: int, text: str) -> tuple[int, int]:
        getattr(engine, call)(handle, text)
        return code, 1

    twist(monkeypatch, **{call: answer})
    with pytest.raises(EngineFault, match=f"the engine answered {code} to a"):
        run(cases(3))


def test_a_repeated_id_is_refused_by_the_engine_itself_and_stops_the_run(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(durable, "id_pool", lambda count: (("same",) * count, tuple(f"f{n}" for n in range(count))))
    with pytest.raises(EngineFault, match="the engine answered 2 to a signal"):
        run(cases(3))


def test_a_signal_that_is_lost_stops_the_run(monkeypatch: pytest.MonkeyPatch):
    engine = load_engine()
    twist(monkeypatch, assert_events=lambda h, text: engine.assert_events(h, json.dumps(json.loads(text)[:-1])))
    with pytest.raises(EngineFault, match="3 signals were sent and 2 taken"):
        run(cases(3))


def test_a_stage_fact_that_is_lost_stops_the_run(monkeypatch: pytest.MonkeyPatch):
    engine = load_engine()
    twist(monkeypatch, assert_facts=lambda h, text: engine.assert_facts(h, json.dumps(json.loads(text)[1:])))
    with pytest.raises(EngineFault):
        run(cases(3))


def test_a_signal_that_is_taken_twice_stops_the_run(monkeypatch: pytest.MonkeyPatch):
    engine = load_engine()

    def start(handle: int) -> Any:
        found = engine.start_action(handle)
        if found is None:
            return None
        ((rule, messages),) = json.loads(found[1]).items()
        return found[0], json.dumps({rule: [*messages, messages[0]]}), found[2]

    twist(monkeypatch, start_action=start)
    with pytest.raises(EngineFault, match="taken twice"):
        run(cases(3))


def test_a_ruleset_that_failed_is_never_used_again(monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as broken:
        twist(broken, get_events=lambda h, s: '[{"id": "e0"}]')
        with pytest.raises(EngineFault, match="left waiting"):
            run(cases(3))
    assert durable._rulesets == {}
    assert run(cases(3)) == ["asked"] * 3


def test_a_difference_between_the_readings_is_an_error_that_shows_both(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engines, "rules_that_decide", lambda *_: ["written"])
    with pytest.raises(ReadingsDiffer) as differ:
        propose(compiled_ladder(LADDER_TEXT), cases(1), {}, "durable")
    said = str(differ.value)
    assert said.startswith(
        "C/R-0/ward, 2025/26 Q1: durable_rules decides by 'written', the reference by 'asked' (words: "
    )
    assert "in_breach 1" in said


def test_where_the_engine_cannot_be_loaded_the_problem_says_what_to_do(monkeypatch: pytest.MonkeyPatch):
    def refuse(name: str) -> Any:
        raise ImportError("undefined symbol: PyEval_CallObject")

    monkeypatch.setattr(importlib, "import_module", refuse)
    with pytest.raises(ProblemsFound) as found:
        propose(compiled_ladder(LADDER_TEXT), cases(1), {}, "durable")
    assert found.value.exit_code is ExitCode.ENVIRONMENT
    assert "Python 3.11 or 3.12" in str(found.value)
    assert "C compiler" in str(found.value)
    assert propose(compiled_ladder(LADDER_TEXT), cases(1), {}, "reference").proposals


def test_importing_the_package_does_not_load_the_engine():
    program = (
        "import sys, pxcommission.inference.engines, pxcommission.inference.ladder_tests\n"
        "sys.exit(any(name.startswith('durable') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize("value", [10**9 + 1, -(10**9) - 1, 1.5])
def test_a_word_the_engine_could_not_hold_exactly_is_refused(value: Any):
    (row,) = cases(1)
    wrong = CaseSignals("C", "R", "ward", "overall", row.period, (("in_breach", 1), ("count", value)), True, True)
    with pytest.raises(ValueError, match="count is"):
        decisions_of(compiled_ladder(LADDER_TEXT), [wrong], {}, "reference")


def test_the_same_case_and_period_twice_is_refused():
    with pytest.raises(ValueError, match="given twice"):
        decisions_of(compiled_ladder(LADDER_TEXT), cases(1) * 2, {}, "reference")


def test_a_case_at_a_stage_the_ladder_no_longer_has_stops_the_run():
    with pytest.raises(ProblemsFound) as found:
        propose(compiled_ladder(LADDER_TEXT), cases(1), {"C/R-0/ward": CaseState("notice")}, "durable")
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert "at the stage 'notice', which this ladder does not have" in str(found.value)
