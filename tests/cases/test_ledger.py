"""The ledger shows every movement of money with its balance; the statement of a quarter says only what was recorded."""

from __future__ import annotations

from decimal import Decimal

from money_files import CASE, CONTRACT, empty, recorded, settled, wanted, withheld

from pxcommission.cases.kinds import SumSettled, Undone
from pxcommission.cases.ledger import Account, accounts_of, ledger, statement_of_sanctions
from pxcommission.cases.settlements import settlement
from pxcommission.periods import read_period


def history():
    """Withheld for two months, one released in part and retained for the rest, all by January 2026."""
    file = withheld(empty(), wanted(), "2025-11-03")
    file = withheld(file, wanted(month="2025-10"), "2025-12-01")
    file = settled(
        file, settlement(file, "released", "2025-09", "part was put right", Decimal("10000.00")), "2025-12-15"
    )
    return settled(file, settlement(file, "retained", "2025-09", "spent on ward volunteers"), "2026-01-20")


def test_the_ledger_has_every_movement_with_the_balance_of_its_month():
    rows = ledger([history()], CONTRACT)
    shown = [(f"{row.on}", row.month, row.entry, f"{row.amount}", f"{row.balance}") for row in rows]
    assert shown == [
        ("2025-11-03", "2025-09", "withheld", "25000.01", "25000.01"),
        ("2025-12-01", "2025-10", "withheld", "19999.99", "19999.99"),
        ("2025-12-15", "2025-09", "released", "10000.00", "15000.01"),
        ("2026-01-20", "2025-09", "retained", "15000.01", "0.00"),
    ]
    assert {(row.requirement, row.service, row.notice) for row in rows} == {("GOOD", "inpatient", 1)}
    assert rows[0].why == "no plan was agreed"
    assert rows[0].formula.endswith("To be withheld: £25,000.01.")
    assert ledger([history()], "OTHER") == ()


def test_two_sums_for_one_month_are_settled_once():
    file = withheld(withheld(empty(), wanted("1")), wanted("0.5"))
    file = settled(file, settlement(file, "released", "2025-09", "a plan was agreed"))
    (account,) = accounts_of(file)
    assert account == Account(1, "2025-09", withheld=Decimal("18750.00"), released=Decimal("18750.00"))


def test_a_settlement_is_shared_out_over_notices_the_oldest_first():
    file = withheld(withheld(empty(), wanted("1")), wanted("0.5"), notice=2)
    file = settled(file, settlement(file, "released", "2025-09", "", Decimal("15000.00")))
    assert [(one.notice, one.held) for one in accounts_of(file)] == [(1, 0), (2, Decimal("3750.00"))]


def test_what_was_undone_counts_no_more_and_a_settlement_without_its_sum_shows_below_nought():
    file = withheld(empty(), wanted())
    undone = recorded(file, Undone(number=2, reason="a slip"))
    assert accounts_of(undone) == ()
    released = settled(undone, SumSettled(outcome="released", month="2025-09", amount=Decimal("1.00")))
    assert [one.held for one in accounts_of(released)] == [Decimal("-1.00")]


def test_the_statement_of_a_quarter_has_what_moved_in_it_and_what_is_still_held():
    rows = statement_of_sanctions([history()], read_period("2025/26 Q3"))
    assert [(row.month, row.withheld, row.released, row.retained, row.still_held, row.used_for) for row in rows] == [
        ("2025-09", Decimal("25000.01"), Decimal("10000.00"), 0, Decimal("15000.01"), ""),
        ("2025-10", Decimal("19999.99"), 0, 0, Decimal("19999.99"), ""),
    ]
    assert {(row.contract, row.requirement, row.service, row.ground) for row in rows} == {
        (CONTRACT, CASE.split("/")[1], "inpatient", "no plan was agreed")
    }


def test_the_next_quarters_statement_says_what_a_retained_sum_was_used_for_as_recorded():
    (row,) = statement_of_sanctions([history()], read_period("2025/26 Q4"))
    assert (row.month, row.withheld, row.retained, row.still_held) == ("2025-09", 0, Decimal("15000.01"), 0)
    assert row.used_for == "spent on ward volunteers"
    assert row.ground == "no plan was agreed"


def test_a_quarter_without_money_has_an_empty_statement():
    assert statement_of_sanctions([history()], read_period("2025/26 Q2")) == ()
