"""Pieces of a Markdown page: text that stays text, and tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_ACTIVE = re.compile(r"([\\`*_<>\[\]|#])")
_CODE = re.compile(r"(`[^`]+`)")


def inert(text: str) -> str:
    """The text on one line, with every character that Markdown would act on escaped, but for code in backticks."""
    pieces = _CODE.split(" ".join(text.split()))
    return "".join(code(piece[1:-1]) if at % 2 else _ACTIVE.sub(r"\\\1", piece) for at, piece in enumerate(pieces))


def code(text: str) -> str:
    """The text as code, also within a table."""
    return f"`{' '.join(text.split()).replace('`', '').replace('|', chr(92) + '|')}`"


def fenced(text: str, language: str = "yaml") -> str:
    """The lines as a block of code."""
    return f"```{language}\n{text.rstrip()}\n```"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
