"""The Friends and Family Test in every service and both questions: workbooks, the collection, the long file, the old extract."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl import Workbook
from written_files import ANSWERS, fft_row, fft_workbook, reread, write_csv

from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status
from pxcommission.returns.sheets import address

TRUST = ("QZ1", "RZ1", "EXAMPLE TRUST")
COUNTS = (120, 60, 5, 5, 5, 5)
OLD_ANSWERS = (
    "Extremely Likely",
    "Likely",
    "Neither Likely nor Unlikely",
    "Unlikely",
    "Extremely Unlikely",
    "Don't Know",
)
Row = Sequence[object]


def measures(reading: Reading) -> set[str]:
    return {one.measure for one in reading.observations}


def assert_every_address_leads_back(reading: Reading, path: Path) -> None:
    book = openpyxl.load_workbook(path, data_only=True)
    for one in reading.observations:
        sheet: Any = book[one.sheet]
        cells = {address(c.row, c.column): c.value for row in sheet.iter_rows(max_col=30) for c in row}
        if one.value:
            assert abs(Fraction(str(cells[one.cell]).rstrip("%")) - Fraction(one.value)) in (
                0,
                Fraction(one.value) * 99,
            )
        elif one.status is Status.REPORTED:
            wanted = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
            assert reread(cells, one.cell) == wanted, one


@pytest.mark.parametrize(
    ("title", "sheet", "header", "service"),
    [
        ("Inpatient Friends and Family Test (FFT) Data", "Trusts", 10, "inpatient"),
        ("A&E Friends and Family Test (FFT) data", "Trusts", 3, "emergency"),
        ("Outpatient Friends and Family Test (FFT) Data", "Orgs", 8, "outpatient"),
        ("Ambulance Friends and Family Test (FFT) data", "PTS Org", 8, "patient transport"),
        ("Mental Health Friends and Family Test (FFT) Data", "Trusts", 3, "mental health"),
        ("Community Friends and Family Test (FFT) Data", "Trusts", 3, "community"),
        ("GP Friends and Family Test (FFT) Data", "Trusts", 3, "general practice"),
        ("Dental Friends and Family Test (FFT) Data", "Trusts", 3, "dental"),
    ],
)
def test_each_service_has_its_own_word_and_unseen_layouts_say_so(
    tmp_path: Path, read: Callable[..., Reading], title: str, sheet: str, header: int, service: str
) -> None:
    path = fft_workbook(tmp_path / "x.xlsx", f"{title} - July 2025", {sheet: [fft_row(TRUST, COUNTS)]}, header)
    reading = read(path)
    assert {one.service for one in reading.observations} == {service}
    assert measures(reading) == {"fft_positive", "fft_negative", "fft_responses"}
    unseen = service in ("mental health", "community", "general practice", "dental")
    assert any("never compared with a real file" in note.message for note in reading.notes) is unseen
    assert_every_address_leads_back(reading, path)


def test_the_four_touchpoints_of_maternity_are_told_apart(tmp_path: Path, read: Callable[..., Reading]) -> None:
    names = ("Trusts Q1", "Trusts Q2", "Trusts Q3", "Trusts Q4")
    sheets = {name: [fft_row(TRUST, COUNTS, 400 if name == "Trusts Q2" else None)] for name in names}
    without = [name for name in names if name != "Trusts Q2"]
    title = "Maternity Friends and Family Test (FFT) Data - July 2025"
    path = fft_workbook(tmp_path / "x.xlsx", title, sheets, 9, without)
    reading = read(path)
    found = {
        one.touchpoint: one.numerator
        for one in reading.observations
        if one.measure == "fft_positive" and one.provider == "RZ1"
    }
    assert found == {"antenatal": 180, "birth": 180, "postnatal ward": 180, "postnatal community": 180}
    assert_every_address_leads_back(reading, path)


def old_workbook(
    path: Path, rows: Sequence[Row], month: str = "March 2020", answers: Sequence[str] = OLD_ANSWERS
) -> Path:
    book = Workbook()
    notes: Any = book.active
    notes.title = "Notes"
    notes["A2"] = f"Inpatient Friends and Family Test (FFT) Data - {month}"
    sheet = book.create_sheet("Trusts")
    header = ["STP Code", "Trust Code", "Trust Name", "Total Responses", "Total Eligible", "Response Rate"]
    for number, values in enumerate(
        [[*header, "Percentage Recommended", "Percentage Not Recommended", *answers], *rows]
    ):
        for column, value in enumerate(values, start=1):
            sheet.cell(10 + number, column, value)
    book.save(path)
    return path


OLD_ROW: Row = ["QZ1", "RZ1", "EXAMPLE TRUST", 200, 400, 0.5, 0.9, 0.05, *COUNTS]


def test_the_question_asked_until_march_2020_makes_measures_of_its_own(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    path = old_workbook(tmp_path / "x.xlsx", [OLD_ROW])
    reading = read(path)
    assert measures(reading) == {"fft_recommended", "fft_not_recommended", "fft_recommended_responses"}
    recommended = next(one for one in reading.observations if one.measure == "fft_recommended")
    assert (recommended.numerator, recommended.denominator, recommended.cell) == (180, 200, "I11+J11/D11")
    assert "before April 2020 was never compared with a real file" in "".join(note.message for note in reading.notes)
    assert_every_address_leads_back(reading, path)


def test_old_percentages_without_counts_are_reported_without_a_numerator(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    row = ["QZ1", "RZ1", "EXAMPLE TRUST", 200, 400, "50%", "90%", "5%"]
    path = old_workbook(tmp_path / "x.xlsx", [row], answers=())
    reading = read(path)
    recommended = next(one for one in reading.observations if one.measure == "fft_recommended")
    assert (recommended.status, recommended.numerator, recommended.value, recommended.cell) == (
        Status.REPORTED,
        None,
        "0.90",
        "G11",
    )
    assert_every_address_leads_back(reading, path)


def test_answers_to_the_old_question_after_march_2020_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(old_workbook(tmp_path / "x.xlsx", [OLD_ROW], "April 2020"))
    assert "the table holds answers to the question asked until March 2020, but the month is April 2020" in said


def test_answers_to_the_new_question_before_april_2020_are_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    title = "Inpatient Friends and Family Test (FFT) Data - March 2020"
    said = refused(fft_workbook(tmp_path / "x.xlsx", title, {"Trusts": [fft_row(TRUST, COUNTS)]}))
    assert "the question asked since April 2020, but the month is March 2020" in said


def test_an_old_response_that_does_not_add_up_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(old_workbook(tmp_path / "x.xlsx", [[*OLD_ROW[:8], 121, *OLD_ROW[9:]]]))
    assert "x.xlsx!Trusts!D11" in said and "add up to 201" in said


LONG_HEADER = ["month", "region_code", "practice_code", "patient_registered_population", "Extremely Likely/Very Good"]
LONG_HEADER += ["Likely/Good", "Neither Likely nor Unlikely/Neither Good nor Poor", "Unlikely/Poor"]
LONG_HEADER += ["Extremely Unlikely/Very Poor", "Do not Know", "Total Responses", "% Recommend", "% Not Recommend"]


def long_row(
    month: object, code: str = "Z99001", counts: Sequence[object] = COUNTS, total: object = 200
) -> list[object]:
    return [month, "Y90", code, 9000, *counts, total, 0.9, 0.05]


def test_the_long_file_of_general_practice_is_split_by_month_into_its_two_questions(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    book = Workbook()
    sheet: Any = book.active
    for values in (
        LONG_HEADER,
        long_row(date(2020, 3, 1)),
        long_row(date(2022, 7, 31)),
        long_row(date(2022, 7, 1), "Y90"),
    ):
        sheet.append(values)
    book.save(tmp_path / "x.xlsx")
    reading = read(tmp_path / "x.xlsx")
    found = {(one.measure, one.start): one for one in reading.observations}
    assert found["fft_recommended", date(2020, 3, 1)].numerator == 180
    assert found["fft_positive", date(2022, 7, 1)].numerator == 180
    assert ("fft_positive", date(2020, 3, 1)) not in found
    assert {one.provider for one in reading.observations} == {"Z99001"}
    assert {one.service for one in reading.observations} == {"general practice"}
    assert "never compared with a real file" in "".join(note.message for note in reading.notes)
    assert_every_address_leads_back(reading, tmp_path / "x.xlsx")


@pytest.mark.parametrize("spelling", ["2022-07-01", "Jul-22", "July 2022", "2022-07"])
def test_the_long_file_as_csv_spells_its_months_in_several_ways(
    tmp_path: Path, read: Callable[..., Reading], spelling: str
) -> None:
    reading = read(write_csv(tmp_path / "x.csv", [LONG_HEADER, long_row(spelling, counts=["*"] * 6, total=3)]))
    positive: Observation = next(one for one in reading.observations if one.measure == "fft_positive")
    assert (positive.start, positive.status) == (date(2022, 7, 1), Status.SUPPRESSED)


def test_a_practice_that_stands_twice_in_a_month_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    said = refused(write_csv(tmp_path / "x.csv", [LONG_HEADER, long_row("July 2022"), long_row("July 2022")]))
    assert "Z99001 stands twice" in said


COLLECTED = [f"{n} {answer.replace(chr(39), '')}" for n, answer in enumerate(ANSWERS, start=1)]
IDENTIFIERS = ["Yearnumber", "Periodname", "Org code", "Org name", "Parent org code", "Parent name"]


def collection(path: Path, sheets: dict[str, tuple[Sequence[str], Sequence[Row]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet["A1"] = "FFT"
        for number, values in enumerate([header, *rows], start=3):
            for column, value in enumerate(values, start=1):
                sheet.cell(number, column, value)
    book.save(path)
    return path


def test_the_collection_before_suppression_is_the_providers_own_and_says_so(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    who = ["2025_26", "AUGUST", "RZ1", "EXAMPLE TRUST", "QZ1", "EXAMPLE ICB"]
    answers = [f"{name} SUM" for name in COLLECTED]
    wards = [*IDENTIFIERS, "Site code", "Ward name", "Spec 1", *answers, "Total Eligible SUM", "Prop_Pos"]
    sites = [*IDENTIFIERS, "Site Code", "Site Name MAX", *answers, "Total Eligible SUM", "Prop_Pos"]
    path = collection(
        tmp_path / "x.xlsx",
        {
            "Parent & Self Trusts - Ward Lev": (wards, [[*who, "RZ101", 7, "-", 2, 1, 0, 0, 0, 0, 3, 1.0]]),
            "Parent & Self Trusts - Site Lev": (sites, [[*who, "RZ101", "GENERAL", 2, 1, 0, 0, 0, 1, 40, 0.75]]),
            "Parent & Self Trusts - Collecti": (["Yearnumber", "Periodname", "Org code", "SMS"], [[*who[:3], 3]]),
        },
    )
    reading = read(path)
    assert reading.origin is Origin.LOCAL
    found = {(one.level, one.measure): one for one in reading.observations}
    ward = found[Level.WARD, "fft_positive"]
    assert (ward.ward, ward.numerator, ward.denominator, ward.service) == ("7", 3, 3, "inpatient")
    assert (ward.start, ward.cell) == (date(2025, 8, 1), "J4+K4/J4+K4+L4+M4+N4+O4")
    assert found[Level.SITE, "fft_positive"].denominator == 4
    said = "".join(note.message for note in reading.notes)
    assert "before suppression" in said and "not to be trusted" in said
    assert_every_address_leads_back(reading, path)


@pytest.mark.parametrize(
    ("name", "service", "year", "month", "start"),
    [
        ("Parent & Self - Organisation Le", "emergency", "2025-26", "FEBRUARY", date(2026, 2, 1)),
        ("Organisation_Level_PTS", "patient transport", "2025_26", "AUGUST", date(2025, 8, 1)),
    ],
)
def test_other_services_of_the_collection_differ_in_name_and_case(
    tmp_path: Path, read: Callable[..., Reading], name: str, service: str, year: str, month: str, start: date
) -> None:
    names = [*COLLECTED[:2], "3 Neither good nor poor", COLLECTED[3], "5 Very poor", COLLECTED[5]]
    row = [year, month, "RZ1", "EXAMPLE TRUST", "QZ1", "EXAMPLE ICB", *COUNTS, 400, 0.9]
    path = collection(tmp_path / "x.xlsx", {name: ([*IDENTIFIERS, *names, "Total Eligible", "Prop_Pos"], [row])})
    found = {(one.service, one.level, one.start, one.numerator) for one in read(path).observations}
    assert (service, Level.PROVIDER, start, 180) in found


def test_a_shifted_column_of_the_collection_is_refused_with_its_cell(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    row = ["2025_26", "AUGUST", "RZ1", "EXAMPLE TRUST", "QZ1", "EXAMPLE ICB", 0, *COUNTS[:5], 400, 0.9]
    header = [*IDENTIFIERS, *COLLECTED, "Total Eligible", "Prop_Pos"]
    said = refused(collection(tmp_path / "x.xlsx", {"Organisation_Level_PTS": (header, [row])}))
    assert "x.xlsx!Organisation_Level_PTS!N4" in said and "a column may be shifted" in said


def test_the_comparison_extract_needs_its_month_by_hand_and_is_the_old_question(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    from pxcommission.periods import read_period

    header = ["Matched Organisation Code", "Total Responses", "Total Eligible", "Response Rate"]
    header += ["Percentage Recommended - AE", "Percentage Not Recommended - AE"]
    path = write_csv(
        tmp_path / "x.csv", [header, ["RZ1", 200, 400, "50%", "90%", "5%"], ["RZ101", 10, 40, "25%", "100%", "0%"]]
    )
    assert "give it with --period" in refused(path)
    assert "the question asked until March 2020, but" in refused(path, period=read_period("2021-07"))
    reading = read(path, period=read_period("2019-07"))
    found = {
        (one.level, one.provider, one.site): one.value
        for one in reading.observations
        if one.measure == "fft_recommended"
    }
    assert found == {(Level.PROVIDER, "RZ1", ""): "0.90", (Level.SITE, "RZ1", "RZ101"): "1.00"}
