"""The plain reading of many thresholds at once says what the reading of each says, and finds the first that differs."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.assessment.read_in_bulk import first_read_otherwise
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED
from pxcommission.rulebook.thresholds import meets

FIGURES = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60), st.integers(0, 1000)), min_size=1, max_size=40)


@settings(max_examples=100, deadline=None)
@given(FIGURES, st.sampled_from([">=", ">", "<=", "<"]), st.data())
def test_bulk_and_single_readings_agree(
    figures: list[tuple[int, int, int]], operator: str, data: st.DataObject
) -> None:
    least = 10
    codes = [
        NOT_ASSESSED if of < least else MET if meets(n, of, operator, Fraction(parts, 1000)) else BREACH
        for n, of, parts in figures
    ]
    numerators, denominators, bounds = (list(column) for column in zip(*figures, strict=True))
    assert first_read_otherwise(codes, numerators, denominators, (bounds, 1000), operator, least) is None
    wrong = data.draw(st.integers(0, len(codes) - 1))
    codes[wrong] = (codes[wrong] + 1) % 3
    assert first_read_otherwise(codes, numerators, denominators, (bounds, 1000), operator, least) == wrong
