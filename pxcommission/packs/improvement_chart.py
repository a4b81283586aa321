"""The chart of a look at an action: the time before with its frozen limits, the start, the time after, and the verdict in words."""

from __future__ import annotations

import io
import textwrap
from datetime import date
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.statistics.improvement_judgement import Judgement, with_values
from pxcommission.packs.improvement_chart_words import ChartWords
from pxcommission.periods import MONTH_NAMES

# Colours of the NHS identity; every kind differs by shape and by line as well.
BLUE, ORANGE, INK, GREY, PALE, WHITE = "#005EB8", "#D86E00", "#212B32", "#4C6272", "#E8EDEE", "#FFFFFF"
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "pxcommission", "font.family": "DejaVu Sans", "font.size": 10}
SHAPES = {
    "common_cause": ("o", GREY, 5, "a figure"),
    "special_cause_improvement": ("^", BLUE, 9, "improvement"),
    "special_cause_concern": ("v", ORANGE, 9, "concern"),
}
WIDE, HIGH = 9.6, 5.4


def improvement_chart(seen: Judgement, words: ChartWords, kind: str = "png") -> bytes:
    """The chart as a `png` or `svg` file, the same bytes for the same look, with its text alternative inside."""
    written = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure = _figure(seen, words)
        if kind == "svg":
            FigureCanvasSVG(figure)
            figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
            return _with_text(written.getvalue().decode(), words).encode()
        FigureCanvasAgg(figure)
        about = {"Software": None, "Title": words.finding, "Description": words.description}
        figure.savefig(written, format="png", dpi=150, metadata=about)
    return written.getvalue()


def _figure(seen: Judgement, words: ChartWords) -> Figure:
    figure = Figure(figsize=(WIDE, HIGH), facecolor=WHITE)
    said, small = textwrap.wrap(words.finding, 78), textwrap.wrap(words.basis, 132)
    top, bottom = HIGH - 0.42 - 0.23 * len(said), 0.9 + 0.16 * len(small)
    axes = figure.add_axes((0.72 / WIDE, bottom / HIGH, (WIDE - 0.72 - 1.75) / WIDE, (top - bottom - 0.12) / HIGH))
    _lines(axes, seen, words)
    drawn = _points(axes, seen)
    _names(axes, seen, words)
    _legend(figure, drawn, (0.2 / WIDE, (bottom - 0.58) / HIGH))
    figure.text(0.2 / WIDE, 1 - 0.14 / HIGH, "\n".join(said), va="top", fontsize=12, fontweight="bold", color=INK)
    figure.text(0.2 / WIDE, (top + 0.05) / HIGH, words.title, va="bottom", fontsize=10, color=GREY)
    figure.text(0.2 / WIDE, 0.08 / HIGH, "\n".join(small), va="bottom", fontsize=8, color=GREY, linespacing=1.35)
    return figure


def _lines(axes: Axes, seen: Judgement, words: ChartWords) -> None:
    """The time before shaded, the start marked; the frozen mean and limits, or the level of each side where there are none."""
    before, after = seen.sides.before, seen.sides.after
    first, last = _edges(seen)
    if before:
        axes.axvspan(first, _day(before[-1].period.end) + 1, color=PALE, zorder=0, linewidth=0)
    axes.axvline(_day(words.start), color=INK, linewidth=1.4, linestyle=(0, (2, 2)), zorder=2)
    if seen.chart is not None:
        frozen = seen.chart.points[0]
        for level, style, colour in ((frozen.mean, "-", INK), (frozen.lpl, "--", GREY), (frozen.upl, "--", GREY)):
            if level is not None:
                axes.plot([first, last], [level, level], color=colour, linewidth=1.2, linestyle=style, zorder=2)
    if seen.own is not None and after:
        across = [max(_day(words.start), _day(after[0].period.start)), last]
        axes.plot(across, [seen.own.after] * 2, color=BLUE, linewidth=2, linestyle="-.", zorder=2)
        if seen.chart is None and before:
            axes.plot([first, _day(before[-1].period.end)], [seen.own.before] * 2, color=INK, linewidth=1.2, zorder=2)


