"""Outcomes, reasons and the figures they rest on, from files a user would write."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.evidence.observations import Level, Status
from pxcommission.periods import read_period


def one(space: Small, **asked: str) -> Finding:
    findings = [f for f in space.check(**asked).findings if not f.requirement.startswith("RETURN-")]
    assert len(findings) == 1, [f.id for f in findings]
    return findings[0]


def plain(folder: Path, judged_by: str = "usual_threshold: at least 90%", **more: str) -> Small:
    threshold = "" if judged_by.startswith("require") else "2024-04-01: at least 90%"
    return small(folder).rules(rule(judged_by=judged_by)).contract(adopt(threshold=threshold), **more)


def test_a_figure_exactly_at_its_threshold_is_met(tmp_path: Path) -> None:
    found = one(plain(tmp_path).load(*quarter_figures(180, 200)))
    assert (found.outcome, found.short_by) == (Outcome.MET, 0)


def test_one_response_short_is_a_breach_by_one(tmp_path: Path) -> None:
    found = one(plain(tmp_path).load(*quarter_figures(179, 200)))
    assert (found.outcome, found.short_by, found.numerator, found.denominator) == (Outcome.BREACH, 1, 179, 200)


def test_counts_of_three_months_are_added_and_percentages_never_averaged(tmp_path: Path) -> None:
    months = [figure(1, 10, month("2025-07")), figure(99, 100, month("2025-08")), figure(890, 990, month("2025-09"))]
    found = one(plain(tmp_path).load(*months))
    assert (found.numerator, found.denominator, found.outcome) == (990, 1100, Outcome.MET)


def test_a_quarter_that_lacks_a_month_is_incomplete_and_never_met(tmp_path: Path) -> None:
    found = one(plain(tmp_path).load(figure(99, 100, month("2025-07")), figure(99, 100, month("2025-08"))))
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSED, Reason.NOT_LOADED)


def test_a_partial_period_can_be_a_breach_but_not_met(tmp_path: Path) -> None:
    rules = rule().replace("    severity", "    partial: allowed\n    severity")
    space = small(tmp_path).rules(rules).contract(adopt())
    found = one(space.load(figure(10, 100, month("2025-07"))))
    assert found.outcome is Outcome.BREACH
    found = one(space.load(figure(99, 100, month("2025-07")), name="b.csv", received="2025-12-01"))
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSED, Reason.INCOMPLETE)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (Status.SUPPRESSED, Reason.SUPPRESSED),
        (Status.NOT_MEASURED, Reason.NOT_MEASURED),
        (Status.NOT_APPLICABLE, Reason.NOT_APPLICABLE),
        (Status.NOT_SUBMITTED, Reason.NOT_RECEIVED),
    ],
)
def test_a_mark_in_any_month_is_its_own_reason_and_not_zero(tmp_path: Path, status: Status, reason: Reason) -> None:
    months = [
        figure(9, 9, month("2025-07")),
        figure(9, 9, month("2025-08")),
        figure(None, None, month("2025-09"), status=status),
    ]
    assert one(plain(tmp_path).load(*months)).reason is reason


def test_a_share_published_without_its_counts_is_suppressed_not_rebuilt(tmp_path: Path) -> None:
    months = [
        figure(9, 9, month("2025-07")),
        figure(9, 9, month("2025-08")),
        figure(None, 10, month("2025-09"), value="0.9"),
    ]
    assert one(plain(tmp_path).load(*months)).reason is Reason.SUPPRESSED


def test_nothing_counted_in_the_whole_quarter_is_a_zero_denominator(tmp_path: Path) -> None:
    assert one(plain(tmp_path).load(*quarter_figures(0, 0))).reason is Reason.ZERO_DENOMINATOR


def test_too_few_responses_are_not_judged(tmp_path: Path) -> None:
    space = plain(tmp_path, "usual_threshold: at least 90%\n    needs: responses >= 30")
    found = one(space.load(*quarter_figures(12, 20)))
    assert (found.reason, found.numerator, found.denominator) == (Reason.TOO_FEW, 12, 20)


def test_a_condition_judges_by_its_components(tmp_path: Path) -> None:
    space = plain(tmp_path, "require: positive == responses")
    found = one(space.load(*quarter_figures(6, 7)))
    assert (found.outcome, found.short_by) == (Outcome.BREACH, 1)


def test_a_threshold_that_rose_counts_from_its_own_day(tmp_path: Path) -> None:
    lines = "2024-04-01: at least 80%, 2025-07-01: at least 90%"
    space = small(tmp_path).rules(rule()).contract(adopt(threshold=lines))
    space.load(*quarter_figures(85, 100, "2025/26 Q1"), *quarter_figures(85, 100, "2025/26 Q2"))
    assert one(space, period="2025/26 Q1").outcome is Outcome.MET
    assert one(space, period="2025/26 Q2").outcome is Outcome.BREACH


def test_a_variation_replaces_the_threshold_once_it_is_signed(tmp_path: Path) -> None:
    more = """variations:
  - {requirement: GOOD, from: 2025-07-01, to: 2025-12-31, threshold: at least 80%, document: Variation 1, signed: 2025-12-01, reason: A ward moved.}
