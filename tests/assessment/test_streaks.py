"""Streaks bridge at most one unassessed period; the vectorised and the plain way agree."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.assessment.streaks import BREACH, MET, among_last, codes_of, runs
from pxcommission.inference.streaks import streaks


@pytest.mark.parametrize(
    ("marks", "expected", "gap"),
    [
        ("b b", 2, False),
        ("b - b", 2, True),
        ("b - - b", 1, False),
        ("b - b - b", 2, True),
        ("b b - b b", 4, True),
        ("b m b", 1, False),
        ("b b -", 0, False),
        ("b m", 0, False),
    ],
)
def test_a_streak_bridges_at_most_one_unassessed_period(marks: str, expected: int, gap: bool) -> None:
    run, bridged = runs(codes_of(marks.split()), BREACH)
    assert (int(run[0, -1]), bool(bridged[0, -1])) == (expected, gap)


@given(st.lists(st.sampled_from("mb-"), min_size=1, max_size=30))
def test_columns_and_plain_python_count_the_same_streaks(marks: list[str]) -> None:
    codes = codes_of(marks)
    breaches, met = runs(codes, BREACH)[0][0].tolist(), runs(codes, MET)[0][0].tolist()
    plain = streaks(marks)
    assert breaches == [s.breaches_in_a_row for s in plain]
    assert met == [s.met_in_a_row for s in plain]


@given(st.lists(st.sampled_from("mb-"), min_size=1, max_size=30), st.integers(1, 12))
def test_breaches_among_the_last_periods_are_counted(marks: list[str], last: int) -> None:
    counted = among_last(codes_of(marks), BREACH, last)[0].tolist()
    assert counted == [marks[max(0, at + 1 - last) : at + 1].count("b") for at in range(len(marks))]


@pytest.mark.parametrize(
    ("marks", "again", "runs_", "last_three"),
    [
        ("b b b b", ". a a a", [1, 1, 1, 1], [1, 1, 1, 1]),
        ("b b b b", ". a . a", [1, 1, 2, 2], [1, 1, 2, 2]),
        ("m b b", ". a a", [0, 1, 1], [0, 1, 1]),
        ("b - b", ". a a", [1, 0, 1], [1, 1, 1]),
        ("b - b", ". . .", [1, 0, 2], [1, 1, 2]),
        ("b b m b b", ". . . . a", [1, 2, 0, 1, 1], [1, 2, 2, 2, 1]),
    ],
)
def test_what_still_stands_holds_a_streak_and_does_not_lengthen_it(
    marks: str, again: str, runs_: list[int], last_three: list[int]
) -> None:
    flags = np.array([[one == "a" for one in again.split()]])
    assert runs(codes_of(marks.split()), BREACH, flags)[0][0].tolist() == runs_
    assert among_last(codes_of(marks.split()), BREACH, 3, flags)[0].tolist() == last_three
