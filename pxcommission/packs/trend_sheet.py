"""The workbook's sheets of trend: the last eight months or quarters of each requirement as numbers, and charts of what is escalated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import service_name, short_name, statement_of, where
from pxcommission.packs.figures import SMALL_NUMBERS, bound_of, level_of
from pxcommission.packs.plain_text import one_line, sentence
from pxcommission.packs.report_past import asks_views
from pxcommission.packs.sheets import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WITHHELD,
    Cell,
    Column,
    LineOfFigures,
    Share,
    Sheet,
    text,
    where_of,
)
from pxcommission.packs.shown import decimals_for, percent
from pxcommission.packs.standing import Road, road_of
from pxcommission.periods import Period

MOST_PERIODS = 8
SHEETS = {"month": "Trend by month", "quarter": "Trend by quarter", "year": "Trend by year"}
CHARTS = "Trend charts"
CONTENTS_OF_TRENDS = {
    **{name: f"the last {MOST_PERIODS} {length}s of each requirement as numbers" for length, name in SHEETS.items()},
    CHARTS: "a line chart of each result that a proposed letter or notice rests on",
}
SUPPRESSED = "suppressed"
NOTES = (
    "The figures of each period as they are known now; a level is the one in force at the end. The verdicts stand in other sheets.",
    f"{NOT_AVAILABLE}: no figure. {WITHHELD}: withheld, small numbers. {NOT_APPLICABLE}: there was nothing to count.",
)
CHART_NOTES = (
    "One chart for each result that a proposed letter or notice rests on. What it shows stands in words beside it.",
    "A line on its own is no proof of change: read it with the sheet Charts.",
)


def trend_sheets(checked: Sequence[CheckedContract]) -> tuple[Sheet, ...]:
    """A sheet for each length of period that has figures, then one of charts where anything is escalated."""
    found = [(one, finding) for one in checked for finding in _latest(one)]
    lengths = {length: [(one, f) for one, f in found if f.chart and f.chart.length == length] for length in SHEETS}
    trends = tuple(_sheet(length, rows) for length, rows in lengths.items() if rows)
    charts = tuple(_charts(lengths))
    return (*trends, _charts_sheet(charts)) if charts else trends


def _latest(one: CheckedContract) -> Iterator[Finding]:
    """The findings with points, the last of each unit and requirement alone."""
    last: dict[tuple[str, ...], Finding] = {}
    for f in one.findings:
        if f.chart is None or not f.chart.points:
            continue
        key = (f.requirement, f.service, f.touchpoint, f.site, f.ward)
        if key not in last or last[key].period.end <= f.period.end:
            last[key] = f
    yield from last.values()


def _sheet(length: str, rows: Sequence[tuple[CheckedContract, Finding]]) -> Sheet:
    periods = _periods(rows)
    columns = (Column("Contract", 17), Column("Requirement", 36), Column("Service", 17), Column("Where", 18),
               Column("Agreed level", 15), Column("Judged over", 11), Column("Last result", 12), *(Column(p.label, 12) for p in periods),
               Column("Finding", 80, printed=False))  # fmt: skip
    cells = tuple(_row(one, finding, periods) for one, finding in rows)
    return Sheet(SHEETS[length], f"The last {len(periods)} {length}s of each requirement", NOTES, columns, cells)


def _periods(rows: Sequence[tuple[CheckedContract, Finding]]) -> tuple[Period, ...]:
    """The last periods that any row has, in order."""
    there = {point.period for _, finding in rows for point in (finding.chart.points if finding.chart else ())}
    return tuple(sorted(there, key=lambda period: period.start)[-MOST_PERIODS:])


def _row(one: CheckedContract, f: Finding, periods: Sequence[Period]) -> tuple[Cell, ...]:
    said = "not met" if f.outcome is Outcome.BREACH else f.outcome.value
    return (
        text(f.contract), text(statement_of(one, f.requirement)), service_name(one, f.service), where_of(one, f),
        text(level_of(one, f)), _judged_over(one, f), said if f.final else f"{said}, provisional",
        *_cells(one, f, periods), text(f.id),
    )  # fmt: skip


def _judged_over(one: CheckedContract, finding: Finding) -> str:
    known = one.requirements.get(finding.requirement)
    return known.judged_over.value if known else NOT_APPLICABLE


def _cells(one: CheckedContract, finding: Finding, periods: Sequence[Period]) -> list[Cell]:
    points = {point.period: point for point in (finding.chart.points if finding.chart else ())}
    views, bound = asks_views(one, finding), bound_of(one, finding)
    return [_cell(points.get(period), bound, views=views) for period in periods]


def _cell(point: ChartPoint | None, bound: Fraction | None, *, views: bool) -> Cell:
    """A period's figure; counts of 1 to 4 people asked for their `views` are withheld as they are everywhere."""
    if point is None or point.numerator is None:
        return WITHHELD if point is not None and point.missing == SUPPRESSED else NOT_AVAILABLE
    if point.denominator == 0:
        return NOT_APPLICABLE
    if views and (point.numerator in SMALL_NUMBERS or point.denominator in SMALL_NUMBERS):
        return WITHHELD
    if point.denominator is None:
        return point.numerator
    share = Fraction(point.numerator, point.denominator)
    return Share(share, decimals_for(share, bound))


