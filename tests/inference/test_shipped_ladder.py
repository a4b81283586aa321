"""On the shipped ladders a further breach never lowers a stage."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.inference.cases import STEP_DOWN, CaseSignals, CaseState
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.inference.engines import decisions_of, issued
from pxcommission.inference.ladder_tests import signals_of_marks
from pxcommission.periods import read_period
from pxcommission.rulebook.ladders import Ladder
from pxcommission.strict_models import read_model

LADDERS = Path(__file__).parents[2] / "rules" / "ladders"
NAMES = tuple(sorted(path.stem for path in LADDERS.glob("*.yaml")))
WORSE = (
    "breaches_in_a_row",
    "breaches_in_last_4",
    "short_by",
    "units_in_breach",
    "sources_agreeing",
    "severity",
    "count",
)
QUARTER = read_period("2025/26 Q2")


def compiled(name: str) -> CompiledLadder:
    return compile_ladder(read_model(LADDERS / f"{name}.yaml", f"{name}.yaml", Ladder), f"{name}.yaml")


COMPILED = {name: compiled(name) for name in NAMES}
words = st.fixed_dictionaries({word: st.integers(0, 6) for word in WORSE}) | st.fixed_dictionaries(
    {word: st.integers(0, 3) for word in WORSE}
)


def rank(ladder: CompiledLadder, signals: dict[str, int], state: CaseState, final: bool, citable: bool) -> int:
    assert QUARTER is not None
    one = CaseSignals("C", "R", "all", "overall", QUARTER, tuple(sorted(signals.items())), citable, final)
    stage = decisions_of(ladder, [one], {one.case: state}, "durable")[0].stage
    return -1 if stage == STEP_DOWN else ladder.ladder.rank(stage)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=150, derandomize=True)
@given(low=words, more=words, clear=st.tuples(st.booleans(), st.booleans()), stage=st.integers(0, 3), passed=st.booleans(),
       final=st.booleans(), citable=st.booleans(), was_met=st.booleans())  # fmt: skip
def test_worse_signals_never_lower_what_is_proposed(
    name: str, low: dict[str, int], more: dict[str, int], clear: tuple[bool, bool], stage: int, passed: bool, final: bool,
    citable: bool, was_met: bool,
) -> None:  # fmt: skip
    ladder = COMPILED[name]
    stages = ("", *(s.id for s in ladder.ladder.stages))
    state = CaseState(stage=stages[min(stage, len(stages) - 1)], reply_date_passed=passed)
    better = {**low, "in_breach": int(not was_met), "met_in_a_row": 3 * was_met, "clearly_below": int(clear[0])}
    worse = {
        **{w: low[w] + more[w] for w in WORSE},
        "in_breach": 1,
        "met_in_a_row": 0,
        "clearly_below": int(any(clear)),
    }
    assert rank(ladder, worse, state, final, citable) >= rank(ladder, better, state, final, citable)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=150, derandomize=True)
@given(marks=st.lists(st.sampled_from("mb-"), min_size=1, max_size=12), short_by=st.integers(0, 5), data=st.data())
def test_a_further_breach_never_lowers_the_highest_stage_reached(
    name: str, marks: list[str], short_by: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(marks) - 1))
    worse = [*marks[:at], "b", *marks[at + 1 :]]
    given_words = (("clearly_below", 1), ("severity", 2), ("short_by", short_by), ("sources_agreeing", 2))
    assert _highest(COMPILED[name], worse, given_words) >= _highest(COMPILED[name], marks, given_words)


def _highest(ladder: CompiledLadder, marks: list[str], given_words: tuple[tuple[str, int], ...]) -> int:
    """The highest stage issued when each proposal is taken as issued."""
    state, highest = CaseState(), 0
    for one in signals_of_marks(marks, given_words):
        decision = decisions_of(ladder, [one], {one.case: state}, "reference")[0]
        state = issued(ladder.ladder, state, decision)
        highest = max(highest, ladder.ladder.rank(state.stage))
    return highest
