"""The escalation workbook, sheet by sheet."""

import io
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from examples import checked, finding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook
from reading import parts, sheet_text

from pxcommission.assessment.findings import Outcome
from pxcommission.cases.decision_words import DECISIONS
from pxcommission.inference.checked import CheckedContract, DataNote
from pxcommission.inference.recorded import CaseRecord, LetterOut, ReplyGiven
from pxcommission.packs.not_met_sheet import not_met_sheet
from pxcommission.packs.sheets import Points
from pxcommission.packs.workbook import workbook_bytes

GOLDEN = Path(__file__).parent / "golden"
BOOK = workbook_bytes([checked()])
SHEETS = load_workbook(io.BytesIO(BOOK)).sheetnames


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_reads_as_agreed(name):
    assert sheet_text(BOOK, name) == (GOLDEN / f"sheet-{name.lower().replace(' ', '-')}.txt").read_text()


def formulas(package: bytes) -> int:
    return sum(
        len(re.findall(rb"<f[ >]", data)) for name, data in parts(package).items() if name.startswith("xl/worksheets/")
    )


def test_there_is_no_formula_no_merged_cell_and_no_link_outside():
    book = parts(BOOK)
    assert formulas(BOOK) == 0
    assert not any(b"<mergeCell" in data or b"External" in data for data in book.values())
    allowed = r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(app|core)\.xml|xl/(workbook|styles|sharedStrings|theme/theme1)\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/(_rels/)?sheet\d+\.xml(\.rels)?|xl/tables/table\d+\.xml"
    assert [name for name in book if not re.fullmatch(allowed, name)] == []


def test_text_that_looks_like_a_formula_is_quoted_text():
    rows = load_workbook(io.BytesIO(BOOK))["Data quality"].iter_rows(min_row=5)
    cells = [cell for row in rows for cell in row if str(cell.value).startswith(("=", "-", "@"))]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


hostile = st.text(st.characters(exclude_categories=()), max_size=60).map(lambda t: t) | st.sampled_from(
    ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", " =1", "\u00a0=1", "\x00=1", "\ud800", "\ufffe", "\u202e=1", "#REF!", "TRUE", "1e5", "00123"]
)  # fmt: skip


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile, hostile)
def test_any_text_stays_text(one, other):
    base = checked()
    provider = base.contract.provider.model_copy(update={"name": one or "x"})
    contract = base.contract.model_copy(update={"provider": provider, "title": other or "x"})
    notes = (DataNote(one, other, one),)
    found = (finding("FFT-IP-POSITIVE", "inpatient", 1, 90, ward=one, unit_name=other, level="ward", site="RZ101"),)
    package = workbook_bytes([replace(base, contract=contract, notes=notes, findings=found, proposals=())])
    assert formulas(package) == 0
    for sheet in load_workbook(io.BytesIO(package)):
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_every_sheet_is_one_table_that_prints_on_one_page_width():
    for sheet in load_workbook(io.BytesIO(BOOK)):
        assert len(sheet.tables) == 1
        headings = [cell.value for cell in sheet[4]]
        assert len(set(headings)) == len(headings) and all(headings)
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
        assert sheet.freeze_panes and sheet.print_title_rows == "$4:$4"


def test_only_the_decision_columns_are_empty_and_open_to_writing():
    sheet = load_workbook(io.BytesIO(BOOK))["Proposals"]
    assert sheet.protection.sheet
    headings = [cell.value for cell in sheet[4]]
    for row in sheet.iter_rows(min_row=5):
        for heading, cell in zip(headings, row, strict=True):
            fill_in = heading in ("Decision", "Reason", "Owner", "Until")
            assert cell.protection.locked is not fill_in
            assert (cell.value is None) == (fill_in and heading != "Decision")
    choices = [v.formula1 for v in sheet.data_validations.dataValidation if v.type == "list"]
    assert choices == ["Lists!$B$5:$B$8"]
    assert [row[1].value for row in load_workbook(io.BytesIO(BOOK))["Lists"].iter_rows(min_row=5)] == list(DECISIONS)
    assert all(rule.showErrorMessage for rule in sheet.data_validations.dataValidation)


