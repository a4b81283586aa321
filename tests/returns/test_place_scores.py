"""Scores of the patient-led assessments of the environment, written here as the published csv."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from written_files import write_csv

from pxcommission.evidence.observations import Level, Reading, Status
from pxcommission.periods import read_period
from pxcommission.returns.place_scores import DOMAINS
from pxcommission.vocabulary.models import Vocabulary

SITES = ["Organisation Code", "Organisation Name", "Commissioning Region", "Site Code", "Site Name", "Organisation Type",
         "NHS or Independent", "PLACE Site Type", "Cleanliness", "Combined Food", "Organisation Food", "Ward Food",
         "Privacy Dignity and Wellbeing", "Condition Appearance and Maintenance", "Dementia", "Disability"]  # fmt: skip
SCORES = ["98.08%", "91.5%", "90%", "92%", "87.65%", "96.10%", "82.3%", "N/A"]
ROW = ["RZ1", "Example North", "Midlands", "RZ101", "Example Hospital", "Acute", "NHS", "Acute hospital", *SCORES]
HOSPICE = ["NZ1", "Example Hospice", "Midlands", "NZ101", "Example Hospice", "Hospice", "Independent", "Hospice",
           *["100%", "-", "", "", "95%", "97%", "N/A", ""]]  # fmt: skip


def sites(path: Path, *rows: list[str], header: list[str] = SITES) -> Path:
    return write_csv(path, [header, *rows])


def said(reading: Reading) -> str:
    return " | ".join(note.message for note in reading.notes)


def test_each_site_has_its_shares_exactly_as_printed(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(sites(tmp_path / "PLACE-2024-Site-Scores.csv", ROW, HOSPICE))
    found = {(o.site, o.measure): (o.value, o.status, o.service, o.cell) for o in reading.observations}
    assert found["RZ101", "place_cleanliness"] == ("0.9808", Status.REPORTED, "inpatient", "I2")
    assert found["RZ101", "place_food"] == ("0.915", Status.REPORTED, "inpatient", "J2")
    assert found["RZ101", "place_disability"] == ("", Status.NOT_APPLICABLE, "inpatient", "P2")
    assert found["NZ101", "place_cleanliness"] == ("1.00", Status.REPORTED, "hospice", "I3")
    assert found["NZ101", "place_food"] == ("", Status.NOT_MEASURED, "hospice", "J3")
    assert len(found) == 12
    assert {(o.level, o.start.isoformat(), o.end.isoformat()) for o in reading.observations} == {
        (Level.SITE, "2024-04-01", "2025-03-31")
    }
    assert "not verified against a published file (verified: false)" in said(reading)
    assert "the year 2024 was taken from the file's name" in said(reading)


def test_every_address_leads_back_to_the_printed_percentage(tmp_path: Path, read: Callable[..., Reading]) -> None:
    from decimal import Decimal

    cells = dict(zip("ABCDEFGHIJKLMNOP", ROW, strict=True))
    for one in read(sites(tmp_path / "PLACE-2024.csv", ROW)).observations:
        printed = cells[one.cell.rstrip("2")]
        assert (Decimal(printed.rstrip("%")) / 100 == Decimal(one.value)) if one.value else printed == "N/A"


@pytest.mark.parametrize(
    ("year", "ending"), [("2016", "_to_2018"), ("2018", "_to_2018"), ("2019", "_2019"), ("2022", "")]
)
def test_the_eras_are_measures_of_their_own(
    tmp_path: Path, read: Callable[..., Reading], vocabulary: Vocabulary, year: str, ending: str
) -> None:
    measures = {o.measure for o in read(sites(tmp_path / f"PLACE-{year}-Site-Scores.csv", ROW)).observations}
    assert measures == {measure + ending for measure in DOMAINS}
    assert measures <= set(vocabulary.measures)


@pytest.mark.parametrize("year", ["2012", "2020", "2021"])
def test_a_year_without_a_collection_is_refused(tmp_path: Path, refused: Callable[..., str], year: str) -> None:
    assert f"no PLACE collection in {year}" in refused(sites(tmp_path / f"PLACE-{year}.csv", ROW))


def test_the_year_is_given_by_hand_where_the_name_has_none(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    path = sites(tmp_path / "scores.csv", ROW)
    assert "give it with --period, for example 2024/25" in refused(path)
    assert read(path, period=read_period("2023/24")).months[0].year == 2023
    assert "is no contract year" in refused(path, period=read_period("2023-10"))


def test_a_percentage_without_its_sign_is_not_guessed(tmp_path: Path, refused: Callable[..., str]) -> None:
    bare = [*ROW[:8], "0.9", *ROW[9:]]
    told = refused(sites(tmp_path / "PLACE-2024.csv", bare))
    assert "I2" in told and "has no per cent sign" in told
    assert "is no share from 0 to 1" in refused(sites(tmp_path / "PLACE-2024.csv", [*ROW[:8], "101%", *ROW[9:]]))


def test_the_file_of_organisations_is_of_providers(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = [SITES[i] for i in (0, 1, 2, 5, 8, 9, 12, 13)]
    reading = read(
        sites(
            tmp_path / "PLACE-2024-Organisation-Scores.csv", [ROW[i] for i in (0, 1, 2, 5, 8, 9, 12, 13)], header=header
        )
    )
    assert {(o.level, o.provider, o.site, o.name) for o in reading.observations} == {
        (Level.PROVIDER, "RZ1", "", "Example North")
    }


def test_a_site_without_its_code_or_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "there is no site code" in refused(sites(tmp_path / "PLACE-2024.csv", [*ROW[:3], "", *ROW[4:]]))
    assert "RZ101 has two scores, in I2 and here" in refused(sites(tmp_path / "PLACE-2024.csv", ROW, ROW))
