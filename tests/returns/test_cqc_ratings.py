"""Ratings of the Care Quality Commission, written here in the layouts of its API, its csv extract and its directory."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from written_files import write_csv
from written_ods import ods_file

from pxcommission.evidence.observations import Level, Observation, Reading, Status
from pxcommission.periods import read_period
from pxcommission.returns.collected import Collected
from pxcommission.returns.cqc_api import ratings_of
from pxcommission.returns.cqc_dates import day_first, read_day
from pxcommission.returns.cqc_ratings import BELOW_GOOD, NO_RATING, is_below_good

SAFE, WELL_LED = {"name": "Safe", "rating": "Inadequate"}, {"name": "Well-led", "rating": "Requires Improvement"}
CARING, EFFECTIVE = {"name": "Caring", "rating": "Good"}, {"name": "Effective", "rating": "Inspected but not rated"}
LOCATION: dict[str, Any] = {
    "locationId": "RZ101",
    "providerId": "RZ1",
    "odsCode": "RZ101",
    "name": "Example North Hospital",
    "registrationStatus": "Registered",
    "careHome": "N",
    "regulatedActivities": [
        {"name": "Surgical procedures", "contacts": [{"personTitle": "Dr", "personFamilyName": "Testmanager"}]},
        {"nominatedIndividual": {"personGivenName": "Testgiven", "personFamilyName": "Testnominated"}},
    ],
    "currentRatings": {
        "overall": {
            "organisationId": "RZ101",
            "rating": "Requires improvement",
            "reportDate": "2024-02-08",
            "keyQuestionRatings": [SAFE, WELL_LED, CARING, EFFECTIVE],
        },
        "serviceRatings": [
            {"name": "Maternity", "rating": "Good", "reportDate": "2024-03-01", "keyQuestionRatings": [SAFE]},
            {"name": "Surgery", "rating": "Inadequate", "reportDate": "2024-02-08"},
        ],
    },
    "historicRatings": [{"reportDate": "2019-05-03", "overall": {"rating": "Good", "keyQuestionRatings": [CARING]}}],
}
NAMES_OF_PEOPLE = ("Testmanager", "Testgiven", "Testnominated", "Testpartner")


def record(**changed: object) -> dict[str, Any]:
    """The location's record with other values."""
    return {**copy.deepcopy(LOCATION), **changed}