def test_no_other_sheet_has_an_empty_cell_in_its_table():
    for sheet in load_workbook(io.BytesIO(BOOK)):
        if sheet.title != "Proposals":
            assert all(cell.value not in (None, "") for row in sheet.iter_rows(min_row=4) for cell in row)


def test_a_share_is_shown_with_the_decimals_its_verdict_needs():
    close = finding("FFT-IP-POSITIVE", "inpatient", 18999, 20000)
    sheet = load_workbook(io.BytesIO(workbook_bytes([replace(checked(), findings=(close,), proposals=())])))["Not met"]
    assert (sheet["F5"].value, sheet["F5"].number_format) == (0.94995, "0.000%")


def test_dates_are_dates():
    sheet = load_workbook(io.BytesIO(BOOK))["Awaited"]
    assert (sheet["E5"].value.date(), sheet["E5"].number_format) == (date(2025, 12, 11), "dd mmm yyyy")


def test_an_empty_table_says_so():
    nothing = replace(checked(), findings=(), proposals=(), held_back=(), awaited=())
    assert "None | [z]" in sheet_text(workbook_bytes([nothing]), "Held back")


def test_no_sheet_says_breach_of_what_was_not_met():
    met = tuple(replace(f, outcome=Outcome.MET) for f in checked().findings)
    assert "2025/26 Q1 91.2% not met" in sheet_text(BOOK, "Not met")
    assert "None | [z]" in sheet_text(workbook_bytes([replace(checked(), findings=met)]), "Not met")


def row_of(one: CheckedContract, requirement: str) -> dict[str, object]:
    sheet = not_met_sheet([one])
    headings = [column.heading for column in sheet.columns]
    rows = [dict(zip(headings, row, strict=True)) for row in sheet.rows]
    return next(row for row in rows if f"/{requirement}/" in str(row["Finding"]))


def test_the_letter_that_is_out_stands_beside_what_was_not_met():
    case = "EXAMPLE-ACUTE/CMP-ANSWERED/all"
    letter = LetterOut("challenge", date(2025, 8, 28), date(2025, 9, 11), "EXAMPLE-ACUTE/2025-26-Q1/ab")
    record = CaseRecord(case, letters=(letter,))
    columns = ("Letter out", "Issued on", "Reply due", "Reply received", "Provider's position", "Letter reference")
    row = row_of(checked(records={case: record}), "CMP-ANSWERED")
    assert [row[name] for name in columns] == ["Challenge letter", letter.on, letter.reply_by, "none yet", "[z]", letter.reference]  # fmt: skip
    answered = replace(record, replies=(ReplyGiven(date(2025, 9, 10), "partly", "A second nurse."),))
    row = row_of(checked(records={case: answered}), "CMP-ANSWERED")
    assert (row["Reply received"], row["Provider's position"]) == (date(2025, 9, 10), "partly")
    assert row_of(checked(), "CMP-ANSWERED")["Letter out"] == "[z]"


def test_how_far_a_share_lies_from_its_level_is_never_printed_as_nothing():
    close = finding("FFT-IP-POSITIVE", "inpatient", 18999, 20000)
    apart = row_of(replace(checked(), findings=(close,), proposals=()), "FFT-IP-POSITIVE")
    assert apart["Percentage points from the level"] == Points(Fraction(-1, 200), 2)
    assert row_of(checked(), "MSA-NONE")["Percentage points from the level"] == "[z]"
    assert row_of(checked(), "FFT-MAT-NEGATIVE")["Percentage points from the level"] == "[c]"


def test_a_text_that_excel_would_decode_is_coded_so_that_it_reads_as_it_is():
    one = replace(checked(), notes=(DataNote("place", "is _x0041_ here", "note"),))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(workbook_bytes([one]))).get_sheet_by_name("Data quality")
    assert "is _x0041_ here" in [value for row in sheet.to_python() for value in row]
