"""Small pictures of a self-assessment, an area each: a dot for every indicator, by rating, rater and round; nothing averaged.

One layout is drawn twice: as SVG for the page and as PNG for Word. Raters differ by shape, the newest round by its filled dots.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from msgspec import Struct, field

from pxcommission.packs.plain_text import counted, one_line
from pxcommission.packs.report_svg import short

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BLUE, INK, GREY, PALE, WHITE = "#005eb8", "#212b32", "#4c6272", "#d8dde0", "#ffffff"
SHAPES = {"board": "o", "ward": "^", "patient-panel": "D", "commissioner": "s"}
LABEL, COLUMN, ROW, HEAD, STEP, SIZE = 88.0, 52.0, 17.0, 20.0, 7.4, 3.0
NO_RATING = "none"


class PictureRow(Struct, frozen=True):
    """One rater in one round: how many indicators have each rating, and how many have none; whether it is the newest round."""

    rater: str
    round: str
    by_rating: Mapping[int, int]
    without: int
    newest: bool


class AreaPicture(Struct, frozen=True):
    """An area's picture: its name, the ratings of the scale with their names, and a row for each rater and round."""

    name: str
    scale: tuple[tuple[int, str], ...]
    rows: tuple[PictureRow, ...]


class _Mark(Struct, frozen=True):
    x: float
    y: float
    shape: str
    filled: bool


class _Words(Struct, frozen=True):
    x: float
    y: float
    text: str
    anchor: str = "start"
    bold: bool = False


class _Line(Struct, frozen=True):
    x1: float
    y1: float
    x2: float
    y2: float


class _Layout(Struct):
    """Places from the top left, in pixels of the page."""

    width: float
    height: float = 0.0
    marks: list[_Mark] = field(default_factory=list)
    words: list[_Words] = field(default_factory=list)
    lines: list[_Line] = field(default_factory=list)


def area_svg(area: AreaPicture) -> Markup:
    """The picture of one area for a page, with its text alternative; no style of its own, so that no policy forbids it."""
    made = _layout(area)
    drawn = [*map(_svg_line, made.lines), *map(_svg_words, made.words), *map(_svg_mark, made.marks)]
    return Markup('<svg viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>').format(
        short(made.width), short(made.height), words_of(area), Markup("").join(drawn)
    )


