"""The csv files the macro of the Friends and Family Test workbooks writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from written_files import ANSWERS, write_csv

from pxcommission.evidence.observations import Level, Reading, Status

HEADER = ["ICB Code", "Trust Code", "Trust Name", "Site Code", "Site Name", "Total Responses", "Total Eligible"]
HEADER += ["Percentage Positive", "Percentage Negative", *ANSWERS]
ROW = [
    "QZ1",
    "RZ1",
    "EXAMPLE TRUST",
    "RZ101",
    "ST EXAMPLE’S - RZ101",
    922,
    5266,
    0.7213,
    0.1768,
    522,
    143,
    70,
    64,
    99,
    24,
]


def macro_csv(path: Path, rows: list[list[object]], first: tuple[str, ...] = ("FFT_AE", "", "July 2025")) -> Path:
    blank = [""] * len(HEADER)
    return write_csv(path, [[*first, *blank[len(first) :]], blank, HEADER, *rows], encoding="cp1252")


def test_a_site_row_is_read_from_windows_text_with_a_note(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(macro_csv(tmp_path / "any name.csv", [ROW]))
    positive = next(one for one in reading.observations if one.measure == "fft_positive")
    assert (positive.numerator, positive.denominator, positive.cell, positive.sheet) == (665, 922, "J4+K4/F4", "")
    assert (positive.level, positive.service, positive.name) == (Level.SITE, "emergency", "ST EXAMPLE’S - RZ101")
    assert "Windows-1252" in reading.notes[0].message


def test_a_short_month_and_ward_rows_are_inpatient(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = [*HEADER[:5], "Ward Name", *HEADER[5:]]
    row = [*ROW[:5], "12", *ROW[5:]]
    blank = [""] * len(header)
    path = write_csv(
        tmp_path / "x.csv", [["FFT_IP", "", "Jul 2025", *blank[3:]], blank, header, row], encoding="cp1252"
    )
    reading = read(path)
    assert {(one.level, one.ward, one.service) for one in reading.observations} == {(Level.WARD, "12", "inpatient")}


def test_zero_responses_suppressed_and_blank_eligible_are_told_apart(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    zero = [*ROW[:3], "RZ102", "B", 0, 12, "NA", "NA", 0, 0, 0, 0, 0, 0]
    hidden = [*ROW[:3], "RZ103", "C", 3, "", *["*"] * 8]
    reading = read(macro_csv(tmp_path / "x.csv", [zero, hidden]))
    statuses = {one.site: one.status for one in reading.observations if one.measure == "fft_positive"}
    assert statuses == {"RZ102": Status.ZERO_DENOMINATOR, "RZ103": Status.SUPPRESSED}


def test_a_percentage_rounded_to_four_decimals_agrees(tmp_path: Path, refused: Callable[..., str]) -> None:
    wrong = [*ROW[:7], 0.7215, *ROW[8:]]
    assert "x.csv!H4" in refused(macro_csv(tmp_path / "x.csv", [wrong]))


@pytest.mark.parametrize("cut", [-1, -3])
def test_a_row_that_is_too_short_is_refused_with_its_line(
    tmp_path: Path, refused: Callable[..., str], cut: int
) -> None:
    said = refused(macro_csv(tmp_path / "x.csv", [ROW, ROW[:cut]]))
    assert "x.csv:5:" in said and "columns" in said


def test_a_first_row_without_a_month_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "names no month" in refused(macro_csv(tmp_path / "x.csv", [ROW], ("FFT_AE", "", "latest")))


def test_headings_without_rows_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "no rows" in refused(macro_csv(tmp_path / "x.csv", []))
