"""Tests in rule files: figures of one period or a row of them, relative thresholds, statuses; and the check agrees."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import Small, adopt, figure, quarter_figures, rule, small

from pxcommission.authoring.rule_tests import results_of, try_rules
from pxcommission.evidence.observations import Observation, Status
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

QUARTERS = ("2024/25 Q3", "2024/25 Q4", "2025/26 Q1", "2025/26 Q2")


def with_tests(space: Small, judged_by: str, *tests: str, measure: str = "answers_positive") -> Rulebook:
    """The small workspace with one requirement and its tests."""
    lines = "".join(f"      - {{name: test {number}, {text}}}\n" for number, text in enumerate(tests))
    space.rules(rule(judged_by=judged_by, measure=measure) + "    tests:\n" + lines)
    space.contract(adopt(threshold="" if "require" in judged_by else "2024-04-01: at least 90%"))
    return load_rulebook(space.folder)


def came(rulebook: Rulebook) -> list[str]:
    return [result.got for result in results_of(try_rules(rulebook, ["GOOD"]))]


def of(folder: Path, judged_by: str, given: str, more: str = "", measure: str = "answers_positive") -> str:
    """What one test comes to."""
    text = f"given: {{{given}}}, {more}expect: met"
    return came(with_tests(small(folder), judged_by, text, measure=measure))[0]


TWO = "require: total(positive, 2) >= 300"


@pytest.mark.parametrize(
    ("judged_by", "given", "expected"),
    [
        (TWO, 'positive: "120 180", responses: "200 200"', "met"),
        (TWO, 'positive: "119 180", responses: "200 200"', "breach"),
        (TWO, 'positive: "500 119 180", responses: "900 200 200"', "breach"),
        (TWO, "positive: 180, responses: 200", "not assessed: incomplete period"),
        (TWO, 'positive: "missing 180", responses: "missing 200"', "not assessed: incomplete period"),
        (TWO, 'positive: "suppressed 180", responses: "4 200"', "not assessed: incomplete period"),
        (TWO, 'positive: "zero denominator 300", responses: "0 400"', "met"),
        (TWO, 'positive: "180 suppressed", responses: "200 4"', "not assessed: suppressed"),
        (TWO, 'positive: "180 not measured", responses: "200 4"', "not assessed: not measured"),
        (TWO, 'positive: "180 missing", responses: "200 200"', "not assessed: not loaded"),
        (TWO, 'positive: "180 0", responses: "200 0"', "not assessed: zero denominator"),
        ("require: previous(positive) <= positive", 'positive: "180 180", responses: "200 200"', "met"),
        ("require: previous(positive) <= positive", 'positive: "181 180", responses: "200 200"', "breach"),
        ("require: change(answers_positive) >= 0", 'positive: "90 180", responses: "100 200"', "met"),
        ("require: change(answers_positive) >= 0", 'positive: "91 180", responses: "100 200"', "breach"),
        ("require: change(responses) >= 0 or positive >= 1", "positive: 1, responses: 9", "met"),
        ("require: positive >= 1 and late_letters <= 3", "positive: 5, responses: 9, late_letters: 3", "met"),
        ("require: positive >= 1 and late_letters <= 3", "positive: 5, responses: 9", "not assessed: not loaded"),
        ("require: positive >= 1 and late_letters <= 3", "positive: 0, responses: 9", "breach"),
        (
            "require: positive >= 1 and late_letters <= 3",
            "positive: 5, responses: 9, late_letters: suppressed",
            "not assessed: suppressed",
        ),
        ("require: positive >= 1\n    needs: responses >= 30", "positive: 5, responses: 29",
         "not assessed: too few responses"),
    ],
)  # fmt: skip
def test_a_row_of_periods_is_judged_at_its_last(tmp_path: Path, judged_by: str, given: str, expected: str) -> None:
    assert of(tmp_path, judged_by, given) == expected


ENGLAND = "usual_threshold: better than England"


@pytest.mark.parametrize(
    ("judged_by", "more", "expected"),
    [
        (ENGLAND, "comparison: {positive: 780, responses: 1000}, ", "met"),
        (ENGLAND, "comparison: {positive: 790, responses: 1000}, ", "breach"),
        ("usual_threshold: not worse than the same quarter last year", "comparison: {positive: 79, responses: 100}, ", "met"),
        (ENGLAND, "", "not assessed: no comparison figure"),
        (ENGLAND, "comparison: {positive: suppressed, responses: 4}, ", "not assessed: no comparison figure"),
        (ENGLAND, "comparison: {positive: 0, responses: 0}, ", "not assessed: no comparison figure"),
        (ENGLAND, "threshold: at least 79%, ", "met"),
        (ENGLAND, "threshold: at least 80%, ", "breach"),
        ("usual_threshold: to be agreed", "", "not assessed: to be agreed"),
    ],
)  # fmt: skip
def test_a_relative_threshold_is_held_against_the_comparison(
    tmp_path: Path, judged_by: str, more: str, expected: str
) -> None:
    assert of(tmp_path, judged_by, "positive: 79, responses: 100", more) == expected


@pytest.mark.parametrize(
    ("text", "code", "message", "fix"),
    [
        ("given: {positive: 19O, responses: 200}", "PX136", "'19O' is no whole number and no status", "write whole numbers"),
        ("given: {positive: supressed, responses: 4}", "PX136", "did you mean 'suppressed'?", ""),
        ('given: {positive: "1 2", responses: "3"}', "PX138", "'responses' is given for 1 period, another word for 2", "oldest first"),
        ("given: {positive: 201, responses: 200}", "PX138", "positive is 201, more than responses, which is 200", "check"),
        ("given: {positive: 1, responses: 2}, comparison: {positive: 1, responses: 2}", "PX134", "held against no other figure", "remove"),
        ("given: {positive: 1, responses: 2}, threshold: better than England, comparison: {positve: 1, responses: 2}", "PX104", "did you mean 'positive'?", ""),
        ("given: {positive: 1, responses: 2}, threshold: better than England, comparison: {positive: 1}", "PX138", "'responses' is not given", "give positive and responses"),
    ],
)  # fmt: skip
def test_figures_that_show_nothing_are_problems_with_their_place(
    tmp_path: Path, text: str, code: str, message: str, fix: str
) -> None:
    rulebook = with_tests(small(tmp_path), "usual_threshold: at least 90%", f"{text}, expect: met")
    with pytest.raises(ProblemsFound) as found:
        try_rules(rulebook)
    problem = found.value.problems[0]
    assert found.value.exit_code is ExitCode.RULES_WRONG
    assert (problem.code, problem.file, problem.line) == (code, "rules/rules.yaml", 15)
    assert message in problem.message and fix in problem.fix
    assert (problem.column or 0) > 20


def test_every_problem_of_every_test_comes_in_one_pass(tmp_path: Path) -> None:
    wrong = "given: {positive: many, responses: few}, expect: met"
    with pytest.raises(ProblemsFound) as found:
        try_rules(with_tests(small(tmp_path), "usual_threshold: at least 90%", wrong, wrong))
    assert [problem.line for problem in found.value.problems] == [15, 15, 16, 16]


def test_a_difference_says_what_differs_why_the_rule_exists_and_both_ways_out(tmp_path: Path) -> None:
    rulebook = with_tests(
        small(tmp_path),
        "usual_threshold: at least 90%",
        "given: {positive: 89, responses: 100}, expect: met",
        "given: {positive: suppressed, responses: 4}, expect: not assessed, reason: not measured",
        "given: {positive: 90, responses: 100}, expect: met",
    )
    first, second, third = results_of(try_rules(rulebook, ["GOOD"]))
    assert (first.place, first.field, first.expected, first.got) == ("rules/rules.yaml:15", "expect", "met", "breach")
    assert first.why == "Patients describe their care as good."
    assert first.fix == (
        "if the rule is right, write `expect: breach` (1 short); "
        "if the test is right, mend `at least 90%` at rules/rules.yaml:10"
    )
    assert (second.field, second.got) == ("reason", "not assessed: suppressed")
    assert not third.differs


def observed(numbers: list[tuple[int, int] | str]) -> list[Observation]:
    """The figures of the last quarters, as a return would hold them; a status stands in the quarter's last month."""
    found: list[Observation] = []
    for quarter, number in zip(QUARTERS[-len(numbers) :], numbers, strict=True):
        if isinstance(number, tuple):
            found += quarter_figures(*number, quarter)
        elif number != "missing":
            period = read_period(quarter)
            assert period is not None
            first, second, last = period.months
            found += [figure(None, None, last, status=Status(number))]
            found += [figure(1, 1, first), figure(1, 1, second)]
    return found


