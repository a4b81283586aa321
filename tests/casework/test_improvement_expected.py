"""What may be expected of an action: never more than the level before leaves room for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.cases.improvement_details import Registration
from pxcommission.casework.improvement_expected import expected_refusals
from pxcommission.periods import add_months, month_of


def registered(change: str | None) -> Registration:
    """An action whose expected change has this sign and size."""
    number = None if change is None else Decimal(change)
    way = "decrease" if number is not None and number < 0 else "increase"
    return Registration(action="rounds", start=date(2025, 4, 1), expect="better", expected_change=number, direction=way, measure="m")  # fmt: skip


def points(*counts: int, each: int | None = None) -> list[ChartPoint]:
    """So many of each month."""
    return [ChartPoint(month_of(add_months(date(2024, 4, 1), at)), one, each) for at, one in enumerate(counts)]


def test_a_count_falls_to_none_and_no_further() -> None:
    rare = points(1, 0, 0, 0, 0)  # 0.2 a month
    (refused,) = expected_refusals(rare, registered("-1"), "count")
    assert refused.message == "the level before the start is 0.2 a period, so it can decrease by 0.2 a period at most"
    assert expected_refusals(rare, registered("-0.2"), "count") == []
    assert expected_refusals(rare, registered("7"), "count") == []


def test_a_share_goes_to_none_or_to_all() -> None:
    most = points(180, 190, each=200)  # 92.5%
    assert expected_refusals(most, registered("7.5"), "proportion") == []
    assert "at most" in expected_refusals(most, registered("7.6"), "proportion")[0].message
    assert expected_refusals(most, registered("-92.5"), "proportion") == []
    assert expected_refusals(most, registered("-92.6"), "proportion")


def test_where_nothing_is_known_only_what_no_share_can_do_is_refused() -> None:
    assert expected_refusals([], registered("-4"), "count") == []
    assert expected_refusals([], registered("60"), "proportion") == []
    assert expected_refusals([], registered("120"), "proportion")
    assert expected_refusals(points(1), registered(None), "count") == []
