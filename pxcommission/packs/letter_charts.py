"""The charts of a letter: one for each figure of its table whose chart can be drawn, and why the others are left out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import short_name, where
from pxcommission.packs.letter_model import Basis, Chart
from pxcommission.packs.pictures import Picture, place_of
from pxcommission.packs.plain_text import counted, one_line
from pxcommission.packs.report_past import chart_withheld
from pxcommission.packs.standing import Road, raised

MOST_CHARTS = 8
INCHES = (7.6, 4.5)  # near the width it is printed at, so that its words can be read
SMALL = "a figure of it counts 1 to 4 answers, which a chart would give away"


class Charted(Struct, frozen=True):
    """The findings of a letter whose charts are drawn, in the order of its table, and a line for each that is not."""

    drawn: tuple[Finding, ...]
    left_out: tuple[str, ...]


def charted(checked: CheckedContract) -> Charted:
    """Which of the letter's figures have a chart."""
    found = [finding for challenge in raised(checked, Road.LETTER) for finding in challenge.findings]
    whys = [(finding, why_not_drawn(checked, finding)) for finding in found]
    drawn = [finding for finding, why in whys if not why]
    left_out = [f"{_about(checked, finding)}: no chart, because {why}." for finding, why in whys if why]
    more = len(drawn) - MOST_CHARTS
    if more > 0:
        told = counted(more, "further chart is", "further charts are")
        left_out.append(f"{told} in the escalation workbook, so that this letter stays short.")
    return Charted(tuple(drawn[:MOST_CHARTS]), tuple(left_out))


def why_not_drawn(checked: CheckedContract, finding: Finding) -> str:
    """Why there is no chart of a figure, as part of a sentence; empty where there is one."""
    chart = finding.chart
    if chart is None:
        return "none is kept of this figure"
    if chart_withheld(checked, finding):
        return SMALL
    if chart.result is None or not chart.result.points:
        return one_line(chart.not_drawn).rstrip(".") or "there are no figures to draw"
    return ""


def chart_lines(checked: CheckedContract, drawn: Iterable[Finding]) -> tuple[Chart, ...]:
    """Each chart as the letter prints it."""
    return tuple(
        Chart(_about(checked, finding), place_of(_name(number)), one_line(finding.chart.sentence))
        for number, finding in enumerate(drawn, start=1)
        if finding.chart is not None
    )


def chart_bases(checked: CheckedContract, drawn: Iterable[Finding]) -> tuple[Basis, ...]:
    """What each chart rests on."""
    return tuple(Basis(_about(checked, f), one_line(f.chart.basis)) for f in drawn if f.chart is not None)


def pictures_of(checked: CheckedContract) -> dict[str, Picture]:
    """The pictures of the letter's charts by name, each with its words: what it states first, then what is drawn."""
    from pxcommission.packs.spc_chart import alt_text, chart_bytes  # the drawing library takes half a second to load

    pictures = {}
    for number, finding in enumerate(charted(checked).drawn, start=1):
        chart = finding.chart
        if chart is None or chart.result is None:
            continue
        title, unit = _about(checked, finding), "%" if finding.denominator is not None else ""
        drawn = chart_bytes(chart.result, "png", title, unit, *INCHES)
        pictures[_name(number)] = Picture(drawn, alt_text(chart.result, title, unit))
    return pictures


def _about(checked: CheckedContract, finding: Finding) -> str:
    return f"{short_name(checked, finding.requirement)}, {where(checked, finding)}"


def _name(number: int) -> str:
    return f"chart-{number}"
