"""NHS England's Friends and Family Test workbooks, written here in the published layouts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from written_files import fft_row, fft_workbook

from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status

TITLE = "Inpatient Friends and Family Test (FFT) Data - July 2025"
TRUST = ("QZ1", "RZ1", "EXAMPLE TRUST")
SITE = (*TRUST, "RZ101", "EXAMPLE GENERAL - RZ101")


def inpatient(path: Path, wards: list[list[object]], title: str = TITLE) -> Path:
    trusts = [fft_row(TRUST, (120, 60, 5, 5, 5, 5))]
    return fft_workbook(path, title, {"Trusts": trusts, "Wards": wards})


def of(reading: Reading, measure: str, **unit: str) -> Observation:
    found = [
        one
        for one in reading.observations
        if one.measure == measure and all(getattr(one, k) == v for k, v in unit.items())
    ]
    assert len(found) == 1, [(one.provider, one.site, one.ward) for one in found]
    return found[0]


def test_a_ward_row_gives_three_figures_with_their_cells(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (60, 30, 3, 3, 2, 2))]))
    assert of(reading, "fft_positive", ward="Ward 7") == Observation(
        level=Level.WARD,
        icb="QZ1",
        provider="RZ1",
        site="RZ101",
        ward="Ward 7",
        service="inpatient",
        touchpoint="",
        measure="fft_positive",
        start=date(2025, 7, 1),
        end=date(2025, 7, 31),
        numerator=90,
        denominator=100,
        value="",
        unit="proportion",
        status=Status.REPORTED,
        sheet="Wards",
        cell="K15+L15/G15",
        name="Ward 7",
    )
    assert of(reading, "fft_negative", ward="Ward 7").cell == "N15+O15/G15"
    responses = of(reading, "fft_responses", ward="Ward 7")
    assert (responses.numerator, responses.denominator, responses.unit, responses.cell) == (100, None, "count", "G15")
    assert (reading.kind, reading.origin) == ("NHS England FFT workbook, inpatient", Origin.PUBLISHED)
    assert len(reading.id) == 64 and reading.reader == "fft-workbook/1"


def test_england_is_read_once_with_and_without_the_independent_sector(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (60, 30, 3, 3, 2, 2))]))
    england = [one for one in reading.observations if one.level is Level.ENGLAND and one.measure == "fft_positive"]
    assert [(one.provider, one.numerator, one.sheet) for one in england] == [
        ("ENG", 180, "Trusts"),
        ("ENG-NHS", 180, "Trusts"),
    ]


@pytest.mark.parametrize("name", ["England Ward", "England", "Selection Lounge", "SELECTION (excluding bays)"])
def test_a_ward_named_like_a_national_row_is_a_ward(tmp_path: Path, read: Callable[..., Reading], name: str) -> None:
    reading = read(inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, name), (60, 30, 3, 3, 2, 2))]))
    one = of(reading, "fft_positive", ward=name)
    assert (one.level, one.provider, one.site, one.numerator) == (Level.WARD, "RZ1", "RZ101", 90)
    assert sum(one.level is Level.ENGLAND for one in reading.observations) == 6


def test_a_suppressed_count_is_not_zero_and_its_total_stays(tmp_path: Path, read: Callable[..., Reading]) -> None:
    row = [*SITE, "Ward 7", 3, 40, *["*"] * 8]
    reading = read(inpatient(tmp_path / "x.xlsx", [row]))
    positive = of(reading, "fft_positive", ward="Ward 7")
    assert (positive.status, positive.numerator, positive.denominator, positive.value) == (
        Status.SUPPRESSED,
        None,
        3,
        "",
    )
    assert of(reading, "fft_responses", ward="Ward 7").numerator == 3


def test_a_percentage_published_without_counts_is_reported_without_a_numerator(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    row = [*SITE, "Ward 7", 91, 663, 0.7802197802197802, 0.00001, *["*"] * 6]
    reading = read(inpatient(tmp_path / "x.xlsx", [row]))
    positive, negative = (of(reading, measure, ward="Ward 7") for measure in ("fft_positive", "fft_negative"))
    assert (positive.status, positive.numerator, positive.value) == (Status.REPORTED, None, "0.7802197802197802")
    assert (negative.value, negative.cell) == ("0.00001", "J15")


def test_no_responses_are_a_zero_denominator(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (0, 0, 0, 0, 0, 0))]))
    assert of(reading, "fft_positive", ward="Ward 7").status is Status.ZERO_DENOMINATOR
    assert of(reading, "fft_responses", ward="Ward 7").numerator == 0


def test_a_ward_called_1_is_not_called_1_0_and_no_break_spaces_go(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [fft_row((*SITE, 1), (6, 3, 1, 0, 0, 0)), fft_row((*SITE, "Bay\u00a0"), (6, 3, 1, 0, 0, 0))]
    reading = read(inpatient(tmp_path / "x.xlsx", rows))
    assert {one.ward for one in reading.observations if one.level is Level.WARD} == {"1", "Bay"}


def test_two_wards_of_one_name_are_both_left_out_with_a_warning(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [fft_row((*SITE, "Bay"), (6, 3, 1, 0, 0, 0)), fft_row((*SITE, "Bay"), (1, 3, 1, 0, 9, 0))]
    reading = read(inpatient(tmp_path / "x.xlsx", rows))
    assert not [one for one in reading.observations if one.level is Level.WARD]
    assert "two wards of RZ101 (RZ1) are called 'Bay'" in "".join(note.text for note in reading.notes)


def test_the_independent_sector_sorted_last_keeps_its_code(tmp_path: Path, read: Callable[..., Reading]) -> None:
    path = fft_workbook(
        tmp_path / "x.xlsx", TITLE, {"Trusts": [fft_row(("zIS1", "NZ1", "EXAMPLE LIMITED"), (6, 3, 1, 0, 0, 0))]}
    )
    assert of(read(path), "fft_positive", provider="NZ1").icb == "IS1"


def test_maternity_has_touchpoints_and_no_total_eligible_on_most_sheets(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    counts = {"Q1": 10, "Q2": 20, "Q3": 30, "Q4": 40}
    sheets = {f"Trusts {q}": [fft_row(TRUST, (n, 0, 0, 5, 0, 0), 99 if q == "Q2" else None)] for q, n in counts.items()}
    without = [name for name in sheets if name != "Trusts Q2"]
    title = "Maternity Friends and Family Test (FFT) Data - July 2025"
    reading = read(fft_workbook(tmp_path / "x.xlsx", title, sheets, header=9, without_eligible=without))
    found = {
        one.touchpoint: (one.numerator, one.cell)
        for one in reading.observations
        if one.measure == "fft_positive" and one.provider == "RZ1"
    }
    assert found == {
        "antenatal": (10, "G14+H14/D14"),
        "birth": (20, "H14+I14/D14"),
        "postnatal ward": (30, "G14+H14/D14"),
        "postnatal community": (40, "G14+H14/D14"),
    }


@pytest.mark.parametrize(
    ("title", "sheet", "header", "service"),
    [
        ("Outpatient Friends and Family Test (FFT) Data - July 2025", "Orgs", 8, "outpatient"),
        ("Ambulance Friends and Family Test (FFT) data - June 2025", "PTS Org", 8, "patient transport"),
        ("A&E Friends and Family Test (FFT) data - July 2025", "Trusts", 3, "emergency"),
        ("Mental Health Friends and Family Test (FFT) Data - July 2025", "Trusts", 2, "mental health"),
        ("Community Friends and Family Test (FFT) Data - July 2025", "Trusts", 2, "community"),
    ],
)
def test_each_service_is_known_by_the_title(
    tmp_path: Path, read: Callable[..., Reading], title: str, sheet: str, header: int, service: str
) -> None:
    reading = read(
        fft_workbook(tmp_path / "x.xlsx", title, {sheet: [fft_row(TRUST, (6, 3, 1, 0, 0, 0))]}, header=header)
    )
    assert {one.service for one in reading.observations} == {service}


def test_a_total_that_is_not_the_sum_of_the_answers_is_refused_with_its_cell(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    row = fft_row((*SITE, "Ward 7"), (60, 30, 3, 3, 2, 2))
    row[6] = 101
    said = refused(inpatient(tmp_path / "x.xlsx", [row]))
    assert "x.xlsx!Wards!G15: error: Total Responses is 101, but the six answers add up to 100" in said


def test_a_percentage_that_disagrees_with_its_counts_is_refused_with_its_cell(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    row = fft_row((*SITE, "Ward 7"), (60, 30, 3, 3, 2, 2))
    row[8] = 0.93
    assert "x.xlsx!Wards!I15: error: 'percentage positive' is 0.93" in refused(inpatient(tmp_path / "x.xlsx", [row]))


def test_a_row_without_its_total_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    row = fft_row((*SITE, "Ward 7"), (60, 30, 3, 3, 2, 2))
    row[6] = ""
    assert "x.xlsx!Wards!G15: error: Total Responses: there is no figure" in refused(
        inpatient(tmp_path / "x.xlsx", [row])
    )


def test_a_provider_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    rows = [fft_row(TRUST, (6, 3, 1, 0, 0, 0)), fft_row(TRUST, (7, 3, 1, 0, 0, 0))]
    assert "RZ1 stands twice, also at D15" in refused(fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": rows}))


def test_an_empty_template_has_no_rows(tmp_path: Path, refused: Callable[..., str]) -> None:
    path = fft_workbook(tmp_path / "x.xlsx", TITLE, {"Trusts": []}, england=False)
    assert "no rows" in refused(path)


def test_a_title_without_a_month_needs_the_period_by_hand(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    from pxcommission.periods import month_of

    path = inpatient(
        tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (6, 3, 1, 0, 0, 0))], title=TITLE.replace("July 2025", "")
    )
    assert "names no month" in refused(path)
    reading = read(path, period=month_of(date(2025, 7, 1)))
    assert reading.months == (date(2025, 7, 1), date(2025, 7, 31))
    assert reading.given == "provider=;period=2025-07"


def test_eligible_equal_to_responses_is_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (6, 3, 1, 0, 0, 0), eligible=10)]))
    assert any(note.cell == "H15" and "100% is not to be trusted" in note.message for note in reading.notes)


def test_a_published_workbook_with_macros_is_read_values_only(tmp_path: Path, read: Callable[..., Reading]) -> None:
    import zipfile

    path = inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (6, 3, 1, 0, 0, 0))]).rename(tmp_path / "x.xlsm")
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/vbaProject.bin", b"\x00")
    assert "nothing was run" in "".join(note.message for note in read(path).notes)


def test_the_same_file_read_twice_has_the_same_id_and_another_period_by_hand_another(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    from pxcommission.periods import month_of

    path = inpatient(tmp_path / "x.xlsx", [fft_row((*SITE, "Ward 7"), (6, 3, 1, 0, 0, 0))])
    first, again = read(path), read(path)
    assert first == again
    assert read(path, period=month_of(date(2025, 7, 1))).id != first.id


def test_seven_thousand_wards_are_read_in_seconds(tmp_path: Path, read: Callable[..., Reading]) -> None:
    import time

    rows = [
        fft_row(("QZ1", f"R{i // 50:03d}", "T", f"R{i // 50:03d}{i // 10 % 5}", "S", f"Ward {i}"), (60, 30, 3, 3, 2, 2))
        for i in range(7000)
    ]
    path = inpatient(tmp_path / "x.xlsx", rows)
    start = time.perf_counter()
    assert len(read(path).observations) == 7000 * 3 + 9
    assert time.perf_counter() - start < 8  # 1.3 s on a quiet machine; the limit allows for a busy one


def test_every_address_leads_back_to_its_figure(tmp_path: Path, read: Callable[..., Reading]) -> None:
    from written_files import reread

    rows = [fft_row((*SITE, f"Ward {i}"), (60 + i, 30, 3, 3, 2, i)) for i in range(9)]
    path = inpatient(tmp_path / "x.xlsx", rows)
    workbook = openpyxl.load_workbook(path, data_only=True)
    for one in read(path).observations:
        cells = {cell.coordinate: cell.value for row in workbook[one.sheet].iter_rows() for cell in row}
        numbers = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
        assert reread(cells, one.cell) == numbers
