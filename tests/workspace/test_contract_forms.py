"""The shipped editions of General Condition 9: whole, sourced, and nothing claimed that was not read."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from pxcommission.rulebook.contract_forms import ANY, SAME, ContractForm
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
    for step in form.steps:
        assert {*step.from_, step.to} - {ANY, SAME} <= set(form.states), step.id
        assert {name for name in (step.within, step.after) if name} <= set(form.numbers), step.id
    assert len({step.id for step in form.steps}) == len(form.steps)


def test_every_state_can_be_reached_from_the_beginning(form: ContractForm) -> None:
    reached = {"none"}
    for _ in form.states:
        reached |= {step.to for step in form.steps if reached & set(step.from_)} - {SAME}
    assert reached == set(form.states)


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


def test_every_number_is_used_by_a_step_or_is_an_amount_or_a_count_or_a_time_to_pay(form: ContractForm) -> None:
    used = {name for step in form.steps for name in (step.within, step.after) if name}
    left = {name for name, number in form.numbers.items() if name not in used and number.unit == "operational days"}
    assert left <= {"release-within", "evidence-within", "repayment-within"}


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
