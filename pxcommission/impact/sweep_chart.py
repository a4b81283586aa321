"""The chart of a back-test: breaches by threshold, near misses beside them, and the threshold in force marked."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from pxcommission.impact.sweep_told import (
    BARELY_MET,
    NOT_MET,
    SHORT_BY_ONE,
    description_of,
    number_of,
    span_told,
    title_of,
)
from pxcommission.impact.sweeps import Sweep

# Colours of the NHS identity; text and edges have at least 4.5:1 on white, neighbouring fills differ by pattern as well.
BLUE, PALE, WHITE, INK, GREY = "#005EB8", "#B3CFEA", "#FFFFFF", "#212B32", "#4C6272"
MOST_LABELS = 50
BAND = 0.9
"""How far up the band of the threshold in force goes: its label stands above it."""
SETTINGS: dict[Any, Any] = {
    "svg.hashsalt": "pxcommission",
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "hatch.linewidth": 1.2,
}


def draw_sweep(sweep: Sweep, path: Path) -> str:
    """Write the chart as PNG or SVG, by the file's ending, and give back its description.

    The same back-test gives the same bytes. The file appears whole or not at all.
    """
    beside = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix.lower()}")
    try:
        with mpl.rc_context(SETTINGS):
            figure = _figure(sweep)
            if path.suffix.lower() == ".svg":
                _save_svg(figure, sweep, beside)
            else:
                about = {"Software": None, "Title": title_of(sweep), "Description": description_of(sweep)}
                FigureCanvasAgg(figure)
                figure.savefig(beside, dpi=150, metadata=about)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return description_of(sweep)


def _save_svg(figure: Figure, sweep: Sweep, path: Path) -> None:
    """The picture with a title and description that screen readers find."""
    FigureCanvasSVG(figure)
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    drawn = path.read_text("utf-8")
    at = drawn.index(">", drawn.index("<svg")) + 1
    named = f'\n <title id="t">{escape(title_of(sweep))}</title>\n <desc id="d">{escape(description_of(sweep))}</desc>'
    opened = f'{drawn[: at - 1]} role="img" aria-labelledby="t d">'
    path.write_text(opened + named + drawn[at:], encoding="utf-8")


def _figure(sweep: Sweep) -> Figure:
    wide = max(7.5, min(16.0, 1.6 + 0.52 * len(sweep.tried)))
    figure = Figure(figsize=(wide, 4.8), layout="constrained", facecolor=WHITE)
    axes = figure.add_subplot()
    _bars(axes, sweep)
    _mark_current(axes, sweep)
    _name_axes(axes, sweep)
    figure.suptitle(
        textwrap.fill(title_of(sweep), round(wide * 9.2)), x=0.012, ha="left", fontsize=12, fontweight="bold", color=INK
    )
    figure.legend(loc="outside lower left", ncols=3, frameon=False, fontsize=9, labelcolor=INK)
    return figure


def _bars(axes: Axes, sweep: Sweep) -> None:
    """Not met in blue, the part short by one case hatched; on top, in outline, what was met by fewer than 2 cases."""
    places = list(range(len(sweep.tried)))
    plain = [one.breaches - one.barely_missed for one in sweep.tried]
    breaches = [one.breaches for one in sweep.tried]
    axes.bar(places, plain, 0.72, color=BLUE, edgecolor=BLUE, label=NOT_MET)
    short = [one.barely_missed for one in sweep.tried]
    axes.bar(
        places,
        short,
        0.72,
        bottom=plain,
        color=PALE,
        edgecolor=BLUE,
        hatch="////",
        label=SHORT_BY_ONE if any(short) else None,
    )
    barely = [one.barely_met for one in sweep.tried]
    top = axes.bar(
        places,
        barely,
        0.72,
        bottom=breaches,
        color=WHITE,
        edgecolor=GREY,
        linestyle="--",
        label=BARELY_MET if any(barely) else None,
    )
    every = -(-len(sweep.tried) // MOST_LABELS)
    said = [f"{one.breaches}\n+{one.barely_met}" if one.barely_met else str(one.breaches) for one in sweep.tried]
    shown = [
        text if place % every == 0 or sweep.is_current(sweep.tried[place]) else "" for place, text in enumerate(said)
    ]
    axes.bar_label(top, shown, padding=2, fontsize=9 if len(said) <= MOST_LABELS // 2 else 8, color=INK)


def _mark_current(axes: Axes, sweep: Sweep) -> None:
    """A frame behind the bar of the threshold in force, with words in it."""
    highest = max((one.breaches + one.barely_met for one in sweep.tried), default=0)
    axes.set_ylim(0, max(highest, 1) * 1.32)
    for place, one in enumerate(sweep.tried):
        if sweep.is_current(one):
            axes.axvspan(place - 0.5, place + 0.5, ymax=BAND, facecolor="#E8EDEE", edgecolor=GREY, zorder=0)
            over, framed = axes.get_xaxis_transform(), {"facecolor": WHITE, "edgecolor": GREY, "pad": 2.5}
            side = (
                "right" if place > len(sweep.tried) * 0.75 else "left" if place < len(sweep.tried) * 0.25 else "center"
            )
            at = {"right": place + 0.48, "left": place - 0.48, "center": float(place)}[side]
            axes.text(
                at,
                0.985,
                "in force now",
                transform=over,
                ha=side,
                va="top",
                fontsize=9,
                fontweight="bold",
                color=INK,
                bbox=framed,
            )


def _name_axes(axes: Axes, sweep: Sweep) -> None:
    words = sweep.tried[0].threshold.text.rsplit(" ", 1)[0]
    labels = [number_of(one.threshold) for one in sweep.tried]
    every = max(1, -(-len(labels) // 26))
    shown = [place for place in range(len(labels)) if place % every == 0 or sweep.is_current(sweep.tried[place])]
    turned = 45 if len(shown) > 16 or max(map(len, labels)) > 5 else 0
    axes.set_xticks(shown, [labels[place] for place in shown], rotation=turned)
    for place, label in zip(shown, axes.get_xticklabels(), strict=True):
        label.set_fontweight("bold" if sweep.is_current(sweep.tried[place]) else "normal")
    axes.set_xlim(-0.6, len(labels) - 0.4)
    axes.set_xlabel(f"threshold: {words} …", color=INK)
    most = max((one.assessed for one in sweep.tried), default=0)
    axes.set_ylabel(f"results not met, of {most} assessed", color=INK)
    axes.set_title(f"{sweep.contract}: {span_told(sweep)}", loc="left", fontsize=10, color=GREY)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))
    axes.tick_params(colors=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color(GREY)
