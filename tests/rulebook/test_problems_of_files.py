"""A mistake in a file is one line: file, line, column, what is wrong, and how to mend it; all of them in one pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import FORM, LADDER, VOCABULARY, Small, adopt, rule, small

from pxcommission.problems import ProblemsFound
from pxcommission.rulebook.rulebook import load_rulebook, read_rulebook

GOOD_RULE, GOOD_LINE = rule(), adopt()


def problems(space: Small) -> list[str]:
    try:
        load_rulebook(space.folder)
    except ProblemsFound as found:
        return [p.text for p in found.problems]
    return []


def test_a_good_workspace_has_no_problem(tmp_path: Path) -> None:
    assert problems(small(tmp_path).rules(GOOD_RULE).contract(GOOD_LINE)) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "said"),
    [
        ("severity: major", "severty: major", "rules/rules.yaml:11:5", "unknown key 'severty'; did you mean 'severity'?"),
        ("severity: major", "severity: majr", "rules/rules.yaml:11:15", "'majr' is not known; did you mean 'major'?"),
        ("measure: answers_positive", "measure: answers_postive", "rules/rules.yaml:8:14", "unknown measure 'answers_postive'; did you mean"),
        ("judged_over: quarter", "judged_over: week", "rules/rules.yaml:9:18", "no period a requirement can be judged over"),
        ("at least 90%", "at leest 90%", "rules/rules.yaml:10:22", "is not a threshold; did you mean 'at least 90%'?"),
        ("at least 90%", "at least 900%", "rules/rules.yaml:10:22", "over 100%"),
        ("at least 90%", "at least 90", "rules/rules.yaml:10:22", "is a share in per cent"),
        ("usual_threshold: at least 90%", "require: responses >= ", "rules/rules.yaml:10:14", "can't be read"),
        ("usual_threshold: at least 90%", "require: respnses >= 30", "rules/rules.yaml:10:14", "unknown word 'respnses'; did you mean 'responses'?"),
        ("usual_threshold: at least 90%", "needs: responses >= 30", "rules/rules.yaml:4:5", "needs either `usual_threshold` or `require`"),
        ("service: inpatient", "service: inpatients", "rules/rules.yaml:7:14", "unknown service 'inpatients'; did you mean 'inpatient'?"),
        ("aspect: overall", "aspect: [overall]", "rules/rules.yaml:6:13", "one value is expected"),
        ("id: GOOD", "id: ../GOOD", "rules/rules.yaml:4:9", "can't be an id"),
        ("id: GOOD", "id: CON", "rules/rules.yaml:4:9", "can't be an id"),
        ("id: GOOD", "id: RETURN-X", "rules/rules.yaml:4:9", "kept for the duty to report"),
        ("verified: false", "verified: no", "rules/rules.yaml:12:45", "neither true nor false"),
        ("    severity: major\n", "", "rules/rules.yaml:4:5", "'severity' is missing"),
        ("document: this test, verified: false", "document: Regulations 2009, regulation 13, verified: false", "rules/rules.yaml:12:42", "a comma ends a value here"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_told_with_its_place(tmp_path: Path, old: str, new: str, place: str, said: str) -> None:
    assert old in GOOD_RULE
    found = problems(small(tmp_path).rules(GOOD_RULE.replace(old, new)).contract(GOOD_LINE))
    assert any(text.startswith(place) and said in text for text in found), "\n".join(found)


@pytest.mark.parametrize(
    ("more", "line", "said"),
    [
        ("monitored: [GODO]", GOOD_LINE, "unknown requirement 'GODO'; did you mean 'GOOD'?"),
        ("monitored: [GOOD]", GOOD_LINE, "both adopted and monitored"),
        ("", GOOD_LINE.replace("use: GOOD", "use: GOD"), "unknown requirement 'GOD'"),
        ("", adopt(threshold=""), "adopted without a threshold"),
        ("", GOOD_LINE + GOOD_LINE, "adopted twice"),
        ("", adopt(threshold="2024-02-30: at least 90%"), "not a day of the calendar"),
        ("", adopt(threshold="01/04/2024: at least 90%"), "not a date"),
        ("", adopt(threshold="2024-04-01: at most 5"), "is a share in per cent"),
        ("retruns_due: 3", GOOD_LINE, "unknown key 'retruns_due'; did you mean 'reports_due'?"),
        ("reports_due: {x: {clause: A, every: quarter, due: 99 operational days after period end, measures: [late_letters], severity: minor}}",
         GOOD_LINE, "no usable due date"),
        ("reports_due: {x: {clause: A, every: quarter, due: soon, measures: [late_letters], severity: minor}}", GOOD_LINE, "no due date"),
        ("reports_due: {x: {clause: A, every: quarter, due: 15 operational days after period end, measures: [lat_letters], severity: minor}}",
         GOOD_LINE, "unknown measure 'lat_letters'; did you mean 'late_letters'?"),
        ("published: {fft: {by: NHS England, every: month, expected: 6 weeks after month end}}", GOOD_LINE, "unknown feedback source 'fft'"),
        ("variations:\n  - {requirement: GOOD, from: 2025-07-01, to: 2025-06-30, threshold: at least 80%, document: V, signed: 2025-06-01, reason: R}",
         GOOD_LINE, "ends (2025-06-30) before it starts (2025-07-01)"),
        ("waivers:\n  - {requirement: BAD, from: 2025-07-01, to: 2025-09-30, reason: R, source: S, approved_by: Lead}", GOOD_LINE, "unknown adopted requirement 'BAD'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_contract_is_told(tmp_path: Path, more: str, line: str, said: str) -> None:
    found = problems(small(tmp_path).rules(GOOD_RULE).contract(line, more))
    assert any(text.startswith("contracts/acute/contract.yaml:") and said in text for text in found), "\n".join(found)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("contract: ACUTE", "contract: ../ACUTE", "can't be an id"),
        ("contract: ACUTE", "contract: АCUTE", "can't be an id"),
        ("term: {from: 2024-04-01, to: 2027-03-31}", "term: {from: 2027-04-01, to: 2024-03-31}", "the term ends"),
        ("ods: RZ1", "ods: rz1", "can't be an ODS code"),
        ("ladder: a-ladder", "ladder: a-lader", "unknown ladder 'a-lader'; did you mean 'a-ladder'?"),
        ("2024-04-01: a-form", "2024-04-01: a-from", "unknown contract form 'a-from'"),
        ("  notices_to: a@provider.example\n", "", "provider's `notices_to` is missing"),
        ("notice: Chief Nurse", "step: Chief Nurse", "`signed_by` for notice is missing"),
        ("services: [inpatient", "services: [inpatent", "unknown service 'inpatent'"),
        ("services: [inpatient, emergency, maternity]", "services: [emergency]", "does not buy"),
        ("provider:\n", "provider: {name: A, ods: RZ9}\nprovider:\n", "duplicate key 'provider'"),
    ],
)
def test_a_mistake_in_a_contracts_head_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    space = small(tmp_path).rules(GOOD_RULE).contract(GOOD_LINE)
    path = tmp_path / "contracts" / "acute" / "contract.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = problems(space)
    assert any(said in text for text in found), "\n".join(found)


def test_every_problem_of_every_file_comes_in_one_pass(tmp_path: Path) -> None:
    space = (
        small(tmp_path).rules(GOOD_RULE.replace("severity: major", "severty: major")).contract(GOOD_LINE, "ladde: x")
    )
    space.write("rules/ladders/a-ladder.yaml", LADDER.replace("title:", "titel:"))
    space.write("rules/contract-forms/a-form.yaml", FORM.replace("edition:", "editon:"))
    space.write("rules/vocabulary/words.yaml", VOCABULARY.replace("kind: fact", "kind: fat"))
    files = {text.split(":")[0] for text in problems(space)}
    assert files >= {"rules/rules.yaml", "contracts/acute/contract.yaml", "rules/ladders/a-ladder.yaml",
                     "rules/contract-forms/a-form.yaml", "rules/vocabulary/words.yaml"}  # fmt: skip


def test_one_key_that_can_not_be_read_hides_nothing_of_the_other_requirements(tmp_path: Path) -> None:
    broken = rule("BROKEN").replace("severity: major", "severty: major").replace("verified: false", "verified: no")
    other = rule("OTHER").replace("aspect: overall", "aspect: overal") + "    needs: respones >= 30\n"
    space = small(tmp_path).rules(broken, GOOD_RULE, other).contract(GOOD_LINE + adopt("OTHER") + adopt("OTHRE"))
    said = " ".join(problems(space))
    for told in (
        "unknown key 'severty'",
        "neither true nor false",
        "unknown aspect 'overal'",
        "unknown word 'respones'",
    ):
        assert told in said
    assert "unknown requirement 'GOOD'" not in said and "unknown requirement 'OTHER'" not in said


def test_a_file_of_rules_that_is_no_yaml_is_told_alone(tmp_path: Path) -> None:
    space = small(tmp_path).write("rules/rules.yaml", "title: [Rules\nrequirements:\n" + GOOD_RULE).contract(GOOD_LINE)
    assert {text.split(":")[0] for text in problems(space)} == {"rules/rules.yaml"}


def test_two_requirements_of_one_id_are_an_error_naming_both(tmp_path: Path) -> None:
    found = problems(small(tmp_path).rules(GOOD_RULE, GOOD_RULE).contract(GOOD_LINE))
    assert any("duplicate id GOOD: it stands already at rules/rules.yaml:4" in text for text in found)


def test_an_empty_rule_set_is_an_error_and_never_an_all_clear(tmp_path: Path) -> None:
    space = small(tmp_path)
    assert any("there are no rules" in text for text in problems(space))
    space.write("rules/rules.yaml", "title: Rules\nowner: Lead\nrequirements: []\n")
    assert any("the list is empty" in text for text in problems(space))


def test_a_contract_without_requirements_is_an_error(tmp_path: Path) -> None:
    found = problems(small(tmp_path).rules(GOOD_RULE).contract("  []\n"))
    assert any("every check of it would be empty" in text for text in found)


def test_a_folder_that_is_no_workspace_says_so(tmp_path: Path) -> None:
    with pytest.raises(ProblemsFound) as found:
        load_rulebook(tmp_path)
    assert "not a workspace" in found.value.problems[0].message


def test_a_relative_threshold_is_noted_and_does_not_stop(tmp_path: Path) -> None:
    space = small(tmp_path).rules(GOOD_RULE).contract(adopt(threshold="2024-04-01: better than England"))
    _, found = read_rulebook(space.folder)
    assert any("opens a question, never a letter" in problem.message for problem in found)
    assert problems(space) == []


def codes(space: Small, file: str) -> list[str]:
    return [problem.code for problem in read_rulebook(space.folder)[1] if problem.file == file]


def test_files_that_would_be_passed_over_are_errors_with_codes(tmp_path: Path) -> None:
    space = small(tmp_path).rules(GOOD_RULE).contract(GOOD_LINE)
    space.write("rules/more.yml", "title: More\n").write("rules/ladders/A Ladder.yaml", LADDER)
    space.write("contracts/other/returns/note.txt", "kept").write("rules/vocabulary/more.yaml", VOCABULARY)
    space.contract(GOOD_LINE, name="BETA")
    path = space.folder / "contracts/beta/contract.yaml"
    path.write_text(path.read_text("utf-8").replace("contract: BETA", "contract: ACUTE"), encoding="utf-8")
    assert codes(space, "rules/more.yml") == ["PX052"]
    assert "PX058" in codes(space, "rules/ladders/A Ladder.yaml")
    assert codes(space, "contracts/other") == ["PX053"]
    assert "PX056" in codes(space, "rules/vocabulary/words.yaml")
    assert "PX055" in codes(space, "contracts/beta/contract.yaml")


def test_a_file_that_can_not_be_opened_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    space = small(tmp_path).rules(GOOD_RULE).contract(GOOD_LINE)
    (space.folder / "rules" / "folder.yaml").mkdir()
    assert codes(space, "rules/folder.yaml") == ["PX059"]


def test_lines_no_slip_explains_are_told_in_the_parsers_words(tmp_path: Path) -> None:
    space = small(tmp_path).rules(GOOD_RULE).contract(GOOD_LINE)
    space.write("rules/a.yaml", "title: A\n: x\n").write("rules/b.yaml", "[a, b]: x\n")
    assert (codes(space, "rules/a.yaml"), codes(space, "rules/b.yaml")) == (["PX022"], ["PX021"])


def test_a_key_that_is_misspelt_is_told_once_and_not_also_as_missing(tmp_path: Path) -> None:
    space = small(tmp_path).rules(GOOD_RULE.replace("severity: major", "severty: major")).contract(GOOD_LINE)
    assert codes(space, "rules/rules.yaml").count("PX030") == 1
    assert "PX031" not in codes(space, "rules/rules.yaml")
