"""Lines and tables on the screen: what fits is written as it stands; only what does not is laid out by rich.

Laying a line out costs a hundred times what writing it does, and a check of many contracts has thousands of lines.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pxcommission.cli.options import Options

if TYPE_CHECKING:
    from rich.console import Console

WIDTH = 120
"""How wide text is where it does not go to a terminal."""
_OF_TERMINALS = ("FORCE_COLOR", "TTY_COMPATIBLE")
"""What in the environment may say that the output is a terminal though it looks like none."""
_BETWEEN = "  "


def console_for(options: Options) -> Console:
    """Where text is printed: plain when it is not a terminal (and 120 characters wide then), or no colour is wanted."""
    from rich.console import Console

    width = None if sys.stdout.isatty() else WIDTH
    return Console(no_color=not options.color, highlight=False, emoji=False, markup=False, width=width)


class Screen:
    """What is printed, in order, until `end` is called. Where it goes to a terminal, rich lays everything out."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._plain = not sys.stdout.isatty() and not any(name in os.environ for name in _OF_TERMINALS)
        self._lines: list[str] = []
        self._console: Console | None = None

    def line(self, text: str = "", style: str = "") -> None:
        """A line (or several), in a style where the screen has styles; one too long is wrapped."""
        if self._plain and all(map(_fits, text.split("\n"))):
            self._lines.append(text)
        else:
            from rich.text import Text

            self._laid_out(Text(text, style=style))

    def table(self, title: str, headings: Sequence[str], rows: Sequence[Sequence[str]], strong: int) -> None:
        """A table under its title; the first column is never wrapped, and that numbered `strong` stands out."""
        if self._plain and (lines := _table_that_fits(title, headings, rows)):
            self._lines += lines
            return
        from rich.table import Table
        from rich.text import Text

        table = Table(title=f"\n{title}", title_justify="left", box=None, pad_edge=False, title_style="bold")
        for number, heading in enumerate(headings):
            table.add_column(heading, overflow="fold", justify="left", no_wrap=number == 0)
        for row in rows:
            cells = [Text(cell) for cell in row]
            cells[strong].stylize("bold red")
            table.add_row(*cells)
        self._laid_out(table)

    def end(self) -> None:
        """Write what was not written yet."""
        if self._lines:
            sys.stdout.write("\n".join([*self._lines, ""]))
            self._lines.clear()

    def _laid_out(self, what: object) -> None:
        self.end()
        self._console = self._console or console_for(self._options)
        self._console.print(what)


def _fits(line: str) -> bool:
    """Whether a line is printed as it stands: each character as wide as the next, and no more of them than there is room for."""
    return len(line) <= WIDTH and line.isascii() and (line.isprintable() or not line)


def _table_that_fits(title: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The lines of a table as rich writes it where no cell needs to be wrapped; none where one does."""
    widths = [max(map(len, column)) for column in zip(headings, *rows, strict=True)]
    whole = sum(widths) + len(_BETWEEN) * (len(widths) - 1)
    if whole > WIDTH or len(title) > whole or not all(_fits(cell) for row in [headings, *rows] for cell in row):
        return []
    told = [
        _BETWEEN.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in [headings, *rows]
    ]
    return [" " * whole, title.ljust(whole), *told]
