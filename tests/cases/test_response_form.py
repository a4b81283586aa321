"""The response form of a letter, filled in by the provider and read back."""

import io
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from pxcommission.cases.response_form import ActionOffered, CaseAnswer, ResponseRow, response_form, response_in
from pxcommission.problems import ExitCode, ProblemsFound

ROWS = (
    ResponseRow("ACUTE/GOOD/inpatient", "Patients describe their care as good.", "Schedule 4", "80.0% (80 of 100)", "What changed?"),
    ResponseRow("ACUTE/SEEN/all", "=1+1", "SC16", "3", "Why?"),
)  # fmt: skip
FORM = response_form(
    "ACUTE/2025-26-Q2/0a1b", "ACUTE", ("RZ1", "Example Provider"), "2025/26 Q2", "11 December 2025", ROWS
)
HEADINGS = 9


def filled(folder: Path, *rows: dict[str, object], changed: dict[str, object] | None = None) -> Path:
    book = load_workbook(io.BytesIO(FORM))
    sheet = book["Response"]
    columns = {cell.value: cell.column for cell in sheet[HEADINGS]}
    for number, cells in enumerate(rows, start=HEADINGS + 1):
        for name, value in cells.items():
            sheet.cell(number, columns[name]).value = value
    for cell, value in (changed or {}).items():
        sheet[cell] = value
    path = folder / "response-form-ACUTE.xlsx"
    book.save(path)
    return path


def refused(path: Path) -> list[tuple[str | None, str]]:
    with pytest.raises(ProblemsFound) as found:
        response_in(path, path.name)
    assert found.value.exit_code is ExitCode.RETURNS_WRONG
    return [(problem.cell, problem.message) for problem in found.value.problems]


def test_a_filled_form_is_read_with_its_letter_answers_and_what_is_left_open(tmp_path):
    answer = {
        "Position": "Partly",
        "In short": "Two wards moved.",
        "Action 1": "A second nurse",
        "Lead 1": "Chief Nurse",
    }
    found = response_in(filled(tmp_path, {**answer, "By 1": date(2026, 1, 15)}), "form.xlsx")
    assert (found.contract, found.provider, found.letter) == ("ACUTE", "RZ1", "ACUTE/2025-26-Q2/0a1b")
    action = ActionOffered("A second nurse", "Chief Nurse", date(2026, 1, 15))
    assert found.answers == (CaseAnswer("ACUTE/GOOD/inpatient", "partly", "Two wards moved.", (action,), "F10"),)
    assert found.open == ("ACUTE/SEEN/all",)


def test_days_may_be_written_as_text(tmp_path):
    row = {"Position": "accepts", "Action 2": "A rota", "Lead 2": "Matron", "By 2": "15/01/2026"}
    (answer,) = response_in(filled(tmp_path, row), "form.xlsx").answers
    assert answer.actions[0].by == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("row", "cell", "said"),
    [
        ({"Position": "agree"}, "F10", "'agree' is no position"),
        ({"Position": "disputes"}, "G10", "'disputes' needs a sentence that says why"),
        ({"In short": "Two wards moved."}, "F10", "something is answered here, but no position is chosen"),
        ({"Position": "accepts", "Action 1": "A rota", "By 1": "15/01/2026"}, "I10", "the action has no lead"),
        ({"Position": "accepts", "Action 1": "A rota", "Lead 1": "Matron"}, "J10", "the action has no day"),
        ({"Position": "accepts", "Action 1": "A rota", "Lead 1": "Matron", "By 1": "soon"}, "J10", "'soon' is not a day"),
        ({"Position": "accepts", "Lead 3": "Matron"}, "N10", "a lead or a day stands here without an action"),
        ({}, None, "no row is answered"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_cell(tmp_path, row, cell, said):
    ((where, message),) = refused(filled(tmp_path, row))
    assert (where, message.startswith(said)) == (cell, True), message


@pytest.mark.parametrize("changed", [{"B10": "ACUTE/OTHER/all"}, {"A10": "ACUTE/2025-26-Q1/ffff"}, {"B2": "OTHER"}])
def test_a_form_whose_locked_cells_were_changed_is_refused(tmp_path, changed):
    assert "not as they were sent" in refused(filled(tmp_path, {"Position": "accepts"}, changed=changed))[0][1]


def test_another_workbook_is_no_response_form(tmp_path):
    from openpyxl import Workbook

    other = Workbook()
    other.active["A1"] = "Something else"
    other.save(tmp_path / "other.xlsx")
    assert refused(tmp_path / "other.xlsx")[0][1] == "this is no response form"


def test_what_the_form_asks_is_never_a_formula():
    sheet = load_workbook(io.BytesIO(FORM))["Response"]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert sheet.protection.sheet and not sheet["F10"].protection.locked and sheet["B10"].protection.locked
