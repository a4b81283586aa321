"""Threshold sentences: a closed list, exact bounds, and how many cases short a figure is."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.rulebook.thresholds import Against, cases_short, meets, operator_for, read_threshold


@pytest.mark.parametrize(
    ("text", "operator", "bound"),
    [
        ("at least 95%", ">=", Fraction(95, 100)),
        ("at least 97.5 %", ">=", Fraction(975, 1000)),
        ("at most 5", "<=", Fraction(5)),
        ("more than 0.1%", ">", Fraction(1, 1000)),
        ("less than 10", "<", Fraction(10)),
        ("none", "<=", Fraction(0)),
        ("all", ">=", Fraction(1)),
    ],
)
def test_a_sentence_is_read_exactly(text: str, operator: str, bound: Fraction) -> None:
    found = read_threshold(text)
    assert found is not None
    assert (found.operator, found.bound, found.against) == (operator, bound, Against.NUMBER)


@pytest.mark.parametrize(
    "text", ["", "95%", ">= 95%", "at least ninety", "at least 1e-05%", "at least NaN", "at least -5", "at least 95%%"]
)
def test_what_is_not_in_the_list_is_no_threshold(text: str) -> None:
    assert read_threshold(text) is None


def test_better_and_not_worse_follow_the_measure() -> None:
    england = read_threshold("better than England")
    assert england is not None and england.relative
    assert (operator_for(england, "higher"), operator_for(england, "lower")) == (">", "<")


@given(
    st.integers(0, 5000),
    st.integers(1, 5000),
    st.sampled_from([">=", ">", "<=", "<"]),
    st.fractions(0, 1, max_denominator=10**6),
)
def test_cases_short_is_the_smallest_number_that_would_have_met_it(
    n: int, d: int, operator: str, bound: Fraction
) -> None:
    short = cases_short(n, d, operator, bound)
    sign = 1 if operator in (">=", ">") else -1
    assert meets(n + sign * short, d, operator, bound)
    assert short == 0 or not meets(n + sign * (short - 1), d, operator, bound)
    assert (short == 0) == meets(n, d, operator, bound)
