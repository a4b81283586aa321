"""Conditions that read other measures and other periods: bound to the right figure, exact, with their addresses."""

from __future__ import annotations

from pathlib import Path

from small_workspace import VOCABULARY, Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.evidence.observations import Status

OWED = """published:
  answers: {by: NHS England, every: month, expected: 6 weeks after month end}
reports_due:
  letters: {clause: A, every: quarter, due: 15 operational days after period end, measures: [late_letters], severity: minor}
"""


def one(space: Small, name: str = "GOOD", **asked: str) -> Finding:
    found = [f for f in space.check(**asked).findings if f.requirement == name]
    assert len(found) == 1
    return found[0]


def judged(folder: Path, judged_by: str, measure: str = "answers_positive", more: str = "") -> Small:
    return small(folder).rules(rule(judged_by=judged_by, measure=measure)).contract(adopt(threshold=""), more)


def letters(count: int, quarter: str = "2025/26 Q2", cell: str = "B2") -> list[object]:
    first, second, third = month("2025-07"), month("2025-08"), month("2025-09")
    if quarter == "2025/26 Q1":
        first, second, third = month("2025-04"), month("2025-05"), month("2025-06")
    return [figure(n, None, m, measure="late_letters", cell=cell) for n, m in ((0, first), (0, second), (count, third))]


def test_a_total_over_two_quarters_shows_its_value_and_every_cell(tmp_path: Path) -> None:
    space = judged(tmp_path, "require: total(late_letters, 2) <= 5", "late_letters")
    space.load(*letters(11, "2025/26 Q1"), *letters(3), name="letters.csv")
    found = one(space)
    assert (found.outcome, found.short_by, found.detail) == (Outcome.BREACH, 9, "total(late_letters, 2) is 14")
    space.load(
        figure(11, None, month("2025-06"), measure="late_letters", cell="Z9"), name="june.csv", received="2026-01-05"
    )
    assert "contracts/acute/returns/june.csv!Sheet!Z9" in [str(a) for a in one(space).evidence]


def test_a_total_that_lacks_a_month_is_never_met(tmp_path: Path) -> None:
    space = judged(tmp_path, "require: total(late_letters, 2) <= 5", "late_letters")
    space.load(*letters(0, "2025/26 Q1")[:2], *letters(3))  # type: ignore[arg-type]
    assert one(space).reason is Reason.INCOMPLETE


def test_a_shared_word_is_that_of_the_requirements_own_measure(tmp_path: Path) -> None:
    needs = "usual_threshold: at most 5%\n    needs: responses >= 30"
    space = (
        small(tmp_path)
        .rules(rule(judged_by=needs, measure="answers_negative"))
        .contract(adopt(threshold="2024-04-01: at most 5%"))
    )
    space.load(*quarter_figures(20, 200, measure="answers_negative"))
    assert one(space).outcome is Outcome.BREACH


def test_another_measure_comes_from_the_contracts_own_choice_of_source(tmp_path: Path) -> None:
    space = judged(tmp_path, "require: positive >= 10 and late_letters <= 5", more="evidence: [local]\n")
    space.load(*quarter_figures(20, 200), *letters(0), name="own.csv", received="2025-10-10")
    space.load(*letters(9), name="national.csv", published="2025-11-13")
    assert one(space).outcome is Outcome.MET


def test_a_missing_word_takes_the_reason_of_its_own_source_and_is_awaited(tmp_path: Path) -> None:
    space = judged(tmp_path, "require: positive >= 100 and late_letters <= 5", more=OWED)
    space.load(*quarter_figures(200, 200), name="a.csv", published="2025-11-13")
    found = one(space)
    assert (found.outcome, found.reason, found.final) == (Outcome.NOT_ASSESSED, Reason.NOT_LOADED, False)
    assert found.detail.startswith("late_letters: 2025/26 Q2: letters report not loaded")


def test_a_breach_is_provisional_while_a_word_of_its_condition_is_awaited(tmp_path: Path) -> None:
    space = judged(tmp_path, "require: positive >= 100 and late_letters <= 5", more=OWED)
    space.load(*quarter_figures(20, 200), name="a.csv", published="2025-11-13")
    found = one(space)
    assert (found.outcome, found.final) == (Outcome.BREACH, False)


def test_the_year_before_counts_though_it_lies_before_the_term(tmp_path: Path) -> None:
    space = (
        small(tmp_path).rules(rule()).contract(adopt(threshold="2024-04-01: not worse than the same quarter last year"))
    )
    path = tmp_path / "contracts" / "acute" / "contract.yaml"
    path.write_text(
        path.read_text("utf-8").replace("term: {from: 2024-04-01", "term: {from: 2025-04-01"), encoding="utf-8"
    )
    space.load(*quarter_figures(90, 100, "2024/25 Q2"), *quarter_figures(95, 100))
    found = one(space)
    assert (found.outcome, found.breaches_in_a_row, found.met_in_a_row) == (Outcome.MET, 0, 1)


def test_a_restated_figure_that_is_hidden_now_says_what_it_was(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    space.load(*quarter_figures(80, 100), name="first.csv", published="2025-11-13")
    hidden = figure(None, None, month("2025-09"), status=Status.SUPPRESSED)
    space.load(hidden, name="second.csv", published="2025-12-11")
    found = one(space)
    assert (found.reason, "it was 80 of 100" in found.restated) == (Reason.SUPPRESSED, True)


def test_a_floor_on_a_count_waits_for_the_whole_period(tmp_path: Path) -> None:
    words = VOCABULARY.replace("better: lower, feedback: register", "better: higher, feedback: register")
    space = small(tmp_path).write("rules/vocabulary/words.yaml", words)
    rules = rule(judged_by="usual_threshold: at least 5", measure="late_letters").replace(
        "    severity", "    partial: allowed\n    severity"
    )
    space.rules(rules).contract(adopt(threshold="2024-04-01: at least 5"))
    space.load(figure(3, None, month("2025-07"), measure="late_letters"))
    assert one(space).reason is Reason.INCOMPLETE
