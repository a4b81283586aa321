"""What a workbook's reader library does not show of it: its drawings, charts, links and strangers; and the contrast of two colours."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from lxml import etree

_DRAWN: Final = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
_CHART: Final = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_FORBIDDEN: Final = ("vbaProject", "externalLink", "/embeddings/", "/activeX/", "connections.xml", "/comments")
FEWEST_WORDS = 4


def wrong_parts(package: bytes) -> Iterator[tuple[str, str]]:
    """Each part with something wrong in it, and what: drawings without a text alternative, charts without titles, strangers."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        for name in opened.namelist():
            if any(word in name for word in _FORBIDDEN):
                yield name, "the file carries something that no reader needs"
            if name.endswith(".rels") and b'TargetMode="External"' in opened.read(name):
                yield name, "there is a link out of the file"
            if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
                yield from _of_drawing(name, etree.fromstring(opened.read(name)))
            if re.fullmatch(r"xl/charts/chart\d+\.xml", name):
                yield from _of_chart(name, etree.fromstring(opened.read(name)))


def _of_drawing(name: str, root: Any) -> Iterator[tuple[str, str]]:
    for drawn in root.iter(_DRAWN):
        words = (drawn.get("descr") or "").strip()
        if len(words.split()) < FEWEST_WORDS:
            yield f"{name}, {drawn.get('name')}", "the picture or chart has no text alternative"


def _of_chart(name: str, root: Any) -> Iterator[tuple[str, str]]:
    chart = root.find(f"{_CHART}chart")
    if chart is None or chart.find(f"{_CHART}title") is None:
        yield name, "the chart has no title"
    for axis in (*root.iter(f"{_CHART}catAx"), *root.iter(f"{_CHART}valAx"), *root.iter(f"{_CHART}dateAx")):
        if axis.find(f"{_CHART}title") is None:
            yield name, "an axis has no title"


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (RRGGBB) after WCAG 2.2, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
