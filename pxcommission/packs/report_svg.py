"""Pictures for a page as inline SVG: elements whose texts are escaped and whose numbers are short, and a scale to place them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup
from msgspec import Struct

FEWEST_TICKS: Final = 3


class Scale(Struct, frozen=True):
    """From values between `low` and `high` to places between `start` and `end` (a vertical one has start below end)."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """The place of a value; values outside are drawn at the edge."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def picture(width: int, height: int, told: str, drawn: Iterable[Markup], kind: str) -> Markup:
    """One picture with its text alternative; no id, so that any number of them may stand in one page."""
    return Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}" focusable="false">{}</svg>').format(
        kind, width, height, told, Markup("").join(drawn)
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> Markup:
    """A straight line of one of the style sheet's kinds."""
    return Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(
        kind, short(x1), short(y1), short(x2), short(y2)
    )


def joined(places: Sequence[tuple[float, float] | None], kind: str) -> Markup:
    """The places joined in order; a gap where one is missing."""
    path, pen = [], "M"
    for place in places:
        if place is None:
            pen = "M"
            continue
        path.append(f"{pen}{short(place[0])} {short(place[1])}")
        pen = "L"
    return Markup('<path class="{}" d="{}"/>').format(kind, "".join(path))


def box(x: float, y: float, width: float, height: float, kind: str) -> Markup:
    """A filled box."""
    return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"/>').format(
        kind, short(x), short(y), short(width), short(height)
    )


def words(x: float, y: float, text: str, kind: str, anchor: str = "start") -> Markup:
    """Words; `anchor` is start, middle or end."""
    return Markup('<text class="{}" x="{}" y="{}" text-anchor="{}">{}</text>').format(
        kind, short(x), short(y), anchor, text
    )


def mark(x: float, y: float, shape: str, size: float, kind: str) -> Markup:
    """A point drawn as one of the shapes `o` (dot), `v` and `^` (triangles), `D` (diamond) and `x` (cross)."""
    if shape == "o":
        return Markup('<circle class="{}" cx="{}" cy="{}" r="{}"/>').format(kind, short(x), short(y), short(size))
    corners = _CORNERS[shape]
    path = "".join(f"{pen}{short(x + dx * size)} {short(y + dy * size)}" for pen, dx, dy in corners)
    return Markup('<path class="{}" d="{}{}"/>').format(kind, path, "" if shape == "x" else "Z")


_CORNERS: Final = {
    "v": (("M", -1.0, -0.8), ("L", 1.0, -0.8), ("L", 0.0, 1.0)),
    "^": (("M", -1.0, 0.8), ("L", 1.0, 0.8), ("L", 0.0, -1.0)),
    "D": (("M", 0.0, -1.1), ("L", 1.1, 0.0), ("L", 0.0, 1.1), ("L", -1.1, 0.0)),
    "x": (("M", -1.0, -1.0), ("L", 1.0, 1.0), ("M", -1.0, 1.0), ("L", 1.0, -1.0)),
}


def span_of(values: Iterable[float | None]) -> tuple[float, float]:
    """The lowest and highest value with a little room; never of no height."""
    known = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = (high - low) * 0.08 or abs(high) * 0.02 or 1.0
    return low - room, high + room


def ticks(low: float, high: float, most: int = 5) -> tuple[float, ...]:
    """Round numbers between the two, `most` at the most where that leaves enough of them."""
    width = (high - low) / most
    power = 10.0 ** math.floor(math.log10(width))
    for step in (power * many for many in (1, 2, 2.5, 5, 10, 20)):
        found = tuple(step * number for number in range(math.ceil(low / step), math.floor(high / step) + 1))
        if len(found) <= most:
            return found if len(found) >= FEWEST_TICKS - 1 else (low, high)
    return (low, high)


def apart(places: Sequence[float], space: float, low: float, high: float) -> list[float]:
    """The places in their order, moved as little as keeps them `space` apart, and between the two ends."""
    moved = list(places)
    for _ in range(80):
        moved = [min(max(place, low), high) for place in moved]
        for at in range(len(moved) - 1):
            lacking = space - (moved[at + 1] - moved[at])
            if lacking > 0:
                moved[at] -= lacking / 2
                moved[at + 1] += lacking / 2
    return moved


def short(number: float) -> str:
    """A place with one decimal at most: `12`, `12.5`."""
    told = f"{number:.1f}".removesuffix(".0")
    return "0" if told == "-0" else told
