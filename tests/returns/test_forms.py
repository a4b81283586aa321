"""The return form and the draft for factual accuracy, written, filled in and read back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.evidence.observations import Level, Origin, Reading, Status
from pxcommission.returns.forms import HEADER, LEGIBLE_ACROSS, Form
from pxcommission.returns.preview import FORM as DRAFT
from pxcommission.returns.preview import PreviewHeading, PreviewRow, write_preview
from pxcommission.returns.template import FORM as RETURN
from pxcommission.returns.template import TemplateRow, write_template

QUARTER = (date(2025, 7, 1), date(2025, 9, 30))
ASKED = TemplateRow(
    "CMP-ACK",
    "Every complaint is acknowledged.",
    "all",
    "",
    "",
    "",
    "complaints_acknowledged_in_time",
    *QUARTER,
    "acknowledged_in_time",
    "due",
)
COUNTED = TemplateRow(
    "MSA", "None.", "inpatient", "", "RZ101", "7", "mixed_sex_breaches", *QUARTER, "mixed_sex_breaches"
)


def form(path: Path, *rows: TemplateRow) -> Path:
    write_template(rows or (ASKED, COUNTED), "EXAMPLE-ACUTE", "RZ1", "Example Acute", "2025/26 Q2", path)
    return path


def fill(path: Path, form: Form, row: int, **cells: object) -> Path:
    """The form with cells of a row (from 0) filled; names as headings with underscores."""
    workbook = openpyxl.load_workbook(path)
    sheet = workbook.worksheets[0]
    for name, value in cells.items():
        sheet.cell(HEADER + 1 + row, form.number(name.replace("_", " ")), value)
    workbook.save(path)
    return path


def test_a_filled_return_form_gives_figures_and_statements(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = fill(
        form(tmp_path / "f.xlsx"),
        RETURN,
        0,
        Numerator=7,
        Denominator=9,
        Reason="Two over Easter",
        Action_in_hand="Rota",
    )
    reading = read(fill(path, RETURN, 1, Numerator=0), received=date(2025, 10, 20))
    first, second = reading.observations
    assert (first.provider, first.level, first.numerator, first.denominator) == ("RZ1", Level.PROVIDER, 7, 9)
    assert (first.sheet, first.cell, first.start, first.end) == ("Return", f"L{HEADER + 1}/N{HEADER + 1}", *QUARTER)
    assert (second.level, second.site, second.ward, second.numerator, second.unit) == (
        Level.WARD,
        "RZ101",
        "7",
        0,
        "count",
    )
    (said,) = reading.statements
    assert (said.contract, said.requirement, said.reason, said.action) == (
        "EXAMPLE-ACUTE",
        "CMP-ACK",
        "Two over Easter",
        "Rota",
    )
    assert (reading.kind, reading.origin) == ("pxcommission return form", Origin.LOCAL)


def test_a_blank_row_is_absent_and_noted_and_a_star_is_suppressed(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(fill(form(tmp_path / "f.xlsx"), RETURN, 0, Numerator="*", Denominator=9))
    assert [(one.measure, one.status) for one in reading.observations] == [
        ("complaints_acknowledged_in_time", Status.SUPPRESSED)
    ]
    assert "mixed_sex_breaches of MSA: no figure was filled in" in "".join(note.message for note in reading.notes)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"Numerator": 10, "Denominator": 9}, "greater than the denominator"),
        ({"Numerator": 7.5, "Denominator": 9}, "not a whole number"),
        ({"Numerator": "seven", "Denominator": 9}, "'seven' is not a number"),
        ({"Numerator": 7}, "no figure"),
        ({"Numerator": "=A1", "Denominator": 9}, "formula without a saved value"),
        (
            {"Measure": "complaints_received", "Numerator": 7, "Denominator": 9},
            "locked columns are not as they were sent",
        ),
        ({}, "no rows: nothing was filled in"),
    ],
)
def test_a_wrongly_filled_form_is_refused(
    tmp_path: Path, refused: Callable[..., str], cells: dict[str, object], words: str
) -> None:
    assert words in refused(fill(form(tmp_path / "f.xlsx"), RETURN, 0, **cells))


def test_only_the_cells_to_fill_are_unlocked(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(form(tmp_path / "f.xlsx")).worksheets[0]
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert sheet.protection.sheet and not sheet.protection.password
    assert unlocked == {f"{column}{HEADER + n}" for column in "LNOP" for n in (1, 2)}
    assert {rule.type for rule in sheet.data_validations.dataValidation} == {"whole"}


def test_a_form_prints_legibly_and_every_sheet_of_paper_tells_the_row_it_is_about(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(form(tmp_path / "f.xlsx")).worksheets[0]
    width = sum(column.width for column in RETURN.columns)
    assert width / sheet.page_setup.fitToWidth <= LEGIBLE_ACROSS
    told = sheet.cell(HEADER, RETURN.number("Statement"))
    assert (sheet.print_title_rows, sheet.print_title_cols) == (f"${HEADER}:${HEADER}", f"${told.column_letter}:${told.column_letter}")  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(text=st.text(max_size=40), start=st.sampled_from(["=", "+", "-", "@", "\t=", "＝", "_x003D_", "#N/A", "{="]))
def test_no_text_ever_becomes_a_formula_or_an_error(
    tmp_path_factory: pytest.TempPathFactory, text: str, start: str
) -> None:
    row = TemplateRow(start + text, start + text, "all", "", start, start, "m", *QUARTER, start, start)
    path = form(tmp_path_factory.mktemp("f") / "f.xlsx", row)
    workbook = openpyxl.load_workbook(path)
    assert {c.data_type for r in workbook.worksheets[0].iter_rows() for c in r if c.value is not None} == {"s"}


FOUND = PreviewRow(
    finding_id="F-1",
    contract="EXAMPLE-ACUTE",
    requirement="FFT-IP-POSITIVE",
    statement="Inpatients …",
    service="inpatient",
    touchpoint="",
    site="RZ101",
    ward="",
    unit_name="Example General",
    measure="fft_positive",
    start=QUARTER[0],
    end=QUARTER[1],
    numerator_word="positive",
    denominator_word="responses",
    numerator=180,
    denominator=200,
    threshold="at least 95%",
    address="fft.xlsx!Sites!K15+L15/F15",
)
HEADING = PreviewHeading("EXAMPLE-ACUTE", "RZ1", "Example Acute", "2025/26 Q2", date(2025, 11, 21))


def draft(path: Path) -> Path:
    write_preview([FOUND, FOUND], HEADING, path)
    return path


def test_a_corrected_figure_of_the_draft_is_a_local_figure(tmp_path: Path, read: Callable[..., Reading]) -> None:
    cells = {
        "Agree or correct": "Correct",
        "Corrected numerator": 190,
        "Corrected denominator": 200,
        "Reason": "Late cards",
    }
    reading = read(fill(draft(tmp_path / "d.xlsx"), DRAFT, 0, **cells))
    (one,) = reading.observations
    assert (one.numerator, one.denominator, one.level, one.site, one.measure) == (
        190,
        200,
        Level.SITE,
        "RZ101",
        "fft_positive",
    )
    (said,) = reading.statements
    assert (said.position, said.reason, said.requirement) == ("correct", "Late cards", "FFT-IP-POSITIVE")
    assert "F-1: not answered" in "".join(note.message for note in reading.notes)


def test_agreement_gives_a_statement_and_no_figure(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(fill(draft(tmp_path / "d.xlsx"), DRAFT, 0, **{"Agree or correct": "agree"}))
    assert (reading.observations, [one.position for one in reading.statements]) == ((), ["agree"])


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            {"Agree or correct": "agree", "Corrected numerator": 190, "Corrected denominator": 200},
            "also holds another figure",
        ),
        ({"Agree or correct": "maybe"}, "neither agree nor correct"),
        ({"Numerator": 199, "Agree or correct": "agree"}, "locked columns are not as they were sent"),
        ({"Corrected numerator": 210, "Corrected denominator": 200}, "greater than the denominator"),
    ],
)
def test_a_contradictory_answer_is_refused(
    tmp_path: Path, refused: Callable[..., str], cells: dict[str, object], words: str
) -> None:
    assert words in refused(fill(draft(tmp_path / "d.xlsx"), DRAFT, 0, **cells))


def test_a_reading_of_statements_alone_has_no_months_but_a_day_it_was_known(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(
        fill(draft(tmp_path / "d.xlsx"), DRAFT, 0, **{"Agree or correct": "agree"}), received=date(2025, 11, 20)
    )
    assert reading.known_from == date(2025, 11, 20)
