"""The schedule as a workbook: Schedule 4's table, what may be edited, and nothing that acts."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from small_workspace import adopt, rule, small

from pxcommission.authoring.schedule_form import HEADINGS, read_stamp
from pxcommission.authoring.schedule_table import contract_schedule
from pxcommission.authoring.schedule_workbook import schedule_workbook
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

ON = date(2025, 9, 30)


@pytest.fixture(scope="module")
def shipped(root: Path) -> Rulebook:
    return load_rulebook(root)


def exported(rulebook: Rulebook, contract: str, on: date = ON) -> bytes:
    found = rulebook.contracts[contract]
    return schedule_workbook(contract_schedule(rulebook, found, on), rulebook.hashes[found.file])


def opened(data: bytes) -> Any:
    return load_workbook(io.BytesIO(data))


def row_of(sheet: Any, requirement: str) -> dict[str, Any]:
    for row in sheet.iter_rows(min_row=5):
        if row[0].value == requirement:
            return dict(zip(HEADINGS, row, strict=True))
    raise AssertionError(f"no row of {requirement}")


def test_every_adopted_requirement_has_one_row_with_the_threshold_of_the_day(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE"))["Requirements"]
    names = [row[0].value for row in sheet.iter_rows(min_row=5) if row[0].value]
    assert names == [line.use for line in shipped.contracts["EXAMPLE-ACUTE"].contract.requirements]
    row = row_of(sheet, "ED-OVER-TWELVE-HOURS")
    assert row["Threshold"].value == "at most 50"
    assert row["In force from"].value.date() == date(2025, 7, 1)
    later = row_of(
        opened(exported(shipped, "EXAMPLE-ACUTE", date(2026, 1, 31)))["Requirements"], "ED-OVER-TWELVE-HOURS"
    )
    assert later["Threshold"].value == "at most 30"


def test_the_columns_of_schedule_4_stand_in_their_order(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-COMMUNITY"))["Requirements"]
    headings = [cell.value for cell in sheet[4]]
    wanted = ["Quality Requirement", "Threshold: the contract's own line", "Method of Measurement",
              "Period over which the Requirement is to be achieved", "Consequence / applicable process",
              "Applicable Service"]  # fmt: skip
    assert [heading for heading in headings if heading in wanted] == wanted


def test_the_method_of_measurement_is_the_rule_in_words(shipped: Rulebook) -> None:
    row = row_of(opened(exported(shipped, "EXAMPLE-ACUTE"))["Requirements"], "FFT-IP-POSITIVE")
    assert row["Method of Measurement"].value == (
        "Friends and Family Test answers very good or good: “positive” over “responses”, each added over the quarter. Very good "
        "and good answers over all answers; neither good nor poor and don't know stay in the denominator. Judged for the "
        "provider as a whole. Figures from: Friends and Family Test (published figures first, the provider's own report where "
        "there are none). Not judged below 30 responses."
    )
    assert row["Consequence / applicable process"].value == (
        "Question for the review meeting, then challenge letter, then GC9 Contract Performance Notice under General Condition 9."
    )


def test_a_variation_stands_beside_the_contracts_own_threshold_and_not_in_its_place(shipped: Rulebook) -> None:
    row = row_of(opened(exported(shipped, "EXAMPLE-ACUTE"))["Requirements"], "FFT-AE-POSITIVE")
    assert row["Threshold"].value == "at least 78%"
    assert row["Varied or set aside"].value == "at least 72% from 1 July 2025 to 31 December 2025 (Variation 3)"


def test_what_is_in_force_stands_beside_the_contracts_own_line(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE", date(2025, 8, 1)))["Requirements"]
    assert "In force on 1 August 2025" in [cell.value for cell in sheet[4]]
    row = row_of(sheet, "FFT-AE-POSITIVE")
    assert (row["In force on"].value, row["Threshold"].value) == ("at least 72%", "at least 78%")
    row = row_of(sheet, "OP-SEEN-IN-THIRTY-MINUTES")
    assert (row["In force on"].value, row["Threshold"].value) == ("set aside", "at least 90%")
    row = row_of(sheet, "MSA-NONE")
    assert (row["In force on"].value, row["Threshold"].value) == ("none, not one case", "none")


def test_after_the_term_nothing_is_in_force(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE", date(2027, 8, 1)))["Requirements"]
    assert "the contract ended on 31 March 2027, so none is in force" in sheet["A2"].value
    assert row_of(sheet, "FFT-AE-POSITIVE")["In force on"].value == "none: the contract ended on 31 March 2027"


def test_the_sheet_prints_on_a4_with_what_a_reader_needs(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE"))["Requirements"]
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    printed = sheet.print_area.replace("$", "").partition("!")[2].partition(":")[2]
    assert printed.startswith("G") and HEADINGS[6] == "Clause"


def test_only_cells_that_may_be_edited_are_unlocked_and_yellow(shipped: Rulebook) -> None:
    book = opened(exported(shipped, "EXAMPLE-ACUTE"))
    sheet = book["Requirements"]
    editable = {"Threshold", "In force from", "Reason", "Document", "Clause"}
    assert {name for name, cell in row_of(sheet, "FFT-IP-POSITIVE").items() if not cell.protection.locked} == editable
    own_rule = row_of(sheet, "CMP-ACKNOWLEDGED")
    assert {name for name, cell in own_rule.items() if not cell.protection.locked} == {"Clause"}
    assert own_rule["Threshold"].value == own_rule["In force on"].value == "all of them, each one"
    last = dict(zip(HEADINGS, sheet[sheet.max_row], strict=True))
    assert {name for name, cell in last.items() if not cell.protection.locked} == editable | {"Requirement id"}
    for row in sheet.iter_rows(min_row=5):
        assert all((cell.fill.fgColor.rgb == "00FFF8DC") is not cell.protection.locked for cell in row)
    for other in book.worksheets:
        assert other.protection.sheet and not other.protection.password
        if other.title != "Requirements":
            assert all(cell.protection.locked for row in other.iter_rows() for cell in row)


def test_each_sheet_has_a_title_one_table_and_a_frozen_header(shipped: Rulebook) -> None:
    book = opened(exported(shipped, "EXAMPLE-TRANSPORT"))
    assert book.sheetnames == ["Requirements", "History", "Monitored", "Library", "How to use"]
    for sheet in book.worksheets:
        assert sheet["A1"].value and len(sheet.tables) == 1 and sheet.freeze_panes
        assert all(cell.value for cell in sheet[4])


def test_history_has_every_dated_line_variation_and_waiver_with_its_reason(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE"))["History"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=5)]
    of_one = [(row[2], row[3].date(), row[5], row[7]) for row in rows if row[0] == "FFT-IP-POSITIVE"]
    assert of_one == [
        ("contract", date(2024, 4, 1), "at least 94%", "not recorded"),
        ("contract", date(2025, 4, 1), "at least 95%", "not recorded"),
    ]
    assert {row[2] for row in rows} == {"contract", "variation", "waiver"}


def of_history(folder: Path, threshold: str, use: str = "GOOD", clause: str = "Schedule 4") -> list[tuple[str, str]]:
    """The clause or document and the reason of each dated line."""
    adopted = f"  - use: {use}\n    clause: {clause}\n    threshold:{threshold}\n"
    rulebook = load_rulebook(small(folder).rules(rule()).contract(adopted).folder)
    sheet = opened(exported(rulebook, "ACUTE"))["History"]
    return [(row[6].value, row[7].value) for row in sheet.iter_rows(min_row=5) if row[0].value]


AGREED = ("Schedule 4; Variation 4, signed 12 March 2026", "two wards: both moved")


@pytest.mark.parametrize(
    ("threshold", "found"),
    [
        ("\n      2024-04-01: at least 90%   # Variation 4, signed 12 March 2026: two wards: both moved", [AGREED]),
        (" {2024-04-01: at least 90%}   # Variation 4, signed 12 March 2026: two wards: both moved", [AGREED]),
        ('\n      2024-04-01: "at least 90%" # Variation 4: two wards moved', [("Schedule 4; Variation 4", "two wards moved")]),
        (" {2024-04-01: at least 90%, 2025-04-01: at least 91%}   # Minute 3: raised",
         [("Schedule 4", "not recorded"), ("Schedule 4; Minute 3", "raised")]),
        (" {2024-04-01: at least 90%,   # Minute 2: agreed\n      2025-04-01: at least 91%}   # Minute 3: raised",
         [("Schedule 4; Minute 2", "agreed"), ("Schedule 4; Minute 3", "raised")]),
        ("\n      2024-04-01: at least 90%   # they will never reach this", [("Schedule 4", "not recorded")]),
        ("\n      2024-04-01: at least 90%   # nb: they will never reach this", [("Schedule 4", "not recorded")]),
        ("\n      2024-04-01: at least 90%   # Private: they will never reach this", [("Schedule 4", "not recorded")]),
        ("\n      2024-04-01: at least 90%   # TODO: ask", [("Schedule 4", "not recorded")]),
        ("\n      2024-04-01: at least 90%   # see https://x.example", [("Schedule 4", "not recorded")]),
    ],
)  # fmt: skip
def test_only_a_remark_with_its_document_is_told_to_the_provider(
    tmp_path: Path, threshold: str, found: list[tuple[str, str]]
) -> None:
    assert of_history(tmp_path, threshold) == found


def test_a_number_sign_within_a_text_is_no_remark(tmp_path: Path) -> None:
    line = '  - {use: GOOD, clause: "Schedule 4 # Part B: quality", threshold: {2024-04-01: at least 90%}}\n'
    rulebook = load_rulebook(small(tmp_path).rules(rule()).contract(line).folder)
    sheet = opened(exported(rulebook, "ACUTE"))["History"]
    assert [row[7].value for row in sheet.iter_rows(min_row=5) if row[0].value] == ["not recorded"]


def test_what_is_monitored_is_never_called_an_obligation(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE"))["Monitored"]
    assert sheet["A1"].value == "Watched, never an obligation"
    assert [row[0].value for row in sheet.iter_rows(min_row=5)] == list(
        shipped.contracts["EXAMPLE-ACUTE"].contract.monitored
    )


def test_the_stamp_says_what_the_schedule_was_made_from(shipped: Rulebook) -> None:
    sheet = opened(exported(shipped, "EXAMPLE-ACUTE"))["Requirements"]
    stamp = read_stamp(sheet["A3"].value)
    assert stamp is not None
    contract = shipped.contracts["EXAMPLE-ACUTE"]
    assert (stamp.contract, stamp.on, stamp.rows) == ("EXAMPLE-ACUTE", ON, len(contract.contract.requirements))
    assert shipped.hashes[contract.file].startswith(stamp.sha256)


def test_the_same_contract_and_day_give_the_same_bytes(shipped: Rulebook) -> None:
    data = exported(shipped, "EXAMPLE-ACUTE")
    assert data == exported(shipped, "EXAMPLE-ACUTE")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("start", ["=1+1", "+44", "-5", "@here", "|cmd"])
def test_a_text_that_looks_like_a_formula_stays_text(tmp_path: Path, start: str) -> None:
    text = f"{start} clause"
    made = (
        small(tmp_path)
        .rules(rule())
        .contract(f'  - use: GOOD\n    clause: "{text}"\n    threshold: {{2024-04-01: all}}\n')
    )
    cell = row_of(opened(exported(load_rulebook(made.folder), "ACUTE"))["Requirements"], "GOOD")["Clause"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_requirement_without_a_threshold_on_the_day_says_so(tmp_path: Path) -> None:
    made = small(tmp_path).rules(rule()).contract(adopt(threshold="2026-04-01: at least 90%"))
    row = row_of(opened(exported(load_rulebook(made.folder), "ACUTE"))["Requirements"], "GOOD")
    assert (row["Threshold"].value, row["In force from"].value) == ("none in force", "not yet")


def test_a_relative_threshold_leads_to_a_question_only(tmp_path: Path) -> None:
    adopted = adopt(threshold="2024-04-01: not worse than England")
    made = small(tmp_path).rules(rule()).contract(adopted)
    row = row_of(opened(exported(load_rulebook(made.folder), "ACUTE"))["Requirements"], "GOOD")
    assert row["Consequence / applicable process"].value == (
        "Question for the review meeting only: a level relative to other providers opens a question, never a letter."
    )