def pictures_png(areas: Sequence[AreaPicture]) -> bytes:
    """The pictures of one or two areas side by side as PNG, the same bytes for the same ratings."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    made = [_layout(area) for area in areas]
    wide, high, head = max(one.width for one in made), max(one.height for one in made), 20.0
    written = io.BytesIO()
    with mpl.rc_context({"font.family": "DejaVu Sans"}):
        figure = Figure(figsize=((2 * wide + 24) / 96, (high + head) / 96), facecolor=WHITE)
        FigureCanvasAgg(figure)
        for number, (area, layout) in enumerate(zip(areas, made, strict=True)):
            left = number * (wide + 24) / (2 * wide + 24)
            axes = figure.add_axes((left, 0, wide / (2 * wide + 24), 1))
            axes.set_xlim(0, wide)
            axes.set_ylim(high, -head)
            axes.axis("off")
            axes.text(0, -head + 5, one_line(area.name, 60), fontsize=8, fontweight="bold", color=INK, va="top")
            _draw(axes, layout)
        figure.savefig(written, format="png", dpi=192, metadata={"Software": None})
    return written.getvalue()


def in_words_of(areas: Sequence[AreaPicture]) -> str:
    """What the pictures of several areas show."""
    return " ".join(f"{words_of(area)}" for area in areas)


def words_of(area: AreaPicture) -> str:
    """`Leadership. board, 2025-26: 2 established, 3 embedded, 1 without a rating.`"""
    rows = [f"{row.rater}, {row.round}: {', '.join(_numbers(area, row)) or 'nothing'}" for row in area.rows]
    return one_line(f"{area.name}, indicators by rating. {'; '.join(rows)}.", 4000)


def _numbers(area: AreaPicture, row: PictureRow) -> Iterator[str]:
    for rating, name in area.scale:
        if row.by_rating.get(rating):
            yield f"{row.by_rating[rating]} {name}"
    if row.without:
        yield f"{counted(row.without, 'indicator')} without a rating"


def _layout(area: AreaPicture) -> _Layout:
    columns = [*(rating for rating, _ in area.scale), None]
    made = _Layout(LABEL + COLUMN * len(columns))
    for number, rating in enumerate(columns):
        text = NO_RATING if rating is None else str(rating)
        made.words.append(_Words(LABEL + COLUMN * (number + 0.5), HEAD - 6, text, "middle", bold=True))
    top = HEAD
    raters = dict.fromkeys(row.rater for row in area.rows)
    for rater in raters:
        made.lines.append(_Line(0, top, made.width, top))
        made.words.append(_Words(0, top + ROW - 4, rater, bold=True))
        top += ROW
        for row in (one for one in area.rows if one.rater == rater):
            made.words.append(_Words(6, top + ROW - 5, one_line(row.round, 12)))
            _dots(made, row, columns, top + ROW / 2)
            top += ROW
    made.lines.append(_Line(0, top, made.width, top))
    made.lines += [_Line(LABEL + COLUMN * number, HEAD, LABEL + COLUMN * number, top) for number in range(len(columns))]
    made.height = top + 2
    return made


def _dots(made: _Layout, row: PictureRow, columns: Sequence[int | None], middle: float) -> None:
    """A mark for every indicator, side by side around the middle of its column."""
    for number, rating in enumerate(columns):
        many = row.without if rating is None else row.by_rating.get(rating, 0)
        step = min(STEP, (COLUMN - 6) / max(many, 1))
        first = LABEL + COLUMN * (number + 0.5) - step * (many - 1) / 2
        shape = "x" if rating is None else SHAPES.get(row.rater, "o")
        made.marks += [_Mark(first + step * at, middle, shape, row.newest) for at in range(many)]


def _svg_line(one: _Line) -> Markup:
    return Markup('<path stroke="{}" stroke-width="1" d="M{} {}L{} {}"/>').format(
        PALE, short(one.x1), short(one.y1), short(one.x2), short(one.y2)
    )


def _svg_words(one: _Words) -> Markup:
    return Markup('<text x="{}" y="{}" font-size="11" fill="{}" text-anchor="{}" font-weight="{}">{}</text>').format(
        short(one.x), short(one.y), INK, one.anchor, "bold" if one.bold else "normal", one.text
    )


_PATHS = {
    "^": (("M", -1.1, 1.0), ("L", 1.1, 1.0), ("L", 0.0, -1.1)),
    "D": (("M", 0.0, -1.25), ("L", 1.25, 0.0), ("L", 0.0, 1.25), ("L", -1.25, 0.0)),
    "s": (("M", -1.0, -1.0), ("L", 1.0, -1.0), ("L", 1.0, 1.0), ("L", -1.0, 1.0)),
    "x": (("M", -0.9, -0.9), ("L", 0.9, 0.9), ("M", -0.9, 0.9), ("L", 0.9, -0.9)),
}


def _svg_mark(one: _Mark) -> Markup:
    colours = Markup(' fill="{}" stroke="{}" stroke-width="1.1"').format(*_colours(one))
    if one.shape == "o":
        return Markup('<circle cx="{}" cy="{}" r="{}"{}/>').format(short(one.x), short(one.y), short(SIZE), colours)
    path = "".join(f"{pen}{short(one.x + dx * SIZE)} {short(one.y + dy * SIZE)}" for pen, dx, dy in _PATHS[one.shape])
    return Markup('<path d="{}{}"{}/>').format(path, "" if one.shape == "x" else "Z", colours)


def _colours(one: _Mark) -> tuple[str, str]:
    """Filled in blue for the newest round, an outline in grey for those before."""
    line = BLUE if one.filled else GREY
    return ("none" if one.shape == "x" else line if one.filled else WHITE), line


def _draw(axes: Axes, made: _Layout) -> None:
    for line in made.lines:
        axes.plot([line.x1, line.x2], [line.y1, line.y2], color=PALE, linewidth=0.7, zorder=1)
    align: dict[str, Any] = {"start": "left", "middle": "center"}
    for one in made.words:
        weight = "bold" if one.bold else "normal"
        axes.text(one.x, one.y, one.text, fontsize=7, color=INK, ha=align[one.anchor], va="baseline", fontweight=weight)
    for mark in made.marks:
        fill, stroke = _colours(mark)
        size = 5.0 if mark.shape in "D^" else 4.7
        axes.plot(
            [mark.x], [mark.y], linestyle="none", marker=mark.shape, markersize=size * 0.85, zorder=3,
            markerfacecolor=fill, markeredgecolor=stroke, markeredgewidth=0.8,
        )  # fmt: skip
