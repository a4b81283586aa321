"""Forms filled in Excel: every problem with its cell in one pass, all or nothing, and loading again changes nothing."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from listening.registers_written import add, complaint, filled_form, group, listening, load, story, when
from small_workspace import Small, adopt

from pxcommission.listening.fields import fields_of
from pxcommission.listening.form import FIRST_ROW, FORM, HEADER, SHEET, form_bytes
from pxcommission.listening.log import LOG
from pxcommission.listening.recording import forget, withdraw
from pxcommission.listening.register import registers_on, said_in
from pxcommission.problems import ExitCode, ProblemsFound, Weight
from pxcommission.vocabulary.counted_from import KINDS


def cells(found: ProblemsFound) -> list[str | None]:
    return [problem.cell for problem in found.problems]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_form_whose_drop_downs_offer_its_words(tmp_path: Path, kind: str) -> None:
    from listening.registers_written import words_of

    listening(tmp_path)
    book = openpyxl.load_workbook(BytesIO(form_bytes(kind, words_of(tmp_path), "RZ1")))
    sheet = book[SHEET]
    assert [sheet.cell(7, n).value.removesuffix(" *") for n in range(1, len(fields_of(kind)) + 1)] == [
        field.heading for field in fields_of(kind)
    ]
    for cell in sheet[HEADER]:
        assert sheet.column_dimensions[cell.column_letter].width >= len(str(cell.value)) + 4
    lists = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert {rule.formula1.split("!")[0] for rule in lists} == {"Words"} and len(lists) >= 3
    assert sheet["B3"].value == "RZ1" and book["Words"]["A1"].value == "Service"


def test_a_filled_form_is_kept_with_the_row_each_entry_stands_in(tmp_path: Path) -> None:
    made = listening(tmp_path)
    data = filled_form(
        made,
        "discussion-group",
        group("2025-07-03", reference="1", said="We want a clock"),
        group("2025-07-10", reference="2"),
    )
    done = load(made, "groups.xlsx", data)
    assert (done.new, done.unchanged) == (("discussion-group-0001", "discussion-group-0002"), ())
    first = registers_on(tmp_path).entries["discussion-group-0001"]
    assert (
        first.source.text == f"groups.xlsx!{SHEET}!A{FIRST_ROW}" and said_in(tmp_path, first).said == "We want a clock"
    )


def test_loading_again_changes_nothing_and_a_later_copy_replaces_its_own_rows(tmp_path: Path) -> None:
    made = listening(tmp_path)
    first = filled_form(made, "complaint", complaint("2025-07-03", reference="C1"))
    load(made, "july.xlsx", first)
    before = (tmp_path / LOG).read_bytes()
    assert load(made, "july.xlsx", first).unchanged == ("complaint-0001",)
    assert load(made, "copy of july.xlsx", first).unchanged == ("complaint-0001",)
    assert (tmp_path / LOG).read_bytes() == before
    later = filled_form(
        made,
        "complaint",
        complaint("2025-07-03", reference="C1", acknowledged="2025-07-04"),
        complaint("2025-08-01", reference="C2"),
    )
    done = load(made, "august.xlsx", later)
    assert (done.new, done.replaced) == (("complaint-0002",), ("complaint-0001",))


@pytest.fixture(scope="module")
def with_a_complaint(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A workspace whose register has one complaint, and the form it was loaded from; to be copied."""
    folder = tmp_path_factory.mktemp("complaint")
    made = listening(folder)
    row = complaint("2025-07-03", reference="C1", answer_due="2025-08-29")
    data = filled_form(made, "complaint", row, labels={"B3": "RZ1"})
    load(made, "a.xlsx", data)
    return folder, data


@pytest.mark.parametrize("heading", [field.heading for field in fields_of("complaint")])
def test_a_form_without_one_of_its_columns_is_refused_so_that_nothing_is_taken_away(
    with_a_complaint: tuple[Path, bytes], tmp_path: Path, heading: str
) -> None:
    folder, data = with_a_complaint
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    made = Small(tmp_path)
    before = (tmp_path / LOG).read_bytes()
    book = openpyxl.load_workbook(BytesIO(data))
    sheet = book[SHEET]
    places = {str(cell.value).removesuffix(" *"): cell.column for cell in sheet[HEADER]}
    sheet.delete_cols(places[heading])
    if places[heading] <= 2:  # the labels stand in these columns
        for number, text in enumerate(("Form", "Kind", "Provider", "Complete for", "How to fill"), start=1):
            sheet.cell(number, 1).value = text
            sheet.cell(number, 2).value = (FORM, "complaint", "RZ1", "", "")[number - 1]
    out = BytesIO()
    book.save(out)
    with pytest.raises(ProblemsFound) as found:
        load(made, "a.xlsx", out.getvalue())
    (problem,) = found.value.problems
    assert f"there is no column '{heading}" in problem.message and found.value.exit_code is ExitCode.RETURNS_WRONG
    assert "feedback template complaint" in problem.fix
    assert (tmp_path / LOG).read_bytes() == before


def test_a_reference_of_another_day_is_refused_unless_it_is_meant(tmp_path: Path) -> None:
    made = listening(tmp_path)
    load(made, "a.xlsx", filled_form(made, "patient-story", story("2025-07-03", reference="1")))
    other = filled_form(made, "patient-story", story("2025-07-09", reference="1"))
    with pytest.raises(ProblemsFound) as found:
        load(made, "b.xlsx", other)
    assert cells(found.value) == [f"A{FIRST_ROW}"] and "patient-story-0001" in found.value.problems[0].message
    assert load(made, "b.xlsx", other, corrects=True).replaced == ("patient-story-0001",)


