"""The chart of a finding for a page: values, mean, limits, baseline, target and special causes, as light inline SVG.

The same result as `spc_chart` draws for Word, with the same shapes and colours (the page's style sheet has them); about
6 KB and a millisecond instead of 70 KB and a seventh of a second, so that a report may hold every chart it needs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from markupsafe import Markup

from pxcommission.assessment.statistics.xmr_series import Point, SeriesResult
from pxcommission.assessment.statistics.xmr_words import number_told
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.report_svg import Scale, apart, box, joined, line, mark, picture, span_of, ticks, words
from pxcommission.packs.spc_chart_lines import MISSING, SHAPES, Shape
from pxcommission.periods import MONTH_NAMES

WIDE, HIGH = 720, 280
LEFT, RIGHT, TOP, FOOT = 46, 560, 16, 210
MOST_DAYS, LETTER_SPACE = 9, 15.0
CLASS_OF = {shape: f"mark {name.replace('_', '-')}" for name, shape in SHAPES.items()} | {MISSING: "mark missing"}


def spc_svg(result: SeriesResult, told: str, percent: bool) -> Markup:
    """The chart of a result that has points; `told` is its text alternative, `percent` that its values are per cents."""
    points = result.points
    lines = [line for point in points for line in (point.value, point.mean, point.lpl, point.upl)]
    low, high = span_of([*lines, result.target])
    if percent:
        low, high = max(low, -2.0), min(high, 102.0)
    up = Scale(low, high, FOOT, TOP)
    along = Scale(float(points[0].date.toordinal()), float(points[-1].date.toordinal()), LEFT + 12, RIGHT - 12) if len(points) > 1 else Scale(0, 10**7, LEFT, RIGHT)  # fmt: skip
    places = [(along.at(float(point.date.toordinal())), point) for point in points]
    drawn = [
        *_axes(up, places, percent), *_lines(result, up, places), *_points(result, up, places),
        *_named(result, up, percent), *_legend(result),
    ]  # fmt: skip
    return picture(WIDE, HIGH, one_line(told, 4000), drawn, "spc")


def _axes(up: Scale, places: Sequence[tuple[float, Point]], percent: bool) -> Iterator[Markup]:
    for tick in ticks(up.low, up.high):
        yield line(LEFT, up.at(tick), RIGHT, up.at(tick), "grid")
        shown = f"{tick:,.6f}".rstrip("0").rstrip(".")
        yield words(LEFT - 6, up.at(tick) + 4, f"{shown}{'%' if percent else ''}", "axis", "end")
    yield line(LEFT, FOOT, RIGHT, FOOT, "base")
    every = -(-len(places) // MOST_DAYS)
    monthly, year = all(point.date.day == 1 for _, point in places), 0
    for x, point in places[::every]:
        day = "" if monthly else f"{point.date.day} "
        yield words(x, FOOT + 17, f"{day}{MONTH_NAMES[point.date.month - 1][:3]}", "axis", "middle")
        if point.date.year != year:
            year = point.date.year
            yield words(x, FOOT + 32, f"{year}", "axis", "middle")


def _lines(result: SeriesResult, up: Scale, places: Sequence[tuple[float, Point]]) -> Iterator[Markup]:
    half = (places[-1][0] - places[0][0]) / max(1, len(places) - 1) * 0.4
    for _, together in groupby(places, key=lambda place: place[1].rebase_group):
        group = list(together)
        first = max(LEFT, group[0][0] - half)
        fixed = [x for x, point in group if point.in_baseline]
        if fixed and len(fixed) < sum(point.value is not None for _, point in group):
            yield box(first, TOP, fixed[-1] + half - first, FOOT - TOP, "baseline")
        for kind, values in (
            ("mean", [point.mean for _, point in group]),
            ("limit", [point.lpl for _, point in group]),
            ("limit", [point.upl for _, point in group]),
        ):
            yield _level(kind, values, [x for x, _ in group], half, up)
    for rebase in result.rebases:
        x = next((x for x, point in places if point.date >= rebase.on), RIGHT)
        yield line(x - half, TOP, x - half, FOOT, "rebase")
    if result.target is not None:
        yield line(LEFT, up.at(result.target), RIGHT, up.at(result.target), "target")


def _level(kind: str, values: Sequence[float | None], across: Sequence[float], half: float, up: Scale) -> Markup:
    """A mean or limit: a straight line, or steps where it differs from point to point."""
    steps: list[tuple[float, float] | None] = []
    for x, value in zip(across, values, strict=True):
        steps += (
            [None] if value is None else [(max(LEFT, x - half), up.at(value)), (min(RIGHT, x + half), up.at(value))]
        )
    if len(set(values)) == 1 and steps[0] is not None:
        steps = [steps[0], steps[-1]]
    return joined(steps, kind)


def _points(result: SeriesResult, up: Scale, places: Sequence[tuple[float, Point]]) -> Iterator[Markup]:
    yield joined([None if p.value is None else (x, up.at(p.value)) for x, p in places], "values")
    for x, point in places:
        shape = _shape(point, result)
        y = FOOT - 7 if point.value is None else up.at(point.value)
        yield mark(x, y, shape.marker, shape.size * 0.62, CLASS_OF[shape])


def _named(result: SeriesResult, up: Scale, percent: bool) -> Iterator[Markup]:
    """The lines and the last value by name at the right, moved apart where they would cover one another."""
    last = result.last
    if last is None:
        return
    said = (
        (last.upl, "Upper limit", "name quiet"), (last.mean, "Mean", "name"), (last.lpl, "Lower limit", "name quiet"),
        (result.target, "Level", "name level"), (last.value, "Last value", "name heavy"),
    )  # fmt: skip
    named = sorted(((up.at(v), v, name, kind) for v, name, kind in said if v is not None), key=lambda one: one[0])
    ys = apart([y for y, *_ in named], LETTER_SPACE, TOP, FOOT)
    for y, (_, value, name, kind) in zip(ys, named, strict=True):
        yield words(RIGHT + 8, y + 4, f"{name} {number_told(value, result)}{'%' if percent else ''}", kind)


def _legend(result: SeriesResult) -> Iterator[Markup]:
    """The shapes that are drawn, with what they stand for."""
    shapes = dict.fromkeys(_shape(point, result) for point in result.points)
    x = float(LEFT)
    for shape in shapes:
        yield mark(x + 5, HIGH - 14, shape.marker, shape.size * 0.62, CLASS_OF[shape])
        yield words(x + 15, HIGH - 10, shape.told, "axis")
        x += 34 + 6.6 * len(shape.told)


def _shape(point: Point, result: SeriesResult) -> Shape:
    if point.value is None:
        return MISSING
    return SHAPES[point.point_type if result.cannot_assess is None else "common_cause"]


def small_svg(values: Sequence[float | None], level: float | None, span: tuple[float, float], told: str) -> Markup:
    """One of several small charts on one scale: the values, the level, the last value as a dot."""
    up, along = Scale(*span, 74, 8), Scale(0, max(1, len(values) - 1), 6, 194)
    places = [None if value is None else (along.at(at), up.at(value)) for at, value in enumerate(values)]
    drawn = [line(6, 78, 194, 78, "base"), *_with_level(up, level, 194), joined(places, "values"), *_last(places)]
    return picture(200, 82, told, drawn, "small")


def sparkline(values: Sequence[float | None], level: float | None, told: str) -> Markup:
    """A line the size of a word: the values, the level as a thin line, the last value as a dot."""
    up, along = Scale(*span_of([*values, level]), 22, 3), Scale(0, max(1, len(values) - 1), 3, 93)
    places = [None if value is None else (along.at(at), up.at(value)) for at, value in enumerate(values)]
    return picture(96, 25, told, [*_with_level(up, level, 93), joined(places, "values"), *_last(places)], "spark")


def _with_level(up: Scale, level: float | None, wide: float) -> Iterator[Markup]:
    if level is not None:
        yield line(3, up.at(level), wide, up.at(level), "target")


def _last(places: Sequence[tuple[float, float] | None]) -> Iterator[Markup]:
    if places and places[-1] is not None:
        yield mark(*places[-1], "o", 2.6, "mark last")
