"""Workbooks of self-assessments: out, filled, in, out again the same but for the answers; wrong ones refused with the cell."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from diagnostics.assessments_written import (
    FRAMEWORK,
    FULL,
    TODAY,
    cells_of,
    diagnostic,
    frameworks,
    key,
    read_back,
    recorded,
    saved,
    taken,
    workbook,
)
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from pxcommission.diagnostics.answers import read_answer
from pxcommission.diagnostics.entries import STATUSES, as_kept
from pxcommission.diagnostics.form import COLUMNS, LABELS
from pxcommission.diagnostics.rounds import rounds_of
from pxcommission.diagnostics.taking import written_form
from pxcommission.packs.xlsx_checks import FORM, violations
from pxcommission.problems import ExitCode, ProblemsFound


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that nothing is recorded in."""
    folder = tmp_path_factory.mktemp("forms")
    diagnostic(folder)
    return folder


def refused(folder: Path, package: bytes) -> list[tuple[str, str]]:
    with pytest.raises(ProblemsFound) as found:
        read_back(folder, package)
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    assert all(one.fix for one in found.value.problems)
    return [(one.place.removeprefix("form.xlsx!"), one.message) for one in found.value.problems]


@pytest.fixture(scope="module")
def full(made: Path) -> bytes:
    """A form filled in full, of the workspace that nothing is recorded in."""
    return workbook(made, FULL)


