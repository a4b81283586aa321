"""The national return on written complaints, written here with headings that hold line breaks and empty columns at the end."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

from written_files import reread, write_csv

from pxcommission.evidence.observations import Level, Reading, Status
from pxcommission.periods import read_period
from pxcommission.returns.sheets import address
from pxcommission.vocabulary.models import Vocabulary

HEADER = ["Organisation Code", "Organisation Name", "Site Code", "Total number of written complaints\nreceived", "Upheld",
          "Partially\nupheld", "Not upheld", "", ""]  # fmt: skip
ROWS: list[list[object]] = [
    ["RZ1", "Example North", "", 120, 40, 30, 35, "", ""],
    ["RZ1", "Example North", "RZ101", 80, 20, 20, 30, "", ""],
    ["RZ2", "Example South", "", 0, 0, 0, 0, "", ""],
]


def said(reading: Reading) -> str:
    return " | ".join(note.message for note in reading.notes)


def test_received_and_upheld_of_each_organisation_and_site_with_their_addresses(
    tmp_path: Path, read: Callable[..., Reading], vocabulary: Vocabulary
) -> None:
    reading = read(write_csv(tmp_path / "Data on Written Complaints in the NHS 2014-15 KO41a csv.csv", [HEADER, *ROWS]))
    found = {
        (o.provider, o.site, o.measure): (o.level, o.numerator, o.denominator, o.status, o.cell)
        for o in reading.observations
    }
    assert found == {
        ("RZ1", "", "national_complaints_received"): (Level.PROVIDER, 120, None, Status.REPORTED, "D2"),
        ("RZ1", "", "national_complaints_upheld"): (Level.PROVIDER, 70, 105, Status.REPORTED, "E2+F2/E2+F2+G2"),
        ("RZ1", "RZ101", "national_complaints_received"): (Level.SITE, 80, None, Status.REPORTED, "D3"),
        ("RZ1", "RZ101", "national_complaints_upheld"): (Level.SITE, 40, 70, Status.REPORTED, "E3+F3/E3+F3+G3"),
        ("RZ2", "", "national_complaints_received"): (Level.PROVIDER, 0, None, Status.REPORTED, "D4"),
        ("RZ2", "", "national_complaints_upheld"): (Level.PROVIDER, 0, 0, Status.ZERO_DENOMINATOR, "E4+F4/E4+F4+G4"),
    }
    cells = {address(r, c): value for r, row in enumerate(ROWS, start=2) for c, value in enumerate(row, start=1)}
    for one in reading.observations:
        wanted = [one.numerator] if one.unit == "count" else [one.numerator, one.denominator]
        assert reread(cells, one.cell) == wanted
    assert reading.months[0].isoformat() == "2014-04-01" and {o.service for o in reading.observations} == {"all"}
    assert "not verified against a published file (verified: false)" in said(reading)
    assert {o.measure for o in reading.observations} <= set(vocabulary.measures)


def test_a_region_is_no_provider(tmp_path: Path, read: Callable[..., Reading]) -> None:
    region = ["Y60", "Example Region", "", 200, 60, 50, 65, "", ""]
    reading = read(write_csv(tmp_path / "KO41a 2022-23.csv", [HEADER, region, *ROWS]))
    assert {one.provider for one in reading.observations} == {"RZ1", "RZ2"}


def test_a_zip_of_one_csv_is_read_like_the_csv(tmp_path: Path, read: Callable[..., Reading]) -> None:
    inner = write_csv(tmp_path / "KO41a 2022-23.csv", [HEADER, *ROWS])
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as written:
        written.write(inner, inner.name)
    (tmp_path / "data.zip").write_bytes(package.getvalue())
    reading = read(tmp_path / "data.zip")
    assert reading.months[0].isoformat() == "2022-04-01" and len(reading.observations) == 6


def test_the_quarters_of_earlier_years_are_quarters(tmp_path: Path, read: Callable[..., Reading]) -> None:
    months = read(write_csv(tmp_path / "KO41a-2018-19-Q2.csv", [HEADER, *ROWS])).months
    assert (months[0].isoformat(), months[1].isoformat()) == ("2018-07-01", "2018-09-30")


def test_practices_are_told_apart_by_their_codes_and_their_names_are_not_kept(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    header = ["Practice_Code", "Organisation Name", *HEADER[3:]]
    rows = [["A99901", "Dr Testpartner", 5, 1, 1, 1, "", ""], ["V99901", "Testpartner Dental", 3, 0, 1, 1, "", ""]]
    reading = read(write_csv(tmp_path / "KO41b 2023-24.csv", [header, *rows]))
    assert {(o.provider, o.service) for o in reading.observations} == {
        ("A99901", "general practice"),
        ("V99901", "dental"),
    }
    assert "Testpartner" not in repr(reading)


def test_a_file_without_outcomes_still_gives_what_was_received(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(write_csv(tmp_path / "KO41a 2023-24.csv", [HEADER[:4], *[row[:4] for row in ROWS]]))
    assert {o.measure for o in reading.observations} == {"national_complaints_received"}
    assert "outcomes were not read" in said(reading)


def test_a_table_of_subjects_and_a_file_without_period_are_refused(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    twice = write_csv(tmp_path / "KO41a 2023-24.csv", [HEADER, ROWS[0], ROWS[0]])
    assert "this may be a table of subjects" in refused(twice)
    path = write_csv(tmp_path / "complaints.csv", [HEADER, *ROWS])
    assert "give it with --period" in refused(path)
    assert read(path, period=read_period("2023/24")).months[0].year == 2023
