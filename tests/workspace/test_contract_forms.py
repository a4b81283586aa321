"""The shipped editions of General Condition 9: whole, sourced, and nothing claimed that was not read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from pxcommission.rulebook.contract_forms import ANY, MONEY_NEEDS, SAME, SETTLED, ContractForm
from pxcommission.rulebook.rulebook import Rulebook

FULL = (
    "full-length-2013-15",
    "full-length-2015-17",
    "full-length-2017-19",
    "full-length-2019-24",
    "full-length-2024-25",
    "full-length-2025-26",
    "full-length-2026-27",
)
SHORTER = (
    "shorter-form-2016-17",
    "shorter-form-2017-19",
    "shorter-form-2019-24",
    "shorter-form-2024-25",
    "shorter-form-2025-26",
    "shorter-form-2026-27",
)
EVERY = (*FULL, *SHORTER)


@pytest.fixture(params=EVERY)
def form(rulebook: Rulebook, request: pytest.FixtureRequest) -> ContractForm:
    return rulebook.forms[request.param]


def test_no_number_or_step_is_called_verified_and_each_has_clause_and_source(form: ContractForm) -> None:
    assert not form.source.verified and form.source.note
    assert all(not n.verified and n.clause and n.source for n in form.numbers.values())
    assert all(not step.verified and step.clause for step in form.steps)


def test_every_number_says_how_sure_it_is(form: ContractForm) -> None:
    for name, number in form.numbers.items():
        assert number.note is not None and "confidence" in number.note.lower(), name


def test_no_form_is_left_out(rulebook: Rulebook) -> None:
    assert set(rulebook.forms) == set(EVERY)


def test_every_step_moves_between_known_states_within_known_numbers(form: ContractForm) -> None:
    steps = {step.id for step in form.steps}
    for step in form.steps:
        assert {*step.from_, step.to} - {ANY, SAME} <= set(form.states), step.id
        assert set(step.numbers) <= set(form.numbers), step.id
        assert set(step.follows) <= steps and set(step.counted_from) <= set(form.states), step.id
    assert len(steps) == len(form.steps)


def test_a_case_can_come_to_every_state_and_from_every_open_one_to_its_end(form: ContractForm) -> None:
    moves = [
        (state, step.to) for step in form.steps for state in form.states if step.to != SAME and step.starts_from(state)
    ]
    reached, ending = {"none"}, {"closed-withdrawn", "closed-completed"}
    for _ in form.states:
        reached |= {after for before, after in moves if before in reached}
        ending |= {before for before, after in moves if after in ending}
    assert reached == ending == set(form.states)


def test_no_step_closes_a_notice_or_moves_it_on_by_settling_while_a_sum_is_held(form: ContractForm) -> None:
    for step in form.steps:
        moves_on = step.to.startswith("closed-") or (step.id.startswith(("release", "retain")) and step.to != SAME)
        assert (SETTLED in step.needs) is moves_on, step.id


def test_every_step_that_takes_money_asks_for_all_its_guards_and_each_withholding_has_a_cap(form: ContractForm) -> None:
    for step in form.steps:
        assert not step.money or set(MONEY_NEEDS) <= set(step.needs), step.id
        assert not step.money or bool(step.caps) is (step.document == "withholding-notice"), step.id
        assert not step.caps or all(form.numbers[name].unit == "per cent" for name in step.caps), step.id


def test_a_plan_has_milestones_its_breach_a_missed_one_and_its_end_an_improvement_that_held(form: ContractForm) -> None:
    for step in form.steps:
        needs = set(step.needs)
        assert not step.id.endswith("action-plan") or "a plan with milestones" in needs
        assert not step.id.endswith("plan-breach-notice") or "a missed milestone" in needs
        if step.id == "plan-completed":
            assert needs == {"evidence that the improvement held", "every sum withheld settled"}


def test_a_notice_is_withdrawn_by_the_party_that_issued_it(form: ContractForm) -> None:
    for name, by in (("withdraw-notice", "commissioner"), ("withdraw-provider-notice", "provider")):
        step = form.step(name)
        assert step is not None and step.by.endswith(by) and step.needs == (f"a notice by the {by}", SETTLED)


def test_a_dispute_a_suspension_and_a_right_to_terminate_leave_the_process_where_it_is(form: ContractForm) -> None:
    for name in ("dispute", "dispute-ended", "suspension", "suspension-ended", "termination-right"):
        step = form.step(name)
        assert step is not None and (step.from_, step.to) == ((ANY,), SAME)


def test_information_that_is_missing_has_a_route_of_its_own_in_the_full_length_forms(rulebook: Rulebook) -> None:
    route = {
        "information-breach-mended-within": (5, "operational days"),
        "information-withholding-at-most": (5, "per cent"),
        "information-release-within": (10, "operational days"),
    }
    for name in EVERY:
        numbers = rulebook.forms[name].numbers
        held = {n: (numbers[n].value, numbers[n].unit) for n in numbers if n.startswith("information-")}
        assert held == ({} if name in SHORTER else route)


@pytest.mark.parametrize("name", FULL[:-1])
def test_time_is_counted_from_where_the_contract_counts_it(rulebook: Rulebook, name: str) -> None:
    steps = {step.id: step for step in rulebook.forms[name].steps}
    reports = [one for one in ("exception-report", "second-exception-report") if one in steps][-1:]
    assert steps["retain"].follows == (*reports, "further-exception-report")
    assert steps["retain-without-plan"].counted_from == ("bodies-notified",)
    for of_the_plan in ("remedial-action-plan", "notify-governing-bodies"):
        assert steps[of_the_plan].counted_from == ("meeting-held", "report-considered")
    for each in ("exception-report", "further-exception-report"):
        assert steps[each].each_milestone and "further-plan-breach-notice" in steps[each].follows
    evidence = steps["evidence-against-withholding"]
    takes = {one.id for one in steps.values() if one.money and not one.clause.startswith("SC28")}
    assert (evidence.from_, set(evidence.follows), evidence.lapses) == ((ANY,), takes, True)
    assert steps["release"].follows == ("late-remedial-action-plan", "breach-put-right")
    assert steps["repayment"].follows == ("evidence-accepted",)
    for again in ("withhold-further-without-plan", "withhold-further-for-breach"):
        assert steps[again].from_ == (steps[again].to,) and steps[again].after == "withholding-again-after"


def test_the_ladders_notice_is_a_step_of_every_edition(form: ContractForm, rulebook: Rulebook) -> None:
    steps = {stage.step for ladder in rulebook.ladders.values() for stage in ladder.stages if stage.step}
    assert steps <= {step.id for step in form.steps}


def test_money_is_only_ever_withheld_by_the_co_ordinating_commissioner(form: ContractForm) -> None:
    assert {step.by for step in form.steps if step.money} <= {"co-ordinating commissioner"}


@pytest.mark.parametrize("name", FULL)
def test_the_meeting_is_within_ten_operational_days(rulebook: Rulebook, name: str) -> None:
    number = rulebook.forms[name].numbers["meeting-within"]
    assert (number.value, number.unit) == (10, "operational days")


def test_what_is_unknown_of_2026_27_and_of_the_shorter_form_is_absent(rulebook: Rulebook) -> None:
    unknown = {
        "investigation-at-most",
        "plan-breach-mended-within",
        "retention-after-exception-report",
        "release-within",
    }
    assert unknown.isdisjoint(rulebook.forms["full-length-2026-27"].numbers)
    for name in SHORTER:
        assert set(rulebook.forms[name].numbers) == {"meeting-within", "plan-agreed-within"}
        assert not any(step.money for step in rulebook.forms[name].steps)


def test_editions_follow_one_another_without_a_gap(rulebook: Rulebook) -> None:
    for names in (FULL, SHORTER):
        days = [(rulebook.forms[name].in_force_from, rulebook.forms[name].in_force_to) for name in names]
        for (_, to), (start, _) in pairwise(days):
            assert to is not None and (start - to).days == 1


def test_every_number_is_used_by_a_step_or_is_a_count_of_reports(form: ContractForm) -> None:
    left = set(form.numbers) - {name for step in form.steps for name in step.numbers}
    assert left <= {"exception-reports-for-termination", "exception-reports-counted-over"}


def test_only_the_oldest_form_has_excusing_notices_and_two_tiers_of_exception_reports(rulebook: Rulebook) -> None:
    for name in EVERY:
        steps = {step.id: step for step in rulebook.forms[name].steps}
        oldest = name == "full-length-2013-15"
        assert ({"excusing-notice", "second-exception-report"} <= set(steps)) is oldest
        said = steps["contract-performance-notice"].name
        assert said == ("GC9 Contract Query Notice" if oldest else "GC9 Contract Performance Notice")


@pytest.mark.parametrize("name", FULL)
def test_a_share_for_each_missed_step_is_known_to_2016_17_only(rulebook: Rulebook, name: str) -> None:
    known = "withholding-for-each-missed-step" in rulebook.forms[name].numbers
    assert known is (name in ("full-length-2013-15", "full-length-2015-17"))


def test_the_shorter_form_begins_in_2016_17(rulebook: Rulebook) -> None:
    assert rulebook.forms[SHORTER[0]].in_force_from == date(2016, 4, 1)
