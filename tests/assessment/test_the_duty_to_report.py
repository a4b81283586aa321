"""Was each report received, and on time: in Operational Days, from the day received, never from the day loaded."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import Small, adopt, figure, quarter_figures, rule, small

from pxcommission.assessment.findings import Finding, Outcome, Reason

OWED = "reports_due:\n  answers: {clause: A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}\n"
TABLE = "contracts/acute/returns/received.csv"
HEAD = "return,period,file,received,looked_for_on,by\n"


def space_of(folder: Path, service: str = "inpatient") -> Small:
    return small(folder).rules(rule(service=service)).contract(adopt(), OWED)


def duty(space: Small, **asked: str) -> Finding:
    return next(f for f in space.check(**asked).findings if f.requirement == "RETURN-ANSWERS")


@pytest.mark.parametrize(("received", "outcome"), [("2025-10-21", Outcome.MET), ("2025-10-22", Outcome.BREACH)])
def test_a_return_received_on_its_due_date_is_not_late(tmp_path: Path, received: str, outcome: Outcome) -> None:
    assert duty(space_of(tmp_path).load(*quarter_figures(95, 100), received=received)).outcome is outcome


def test_an_unknown_day_of_receipt_is_not_assessed_even_after_a_dated_correction(tmp_path: Path) -> None:
    space = space_of(tmp_path).load(*quarter_figures(95, 100))
    assert duty(space).reason is Reason.NOT_MEASURED
    space.load(*quarter_figures(96, 100), name="again.csv", received="2025-12-01")
    assert duty(space).reason is Reason.NOT_MEASURED


def test_a_correction_does_not_make_a_timely_return_late(tmp_path: Path) -> None:
    space = space_of(tmp_path).load(*quarter_figures(95, 100), received="2025-10-10")
    space.load(*quarter_figures(96, 100), name="again.csv", received="2025-12-01")
    assert duty(space).outcome is Outcome.MET


def test_a_return_that_came_is_not_held_against_anybody_whatever_was_looked_for_before(tmp_path: Path) -> None:
    lines = (
        "answers,2025/26 Q2,,,2025-10-23,Contract manager\nanswers,2025/26 Q2,file.csv,2025-10-28,,Contract manager\n"
    )
    space = space_of(tmp_path).write(TABLE, HEAD + lines)
    found = duty(space)
    assert (found.reason, "received 28 October 2025 but not loaded" in found.detail) == (Reason.NOT_LOADED, True)
    assert duty(space, as_at="2025-10-25").outcome is Outcome.BREACH


def test_looking_before_the_due_day_is_no_breach(tmp_path: Path) -> None:
    found = duty(space_of(tmp_path).write(TABLE, HEAD + "answers,2025/26 Q2,,,2025-10-21,Contract manager\n"))
    assert (found.reason, "looked for before it was due" in found.detail) == (Reason.NOT_LOADED, True)


def test_a_report_owed_for_two_services_is_in_when_both_are(tmp_path: Path) -> None:
    space = space_of(tmp_path, service="[inpatient, emergency]")
    space.load(*quarter_figures(95, 100), received="2025-10-10")
    assert duty(space).reason is Reason.INCOMPLETE
    space.load(*quarter_figures(95, 100, service="emergency"), name="other.csv", received="2025-12-10")
    assert [duty(space).outcome for _ in range(5)] == [Outcome.BREACH] * 5


def test_a_figure_for_one_month_of_a_quarterly_report_is_not_due_before_the_report_is(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(judged_over="month")).contract(adopt(), OWED)
    found = next(f for f in space.check(period="2025-10", as_at="2025-11-20").findings if f.requirement == "GOOD")
    assert found.reason is Reason.NOT_DUE_YET


def test_counts_of_twelve_digits_are_judged(tmp_path: Path) -> None:
    from small_workspace import month

    rules = rule(judged_by="usual_threshold: at most 3", measure="late_letters", judged_over="month")
    space = small(tmp_path).rules(rules).contract(adopt(threshold="2024-04-01: at most 3"))
    space.load(figure(999_999_999_999, None, month("2025-09"), measure="late_letters"))
    found = space.check(period="2025-09").findings[0]
    assert (found.outcome, found.short_by) == (Outcome.BREACH, 999_999_999_996)
