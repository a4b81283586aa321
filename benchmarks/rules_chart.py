"""The tables of `rules.py` as one picture: seconds on a logarithmic scale, a panel for each question and size."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matplotlib.figure import Figure

OURS, OTHERS = "#005eb8", "#768692"


def draw(tables: Mapping[str, Mapping[str, float]], path: Path) -> None:
    """The picture, in the format that the file's name asks for."""
    figure = Figure(figsize=(12, 2.6 * -(-len(tables) // 2) + 0.6), layout="constrained")
    panels = figure.subplots(-(-len(tables) // 2), 2, squeeze=False).ravel()
    for panel, (title, seconds) in zip(panels, tables.items(), strict=False):
        names = list(reversed(seconds))
        colours = [OURS if name.startswith("pxcommission") else OTHERS for name in names]
        bars = panel.barh(names, [seconds[name] for name in names], color=colours)
        panel.bar_label(bars, [f" {told(seconds[name])} s" for name in names], fontsize=7)
        panel.set_xscale("log")
        panel.set_title(title, fontsize=8, loc="left")
        panel.minorticks_off()
        panel.tick_params(labelsize=7)
        panel.margins(x=0.25)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels[len(tables) :]:
        panel.set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


def told(seconds: float) -> str:
    """Two figures, and none after the point from ten seconds on."""
    return f"{seconds:,.0f}" if seconds >= 10 else f"{seconds:.2g}"
