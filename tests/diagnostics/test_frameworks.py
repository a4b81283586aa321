"""Frameworks are data: checked with their place like every file people edit, and entered from a spreadsheet as well as by hand."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from diagnostics.assessments_written import FRAMEWORK, diagnostic, frameworks, recorded, saved

from pxcommission.authoring.linting import every_problem
from pxcommission.diagnostics.framework_entered import read_entered
from pxcommission.diagnostics.framework_form import framework_form
from pxcommission.diagnostics.frameworks import Framework, editions_before, framework_named, frameworks_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.quarter import run_id
from pxcommission.rulebook.rulebook import load_rulebook


@pytest.fixture(scope="module")
def shipped(root: Path) -> Framework:
    return frameworks_of(load_rulebook(root))["patient-experience-2018"]


def problems(folder: Path, text: str) -> list[tuple[str, str]]:
    made = diagnostic(folder)
    made.write("rules/frameworks/first.yaml", text)
    found = [one for one in every_problem(folder)[1] if one.file.startswith("rules/frameworks")]
    with pytest.raises(ProblemsFound) as refused:
        frameworks(folder)
    assert refused.value.exit_code is ExitCode.RULES_WRONG
    assert [one.text for one in refused.value.problems] == [one.text for one in found]
    return [(one.place.removeprefix("rules/frameworks/"), one.message) for one in found]


def test_the_shipped_framework_has_the_national_headings_and_says_that_its_wording_is_not_theirs(
    shipped: Framework,
) -> None:
    assert [area.name for area in shipped.areas] == [
        "Leadership", "Organisational culture", "Collecting feedback", "Analysis and triangulation",
        "Learning for improvement", "Reporting and publication",
    ]  # fmt: skip
    assert not shipped.source.verified
    assert "own words" in shipped.edition
    inferred = next(area for area in shipped.areas if area.id == "IMPR")
    assert inferred.note is not None and "inferred" in inferred.note
    assert [(one.rating, one.name) for one in shipped.scale] == [
        (0, "not started"), (1, "partial"), (2, "established"), (3, "embedded"),
    ]  # fmt: skip


def test_the_shipped_framework_speaks_to_every_key_question_and_every_key_theme(shipped: Framework) -> None:
    asked = {question for one in shipped.statements for question in shipped.key_questions_of(one)}
    assert asked == {"safe", "effective", "caring", "responsive", "well-led"}
    assert {theme for one in shipped.statements for theme in one.themes} | {
        theme for area in shipped.areas for theme in area.themes
    } == set(shipped.themes)
    assert {theme.name for theme in shipped.themes.values()} == {
        "Leadership", "Culture", "Compassionate care", "Safe staffing", "Incident reporting and learning",
    }  # fmt: skip


def test_the_shipped_framework_asks_about_full_part_in_decisions(shipped: Framework) -> None:
    assert any("full part in decisions about their care" in one.text for one in shipped.statements)


def test_no_shipped_indicator_is_a_stub_and_none_blames(shipped: Framework) -> None:
    for one in shipped.statements:
        assert len(one.text) > 80 and len(one.evidence) > 60
        assert not {"fail", "blame", "fault"} & set(one.text.lower().split())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("id: LEAD-2", "id: LEAD-1", ("first.yaml:18:14", "duplicate indicator 'LEAD-1': it stands already in line 17")),
        ("id: COLL\n", "id: LEAD\n", ("first.yaml:19:9", "duplicate area 'LEAD': it stands already in line 11")),
        ("rating: 2", "rating: 3", ("first.yaml:7:5", "the rating 3 stands where 2 is expected")),
        ("name: partial", "name: not assessed",
         ("first.yaml:6:23", "'not assessed' is no rating: every scale has it beside its ratings")),
        ("key_questions: [caring]\n    themes", "key_questions: [carring]\n    themes",
         ("first.yaml:14:21", "unknown key question 'carring'; did you mean 'caring'?")),
        ("themes: [leadership]}", "themes: [leadership, kindness]}",
         ("first.yaml:17:99", "unknown key theme 'kindness'")),
        ("edition: first edition", "edition: first edition\nfollows: zeroth",
         ("first.yaml:3:10", "unknown framework 'zeroth'")),
        ("title: A framework", "titel: A framework",
         ("first.yaml:1:1", "unknown key 'titel'; did you mean 'title'?")),
    ],
)  # fmt: skip
def test_a_framework_that_is_wrong_is_told_with_its_place(
    tmp_path: Path, old: str, new: str, told: tuple[str, str]
) -> None:
    assert old in FRAMEWORK
    assert told in problems(tmp_path, FRAMEWORK.replace(old, new, 1))


def test_no_framework_file_enters_the_run_of_a_contract(tmp_path: Path) -> None:
    from datetime import date

    from pxcommission.periods import read_period
    from pxcommission.workspace import open_workspace

    made, period = diagnostic(tmp_path), read_period("2025/26 Q2")
    assert period is not None
    before = run_id(open_workspace(tmp_path), period, date(2026, 1, 31), ())
    made.write("rules/frameworks/first.yaml", FRAMEWORK.replace("Two directors", "Three directors"))
    assert run_id(open_workspace(tmp_path), period, date(2026, 1, 31), ()) == before


def test_the_editions_before_are_followed_and_a_ring_of_them_ends(tmp_path: Path) -> None:
    made = diagnostic(tmp_path)
    made.write("rules/frameworks/first.yaml", FRAMEWORK.replace("scale:", "follows: second\nscale:", 1))
    made.write("rules/frameworks/second.yaml", FRAMEWORK.replace("scale:", "follows: first\nscale:", 1))
    found = frameworks(tmp_path)
    assert [one.id for one in editions_before(found["second"], found)] == ["second", "first"]
    with pytest.raises(ProblemsFound, match="did you mean 'second'"):
        framework_named(found, "seconds")


def entered(folder: Path, package: bytes) -> list[str]:
    path = folder / "entered.xlsx"
    path.write_bytes(package)
    words = load_rulebook(folder).vocabulary
    with pytest.raises(ProblemsFound) as found:
        read_entered(path, "entered.xlsx", words)
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    return [f"{one.place.removeprefix('entered.xlsx!')}: {one.message}" for one in found.value.problems]


def filled_form(framework: Framework, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(BytesIO(framework_form(framework)))
    book["Framework"]["B2"], book["Framework"]["B4"] = "second", "second edition"
    for name, value in cells.items():
        sheet, cell = name.split("_")
        book[sheet][cell] = value
    return saved(book)


def without_places(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_places(inner) for key, inner in value.items() if key != "place"}
    return [without_places(one) for one in value] if isinstance(value, list | tuple) else value


def test_a_later_edition_begun_from_an_earlier_one_says_the_same_until_it_is_changed(tmp_path: Path) -> None:
    made = diagnostic(tmp_path)
    first = frameworks(tmp_path)["first"]
    path = tmp_path / "form.xlsx"
    path.write_bytes(filled_form(first))
    found = read_entered(path, "form.xlsx", load_rulebook(tmp_path).vocabulary)
    made.write(f"rules/frameworks/{found.id}.yaml", found.text)
    second = frameworks(tmp_path)["second"]
    assert (second.follows, second.edition, second.source.verified) == ("first", "second edition", False)
    for part in ("scale", "themes", "areas"):
        assert without_places(second.model_dump()[part]) == without_places(first.model_dump()[part])


def test_every_problem_of_an_entered_framework_is_told_with_its_cell(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    package = filled_form(
        frameworks(tmp_path)["first"], Framework_B2="Second Edition", Framework_B8="maybe", Scale_A6="x", Areas_E5="carring",
        Indicators_A5="LEED", Indicators_B6="LEAD-1", Indicators_C7=None, Indicators_D7="=A1", Indicators_F5="kindness",
    )  # fmt: skip
    assert entered(tmp_path, package) == [
        "Framework!B2: Id: 'Second Edition' can't be an id",
        "Framework!B8: Compared: 'maybe' is neither yes nor no",
        "Scale!A6: Rating: 'x' is not a whole number",
        "Indicators!C7: What good looks like: this is needed",
        "Indicators!D7: the cell holds a formula",
        "Areas!E5: Key questions: there is no 'carring'; did you mean 'caring'?",
        "Indicators!A5: Area: there is no 'LEED'; did you mean 'LEAD'?",
        "Indicators!F5: Themes: there is no 'kindness'",
        "Indicators!B6: 'LEAD-1' stands already in B5",
    ]


def test_a_framework_once_used_may_be_removed_and_what_was_said_stays(tmp_path: Path) -> None:
    from datetime import date

    from pxcommission.diagnostics.rounds import rounds_of

    diagnostic(tmp_path)
    recorded(tmp_path, {"LEAD-1": {"rating": "0"}})
    (tmp_path / "rules/frameworks/first.yaml").unlink()
    assert rounds_of(tmp_path, date(2026, 1, 31))[0].open == ("LEAD-2", "COLL-1")


def test_problems_of_a_framework_are_told_once(tmp_path: Path) -> None:
    made = diagnostic(tmp_path)
    made.write("rules/frameworks/first.yaml", "title: [\n")
    found: list[Problem] = [one for one in every_problem(tmp_path)[1] if one.file.endswith("first.yaml")]
    assert len(found) == 1
