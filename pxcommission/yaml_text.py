"""Read a YAML file as text with positions: no implicit typing, no anchors, no tags; every problem with its place.

Values stay text (`NO` is NO, `012` is 012) and are typed later by the models. Nothing is ever dumped back.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.problems import ExitCode, Mend, Problem, ProblemsFound

LARGEST_FILE = 1024 * 1024


class Place(Struct, frozen=True):
    """Where something stands in a file: line and column from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str, fix: str = "", code: str = "", mend: Mend | None = None) -> Problem:
        """A problem at this place."""
        return Problem(self.file, message, fix, self.line, self.column, code=code, mend=mend)


class PlacedText(str):
    """A scalar as written, with its place, where it ends (line and column just after it), and whether it is unquoted.

    `plain`: it stands in the file as it is read, character by character, on one line. Its places are made when asked for:
    a rulebook has tens of thousands of texts, and few are pointed at.
    """

    __slots__ = ("_span", "plain")
    _span: tuple[str, int, int, int, int]
    plain: bool

    def __new__(cls, text: str, place: Place, end: Place | None = None, plain: bool = False) -> PlacedText:
        last = end or place
        made = str.__new__(cls, text)
        made._span, made.plain = (place.file, place.line, place.column, last.line, last.column), plain
        return made

    @property
    def place(self) -> Place:
        """Where it begins."""
        return Place(*self._span[:3])

    @property
    def end(self) -> Place:
        """Where it ends: just after its last character."""
        file, _, _, line, column = self._span
        return Place(file, line, column)

    def __reduce__(self) -> tuple[Callable[..., PlacedText], tuple[str, tuple[str, int, int, int, int], bool]]:
        """What a copy of it is made from."""
        return _made_text, (str(self), self._span, self.plain)


new_text = str.__new__


def _made_text(text: str, span: tuple[str, int, int, int, int], plain: bool) -> PlacedText:
    made = new_text(PlacedText, text)
    made._span, made.plain = span, plain
    return made


def _place_at(begin: Place, mark: Any) -> Place:
    return begin if mark is None else Place(begin.file, mark.line + 1, mark.column + 1)


class PlacedMapping(dict[PlacedText, "Node"]):
    """A mapping with its place and end; keys and values know theirs. `flow`: written in `{ }`.

    The end of one written in lines is the end of its last value.
    """

    def __init__(self, place: Place, flow: bool = False) -> None:
        self.place, self.flow = place, flow
        self._last: Node | None = None
        self._closed: Any = None

    @property
    def end(self) -> Place:
        """Where it ends: just after its last value, or its closing brace."""
        return self._last.end if self._last is not None else _place_at(self.place, self._closed)


class PlacedList(list["Node"]):
    """A list with its place and end, as a PlacedMapping. `flow`: written in `[ ]`."""

    def __init__(self, place: Place, flow: bool = False) -> None:
        self.place, self.flow = place, flow
        self._last: Node | None = None
        self._closed: Any = None

    @property
    def end(self) -> Place:
        """Where it ends: just after its last item, or its closing bracket."""
        return self._last.end if self._last is not None else _place_at(self.place, self._closed)


class Nothing:
    """A key without a value, with its place."""

    def __init__(self, place: Place) -> None:
        self.place = self.end = place


Node = PlacedText | PlacedMapping | PlacedList | Nothing


def read_yaml(path: Path, name: str) -> Node:
    """The one document of a file as text with places; `name` is the file as shown in problems.

    Raises ProblemsFound (exit code 3) with every problem that can be told in one pass.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        message = f"the file is too large: {size:,} bytes; at most {LARGEST_FILE:,} are read"
        problem = Problem(name, message, "split it into several files, one subject a file", code="PX003")
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    from pxcommission.yaml_characters import decoded

    return read_yaml_text(decoded(path.read_bytes(), name), name)


def read_yaml_text(text: str, name: str) -> Node:
    """The one document of a text, as `read_yaml`."""
    from pxcommission.yaml_document import document_of  # the parser, which a kept rulebook does without

    return document_of(text, name)
