"""The picture of a funnel: units by size, the limits about all of them together, and those to ask about named."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from pxcommission.assessment.statistics.funnels import Funnel, FunnelKind

# Text and edges have at least 4.5:1 on white; units differ by shape and label, lines by dashes, never by colour alone.
BLUE, INK, GREY, WHITE = "#005EB8", "#212B32", "#4C6272", "#FFFFFF"
SETTINGS: dict[Any, Any] = {"svg.hashsalt": "pxcommission", "font.family": "DejaVu Sans", "font.size": 10}
MOST_NAMED = 12
NARROW = 0.08
"""Of a picture no higher than this, whole per cents would name two lines alike."""
WIDE, HIGH, LETTER = 590.0, 270.0, 6.2
"""About the size of the drawing, and of a letter of a name, in points: enough to keep names apart."""
DROPS = (0, *(side * 13 for step in range(1, 9) for side in (step, -step)))
Box = tuple[float, float, float, float]


def draw_funnel(
    funnel: Funnel, title: str, path: Path, *, better: str = "higher", whole: str = "responses",
    marked: Collection[str] = (),
) -> str:  # fmt: skip
    """Write the funnel as PNG or SVG, by the file's ending, and give back its description in words.

    `better` is the measure's (higher, lower or neither), `whole` the word for its denominator; units in `marked` are ringed and
    named wherever they lie. The same funnel gives the
    same bytes; the file appears whole or not at all.
    """
    said = description_of(funnel, better, whole, marked)
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix.lower()}")
    try:
        with mpl.rc_context(SETTINGS):
            figure = _figure(funnel, title, better, whole, marked)
            if path.suffix.lower() == ".svg":
                _save_svg(figure, title, said, beside)
            else:
                FigureCanvasAgg(figure)
                figure.savefig(beside, dpi=150, metadata={"Software": None, "Title": title, "Description": said})
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return said


def description_of(
    funnel: Funnel, better: str = "higher", whole: str = "responses", marked: Collection[str] = ()
) -> str:
    """What the picture shows, for those who can't see it: the whole, the spread, and every unit to ask about with its counts."""
    beyond = _beyond(funnel)
    spread = (
        f"Units spread {np.sqrt(funnel.phi):.1f} times as widely as chance alone would have them (phi {funnel.phi:.2f})"
    )
    allowed = (
        "the limits allow for that"
        if funnel.tau_squared
        else "chance explains that, and the limits are those of chance"
    )
    told = [
        f"{len(funnel.units)} units; all together {_value(funnel, funnel.target)}.",
        f"{spread}; {allowed}.",
        *(
            f"{funnel.units[i]} lies {side} the 99.8% limits ({_meaning(side, better)}): {_counts(funnel, i, whole)}."
            for i, side in beyond.items()
        ),
    ]
    if not beyond:
        told.append("No unit lies beyond the 99.8% limits.")
    told += [
        f"{unit} was asked about: {_counts(funnel, i, whole)}, within the limits."
        for i, unit in enumerate(funnel.units)
        if unit in marked and i not in beyond
    ]
    told.append("A unit beyond the limits is one to ask about; why it differs, the picture can't say.")
    return " ".join(told)


def _figure(funnel: Funnel, title: str, better: str, whole: str, marked: Collection[str]) -> Figure:
    figure = Figure(figsize=(9.0, 5.4), layout="constrained", facecolor=WHITE)
    axes = figure.add_subplot()
    _lines(axes, funnel)
    _units(axes, funnel, better, marked)
    axes.set_xlabel(f"Number of {whole}", color=INK)
    if funnel.kind is FunnelKind.PROPORTION:
        low, high = axes.get_ylim()
        places = 0 if high - low > NARROW else 1
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{share:.{places}%}" if share <= 1 else ""))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:,.0f}"))
    axes.spines[["top", "right"]].set_visible(False)
    figure.suptitle(textwrap.fill(title, 84), x=0.012, ha="left", fontsize=12, fontweight="bold", color=INK)
    figure.legend(loc="outside lower left", ncols=2, frameon=False, fontsize=9, labelcolor=INK)
    return figure


def _lines(axes: Axes, funnel: Funnel) -> None:
    largest = float(funnel.denominators.max()) * 1.05
    at = np.geomspace(max(1.0, float(funnel.denominators.min()) * 0.8), largest, 400)
    adjusted, chance = funnel.limits_at(at), funnel.limits_at(at, adjusted=False)
    axes.axhline(funnel.target, color=INK, linewidth=1.2, label=f"All together: {_value(funnel, funnel.target)}")
    drawn = [
        (adjusted.lower_998, adjusted.upper_998, "-", "99.8% limits"),
        (adjusted.lower_95, adjusted.upper_95, "--", "95% limits"),
    ]
    if funnel.tau_squared:
        drawn.append((chance.lower_998, chance.upper_998, ":", "99.8% limits of chance alone, for comparison"))
    for lower, upper, dashes, label in drawn:
        axes.plot(at, lower, dashes, color=GREY, linewidth=1.4, label=label)
        axes.plot(at, upper, dashes, color=GREY, linewidth=1.4)
    values = (*funnel.values, funnel.target)
    room = 0.12 * (max(values) - min(values)) or 0.05
    typical = funnel.limits_at(np.median(funnel.denominators))
    lowest, highest = min(*values, float(typical.lower_998)), max(*values, float(typical.upper_998))
    axes.set_ylim(max(0.0, lowest - room), highest + room)
    axes.set_xlim(0, largest)


