"""A new requirement comes with tests at its threshold's edge, and the file it goes to keeps every other byte."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_workspace import Small, rule, small

from pxcommission.authoring.boundary_tests import boundary_tests
from pxcommission.authoring.changes import problems_after
from pxcommission.authoring.linting import every_problem
from pxcommission.authoring.new_requirement import NewRequirement, RequirementWritten, new_requirement
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook
from pxcommission.rulebook.thresholds import meets, read_threshold
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text
from pxcommission.yaml_writing import as_one_line

NEW = NewRequirement("NEW-ONE", "answers_positive", ("inpatient",), "at least 95%")


@pytest.fixture
def space(tmp_path: Path) -> Small:
    return (
        small(tmp_path)
        .rules(rule())
        .contract("  - use: GOOD\n    clause: x\n    threshold: {2024-04-01: at least 90%}\n")
    )


def written(space: Small, new: NewRequirement = NEW, file: str = "rules/rules.yaml") -> RequirementWritten:
    return new_requirement(new, file, load_rulebook(space.folder))


def test_it_goes_to_the_end_of_the_file_and_every_byte_above_stays(space: Small) -> None:
    path = space.folder / "rules/rules.yaml"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n") + b"# the end")
    change = written(space).change
    above, after = path.read_bytes().removesuffix(b"# the end"), change.after or b""
    assert after.startswith(above) and after.endswith(b"# the end")
    assert after.count(b"\n") == after.count(b"\r\n")
    assert problems_after(space.folder, [change]) == ()


def test_a_new_file_has_a_title_an_owner_and_its_schema(space: Small) -> None:
    change = new_requirement(NEW, "rules/what-people-say.yaml", load_rulebook(space.folder), owner="Lead").change
    assert (
        (change.after or b"")
        .decode()
        .startswith(
            "# yaml-language-server: $schema=schemas/rule-file.json\ntitle: What people say\nowner: Lead\n\n"
            "requirements:\n\n  - id: NEW-ONE\n    statement: Positive answers.\n"
        )
    )
    assert problems_after(space.folder, [change]) == ()


def test_a_view_needs_enough_answers_and_its_tests_stand_at_the_edge(space: Small) -> None:
    lines = [(test.name, dict(test.given), test.expect, test.reason) for test in written(space).tests]
    assert lines == [
        ("exactly at threshold", {"positive": 190, "responses": 200}, "met", ""),
        ("one short", {"positive": 189, "responses": 200}, "breach", ""),
        ("just enough to judge", {"positive": 30, "responses": 30}, "met", ""),
        ("too few to judge", {"positive": 29, "responses": 29}, "not assessed", "too few responses"),
        ("nothing counted", {"positive": 0, "responses": 0}, "not assessed", "zero denominator"),
        ("suppressed", {"positive": "suppressed", "responses": 4}, "not assessed", "suppressed"),
    ]


@pytest.mark.parametrize("threshold", ["at least 95%", "more than 95%", "not worse than the same quarter last year"])
@pytest.mark.parametrize("needs", ["responses >= 30", "responses > 30", "late_letters >= 2"])
def test_lint_finds_no_edge_that_the_tests_of_a_new_requirement_leave_out(
    tmp_path: Path, threshold: str, needs: str
) -> None:
    text = rule(judged_by=f"usual_threshold: {threshold}\n    needs: {needs}")
    space = small(tmp_path).rules(text)
    rulebook = load_rulebook(space.folder)
    tests = boundary_tests(rulebook.requirements["GOOD"], rulebook.vocabulary)
    space.rules(text + "    tests:\n" + "".join(f"      - {as_one_line(test.line)}\n" for test in tests))
    assert {problem.code for problem in every_problem(space.folder)[1]} & {"PX131", "PX132"} == set()


@pytest.mark.parametrize(
    ("threshold", "met", "breach"),
    [
        ("at most 5", 5, 6),
        ("at most 2.5", 2, 3),
        ("less than 10", 9, 10),
        ("none", 0, 1),
        ("at least 3", 3, 2),
        ("more than 3", 4, 3),
    ],
)
def test_a_count_is_tested_at_its_last_met_and_first_unmet_figure(
    space: Small, threshold: str, met: int, breach: int
) -> None:
    new = NewRequirement("NEW-ONE", "late_letters", ("emergency",), threshold)
    expected = {test.expect: test.given["late_letters"] for test in written(space, new).tests if not test.reason}
    assert expected == {"met": met, "breach": breach}


def test_a_relative_level_is_tested_against_another_figure(space: Small) -> None:
    new = NewRequirement("NEW-ONE", "answers_positive", ("inpatient",), "better than the same quarter last year")
    tests = written(space, new).tests
    assert [(test.name, test.expect) for test in tests][:4] == [
        ("one better", "met"),
        ("the same", "breach"),
        ("one worse", "breach"),
        ("nothing to compare with", "not assessed"),
    ]


def test_a_level_to_be_agreed_has_the_one_test_it_can_have(space: Small) -> None:
    new = NewRequirement("NEW-ONE", "answers_positive", ("inpatient",), "to be agreed")
    assert [(test.expect, test.reason) for test in written(space, new).tests] == [("not assessed", "to be agreed")]


@pytest.mark.parametrize("needs", ["responses >= 30 and positive >= 1", "responses + positive >= 3"])
def test_where_no_test_can_be_worked_out_none_is_made_up(space: Small, needs: str) -> None:
    new = NewRequirement("NEW-ONE", "answers_positive", ("inpatient",), "at least 95%", needs=needs)
    assert written(space, new).tests == ()


def test_every_word_that_does_not_exist_is_told_at_once(space: Small) -> None:
    new = NewRequirement("new one", "answers_positiv", ("inpatients",), "at leest 95%", aspect="over all")
    with pytest.raises(ProblemsFound) as found:
        written(space, new, "rules/deep/file.yaml")
    assert found.value.exit_code is ExitCode.USAGE
    assert [problem.file for problem in found.value.problems] == [
        "--file", "ID", "--threshold", "--measure", "--service", "--aspect",
    ]  # fmt: skip


def test_an_id_that_is_taken_is_refused(space: Small) -> None:
    with pytest.raises(ProblemsFound, match="there is a requirement GOOD already"):
        written(space, NewRequirement("GOOD", "late_letters", ("inpatient",), "none"))


def test_every_requirement_of_the_library_would_get_tests_the_check_agrees_with(root: Path) -> None:
    rulebook = load_rulebook(root)
    tested = [one for one in rulebook.requirements.values() if boundary_tests(one, rulebook.vocabulary)]
    judged_by_level = [one for one in rulebook.requirements.values() if one.usual_threshold]
    assert len(tested) > 0.9 * len(judged_by_level)


VOCABULARY: dict[str, Rulebook] = {}


@given(
    st.sampled_from(["at least", "at most", "more than", "less than"]),
    st.decimals(0, 100, places=2),
    st.sampled_from(["", "responses >= 7", "responses > 450"]),
)
@settings(max_examples=200, deadline=None, derandomize=True)
def test_the_two_tests_at_the_edge_are_one_case_apart_for_every_share(
    tmp_path_factory: pytest.TempPathFactory, words: str, per_cent: object, needs: str
) -> None:
    if not VOCABULARY:
        VOCABULARY[""] = load_rulebook(small(tmp_path_factory.mktemp("w")).rules(rule()).folder)
    level = f"{words} {per_cent}%"
    text = rule("EDGE", f'usual_threshold: "{level}"') + (f"    needs: {needs}\n" if needs else "")
    requirement = model_of(read_yaml_text(text, "f")[0], Requirement)  # type: ignore[index,arg-type]
    tests = [test for test in boundary_tests(requirement, VOCABULARY[""].vocabulary) if not test.reason]
    threshold = read_threshold(level)
    assert threshold is not None and threshold.bound is not None and tests
    enough = [test for test in tests if test.name == "just enough to judge"]
    assert {test.given["responses"] for test in enough} <= {7, 451} and all(test.expect == "met" for test in enough)
    tests = [test for test in tests if test not in enough]
    for test in tests:
        numerator, denominator = test.given["positive"], test.given["responses"]
        assert isinstance(numerator, int) and isinstance(denominator, int)
        assert meets(numerator, denominator, threshold.operator, threshold.bound) is (test.expect == "met")
        assert abs(Fraction(numerator) - threshold.bound * denominator) <= 1
    if len(tests) == 2:
        assert abs(int(tests[0].given["positive"]) - int(tests[1].given["positive"])) == 1
