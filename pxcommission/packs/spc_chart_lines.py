"""The lines, points and labels of an XmR chart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from msgspec import Struct

from pxcommission.assessment.statistics.xmr_series import Point, SeriesResult
from pxcommission.assessment.statistics.xmr_words import number_told
from pxcommission.periods import MONTH_NAMES

# Colours of the NHS identity; every kind differs by shape and by lightness as well.
BLUE, ORANGE, PURPLE, INK, GREY, PALE, WHITE = (
    "#005EB8", "#D86E00", "#330072", "#212B32", "#4C6272", "#E8EDEE", "#FFFFFF",
)  # fmt: skip
TARGET = "#AE2573"
MOST_DAYS = 12
SPACE = 15.6
"""The least distance between two labels at the right, in hundredths of an inch (the pixels of a figure that is being made)."""


class Shape(Struct, frozen=True):
    """How the points of one kind are drawn."""

    marker: str
    colour: str
    size: float
    told: str


SHAPES = {
    "special_cause_concern": Shape("v", ORANGE, 9, "concern"),
    "special_cause_improvement": Shape("^", BLUE, 9, "improvement"),
    "special_cause_neutral_high": Shape("D", PURPLE, 7, "special, neither better nor worse"),
    "special_cause_neutral_low": Shape("D", PURPLE, 7, "special, neither better nor worse"),
    "common_cause": Shape("o", GREY, 5, "common cause"),
}
MISSING = Shape("x", INK, 6, "missing")


def draw_legend(figure: Figure, result: SeriesResult, at: tuple[float, float]) -> None:
    """The shapes that are drawn with what they stand for, from this place (shares of the figure) to the right."""
    drawn = {point.point_type for point in result.points if point.value is not None} if _trusted(result) else set()
    shapes = dict.fromkeys(shape for kind, shape in SHAPES.items() if kind in drawn)
    if any(point.value is None for point in result.points):
        shapes[MISSING] = None
    marks = [
        Line2D([], [], linestyle="none", marker=one.marker, markersize=one.size, color=one.colour, label=one.told)
        for one in shapes
    ]
    if marks:
        figure.legend(
            handles=marks, loc="center left", bbox_to_anchor=at, ncols=len(marks), frameon=False, fontsize=8.5,
            labelcolor=INK, borderpad=0, borderaxespad=0, handletextpad=0.1, columnspacing=1.4,
        )  # fmt: skip


def draw_lines(axes: Axes, result: SeriesResult) -> None:
    """The mean and limits of each group, its baseline shaded, rebases and target marked, each named at the right."""
    for group in _groups(result.points):
        _draw_group(axes, group)
    for rebase in result.rebases:
        axes.axvline(_day(rebase.on), color=INK, linewidth=1, linestyle=(0, (2, 2)))
    if result.target is not None:
        axes.axhline(result.target, color=TARGET, linewidth=1.6, linestyle="dashdot")
    if any(point.trajectory is not None for point in result.points):
        days, values = _days(result.points), [_drawn(point.trajectory) for point in result.points]
        axes.plot(days, values, color=TARGET, linewidth=1.2, linestyle="dotted")


def draw_points(axes: Axes, result: SeriesResult) -> None:
    """The values joined, each point with the shape of what it is; plain dots where the chart can't be assessed."""
    points = result.points
    axes.plot(_days(points), [_drawn(point.value) for point in points], color=GREY, linewidth=1.1, zorder=3)
    for kind, shape in SHAPES.items():
        those = [point for point in points if point.value is not None and _kind(point, result) == kind]
        if those:
            axes.plot(
                _days(those), [_drawn(point.value) for point in those], linestyle="none", marker=shape.marker,
                markersize=shape.size, color=shape.colour, markeredgecolor=WHITE, markeredgewidth=0.6, zorder=4,
            )  # fmt: skip
    _mark_missing(axes, points)


def _mark_missing(axes: Axes, points: Sequence[Point]) -> None:
    """A cross at the foot of the chart for each missing point."""
    gaps = _days([point for point in points if point.value is None])
    if gaps:
        foot = [0.025] * len(gaps)
        axes.plot(
            gaps, foot, linestyle="none", marker=MISSING.marker, markersize=MISSING.size, color=MISSING.colour,
            transform=axes.get_xaxis_transform(), zorder=4,
        )  # fmt: skip


