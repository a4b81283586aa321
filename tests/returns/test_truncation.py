"""What tells a published file that was cut, and rows and sheets that are nobody's figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_files import ae_row, ae_workbook, fft_row, fft_workbook

from pxcommission.evidence.observations import Level, Reading
from pxcommission.periods import Period, month_of, read_period
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.returns.national_rows import is_england, is_region
from pxcommission.returns.truncation import partial_months, refuse_cut

MONTHS = [read_period(f"2025-{number:02d}") for number in range(1, 13)]
TITLE = "Inpatient Friends and Family Test (FFT) Data - July 2025"
ROW = fft_row(("QZ1", "RZ1", "EXAMPLE TRUST"), (120, 60, 5, 5, 5, 5))


@pytest.mark.parametrize("rows", [65_536, 65_537, 1_048_576, 1_048_577])
def test_a_table_that_ends_at_a_spreadsheets_limit_is_refused(rows: int) -> None:
    with pytest.raises(ProblemsFound, match="cut it off") as stopped:
        refuse_cut(rows, "x.csv")
    assert stopped.value.exit_code is ExitCode.RETURNS_WRONG


@given(st.integers(1, 2_000_000).filter(lambda rows: rows not in (65_536, 65_537, 1_048_576, 1_048_577)))
def test_a_table_of_any_other_length_is_not_refused(rows: int) -> None:
    refuse_cut(rows, "x.csv")


@given(st.integers(4, 40), st.integers(2, 12), st.data())
def test_a_month_with_far_fewer_rows_than_the_others_is_found_wherever_it_stands(
    usual: int, months: int, data: st.DataObject
) -> None:
    rows: dict[Period, int] = {month: usual for month in MONTHS[:months] if month}
    cut = data.draw(st.sampled_from(sorted(rows))) if months > 2 else max(rows)
    rows[cut] = data.draw(st.integers(1, (usual * 3 - 1) // 4))
    assert partial_months(rows) == (cut,)


@given(st.integers(4, 400), st.integers(1, 12))
def test_months_of_equal_rows_are_whole(usual: int, months: int) -> None:
    assert partial_months({month: usual for month in MONTHS[:months] if month}) == ()


def test_one_service_fewer_after_a_merger_is_no_cut() -> None:
    months = [month_of(month.start) for month in MONTHS if month]
    assert partial_months({month: 20 - (number > 5) for number, month in enumerate(months)}) == ()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("-", "England"),
        ("", "England (including Independent Sector Providers)"),
        ("Eng", "England"),
        ("TOTAL", "TOTAL"),
        ("-", "Total"),
    ],
)
def test_national_rows_are_england_whatever_their_code(code: str, name: str) -> None:
    assert is_england(code, name)


@pytest.mark.parametrize(
    ("code", "name"), [("RZ1", "England's Lane Hospital"), ("NT4", "NATIONAL CARE LIMITED"), ("-", "EXAMPLE")]
)
def test_a_provider_is_not_england_for_its_name(code: str, name: str) -> None:
    assert not is_england(code, name)


def test_a_region_is_told_by_its_code() -> None:
    assert is_region("Y63")
    assert not is_region("Y02428")


def test_a_hidden_sheet_gives_no_figure(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": [ROW], "Orgs": [ROW]})
    book = openpyxl.load_workbook(path)
    book["Orgs"].sheet_state = "veryHidden"
    book.save(path)
    assert {one.sheet for one in read(path).observations} == {"Trusts"}


def test_a_width_that_only_formats_reach_makes_no_difference(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": [ROW]})
    before = read(path).observations
    book = openpyxl.load_workbook(path)
    book["Trusts"].cell(60_000, 1513).number_format = "0%"
    book.save(path)
    assert read(path).observations == before


def test_england_selection_and_terminator_rows_are_no_providers(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": [ROW]}))
    assert {one.provider for one in reading.observations if one.level is Level.PROVIDER} == {"RZ1"}
    assert {one.provider for one in reading.observations} == {"RZ1", "ENG", "ENG-NHS"}


def test_headings_one_column_off_their_figures_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": [ROW]}, england=False)
    book = openpyxl.load_workbook(path)
    sheet: Any = book["Trusts"]
    sheet.move_range("D12:M12", cols=1)
    book.save(path)
    assert "x.xlsx!Trusts!D12" in refused(path)


def test_a_column_inserted_into_the_a_and_e_sheet_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = ae_workbook(tmp_path / "x.xlsx", "April 2019", [ae_row("RZ1", "Example North", 800, 200)])
    book = openpyxl.load_workbook(path)
    sheet: Any = book["Provider Level Data"]
    sheet.move_range("I17:R19", cols=1)
    book.save(path)
    assert "x.xlsx!Provider Level Data!" in refused(path)
