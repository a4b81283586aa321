"""What contracts count of self-assessments: done, presented, followed up; and whatever anybody rates, every finding is the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from diagnostics.assessments_written import FULL, diagnostic, key, recorded, when
from hypothesis import given, settings
from hypothesis import strategies as st
from small_workspace import Small, adopt, rule

from pxcommission.assessment.findings import Finding
from pxcommission.diagnostics.counted import figures_counted
from pxcommission.diagnostics.entries import Progress
from pxcommission.diagnostics.recording import record_complete, record_presented, record_progress, withdraw_entry
from pxcommission.diagnostics.rounds import Diagnostics, diagnostics_on
from pxcommission.periods import read_period
from pxcommission.problems import ProblemsFound
from pxcommission.quarter import run_id
from pxcommission.rulebook.rulebook import load_rulebook
from pxcommission.workspace import open_workspace

RULES = (
    rule("DONE", "usual_threshold: at least 1", "assessed", "all", "year"),
    rule("PRESENTED", "usual_threshold: at least 1", "presented", "all", "year"),
    rule("FOLLOWED", "require: actions_followed == actions_open", "followed", "all"),
    rule("ON-TIME", "usual_threshold: at least 80%", "on_time", "all"),
)
ADOPTED = (adopt("DONE", "2024-04-01: at least 1") + adopt("PRESENTED", "2024-04-01: at least 1") + adopt("FOLLOWED", "")
           + adopt("ON-TIME", "2024-04-01: at least 80%"))  # fmt: skip


def asked_for(folder: Path) -> Small:
    """A contract that asks for the assessment, for its presentation to the board, and for its actions."""
    return diagnostic(folder).rules(*RULES).contract(ADOPTED)


def counted(folder: Path, as_at: str) -> dict[tuple[str, str], tuple[int | None, int | None]]:
    """Each figure by measure and period."""
    day = date.fromisoformat(as_at)
    found = figures_counted(diagnostics_on(folder, day), load_rulebook(folder).vocabulary, day)
    return {
        (o.measure, f"{o.start:%Y-%m}/{o.end:%Y-%m}"): (o.numerator, o.denominator)
        for one in found
        for o in [one.observation]
    }


def complete(folder: Path, period: str, day: str = "2026-04-30") -> None:
    found = read_period(period)
    assert found is not None
    record_complete(folder, "RZ1", found, when(day))


def presented(folder: Path, on: str) -> None:
    record_presented(folder, "RZ1", "first", "2025-26", date.fromisoformat(on), "Item 7", when(on))


def progressed(folder: Path, on: str, status: str, due: str = "", known: str = "") -> None:
    step = Progress(date.fromisoformat(on), status, "Looked at", date.fromisoformat(due) if due else None)
    record_progress(folder, key(), "LEAD-1", step, "", when(known or on))


def told(findings: Sequence[Finding]) -> dict[str, tuple[str, str, bool]]:
    return {f.requirement: (f.outcome.value, f.reason.value if f.reason else "", f.final) for f in findings}


def test_an_assessment_done_and_presented_is_met_and_final_once_the_year_is_complete(tmp_path: Path) -> None:
    made = asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    presented(tmp_path, "2025-09-25")
    before = told(made.check("2025/26 Q4", "2026-05-01").findings)
    assert (before["DONE"], before["PRESENTED"]) == (("met", "", False), ("met", "", False))
    complete(tmp_path, "2025/26")
    after = told(made.check("2025/26 Q4", "2026-05-01").findings)
    assert (after["DONE"], after["PRESENTED"]) == (("met", "", True), ("met", "", True))


def test_nothing_on_record_is_not_assessed_until_somebody_says_the_year_is_complete(tmp_path: Path) -> None:
    made = asked_for(tmp_path)
    before = told(made.check("2025/26 Q4", "2026-05-01").findings)
    assert before["DONE"][0] == "not assessed"
    complete(tmp_path, "2025/26")
    after = told(made.check("2025/26 Q4", "2026-05-01").findings)
    assert after["DONE"] == ("breach", "", True)
    assert after["ON-TIME"] == ("not assessed", "zero denominator", True)


def test_actions_are_judged_by_the_quarter_in_which_they_fall_due(tmp_path: Path) -> None:
    made = asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    progressed(tmp_path, "2025-11-30", "done")
    complete(tmp_path, "2025/26 Q3", "2026-01-10")
    found = told(made.check("2025/26 Q3", "2026-01-31").findings)
    assert found == {"FOLLOWED": ("met", "", True), "ON-TIME": ("met", "", True)}


@pytest.mark.parametrize(
    ("steps", "on_time"),
    [
        ([("2025-11-30", "done", "")], (1, 1)),
        ([("2025-12-01", "done", "")], (0, 1)),
        ([], (0, 1)),
        ([("2025-10-01", "stopped", "")], None),
        ([("2025-12-05", "stopped", "")], (0, 1)),
        ([("2025-11-30", "in progress", "2026-02-28")], None),
        ([("2025-12-01", "in progress", "2026-02-28")], (0, 1)),
        ([("2025-10-01", "done", ""), ("2025-10-20", "in progress", "")], (0, 1)),
    ],
    ids=["on its day", "a day late", "never", "stopped before", "stopped after", "moved in time", "moved too late", "reopened"],
)  # fmt: skip
def test_the_date_that_counts_is_the_one_agreed_before_it_passed(
    tmp_path: Path, steps: list[tuple[str, str, str]], on_time: tuple[int, int] | None
) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    for on, status, due in steps:
        progressed(tmp_path, on, status, due)
    assert counted(tmp_path, "2026-01-31").get(("on_time", "2025-10/2025-12")) == on_time


def test_an_action_is_followed_in_each_quarter_in_which_somebody_says_how_it_stands(tmp_path: Path) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    progressed(tmp_path, "2026-01-15", "done")
    found = counted(tmp_path, "2026-07-31")
    quarters = {period: value for (measure, period), value in found.items() if measure == "followed"}
    assert quarters == {"2025-07/2025-09": (1, 1), "2025-10/2025-12": (0, 1), "2026-01/2026-03": (1, 1)}


def test_several_raters_make_one_assessment_and_the_commissioner_makes_none(tmp_path: Path) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01", rater="commissioner")
    assert counted(tmp_path, "2026-05-01") == {}
    for rater in ("board", "ward", "patient-panel"):
        recorded(tmp_path, FULL, "2025-07-02", rater=rater)
    assert counted(tmp_path, "2026-05-01")["assessed", "2025-04/2026-03"] == (1, None)


def test_an_assessment_not_answered_in_full_is_not_done_nor_presented(tmp_path: Path) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, {"LEAD-1": FULL["LEAD-1"]}, "2025-07-01")
    presented(tmp_path, "2025-09-25")
    found = counted(tmp_path, "2026-05-01")
    assert not [one for one in found if one[0] in ("assessed", "presented")]
    recorded(tmp_path, {name: FULL[name] for name in ("LEAD-2", "COLL-1")}, "2025-12-01")
    assert counted(tmp_path, "2026-05-01")["presented", "2025-07/2025-09"] == (1, None)


def test_a_correction_after_the_year_leaves_the_day_on_which_it_was_done(tmp_path: Path) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01")
    recorded(tmp_path, {"LEAD-2": {"rating": "1", "evidence": "The agenda"}}, "2026-04-10")
    assert counted(tmp_path, "2026-05-01")["assessed", "2025-04/2026-03"] == (1, None)


def test_what_became_known_later_is_not_seen_on_an_earlier_day(tmp_path: Path) -> None:
    asked_for(tmp_path)
    recorded(tmp_path, FULL, "2025-07-01", known="2026-04-20")
    assert counted(tmp_path, "2026-04-19") == {}
    assert counted(tmp_path, "2026-04-20")["assessed", "2025-04/2026-03"] == (1, None)


def test_a_withdrawn_period_or_assessment_counts_no_more(tmp_path: Path) -> None:
    asked_for(tmp_path)
    slip = recorded(tmp_path, FULL, "2025-07-01").entry
    withdraw_entry(tmp_path, slip, "of another trust", when("2026-04-10"))
    assert counted(tmp_path, "2026-05-01") == {}


@pytest.mark.parametrize("text", ["rating", "average rating", "score", "assessment done"])
def test_no_measure_can_count_a_rating(tmp_path: Path, text: str) -> None:
    made = diagnostic(tmp_path)
    path = tmp_path / "rules/vocabulary/words.yaml"
    made.write("rules/vocabulary/words.yaml", path.read_text("utf-8").replace("from_diagnostic: assessments done", f"from_diagnostic: {text}"))  # fmt: skip
    with pytest.raises(ProblemsFound) as found:
        load_rulebook(tmp_path)
    said = found.value.problems[0]
    wanted = "did you mean 'assessments done'" if text.startswith("assess") else "a rating is never counted"
    assert wanted in said.message and "assessments done" in said.fix and said.line == 6


def test_no_requirement_can_name_a_rating(tmp_path: Path) -> None:
    diagnostic(tmp_path).rules(rule("RATED", "require: rating >= 2", "assessed", "all", "year"))
    with pytest.raises(ProblemsFound, match="unknown word 'rating'"):
        load_rulebook(tmp_path)


RATED = st.one_of(
    st.sampled_from([{"rating": "0"}, {"rating": "1", "evidence": "Minutes"}, {"rating": "2", "evidence": "A paper"}]),
    st.just({"rating": "not assessed", "not_assessed": "no wards"}),
)


def findings_of(folder: Path, answers: Sequence[dict[str, str]]) -> tuple[object, ...]:
    """What a check comes to after an assessment with these answers, presented, with one action, in two complete quarters."""
    made = asked_for(folder)
    action = {name: FULL["LEAD-1"][name] for name in ("action", "owner", "due", "status")}
    recorded(folder, {"LEAD-1": {**answers[0], **action}, "LEAD-2": answers[1], "COLL-1": answers[2]}, "2025-07-01")
    presented(folder, "2025-09-25")
    complete(folder, "2025/26 Q3", "2026-01-10")
    period = read_period("2025/26 Q3")
    assert period is not None
    checked = made.check("2025/26 Q3", "2026-01-31", engine="reference")
    return checked.findings, checked.proposals, run_id(open_workspace(folder), period, date(2026, 1, 31), ())


@pytest.fixture(scope="module")
def with_lowest(tmp_path_factory: pytest.TempPathFactory) -> tuple[object, ...]:
    return findings_of(tmp_path_factory.mktemp("lowest"), [{"rating": "0"}] * 3)


@settings(max_examples=4, deadline=None, derandomize=True)
@given(answers=st.tuples(RATED, RATED, RATED))
def test_whatever_the_ratings_every_finding_and_the_run_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, with_lowest: tuple[object, ...], answers: tuple[dict[str, str], ...]
) -> None:
    assert findings_of(tmp_path_factory.mktemp("law"), answers) == with_lowest


def test_where_no_assessment_was_ever_recorded_nothing_is_counted(tmp_path: Path) -> None:
    space = asked_for(tmp_path)
    vocabulary = load_rulebook(space.folder).vocabulary
    assert any(measure.from_diagnostic for measure in vocabulary.measures.values())
    assert figures_counted(Diagnostics(), vocabulary, date(2026, 6, 30)) == []