def _points(axes: Axes, seen: Judgement) -> list[str]:
    """The figures joined, those after the start with the shape of what they are; the kinds drawn."""
    sides = seen.sides
    every = (*sides.before, *((sides.between,) if sides.between else ()), *sides.after)
    values = [float("nan") if p.value is None else p.value for p in every]
    axes.plot([_middle(p) for p in every], values, color=GREY, linewidth=1.1, zorder=3)
    kinds = {p.period.start: "common_cause" for p in every}
    kinds |= {p.date: p.point_type for p in (*seen.improving, *seen.worsening)}
    drawn = [kind for kind in SHAPES if kind in kinds.values()]
    for kind in drawn:
        marker, colour, size, _ = SHAPES[kind]
        those = [p for p in with_values(every) if kinds[p.period.start] == kind]
        axes.plot(
            [_middle(p) for p in those], [p.value or 0.0 for p in those], linestyle="none", marker=marker,
            markersize=size, color=colour, markeredgecolor=WHITE, markeredgewidth=0.6, zorder=4,
        )  # fmt: skip
    if sides.between is not None and sides.between.value is not None:
        axes.plot(
            [_middle(sides.between)], [sides.between.value], marker="o", markersize=6, color=WHITE,
            markeredgecolor=GREY, zorder=5,
        )  # fmt: skip
        drawn.append("between")
    return drawn


def _names(axes: Axes, seen: Judgement, words: ChartWords) -> None:
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK, labelsize=9)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.set_ylabel(words.unit, color=INK)
    axes.margins(x=0.02, y=0.14)
    every = (*seen.sides.before, *seen.sides.after)
    shown = every[:: max(1, -(-len(every) // 12))]
    axes.set_xticks([_middle(p) for p in shown], [_month(p.period.start) for p in shown])
    low, high = axes.get_ylim()
    axes.set_ylim(low, high)
    axes.text(_day(words.start), high, " start ", fontsize=9, color=INK, va="top", ha="left", fontweight="bold")
    axes.text(
        _edges(seen)[0], low, " before, limits frozen" if seen.chart else " before", fontsize=8, color=GREY, va="bottom"
    )
    named = []
    if seen.chart is not None:
        frozen = seen.chart.points[0]
        named = [
            (frozen.upl, "Upper limit", GREY),
            (frozen.mean, "Mean before", INK),
            (frozen.lpl, "Lower limit", GREY),
        ]
    elif seen.own is not None:
        named = [(seen.own.before, "Level before", INK)]
    if seen.own is not None:
        named.append((seen.own.after, "Level after", BLUE))
    told = sorted((level, name, colour) for level, name, colour in named if level is not None)
    places = _apart([(level - low) / (high - low) for level, _, _ in told])
    for place, (level, name, colour) in zip(places, told, strict=True):
        axes.text(
            1.012, place, f"{name} {level:.1f}", transform=axes.transAxes, fontsize=8.5, color=colour, va="center"
        )


def _legend(figure: Figure, drawn: list[str], at: tuple[float, float]) -> None:
    marks = [
        Line2D(
            [],
            [],
            linestyle="none",
            marker=shape[0],
            markersize=shape[2],
            color=shape[1],
            label=f"after the start: {shape[3]}" if kind != "common_cause" else shape[3],
        )
        for kind, shape in SHAPES.items()
        if kind in drawn
    ]
    if "between" in drawn:
        marks.append(Line2D([], [], linestyle="none", marker="o", markersize=6, color=WHITE, markeredgecolor=GREY, label="counts on neither side"))  # fmt: skip
    marks.append(Line2D([], [], color=BLUE, linewidth=2, linestyle="-.", label="level after the start"))
    figure.legend(
        handles=marks, loc="center left", bbox_to_anchor=at, ncols=len(marks), frameon=False, fontsize=8.5,
        labelcolor=INK, borderpad=0, borderaxespad=0, handletextpad=0.3, columnspacing=1.4,
    )  # fmt: skip


def _apart(places: list[float], space: float = 0.06) -> list[float]:
    """The places in order, each at least so far above the one before."""
    moved = list(places)
    for _ in range(60):
        for at in range(len(moved) - 1):
            short = space - (moved[at + 1] - moved[at])
            if short > 1e-9:
                moved[at], moved[at + 1] = moved[at] - short / 2, moved[at + 1] + short / 2
    return moved


def _edges(seen: Judgement) -> tuple[float, float]:
    every = (*seen.sides.before, *seen.sides.after)
    return (_day(every[0].period.start), _day(every[-1].period.end) + 1) if every else (0.0, 1.0)


def _middle(point: ChartPoint) -> float:
    return (_day(point.period.start) + _day(point.period.end)) / 2


def _month(day: date) -> str:
    return f"{MONTH_NAMES[day.month - 1][:3]}\n{day.year}"


def _day(day: date) -> float:
    return float(day.toordinal())


def _with_text(drawn: str, words: ChartWords) -> str:
    """The picture with a title and description that screen readers find."""
    at = drawn.index(">", drawn.index("<svg"))
    named = f'\n <title id="t">{escape(words.finding)}</title>\n <desc id="d">{escape(words.description)}</desc>'
    return f'{drawn[:at]} role="img" aria-labelledby="t d">{named}{drawn[at + 1 :]}'
