"""Ladders compiled for durable_rules: exact tests, and clear problems for what a ladder can't say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ladder_worlds import compiled_ladder, read_ladder

from pxcommission.inference.check_ladder import check_ladder
from pxcommission.inference.compile_ladder import compile_ladder
from pxcommission.inference.identity import clash_free, fnv1a, id_pool, numbered_names
from pxcommission.inference.ladder_warnings import ladder_warnings
from pxcommission.inference.linear import KNOWN, ExactTest, exact_comparison
from pxcommission.inference.words import spans_read
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.condition_text import read_condition
from pxcommission.rulebook.conditions import COMPARE, Comparison, holds

STAGES = """title: t
owner: o
stages:
  - {id: query, name: Question, document: meeting-paper}
  - {id: challenge, name: Challenge letter, document: challenge}
rules:
"""


def one_rule(when: str, then: str = "propose: query") -> str:
    return f'{STAGES}  - {{id: only, when: "{when}", {then}}}\n'


def problems_of(text: str) -> list[str]:
    return [problem.text for problem in check_ladder(read_ladder(text), "ladder.yaml")]


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("short_by >= 2.5", ExactTest("short_by", ">=", 3)),
        ("short_by > 2.5", ExactTest("short_by", ">", 2)),
        ("short_by < 2.5", ExactTest("short_by", "<", 3)),
        ("short_by <= 2.5", ExactTest("short_by", "<=", 2)),
        ("short_by == 2.5", False),
        ("short_by != 2.5", ExactTest("short_by", KNOWN, 0)),
        ("2 <= short_by", ExactTest("short_by", ">=", 2)),
        ("3 - short_by <= 1", ExactTest("short_by", ">=", 2)),
        ("2 * short_by >= 3", ExactTest("short_by", ">=", 2)),
        ("severity == critical", ExactTest("severity", "==", 3)),
        ("stage >= challenge", ExactTest("stage", ">=", 2)),
        ("breaches(6) >= 2", ExactTest("breaches_in_last_6", ">=", 2)),
        ("0 * short_by >= 0", ExactTest("short_by", KNOWN, 0)),
        ("0 * short_by >= 1", False),
        ("2 >= 1", True),
        ("short_by >= 999999999999", ExactTest("short_by", ">=", 1_000_000_001)),
        ("short_by - 2 * units_in_breach >= 1", ExactTest("1*short_by + -2*units_in_breach", ">=", 1)),
    ],
)
def test_a_comparison_becomes_one_exact_test_of_a_whole_number(when: str, expected: ExactTest | bool):
    condition = read_condition(when)
    assert isinstance(condition, Comparison)
    assert exact_comparison(condition, {"challenge": 2, "critical": 3}).test == expected


@settings(max_examples=500, derandomize=True, deadline=None)
@given(
    st.integers(-6, 0), st.integers(-3, 3), st.integers(0, 12), st.sampled_from(list(COMPARE)), st.integers(-9, 9),
    st.integers(-9, 9),
)  # fmt: skip
def test_the_exact_test_of_a_sum_answers_as_the_comparison_does(a: int, b: int, k: int, op: str, x: int, y: int):
    condition = read_condition(f"{b} * short_by - {-a / 2:.1f} * count {op} {k / 4:.2f}")
    assert isinstance(condition, Comparison)
    normal = exact_comparison(condition, {})
    values = {"count": x, "short_by": y}
    value = normal.derived.value(values) if normal.derived else None
    assert isinstance(normal.test, bool) or value is not None
    found = normal.test if isinstance(normal.test, bool) else _answers(normal.test, value)
    assert found is holds(condition, values)


def _answers(test: ExactTest, value: int | None) -> bool:
    assert value is not None
    return test.operator == KNOWN or COMPARE[test.operator](value, test.bound)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (
            "in_breach and shortby >= 2",
            "ladder.yaml:7:32: error[PX104]: unknown word 'shortby'; did you mean 'short_by'?",
        ),
        (
            "in_breach and short_by * count >= 2",
            "ladder.yaml:7:32: error[PX142]: two words can't be multiplied with each other in a ladder\n"
            "  fix: compare each with a number of its own",
        ),
        (
            "in_breach and short_by - stage >= 2",
            "ladder.yaml:7:43: error[PX142]: 'stage' comes from the register; it can't stand in one comparison with words of the "
            "period\n  fix: write two comparisons joined by and",
        ),
        (
            "in_breach and total(short_by, 4) >= 2",
            "ladder.yaml:7:32: error[PX142]: total(…) is not yet usable in a ladder\n"
            "  fix: in a ladder use breaches(4) or breaches_in_last_4",
        ),
        (
            "in_breach and critical",
            "ladder.yaml:7:32: error[PX142]: 'critical' is a degree of severity; it is not true or false by itself\n"
            "  fix: write `severity == critical`",
        ),
        (
            "in_breach and not challenge",
            "ladder.yaml:7:36: error[PX142]: 'challenge' is a stage; it is not true or false by itself\n"
            "  fix: write `stage >= challenge`",
        ),
        (
            "in_breach and short_by >= challenge",
            "ladder.yaml:7:44: error[PX142]: 'challenge' is a stage; only `stage` compares with it\n"
            "  fix: write `stage >= challenge`",
        ),
        (
            "short_by >= 2",
            "ladder.yaml:7:18: error[PX140]: the rule 'only' tests neither in_breach nor a word of the register\n"
            "  fix: begin with in_breach: `in_breach and short_by >= 2`",
        ),
        (
            "in_breach and 999999999 * 999999999 * count >= short_by",
            "ladder.yaml:7:56: error[PX142]: the numbers of this comparison are too large\n"
            "  fix: write it with smaller numbers",
        ),
    ],
)
def test_what_a_ladder_cannot_say_is_refused_with_its_place(when: str, expected: str):
    assert problems_of(_plain(when)) == [expected]


def _plain(when: str) -> str:
    """The condition unquoted on line 7, its first character at column 18."""
    return f"{STAGES}  -        when: {when}\n           id: only\n           propose: query\n"


def test_every_problem_of_a_ladder_is_reported_in_one_pass():
    text = """title: t
