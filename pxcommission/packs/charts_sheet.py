"""The workbook's sheet of statistics: what chance leaves standing of each verdict, and what each chart says, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxcommission.assessment.compared_in_words import compared_in_words
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import service_name, statement_of
from pxcommission.packs.figures import figure_of
from pxcommission.packs.report_past import chart_withheld
from pxcommission.packs.sheets import WITHHELD, Cell, Column, Sheet, text, where_of

NOTES = (
    "Statistics stand beside the verdict and never change it: the contract's level is met or not met as counted.",
    "A chart asks why; it is no proof of a cause. Where nothing can be concluded, no icon is shown and no signal is counted.",
)


def charts_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """A row for each finding with a figure; those that were not met or whose chart shows a concern first."""
    columns = (Column("Contract", 17), Column("Requirement", 36), Column("Service", 18), Column("Where", 20),
               Column("Outcome", 11), Column("By chance", 34), Column("What the chart says", 60),
               Column("Signals of concern", 24), Column("Rests on", 60, printed=False),
               Column("Period", 12, printed=False), Column("Finding", 80, printed=False))  # fmt: skip
    rows = [(_weight(f), _row(one, f)) for one in checked for f in one.findings if f.compared or f.chart]
    ordered = tuple(row for _, row in sorted(rows, key=lambda weighed: weighed[0]))
    return Sheet("Charts", "Chance and charts beside each verdict", NOTES, columns, ordered)


def _weight(finding: Finding) -> int:
    """0 for what needs looking at first; the order within is that of the findings."""
    concern = finding.chart is not None and finding.chart.special_cause_concern is True
    return 0 if finding.outcome is Outcome.BREACH or concern else 1


def _row(one: CheckedContract, finding: Finding) -> tuple[Cell, ...]:
    withheld = figure_of(one, finding).withheld or chart_withheld(one, finding)
    chart = finding.chart
    said = chart.sentence if chart else ""
    return (
        text(finding.contract), text(statement_of(one, finding.requirement)), service_name(one, finding.service),
        where_of(one, finding), "not met" if finding.outcome is Outcome.BREACH else finding.outcome.value,
        WITHHELD if withheld else text(compared_in_words(finding)), WITHHELD if withheld else text(said),
        text("; ".join(_signals(finding)), "none"), text(chart.basis if chart else ""), finding.period.label,
        text(finding.id),
    )  # fmt: skip


def _signals(finding: Finding) -> Iterator[str]:
    if finding.clearly_below:
        yield "clearly worse than the level"
    chart = finding.chart
    if chart is not None and chart.special_cause_concern:
        yield "a lasting change for the worse" if chart.deteriorating else "special cause of concern"
    if chart is not None and chart.consistently_fails:
        yield "the level is not to be expected"