def json_file(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def at(document: Any, path: str) -> Any:
    """What stands at a path of a document, read apart from the product."""
    for key in path.strip("/").split("/"):
        document = document[int(key)] if isinstance(document, list) else document[key]
    return document


def said(reading: Reading) -> str:
    return " | ".join(note.message for note in reading.notes)


def test_a_location_record_gives_each_report_on_its_own_day(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(json_file(tmp_path / "x.json", LOCATION))
    figures = {(o.service, o.measure, o.start): o.numerator for o in reading.observations}
    assert figures == {
        ("all", "cqc_overall_below_good", date(2024, 2, 8)): 1,
        ("all", "cqc_key_questions_below_good", date(2024, 2, 8)): 2,
        ("maternity", "cqc_overall_below_good", date(2024, 3, 1)): 0,
        ("maternity", "cqc_key_questions_below_good", date(2024, 3, 1)): 1,
        ("all", "cqc_overall_below_good", date(2019, 5, 3)): 0,
        ("all", "cqc_key_questions_below_good", date(2019, 5, 3)): 0,
    }
    assert {(o.level, o.provider, o.site, o.name) for o in reading.observations} == {
        (Level.SITE, "RZ1", "RZ101", "Example North Hospital")
    }
    assert all(o.start == o.end and o.unit == "count" for o in reading.observations)
    assert "only part of one of our services were left out: 'Surgery'" in said(reading)


def test_every_address_of_a_list_of_records_leads_back(tmp_path: Path, read: Callable[..., Reading]) -> None:
    document = {"total": 2, "locations": [record(), record(locationId="RZ102", odsCode="RZ102")]}
    reading = read(json_file(tmp_path / "x.json", document))
    assert len(reading.observations) == 12
    for one in reading.observations:
        there = at(document, one.cell)
        ratings = [there] if isinstance(there, str) else [question["rating"] for question in there]
        assert sum(word.lower() in ("inadequate", "requires improvement") for word in ratings) == one.numerator


def test_no_name_of_a_person_is_kept_anywhere(tmp_path: Path, read: Callable[..., Reading]) -> None:
    practice = record(
        locationId="1-100",
        providerId="1-200",
        odsCode="Z99901",
        name="Dr Testpartner & Partners",
        partners=["Testpartner"],
    )
    reading = read(json_file(tmp_path / "x.json", [LOCATION, practice]))
    assert {o.provider for o in reading.observations} == {"RZ1", "Z99901"}
    assert not [name for name in NAMES_OF_PEOPLE if name in repr(reading)]


def test_a_provider_record_is_of_the_provider_and_gives_its_code_to_its_locations(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    provider = {"providerId": "1-200", "odsCode": "NZ1", "currentRatings": LOCATION["currentRatings"]}
    clinic = record(providerId="1-200", locationId="1-100", odsCode="NZ101", name="Testpartner Clinic")
    found = {
        (o.level, o.provider, o.site, o.name)
        for o in read(json_file(tmp_path / "x.json", [provider, clinic])).observations
    }
    assert found == {(Level.PROVIDER, "NZ1", "", ""), (Level.SITE, "NZ1", "NZ101", "")}


@pytest.mark.parametrize("word", ["Inspected but not rated", "Regulations met", ""])
def test_what_is_not_a_rating_is_not_measured_and_never_a_breach(
    tmp_path: Path, read: Callable[..., Reading], word: str
) -> None:
    overall = {"rating": word, "reportDate": "2024-02-08", "keyQuestionRatings": [{"name": "Safe", "rating": word}]}
    both = [{"rating": "Good", "reportDate": "2020-01-01"}, overall]
    first, second = (record(currentRatings={"overall": one}, historicRatings=[]) for one in both)
    second |= {"locationId": "RZ102", "odsCode": "RZ102"}
    if not word:
        overall["keyQuestionRatings"].append({"name": "Caring", "rating": "Good"})  # type: ignore[attr-defined]
    found = {(o.site, o.measure): o for o in read(json_file(tmp_path / "x.json", [first, second])).observations}
    assert (found["RZ102", "cqc_overall_below_good"].status, found["RZ102", "cqc_overall_below_good"].numerator) == (
        Status.NOT_MEASURED,
        None,
    )
    assert found["RZ102", "cqc_key_questions_below_good"].numerator == (None if word else 0)


def test_a_rating_of_the_organisation_before_is_pointed_out(tmp_path: Path, read: Callable[..., Reading]) -> None:
    document = record(
        relationships=[{"relatedLocationId": "RZ701", "type": "HSCA Predecessor", "reason": "NHS Transfer"}]
    )
    document["currentRatings"]["overall"]["organisationId"] = "RZ701"
    assert "was given to RZ701, which ran the location before (NHS Transfer)" in said(
        read(json_file(tmp_path / "x.json", document))
    )


def test_earlier_ratings_without_a_current_one_are_not_kept(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "holds no current rating" in refused(json_file(tmp_path / "x.json", record(currentRatings={})))


def test_a_list_page_without_ratings_says_what_to_load(tmp_path: Path, refused: Callable[..., str]) -> None:
    page = {"total": 2, "locations": [{"locationId": "RZ101", "locationName": "A"}, {"locationId": "RZ102"}]}
    assert "load the record of each location" in refused(json_file(tmp_path / "x.json", page))


def test_an_unknown_word_for_a_rating_stops_the_file_at_its_place(tmp_path: Path, refused: Callable[..., str]) -> None:
    overall = {"rating": "Splendid", "reportDate": "2024-02-08"}
    told = refused(json_file(tmp_path / "x.json", record(currentRatings={"overall": overall})))
    assert "/currentRatings/overall/rating" in told and "'Splendid' is no rating known here" in told


def test_an_older_rating_never_stands_beside_a_newer_one_that_is_not_read(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    newer = record(assessment=[{"ratings": {"overall": "Good"}}])
    both = read(json_file(tmp_path / "two.json", [newer, record(locationId="RZ102", odsCode="RZ102")]))
    assert {one.site for one in both.observations} == {"RZ102"}
    assert "no older one stands for it" in said(both)


def test_a_closed_location_has_no_rating_that_stands(tmp_path: Path, read: Callable[..., Reading]) -> None:
    closed = record(locationId="RZ102", odsCode="RZ102", registrationStatus="Deregistered")
    assert {o.site for o in read(json_file(tmp_path / "x.json", [LOCATION, closed])).observations} == {"RZ101"}


Anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["locationId", "providerId", "odsCode", "currentRatings", "overall", "rating", "reportDate",
                         "keyQuestionRatings", "serviceRatings", "historicRatings", "name", "locations", "relationships"]),
        inner,
        max_size=5,
    ),
    max_leaves=25,
)  # fmt: skip


@given(Anything)
def test_no_shape_of_document_escapes_as_another_error(document: Any) -> None:
    from pxcommission.problems import ProblemsFound

    try:
        ratings_of(document, Collected("x.json"))
    except ProblemsFound as stopped:
        assert stopped.problems


@given(st.sampled_from([*BELOW_GOOD, *NO_RATING]), st.sampled_from([str.upper, str.title, str.lower, str.capitalize]))
def test_the_capitals_of_a_rating_make_no_difference(word: str, case: Callable[[str], str]) -> None:
    found = Collected("x")
    assert is_below_good(f" {case(word)}", "", "A1", found) is BELOW_GOOD.get(word)
    assert not found.errors


HEADER = ["Location Name", "Location ID", "Registered manager", "Location HSCA start date", "Location Latest Overall Rating",
          "Publication Date", "Location safe rating", "Location effective rating", "Location caring rating",
          "Location responsive rating", "Location well-led rating", "Provider Name", "Provider ID",
          "Provider HSCA start date", "Provider Ownership Type"]  # fmt: skip


def csv_row(location: str, provider: str, overall: str, questions: tuple[str, ...] = ("Good",) * 5) -> list[str]:
    """A row of the csv extract; its publication date is the day of registration, in American figures."""
    return [" Example House", location, "Testmanager", "2025-06-26", overall, "6/26/2025 12:00:00 AM", *questions,
            "Testpartner Ltd", provider, "4/1/2010 12:00:00 AM", "NHS Body"]  # fmt: skip


ROWS = [
    csv_row("RZ101", "RZ1", "Requires Improvement", ("Good", "Requires improvement", "Good", "Good", "Inadequate")),
    csv_row("RZ102", "RZ1", "Inspected but not rated", ("",) * 5),
    csv_row("1-111", "1-222", "Inadequate"),
]


def test_the_csv_extract_gives_ratings_as_they_stood_on_its_newest_day(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    reading = read(write_csv(tmp_path / "x.csv", [HEADER, *ROWS]))
    found = {(o.site, o.measure): o for o in reading.observations}
    assert {key: (o.numerator, o.status, o.cell) for key, o in found.items()} == {
        ("RZ101", "cqc_overall_below_good"): (1, Status.REPORTED, "E2"),
        ("RZ101", "cqc_key_questions_below_good"): (2, Status.REPORTED, "G2+H2+I2+J2+K2"),
        ("RZ102", "cqc_overall_below_good"): (None, Status.NOT_MEASURED, "E3"),
        ("RZ102", "cqc_key_questions_below_good"): (None, Status.NOT_MEASURED, "G3+H3+I3+J3+K3"),
    }
    assert {(o.start, o.end) for o in reading.observations} == {(date(2025, 6, 26),) * 2}
    for part in ("26 June 2025, the newest day in it", "repeats the day each location was registered",
                 "1 location was left out", "inadequate 1, inspected but not rated 1, requires improvement 1"):  # fmt: skip
        assert part in said(reading)
    assert not [name for name in NAMES_OF_PEOPLE if name in repr(reading)]


def test_a_period_given_by_hand_says_when_the_ratings_stood(tmp_path: Path, read: Callable[..., Reading]) -> None:
    reading = read(write_csv(tmp_path / "x.csv", [HEADER, *ROWS]), period=read_period("2025-09"))
    assert reading.months == (date(2025, 9, 30), date(2025, 9, 30))


def test_a_location_that_stands_twice_is_refused(tmp_path: Path, refused: Callable[..., str]) -> None:
    assert "RZ101 stands twice, in E2 and here" in refused(write_csv(tmp_path / "x.csv", [HEADER, ROWS[0], ROWS[0]]))


DIRECTORY = ["Location ID", "Location HSCA start date", "Location Name", "Location ODS Code",
             "Location Latest Overall Rating", "Publication Date", "Inherited Rating (Y/N)", "Provider ID"]  # fmt: skip


def test_the_directory_has_notices_above_its_headings_and_a_day_for_each_rating(
    tmp_path: Path, read: Callable[..., Reading]
) -> None:
    rows = [
        ["RZ101", "2010-04-01", "Example North", "RZ101", "Inadequate", "30/09/2021", "Y", "RZ1"],
        ["1-111", "2013-04-01", "Dr Testpartner", "Z99901", "Good", "01/02/2020", "N", "1-222"],
    ]
    sheets = {
        "README": [["Care directory with filters"]],
        "HSCA_Active_Locations": [["Notice"], [], ["Another notice"], [], [], [], DIRECTORY, *rows],
    }
    reading = read(ods_file(tmp_path / "x.ods", sheets))
    assert {(o.provider, o.site, o.numerator, o.start, o.cell, o.sheet) for o in reading.observations} == {
        ("RZ1", "RZ101", 1, date(2021, 9, 30), "E8", "HSCA_Active_Locations"),
        ("Z99901", "", 0, date(2020, 2, 1), "E9", "HSCA_Active_Locations"),
    }
    assert "1 ratings were given to the organisation that ran the location before" in said(reading)
    assert "Testpartner" not in repr(reading)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025-06-26", date(2025, 6, 26)),
        ("2023-05-03T00:00:00Z", date(2023, 5, 3)),
        ("6/26/2025 12:00:00 AM", date(2025, 6, 26)),
        ("30/09/2021", date(2021, 9, 30)),
        ("31/02/2021", None),
        ("soon", None),
    ],
)
def test_each_way_cqc_writes_a_day_is_read(written: str, day: date | None) -> None:
    assert read_day(written, day_first([written])) == day


def test_a_slashed_day_that_can_be_read_two_ways_is_not_read() -> None:
    assert day_first(["9/6/2021", "1/2/2020"]) is None
    assert day_first(["30/09/2021", "6/26/2025 12:00:00 AM"]) is None
    assert read_day("9/6/2021", day_first(["9/6/2021"])) is None
    assert read_day("9/6/2021", day_first(["9/6/2021", "30/09/2021"])) == date(2021, 6, 9)


def test_the_real_csv_extract_is_read_whole(shared: Path, read: Callable[..., Reading]) -> None:
    wanted = json.loads((shared / "data/expected.json").read_text(encoding="utf-8"))["files"]
    expected = wanted["cqc/cqc_locations_head_redacted.csv"]
    reading = read(shared / "data/cqc/cqc_locations_head_redacted.csv")
    assert reading.file_sha256 == expected["sha256"]
    words: Counter[str] = Counter()
    for word, number in expected["overall_rating_as_written"].items():
        words[word.lower() or "none"] += number
    assert words["requires improvement"] == expected["requires_improvement_ignoring_case"]
    assert ", ".join(f"{word} {number}" for word, number in sorted(words.items())) in said(reading)
    kept: list[Observation] = list(reading.observations)
    assert len({o.provider for o in kept}) == 1 and f"{expected['rows'] - 1} locations were left out" in said(reading)
