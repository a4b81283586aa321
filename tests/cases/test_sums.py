"""Sums are exact, never above the form's caps, and say how they came about."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from money_files import VALUES, empty, form, recorded, settled, step, wanted, withheld

from pxcommission.cases.case_file import CaseFile
from pxcommission.cases.ledger import accounts_of, ledger
from pxcommission.cases.monthly_values import Money, monthly_values
from pxcommission.cases.settlements import InterestTerms, interest_on, settlement
from pxcommission.cases.sums import WithholdingWanted, withholding
from pxcommission.problems import ExitCode, ProblemsFound

SHIPPED = Path(__file__).resolve().parents[2] / "contracts"
EACH = "withhold-for-breach"


def refused(call) -> str:
    with pytest.raises(ProblemsFound) as found:
        call()
    assert found.value.exit_code is ExitCode.REFUSED
    return str(found.value)


def test_a_sum_is_a_share_of_the_months_value_rounded_down_with_its_formula():
    one = withholding(form(), empty(), wanted(), VALUES, confirmed=False)
    assert (one.amount, one.per_cent, one.base_amount) == (Decimal("25000.01"), Decimal(2), Decimal("1250000.55"))
    assert one.formula == (
        "2% of the Actual Monthly Value of September 2025, £1,250,000.55 (contracts/acute/monthly-values.csv:2; "
        "reconciliation), is £25,000.01, rounded down to the penny; at most 2% in a month (GC9.20) is £25,000.01. "
        "To be withheld: £25,000.01."
    )


def test_a_share_above_the_cap_is_refused_and_the_most_that_is_possible_is_said():
    said = refused(lambda: withholding(form(), empty(), wanted("2.1"), VALUES, confirmed=True))
    assert "GC9.20: 2.1% (£26,250.01) for September 2025 is above what the form allows" in said
    assert "the most that is possible for September 2025 is £25,000.01: 2% is £25,000.01" in said


def test_what_is_withheld_already_for_the_month_is_taken_off_and_then_nothing_is_left():
    file = withheld(empty(), wanted("1.5"))
    one = withholding(form(), file, wanted("1"), VALUES, confirmed=True)
    assert one.amount == Decimal("25000.01") - Decimal("18750.00")
    assert "less £18,750.00 withheld for September 2025 before, leaves £6,250.01" in one.formula
    said = refused(lambda: withholding(form(), withheld(file, wanted("1")), wanted("1"), VALUES, confirmed=True))
    assert (
        "the most that is possible for September 2025 is £0.00: 2% is £25,000.01, £25,000.01 is withheld already"
        in said
    )


def test_a_released_sum_does_not_open_the_months_cap_again():
    file = withheld(empty(), wanted())
    file = settled(file, settlement(file, "released", "2025-09", "a plan was agreed"))
    refused(lambda: withholding(form(), file, wanted("1"), VALUES, confirmed=True))


def test_each_missed_step_has_its_own_cap():
    file = withheld(empty(), wanted(name=EACH, milestone="1"))
    refused(lambda: withholding(form(), file, wanted("0.1", name=EACH, milestone="1"), VALUES, confirmed=True))
    one = withholding(form(), file, wanted(name=EACH, milestone="2"), VALUES, confirmed=True)
    assert one.amount == Decimal("25000.01")
    assert "at most 2% in a month for step 2 (GC9.25) is £25,000.01" in one.formula
    assert "at most 10% in a month (GC9.26) is £125,000.05, less £25,000.01" in one.formula


def test_all_missed_steps_of_a_plan_together_stay_within_their_cap():
    file = empty()
    for milestone in ("1", "2", "3", "4"):
        file = withheld(file, wanted(name=EACH, milestone=milestone, month="2025-10"))
    file = withheld(file, wanted(name=EACH, milestone="5", month="2025-10"))
    assert sum(one.withheld.amount for one in file.sums) == 5 * Decimal("19999.99")
    one = withholding(form(), file, wanted(name=EACH, milestone="6", month="2025-10"), VALUES, confirmed=True)
    assert one.amount == Decimal("99999.99") - Decimal("99999.95")


def test_another_month_has_its_own_cap():
    file = withheld(empty(), wanted())
    assert withholding(form(), file, wanted(month="2025-10"), VALUES, confirmed=True).amount == Decimal("19999.99")


def test_a_cap_rests_on_the_smallest_value_used_for_the_month():
    file = withheld(empty(), wanted("5", "2025-10", "withhold-for-not-engaging"))
    more = wanted("10", "2025-10", "withhold-for-not-engaging", base="EMV")
    assert withholding(form(), file, more, VALUES, confirmed=True).amount == Decimal("99999.99") - Decimal("49999.99")


def test_a_number_that_was_not_checked_is_refused_until_the_form_is_confirmed():
    agreed = wanted("5", name="apply-sanctions", milestone="1", agreed="up to 5% of the Actual Monthly Value")
    said = refused(lambda: withholding(form(), empty(), agreed, VALUES, confirmed=False))
    assert "GC9.14: the 10% of full-length 2015/16 was not checked against your signed contract" in said
    assert withholding(form(), empty(), agreed, VALUES, confirmed=True).amount == Decimal("62500.02")


def test_everything_that_is_missing_is_said_at_once():
    one = WithholdingWanted("2025-11", "EMV", Decimal(0), "apply-sanctions", on=date(2025, 11, 3))
    said = refused(lambda: withholding(form(), empty(), one, VALUES, confirmed=False))
    for part in ("was not checked", "the share is one of the Actual Monthly Value", "no Expected Monthly Value of November 2025",
                 "the share must be above 0%", "a step of the plan that was missed"):  # fmt: skip
        assert part in said


def test_a_number_the_form_does_not_have_is_not_made_up():
    said = refused(lambda: withholding(form(), empty(), wanted(name="withhold-without-plans"), VALUES, confirmed=True))
    assert "did you mean 'withhold-without-plan'?" in said
    assert "none is made up" in said


def test_a_share_for_each_missed_step_names_the_step():
    assert "needs the step that was missed" in refused(
        lambda: withholding(form(), empty(), wanted(name=EACH), VALUES, confirmed=True)
    )


def test_release_gives_back_all_that_is_held_or_an_amount():
    file = withheld(empty(), wanted())
    one = settlement(file, "released", "2025-09", "a plan was agreed")
    assert (one.amount, one.interest, one.formula) == (
        Decimal("25000.01"),
        0,
        "£25,000.01 of £25,000.01 held for September 2025",
    )
    part = settlement(file, "released", "2025-09", "half of it", Decimal("10000.00"))
    rest = settlement(settled(file, part), "retained", "2025-09", "not put right in time")
    assert rest.amount == Decimal("15000.01")


@pytest.mark.parametrize(
    ("month", "amount", "said"),
    [
        ("2025-10", None, "nothing withheld for October 2025 can be released"),
        ("2025-09", "25000.02", "give an amount up to £25,000.01"),
        ("2025-09", "0", "give an amount up to £25,000.01"),
        ("2025-09", "1.005", "1.005 is not an amount in pounds and pence"),
    ],
)
def test_no_more_is_settled_than_is_held(month, amount, said):
    file = withheld(empty(), wanted())
    assert said in refused(lambda: settlement(file, "released", month, "", Decimal(amount) if amount else None))


def test_a_retained_sum_found_unjustified_is_paid_back_with_interest_at_the_rate_given():
    file = withheld(empty(), wanted())
    file = settled(file, settlement(file, "retained", "2025-09", "not put right in time"))
    refused(lambda: settlement(file, "released", "2025-09", ""))
    terms = InterestTerms(Decimal("4.5"), "Particulars, default interest", date(2025, 11, 3), date(2026, 1, 12))
    one = settlement(file, "repaid", "2025-09", "the evidence was accepted", interest=terms)
    assert one.interest == Decimal("215.75")
    assert one.formula == (
        "£25,000.01 of £25,000.01 held or retained for September 2025; £25,000.01 × 4.5% a year × 70 days from "
        "3 November 2025 to 12 January 2026 ÷ 365 = £215.75 to the nearest penny (simple interest; Particulars, default interest)"
    )
    (account,) = accounts_of(settled(file, one))
    assert (account.held, account.retained, account.repaid, account.interest) == (
        0,
        0,
        Decimal("25000.01"),
        one.interest,
    )


def test_interest_belongs_to_what_is_paid_back_and_needs_a_basis():
    file = withheld(empty(), wanted())
    terms = InterestTerms(Decimal(4), "Particulars", date(2025, 11, 3), date(2025, 12, 3))
    assert "brings no interest" in refused(lambda: settlement(file, "released", "2025-09", "", interest=terms))
    for wrong in (
        InterestTerms(Decimal(4), " ", terms.since, terms.until),
        InterestTerms(Decimal(-1), "Particulars", terms.since, terms.until),
        InterestTerms(Decimal(4), "Particulars", terms.until, terms.since),
    ):
        assert "interest needs a rate" in refused(lambda wrong=wrong: interest_on(Decimal(1), wrong))


def test_monthly_values_are_read_with_their_lines(tmp_path):
    path = tmp_path / "monthly-values.csv"
    path.write_text(
        "month,base,amount,source,entered_by,entered_on\n"
        '2025-09,AMV,1250000.55,"reconciliation, September",Accountant,2025-10-21\n\n2025-09,EMV,1200000,Schedule 3,Accountant,2025-04-01\n',
        "utf-8",
    )
    assert monthly_values(path, "v.csv") == {
        ("2025-09", "AMV"): Money(Decimal("1250000.55"), "v.csv:2", "reconciliation, September", date(2025, 10, 21)),
        ("2025-09", "EMV"): Money(Decimal(1200000), "v.csv:4", "Schedule 3", date(2025, 4, 1)),
    }
    assert monthly_values(tmp_path / "absent.csv", "absent.csv") == {}


def test_every_problem_of_monthly_values_is_told_with_its_line_and_column(tmp_path):
    path = tmp_path / "monthly-values.csv"
    path.write_text(
        "month,base,amount,source,entered_by,entered_on\n"
        "2025-13,XMV,1 000,,,21/10/2025\n2025-09,AMV,1250000.5,s,a,20251021\n2025-09,AMV,1,250,000,s,a,2025-10-21\n"
        "2025-09,AMV,1.00,s,a,2025-10-21\n2025-09,AMV,2.00,s,a,2025-10-21\n",
        "utf-8",
    )
    with pytest.raises(ProblemsFound) as found:
        monthly_values(path, "v.csv")
    assert [problem.place for problem in found.value.problems] == [
        "v.csv:4:6", "v.csv:2:1", "v.csv:2:2", "v.csv:2:3", "v.csv:2:4", "v.csv:2:5", "v.csv:2:6", "v.csv:3:3", "v.csv:3:6",
        "v.csv:6:1",
    ]  # fmt: skip
    assert "stands twice, first at v.csv:5" in str(found.value)


@pytest.mark.parametrize(
    "text", ["", "month;base\n", "month,base,amount\n", 'month,base,amount,source,entered_by,entered_on\n"x\n']
)
def test_a_table_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "monthly-values.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(ProblemsFound):
        monthly_values(path, "v.csv")


def test_the_shipped_monthly_values_are_read_and_say_that_they_are_invented():
    values = monthly_values(
        SHIPPED / "example-acute" / "monthly-values.csv", "contracts/example-acute/monthly-values.csv"
    )
    assert values[("2025-09", "AMV")].amount == Decimal("12051774.63")
    assert all("invented for illustration" in money.source for money in values.values())


CAPS = {"withhold-without-plan": 2, "apply-sanctions": 10, EACH: 10, "withhold-for-not-engaging": 10}
WANTED = st.builds(
    WithholdingWanted,
    month=st.sampled_from(["2025-09", "2025-10"]),
    base=st.sampled_from(["AMV", "EMV"]),
    per_cent=st.decimals("0.001", "11", places=3),
    step=st.sampled_from(["withhold-without-plan", "apply-sanctions", EACH, "withhold-for-not-engaging"]),
    ground=st.just("a ground"),
    milestone=st.sampled_from(["1", "2", "3", "4", "5", "6"]),
    agreed=st.just("10% of the monthly value"),
    on=st.just(date(2025, 11, 3)),
)
SETTLED = st.tuples(
    st.sampled_from(["released", "retained", "repaid"]),
    st.sampled_from(["2025-09", "2025-10"]),
    st.none() | st.decimals("0.01", "60000", places=2),
)


def after(file: CaseFile, move, notice: int) -> CaseFile:
    """The file after a move; the same file when the move is refused."""
    try:
        match move:
            case WithholdingWanted():
                return withheld(file, move, notice=notice)
            case (outcome, month, amount):
                return settled(file, settlement(file, outcome, month, "", amount))
    except ProblemsFound as found:
        assert found.exit_code is ExitCode.REFUSED
    return file


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(WANTED | SETTLED, st.sampled_from([1, 1, 2])), max_size=14))
def test_over_random_histories_no_cap_is_passed_and_no_more_is_settled_than_was_withheld(moves):
    file, notice = empty(), 1
    for move, to in moves:
        notice = max(notice, to)
        before = file
        file = after(file, move, notice)
        if isinstance(move, WithholdingWanted) and file is not before:
            number = CAPS[move.step]
            values = [one.withheld.base_amount for one in file.sums if one.withheld.month == move.month]
            month = [one.withheld.amount for one in file.sums if one.withheld.month == move.month]
            if move.step != EACH:
                assert sum(month) <= number * min(values) / 100
            else:
                assert sum(month) <= 10 * min(values) / 100
                each = [s.amount for h in (x.details for n in file.notices for x in n.steps)
                        for s in h.sums if h.milestone == move.milestone and s.month == move.month]  # fmt: skip
                assert sum(each) <= 2 * min(values) / 100
    for account in accounts_of(file):
        assert account.held >= 0
        assert account.retained >= 0
        assert account.withheld == account.held + account.released + account.retained + account.repaid
    rows = ledger([file], file.contract)
    assert sum(row.amount for row in rows if row.entry == "withheld") == sum(one.withheld.amount for one in file.sums)


def test_a_step_without_money_brings_nothing_to_the_accounts():
    assert accounts_of(recorded(empty(), step())) == ()