def _units(axes: Axes, funnel: Funnel, better: str, marked: Collection[str]) -> None:
    """Units within the limits as circles, those above as triangles up, those below as triangles down, with their names.

    Those asked about have a square around them.
    """
    beyond = _beyond(funnel)
    within = [i for i in range(len(funnel.units)) if i not in beyond]
    axes.scatter(
        funnel.denominators[within],
        funnel.values[within],
        26,
        facecolor=WHITE,
        edgecolor=BLUE,
        label="within the limits",
        zorder=3,
    )
    for side, shape in (("above", "^"), ("below", "v")):
        there = [i for i, where in beyond.items() if where == side]
        if there:
            label = f"{side} the 99.8% limits: {_meaning(side, better)}"
            axes.scatter(
                funnel.denominators[there], funnel.values[there], 64, marker=shape, color=BLUE, label=label, zorder=4
            )
    ringed = [i for i, unit in enumerate(funnel.units) if unit in marked]
    if ringed:
        axes.scatter(
            funnel.denominators[ringed], funnel.values[ringed], 190, marker="s", facecolor="none", edgecolor=INK,
            linewidth=1.4, label="asked about", zorder=5,
        )  # fmt: skip
    _names(axes, funnel, list(dict.fromkeys([*ringed, *beyond]))[: MOST_NAMED + len(ringed)])


def _names(axes: Axes, funnel: Funnel, places: Sequence[int]) -> None:
    """Each name beside its unit where there is room, else a little lower or higher with a line to it."""
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    spots = {
        i: ((funnel.denominators[i] - left) / (right - left) * WIDE, (funnel.values[i] - low) / (high - low) * HIGH)
        for i in range(len(funnel.units))
    }
    taken = [(x - 6, x + 6, y - 4, y + 4) for x, y in spots.values()]
    for i, (x, y) in ((i, spots[i]) for i in places):
        length = LETTER * len(funnel.units[i])
        side = -1 if x + length + 9 > WIDE else 1
        across = sorted((x + side * 9, x + side * (9 + length)))
        down = next((d for d in DROPS if _is_free((*across, y + d - 5, y + d + 5), taken)), 0)
        taken.append((*across, y + down - 5, y + down + 5))
        axes.annotate(
            funnel.units[i],
            (funnel.denominators[i], funnel.values[i]),
            xytext=(side * 9, down),
            textcoords="offset points",
            ha="left" if side > 0 else "right",
            va="center",
            color=INK,
            fontsize=9,
            bbox={"facecolor": WHITE, "edgecolor": "none", "pad": 0.6},
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6} if down else None,
        )


def _is_free(box: Box, taken: Sequence[Box]) -> bool:
    left, right, low, high = box
    inside = low >= 0 and high <= HIGH
    return inside and not any(left < r and x < right and low < t and y < high for x, r, y, t in taken)


def _beyond(funnel: Funnel) -> dict[int, str]:
    """The places of units beyond the adjusted 99.8% limits, with the side."""
    outliers = set(funnel.outliers)
    return {
        i: "above" if funnel.values[i] > funnel.target else "below"
        for i, unit in enumerate(funnel.units)
        if unit in outliers
    }


def _meaning(side: str, better: str) -> str:
    if better == "neither":
        return "unlike the others"
    return "better than the others" if (side == "above") == (better == "higher") else "worse than the others"


def _value(funnel: Funnel, value: float) -> str:
    return f"{value:.1%}" if funnel.kind is FunnelKind.PROPORTION else f"{value:.3g}"


def _counts(funnel: Funnel, i: int, whole: str) -> str:
    return f"{funnel.numerators[i]:,.0f} of {funnel.denominators[i]:,.0f} {whole}, {_value(funnel, funnel.values[i])}"


def _save_svg(figure: Figure, title: str, said: str, path: Path) -> None:
    """The picture with a title and description that screen readers find."""
    FigureCanvasSVG(figure)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    drawn = path.read_text("utf-8")
    at = drawn.index(">", drawn.index("<svg"))
    named = f'\n <title id="t">{escape(title)}</title>\n <desc id="d">{escape(said)}</desc>'
    path.write_text(f'{drawn[:at]} role="img" aria-labelledby="t d">{named}{drawn[at + 1 :]}', encoding="utf-8")