def changed(package: bytes, sheet: str, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(BytesIO(package))
    for name, value in cells.items():
        book[sheet][name].value = value
    return saved(book)


def column(fills: str, row: int = 5) -> str:
    number = next(n for n, one in enumerate(COLUMNS, start=1) if one.fills == fills)
    return f"{'ABCDEFGHIJK'[number - 1]}{row}"


def test_a_form_comes_back_as_it_went_out_but_for_what_was_filled_in(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    chosen = frameworks(tmp_path)["first"]
    empty = cells_of(written_form(tmp_path, chosen, key(), "Example Provider"))
    taken(tmp_path, workbook(tmp_path, FULL))
    again = cells_of(written_form(tmp_path, chosen, key(), "Example Provider"))
    fillable = {column(one.fills, row) for one in COLUMNS if one.fills for row in (5, 6)}
    after = {f"B{LABELS.index(label) + 1}" for label in ("Assessed on", "Written after", "Fingerprint")}
    for name, cells in empty.items():
        may_differ = after if name == "Guidance" else fillable
        assert {c: v for c, v in cells.items() if c not in may_differ} == {
            c: v for c, v in again[name].items() if c not in may_differ
        }
    assert again["LEAD Leadership"][column("evidence")] == "Minutes of June"
    assert again["LEAD Leadership"][column("rating")] == "2 established"
    assert str(again["LEAD Leadership"][column("due")])[:10] == "2025-11-30"
    assert again["COLL Collecting feedback"][column("not_assessed")] == "We have no wards"


def test_taking_a_form_in_twice_or_written_again_changes_nothing(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    first = taken(tmp_path, workbook(tmp_path, FULL))
    assert (first.entry, len(first.new)) == ("diagnostic-0001", 3)
    for package in (
        workbook(tmp_path, FULL),
        written_form(tmp_path, frameworks(tmp_path)["first"], key(), "Example Provider"),
    ):
        again = taken(tmp_path, package)
        assert (again.entry, again.new, again.changed, len(again.unchanged)) == ("", (), (), 3)


WORDS = st.text("abc dé=+-@'\"<&;_x0041", min_size=1, max_size=30).map(lambda text: f"a{text}".strip())
ANSWER = st.one_of(
    st.fixed_dictionaries({"rating": st.sampled_from(["1 partial", "2 established"]), "evidence": WORDS}),
    st.fixed_dictionaries({"rating": st.just("0 not started")}),
    st.fixed_dictionaries({"rating": st.just("not assessed"), "not_assessed": WORDS}),
    st.fixed_dictionaries(
        {"rating": st.just("0 not started"), "action": WORDS, "owner": st.just("Matron"), "due": st.dates(TODAY).map(str),
         "status": st.sampled_from(list(STATUSES))}
    ),
)  # fmt: skip


@settings(max_examples=5, deadline=None, derandomize=True)
@for_all(one=ANSWER, other=ANSWER)
def test_whatever_is_filled_in_comes_back_as_it_was_read(
    tmp_path_factory: pytest.TempPathFactory, made: Path, one: dict[str, str], other: dict[str, str]
) -> None:
    chosen = frameworks(made)["first"]
    wanted = {name: read_answer(texts, chosen, TODAY).answer for name, texts in (("LEAD-1", one), ("COLL-1", other))}
    if any(answer is None for answer in wanted.values()):
        return  # what was made up looks like personal details
    read = read_back(made, workbook(made, {"LEAD-1": one, "COLL-1": other})).given.answers
    assert {n: as_kept(a) for n, a in read.items()} == {n: as_kept(a) for n, a in wanted.items() if a}


def test_every_problem_of_a_form_is_told_in_one_pass_with_its_cell(made: Path) -> None:
    wrong = {
        "LEAD-1": {"rating": "2 established", "owner": "Chief Nurse"},
        "LEAD-2": {"rating": "4 marvellous"},
        "COLL-1": {"rating": "not assessed"},
    }
    assert refused(made, workbook(made, wrong, on="2030-01-01")) == [
        ("Guidance!B9", "Assessed on: 2030-01-01 lies outside 2000-01-01 to 2026-01-31"),
        ("LEAD Leadership!G5", "Evidence: the rating 2 needs evidence; only 0 does without"),
        ("LEAD Leadership!H5", "Owner: there is no action that it could belong to"),
        ("LEAD Leadership!E6", "Rating: '4 marvellous' is none of the scale"),
        ("COLL Collecting feedback!F5", "Why not assessed: 'not assessed' needs its reason"),
    ]


def test_the_lowest_rating_needs_no_evidence_and_the_next_one_does(made: Path) -> None:
    chosen = frameworks(made)["first"]
    assert not read_answer({"rating": "0"}, chosen, TODAY).wrong
    assert [one.field for one in read_answer({"rating": "1"}, chosen, TODAY).wrong] == ["evidence"]


def test_a_formula_is_refused_and_told_once(made: Path, full: bytes) -> None:
    assert refused(made, changed(full, "LEAD Leadership", **{column("evidence"): "=A1", column("action"): "=1+1"})) == [
        ("LEAD Leadership!G5", "the cell holds a formula"),
        ("LEAD Leadership!I5", "the cell holds a formula"),
    ]


@pytest.mark.parametrize(
    ("sheet", "cells", "told"),
    [
        ("LEAD Leadership", {"A5": "LEAD-9"}, [
            ("LEAD Leadership!A5", "there is no indicator 'LEAD-9' in LEAD; did you mean 'LEAD-2'?"),
            ("LEAD Leadership!A4", "the row of LEAD-1 is missing; what was said under it would be lost")]),
        ("LEAD Leadership", {"A6": "LEAD-1"}, [
            ("LEAD Leadership!A6", "the indicator LEAD-1 stands already in A5"),
            ("LEAD Leadership!A4", "the row of LEAD-2 is missing; what was said under it would be lost")]),
        ("LEAD Leadership", {"B5": "Easier to reach."}, [
            ("LEAD Leadership!B5", "What good looks like of LEAD-1 is not as the framework has it")]),
        ("LEAD Leadership", {"E4": "Score"}, [("LEAD Leadership!E4", "the heading 'Rating' does not stand here")]),
        ("LEAD Leadership", {"M5": "a note"}, [
            ("LEAD Leadership!M5", "something stands beside the form, where nobody reads it")]),
        ("LEAD Leadership", {"A9": "a note"}, [("LEAD Leadership!A9", "there is no indicator 'a note' in LEAD")]),
        ("Guidance", {"B6": "second edition"}, [
            ("Guidance!B6", "Edition: the form is of 'second edition', the framework here of 'first edition'")]),
        ("Guidance", {"B4": "fist"}, [("Guidance!B4", "Framework: there is no 'fist'; did you mean 'first'?")]),
        ("Guidance", {"B8": "ward"}, [
            ("Guidance!B14", "the labels are not as they were written: a form is handed in for the organisation, round and rater it was made for")]),
        ("Guidance", {"B9": None}, [("Guidance!B9", "Assessed on: this is needed")]),
        ("LEAD Leadership", {"H5": "Nurse Jane Smith"}, [
            ("LEAD Leadership!H5", "Owner: this seems to hold a person's name, and it would be kept for good")]),
    ],
)  # fmt: skip
def test_what_was_changed_in_a_form_is_refused_with_its_cell(
    made: Path, full: bytes, sheet: str, cells: dict[str, Any], told: list[tuple[str, str]]
) -> None:
    assert refused(made, changed(full, sheet, **cells)) == told


def test_a_sheet_removed_or_added_is_refused(made: Path, full: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(full))
    del book["COLL Collecting feedback"]
    book.create_sheet("Notes")["A1"] = "more"
    assert refused(made, saved(book)) == [
        ("COLL Collecting feedback", "there is no sheet 'COLL Collecting feedback'"),
        ("Notes", "this sheet is no part of the form"),
    ]


def test_a_file_that_is_no_form_is_refused_whatever_it_is(made: Path) -> None:
    other = openpyxl.Workbook()
    other.active["A1"] = "Form"
    assert "no form of a self-assessment" in refused(made, saved(other))[0][1]
    assert refused(made, b"rating,evidence\n1,none\n")


def test_an_edition_that_changed_since_the_form_was_written_is_refused(tmp_path: Path) -> None:
    made = diagnostic(tmp_path)
    package = workbook(tmp_path, FULL)
    made.write("rules/frameworks/first.yaml", FRAMEWORK.replace("Two directors answer", "Three directors answer"))
    assert refused(tmp_path, package)[0] == (
        "LEAD Leadership!B5", "What good looks like of LEAD-1 is not as the framework has it",
    )  # fmt: skip


def test_a_row_once_answered_can_not_be_blanked_away(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    package = workbook(tmp_path, {**FULL, "LEAD-2": {}})
    recorded(tmp_path, FULL)
    with pytest.raises(ProblemsFound) as found:
        taken(tmp_path, package)
    assert [one.place for one in found.value.problems] == ["form.xlsx!LEAD Leadership!E6"]


def test_a_form_does_not_undo_what_was_recorded_after_it_was_written(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    package = workbook(tmp_path, FULL)
    recorded(tmp_path, {"LEAD-2": {"rating": "1", "evidence": "The agenda of July"}}, on="2025-07-20")
    with pytest.raises(ProblemsFound) as found:
        taken(tmp_path, package)
    assert [(one.cell, one.message) for one in found.value.problems] == [
        ("E6", "LEAD-2 was changed by diagnostic-0001 after this form was written, and would be changed back")
    ]


def test_the_same_form_may_be_corrected_and_taken_in_again(tmp_path: Path) -> None:
    diagnostic(tmp_path)
    package = workbook(tmp_path, FULL)
    taken(tmp_path, package)
    book = openpyxl.load_workbook(BytesIO(package))
    book["LEAD Leadership"][column("evidence")].value = "Minutes of July"
    assert taken(tmp_path, saved(book)).changed == ("LEAD-1",)
    (part,) = rounds_of(tmp_path, TODAY)
    assert part.answers["LEAD-1"].evidence == "Minutes of July"


def test_the_form_meets_the_checks_of_forms_for_people_who_read_by_ear(full: bytes) -> None:
    assert [one.text for one in violations(full, FORM)] == []


@pytest.mark.parametrize("text", ["", ".", "-", "n/a", "tbc", "None", "to follow", "x"])
def test_a_word_that_only_keeps_a_place_is_no_evidence(tmp_path: Path, text: str) -> None:
    diagnostic(tmp_path)
    (wrong,) = read_answer({"rating": "2 established", "evidence": text}, frameworks(tmp_path)["first"], TODAY).wrong
    assert wrong.message == "Evidence: the rating 2 needs evidence; only 0 does without"