def name_axes(axes: Axes, result: SeriesResult, unit: str) -> None:
    """The axes, and at the right the names of the lines with their values."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=INK, labelsize=9)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    _name_days(axes, result.points)
    axes.margins(x=0.02, y=0.12)
    if unit:
        axes.set_ylabel(unit, color=INK)
    axes.set_ylim(axes.get_ylim())
    _name_marks(axes, result)
    _name_lines(axes, result)


def _name_days(axes: Axes, points: Sequence[Point]) -> None:
    """A dozen days at most, at points; the year below the first one and where it changes."""
    every = next((step for step in (1, 2, 3, 6, 12) if len(points) <= step * MOST_DAYS), -(-len(points) // MOST_DAYS))
    chosen = points[::every]
    monthly = _monthly(points)
    years = [0, *(point.date.year for point in chosen)]
    words = [
        f"{'' if monthly else f'{point.date.day} '}{MONTH_NAMES[point.date.month - 1][:3]}"
        f"{'' if point.date.year == before else f'{chr(10)}{point.date.year}'}"
        for point, before in zip(chosen, years, strict=False)
    ]
    axes.set_xticks(_days(chosen), words)


def _short_day(point: Point, result: SeriesResult) -> str:
    day = "" if _monthly(result.points) else f"{point.date.day} "
    return f"{day}{MONTH_NAMES[point.date.month - 1][:3]} {point.date.year}"


def _monthly(points: Sequence[Point]) -> bool:
    return all(point.date.day == 1 for point in points)


def _name_marks(axes: Axes, result: SeriesResult) -> None:
    top = axes.get_ylim()[1]
    for group in _groups(result.points):
        fixed = [point for point in group if point.in_baseline]
        if fixed and len(fixed) < sum(point.value is not None for point in group):
            axes.text(_days(fixed)[0], axes.get_ylim()[0], " baseline", fontsize=8, color=GREY, va="bottom")
    for at, rebase in enumerate(result.rebases):
        words = f" rebased: {rebase.reason}" if rebase.reason else " rebased, no reason recorded"
        day = _day(rebase.on)
        late = day > sum(axes.get_xlim()) / 2
        shown = words if len(words) <= 46 else f"{words[:45]}…"
        axes.text(
            day, top - (at % 3) * 0.05 * (top - axes.get_ylim()[0]), f"{shown.strip()} " if late else shown,
            fontsize=8, color=INK, va="bottom", ha="right" if late else "left",
        )  # fmt: skip


def _name_lines(axes: Axes, result: SeriesResult) -> None:
    """`Mean 93.1` and its like at the right edge, moved apart where they would cover one another."""
    last = result.last
    if last is None:
        return
    said = [
        (last.upl, "Upper limit", GREY), (last.mean, "Mean", INK), (last.lpl, "Lower limit", GREY),
        (result.target, "Target", TARGET), (last.value, _short_day(last, result), INK),
        (last.trajectory, "Trajectory", TARGET),
    ]  # fmt: skip
    low, high = axes.get_ylim()
    named = sorted((value, words, colour) for value, words, colour in said if value is not None)
    places = _apart([(value - low) / (high - low) for value, _, _ in named], SPACE / axes.bbox.height)
    for place, (value, words, colour) in zip(places, named, strict=True):
        heavy = "bold" if value == last.value and words == _short_day(last, result) else "normal"
        axes.text(
            1.012, place, f"{words}{':' if heavy == 'bold' else ''} {number_told(value, result)}", transform=axes.transAxes, fontsize=8.5,
            color=colour, va="center", fontweight=heavy,
        )  # fmt: skip


def _apart(places: Sequence[float], space: float) -> list[float]:
    """The places in order, moved as little as keeps them so far apart."""
    moved = list(places)
    for _ in range(60):
        for at in range(len(moved) - 1):
            short = space - (moved[at + 1] - moved[at])
            if short > 1e-9:
                moved[at] -= short / 2
                moved[at + 1] += short / 2
    return moved


def _draw_group(axes: Axes, group: Sequence[Point]) -> None:
    days = _days(group)
    half = (days[-1] - days[0]) / max(1, len(days) - 1) / 2 if len(days) > 1 else 5.0
    across = [days[0] - half * 0.8, days[-1] + half * 0.8]
    first = group[0]
    if first.mean is not None:
        axes.plot(across, [first.mean] * 2, color=INK, linewidth=1.2, zorder=2)
    for limits in ([point.lpl for point in group], [point.upl for point in group]):
        known = [limit for limit in limits if limit is not None]
        if known and len(set(known)) == 1:
            axes.plot(across, known[:1] * 2, color=GREY, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
        elif known:
            stepped = [_drawn(limit) for limit in limits]
            axes.plot(days, stepped, color=GREY, linewidth=1.2, linestyle=(0, (5, 3)), drawstyle="steps-mid", zorder=2)
    fixed = [point for point in group if point.in_baseline]
    if fixed and len(fixed) < sum(point.value is not None for point in group):
        axes.axvspan(days[0] - half * 0.8, _days(fixed)[-1] + half, color=PALE, zorder=0, linewidth=0)


def _kind(point: Point, result: SeriesResult) -> str:
    return point.point_type if _trusted(result) else "common_cause"


def _trusted(result: SeriesResult) -> bool:
    return result.cannot_assess is None


def _groups(points: Sequence[Point]) -> list[tuple[Point, ...]]:
    return [tuple(group) for _, group in groupby(points, key=lambda point: point.rebase_group)]


def _days(points: Sequence[Point]) -> list[float]:
    return [_day(point.date) for point in points]


def _day(day: date) -> float:
    return float(day.toordinal())


def _drawn(value: float | None) -> float:
    return math.nan if value is None else value