FIGURES = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
STATUSES = st.sampled_from(["suppressed", "not measured", "missing"])
CONDITIONS = (
    "require: total(positive, 3) >= 30",
    "require: previous(positive) <= positive\n    needs: responses >= 5",
    "require: change(answers_positive) >= 0 or positive >= 20",
    "require: change(responses) >= 0 and total(responses, 2) >= 20",
    "require: positive >= 10\n    needs: total(responses, 2) >= 30",
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers=st.lists(FIGURES | STATUSES, min_size=1, max_size=4), judged_by=st.sampled_from(CONDITIONS))
def test_a_test_and_the_check_say_the_same_of_the_same_figures(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[tuple[int, int] | str], judged_by: str
) -> None:
    space = small(tmp_path_factory.mktemp("agree"))
    rows = {
        "positive": " ".join(str(n[0]) if isinstance(n, tuple) else n for n in numbers),
        "responses": " ".join(str(n[1]) if isinstance(n, tuple) else n for n in numbers),
    }
    text = ", ".join(f'{word}: "{row}"' for word, row in rows.items())
    rulebook = with_tests(space, judged_by, f"given: {{{text}}}, expect: met")
    space.contract(adopt(threshold=""), more="evidence: [local]\n")
    if figures := observed(numbers):
        space.load(*figures, name="own.csv", received="2025-10-10")
    (found,) = (f for f in space.check().findings if f.requirement == "GOOD")
    checked = f"{found.outcome}: {found.reason}" if found.reason else str(found.outcome)
    assert came(rulebook) == [checked]


