"""The GP Patient Survey's weighted results by practice, written here in both layouts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from written_files import write_csv

from pxcommission.evidence.observations import Reading, Status
from pxcommission.periods import read_period
from pxcommission.returns.gp_survey import ERAS, RESPONSES
from pxcommission.vocabulary.models import Vocabulary

OLD = ["Practice_Code", "Practice_Name", "ICS_Code", "distributed", "received", "resprate", "Q3_12pct", "Q28_12pct"]
NEW = ["ad_practicecode", "ad_practicename", "received", "localgpservicesphone.pcteval", "overallexp.pcteval"]
OLD_ROWS = [
    ["Z99901", "Dr Testpartner", "QZ1", 300, 110, 0.36, "0.5123456789012345", "0.853"],
    ["Z99902", "Example Surgery", "QZ1", 300, 4, 0.01, "-97", "-97"],
]
NEW_ROWS = [["Z99901", "Dr Testpartner", 120, "0.61", "0.7987654321098765"], ["Z99902", "Example", 90, "", "1"]]


def test_a_practices_weighted_shares_stand_alone_exactly(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(write_csv(tmp_path / "GPPS_2023_Practice_data_(weighted)_(csv)_PUBLIC.csv", [OLD, *OLD_ROWS]))
    found = {(o.provider, o.measure): (o.value, o.numerator, o.status, o.cell) for o in reading.observations}
    assert found == {
        ("Z99901", "gp_survey_overall_good_to_2023"): ("0.853", None, Status.REPORTED, "H2"),
        ("Z99901", "gp_survey_phone_easy_to_2023"): ("0.5123456789012345", None, Status.REPORTED, "G2"),
        ("Z99901", RESPONSES): ("", 110, Status.REPORTED, "E2"),
        ("Z99902", "gp_survey_overall_good_to_2023"): ("", None, Status.SUPPRESSED, "H3"),
        ("Z99902", "gp_survey_phone_easy_to_2023"): ("", None, Status.SUPPRESSED, "G3"),
        ("Z99902", RESPONSES): ("", 4, Status.REPORTED, "E3"),
    }
    assert {(o.service, o.start.isoformat(), o.end.isoformat()) for o in reading.observations} == {
        ("general practice", "2022-04-01", "2023-03-31")
    }
    assert "not verified against a published file (verified: false)" in "".join(n.message for n in reading.notes)
    assert "Testpartner" not in repr(reading)


@pytest.mark.parametrize("mark", ["-99.00", "-98.0", "-97", "-95.000", " -99. "])
def test_every_spelling_of_the_files_mark_below_nought_is_suppressed(
    tmp_path: Path, read: Callable[..., Reading], mark: str
) -> None:
    rows = [OLD_ROWS[0], ["Z99902", "Example Surgery", "QZ1", 300, mark, 0.01, mark, mark]]
    reading = read(write_csv(tmp_path / "GPPS_2023.csv", [OLD, *rows]))
    assert {o.status for o in reading.observations if o.provider == "Z99902"} == {Status.SUPPRESSED}


def test_the_questionnaire_of_2024_is_measures_of_its_own(
    tmp_path: Path, read: Callable[..., Reading], vocabulary: Vocabulary
) -> None:
    reading = read(write_csv(tmp_path / "GPPS_2025_Practice_data.csv", [NEW, *NEW_ROWS]))
    measures = {o.measure for o in reading.observations}
    assert measures == {"gp_survey_overall_good", "gp_survey_phone_easy", RESPONSES}
    old, new = (set(era.questions) for era in ERAS)
    assert not old & new and old | new | {RESPONSES} <= set(vocabulary.measures)


def test_headings_of_one_questionnaire_in_a_year_of_the_other_are_refused(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    told = refused(write_csv(tmp_path / "GPPS_2024_Practice_data.csv", [OLD, *OLD_ROWS]))
    assert "from 2017 to 2023, but the year is 2024" in told
    assert "from 2024 on, but the year is 2023" in refused(write_csv(tmp_path / "GPPS_2023.csv", [NEW, *NEW_ROWS]))


def test_the_year_is_given_by_hand_where_the_name_has_none(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    path = write_csv(tmp_path / "practices.csv", [NEW, *NEW_ROWS])
    assert "give it with --period" in refused(path)
    assert read(path, period=read_period("2024/25")).months[1].year == 2025


@pytest.mark.parametrize("wrong", ["85.3", "-1", "0.8x", "NaN"])
def test_what_is_no_fraction_is_refused_at_its_cell(tmp_path: Path, refused: Callable[..., str], wrong: str) -> None:
    rows = [[*OLD_ROWS[0][:7], wrong]]
    assert "H2" in refused(write_csv(tmp_path / "GPPS_2023.csv", [OLD, *rows]))


def test_a_thousand_columns_are_read_and_only_the_few_kept(tmp_path: Path, read: Callable[..., Reading]) -> None:
    more = [f"Q{number}_1pct" for number in range(100, 1090)]
    header = [OLD[0], *more, *OLD[4:]]
    rows = [[row[0], *["0.5"] * len(more), *row[4:]] for row in OLD_ROWS]
    found = {
        (o.provider, o.measure): (o.value, o.cell)
        for o in read(write_csv(tmp_path / "GPPS_2022.csv", [header, *rows])).observations
    }
    assert found["Z99901", "gp_survey_overall_good_to_2023"] == ("0.853", "ALG2")
