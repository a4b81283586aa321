"""The trend in the escalation workbook: figures in rows, charts that tell those who do not see them, no small number."""

from __future__ import annotations

import io
import re
from fractions import Fraction

from examples import checked, finding
from msgspec.structs import replace
from openpyxl import load_workbook
from reading import parts
from trended import months_of, trended

from pxcommission.packs.sheets import Share, Sheet
from pxcommission.packs.trend_sheet import CHARTS, trend_sheets
from pxcommission.packs.workbook import workbook_bytes
from pxcommission.packs.xlsx_checks import violations

TEN = [(90 + number, 100) for number in range(10)]


def row(sheet: Sheet) -> dict[str, object]:
    return dict(zip((column.heading for column in sheet.columns), sheet.rows[0], strict=True))


def test_the_last_eight_months_stand_in_a_row_as_numbers() -> None:
    trend, charts = trend_sheets([trended(*TEN)])
    assert (trend.name, charts.name) == ("Trend by month", CHARTS)
    shown = row(trend)
    assert shown["February 2025"] == Share(Fraction(92, 100), 1)
    assert shown["September 2025"] == Share(Fraction(99, 100), 1)
    assert "January 2025" not in shown


def test_without_points_there_is_no_sheet_of_trend() -> None:
    assert trend_sheets([checked()]) == ()
    assert "Trend by month" not in load_workbook(io.BytesIO(workbook_bytes([checked()]))).sheetnames


def test_small_numbers_of_answers_missing_months_and_empty_ones_have_their_signs() -> None:
    shown = row(trend_sheets([trended((50, 60), (3, 60), (None, None), (0, 0), (50, 60))])[0])
    assert [shown[name] for name in ("May 2025", "June 2025", "July 2025", "August 2025")][1:] == ["[c]", "[x]", "[z]"]


def test_each_chart_has_a_title_axis_titles_and_its_figures_in_words() -> None:
    made = parts(workbook_bytes([trended(*TEN)]))
    [drawing] = [data.decode() for name, data in made.items() if name.startswith("xl/drawings/drawing")]
    [chart] = [data.decode() for name, data in made.items() if name.startswith("xl/charts/chart")]
    said = re.search(r'descr="([^"]*)"', drawing)
    assert said is not None
    assert "September 2025 99.0%. Agreed level: at least 93%" in said[1]
    assert "No control chart: 10 periods are too few" in said[1]
    assert chart.count("<title>") == 3 and "Sep 25" in chart


def test_a_chart_holds_its_own_figures_and_a_missing_month_is_a_gap() -> None:
    made = parts(workbook_bytes([trended((91, 100), (None, None), (93, 100))]))
    [chart] = [data.decode() for name, data in made.items() if name.startswith("xl/charts/chart")]
    points = re.findall(r"<numLit>.*?</numLit>", chart)[0]
    assert re.findall(r'idx="(\d)"><v>([\d.]+)', points) == [("0", "0.91"), ("2", "0.93")]
    assert "<f>" not in chart


def test_only_what_a_letter_or_notice_is_proposed_for_is_trended() -> None:
    base = trended(*TEN)
    [_, charts] = trend_sheets([base])
    assert [line.periods[0] for line in charts.charts] == ["Feb 25"]
    queries = tuple(p for p in base.proposals if p.stage == "query")
    assert [sheet.name for sheet in trend_sheets([replace(base, proposals=queries)])] == ["Trend by month"]


def test_the_level_of_a_quarters_count_is_not_drawn_beside_months() -> None:
    nights = replace(
        finding("MSA-NONE", "inpatient", 3, None, threshold="at most 3"), chart=months_of((1, None), (2, None))
    )
    proposal = replace(checked().proposals[4], units=(nights.id,))
    [_, charts] = trend_sheets([replace(checked(), findings=(nights,), proposals=(proposal,))])
    assert (charts.charts[0].level, charts.charts[0].values, charts.charts[0].percent) == (None, (1, 2), False)


def test_a_workbook_with_charts_breaks_no_rule_of_access_and_keeps_its_bytes() -> None:
    made = workbook_bytes([trended(*TEN)])
    assert violations(made) == []
    assert made == workbook_bytes([trended(*TEN)])