LADDER_TEST = 'tests:\n  - {{name: a test, periods: "b b b", given: {{{given}}}, expect: {expect}}}\n'


def ladder(space: Small, given: str, expect: str = "challenge") -> Rulebook:
    path = space.folder / "rules" / "ladders" / "a-ladder.yaml"
    space.write("rules/ladders/a-ladder.yaml", path.read_text("utf-8") + LADDER_TEST.format(given=given, expect=expect))
    return with_tests(space, "usual_threshold: at least 90%", "given: {positive: 90, responses: 100}, expect: met")


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ("short_by: 5", "notice"),
        ('short_by: "5 5 1"', "notice"),
        ('short_by: "1 1 5"', "challenge"),
        ('short_by: "1 1 -"', "query"),
    ],
)
def test_what_a_ladders_test_gives_may_differ_from_period_to_period(tmp_path: Path, given: str, outcome: str) -> None:
    rulebook = ladder(small(tmp_path), given)
    assert [r.got for r in results_of(try_rules(rulebook, ["a-ladder"]))] == [outcome]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ('short_by: "5 1"', "'short_by' has 2 values; there are 3 periods"),
        ('short_by: "5 one 1"', "is not a value"),
        ('reply_overdue: "true false true"', "stands throughout"),
    ],
)
def test_a_row_that_does_not_fit_the_periods_is_a_problem(tmp_path: Path, given: str, message: str) -> None:
    with pytest.raises(ProblemsFound) as found:
        try_rules(ladder(small(tmp_path), given))
    assert message in found.value.problems[0].message
