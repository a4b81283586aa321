"""Words in the pixels of a chart, each kept once drawn: matplotlib draws every letter anew, which takes longer than all the rest."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from msgspec import Struct
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

LATIN = re.compile("[ -\u024f\u2010-\u2026]+")
MOST_KEPT = 1024
POINTS_PER_INCH = 72
PACKED = 3
"""How hard a picture is compressed, of 9: more takes much longer and saves little."""


class DrawnText(Struct, frozen=True):
    """A text in pixels: how dark each is (rows from above), and where its left and lower edge are from its place on the line."""

    darkness: Any
    left: int
    below: int


def png_of(figure: Figure, dots_per_inch: int, told: Mapping[str, str]) -> bytes:
    """The figure, which has a background, as a PNG file with what is `told` of it inside."""
    renderer: Callable[..., Any] = _TextKeepingRenderer
    figure.set_dpi(dots_per_inch)
    drawn = renderer(*(round(length) for length in figure.bbox.size), dots_per_inch)
    figure.draw(drawn)
    about = PngInfo()
    for name, text in told.items():
        about.add_text(name, text)
    written = io.BytesIO()
    picture = Image.fromarray(np.asarray(drawn.buffer_rgba())[..., :3])
    picture.save(written, "png", dpi=(dots_per_inch, dots_per_inch), pnginfo=about, compress_level=PACKED)
    return written.getvalue()


class _TextKeepingRenderer(RendererAgg):
    """Draws as its base does, but words of Latin letters by Pillow, with the same fonts."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """The pixels that a text takes: its width, its height, and how far it reaches below the line."""
        if ismath or not LATIN.fullmatch(s):
            base: Any = super()
            width, height, below = base.get_text_width_height_descent(s, prop, ismath)
            return width, height, below
        drawn = self._drawn(s, prop)
        high, wide = drawn.darkness.shape
        return wide + drawn.left, high, drawn.below

    def draw_text(
        self, gc: Any, x: float, y: float, s: str, prop: FontProperties, angle: float, ismath: Any = False, mtext: Any = None
    ) -> None:  # fmt: skip
        """Draw a text whose line starts at `x`, and at `y` from above."""
        if ismath or not LATIN.fullmatch(s) or angle not in (0, 90):
            base: Any = super()
            base.draw_text(gc, x, y, s, prop, angle, ismath, mtext)
            return
        drawn = self._drawn(s, prop)
        darkness = np.rot90(drawn.darkness) if angle else drawn.darkness
        picture = np.empty((*darkness.shape, 4), np.uint8)
        picture[..., :3] = [round(255 * part) for part in to_rgb(gc.get_rgb())]
        picture[..., 3] = darkness
        right, down = (drawn.below - len(drawn.darkness), 0) if angle else (drawn.left, drawn.below)
        self.draw_image(gc, round(x) + right, round(self.height - y) - down, picture[::-1])

    def _drawn(self, words: str, looks: FontProperties) -> DrawnText:
        return drawn_text(words, findfont(looks), looks.get_size_in_points() * self.dpi / POINTS_PER_INCH)


@lru_cache(MOST_KEPT)
def drawn_text(words: str, font: str, pixels: float) -> DrawnText:
    """A text in the font of a file; with the same layout whatever else is installed."""
    letters = ImageFont.truetype(font, pixels, layout_engine=ImageFont.Layout.BASIC)
    left, above, right, below = (round(edge) for edge in letters.getbbox(words, anchor="ls"))
    drawn = Image.new("L", (right - left, below - above))
    ImageDraw.Draw(drawn).text((-left, -above), words, 255, letters, anchor="ls")
    return DrawnText(np.asarray(drawn), left, below)