def _charts(
    lengths: Mapping[str, Sequence[tuple[CheckedContract, Finding]]],
) -> Iterator[tuple[Finding, LineOfFigures]]:
    """The lines of what a letter or notice is proposed for, where there are two figures or more."""
    for length, rows in lengths.items():
        if not rows:
            continue
        periods = _periods(rows)
        for one, finding in rows:
            if not _is_escalated(one, finding):
                continue
            cells = _cells(one, finding, periods)
            if sum(not isinstance(cell, str) for cell in cells) >= 2:
                yield finding, _line(one, finding, length, periods, cells)


def _is_escalated(one: CheckedContract, finding: Finding) -> bool:
    """Whether a proposed letter or notice rests on the finding, or on an earlier one of the same unit in the period checked."""
    unit = finding.id.partition("/")[2]
    return any(
        road_of(one, proposal) in (Road.LETTER, Road.NOTICE)
        and any(cited.partition("/")[2] == unit for cited in proposal.units)
        for proposal in one.proposals
    )


def _line(
    one: CheckedContract, f: Finding, length: str, periods: Sequence[Period], cells: Sequence[Cell]
) -> LineOfFigures:
    values = tuple(float(c.value) if isinstance(c, Share) else c if isinstance(c, int) else None for c in cells)
    bound = bound_of(one, f)
    percents = any(isinstance(cell, Share) for cell in cells)
    comparable = percents or _judged_over(one, f) == length  # the level of a quarter's count is none of a month's
    title = one_line(f"{short_name(one, f.requirement)}: {where(one, replace(f, period=one.period))}", 120)
    return LineOfFigures(
        title=title,
        periods=tuple(_short(period) for period in periods),
        values=values,
        level=float(bound) if bound is not None and comparable else None,
        percent=percents,
        length=length,
        in_words=_in_words(one, f, length, periods, cells),
    )


def _short(period: Period) -> str:
    """`Feb 25` for a month, so that eight of them stand side by side."""
    name, _, year = period.label.partition(" ")
    return f"{name[:3]} {year[2:]}" if len(period.months) == 1 else period.label


def _in_words(one: CheckedContract, f: Finding, length: str, periods: Sequence[Period], cells: Sequence[Cell]) -> str:
    """What the chart shows, for those who do not see it: every figure in order, the level, what statistics say."""
    shown = "; ".join(f"{period.label} {_told(cell)}" for period, cell in zip(periods, cells, strict=True))
    said = f.chart.sentence if f.chart and not isinstance(cells[-1], str) else ""
    said = said.replace("Not charted: ", "No control chart: ")
    level = f"{level_of(one, f)}, judged over a {_judged_over(one, f)}"
    return one_line(f"By {length}: {shown}. Agreed level: {level}. {sentence(said)}", 4000)


def _told(cell: Cell) -> str:
    if isinstance(cell, Share):
        return percent(cell.value, cell.decimals)
    names = {WITHHELD: "withheld", NOT_AVAILABLE: "no figure", NOT_APPLICABLE: "nothing to count"}
    return names[cell] if isinstance(cell, str) else f"{cell:,}"


def _charts_sheet(charts: Sequence[tuple[Finding, LineOfFigures]]) -> Sheet:
    columns = (Column("Contract", 17), Column("Result", 34), Column("What the chart shows", 50), Column("Chart", 74),
               Column("Finding", 80, printed=False))  # fmt: skip
    rows = tuple(
        (text(finding.contract), text(line.title), text(line.in_words), f"Chart {number}", text(finding.id))
        for number, (finding, line) in enumerate(charts, start=1)
    )
    lines = tuple(line for _, line in charts)
    return Sheet(CHARTS, "Charts of what is to be escalated", CHART_NOTES, columns, rows, lines)
