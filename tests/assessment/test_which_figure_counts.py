"""Which of several figures is judged, and when it is not in: former codes' last days, hidden figures, part of a publication."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_workspace import Small, adopt, figure, month, quarter_figures, rule, small

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.evidence.observations import Status

JULY, AUGUST, SEPTEMBER = (month(f"2025-0{number}") for number in (7, 8, 9))
OWED = "reports_due:\n  answers: {clause: A, every: quarter, due: 15 operational days after period end, measures: [answers_positive], severity: minor}\n"
PUBLISHED = "published:\n  answers: {by: NHS England, every: quarter, expected: 6 weeks after quarter end}\n"


def good(space: Small, as_at: str = "2026-01-31") -> Finding:
    return next(one for one in space.check(as_at=as_at).findings if one.requirement == "GOOD")


def test_a_former_codes_figures_after_its_last_day_are_nobodys(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), provider="formerly: [{ods: RZ5, until: 2025-08-31}]")
    space.load(*(figure(90, 100, one, provider="RZ5") for one in (JULY, AUGUST, SEPTEMBER)))
    space.load(*(figure(9, 10, one) for one in (JULY, AUGUST, SEPTEMBER)), name="today.csv")
    assert (good(space).numerator, good(space).denominator) == (207, 230)


def test_a_former_site_of_another_provider_counts_up_to_its_last_day_alone(tmp_path: Path) -> None:
    level = rule().replace("    severity", "    level: site\n    severity")
    sites = "sites: [{ods: RZ101, formerly: [{ods: RZ501, until: 2025-08-31}]}]"
    space = small(tmp_path).rules(level).contract(adopt(), provider=sites)
    space.load(*(figure(90, 100, one, provider="RZ5", site="RZ501") for one in (JULY, AUGUST, SEPTEMBER)))
    assert (good(space).numerator, good(space).outcome) == (None, Outcome.NOT_ASSESSED)
    space.load(figure(9, 10, SEPTEMBER, site="RZ101"), name="today.csv")
    assert (good(space).numerator, good(space).denominator) == (189, 210)


def test_a_hidden_publication_does_not_hold_the_figure(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    hidden = [figure(None, None, one, status=Status.SUPPRESSED) for one in (JULY, AUGUST, SEPTEMBER)]
    space.load(*hidden, name="p.xlsx", published="2025-11-11")
    space.load(*quarter_figures(95, 100), name="l.xlsx", received="2025-10-10")
    assert (good(space).outcome, good(space).origin) == (Outcome.MET, "local")


def test_one_published_month_is_not_the_publication_of_a_quarter(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), PUBLISHED + "evidence: [local, published]")
    space.load(*quarter_figures(95, 100), name="l.xlsx", received="2025-10-10")
    space.load(figure(95, 100, JULY), name="p.xlsx", published="2025-11-20")
    assert (good(space).final, good(space).awaiting) == (False, ("answers publication, 2025/26 Q2: not loaded",))
    space.load(*(figure(95, 100, one) for one in (AUGUST, SEPTEMBER)), name="q.xlsx", published="2025-11-20")
    assert good(space).final


def test_a_figure_that_cannot_be_used_is_not_loaded_and_not_final(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    unusable = figure(None, None, SEPTEMBER, status=Status.MISSING)
    space.load(figure(9, 10, JULY), figure(9, 10, AUGUST), unusable, received="2025-10-10")
    assert (good(space).outcome, good(space).reason, good(space).final) == (
        Outcome.NOT_ASSESSED, Reason.NOT_LOADED, False,
    )  # fmt: skip
    assert good(space).awaiting == ("a figure of answers_positive that can be used",)


@pytest.mark.parametrize(("as_at", "reason"), [("2025-10-21", Reason.NOT_DUE_YET), ("2025-10-22", Reason.NOT_LOADED)])
def test_a_return_is_not_due_yet_on_the_day_it_is_due(tmp_path: Path, as_at: str, reason: Reason) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), OWED)
    assert good(space, as_at).reason is reason


@pytest.mark.parametrize(("looked", "reason"), [("2025-10-21", Reason.NOT_LOADED), ("2025-10-22", Reason.NOT_RECEIVED)])
def test_what_is_looked_for_on_the_day_it_is_due_may_still_come(tmp_path: Path, looked: str, reason: Reason) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), OWED)
    table = f"return,period,file,received,looked_for_on,by\nanswers,2025/26 Q2,,,{looked},Lead\n"
    space.write("contracts/acute/returns/received.csv", table)
    assert good(space).reason is reason


def test_a_word_whose_figure_cannot_be_used_is_not_loaded_and_not_hidden(tmp_path: Path) -> None:
    judged = rule(judged_by="require: answers_negative <= 5", measure="answers_positive")
    space = small(tmp_path).rules(judged).contract(adopt(threshold=""))
    unusable = figure(None, None, JULY, measure="answers_negative", status=Status.MISSING)
    others = [figure(1, 100, one, measure="answers_negative") for one in (AUGUST, SEPTEMBER)]
    space.load(*quarter_figures(95, 100), unusable, *others, received="2025-10-10")
    assert (good(space).reason, good(space).detail[:17]) == (Reason.NOT_LOADED, "answers_negative:")
