"""Missed steps of a plan, each with a time of its own: notice, five Operational Days, Exception Report, and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from case_stories import Story, due, plan

from pxcommission.cases.kinds import Milestone, Plan
from pxcommission.cases.ladder_states import exception_reports
from pxcommission.cases.steps import open_to
from pxcommission.problems import ProblemsFound
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook

EARLIER = [f"full-length-{years}" for years in ("2013-15", "2015-17", "2017-19", "2019-24", "2024-25", "2025-26")]


@pytest.fixture(scope="module")
def rulebook(root: Path) -> Rulebook:
    return read_rulebook(root)[0]


def planned(rulebook: Rulebook, form: str = "full-length-2025-26") -> Story:
    """A case whose plan has two steps, both missed."""
    one, two = plan("2026-02-13", "1").milestones[0], plan("2026-02-20", "2").milestones[0]
    agreed = Plan(name="remedial action plan", milestones=(one, two))
    story = Story(rulebook.forms[form], form)
    story.play(("contract-performance-notice", "2025-12-19"), ("contract-management-meeting", "2026-01-06"))
    story.play(("decide-on-plan", "2026-01-06"))
    story.take("remedial-action-plan", "2026-01-13", plan=agreed)
    for milestone in ("1", "2"):
        story.miss("2026-02-23", milestone)
    return story


def said(story: Story, step: str, on: str, **more: object) -> str:
    with pytest.raises(ProblemsFound) as found:
        story.take(step, on, **more)
    return "; ".join(problem.message for problem in found.value.problems)


@pytest.mark.parametrize("form", EARLIER)
def test_a_second_missed_step_has_five_days_of_its_own(rulebook: Rulebook, form: str) -> None:
    story = planned(rulebook, form)
    first = story.take("plan-breach-notice", "2026-03-02", milestone="1")
    assert due(first) == {"plan-breach-mended": "2026-03-09"}
    both = story.take("further-plan-breach-notice", "2026-03-09", milestone="2")
    assert [(one.step, one.milestone, one.by.isoformat()) for one in both] == [
        ("plan-breach-mended", "1", "2026-03-09"),
        ("further-step-mended", "2", "2026-03-16"),
    ]
    assert "may be taken from 17 March 2026" in said(story, "exception-report", "2026-03-10", milestone="2")
    story.take("exception-report", "2026-03-10", milestone="1")
    assert [one.milestone for one in story.file.notices[-1].deadlines] == ["2"]


@pytest.mark.parametrize("form", EARLIER)
def test_a_further_exception_report_follows_while_the_first_breach_stands(rulebook: Rulebook, form: str) -> None:
    story = planned(rulebook, form)
    story.take("plan-breach-notice", "2026-03-02", milestone="1")
    story.take("exception-report", "2026-03-10", milestone="1")
    stands = story.state
    assert "which was not taken since" in said(story, "further-exception-report", "2026-03-11", milestone="1")
    story.take("further-plan-breach-notice", "2026-03-11", milestone="2")
    early = said(story, "further-exception-report", "2026-03-18", milestone="2")
    assert "may be taken from 19 March 2026" in early
    assert due(story.take("further-exception-report", "2026-03-19", milestone="2")) == {}
    assert story.state == stands
    assert exception_reports([story.file], story.file.happened[-1].on) == {"ACUTE": 2}
    for milestone in ("1", "2"):
        assert "not taken since" in said(story, "further-exception-report", "2026-04-01", milestone=milestone)


def test_a_report_on_a_step_that_was_never_notified_is_refused(rulebook: Rulebook) -> None:
    story = planned(rulebook)
    story.take("plan-breach-notice", "2026-03-02", milestone="1")
    assert "which was not taken since" in said(story, "exception-report", "2026-03-10", milestone="2")


def test_what_is_allowed_names_a_report_once_any_milestone_waits_for_it(rulebook: Rulebook) -> None:
    story = planned(rulebook)
    story.take("plan-breach-notice", "2026-03-02", milestone="1")
    story.take("further-plan-breach-notice", "2026-03-09", milestone="2")
    for engine in ("durable", "reference"):
        on = story.file.happened[-1].on
        names = [one.id for one in open_to(story.file, story.form, on.replace(day=10), engine)]
        assert "exception-report" in names
    assert "exception-report" not in [one.id for one in open_to(story.file, story.form, on, "durable")]


def test_retention_counts_from_the_last_exception_report(rulebook: Rulebook) -> None:
    story = planned(rulebook)
    story.take("plan-breach-notice", "2026-03-02", milestone="1")
    story.take("exception-report", "2026-03-10", milestone="1")
    story.take("withhold-for-breach", "2026-03-11", milestone="1")
    story.take("further-plan-breach-notice", "2026-03-11", milestone="2")
    story.take("further-exception-report", "2026-03-19", milestone="2")
    assert "may be taken from 21 April 2026" in said(story, "retain", "2026-04-10")


@pytest.mark.parametrize("form", EARLIER)
def test_the_plans_five_days_count_from_the_meeting_whenever_it_is_decided(rulebook: Rulebook, form: str) -> None:
    story = Story(rulebook.forms[form], form)
    story.play(("contract-performance-notice", "2025-12-19"), ("contract-management-meeting", "2026-01-06"))
    assert due(story.take("decide-on-plan", "2026-01-20")) == {"remedial-action-plan": "2026-01-13"}
    story.take("notify-governing-bodies", "2026-01-20")


def test_after_a_joint_investigation_the_plans_time_counts_from_the_review_meeting(rulebook: Rulebook) -> None:
    story = Story(rulebook.forms["full-length-2025-26"])
    story.play(
        ("contract-performance-notice", "2025-12-19"), ("contract-management-meeting", "2026-01-06"),
        ("joint-investigation", "2026-01-06"), ("joint-investigation-report", "2026-02-02"),
        ("review-meeting", "2026-02-09"),
    )  # fmt: skip
    assert due(story.take("decide-on-plan", "2026-02-12")) == {"remedial-action-plan": "2026-02-16"}


@pytest.mark.parametrize("form", ["shorter-form-2025-26", "full-length-2026-27"])
def test_other_forms_count_the_plan_from_the_meeting_too(rulebook: Rulebook, form: str) -> None:
    story = Story(rulebook.forms[form], form)
    story.play(("contract-performance-notice", "2026-05-01"), ("contract-management-meeting", "2026-05-11"))
    days = {"shorter-form-2025-26": "2026-05-18", "full-length-2026-27": "2026-05-26"}
    assert due(story.take("decide-on-plan", "2026-05-15")) == {"remedial-action-plan": days[form]}


@pytest.mark.parametrize("form", EARLIER)
def test_the_twenty_days_for_evidence_run_on_when_the_plan_is_taken_up_again(rulebook: Rulebook, form: str) -> None:
    story = planned(rulebook, form)
    story.take("plan-breach-notice", "2026-03-02", milestone="1")
    story.take("exception-report", "2026-03-10", milestone="1")
    withhold = "withhold-after-first-report" if form == EARLIER[0] else "withhold-for-breach"
    assert due(story.take(withhold, "2026-03-11", milestone="1"))["evidence-against-withholding"] == "2026-04-10"
    assert due(story.take("breach-put-right", "2026-03-20"))["evidence-against-withholding"] == "2026-04-10"
    story.take("evidence-against-withholding", "2026-03-25")
    assert "evidence-against-withholding" not in due(story.file.notices[-1].deadlines)
    assert "evidence-accepted" in [
        one.id for one in open_to(story.file, story.form, story.file.happened[-1].on, "durable")
    ]


def test_evidence_follows_a_withholding(rulebook: Rulebook) -> None:
    story = planned(rulebook)
    assert "which was not taken since" in said(story, "evidence-against-withholding", "2026-03-02")


def test_an_information_breach_notice_belongs_to_a_report_that_is_owed(rulebook: Rulebook) -> None:
    owed = Story(rulebook.forms["full-length-2025-26"], about="ACUTE/RETURN-COMPLAINTS/all")
    owed.take("information-breach-notice", "2025-08-18")
    assert "needs: a report that is owed" in said(Story(owed.form), "information-breach-notice", "2025-08-18")
    for requirement, is_owed in (("FFT-SUBMITTED", True), ("FFT-IP-POSITIVE", False), ("RETURNING", False)):
        file = Story(owed.form, about=f"ACUTE/{requirement}/all").file
        assert file.about_a_report is is_owed


def test_a_milestone_keeps_the_day_it_starts() -> None:
    written = {"id": "1", "action": "a", "owner": "o", "due": "2026-02-27", "start": "2026-01-19"}
    assert Milestone.model_validate(written).recorded() == written
