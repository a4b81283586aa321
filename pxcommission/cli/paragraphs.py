"""Text in paragraphs no wider than the terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap

from pxcommission.problems import printable

NARROWEST, WIDEST = 60, 100


def text_width() -> int:
    """The columns to fill: those of the terminal, between 60 and 100; 100 where there is none."""
    return max(NARROWEST, min(WIDEST, shutil.get_terminal_size().columns)) if sys.stdout.isatty() else WIDEST


def paragraph(text: str, indent: str = "", hanging: str | None = None) -> str:
    """The text wrapped to the width; further lines start with `hanging` (the indent, unless told). Words are never broken."""
    shown, width = printable(text), text_width()
    if len(indent) + len(shown) <= width and shown == " ".join(shown.split()):
        return indent + shown  # the same, without the time that wrapping takes
    return textwrap.fill(
        shown,
        width,
        initial_indent=indent,
        subsequent_indent=indent if hanging is None else hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
