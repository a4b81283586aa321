"""Where the YAML parser gave up on a text, what it said, and what stood before it."""

from __future__ import annotations

from typing import Any

import yaml
from msgspec import Struct

from pxcommission.problems import Mend, Problem
from pxcommission.yaml_line_slips import ENTRY


class Fault(Struct, frozen=True):
    """Where the parser gave up and what it said: lines and columns count from 0; `since` is where the unfinished part began."""

    name: str
    lines: list[str]
    said: str
    line: int
    column: int
    context: str
    since: tuple[int, int]
    quoted: tuple[int, int, int] | None

    def problem(self, line: int, column: int, message: str, fix: str, code: str, mend: Mend | None = None) -> Problem:
        """A problem at a line and column counted from 0."""
        return Problem(self.name, message, fix, line + 1, column + 1, code=code, mend=mend)

    @property
    def here(self) -> str:
        """The line the parser gave up on."""
        return self.lines[self.line]

    @property
    def char(self) -> str:
        """The character it gave up on; nothing at the end of a line."""
        return self.here[self.column : self.column + 1]

    @property
    def above(self) -> int:
        """The number of the last line above that says something; its own where there is none."""
        said = (n for n in range(self.line - 1, -1, -1) if ENTRY.match(self.lines[n]))
        return next(said, self.line)


def fault_of(text: str, name: str, wrong: yaml.YAMLError) -> Fault:
    """The fault of a text the parser gave up on."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    context_mark = getattr(wrong, "context_mark", None)
    mark = getattr(wrong, "problem_mark", None) or context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    while line and (line >= len(lines) or not lines[line].strip()):
        line -= 1
        column = len(lines[line])
    since = (min(context_mark.line, len(lines) - 1), context_mark.column) if context_mark else (line, column)
    said = str(getattr(wrong, "problem", None) or "it is not YAML")
    context = str(getattr(wrong, "context", None) or "")
    return Fault(name, lines, said, line, min(column, len(lines[line])), context, since, _last_quoted(text))


def _last_quoted(text: str) -> tuple[int, int, int] | None:
    """Line and column of the last text in quotes before the fault, and the line it ends on."""
    last = None
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                start: Any = event.start_mark
                end: Any = event.end_mark
                last = (start.line, start.column, end.line)
    except yaml.YAMLError:
        pass
    return last
