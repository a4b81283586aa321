"""Charts beside the verdict: what they are drawn from, when they say nothing, and the words that conditions read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from small_workspace import VOCABULARY, Small, adopt, figure, month, rule, small

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.cases.events import Entry
from pxcommission.cases.improvement_details import ImprovementStarted, Rebased, Registration
from pxcommission.cases.kinds import kind_of
from pxcommission.cases.register import open_register
from pxcommission.periods import Period, add_months, month_of
from pxcommission.rulebook.rulebook import read_rulebook

STEADY = [95, 96, 94, 95, 96, 95, 94, 96, 95, 94, 96, 95]
TWO_YEARS = [*STEADY, *STEADY]
WAVES = [96, 95, 97, 94, 96, 95, 97, 94, 96, 95, 97, 94, 96, 95, 97, 94]
SUNK = [*WAVES, 97, *[93] * 7]
DROPPED = [*TWO_YEARS[:-1], 80]


def months(count: int) -> list[Period]:
    last = month("2026-03").start
    return [month_of(add_months(last, 1 - count + number)) for number in range(count)]


def with_figures(
    space: Small, positive: Sequence[int | None], of: int = 100, measure: str = "answers_positive"
) -> Small:
    found = zip(months(len(positive)), positive, strict=True)
    for when, number in found:
        if number is not None:
            space.load(
                figure(number, of, when, measure=measure), name=f"{when.key}.csv", published=when.end.isoformat()
            )
    return space


def checked(space: Small) -> Finding:
    (found,) = space.check("2025/26 Q4", "2026-07-31").findings
    return found


def of_threshold(folder: Path, positive: Sequence[int | None], of: int = 100, level: str = "at least 90%") -> Finding:
    space = small(folder).rules(rule()).contract(adopt(threshold=f"2024-04-01: {level}"))
    return checked(with_figures(space, positive, of))


def test_a_quarter_is_charted_by_its_months_and_may_be_of_concern_while_its_level_is_met(tmp_path: Path) -> None:
    found = of_threshold(tmp_path, DROPPED)
    assert found.outcome is Outcome.MET
    assert found.chart is not None
    assert (found.chart.length, len(found.chart.points)) == ("month", 24)
    assert found.chart.special_cause == "Below LCL"
    assert found.chart.special_cause_concern is True
    assert found.chart.deteriorating is False
    assert "80 is" in found.chart.sentence.replace("(80)", "80")


def test_a_lasting_shift_is_deteriorating_and_a_level_above_the_limits_is_not_to_be_expected(tmp_path: Path) -> None:
    found = of_threshold(tmp_path, SUNK, level="at least 99.9%")
    assert found.chart is not None
    assert (found.chart.special_cause_concern, found.chart.deteriorating) == (True, True)
    assert found.chart.consistently_fails is True
    assert (found.clearly_below, found.outcome) == (True, Outcome.BREACH)


def test_a_breach_that_chance_may_explain_is_a_breach_all_the_same(tmp_path: Path) -> None:
    found = of_threshold(tmp_path, TWO_YEARS, level="at least 96%")
    assert found.outcome is Outcome.BREACH
    assert found.clearly_below is False


@pytest.mark.parametrize(
    ("positive", "of", "why"),
    [
        (STEADY, 100, "13 points"),
        ([*TWO_YEARS[:10], None, *TWO_YEARS[11:]], 100, "missing"),
        ([9] * 24, 10, "about 10 a period are too few"),
        ([95] * 24, 100, "without variation"),
    ],
)
def test_where_nothing_may_be_concluded_there_are_no_signals(
    tmp_path: Path, positive: Sequence[int | None], of: int, why: str
) -> None:
    found = of_threshold(tmp_path, positive, of)
    assert found.chart is not None
    assert why in found.chart.cannot_assess
    signals = (found.chart.special_cause_concern, found.chart.consistently_fails, found.chart.deteriorating)
    assert signals == (None, None, None)
    assert (found.chart.variation, found.chart.assurance) == ("", "")


def test_a_chart_never_mixes_sources(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt(), more="evidence: [published, local]")
    with_figures(space, STEADY)
    assert checked(space).chart is not None
    for when in months(24)[:12]:
        space.load(figure(50, 100, when), name=f"local-{when.key}.csv", received="2026-04-02")
    found = checked(space).chart
    assert found is not None
    assert len(found.points) == 12


def test_a_rebase_begins_the_chart_anew_and_says_why(tmp_path: Path) -> None:
    rebase = "rebases:\n  - {requirement: GOOD, from: 2025-03-01, reason: The ward moved., source: Minute 4}\n"
    space = small(tmp_path).rules(rule()).contract(adopt(), more=rebase)
    found = checked(with_figures(space, [*[80, 82, 81, 79, 80, 81, 82, 80, 81, 79, 80], *WAVES[:13]])).chart
    assert found is not None
    assert found.special_cause_concern is False
    assert "2025-03-01: The ward moved. (Minute 4)" in found.basis
    plain = small(tmp_path / "plain").rules(rule()).contract(adopt())
    other = checked(with_figures(plain, [*[80, 82, 81, 79, 80, 81, 82, 80, 81, 79, 80], *WAVES[:13]])).chart
    assert other is not None
    assert other.variation == "improvement_high"


def test_a_rebase_of_another_requirement_or_service_is_a_problem_in_its_place(tmp_path: Path) -> None:
    rebase = "rebases:\n  - {requirement: GODO, service: outpatent, from: 2025-03-01, reason: R., source: S}\n"
    space = small(tmp_path).rules(rule()).contract(adopt(), more=rebase)
    _, problems = read_rulebook(space.folder)
    said = [problem.message for problem in problems]
    assert any("GODO" in message for message in said)
    assert any("outpatent" in message for message in said)


def test_a_requirement_may_read_the_chart_of_its_own_figures(tmp_path: Path) -> None:
    judged = "require: answers_positive >= 90 and not special_cause_concern"
    for name, positive, outcome in (("kept", TWO_YEARS, Outcome.MET), ("fell", [*TWO_YEARS[:-1], 85], Outcome.BREACH)):
        space = small(tmp_path / name).rules(rule(judged_by=judged)).contract(adopt(threshold=""))
        found = checked(with_figures(space, positive))
        assert found.outcome is outcome, found.detail


def test_a_chart_that_says_nothing_leaves_such_a_requirement_unjudged_with_its_reason(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(judged_by="require: not deteriorating")).contract(adopt(threshold=""))
    found = checked(with_figures(space, STEADY))
    assert (found.outcome, found.reason) == (Outcome.NOT_ASSESSED, Reason.INCOMPLETE)
    assert "13 points" in found.detail


def test_a_sum_of_charts_over_time_is_refused(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(judged_by="require: total(deteriorating, 4) <= 1")).contract(adopt(threshold=""))
    _, problems = read_rulebook(space.folder)
    assert any("a ladder counts how often" in problem.fix for problem in problems)


SURVEY = VOCABULARY.replace("answers: {name: Answers}", "answers: {name: Answers, survey: true}")


@pytest.mark.parametrize(("survey", "proposed"), [(True, "challenge"), (False, "notice")])
def test_what_patients_answer_comes_to_a_notice_only_with_an_independent_source(
    tmp_path: Path, survey: bool, proposed: str
) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    ladder = space.folder / "rules" / "ladders" / "a-ladder.yaml"
    text = ladder.read_text().replace("breaches_in_a_row >= 3", "breaches_in_a_row >= 3 or stage >= 9")
    text = text.replace("propose: notice}", "propose: notice, at_once: true}")
    ladder.write_text(text)
    if survey:
        space.write("rules/vocabulary/words.yaml", SURVEY)
    both = {
        engine: with_figures(space, [70] * 24).check("2025/26 Q4", "2026-07-31", engine)
        for engine in ("durable", "reference")
    }
    for found in both.values():
        assert [proposal.stage for proposal in found.proposals] == [proposed]
        if survey:
            why = "; ".join(reason for one in found.held_back for reason in one.because)
            assert "it is what patients answered, and no independent source agrees" in why


@pytest.mark.parametrize("last", [93, 85, 70])
def test_a_decline_is_no_less_lasting_because_its_last_figure_is_worse_still(tmp_path: Path, last: int) -> None:
    space = small(tmp_path).rules(rule(judged_by="require: not deteriorating")).contract(adopt(threshold=""))
    assert checked(with_figures(space, [*SUNK[:-1], last])).outcome is Outcome.BREACH


def test_a_level_on_a_count_by_quarter_says_nothing_of_a_month(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule(measure="late_letters", judged_by="usual_threshold: at most 30"))
    space.contract(adopt(threshold="2024-04-01: at most 30"))
    found = checked(with_figures(space, [10, 9, 11] * 8, measure="late_letters"))
    assert found.chart is not None
    assert found.chart.variation == "common_cause"
    assert (found.chart.assurance, found.chart.consistently_fails) == ("", None)


def test_a_chart_reaches_three_years_back_and_no_further(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    found = checked(with_figures(space, [*STEADY, *STEADY, *STEADY, *STEADY[:4]])).chart
    assert found is not None
    assert len(found.points) == 36


def test_a_rebase_within_a_period_or_before_the_chart_tells_the_recorded_day_and_no_other(tmp_path: Path) -> None:
    rebase = (
        "rebases:\n  - {requirement: GOOD, service: all, from: 2025-02-14, reason: It moved., source: Minute 4}\n"
        "  - {requirement: GOOD, from: 2021-01-01, reason: Long ago., source: Minute 1}\n"
    )
    space = small(tmp_path).rules(rule()).contract(adopt(), more=rebase)
    found = checked(with_figures(space, TWO_YEARS)).chart
    assert found is not None
    assert "rebased on 2025-03-01: It moved. (Minute 4) (recorded from 14 February 2025)" in found.basis
    assert "Long ago" not in found.basis


def test_a_rebase_of_one_site_leaves_the_other_alone(tmp_path: Path) -> None:
    rebase = "rebases:\n  - {requirement: GOOD, site: RZ101, from: 2025-03-01, reason: It moved., source: Minute 4}\n"
    of_sites = rule().replace("    severity", "    level: site\n    severity")
    space = small(tmp_path).rules(of_sites).contract(adopt(), more=rebase, provider="sites: [RZ101, RZ102]")
    for when, number in zip(months(24), TWO_YEARS, strict=True):
        both = (figure(number, 100, when, site=site) for site in ("RZ101", "RZ102"))
        space.load(*both, name=f"{when.key}.csv", published=when.end.isoformat())
    first, second = space.check("2025/26 Q4", "2026-07-31").findings
    assert first.chart is not None
    assert second.chart is not None
    assert ("It moved" in first.chart.basis, "It moved" in second.chart.basis) == (True, False)


def test_a_rebase_of_an_improvement_counts_from_the_day_it_was_recorded_and_for_its_own_unit(tmp_path: Path) -> None:
    space = small(tmp_path).rules(rule()).contract(adopt())
    with_figures(space, TWO_YEARS)
    wanted = Registration(
        action="rounds", start=date(2025, 1, 1), expect="more", direction="increase", measure="answers_positive"
    )
    told = (
        ImprovementStarted(id="improvement-1", registration=wanted),
        Rebased(id="improvement-1", since=date(2025, 3, 1), reason="the rule now"),
    )
    entries = [Entry("ACUTE", "ACUTE/GOOD/inpatient", kind_of(one), date(2026, 5, 20), one.recorded()) for one in told]
    open_register(space.folder, None).append(entries, "Quality lead", "test", "2026-05-20T09:00:00+00:00")
    (before,), (after,) = (space.check("2025/26 Q4", day).findings for day in ("2026-05-19", "2026-05-21"))
    assert before.chart is not None
    assert after.chart is not None
    assert ("the rule now" in before.chart.basis, "the rule now" in after.chart.basis) == (False, True)


def test_a_signal_of_the_units_that_fall_short_is_not_borrowed_from_one_that_does_not(tmp_path: Path) -> None:
    of_sites = rule().replace("    severity", "    level: site\n    severity")
    space = small(tmp_path).rules(of_sites).contract(adopt(), provider="sites: [RZ101, RZ102]")
    low = [number - 20 for number in TWO_YEARS]
    for when, short, met in zip(months(24), low, [*TWO_YEARS[:-1], 91], strict=True):
        both = (figure(short, 100, when, site="RZ101"), figure(met, 100, when, site="RZ102"))
        space.load(*both, name=f"{when.key}.csv", published=when.end.isoformat())
    checked_now = space.check("2025/26 Q4", "2026-07-31")
    signals = dict(checked_now.signals[-1].words)
    assert [f.chart.special_cause_concern for f in checked_now.findings if f.chart] == [False, True]
    assert signals["special_cause_concern"] == 0


THREE_SOURCES = SURVEY.replace(
    "  late_letters:",
    "  audited: {name: Audited, numerator: passed, denominator: audits, unit: proportion, better: higher, feedback: audit, kind: fact}\n"
    "  panel: {name: Panel, numerator: content, denominator: asked, unit: proportion, better: higher, feedback: panel, kind: view}\n"
    "  late_letters:",
).replace(
    "  register: {name: Register}", "  register: {name: Register}\n  audit: {name: Audit}\n  panel: {name: Panel}"
)


def of_sources(folder: Path, own: tuple[int, int], audit: tuple[int, int], words: str = THREE_SOURCES) -> str:
    """Why no step of General Condition 9 may rest on GOOD; empty where it may."""
    space = small(folder).rules(rule(), rule("AUDIT", measure="audited")).write("rules/vocabulary/words.yaml", words)
    space.contract(adopt() + adopt("AUDIT"))
    for when in months(3):
        space.load(
            figure(*own, when),
            figure(*audit, when, measure="audited"),
            name=f"{when.key}.csv",
            published=when.end.isoformat(),
        )
    found = {one.requirement: one for one in space.check("2025/26 Q4", "2026-07-31").signals}
    return found["GOOD"].uncorroborated


def test_only_a_shortfall_that_chance_does_not_explain_corroborates_and_is_corroborated(tmp_path: Path) -> None:
    assert of_sources(tmp_path / "both", (50, 100), (50, 100)) == ""
    assert "no independent source agrees" in of_sources(tmp_path / "chance", (50, 100), (89, 100))
    assert "may be chance" in of_sources(tmp_path / "own", (89, 100), (50, 100))
    assert "may be chance" in of_sources(tmp_path / "few", (1, 3), (50, 100))


def test_two_names_of_one_source_do_not_agree_with_each_other(tmp_path: Path) -> None:
    one = THREE_SOURCES.replace("audit: {name: Audit}", "audit: {name: Audit, counted_with: answers}")
    assert "no independent source agrees" in of_sources(tmp_path, (50, 100), (50, 100), one)
