"""NHS England's monthly A&E workbook and csv file, written here in the published layouts."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from written_files import ae_row, ae_workbook, reread, write_csv

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.returns.sheets import address

ONE, TWO = ae_row("RZ1", "Example North", 800, 200, 6), ae_row("RZ2", "Example South", 90, 10)
DASHED = ["RZ3", "NHS ENGLAND X", "Example Field Test", 500, 0, 0, 500, *["-"] * 9, 4]
CLOSED = ["RZ4", "NHS ENGLAND X", "Example Closed", 0, 0, 0, 0, *["-"] * 9, 0]


def by_provider(reading: Reading, measure: str) -> dict[str, Observation]:
    return {one.provider: one for one in reading.observations if one.measure == measure}


def test_the_provider_sheet_is_found_by_content_and_england_is_out_of_those_timed(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(ae_workbook(tmp_path / "x.xlsx", "April 2019", [ONE, TWO, DASHED], revised="13th August 2020"))
    within = by_provider(reading, "emergency_within_4_hours")
    assert (within["ENG"].numerator, within["ENG"].denominator, within["ENG"].level) == (890, 1100, Level.ENGLAND)
    assert (within["RZ1"].numerator, within["RZ1"].denominator, within["RZ1"].cell) == (800, 1000, "L19/L19+P19")
    assert within["RZ1"].sheet == "Provider Level Data"
    assert (reading.published, reading.revised, reading.known_from) == (
        date(2019, 5, 9),
        date(2020, 8, 13),
        date(2020, 8, 13),
    )
    assert by_provider(reading, "emergency_attendances")["RZ1"].numerator == 1000
    assert by_provider(reading, "emergency_over_12_hours")["RZ1"].numerator == 6


def test_a_dash_is_not_measured_with_activity_and_a_zero_denominator_without(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    within = by_provider(
        read(ae_workbook(tmp_path / "x.xlsx", "March 2022", [ONE, DASHED, CLOSED])), "emergency_within_4_hours"
    )
    assert (within["RZ3"].status, within["RZ3"].denominator) == (Status.NOT_MEASURED, None)
    assert within["RZ4"].status is Status.ZERO_DENOMINATOR


def test_a_two_digit_year_is_a_year_and_not_a_day(tmp_path: Path, read: Callable[..., Reading]) -> None:
    assert read(ae_workbook(tmp_path / "x.xlsx", "May 26", [ONE])).months == (date(2026, 5, 1), date(2026, 5, 31))


def test_an_organisation_named_in_a_footnote_did_not_submit(tmp_path: Path, read: Callable[..., Reading]) -> None:
    notes = [
        "1. Organisations that did not submit any Monthly Accident and Emergency data",
        "code  -  RZ9",
        "code -Y01234",
    ]
    reading = read(ae_workbook(tmp_path / "x.xlsx", "April 2020", [ONE], footnotes=notes))
    absent = {one.provider: one for one in reading.observations if one.status is Status.NOT_SUBMITTED}
    assert set(absent) == {"RZ9", "Y01234"}
    assert sum(one.provider == "RZ9" for one in reading.observations) == 3
    assert absent["RZ9"].cell == "B24"


def test_the_contact_is_never_carried(tmp_path: Path, read: Callable[..., Reading]) -> None:
    assert "Person" not in repr(read(ae_workbook(tmp_path / "x.xlsx", "April 2019", [ONE])))


def test_rows_cut_from_the_workbook_are_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    import openpyxl

    path = ae_workbook(tmp_path / "x.xlsx", "April 2019", [ONE, TWO])
    workbook = openpyxl.load_workbook(path)
    workbook["Provider Level Data"].delete_rows(20)
    workbook.save(path)
    assert "the providers' add up to 1,000" in "".join(note.message for note in read(path).notes)


def test_a_percentage_that_disagrees_is_refused_with_its_cell(tmp_path: Path, refused: Callable[..., str]) -> None:
    wrong = [*ONE[:15], 0.9, ONE[16]]
    assert "x.xlsx!Provider Level Data!Q19" in refused(ae_workbook(tmp_path / "x.xlsx", "April 2019", [wrong]))


HEADER = ["Period", "Org Code", "Parent Org", "Org name"]
HEADER += [f"A&E attendances {k}" for k in ("Type 1", "Type 2", "Other A&E Department")]
BOOKED = [f"Booked Appointments {k}" for k in ("Type 1", "Type 2", "Other Department")]
HEADER += [f"A&E attendances {k}" for k in BOOKED]
HEADER += [f"Attendances over 4hrs {k}" for k in ("Type 1", "Type 2", "Other Department", *BOOKED)]
HEADER += [
    "Patients who have waited 4-12 hs from DTA to admission",
    "Patients who have waited 12+ hrs from DTA to admission",
]


def ae_csv(path: Path, rows: list[list[object]], total: list[int] | None = None, header: list[str] = HEADER) -> Path:
    sums = total or [sum(int(str(row[i])) for row in rows) for i in range(4, 18)]
    last = ["TOTAL"] * 4 + sums
    return write_csv(path, [header, *rows, [*last, *[""] * (len(header) - len(HEADER))]])


FIRST = ["MSitAE-JUNE-2025", "RZ1", "NHS ENGLAND X ", "EXAMPLE NORTH", 700, 10, 100, 5, 1, 2, 200, 1, 9, 3, 0, 1, 50, 7]
SECOND = ["MSitAE-JUNE-2025", "RZ2", "NHS ENGLAND X ", "EXAMPLE SOUTH", 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]


def test_booked_appointments_are_added_and_the_total_row_is_england(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(ae_csv(tmp_path / "x.csv", [FIRST, SECOND]))
    within = by_provider(reading, "emergency_within_4_hours")
    assert (within["RZ1"].numerator, within["RZ1"].denominator) == (604, 818)
    assert within["RZ1"].cell == "E2+F2+G2+H2+I2+J2-K2-L2-M2-N2-O2-P2/E2+F2+G2+H2+I2+J2"
    assert (within["ENG"].numerator, within["ENG"].denominator) == (604, 818)
    assert within["RZ2"].status is Status.ZERO_DENOMINATOR
    assert by_provider(reading, "emergency_over_12_hours")["RZ1"].numerator == 7


def test_a_cut_down_copy_with_the_national_total_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(ae_csv(tmp_path / "x.csv", [FIRST], total=[9999] * 14))
    assert "the TOTAL row says 9,999, the rows add up to 700: rows are missing" in said


def test_a_provider_that_stands_twice_is_refused_with_both_lines_though_the_total_agrees(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    said = refused(ae_csv(tmp_path / "x.csv", [FIRST, SECOND, [*SECOND[:1], "RZ1", *SECOND[2:]]]))
    assert "x.csv!B4" in said and "RZ1 stands twice, in lines 2 and 4" in said


@pytest.mark.parametrize("absent", [BOOKED[:1], BOOKED[1:]])
def test_columns_of_booked_appointments_that_are_half_there_are_refused_and_named(
    tmp_path: Path, refused: Callable[..., str], absent: list[str]
) -> None:
    kept = [at for at, name in enumerate(HEADER) if not any(name.endswith(one) for one in absent)]
    path = ae_csv(tmp_path / "x.csv", [FIRST, SECOND])
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    said = refused(write_csv(path, [[row[at] for at in kept] for row in rows]))
    assert "some columns of booked appointments are absent" in said
    assert all(f"'a&e attendances {one.lower()}'" in said for one in absent)


def test_without_any_column_of_booked_appointments_a_warning_says_so(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    kept = [at for at, name in enumerate(HEADER) if "Booked" not in name]
    path = ae_csv(tmp_path / "x.csv", [FIRST, SECOND])
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    reading = read(write_csv(path, [[row[at] for at in kept] for row in rows]))
    assert by_provider(reading, "emergency_attendances")["RZ1"].numerator == 810
    assert "booked appointments are absent" in reading.notes[0].message


def test_junk_columns_at_the_end_do_no_harm(tmp_path: Path, read: Callable[..., Reading]) -> None:
    row = [*FIRST, "", "", "", "", "", ""]
    reading = read(ae_csv(tmp_path / "x.csv", [row], header=[*HEADER, "", "", "", "", "", "a"]))
    assert by_provider(reading, "emergency_attendances")["RZ1"].numerator == 818


def test_two_months_in_one_file_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    other = ["MSitAE-MAY-2025", *SECOND[1:]]
    assert "several periods" in refused(ae_csv(tmp_path / "x.csv", [FIRST, other]))


def test_a_column_that_moved_within_its_block_is_refused_with_its_cell(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    moved = [*ONE[:3], 0, ONE[3], 40, *ONE[6:]]
    said = refused(ae_workbook(tmp_path / "x.xlsx", "April 2019", [moved]))
    assert "x.xlsx!Provider Level Data!H19" in said
    assert "types 1 to 3 add up to 1,040, their total is 1,000" in said


def test_a_total_row_that_is_labelled_only_under_period_is_no_provider(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    total = ["Total ", "", "", "", *[int(str(FIRST[i])) for i in range(4, 18)]]
    reading = read(write_csv(tmp_path / "x.csv", [HEADER, FIRST, total]))
    assert {one.provider for one in reading.observations} == {"RZ1", "ENG"}


def test_every_address_reread_gives_its_numerator_and_denominator(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = ae_csv(tmp_path / "x.csv", [FIRST, SECOND])
    rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
    cells: dict[str, object] = {
        address(r, c): value for r, row in enumerate(rows, start=1) for c, value in enumerate(row, start=1)
    }
    for one in read(path).observations:
        wanted = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
        assert reread(cells, one.cell) == wanted
