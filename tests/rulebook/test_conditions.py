"""Conditions: read strictly, evaluated exactly and with three values, said in English."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.condition_text import NotACondition, read_condition
from pxcommission.rulebook.conditions import holds, words_of


def test_a_condition_is_read_and_holds() -> None:
    tree = read_condition("in_breach and short_by >= 2 and (breaches_in_a_row >= 2 or severity == critical)")
    values = {"in_breach": 1, "short_by": 3, "breaches_in_a_row": 1, "severity": 3, "critical": 3}
    assert holds(tree, values) is True
    assert list(words_of(tree)) == ["in_breach", "short_by", "breaches_in_a_row", "severity", "critical"]


@pytest.mark.parametrize(
    ("text", "values", "expected"),
    [
        ("a >= 1", {}, None),
        ("a >= 1 and b >= 1", {"b": 0}, False),
        ("a >= 1 or b >= 1", {"b": 1}, True),
        ("a >= 1 or b >= 1", {"b": 0}, None),
        ("not a >= 1", {}, None),
        ("not (a >= 1 and b >= 1)", {"b": 0}, True),
        ("10 * n >= 9 * d", {"n": 9, "d": 10}, True),
        ("n - d == 0 - 1", {"n": 9, "d": 10}, True),
        ("share >= 33.3", {"share": Fraction(333, 10)}, True),
        ("share > 33.3", {"share": Fraction(333, 10)}, False),
        ("total(n, 4) >= 10", {"total(n, 4)": 10}, True),
    ],
)  # fmt: skip
def test_a_missing_value_makes_the_answer_unknown_only_where_it_decides(
    text: str, values: dict[str, int | Fraction], expected: bool | None
) -> None:
    assert holds(read_condition(text), values) is expected


@pytest.mark.parametrize(
    ("text", "offset", "said"),
    [
        ("a > 3 > 2", 0, "one comparison at a time"),
        ("a / 2 >= 1", 0, "only + - * may be used"),
        ("a >= 1e5", 5, "not a plain number"),
        ("a >= 1_000", 5, "not a plain number"),
        ("a >= 0x10", 5, "not a plain number"),
        ("a >= '9'", 5, "text in quotes"),
        ("__import__('os')", 11, "text in quotes"),
        ("a.b >= 1", 0, "a number, a word"),
        ("(lambda: 1)() >= 1", 0, "a number, a word"),
        ("a >= 1 and", 10, "can't be read"),
        ("a ≥ 1", 2, "plain ASCII"),
        ("totl(a, 4) >= 1", 0, "did you mean 'total'"),
        ("total(a, 99) >= 1", 0, "from 1 to 40"),
        ("", 0, "empty"),
        ("3", 0, "a comparison or a word"),
        ("a if b else c", 0, "a comparison or a word"),
        ("a in b", 0, "only == !="),
        ("True >= 1", 0, "true, false and none"),
        ("2 ** 99999999 >= 1", 0, "only + - *"),
    ],
)
def test_anything_else_is_refused_with_its_place(text: str, offset: int, said: str) -> None:
    with pytest.raises(NotACondition) as refused:
        read_condition(text)
    assert said in refused.value.message + refused.value.fix
    assert refused.value.offset <= max(offset, 0) + 1


@pytest.mark.parametrize(
    "text", ["a" * 501 + " >= 1", "(" * 21 + "a" + ")" * 21 + " >= 1", "not " * 21 + "a", "-" * 200 + "1 == a"]
)
def test_long_and_deep_conditions_are_refused_before_they_are_parsed(text: str) -> None:
    with pytest.raises(NotACondition):
        read_condition(text)


def test_a_condition_is_said_in_english() -> None:
    said = in_english(read_condition("responses >= 30 and (positive == responses or not waits > 1.5)"))
    assert said == "responses at least 30 and (positive equal to responses or not (waits more than 1.5))"


@given(st.text(alphabet="ab()><=!+-*/ .0123456789andortl_,'\"[]{}%@:", max_size=60))
def test_no_text_escapes_with_another_error(text: str) -> None:
    try:
        tree = read_condition(text)
    except NotACondition:
        return
    assert holds(tree, {}) in (True, False, None)
