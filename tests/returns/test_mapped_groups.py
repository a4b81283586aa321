"""Rows of groups of people in a provider's own report: read apart from the whole, by a mapping that says where they stand."""

from datetime import date
from pathlib import Path

import pytest
from small_workspace import Small, adopt, rule, small

from pxcommission.evidence.observations import Reading
from pxcommission.loading import GivenByHand, LoadedFile, load_files
from pxcommission.problems import ProblemsFound
from pxcommission.returns.mappings import mapping_of
from pxcommission.workspace import open_workspace

MAPPING = """\
title: Answers by group
kind: answers by group
source: this test
verified: false
layout: list
recognised_by: [Group, Good]
provider: {column: Trust}
period: {column: Quarter}
service: {fixed: inpatient}
CHARACTERISTIC
group: {column: Group}
figures:
  answers_positive: {numerator: Good, denominator: Answers, value: Share}
"""
HEADINGS = "Trust,Quarter,Breakdown,Group,Good,Answers,Share\n"


@pytest.fixture
def space(tmp_path: Path) -> Small:
    return small(tmp_path).rules(rule()).contract(adopt())


def read(space: Small, rows: str, characteristic: str = "characteristic: {column: Breakdown}") -> LoadedFile:
    not_read = "not_read: [Breakdown]\n" if "Breakdown" not in characteristic else ""
    space.write("rules/mappings/groups.yaml", MAPPING.replace("CHARACTERISTIC", characteristic) + not_read)
    path = space.write("groups.csv", HEADINGS + rows).folder / "groups.csv"
    given = GivenByHand(received=date(2025, 11, 10))
    return next(load_files(open_workspace(space.folder), [path], given, date(2026, 1, 31)))


def groups(reading: Reading | None) -> list[tuple[str, str, int | None, int | None]]:
    assert reading is not None
    return [(one.characteristic, one.group, one.numerator, one.denominator) for one in reading.by_group]


def told(loaded: LoadedFile) -> str:
    return " | ".join(problem.text for problem in loaded.problems)


def test_the_row_of_everybody_is_the_ordinary_figure_and_the_others_stand_apart(space):
    rows = (
        "RZ1,2025/26 Q2,All,All patients,90,100,\n"
        "RZ1,2025/26 Q2,Ethnic group, White  British ,60,65,\n"
        "RZ1,2025/26 Q2,Ethnic group,Not stated,30,35,\n"
        "RZ1,2025/26 Q2,All,All patients,90,100,\n"
        "RZ1,2025/26 Q2,IMD decile,1,10,12,\n"
        "RZ1,2025/26 Q2,IMD decile,10,2,3,\n"
    )
    loaded = read(space, rows)
    assert loaded.reading is not None
    assert [(one.numerator, one.group) for one in loaded.reading.observations] == [(90, "")]
    assert groups(loaded.reading) == [
        ("ethnicity", "White British", 60, 65),
        ("ethnicity", "Not stated", 30, 35),
        ("deprivation", "1", 10, 12),
        ("deprivation", "10", 2, 3),
    ]
    assert "duplicate" not in told(loaded)
    assert "small numbers" not in told(loaded)


def test_a_characteristic_may_be_the_same_for_the_whole_file(space):
    loaded = read(space, "RZ1,2025/26 Q2,,16-24,9,10,\n", "characteristic: {fixed: age}")
    assert groups(loaded.reading) == [("age", "16-24", 9, 10)]


def test_a_characteristic_that_is_not_compared_is_left_out_with_one_warning(space):
    rows = "RZ1,2025/26 Q2,Religion,None,9,10,\nRZ1,2025/26 Q2,Religion,Jain,8,10,\nRZ1,2025/26 Q2,Sex,Female,8,10,\n"
    loaded = read(space, rows)
    assert groups(loaded.reading) == [("sex", "Female", 8, 10)]
    assert told(loaded).count("'Religion' is none of ethnicity, age, sex, disability, deprivation") == 1


def test_a_mapping_may_say_which_of_the_five_a_word_of_the_return_is(space):
    said = "characteristic: {column: Breakdown}\ncharacteristics: {Gender: sex}\ngroups_whole: [Everyone]"
    loaded = read(space, "RZ1,2025/26 Q2,Gender,Woman,9,10,\nRZ1,2025/26 Q2,Gender,Everyone,17,20,\n", said)
    assert groups(loaded.reading) == [("sex", "Woman", 9, 10)]
    assert loaded.reading is not None and loaded.reading.observations[0].numerator == 17


def test_a_row_without_a_group_is_refused(space):
    loaded = read(space, "RZ1,2025/26 Q2,Sex,,9,10,\n")
    assert loaded.state == "refused"
    assert "groups.csv!D2: error: group: there is none in this row" in told(loaded)
    assert "write All patients where it is of everybody" in told(loaded)


def test_one_group_in_two_rows_with_other_figures_is_refused(space):
    loaded = read(space, "RZ1,2025/26 Q2,Sex,Female,9,10,\nRZ1,2025/26 Q2,Sex,female,8,10,\n")
    assert loaded.state == "refused"
    assert "a duplicate of E2/F2 with other figures (RZ1, answers_positive, 2025/26 Q2, 'female')" in told(loaded)


def test_a_warning_about_a_group_does_not_repeat_its_counts(space):
    loaded = read(space, "RZ1,2025/26 Q2,Sex,Female,3,7,50\n")
    assert "Share is not what the counts of this group give" in told(loaded)
    assert "3 of 7" not in told(loaded)


def test_another_file_that_states_a_group_otherwise_is_refused_where_neither_is_known_to_be_newer(space):
    assert read(space, "RZ1,2025/26 Q2,Sex,Female,9,10,\n").state == "loaded"
    again = read(space, "RZ1,2025/26 Q2,Sex,Female,8,10,\n")
    assert again.state == "refused"
    assert "neither is known to be the newer" in told(again)


@pytest.mark.parametrize(
    ("characteristic", "message"),
    [
        ("characteristic: {fixed: religion}", "'religion' is no characteristic that is compared"),
        ("characteristic: {fixed: ethnicty}", "did you mean 'ethnicity'?"),
        ("touchpoint: {fixed: birth}", "`group` and `characteristic` belong together"),
        ("characteristic: {column: Breakdown}\ncharacteristics: {Faith: religion}", "write one of ethnicity, age, sex"),
    ],
)
def test_a_mapping_of_groups_is_read_strictly(characteristic, message):
    with pytest.raises(ProblemsFound) as found:
        mapping_of(MAPPING.replace("CHARACTERISTIC", characteristic), "groups")
    assert message in " ".join(problem.text for problem in found.value.problems)
