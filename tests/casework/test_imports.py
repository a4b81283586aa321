"""Decisions read from the escalation workbook, answers read from the response form."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from letters_sent import DATED, draft_in, sent_from

Run = Callable[..., Any]
INTERPRETER = "EXAMPLE-ACUTE/INTERPRETER/all"
INPATIENT = "EXAMPLE-ACUTE/FFT-IP-POSITIVE/inpatient"


@pytest.fixture
def at(run: Run, packed: Path) -> Callable[..., Any]:
    def command(day: str, *arguments: str | Path) -> Any:
        return run(*arguments, "--workspace", packed, "--as-at", day, "--by", "Contract manager")

    return command


def filled(path: Path, sheet: str, heading_row: int, by_case: dict[str, dict[str, object]]) -> Path:
    """The workbook with cells filled in, by case and heading."""
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    columns = {str(cell.value): cell.column for cell in page[heading_row]}
    for row in page.iter_rows(min_row=heading_row + 1):
        given = by_case.get(str(row[columns["Case"] - 1].value), {})
        for heading, value in given.items():
            row[columns[heading] - 1].value = value  # type: ignore[assignment]
    path = path.parents[3] / f"filled-{path.name}"
    book.save(path)
    return path


def test_a_hold_in_the_workbook_is_recorded_once(at: Callable[..., Any], packed: Path) -> None:
    decided = {
        "Decision": "hold",
        "Reason": "a second supplier starts",
        "Owner": "Head of contracting",
        "Until": "2026-01-31",
    }
    workbook = filled(draft_in(packed).with_name("escalation-workbook.xlsx"), "Proposals", 4, {INTERPRETER: decided})
    ran = at("2025-11-20", "case", "import", workbook, "--format", "json")
    assert ran.code == 0, ran.err
    assert [one["case"] for one in json.loads(ran.out)["cases"]] == [INTERPRETER]
    shown = json.loads(at("2025-11-20", "case", "show", INTERPRETER, "--format", "json").out)
    assert [(one["by"], one["state"]) for one in shown["due"]] == [("2026-01-31", "due")]
    again = json.loads(at("2025-11-20", "case", "import", workbook, "--format", "json").out)
    assert (again["recorded"], f"{INTERPRETER}: recorded already" in again["notes"]) == (False, True)


def test_the_answers_of_a_response_form_stand_in_their_cases_once(at: Callable[..., Any], packed: Path) -> None:
    form = draft_in(packed).with_name("response-form-EXAMPLE-ACUTE.xlsx")
    book = openpyxl.load_workbook(form)
    page = book["Response"]
    heading_row = next(row[0].row for row in page.iter_rows() if any(cell.value == "Position" for cell in row))
    answer = {"Position": "partly", "In short": "Two wards were short of staff.", "Action 1": "Night rounds",
              "Lead 1": "Head of nursing", "By 1": "2026-01-31"}  # fmt: skip
    assert heading_row
    answered = filled(form, "Response", heading_row, {INPATIENT: answer})
    early = at("2025-12-03", "response", "import", answered)
    assert (early.code, "is not recorded as issued in this case" in early.err) == (6, True)
    assert at("2025-11-25", "case", "issue", "EXAMPLE-ACUTE", "--file", sent_from(packed), "--dated", DATED).code == 0
    ran = at("2025-12-03", "response", "import", answered, "--format", "json")
    assert ran.code == 0, ran.err
    said = json.loads(ran.out)
    assert "Offers: Night rounds (Head of nursing, by 31 January 2026)" in said["cases"][0]["what"]
    assert f"{INTERPRETER}: not answered" in said["notes"]
    again = at("2025-12-04", "response", "import", answered)
    assert (again.code, "this form is recorded already: received on 3 December 2025" in again.err) == (6, True)


def test_one_reply_answers_every_case_of_the_letter(at: Callable[..., Any], packed: Path) -> None:
    assert at("2025-11-25", "case", "issue", "EXAMPLE-ACUTE", "--file", sent_from(packed), "--dated", DATED).code == 0
    ran = at("2025-12-03", "case", "respond", "EXAMPLE-ACUTE", "--position", "accepts", "--summary", "See our letter.")
    assert (ran.code, f"also in {INTERPRETER}" in ran.out) == (0, True), ran.err
    due = json.loads(at("2025-12-03", "due", "--contract", "EXAMPLE-ACUTE", "--within", "5", "--format", "json").out)[
        "due"
    ]
    assert not [one for one in due if "Reply" in one["what"]]
