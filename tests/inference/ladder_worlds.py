"""Random ladders written as a commissioner would write them, and random cases to run them on."""

from __future__ import annotations

import functools
import random
import re
from datetime import date

from hypothesis import assume
from hypothesis import strategies as st
from msgspec import Struct

from pxcommission.inference.cases import CaseSignals, CaseState
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.periods import add_months, quarter_of
from pxcommission.problems import ProblemsFound
from pxcommission.rulebook.ladders import Ladder
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

STAGE_IDS = ("query", "challenge", "notice", "final-notice", "exception")
PERIOD = (
    "in_breach", "breaches_in_a_row", "met_in_a_row", "breaches_in_last_4", "breaches_in_last_7", "short_by", "severity",
    "units_in_breach", "count", "sources_agreeing", "clearly_below", "special_cause_concern",
)  # fmt: skip
REGISTER = ("stage", "reply_overdue", "notice_open", "plan_overdue", "exception_reports_in_6_months")
OPERATORS = ("==", "!=", "<", "<=", ">", ">=")
NUMBERS = ("0", "1", "2", "3", "4", "0.5", "1.5", "2.25", "2.0", "999999999999")


def read_ladder(text: str) -> Ladder:
    """The ladder a YAML text holds."""
    return model_of(read_yaml_text(text, "ladder.yaml"), Ladder)


def compiled_ladder(text: str) -> CompiledLadder:
    """The same, compiled."""
    return compile_ladder(read_ladder(text), "ladder.yaml")


def compiled_or_none(text: str) -> CompiledLadder | None:
    """The same, or None where the ladder is refused for its size."""
    try:
        return compiled_ladder(text)
    except ProblemsFound as refused:
        too_big = ("once every `or`", "too many combinations", "more than 20 things")
        assert all(any(said in problem.message for said in too_big) for problem in refused.problems), refused
        return None


@functools.cache
def atoms(stages: int) -> st.SearchStrategy[str]:
    """One comparison or word."""
    operator, number = st.sampled_from(OPERATORS), st.sampled_from(NUMBERS)
    period, register = st.sampled_from(PERIOD), st.sampled_from(REGISTER)
    word = st.one_of(period, period, register)
    sums = st.sampled_from(
        ("short_by - 2 * units_in_breach", "0.5 * count + 1.5 * short_by", "short_by - short_by", "0 * count",
         "severity + sources_agreeing - 1", "2 * short_by", "stage + notice_open", "- short_by", "0 * stage",
         "3 - units_in_breach", "breaches(7) - breaches(4)", "2 * units_in_breach - short_by", "count - 0 * short_by")
    )  # fmt: skip
    named = [name.replace("-", "_") for name in STAGE_IDS[:stages]]
    return st.one_of(
        word,
        st.builds(" ".join, st.tuples(word, operator, number)),
        st.builds(" ".join, st.tuples(word, operator, number)),
        st.builds(" ".join, st.tuples(number, operator, word)),
        st.builds(" ".join, st.tuples(sums, operator, number)),
        st.builds(" ".join, st.tuples(number, operator, sums)),
        st.builds(" ".join, st.tuples(period, operator, period)),
        st.builds(" ".join, st.tuples(st.just("severity"), operator, st.sampled_from(("minor", "major", "critical")))),
        st.builds(" ".join, st.tuples(st.just("stage"), operator, st.sampled_from(named))),
        st.builds(" ".join, st.tuples(st.sampled_from(("breaches(4)", "breaches(7)")), operator, number)),
        st.builds(" ".join, st.tuples(number, operator, number)),
    )


@st.composite
def conditions(draw: st.DrawFn, stages: int) -> str:
    """A nested condition that a ladder may hold."""
    text = _nested(draw, atoms(stages), 3)
    if not re.search(rf"\b(in_breach|{'|'.join(REGISTER)})\b", text):
        text = f"in_breach and {text}"
    assume(len(text) <= 500)
    return text


def _nested(draw: st.DrawFn, plain: st.SearchStrategy[str], deep: int) -> str:
    shape = draw(st.sampled_from(("plain", "plain", "not", "and", "or"))) if deep else "plain"
    if shape == "plain":
        return draw(plain)
    if shape == "not":
        return f"not ({_nested(draw, plain, deep - 1)})"
    parts = [_nested(draw, plain, deep - 1) for _ in range(draw(st.integers(2, 3)))]
    return "(" + f" {shape} ".join(parts) + ")"


@st.composite
def ladders(draw: st.DrawFn) -> str:
    """The YAML of a ladder of 2-5 stages and 1-8 rules."""
    count = draw(st.integers(2, 5))
    lines = ["title: A ladder", "owner: A person", "stages:"]
    for number in range(count):
        kind = draw(st.sampled_from(("document: meeting-paper", "document: challenge", "step: a-step")))
        lines.append(f"  - {{id: {STAGE_IDS[number]}, name: Stage {number}, {kind}}}")
    lines.append("rules:")
    for number in range(draw(st.integers(1, 8))):
        outcome = draw(st.sampled_from(("propose",) * 6 + ("step_down",)))
        then = f"propose: {draw(st.sampled_from(STAGE_IDS[:count]))}" if outcome == "propose" else "step_down: true"
        at_once = ", at_once: true" if outcome == "propose" and draw(st.integers(0, 4)) == 0 else ""
        lines.append(f'  - {{id: rule-{number}, when: "{draw(conditions(count))}", {then}{at_once}}}')
    return "\n".join(lines)


class World(Struct, frozen=True):
    """Cases in states, and their signals period by period."""

    periods: list[list[CaseSignals]]
    states: dict[str, CaseState]


def world_of(seed: int, stages: int) -> World:
    """1-60 cases over 1-8 periods, half of them near the numbers that conditions compare with."""
    chance = random.Random(seed)
    cases = [f"REQ-{number}" for number in range(chance.randint(1, 60))]
    periods = [
        [_signals(chance, case, number) for case in cases if chance.random() < 0.95]
        for number in range(chance.randint(1, 8))
    ]
    states = {f"C/{case}/ward": _state(chance, stages) for case in cases if chance.random() < 0.8}
    return World(periods, states)


def _signals(chance: random.Random, case: str, number: int) -> CaseSignals:
    period = quarter_of(add_months(date(2025, 4, 1), 3 * number))
    known = [word for word in PERIOD if chance.random() < 0.85]
    words = tuple((word, _value(chance, word)) for word in known)
    return CaseSignals("C", case, "ward", "overall", period, words, chance.random() < 0.85, chance.random() < 0.85)


def _value(chance: random.Random, word: str) -> int:
    if word in ("in_breach", "clearly_below", "special_cause_concern"):
        return int(chance.random() < 0.7)
    return chance.choice((0, 1, 2, 2, 3, 3, 4, 5, 9, 10**9)) if word != "severity" else chance.randint(1, 3)


def _state(chance: random.Random, stages: int) -> CaseState:
    def yes() -> bool:
        return chance.random() < 0.5

    stage = chance.choice(("", *STAGE_IDS[:stages]))
    return CaseState(stage, chance.random() < 0.7, yes(), yes(), yes(), chance.randint(0, 4))
