"""Trust results of the national patient surveys, written here as the ODS files CQC publishes."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_ods import ods_file

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.periods import read_period
from pxcommission.returns.survey_editions import EDITIONS, survey_code
from pxcommission.returns.survey_trust_results import out_of_ten
from pxcommission.vocabulary.models import Vocabulary

YEAR = {"period": read_period("2020/21")}
HEADER = ["TrustCode", "trustname", "n_tpat", "meanq44", "meanq45", "q1_band", "q2_band", "q3_band"]
ROWS: list[list[object]] = [
    ["RZ1", "Example North", 512, 7.5, 8.123456789, "Worse than expected", "Somewhat worse than expected", "About the same"],
    ["RZ2", "Example South", 480, 7.5, 8, "Much worse", "Better", "worse"],
    ["RZ3", "Example Small", 12, "*", "*", "", "", ""],
]  # fmt: skip


def survey(
    path: Path, header: list[str] = HEADER, rows: list[list[object]] = ROWS, sheet: str = "Trust_Scores"
) -> Path:
    return ods_file(path, {"README": [["About these data"]], sheet: [header, *rows]})


def of(reading: Reading, measure: str) -> dict[str, Observation]:
    return {one.provider: one for one in reading.observations if one.measure == measure}


def test_the_overall_score_is_a_share_of_ten_and_stands_alone(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(survey(tmp_path / "IP20 Trust-level benchmark.ods"), **YEAR)
    score = of(reading, "survey_overall_score")
    assert {code: (one.value, one.numerator, one.denominator, one.status, one.cell) for code, one in score.items()} == {
        "RZ1": ("0.8123456789", None, None, Status.REPORTED, "E2"),
        "RZ2": ("0.8", None, None, Status.REPORTED, "E3"),
        "RZ3": ("", None, None, Status.SUPPRESSED, "E4"),
    }
    assert {(o.service, o.start.year, o.end.year, o.sheet) for o in reading.observations} == {
        ("inpatient", 2020, 2021, "Trust_Scores")
    }


def test_questions_in_the_two_lowest_bands_are_counted_and_somewhat_worse_is_not(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    worse = of(read(survey(tmp_path / "IP20.ods"), **YEAR), "survey_questions_worse")
    assert {code: (one.numerator, one.status, one.cell) for code, one in worse.items()} == {
        "RZ1": (1, Status.REPORTED, "F2+G2+H2"),
        "RZ2": (2, Status.REPORTED, "F3+G3+H3"),
        "RZ3": (None, Status.SUPPRESSED, "F4+G4+H4"),
    }


def test_a_column_of_bands_in_other_words_is_not_counted(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [[*row[:7], number] for number, row in enumerate(ROWS, start=1)]
    worse = of(read(survey(tmp_path / "IP20.ods", rows=rows), **YEAR), "survey_questions_worse")
    assert worse["RZ2"].cell == "F3+G3"


def test_the_survey_is_told_by_its_sheet_before_its_file(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = [*HEADER[:4], "meanq35"]
    path = survey(tmp_path / "IP20.ods", header, [row[:5] for row in ROWS], "CMH20_Trust_Scores")
    reading = read(path, **YEAR)
    assert {o.service for o in reading.observations} == {"mental health"}
    assert "no columns of bands" in "".join(note.message for note in reading.notes)


def test_urgent_treatment_centres_are_a_measure_of_their_own(tmp_path: Path, read: Callable[..., Reading]) -> None:
    header = ["trustcode", "trustname", "n_tpat", "meant38", "meant39"]
    reading = read(
        survey(tmp_path / "uec20_type3.ods", header, [row[:5] for row in ROWS], "UEC20_Trust_Scores"), **YEAR
    )
    assert {(o.measure, o.service) for o in reading.observations} == {
        ("survey_overall_score_urgent_treatment", "emergency")
    }


def test_every_reading_says_that_the_layout_was_not_verified(tmp_path: Path, read: Callable[..., Reading]) -> None:
    notes = "".join(note.message for note in read(survey(tmp_path / "IP20.ods"), **YEAR).notes)
    assert "not verified against a published file (verified: false)" in notes
    assert "meanq45, from a program that reads the published file of the survey, which was not verified" in notes
    assert not any(edition.verified for edition in EDITIONS.values())


def test_the_question_of_an_unlisted_edition_is_not_guessed(
    tmp_path: Path, read: Callable[..., Reading], refused: Callable[..., str]
) -> None:
    reading = read(survey(tmp_path / "IP24.ods"), **YEAR)
    assert {o.measure for o in reading.observations} == {"survey_questions_worse"}
    path = survey(tmp_path / "IP25.ods", HEADER[:5], [row[:5] for row in ROWS])
    assert "nothing can be read of IP25" in refused(path, **YEAR)


def test_a_survey_without_its_year_or_its_code_is_refused_with_what_to_do(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    assert "--period, for example 2020/21" in refused(survey(tmp_path / "IP20.ods"))
    assert "which survey this is can't be told" in refused(survey(tmp_path / "results.ods"), **YEAR)
    assert "is no contract year" in refused(survey(tmp_path / "IP20.ods"), period=read_period("2020-11"))


def test_a_score_beyond_ten_and_a_code_that_is_none_are_errors_with_their_cells(
    tmp_path: Path, refused: Callable[..., str]
) -> None:
    rows: list[list[object]] = [["RZ1", "A", 500, 7, 81.2, "", "", ""], ["Trust?", "B", 500, 7, 8, "", "", ""]]
    told = refused(survey(tmp_path / "IP20.ods", rows=rows), **YEAR)
    assert "!E2" in told and "is no score from 0 to 10" in told
    assert "!A3" in told and "'Trust?' is no organisation code" in told


def test_englands_row_has_a_score_and_no_band(tmp_path: Path, read: Callable[..., Reading]) -> None:
    rows = [*ROWS, ["ENG", "England", 70000, 7.6, 8.1, "", "", ""]]
    england = [
        o for o in read(survey(tmp_path / "IP20.ods", rows=rows), **YEAR).observations if o.level is Level.ENGLAND
    ]
    assert [(o.measure, o.value) for o in england] == [("survey_overall_score", "0.81")]


@given(st.decimals(0, 10, allow_nan=False, allow_infinity=False, places=9))
def test_a_score_out_of_ten_is_exact(score: Decimal) -> None:
    assert out_of_ten(score) * 10 == score


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("CMH20_Trust_Scores", "CMH20"),
        ("uec20_type1_benchmark-data.ods", "UEC20"),
        ("TIP20", None),
        ("Trust_Scores", None),
    ],
)
def test_a_survey_is_known_by_its_letters_and_year(name: str, code: str | None) -> None:
    assert survey_code(name) == code


def test_every_measure_read_is_a_word_of_the_vocabulary(vocabulary: Vocabulary) -> None:
    words = {"survey_overall_score", "survey_overall_score_urgent_treatment", "survey_questions_worse"}
    assert words <= set(vocabulary.measures)