"""
    space = small(tmp_path).rules(rule()).contract(adopt(), more).load(*quarter_figures(85, 100))
    found = one(space)
    assert found.outcome is Outcome.MET
    assert found.threshold is not None and found.threshold.why == "variation"
    assert one(space, as_at="2025-11-30").outcome is Outcome.BREACH


def test_a_waiver_sets_a_requirement_aside_and_says_why(tmp_path: Path) -> None:
    more = "waivers:\n  - {requirement: GOOD, from: 2025-07-01, to: 2025-09-30, reason: A fire., source: Minute 3, approved_by: Head of contracting}\n"
    found = one(small(tmp_path).rules(rule()).contract(adopt(), more).load(*quarter_figures(1, 100)))
    assert (found.reason, found.detail) == (Reason.WAIVED, "A fire. (Minute 3; approved by the Head of contracting)")


def test_before_the_first_dated_line_no_threshold_is_in_force(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(threshold="2025-10-01: at least 90%"))
    assert one(space.load(*quarter_figures(1, 100))).reason is Reason.NO_THRESHOLD


def test_a_threshold_to_be_agreed_is_not_assessed(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(threshold="2024-04-01: to be agreed"))
    assert one(space.load(*quarter_figures(1, 100))).reason is Reason.TO_BE_AGREED


def test_outside_the_term_is_not_applicable(tmp_path: Path) -> None:
    space = plain(tmp_path).load(*quarter_figures(1, 100, "2023/24 Q4"))
    assert one(space, period="2023/24 Q4").reason is Reason.NOT_APPLICABLE


def test_a_comparison_with_england_needs_englands_figure(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(threshold="2024-04-01: better than England"))
    assert one(space.load(*quarter_figures(90, 100))).reason is Reason.NO_COMPARISON
    england = quarter_figures(899, 1000, provider="ENG", level=Level.ENGLAND)
    space.load(*england, name="england.csv", published="2025-11-13")
    assert one(space).outcome is Outcome.MET


def test_a_comparison_with_last_year_uses_the_same_quarter(tmp_path: Path) -> None:
    space = (
        small(tmp_path).rules(rule()).contract(adopt(threshold="2024-04-01: not worse than the same quarter last year"))
    )
    space.load(*quarter_figures(90, 100, "2024/25 Q2"), *quarter_figures(89, 100, "2025/26 Q2"))
    found = one(space)
    assert (found.outcome, found.short_by) == (Outcome.BREACH, 1)


def test_a_figure_restated_later_is_judged_as_known_on_the_day(tmp_path: Path) -> None:
    space = plain(tmp_path).load(*quarter_figures(95, 100), name="first.csv", published="2025-11-13")
    space.load(*quarter_figures(85, 100), name="second.csv", published="2025-12-11")
    assert one(space, as_at="2025-12-10").outcome is Outcome.MET
    found = one(space, as_at="2025-12-11")
    assert found.outcome is Outcome.BREACH
    assert "95 of 100" in found.restated and "the verdict changes from met to not met" in found.restated


def test_the_published_figure_is_judged_and_the_local_one_named(tmp_path: Path) -> None:
    space = plain(tmp_path).load(*quarter_figures(95, 100), name="local.csv", received="2025-10-10")
    space.load(*quarter_figures(85, 100), name="national.csv", published="2025-11-13")
    found = one(space)
    assert (found.outcome, found.origin) == (Outcome.BREACH, "published")
    assert found.reconciled[0].startswith("the provider's own return says 95 of 100")


def test_a_provider_total_is_summed_only_when_every_site_reported(tmp_path: Path) -> None:
    space = plain(tmp_path, provider="sites: [RZ101, RZ102]")
    space.load(*quarter_figures(95, 100, site="RZ101"))
    assert one(space).reason is Reason.NOT_LOADED
    space.load(*quarter_figures(85, 100, site="RZ102"), name="other.csv")
    found = one(space)
    assert (found.numerator, found.denominator, found.outcome) == (180, 200, Outcome.MET)


def test_a_site_keeps_its_history_under_a_former_code(tmp_path: Path) -> None:
    provider = "sites: [{ods: RZ102, formerly: [{ods: RZ902, until: 2025-07-31}]}]"
    rules = rule().replace("    severity", "    level: site\n    severity")
    space = small(tmp_path).rules(rules).contract(adopt(), provider=provider)
    space.load(figure(90, 100, month("2025-07"), site="RZ902", provider="RZ9"),
               figure(90, 100, month("2025-08"), site="RZ102"), figure(90, 100, month("2025-09"), site="RZ102"))  # fmt: skip
    found = one(space)
    assert (found.site, found.numerator, found.outcome) == ("RZ102", 270, Outcome.MET)


def test_a_figure_under_a_former_code_after_its_last_day_is_not_ours(tmp_path: Path) -> None:
    space = plain(tmp_path, provider="formerly: [{ods: RZ8, until: 2025-06-30}]")
    assert one(space.load(*quarter_figures(90, 100, provider="RZ8"))).reason is Reason.NOT_LOADED


def test_each_touchpoint_is_judged_by_itself(tmp_path: Path) -> None:
    rules = rule(service="maternity").replace("    severity", "    touchpoint: each\n    severity")
    space = small(tmp_path).rules(rules).contract(adopt())
    space.load(*quarter_figures(90, 100, service="maternity", touchpoint="birth"))
    outcomes = {f.touchpoint: f.outcome for f in space.check().findings}
    assert outcomes == {"antenatal": Outcome.NOT_ASSESSED, "birth": Outcome.MET}


def test_a_check_of_a_month_judges_what_ends_in_it(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(judged_over="month")).contract(adopt()).load(figure(9, 10, month("2025-08")))
    found = one(space, period="2025-08")
    assert (found.period, found.outcome) == (read_period("2025-08"), Outcome.MET)


def test_a_word_of_the_period_before_is_read_exactly(tmp_path: Path) -> None:
    space = plain(tmp_path, "require: change(positive) >= 0 or positive >= 95")
    space.load(*quarter_figures(50, 100, "2025/26 Q1"), *quarter_figures(49, 100, "2025/26 Q2"))
    assert one(space).outcome is Outcome.BREACH


def test_an_earlier_period_that_is_only_partly_known_is_compared_with_nothing(tmp_path: Path) -> None:
    rules = rule(judged_by="require: change(positive) >= 0\n    partial: allowed")
    space = small(tmp_path).rules(rules).contract(adopt(threshold=""))
    space.load(figure(50, 100, month("2025-04")), *quarter_figures(60, 100, "2025/26 Q2"))
    assert one(space).outcome is Outcome.NOT_ASSESSED


def test_the_addresses_of_every_month_stand_behind_a_figure(tmp_path: Path) -> None:
    months = [figure(9, 10, month(f"2025-0{n}"), cell=f"F{n}") for n in (7, 8, 9)]
    found = one(plain(tmp_path).load(*months, name="q2.csv"))
    assert [str(a) for a in found.evidence] == [f"contracts/acute/returns/q2.csv!Sheet!F{n}" for n in (7, 8, 9)]
