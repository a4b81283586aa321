"""Sets of values, and conditions over single words: exact, and the same as trying every value."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pxcommission.rulebook.boxes import NotJudged, Single, boxes_of, covered, sense_of
from pxcommission.rulebook.condition_text import read_condition
from pxcommission.rulebook.conditions import COMPARE, All, Any, Comparison, Condition, Not, Number, Truth, Word, holds
from pxcommission.rulebook.intervals import Domain, Values, both, compared, either, whole_domain, within, without
from pxcommission.rulebook.lint_sense import single

WHOLE = Domain(whole=True, lowest=0, highest=6)
ENDLESS = Domain(whole=True)
SHARES = Domain(whole=False, highest=6)
TRIED = [Fraction(n, 4) for n in range(25)]
OPERATORS = st.sampled_from(sorted(COMPARE))
BOUNDS = st.fractions(-1, 8, max_denominator=2)


def members(values: Values, domain: Domain) -> set[Fraction]:
    return {value for value in TRIED if (not domain.whole or value.denominator == 1) and values.holds(value)}


@given(OPERATORS, BOUNDS, st.sampled_from([WHOLE, SHARES, ENDLESS]))
def test_a_comparison_holds_for_exactly_its_values(operator: str, bound: Fraction, domain: Domain) -> None:
    tried = {value for value in TRIED if not domain.whole or value.denominator == 1}
    expected = {value for value in tried if COMPARE[operator](value, bound)}
    assert members(compared(domain, operator, bound), domain) == expected


@given(st.lists(st.tuples(OPERATORS, BOUNDS), min_size=2, max_size=2), st.sampled_from([WHOLE, SHARES, ENDLESS]))
def test_sets_are_joined_and_compared_exactly(tests: list[tuple[str, Fraction]], domain: Domain) -> None:
    one, other = (compared(domain, operator, bound) for operator, bound in tests)
    a, b = members(one, domain), members(other, domain)
    assert members(both(one, other), domain) == a & b
    assert members(either(one, other), domain) == a | b
    assert members(without(one, other), domain) == a - b
    if domain is WHOLE:
        assert within(one, other) == (a <= b) and one.none == (not a)


def test_whole_numbers_between_two_bounds_can_be_none() -> None:
    between = both(compared(ENDLESS, ">", Fraction(3)), compared(ENDLESS, "<", Fraction(4)))
    assert between.none
    assert not both(compared(SHARES, ">", Fraction(3)), compared(SHARES, "<", Fraction(4))).none


SMALL = Domain(whole=True, highest=3)
WORDS = ("a", "b")


def reader(part: Comparison | Truth) -> Single | bool | None:
    match part:
        case Truth(word):
            return single(word, SMALL, "!=", Fraction(0))
        case Comparison(operator=op, left=Word(word), right=Number(bound)):
            return single(word, SMALL, op, bound)
        case _:
            return None


TREES = st.recursive(
    st.builds(
        lambda op, word, bound: Comparison(op, Word(word), Number(Fraction(bound))),
        OPERATORS, st.sampled_from(WORDS), st.integers(0, 4),
    ) | st.builds(Truth, st.sampled_from(WORDS)),
    lambda inner: st.builds(Not, inner)
    | st.lists(inner, min_size=2, max_size=3).map(tuple).flatmap(lambda p: st.sampled_from([All(p), Any(p)])),
    max_leaves=5,
)  # fmt: skip
WORLDS = [dict(zip(WORDS, values, strict=True)) for values in itertools.product(range(4), repeat=2)]


@given(TREES)
def test_never_always_and_adding_nothing_are_what_trying_every_value_says(tree: Condition) -> None:
    answers = [holds(tree, world) for world in WORLDS]
    sense = sense_of(tree, reader)
    assert sense.never == (not any(answers))
    assert sense.always == all(answers)
    if sense.idle:
        assert not sense.never and not sense.always


@given(TREES, TREES)
def test_a_box_is_covered_exactly_where_every_value_of_it_is(one: Condition, other: Condition) -> None:
    cover = boxes_of(other, reader)
    for box in boxes_of(one, reader):
        inside = [w for w in WORLDS if all(v.holds(Fraction(w[word])) for word, v in box.items())]
        expected = all(holds(other, world) for world in inside)
        assert covered(box, cover, lambda _: whole_domain(SMALL)) == expected


@pytest.mark.parametrize(
    ("text", "idle"),
    [
        ("a >= 2 and a >= 1", ["a >= 1"]),
        ("a >= 1 or a >= 2", ["a >= 2"]),
        ("a >= 1 and b >= 1", []),
        ("a >= 1 and a >= 1", ["a >= 1"]),
        ("b >= 1 and (a >= 1 or b >= 1)", ["a >= 1 or b >= 1"]),
        ("a >= 1 and b >= 0", ["b >= 0"]),
    ],
)
def test_the_part_that_adds_nothing_is_named(text: str, idle: list[str]) -> None:
    assert list(sense_of(read_condition(text), reader).idle) == [read_condition(part) for part in idle]


def test_what_compares_two_words_is_not_judged() -> None:
    with pytest.raises(NotJudged):
        sense_of(read_condition("a >= b and a >= 1"), reader)
