"""The chart of an XmR result: values, mean, limits, target, baseline and rebases, special causes by shape as well as colour."""

from __future__ import annotations

import io
import textwrap
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from pxcommission.assessment.statistics.xmr_series import SeriesResult
from pxcommission.assessment.statistics.xmr_words import basis, day_told, finding, number_told, special_spans
from pxcommission.packs.chart_text import png_of
from pxcommission.packs.spc_chart_lines import GREY, INK, WHITE, draw_legend, draw_lines, draw_points, name_axes

SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "pxcommission",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.unicode_minus": False,
    "text.parse_math": False,  # otherwise what stands between two dollar signs of a name is read as a formula
}
DOTS_PER_INCH = 120
LETTERS_PER_INCH = 9.6
MOST_SPANS = 6


def spc_figure(result: SeriesResult, title: str = "", unit: str = "", wide: float = 9.6, high: float = 5.2) -> Figure:
    """The chart as a figure, `wide` × `high` inches; `title` names the measure (otherwise the series), `unit` its values.

    The same result gives the same picture. Save it with `chart_bytes`, or put it into a document.
    """
    figure = Figure(figsize=(wide, high), facecolor=WHITE)
    said = textwrap.wrap(finding(result), round((wide - 0.4) * LETTERS_PER_INCH * 0.92))
    small = textwrap.wrap(basis(result), round((wide - 0.4) * LETTERS_PER_INCH * 1.28))
    top = high - 0.42 - 0.23 * len(said)
    bottom = 0.94 + 0.17 * len(small)
    axes = figure.add_axes((0.66 / wide, bottom / high, (wide - 0.66 - 1.62) / wide, (top - bottom - 0.12) / high))
    draw_lines(axes, result)
    draw_points(axes, result)
    name_axes(axes, result, unit)
    draw_legend(figure, result, (0.2 / wide, (bottom - 0.62) / high))
    figure.text(0.2 / wide, 1 - 0.14 / high, "\n".join(said), va="top", fontsize=12, fontweight="bold", color=INK)
    figure.text(0.2 / wide, (top + 0.05) / high, title or result.name, va="bottom", fontsize=10, color=GREY)
    figure.text(0.2 / wide, 0.1 / high, "\n".join(small), va="bottom", fontsize=8, color=GREY, linespacing=1.35)
    return figure


def chart_bytes(
    result: SeriesResult, kind: str = "png", title: str = "", unit: str = "", wide: float = 9.6, high: float = 5.2
) -> bytes:
    """The chart as a `png` or `svg` file, the same bytes for the same result, with its text alternative inside."""
    told = {"Title": finding(result), "Description": alt_text(result, title, unit)}
    with mpl.rc_context(SETTINGS):
        figure = spc_figure(result, title, unit, wide, high)
        if kind == "png":
            return png_of(figure, DOTS_PER_INCH, told)
        written = io.BytesIO()
        FigureCanvasSVG(figure)
        figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    return _with_text(written.getvalue().decode(), told).encode()


def alt_text(result: SeriesResult, title: str = "", unit: str = "") -> str:
    """The chart in words: the finding first, then what is drawn, the special points and what it all rests on."""
    points, last = result.points, result.last
    parts = [finding(result)]
    if last is not None:
        number = "1 point" if len(points) == 1 else f"{len(points)} points"
        span = f"{day_told(points[0], result)} to {day_told(last, result)}"
        parts.append(
            f"{result.profile.chart} chart of {title or result.name}{f' ({unit})' if unit else ''}: {number}, {span}."
        )
        if last.mean is not None:
            limits = "no limits"
            if last.lpl is not None and last.upl is not None:
                limits = f"limits {number_told(last.lpl, result)} to {number_told(last.upl, result)}"
            parts.append(f"Last mean {number_told(last.mean, result)}, {limits}.")
    if result.target is not None:
        parts.append(f"Target {number_told(result.target, result)}.")
    if result.cannot_assess is None:
        special = special_spans(result)
        more = f"; and {len(special) - MOST_SPANS} earlier" if len(special) > MOST_SPANS else ""
        told = f"{'; '.join(special[-MOST_SPANS:])}{more}" if special else "none"
        parts.append(f"Points beyond common cause: {told}.")
    return " ".join([*parts, basis(result)])


def _with_text(drawn: str, told: dict[str, str]) -> str:
    """The picture with a title and description that screen readers find."""
    at = drawn.index(">", drawn.index("<svg"))
    named = f'\n <title id="t">{escape(told["Title"])}</title>\n <desc id="d">{escape(told["Description"])}</desc>'
    return f'{drawn[:at]} role="img" aria-labelledby="t d">{named}{drawn[at + 1 :]}'
