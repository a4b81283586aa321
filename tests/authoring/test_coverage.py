"""Coverage counts ways a decision can come out, by condition: each comparison true and false, each reason, each rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import adopt, rule, small

from pxcommission.authoring.coverage import Branch, Coverage, coverage_of
from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.rule_tests import try_rules
from pxcommission.rulebook.rulebook import load_rulebook

NONE_COUNTED = "{name: e, given: {positive: 0, responses: 0}, expect: not assessed, reason: zero denominator}"
HIDDEN = "{name: h, given: {positive: suppressed, responses: 3}, expect: not assessed, reason: suppressed}"


def branches(folder: Path, judged_by: str, *tests: str, measure: str = "answers_positive") -> Coverage:
    lines = "".join(f"      - {test}\n" for test in tests)
    space = small(folder).rules(rule(judged_by=judged_by, measure=measure) + "    tests:\n" + lines)
    sentence = judged_by.splitlines()[0].removeprefix("usual_threshold: ")
    space.contract(adopt(threshold="" if "require" in judged_by else f"2024-04-01: {sentence}"))
    rulebook = load_rulebook(folder)
    return coverage_of(try_rules(rulebook, ["GOOD"]), rulebook.vocabulary)


def untried(found: Coverage) -> list[str]:
    return [branch.says for branch in found.branches if not branch.exercised]


def test_a_threshold_is_tried_met_and_not_met_and_each_reason_not_to_assess(tmp_path: Path) -> None:
    found = branches(
        tmp_path,
        "usual_threshold: at least 90%\n    needs: responses >= 30",
        "{name: a, given: {positive: 90, responses: 100}, expect: met}",
    )
    assert untried(found) == [
        "nothing was counted (zero denominator)",
        "the figure is suppressed",
        "responses at least 30 is false",
        "`at least 90%` is not met",
    ]
    assert found.text == "2 of 6 branches (33%)"


def test_every_branch_of_a_requirement_can_be_tried(tmp_path: Path) -> None:
    found = branches(
        tmp_path,
        "usual_threshold: at least 90%\n    needs: responses >= 30",
        "{name: a, given: {positive: 90, responses: 100}, expect: met}",
        "{name: b, given: {positive: 89, responses: 100}, expect: breach}",
        "{name: c, given: {positive: 29, responses: 29}, expect: not assessed, reason: too few responses}",
        NONE_COUNTED,
        HIDDEN,
    )
    assert untried(found) == [] and found.per_cent == 100


def test_each_comparison_of_a_condition_counts_by_itself_not_its_line(tmp_path: Path) -> None:
    found = branches(
        tmp_path,
        "require: positive >= 10 and (late_letters <= 3 or responses >= 50)",
        "{name: a, given: {positive: 10, responses: 20, late_letters: 3}, expect: met}",
        "{name: b, given: {positive: 9, responses: 60, late_letters: 3}, expect: breach}",
        NONE_COUNTED,
        HIDDEN,
    )
    assert untried(found) == ["late letters at most 3 is false"]


def test_a_condition_is_not_tried_by_figures_that_were_never_enough_to_judge(tmp_path: Path) -> None:
    few = "{name: c, given: {positive: 1, responses: 29}, expect: not assessed, reason: too few responses}"
    found = branches(tmp_path, "require: positive >= 10\n    needs: responses >= 30", few, NONE_COUNTED, HIDDEN)
    assert untried(found) == [
        "responses at least 30 is true",
        "positive at least 10 is true",
        "positive at least 10 is false",
    ]


def test_a_test_with_a_threshold_of_its_own_shows_nothing_of_the_usual_one(tmp_path: Path) -> None:
    own = ("{name: a, given: {positive: 80, responses: 100}, threshold: at least 80%, expect: met}",
           "{name: b, given: {positive: 79, responses: 100}, threshold: at least 80%, expect: breach}")  # fmt: skip
    found = branches(tmp_path, "usual_threshold: at least 90%", *own, NONE_COUNTED, HIDDEN)
    assert untried(found) == ["`at least 90%` is met", "`at least 90%` is not met"]
    assert edges(tmp_path) == ["PX131", "PX132"]


def test_where_no_level_is_agreed_yet_a_threshold_of_the_tests_own_shows_both_sides(tmp_path: Path) -> None:
    own = ("{name: a, given: {late_letters: 5}, threshold: at most 5, expect: met}",
           "{name: b, given: {late_letters: 6}, threshold: at most 5, expect: breach}")  # fmt: skip
    assert untried(branches(tmp_path, "usual_threshold: to be agreed", *own, measure="late_letters")) == []
    assert edges(tmp_path) == []


def test_each_comparison_of_a_condition_is_asked_for_its_boundary(tmp_path: Path) -> None:
    tests = ("{name: a, given: {positive: 10, responses: 20, late_letters: 2}, expect: met}",
             "{name: b, given: {positive: 9, responses: 60, late_letters: 2}, expect: breach}")  # fmt: skip
    branches(tmp_path, "require: positive >= 10 and late_letters <= 3", *tests)
    assert edges(tmp_path) == ["PX131"]
    assert 'boundary of "late letters at most 3"' in " ".join(said(tmp_path))


@pytest.mark.parametrize(
    ("needs", "given", "asked"),
    [
        ("responses >= 30", (29, 30), []),
        ("responses >= 30", (28, 30), ["PX132"]),
        ("responses >= 30", (29, 31), ["PX131"]),
        ("responses > 30", (30, 31), []),
        ("responses > 30", (29, 30), ["PX131"]),
        ("answers_positive >= 1", (29, 30), []),
    ],
)
def test_the_edges_of_what_it_takes_to_judge_are_asked_for(
    tmp_path: Path, needs: str, given: tuple[int, int], asked: list[str]
) -> None:
    tests = ["{name: a, given: {positive: 90, responses: 100}, expect: met}",
             "{name: b, given: {positive: 89, responses: 100}, expect: breach}"]  # fmt: skip
    lines = [f"{{name: n{n}, given: {{positive: {n}, responses: {n}}}, expect: met}}" for n in given]
    branches(tmp_path, f"usual_threshold: at least 90%\n    needs: {needs}", *tests, *lines)
    assert edges(tmp_path) == asked


def said(folder: Path) -> list[str]:
    problems = every_problem(folder)[1]
    return [problem.message for problem in problems if problem.code in ("PX131", "PX132")]


def edges(folder: Path) -> list[str]:
    return sorted(problem.code for problem in every_problem(folder)[1] if problem.code in ("PX131", "PX132"))


def test_a_count_of_facts_has_no_zero_denominator_and_is_not_suppressed(tmp_path: Path) -> None:
    found = branches(
        tmp_path,
        "usual_threshold: at most 5",
        "{name: a, given: {late_letters: 5}, expect: met}",
        "{name: b, given: {late_letters: 6}, expect: breach}",
        measure="late_letters",
    )
    assert [branch.says for branch in found.branches] == ["`at most 5` is met", "`at most 5` is not met"]


def test_a_ladder_is_tried_by_what_the_last_period_of_its_tests_says(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    path = tmp_path / "rules" / "ladders" / "a-ladder.yaml"
    tests = 'tests:\n  - {name: a, periods: "b b b", given: {short_by: 5}, expect: notice}\n'
    space.write("rules/ladders/a-ladder.yaml", path.read_text(encoding="utf-8") + tests)
    rulebook = load_rulebook(tmp_path)
    found = coverage_of(try_rules(rulebook, ["a-ladder"]), rulebook.vocabulary)
    assert untried(found)[:2] == ["in breach is false", "the rule not-met proposes the stage query"]
    assert "the rule long proposes the stage notice" not in untried(found)
    assert untried(found)[-3:] == [
        "met in a row at least 2 is true",
        "the rule recovered proposes a step down",
        "nothing is proposed",
    ]


def test_what_no_test_shows_is_told_with_its_place(tmp_path: Path) -> None:
    found = branches(tmp_path, "usual_threshold: at least 90%", NONE_COUNTED, HIDDEN)
    assert [branch.text for branch in found.branches if not branch.exercised] == [
        "rules/rules.yaml:10: GOOD: no test where `at least 90%` is met",
        "rules/rules.yaml:10: GOOD: no test where `at least 90%` is not met",
    ]


def test_the_per_cent_is_never_rounded_up(tmp_path: Path) -> None:
    shown = Branch("a.yaml", 1, "A", "it is so", True)
    missed = Branch("a.yaml", 1, "A", "it is so", False)
    assert Coverage((shown,) * 199 + (missed,)).text == "199 of 200 branches (99%)"
    assert Coverage(()).per_cent == 100