def test_every_problem_is_named_with_its_cell_and_nothing_is_kept(tmp_path: Path) -> None:
    made = listening(tmp_path)
    data = filled_form(
        made, "complaint",
        complaint("2025-07-03", reference="C1"),
        complaint("03/07/2025", reference="C1", provider="rz1", service="inpatiant"),
        {**complaint("2025-07-04", acknowledged="2025-07-01"), "themes": None},
        complaint("2025-07-04", reference="C9", action='=HYPERLINK("x")'),
        labels={"B4": "summer"},
    )  # fmt: skip
    with pytest.raises(ProblemsFound) as found:
        load(made, "c.xlsx", data)
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    assert {"B4", "B10", "E10", "F10", "A11", "G11", "N11", "R12"} <= set(cells(found.value))
    assert not (tmp_path / LOG).exists() and not (tmp_path / ".pxcommission/listening/texts").exists()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"", "empty"),
        ("a.xlsx", b"PK\x03\x04 broken", "corrupt"),
        ("a.csv", b"Form,something else\n1,2\n", "not a listening form"),
        ("a.xlsx", b"<html><table>", "HTML"),
    ],
)
def test_what_is_no_form_is_refused_by_the_same_rules_as_a_return(
    tmp_path: Path, name: str, data: bytes, words: str
) -> None:
    made = listening(tmp_path)
    with pytest.raises(ProblemsFound) as found:
        load(made, name, data)
    assert words in found.value.problems[0].message and found.value.exit_code is ExitCode.RETURNS_WRONG


def test_a_form_that_says_its_period_makes_it_complete_even_without_a_row(tmp_path: Path) -> None:
    made = listening(tmp_path)
    done = load(made, "none.xlsx", filled_form(made, "compliment", labels={"B3": "RZ1", "B4": "2025/26 Q2"}))
    assert done.complete == ("complete-0001",)
    with pytest.raises(ProblemsFound) as found:
        load(made, "now.xlsx", filled_form(made, "compliment", labels={"B3": "RZ1", "B4": "2025/26 Q4"}))
    assert cells(found.value) == ["B4"] and "not over" in found.value.problems[0].message
    with pytest.raises(ProblemsFound) as found:
        load(made, "blank.xlsx", filled_form(made, "compliment"))
    assert "no rows" in found.value.problems[0].message


def test_the_words_of_a_forgotten_entry_do_not_come_back_with_its_file(tmp_path: Path) -> None:
    made = listening(tmp_path)
    data = filled_form(made, "patient-story", story("2025-07-03", reference="1", said="What I went through"))
    load(made, "a.xlsx", data)
    forget(tmp_path, "patient-story-0001", "asked", when())
    assert load(made, "a.xlsx", data).unchanged == ("patient-story-0001",)
    changed = filled_form(
        made, "patient-story", story("2025-07-03", "mixed", reference="1", said="What I went through")
    )
    assert load(made, "a.xlsx", changed).kept_back == ("patient-story-0001",)
    kept = b"".join(path.read_bytes() for path in (tmp_path / ".pxcommission").rglob("*") if path.is_file())
    assert b"went through" not in kept


def test_a_row_that_was_withdrawn_does_not_come_back_with_its_file(tmp_path: Path) -> None:
    made = listening(tmp_path)
    rows = [complaint("2025-07-03", reference="C1"), complaint("2025-07-03", reference="C2")]
    load(made, "a.xlsx", filled_form(made, "complaint", *rows))
    withdraw(tmp_path, "complaint-0002", "recorded twice", when())
    later = filled_form(made, "complaint", *rows, complaint("2025-08-01", reference="C3"))
    done = load(made, "b.xlsx", later)
    assert (done.new, done.unchanged, done.left_out) == (("complaint-0003",), ("complaint-0001",), ("complaint-0002",))
    assert list(registers_on(tmp_path).entries) == ["complaint-0001", "complaint-0003"]
    (note,) = load(
        made, "c.xlsx", filled_form(made, "complaint", rows[1], complaint("2025-08-02", reference="C4"))
    ).left_out
    assert note == "complaint-0002"


def test_personal_details_are_warned_of_with_the_cell(tmp_path: Path) -> None:
    made = listening(tmp_path)
    done = load(
        made, "a.xlsx", filled_form(made, "patient-story", story("2025-07-03", reference="1", said="Ring 01632 960123"))
    )
    (note,) = done.filled.notes
    assert note.cell and "telephone" in note.message and "960123" not in note.message


def test_a_code_no_contract_knows_is_warned_of_once_at_its_first_cell(tmp_path: Path) -> None:
    made = listening(tmp_path).contract(adopt())
    rows = [complaint(f"2025-07-0{n}", reference=f"C{n}", provider="XX9") for n in (1, 2)]
    data = filled_form(made, "complaint", complaint("2025-07-05", reference="C0"), *rows)
    (note,) = load(made, "a.xlsx", data).filled.notes
    assert (note.cell, note.weight) == (f"B{FIRST_ROW + 1}", Weight.WARNING)
    assert note.message == "no contract here knows the provider code XX9, so nothing of it is judged"
    labelled = filled_form(made, "compliment", labels={"B3": "XX9", "B4": "2025/26 Q2"})
    (note,) = load(made, "b.xlsx", labelled).filled.notes
    assert note.cell == "B3"


def test_typed_entries_and_rows_number_on_together(tmp_path: Path) -> None:
    made = listening(tmp_path)
    add(made, "complaint", complaint("2025-07-01"))
    assert load(made, "a.xlsx", filled_form(made, "complaint", complaint("2025-07-02", reference="C1"))).new == (
        "complaint-0002",
    )
