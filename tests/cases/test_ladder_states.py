"""What a ladder sees of the register."""

from datetime import date

import pytest
from recorded import CASE, decided, file_of, letter
from small_workspace import LADDER

from pxcommission.cases.case_file import case_files
from pxcommission.cases.kinds import (
    AgreedInstead,
    Closed,
    Milestone,
    MilestoneChanged,
    Plan,
    ReplyReceived,
    SteppedDown,
    StepTaken,
    Undone,
)
from pxcommission.cases.ladder_states import agreed_text, case_states, exception_reports, six_months_before
from pxcommission.inference.cases import CaseState
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.ladders import Ladder
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

NOTICE = "contract-performance-notice"


def ladder(text: str = LADDER) -> Ladder:
    return model_of(read_yaml_text(text, "rules/ladders/a-ladder.yaml"), Ladder)


def state(folder, *happened, as_at="2025-12-01") -> CaseState:
    files = {CASE: file_of(folder, happened)}
    return case_states(files, {CASE: ladder()}, date.fromisoformat(as_at))[CASE]


def step(name: str, before: str, after: str, **more) -> StepTaken:
    return StepTaken(notice=more.pop("notice", 1), form="a-form", step=name, before=before, after=after, **more)


def plan(due: str, name="remedial action plan") -> Plan:
    milestone = Milestone(id="M1", action="a new rota", owner="Chief Nurse", due=date.fromisoformat(due))
    return Plan(name=name, milestones=(milestone,))


def test_a_question_counts_as_issued_when_its_paper_was_issued(tmp_path):
    found = state(tmp_path, ("2025-11-26", letter("query")))
    assert (found.stage, found.issued_on, found.reply_by) == ("query", date(2025, 11, 26), None)


def test_the_highest_stage_issued_counts_and_a_later_question_does_not_end_the_wait_for_a_reply(tmp_path):
    found = state(
        tmp_path, ("2025-10-01", letter("challenge", "2025-10-13")), ("2025-11-26", letter("query")), as_at="2025-12-01"
    )
    assert (found.stage, found.reply_date_passed, found.reply_overdue) == ("challenge", True, True)


@pytest.mark.parametrize(("as_at", "passed"), [("2025-10-13", False), ("2025-10-14", True)])
def test_the_reply_date_has_passed_on_the_day_after_it(tmp_path, as_at, passed):
    found = state(tmp_path, ("2025-10-01", letter("challenge", "2025-10-13")), as_at=as_at)
    assert (found.reply_date_passed, found.reply_overdue) == (passed, passed)


def test_a_reply_ends_the_wait_and_its_day_is_kept(tmp_path):
    reply = ReplyReceived(position="disputes", summary="the ward moved")
    found = state(tmp_path, ("2025-10-01", letter("challenge", "2025-10-13")), ("2025-10-10", reply))
    assert (found.reply_overdue, found.reply_date_passed, found.replied_on) == (False, True, date(2025, 10, 10))


@pytest.mark.parametrize("ending", [Closed(evidence="met twice"), SteppedDown()])
def test_after_a_closure_or_step_down_the_letter_counts_no_more(tmp_path, ending):
    found = state(tmp_path, ("2025-10-01", letter("challenge", "2025-10-13")), ("2025-11-01", ending))
    assert found.stage == ""


def test_a_closed_case_is_never_overdue(tmp_path):
    found = state(tmp_path, ("2025-10-01", letter("challenge", "2025-10-13")), ("2025-11-01", Closed(evidence="met")))
    assert not found.reply_overdue


def test_what_was_undone_was_never_issued(tmp_path):
    found = state(tmp_path, ("2025-10-01", letter("challenge")), ("2025-10-02", Undone(number=1, reason="wrong case")))
    assert found.stage == ""


def test_an_open_notice_is_the_stage_whose_step_opened_it_and_its_milestones_can_be_overdue(tmp_path):
    issued = ("2025-09-01", step(NOTICE, "none", "notice-issued"))
    agreed = ("2025-09-15", step("agree-plan", "notice-issued", "plan-active", plan=plan("2025-11-30")))
    found = state(tmp_path, ("2025-08-01", letter("challenge", "2025-08-15")), issued, agreed, as_at="2025-12-01")
    assert (found.stage, found.notice_open, found.plan_overdue) == ("notice", True, True)
    assert found.issued_on == date(2025, 9, 1)


def test_the_milestones_of_a_notice_withdrawn_are_not_overdue(tmp_path):
    issued = ("2025-09-01", step(NOTICE, "none", "notice-issued", plan=plan("2025-10-01")))
    withdrawn = ("2025-09-15", step("withdraw", "notice-issued", "closed-withdrawn"))
    found = state(tmp_path, issued, withdrawn)
    assert (found.stage, found.notice_open, found.plan_overdue) == ("", False, False)


def test_a_milestone_met_is_not_overdue(tmp_path):
    issued = ("2025-09-01", step(NOTICE, "none", "plan-active", plan=plan("2025-10-01")))
    met = ("2025-09-30", MilestoneChanged(milestone="M1", outcome="met"))
    assert not state(tmp_path, issued, met).plan_overdue


def test_exception_reports_of_all_cases_of_a_contract_count_together_for_six_months(tmp_path):
    events = []
    for number, (day, contract) in enumerate(
        [("2025-05-30", "ACUTE"), ("2025-05-31", "ACUTE"), ("2025-11-30", "ACUTE"), ("2025-11-30", "OTHER")]
    ):
        case = f"{contract}/R{number}/all"
        reported = step("exception-report", "plan-breach-notified", "exception-reported")
        happened = [("2025-05-01", step(NOTICE, "none", "notice-issued")), (day, reported)]
        events.extend(file_of(tmp_path, happened, case).happened)
    files = case_files([one.event for one in events])
    assert exception_reports(files.values(), date(2025, 11, 30)) == {"ACUTE": 2, "OTHER": 1}


@pytest.mark.parametrize(
    ("day", "before"),
    [("2025-11-30", "2025-05-30"), ("2025-08-31", "2025-02-28"), ("2025-01-15", "2024-07-15")],
)
def test_six_months_before_is_the_same_day_or_the_months_last(day, before):
    assert six_months_before(date.fromisoformat(day)) == date.fromisoformat(before)


def test_an_alternative_agreed_stands_while_its_dates_are_kept(tmp_path):
    agreed = AgreedInstead(plan=plan("2026-01-31", "service development plan"), reason="agreed at the review")
    file = file_of(tmp_path, [("2025-11-26", agreed)])
    assert agreed_text(file, date(2026, 1, 31)).startswith("a service development plan was agreed instead; its last")
    assert agreed_text(file, date(2026, 2, 1)) == ""


def test_a_stage_that_the_ladder_lacks_stops_the_check_and_says_how_to_mend_it(tmp_path):
    with pytest.raises(ProblemsFound, match="stands at the stage 'reminder'") as found:
        state(tmp_path, ("2025-10-01", letter("reminder")))
    assert found.value.exit_code is ExitCode.RULES_WRONG


def test_a_decision_alone_is_no_stage(tmp_path):
    assert state(tmp_path, ("2025-10-01", decided("hold", "2025-12-01"))).stage == ""
