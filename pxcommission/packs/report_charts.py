"""The charts of a report beside their words: text alternative, finding, and the figures they are drawn from as a table."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup
from msgspec import Struct

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.assessment.findings import Finding
from pxcommission.assessment.statistics.xmr_words import kind_of
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import short_name, where
from pxcommission.packs.plain_text import counted
from pxcommission.packs.report_past import chart_withheld, point_shown
from pxcommission.packs.report_spc import small_svg, sparkline, spc_svg
from pxcommission.packs.report_svg import span_of
from pxcommission.packs.report_tables import Shown, TableShown
from pxcommission.packs.sheets import where_of
from pxcommission.packs.spc_chart import alt_text

WITHHELD_CHART = (
    "The chart is not shown: fewer than 10 people answered in one of its periods, or 1 to 4 gave the answer counted."
)


class ChartShown(Struct, frozen=True):
    """One chart of a finding: its title, what it says, what it rests on, the picture (none where none suits), its figures."""

    title: str
    says: str
    basis: str
    drawn: Markup
    figures: TableShown | None


class SmallChart(Struct, frozen=True):
    """One of several small charts: the unit it is about, the picture, and its figure and outcome in words."""

    unit: str
    drawn: Markup
    says: str


class Multiples(Struct, frozen=True):
    """The units of one requirement as small charts on one scale, and the figures they are drawn from."""

    title: str
    note: str
    charts: tuple[SmallChart, ...]
    figures: TableShown


def chart_shown(checked: CheckedContract, finding: Finding) -> ChartShown | None:
    """The chart of a finding; None where no figures of its series are known."""
    chart = finding.chart
    if chart is None or not chart.points:
        return None
    title = f"{short_name(checked, finding.requirement)}: {where(checked, finding)}"
    if chart_withheld(checked, finding):
        return ChartShown(title, WITHHELD_CHART, "", Markup(""), None)
    unit = "%" if is_share(chart) else ""
    drawn = Markup("")
    if chart.result is not None and chart.result.points:
        drawn = spc_svg(chart.result, alt_text(chart.result, title, unit), bool(unit))
    return ChartShown(title, chart.sentence, chart.basis, drawn, _figures(chart, f"Figures of this chart: {title}"))


def trend_shown(checked: CheckedContract, finding: Finding) -> Shown:
    """The sparkline of a finding with its first and last figure in words."""
    chart = finding.chart
    if chart is None or len(chart.points) < 2:
        return Shown("no earlier figures")
    if chart_withheld(checked, finding):
        return Shown("withheld")
    known = [point for point in chart.points if point.value is not None]
    if len(known) < 2:
        return Shown("no earlier figures")
    first, last = point_shown(known[0]), point_shown(known[-1])
    told = f"{counted(len(chart.points), chart.length)} from {known[0].period.label} to {known[-1].period.label}: {first} to {last}"
    drawn = sparkline([point.value for point in chart.points], _level(chart), told)
    return Shown(f"{first} to {last}", drawn=drawn)


def multiples_shown(checked: CheckedContract, findings: Sequence[Finding], title: str) -> Multiples | None:
    """The units of a requirement as small charts; None for fewer than two. `findings`: the newest of each unit."""
    drawn = [f for f in findings if f.chart and f.chart.points and not chart_withheld(checked, f)]
    if len(drawn) < 2:
        return None
    charts = [f.chart for f in drawn if f.chart]
    low, high = span_of([v for c in charts for v in (*(p.value for p in c.points), _level(c))])
    span = (max(low, 0.0), min(high, 100.0)) if is_share(charts[0]) else (low, high)
    left_out = len(findings) - len(drawn)
    note = f"All on one scale, {_scale(span, charts[0])}. The dashed line is the agreed level, the dot the last figure."
    note += (
        f" {counted(left_out, 'unit is', 'units are')} not drawn: too few answers, or no figures." if left_out else ""
    )
    rows = tuple((Shown(where_of(checked, f)), *_row(point)) for f in drawn if f.chart for point in f.chart.points)
    table = TableShown(f"Figures of these charts: {title}", ("Where", "Period", "Counted", "Of", "Value"), rows)
    return Multiples(title, note, tuple(_small(checked, f, span) for f in drawn), table)


def is_share(chart: ChartReading) -> bool:
    """Whether its values are per cents."""
    return any(point.denominator is not None for point in chart.points)


def _small(checked: CheckedContract, finding: Finding, span: tuple[float, float]) -> SmallChart:
    chart, unit = finding.chart, where_of(checked, finding)
    points = chart.points if chart else ()
    known = [point for point in points if point.value is not None]
    last = f"{known[-1].period.label}: {point_shown(known[-1])}" if known else "no figure"
    first = f"from {point_shown(known[0])} in {known[0].period.label}, " if len(known) > 1 else ""
    says = "not met" if finding.outcome == "breach" else finding.outcome.value
    level = _level(chart) if chart else None
    drawn = small_svg([point.value for point in points], level, span, f"{unit}: {first}{last}; {says}")
    return SmallChart(unit, drawn, f"{last}; {says}")


def _scale(span: tuple[float, float], chart: ChartReading) -> str:
    mark = "%" if is_share(chart) else ""
    return f"{span[0]:.0f}{mark} to {span[1]:.0f}{mark}"


def _figures(chart: ChartReading, caption: str) -> TableShown:
    special = {p.date: kind_of(p) if p.special_cause else "common cause" for p in chart.result.points} if chart.result and not chart.cannot_assess else {}  # fmt: skip
    rows = tuple((*_row(point), Shown(special.get(point.period.start, "not judged"))) for point in chart.points)
    return TableShown(caption, ("Period", "Counted", "Of", "Value", "What the chart marks"), rows)


def _row(point: ChartPoint) -> tuple[Shown, ...]:
    counts = ("none" if count is None else f"{count:,}" for count in (point.numerator, point.denominator))
    return Shown(point.period.label), *(Shown(text, number=True) for text in counts), Shown(point_shown(point), True)


def _level(chart: ChartReading) -> float | None:
    return chart.result.target if chart.result else None