owner: o
stages:
  - {id: severity, name: A, document: meeting-paper}
  - {id: query, name: B, document: meeting-paper}
  - {id: query, name: C, document: letter}
rules:
  - {id: one, when: in_breach, propose: quary}
  - {id: one, when: in_breach}
  - {id: two, when: met_in_a_row >= 1, step_down: true, at_once: true}
tests:
  - {name: t, periods: "b", expect: letters}
  - {name: t, periods: "b", given: {shortby: 1, in_breach: true, severity: grave, stage: query}, expect: nothing}
"""
    assert [problem.message for problem in check_ladder(read_ladder(text), "ladder.yaml")] == [
        "the stage id 'severity' already means something else in a ladder",
        "the stage id 'query' stands twice",
        "the rule id 'one' stands twice",
        "propose: unknown stage 'quary'; did you mean 'query'?",
        "the rule 'one' needs one of propose and step_down",
        "the rule 'two' steps down; at_once has no meaning there",
        "expect: unknown stage 'letters'",
        "given: unknown word 'shortby'; did you mean 'short_by'?",
        "given: 'in_breach' is counted from the marks in periods",
        "given: 'severity: grave' is not a value",
        "given: 'stage' comes from the proposals of the periods before",
    ]


def test_a_ladder_of_sixty_rules_is_compiled_and_of_sixty_one_refused():
    rules = [f"  - {{id: rule-{n}, when: in_breach and count >= {n}, propose: query}}\n" for n in range(61)]
    assert len(compiled_ladder(STAGES + "".join(rules[:60])).rules) == 60
    with pytest.raises(ProblemsFound) as refused:
        compiled_ladder(STAGES + "".join(rules))
    assert refused.value.exit_code is ExitCode.RULES_WRONG
    assert "needs 61 rules once every `or` is written out; at most 60" in str(refused.value)


def test_a_condition_with_too_many_combinations_is_refused_quickly():
    pairs = " and ".join(f"(count == {n} or short_by == {n})" for n in range(14))
    (problem,) = check_ladder(read_ladder(one_rule(f"in_breach and {pairs}")), "ladder.yaml")
    assert problem.message == "this condition has too many combinations of and and or"


def test_twenty_tests_at_once_are_compiled_and_twenty_one_refused():
    parts = [f"count != {n}" for n in range(19)]  # beside in_breach itself, and that it is 1
    assert compiled_ladder(one_rule("in_breach and " + " and ".join(parts[:18]))).rules
    (said,) = problems_of(one_rule("in_breach and " + " and ".join(parts)))
    assert "compares more than 20 things at once" in said


def test_an_alternative_that_asks_for_more_than_another_needs_no_rule_of_its_own():
    compiled = compiled_ladder(one_rule("in_breach and (count >= 2 or (count >= 2 and short_by >= 1))"))
    assert len(compiled.rules) == 1


def test_the_keys_of_events_and_facts_differ_and_equality_of_keys_comes_last():
    definition = json.loads(compiled_ladder(one_rule("in_breach and stage == 0 or reply_overdue")).definition)
    for rule in definition.values():
        event, fact = rule["all"]
        joined = fact["s"]["$and"][-1] if "$and" in fact["s"] else fact["s"]
        assert joined == {"b0": {"t": "a0"}}
        assert "b0" not in json.dumps(event)
        assert rule["cap"] == 60_000
    assert [rule["pri"] for rule in definition.values()] == list(range(1, len(definition) + 1))
    assert list(definition)[-1] == "rest"


def test_names_and_ids_are_distinct_under_the_hash_of_the_engine():
    assert fnv1a("C007015-R18") == fnv1a("C009096-R06")
    assert fnv1a("liquid") == fnv1a("costarring")
    assert not clash_free(["liquid", "costarring"])
    assert numbered_names("w", 3, ()) == ("w0", "w1", "w2")
    for count in (1, 7, 40, 400):
        events, facts = id_pool(count)
        assert clash_free((*events, *facts, "sid-0", "$pulse"))


def test_a_rule_that_lets_go_as_breaches_go_on_is_warned_of():
    ladder = read_ladder(one_rule("in_breach and breaches_in_a_row == 2", "propose: challenge"))
    assert [warning.message for warning in ladder_warnings(ladder, "ladder.yaml")] == [
        "'only' no longer holds when breaches in a row is 3, so a worse period could mean a lower stage"
    ]
    assert compile_ladder(ladder, "ladder.yaml").rules


def test_a_rule_that_another_takes_over_from_is_not_warned_of():
    text = STAGES + (
        "  - {id: few, when: in_breach and breaches_in_a_row <= 2, propose: query}\n"
        "  - {id: many, when: in_breach and breaches_in_a_row >= 3, propose: query}\n"
    )
    assert ladder_warnings(read_ladder(text), "ladder.yaml") == []


def test_a_rule_that_can_never_hold_is_warned_of_and_the_rest_compiled():
    ladder = read_ladder(one_rule("in_breach and short_by == 2.5"))
    assert [warning.message for warning in ladder_warnings(ladder, "ladder.yaml")] == ["the rule 'only' can never hold"]
    assert compile_ladder(ladder, "ladder.yaml").rules == ()


def test_the_spans_a_ladder_reads_are_told_so_that_they_can_be_counted():
    ladder = read_ladder(one_rule("in_breach and (breaches(6) >= 2 or breaches_in_last_3 == 3 or breaches(3) > 1)"))
    assert spans_read(ladder) == (3, 6)
