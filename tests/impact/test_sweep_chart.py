"""The chart of a back-test: the same bytes each time, named for people who do not see it, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree
from six_quarters import six_quarters, swept

from pxcommission.impact.sweep_chart import BLUE, GREY, INK, PALE, WHITE, draw_sweep
from pxcommission.impact.sweep_told import description_of, title_of


@pytest.mark.parametrize("ending", ["png", "svg"])
def test_the_same_back_test_gives_the_same_bytes_and_leaves_nothing_else(tmp_path: Path, ending: str) -> None:
    found = swept(six_quarters(tmp_path / "space"), "88%", "92%", "1%")
    folder = tmp_path / "charts"
    folder.mkdir()
    path = folder / f"backtest.{ending}"
    assert draw_sweep(found, path) == description_of(found)
    first = path.read_bytes()
    draw_sweep(found, path)
    assert path.read_bytes() == first and list(folder.iterdir()) == [path]


def test_the_picture_carries_its_title_and_description(tmp_path: Path) -> None:
    found = swept(six_quarters(tmp_path / "space"), "88%", "92%", "1%")
    draw_sweep(found, tmp_path / "a.svg")
    drawn = etree.parse(str(tmp_path / "a.svg")).getroot()
    named = {child.tag.rpartition("}")[2]: child.text for child in drawn[:2]}
    assert named == {"title": title_of(found), "desc": description_of(found)}
    assert drawn.get("role") == "img"
    draw_sweep(found, tmp_path / "a.png")
    assert title_of(found).encode() in (tmp_path / "a.png").read_bytes()


def test_colours_have_the_contrast_that_text_and_shapes_need() -> None:
    assert min(contrast(colour, WHITE) for colour in (INK, GREY, BLUE)) >= 4.5
    assert contrast(BLUE, PALE) >= 3


def contrast(one: str, other: str) -> float:
    """The contrast ratio of the Web Content Accessibility Guidelines."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
