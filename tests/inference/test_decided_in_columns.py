"""Decisions for a table of cases are those that each case gets alone, by either engine."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ladder_worlds import compiled_ladder

from pxcommission.inference.cases import CaseSignals, CaseState
from pxcommission.inference.engines import Engine, decisions_of, issued
from pxcommission.inference.in_columns import decided_in_columns
from pxcommission.inference.words import issued_rank
from pxcommission.periods import quarter_of
from pxcommission.rulebook.ladders import Ladder

LADDER = compiled_ladder("""
title: A ladder
owner: A person
stages:
  - {id: query, name: Question, document: meeting-paper}
  - {id: letter, name: Letter, document: letter}
  - {id: notice, name: Notice, step: contract-performance-notice}
rules:
  - {id: asked, when: in_breach, propose: query}
  - {id: written, when: in_breach and breaches_in_a_row >= 2 and short_by >= 2, propose: letter}
  - {id: noticed, when: in_breach and sources_agreeing >= 2 and not reply_overdue, propose: notice}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
""")
QUARTER = quarter_of(date(2025, 4, 1))
small = st.one_of(st.none(), st.integers(0, 3))
CASES = st.fixed_dictionaries(
    {
        "in_breach": st.one_of(st.none(), st.integers(0, 1)),
        "breaches_in_a_row": small,
        "met_in_a_row": small,
        "short_by": small,
        "sources_agreeing": small,
        "citable": st.booleans(),
        "final": st.booleans(),
        "corroborated": st.booleans(),
        "stage": st.integers(0, 3),
        "reply_date_passed": st.booleans(),
        "reply_overdue": st.booleans(),
    }
)
WORDS = ("in_breach", "breaches_in_a_row", "met_in_a_row", "short_by", "sources_agreeing")


def frame(cases: list[dict[str, int | bool | None]]) -> pl.DataFrame:
    numbers = dict.fromkeys((*WORDS, "stage"), pl.Int64)
    truths = dict.fromkeys(("citable", "final", "corroborated", "reply_date_passed", "reply_overdue"), pl.Boolean)
    return pl.DataFrame(cases, schema={**numbers, **truths}).with_row_index("place")


def alone(number: int, case: dict[str, int | bool | None]) -> tuple[str, int]:
    """What one case comes to as a check decides it."""
    signals = CaseSignals(
        "C", f"R-{number}", "inpatient", "overall", QUARTER,
        tuple(sorted((word, int(case[word])) for word in WORDS if case[word] is not None)),
        bool(case["citable"]), bool(case["final"]), uncorroborated="" if case["corroborated"] else "it stands alone",
    )  # fmt: skip
    ladder: Ladder = LADDER.ladder
    rank = int(case["stage"] or 0)
    state = CaseState(
        stage=ladder.stages[rank - 1].id if rank else "",
        reply_date_passed=bool(case["reply_date_passed"]),
        reply_overdue=bool(case["reply_overdue"]),
    )
    (decision,) = decisions_of(LADDER, [signals], {signals.case: state}, "reference")
    return decision.ladder_rule, issued_rank(ladder, issued(ladder, state, decision))


@settings(max_examples=30, deadline=None)
@given(st.lists(CASES, min_size=1, max_size=60), st.sampled_from(["durable", "reference"]))
def test_a_table_of_cases_is_decided_as_each_case_is(cases: list[dict[str, int | bool | None]], engine: Engine) -> None:
    found = decided_in_columns(LADDER, frame(cases), engine)
    told = list(found.select("ladder_rule", "stage_after").iter_rows())
    assert told == [alone(number, case) for number, case in enumerate(cases)]
    assert found["place"].to_list() == list(range(len(cases)))


def test_what_has_no_column_is_unknown_or_unrestrained() -> None:
    found = decided_in_columns(LADDER, pl.DataFrame({"in_breach": [1, None]}), "durable")
    assert found["ladder_rule"].to_list() == ["asked", ""]


def test_a_stage_the_ladder_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="9 is no stage"):
        decided_in_columns(LADDER, pl.DataFrame({"in_breach": [1], "stage": [9]}), "reference")
