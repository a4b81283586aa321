"""Rounds and raters side by side: movements with their evidence, agreement and differences, and nothing averaged or made zero."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from diagnostics.assessments_written import FRAMEWORK, TODAY, diagnostic, frameworks, recorded
from hypothesis import given, settings
from hypothesis import strategies as st

from pxcommission.diagnostics import comparison
from pxcommission.diagnostics.comparison import Comparison, compared
from pxcommission.diagnostics.entries import RATERS, Answer, Round
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.diagnostics.rounds import rounds_of

NONE = {"rating": "not assessed", "not_assessed": "We have no wards"}
LOW = {"rating": "0"}


def rated(rating: int, evidence: str = "Minutes") -> dict[str, str]:
    return {"rating": str(rating), "evidence": evidence}


@pytest.fixture
def found(tmp_path: Path) -> Comparison:
    diagnostic(tmp_path)
    recorded(tmp_path, {"LEAD-1": rated(1), "LEAD-2": LOW, "COLL-1": NONE}, "2024-07-01", label="2024-25")
    recorded(tmp_path, {"LEAD-1": rated(2, "Two names"), "LEAD-2": LOW, "COLL-1": rated(1)}, "2025-07-01")
    recorded(tmp_path, {"LEAD-1": LOW, "LEAD-2": LOW}, "2025-07-05", rater="ward")
    return compared(frameworks(tmp_path)["first"], rounds_of(tmp_path, TODAY))


def test_a_movement_is_told_with_its_steps_and_its_evidence(found: Comparison) -> None:
    moved = found.of("LEAD-1")
    assert moved is not None
    (move,) = moved.movements
    assert (move.rater, move.before.rating, move.after.rating, move.steps) == ("board", 1, 2, 1)
    assert move.after.answer is not None and move.after.answer.evidence == "Two names"
    assert [one.statement.id for one, _ in found.moved] == ["LEAD-1"]


def test_what_was_not_assessed_is_no_zero_and_is_told_with_its_reason(found: Comparison) -> None:
    one = found.of("COLL-1")
    assert one is not None
    assert [(move.steps, move.why_not) for move in one.movements] == [(None, "2024-25: not assessed: We have no wards")]
    first = next(counts for counts in found.areas if (counts.area, counts.round.round) == ("COLL", "2024-25"))
    assert (dict(first.by_rating), first.not_assessed, first.assessed) == ({0: 0, 1: 0, 2: 0}, 1, 0)


def test_what_nobody_answered_yet_is_told_as_such(found: Comparison) -> None:
    one = found.of("COLL-1")
    assert one is not None
    said = one.by(found.rounds[1], "ward")
    assert said is not None and (said.rating, said.why_not) == (None, "not answered yet")
    assert one.by(found.rounds[0], "ward") is None


def test_raters_that_agree_and_raters_that_differ_are_told_apart_each_with_its_rating(found: Comparison) -> None:
    one, other = found.of("LEAD-1"), found.of("LEAD-2")
    assert one is not None and other is not None
    assert [(dict(said.ratings), said.apart) for said in one.agreements] == [
        ({"board": 1}, None),
        ({"board": 2, "ward": 0}, 2),
    ]
    assert other.agreements[1].agree and not one.agreements[1].agree and not one.agreements[0].agree
    assert [(pair[0].statement.id, pair[1].apart) for pair in found.differences] == [("LEAD-1", 2)]


def test_an_area_that_an_edition_did_not_have_is_told_as_not_asked(tmp_path: Path) -> None:
    made = diagnostic(tmp_path)
    without = FRAMEWORK[: FRAMEWORK.index("  - id: COLL\n")]
    made.write("rules/frameworks/earlier.yaml", without.replace("first edition", "an earlier edition"))
    recorded(tmp_path, {"LEAD-1": rated(1), "LEAD-2": LOW}, "2024-07-01", label="2024-25", framework="earlier")
    recorded(tmp_path, {"LEAD-1": rated(1), "LEAD-2": LOW, "COLL-1": rated(2)}, "2025-07-01")
    known = frameworks(tmp_path)
    newer = compared(known["first"], rounds_of(tmp_path, TODAY))
    (move,) = newer.in_area("COLL")[0].movements
    assert (move.steps, move.why_not) == (None, "2024-25: not asked in the edition an earlier edition")
    first = next(one for one in newer.areas if (one.area, one.round.round) == ("COLL", "2024-25"))
    assert (first.not_in_edition, first.assessed) == (1, 0)
    assert compared(known["earlier"], rounds_of(tmp_path, TODAY)).left_out == (("COLL-1", "first"),)


RATINGS = st.dictionaries(st.sampled_from(["LEAD-1", "LEAD-2", "COLL-1"]), st.sampled_from([None, 0, 1, 2]))
ROUNDS = st.dictionaries(st.tuples(st.sampled_from(["2023-24", "2024-25", "2025-26"]), st.sampled_from(list(RATERS))), RATINGS)  # fmt: skip


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> Framework:
    folder = tmp_path_factory.mktemp("compared")
    diagnostic(folder)
    return frameworks(folder)["first"]


def round_of(label: str, rater: str, ratings: Mapping[str, int | None]) -> Round:
    day = date(int(label[:4]), 7, 1)
    answers = {n: Answer(r, "" if r is not None else "no wards", "Minutes") for n, r in ratings.items()}
    return Round(
        "RZ1", "", "first", "first edition", label, rater, day, day, "Lead", ("LEAD-1", "LEAD-2", "COLL-1"), answers
    )


@settings(max_examples=60, deadline=None)
@given(made=ROUNDS)
def test_every_answer_is_counted_once_and_every_rating_shown_was_given(
    framework: Framework, made: dict[tuple[str, str], dict[str, int | None]]
) -> None:
    found = compared(framework, [round_of(label, rater, ratings) for (label, rater), ratings in made.items()])
    for counts in found.areas:
        asked = len(next(area for area in framework.areas if area.id == counts.area).statements)
        assert counts.assessed + counts.not_assessed + counts.not_answered + counts.not_in_edition == asked
    for one in found.statements:
        for said in one.said:
            given_rating = made[said.round.round, said.rater].get(one.statement.id)
            assert said.rating == given_rating
            assert bool(said.why_not) == (given_rating is None)
        for move in one.movements:
            assert (move.steps is None) == bool(move.why_not)
        for agreement in one.agreements:
            values = list(agreement.ratings.values())
            assert agreement.apart == (max(values) - min(values) if len(values) > 1 else None)


def test_nothing_in_the_comparison_adds_or_averages_ratings() -> None:
    text = Path(comparison.__file__).read_text("utf-8")
    assert not re.search(r"\bmean\(|average\(|statistics|/ len|Fraction|Decimal", text)
