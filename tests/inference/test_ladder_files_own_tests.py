"""The tests that stand beside a ladder, and the streaks they count."""

from __future__ import annotations

import itertools

import pytest
from ladder_worlds import read_ladder

from pxcommission.inference.compile_ladder import compile_ladder
from pxcommission.inference.ladder_tests import run_ladder_test, signals_of_marks
from pxcommission.inference.streaks import Streaks, streaks
from pxcommission.problems import ExitCode, ProblemsFound

LADDER = """
title: Local escalation ladder
owner: Head of contracting
stages:
  - {id: query, name: Question, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
  - {id: notice, name: Notice, step: contract-performance-notice}
rules:
  - {id: not-met, when: in_breach, propose: query}
  - {id: repeated, when: in_breach and short_by >= 2 and (breaches_in_a_row >= 2 or severity == critical), propose: challenge}
  - {id: corroborated, when: in_breach and breaches(4) >= 3 and sources_agreeing >= 2 and clearly_below, propose: notice}
  - {id: overdue, when: reply_overdue and in_breach, propose: challenge}
  - {id: recovered, when: met_in_a_row >= 2, step_down: true}
tests:
"""


def outcome(periods: str, given: str = "", expect: str = "nothing") -> str:
    line = f'  - {{name: a test, periods: "{periods}", given: {{{given}}}, expect: {expect}}}\n'
    ladder = read_ladder(LADDER + line)
    return run_ladder_test(ladder, compile_ladder(ladder, "ladder.yaml"), ladder.tests[0])


@pytest.mark.parametrize(
    ("periods", "given", "expected"),
    [
        ("b - b", "short_by: 5, severity: major", "challenge"),
        ("b - - b", "short_by: 5, severity: major", "query"),
        ("b m b", "short_by: 5, severity: major", "query"),
        ("m m b", "short_by: 5, severity: major", "query"),
        ("b", "short_by: 5, severity: critical", "challenge"),
        ("b b", "short_by: 1, severity: critical", "query"),
        ("b b b", "short_by: 5, sources_agreeing: 2, clearly_below: true", "notice"),
        ("b b b", "short_by: 5, sources_agreeing: 2, clearly_below: false", "nothing"),
        ("b m m", "short_by: 5", "step down"),
        ("m m", "", "nothing"),
        ("-", "", "nothing"),
        ("b", "reply_overdue: true", "challenge"),
    ],
)
def test_a_row_of_periods_proposes_what_the_ladder_says(periods: str, given: str, expected: str):
    assert outcome(periods, given) == expected


def test_a_word_that_cannot_be_given_is_a_problem_with_its_place():
    ladder = read_ladder(LADDER + '  - {name: t, periods: "b", given: {short_by: many}, expect: nothing}\n')
    with pytest.raises(ProblemsFound) as found:
        compile_ladder(ladder, "ladder.yaml")
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert "given: 'short_by: many' is not a value" in str(found.value)


def test_a_period_not_assessed_gives_no_word_on_whether_the_requirement_is_met():
    words = dict(signals_of_marks(["b", "-"], (("short_by", 5),))[-1].words)
    assert "in_breach" not in words
    assert "short_by" not in words
    assert (words["breaches_in_a_row"], words["breaches_in_last_2"], words["breaches_in_last_1"]) == (0, 1, 0)


@pytest.mark.parametrize(
    ("marks", "breaches"),
    [
        ("b - b", [1, 0, 2]),
        ("b - b - b", [1, 0, 2, 0, 2]),
        ("b b - b b - b", [1, 2, 0, 3, 4, 0, 3]),
        ("b - - b", [1, 0, 0, 1]),
        ("- b", [0, 1]),
        ("b m b", [1, 0, 1]),
    ],
)
def test_a_streak_bridges_at_most_one_unassessed_period(marks: str, breaches: list[int]):
    assert [streak.breaches_in_a_row for streak in streaks(marks.split())] == breaches


def test_streaks_equal_the_longest_stretch_that_ends_here_with_at_most_one_gap():
    for length in range(1, 8):
        for marks in itertools.product("mb-", repeat=length):
            assert streaks(marks)[-1] == Streaks(longest(marks, "b"), longest(marks, "m"))


def longest(marks: tuple[str, ...], kind: str) -> int:
    """By trying every stretch."""
    if marks[-1] != kind:
        return 0
    ends = (marks[start:] for start in range(len(marks)))
    return max(end.count(kind) for end in ends if set(end) <= {kind, "-"} and end.count("-") <= 1)
