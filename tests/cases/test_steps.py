"""Steps of General Condition 9: what may be taken when, what each needs, what follows by when, and how a refusal reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from case_stories import GUARDS, TWO, Story, day, due, plan, withheld

from pxcommission.cases.needs import OWN_PART, confirmed_by, form_confirmed, form_for, still_held
from pxcommission.cases.steps import open_to
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.contract_forms import ContractForm
from pxcommission.rulebook.contracts import Confirmed
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook
from pxcommission.strict_models import model_of
from pxcommission.yaml_text import read_yaml_text

FORM = "full-length-2025-26"


@pytest.fixture(scope="module")
def rulebook(root: Path) -> Rulebook:
    return read_rulebook(root)[0]


@pytest.fixture
def form(rulebook: Rulebook) -> ContractForm:
    return rulebook.forms[FORM]


@pytest.fixture
def story(form: ContractForm) -> Story:
    return Story(form)


NOTICE = ("contract-performance-notice", "2025-08-01")
MEETING = ("contract-management-meeting", "2025-08-15")
DECIDED = ("decide-on-plan", "2025-08-15")
PLAN = ("remedial-action-plan", "2025-08-22")
NO_PLAN = (NOTICE, MEETING, DECIDED, ("notify-governing-bodies", "2025-08-26"))


def refused(story: Story, step: str, on: str, **more: object) -> list[str]:
    """The reasons a step is refused for, with the way out after each."""
    before = list(story.events)
    with pytest.raises(ProblemsFound) as found:
        story.take(step, on, **more)
    assert found.value.exit_code is ExitCode.REFUSED and story.events == before
    assert all(
        problem.fix.startswith("on ") and " the form allows: " in problem.fix for problem in found.value.problems
    )
    return [problem.message for problem in found.value.problems]


def test_a_case_runs_from_notice_to_closure_and_each_step_says_what_is_due(story: Story) -> None:
    assert due(story.take(*NOTICE)) == {"contract-management-meeting": "2025-08-15"}
    assert due(story.take(*MEETING)) == {}
    assert due(story.take(*DECIDED)) == {"remedial-action-plan": "2025-08-22"}
    assert due(story.take(*PLAN, plan=plan("2025-10-31"))) == {}
    story.miss("2025-11-03")
    assert due(story.take("plan-breach-notice", "2025-11-03", milestone="m1")) == {"plan-breach-mended": "2025-11-10"}
    assert due(story.take("exception-report", "2025-11-11")) == {}
    assert due(story.take("withhold-for-breach", "2025-11-12")) == {"evidence-against-withholding": "2025-12-10"}
    evidence = {"evidence-against-withholding": "2025-12-10"}
    assert due(story.take("breach-put-right", "2025-12-01")) == {"release": "2025-12-15", **evidence}
    assert due(story.take("release", "2025-12-02")) == evidence
    story.settle("2025-12-02")
    assert due(story.take("plan-completed", "2026-03-31")) == {}
    assert story.state == "closed-completed"


def test_a_release_is_due_only_where_a_sum_is_held(story: Story) -> None:
    story.play(*NO_PLAN)
    assert due(story.take("late-remedial-action-plan", "2025-08-28", plan=plan("2025-10-31"))) == {}
    held = Story(story.form).play(*NO_PLAN, ("withhold-without-plan", "2025-09-10"))
    assert due(held.take("late-remedial-action-plan", "2025-09-12", plan=plan("2025-10-31"))) == {
        "release": "2025-09-26", "evidence-against-withholding": "2025-10-08"
    }  # fmt: skip
    assert due(held.take("release", "2025-09-15")) == {"evidence-against-withholding": "2025-10-08"}


def test_what_is_owed_for_an_earlier_step_stays_due_when_the_state_changes(story: Story) -> None:
    story.play(*NO_PLAN, ("withhold-without-plan", "2025-09-10"))
    story.take("late-remedial-action-plan", "2025-09-12", plan=plan("2025-09-15"))
    after = due(story.take("plan-breach-notice", "2025-09-17"))
    assert after == {
        "release": "2025-09-26", "plan-breach-mended": "2025-09-24", "evidence-against-withholding": "2025-10-08"
    }  # fmt: skip


def test_a_step_beside_the_process_moves_neither_the_state_nor_its_dates(story: Story) -> None:
    story.play(NOTICE)
    for step in ("immediate-action-plan", "dispute", "suspension", "termination-right"):
        deadlines = story.take(step, "2025-08-11", plan=plan("2025-08-12"))
        assert (story.state, due(deadlines)) == ("notice-issued", {"contract-management-meeting": "2025-08-15"})
    story.play(MEETING, DECIDED)
    story.take("dispute-ended", "2025-08-20")
    assert due(story.file.notices[-1].deadlines) == {"remedial-action-plan": "2025-08-22"}
    story.take("notify-governing-bodies", "2025-08-23")


def test_a_dispute_ends_only_once_it_began(story: Story) -> None:
    story.play(NOTICE)
    assert refused(story, "dispute-ended", "2025-08-04") == [
        "GC14: End of the dispute follows Dispute Resolution, which was not taken since"
    ]
    story.play(("dispute", "2025-08-04"), ("dispute-ended", "2025-08-05"))
    assert len(refused(story, "dispute-ended", "2025-08-06")) == 1
    story.play(("dispute", "2025-08-07"), ("dispute-ended", "2025-08-08"))


def test_a_refusal_names_the_clause_why_and_what_would_be_allowed(story: Story) -> None:
    story.play(NOTICE)
    with pytest.raises(ProblemsFound) as found:
        story.take("remedial-action-plan", "2025-08-04")
    one, two = found.value.problems
    assert one.file == "ACUTE/GOOD/inpatient"
    assert one.message == "GC9.13: Remedial Action Plan starts from 'plan drafting'; the notice is at 'notice issued'"
    assert two.message == "GC9.13: Remedial Action Plan needs: a plan with milestones"
    assert one.fix == (
        "on 4 August 2025 the form allows: Withdrawal of the notice, Contract Management Meeting, Immediate Action Plan, "
        "Dispute Resolution, Suspension of a service, Right to terminate put on record"
    )


def test_a_step_that_must_wait_says_from_which_day_it_would_be_allowed(story: Story) -> None:
    story.play(NOTICE, MEETING, DECIDED)
    assert refused(story, "notify-governing-bodies", "2025-08-22") == [
        "GC9 (no plan agreed): Joint notification of both Governing Bodies may be taken from 23 August 2025, after "
        "5 Operational Days (GC9.13, a number that is not verified)"
    ]
    story.take("notify-governing-bodies", "2025-08-23")


def test_the_time_that_must_pass_moves_with_an_extra_bank_holiday(form: ContractForm) -> None:
    story = Story(form, extra=frozenset({day("2025-08-20")}))
    assert due(story.take(*NOTICE)) == {"contract-management-meeting": "2025-08-15"}
    story.play(MEETING)
    assert due(story.take(*DECIDED)) == {"remedial-action-plan": "2025-08-26"}
    assert "from 27 August 2025" in refused(story, "notify-governing-bodies", "2025-08-26")[0]


def test_no_step_is_dated_before_the_one_before_it(story: Story) -> None:
    story.play(NOTICE, MEETING)
    said = refused(story, "decide-on-plan", "2025-08-14")
    assert said == [
        "GC9.7: Decision that a Remedial Action Plan is needed can't be dated 14 August 2025: the step before it is dated "
        "15 August 2025"
    ]


def test_one_notice_is_open_at_a_time_and_another_may_follow_it(story: Story) -> None:
    story.play(NOTICE)
    assert refused(story, *NOTICE) == [
        "GC9.4: GC9 Contract Performance Notice starts from no open notice; the notice is at 'notice issued'"
    ]
    assert refused(story, "information-breach-notice", "2025-08-04")[0].endswith("the notice is at 'notice issued'")
    story.play(("withdraw-notice", "2025-08-05"))
    assert story.file.notice is None
    assert len(refused(story, "contract-management-meeting", "2025-08-06")) == 1
    assert "can't be dated" in refused(story, "contract-performance-notice", "2025-08-04")[0]
    assert due(story.take("contract-performance-notice", "2025-09-01")) == {"contract-management-meeting": "2025-09-15"}
    assert [notice.number for notice in story.file.notices] == [1, 2]


def test_each_party_withdraws_its_own_notice(story: Story) -> None:
    story.play(("provider-performance-notice", "2025-08-01"))
    assert refused(story, "withdraw-notice", "2025-08-04") == [
        "GC9.7: Withdrawal of the notice needs: a notice by the commissioner"
    ]
    story.play(("withdraw-provider-notice", "2025-08-04"))
    assert story.state == "closed-withdrawn"


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        ({"answers": {**GUARDS, OWN_PART: " "}}, "the question of a commissioner's own part answered"),
        ({"approvals": TWO[:1]}, "two approvals"),
        ({"approvals": (TWO[0], TWO[0])}, "two approvals"),
        ({"sums": ()}, "the monthly value"),
    ],
)
def test_a_withholding_needs_every_one_of_its_guards(story: Story, left_out: dict[str, object], missing: str) -> None:
    story.play(*NO_PLAN)
    said = refused(story, "withhold-without-plan", "2025-09-10", **left_out)
    assert said == [f"GC9 (no plan agreed): Withholding while no plan is agreed needs: {missing}"]


def test_a_withholding_needs_a_ground(story: Story) -> None:
    story.play(*NO_PLAN)
    without = withheld().model_copy(update={"ground": ""})
    answers = {OWN_PART: "no"}
    assert refused(story, "withhold-without-plan", "2025-09-10", sums=(without,), answers=answers) == [
        "GC9 (no plan agreed): Withholding while no plan is agreed needs: a ground recorded"
    ]


def test_a_sum_is_withheld_again_only_after_a_further_month(story: Story) -> None:
    story.play(*NO_PLAN, ("withhold-without-plan", "2025-09-10"))
    further = "withhold-further-without-plan"
    assert "from 11 October 2025" in refused(story, further, "2025-10-10")[0]
    story.take(further, "2025-10-11", sums=(withheld("2025-11"),))
    assert "from 12 November 2025" in refused(story, further, "2025-11-11")[0]
    assert still_held(story.file) == 4000


def test_permanent_retention_counts_from_the_exception_report_not_from_the_last_withholding(story: Story) -> None:
    story.play(NOTICE, MEETING, DECIDED, PLAN)
    story.play(
        ("plan-breach-notice", "2025-11-03"), ("exception-report", "2025-11-11"), ("withhold-for-breach", "2025-11-12")
    )
    assert "from 10 December 2025, after 20 Operational Days" in refused(story, "retain", "2025-12-09")[0]
    story.play(("dispute", "2025-12-09"), ("retain", "2025-12-10"))
    assert due(story.file.notices[-1].deadlines) == {"evidence-against-withholding": "2026-01-12"}


def test_a_plan_breach_needs_a_milestone_that_was_missed_and_nobody_can_say_so_instead(story: Story) -> None:
    story.play(NOTICE, MEETING, DECIDED, PLAN)
    given = frozenset({"a missed milestone"})
    assert refused(story, "plan-breach-notice", "2025-10-31", given=given) == [
        "GC9 (breach of a plan): Notice that a step of the plan was missed needs: a missed milestone"
    ]
    assert len(refused(story, "plan-breach-notice", "2025-11-03", milestone="another")) == 1
    story.take("plan-breach-notice", "2025-11-03", milestone="m1")


def test_a_plan_is_completed_only_with_evidence_that_the_improvement_held_and_with_every_sum_settled(
    story: Story,
) -> None:
    story.play(*NO_PLAN, ("withhold-without-plan", "2025-09-10"))
    story.take("late-remedial-action-plan", "2025-09-12", plan=plan("2025-10-31"))
    assert refused(story, "plan-completed", "2026-01-30", answers={}) == [
        "GC9 (review of a plan): Plan completed and improvement held needs: evidence that the improvement held",
        "GC9 (review of a plan): Plan completed and improvement held needs: every sum withheld settled",
    ]
    story.settle("2025-09-26")
    story.take("plan-completed", "2026-01-30")
    assert story.state == "closed-completed" and story.file.notice is None


def test_evidence_that_a_withholding_was_unjustified_leads_to_repayment_in_time(story: Story) -> None:
    story.play(*NO_PLAN)
    assert due(story.take("withhold-without-plan", "2025-09-10")) == {"evidence-against-withholding": "2025-10-08"}
    assert len(refused(story, "evidence-accepted", "2025-09-11")) == 1
    assert due(story.take("evidence-against-withholding", "2025-09-15")) == {}
    assert due(story.take("evidence-accepted", "2025-09-22")) == {"repayment": "2025-10-06"}
    assert due(story.take("repayment", "2025-09-30")) == {}


def test_missing_information_has_a_route_of_its_own(form: ContractForm) -> None:
    story = Story(form, about="ACUTE/RETURN-COMPLAINTS/all")
    assert due(story.take("information-breach-notice", "2025-08-18")) == {"information-supplied": "2025-08-26"}
    assert "from 27 August 2025" in refused(story, "withhold-for-information", "2025-08-26")[0]
    story.take("withhold-for-information", "2025-08-27")
    assert due(story.take("information-supplied-late", "2025-09-01")) == {"release-for-information": "2025-09-15"}
    story.take("release-for-information", "2025-09-02")
    assert story.state == "closed-completed"


def test_an_undone_step_gives_back_the_state_and_the_dates_before_it(story: Story) -> None:
    story.play(NOTICE, MEETING)
    story.undo("2025-08-18", 2)
    assert story.state == "notice-issued"
    assert due(story.file.notices[-1].deadlines) == {"contract-management-meeting": "2025-08-15"}


def test_a_deadline_is_marked_as_not_verified_until_the_form_is_confirmed(form: ContractForm) -> None:
    for confirmed in (False, True):
        assert [one.verified for one in Story(form, confirmed=confirmed).take(*NOTICE)] == [confirmed]


def with_verified(form: ContractForm, *numbers: str) -> ContractForm:
    verified = {n: form.numbers[n].model_copy(update={"verified": True}) for n in numbers}
    return form.model_copy(update={"numbers": {**form.numbers, **verified}})


def test_a_step_that_takes_money_rests_on_numbers_that_are_verified_or_on_a_form_the_contract_confirms(
    form: ContractForm,
) -> None:
    step = form.step("withhold-without-plan")
    assert step is not None and step.numbers == ("withholding-after-notification", "withholding-without-plan")
    assert not form_confirmed(form, step, confirmed=False)
    assert form_confirmed(form, step, confirmed=True)
    assert not form_confirmed(with_verified(form, "withholding-without-plan"), step, confirmed=False)
    assert form_confirmed(with_verified(form, *step.numbers), step, confirmed=False)
    without_numbers = step.model_copy(update={"after": None, "caps": ()})
    assert not form_confirmed(form, without_numbers, confirmed=False)
    unconfirmed = Story(form, confirmed=False).play(*NO_PLAN)
    assert refused(unconfirmed, "withhold-without-plan", "2025-09-10") == [
        "GC9 (no plan agreed): Withholding while no plan is agreed needs: the form confirmed"
    ]


def test_a_confirmation_counts_from_its_day_and_for_its_form_only(rulebook: Rulebook) -> None:
    written = "{form: full-length-2025-26, by: Head of contracting, on: 2025-05-06, against: the signed contract}"
    confirmed = model_of(read_yaml_text(written, "contract.yaml"), Confirmed)
    contract = rulebook.contracts["EXAMPLE-ACUTE"].contract.model_copy(update={"confirmed": (confirmed,)})
    assert confirmed_by(contract, FORM, day("2025-05-06"))
    assert not confirmed_by(contract, FORM, day("2025-05-05"))
    assert not confirmed_by(contract, "full-length-2026-27", day("2026-05-06"))


def test_a_notice_stays_under_the_edition_of_its_date(story: Story, rulebook: Rulebook) -> None:
    contract = rulebook.contracts["EXAMPLE-ACUTE"].contract
    later = day("2026-05-01")
    assert form_for(story.file, contract, rulebook.forms, later)[0] == "full-length-2026-27"
    story.play(("contract-performance-notice", "2026-03-30"))
    assert form_for(story.file, contract, rulebook.forms, later) == (FORM, rulebook.forms[FORM])
    other = Story(rulebook.forms["full-length-2026-27"], "full-length-2026-27", events=story.events)
    with pytest.raises(ValueError, match=re.escape("the open notice is under full-length-2025-26")):
        other.take("contract-management-meeting", "2026-05-01")


def test_the_oldest_edition_has_an_excusing_notice_and_two_tiers_of_reports(rulebook: Rulebook) -> None:
    name = "full-length-2013-15"
    excused = Story(rulebook.forms[name], name)
    assert due(excused.take("contract-performance-notice", "2014-08-01")) == {
        "excusing-notice": "2014-08-08", "contract-management-meeting": "2014-08-15"
    }  # fmt: skip
    assert due(excused.take("excusing-notice", "2014-08-06")) == {
        "excusing-notice-accepted": "2014-08-15", "contract-management-meeting": "2014-08-15"
    }  # fmt: skip
    story = Story(rulebook.forms[name], name).play(
        ("contract-performance-notice", "2014-08-01"), ("contract-management-meeting", "2014-08-15"),
        ("decide-on-plan", "2014-08-15"), ("remedial-action-plan", "2014-08-22"),
    )  # fmt: skip
    story.miss("2014-11-03")
    story.play(
        ("plan-breach-notice", "2014-11-03"), ("exception-report", "2014-11-11"),
        ("withhold-after-first-report", "2014-11-12"), ("second-exception-report", "2014-12-01"),
    )  # fmt: skip
    assert due(story.take("breach-put-right", "2014-12-02")) == {
        "release": "2014-12-16", "evidence-against-withholding": "2014-12-10"
    }  # fmt: skip


def test_in_2026_27_a_withholding_may_follow_a_meeting_that_was_not_attended(rulebook: Rulebook) -> None:
    name = "full-length-2026-27"
    story = Story(rulebook.forms[name], name).play(("contract-performance-notice", "2026-05-01"))
    assert "from 19 May 2026" in refused(story, "withhold-without-plan", "2026-05-18")[0]
    story.play(("withhold-without-plan", "2026-05-19"), ("late-contract-management-meeting", "2026-05-26"))
    assert story.state == "meeting-held"
    story.take("release", "2026-05-27")


def test_what_is_open_on_a_day_leaves_out_what_must_wait_and_what_the_register_speaks_against(story: Story) -> None:
    story.play(NOTICE, MEETING, DECIDED)
    names = [step.id for step in open_to(story.file, story.form, day("2025-08-18"), "durable")]
    assert names == ["immediate-action-plan", "remedial-action-plan", "dispute", "suspension", "termination-right"]
    later = [step.id for step in open_to(story.file, story.form, day("2025-08-26"), "reference")]
    assert "notify-governing-bodies" in later
