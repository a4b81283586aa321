"""Read a YAML file as text with positions: no implicit typing, no anchors, no tags; every problem with its place.

Values stay text (`NO` is NO, `012` is 012) and are typed later by the models. Nothing is ever dumped back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from pxcommission.problems import ExitCode, Mend, Problem, ProblemsFound, shortened

LARGEST_FILE = 256 * 1024
DEEPEST = 12


@dataclass(frozen=True)
class Place:
    """Where something stands in a file: line and column from 1."""

    file: str
    line: int
    column: int

    def problem(self, message: str, fix: str = "", code: str = "", mend: Mend | None = None) -> Problem:
        """A problem at this place."""
        return Problem(self.file, message, fix, self.line, self.column, code=code, mend=mend)


class PlacedText(str):
    """A scalar as written, with its place, where it ends (line and column just after it), and whether it is unquoted.

    `plain`: it stands in the file as it is read, character by character, on one line.
    """

    place: Place
    end: Place
    plain: bool

    def __new__(cls, text: str, place: Place, end: Place | None = None, plain: bool = False) -> PlacedText:
        made = super().__new__(cls, text)
        made.place, made.end, made.plain = place, end or place, plain
        return made

    def __getnewargs__(self) -> tuple[str, Place, Place, bool]:  # type: ignore[override]
        """What a copy of it is made from."""
        return str(self), self.place, self.end, self.plain


class PlacedMapping(dict[PlacedText, "Node"]):
    """A mapping with its place and end; keys and values know theirs. `flow`: written in `{ }`.

    The end of one written in lines is the end of its last value.
    """

    def __init__(self, place: Place, flow: bool = False) -> None:
        super().__init__()
        self.place, self.end, self.flow = place, place, flow


class PlacedList(list["Node"]):
    """A list with its place and end, as a PlacedMapping. `flow`: written in `[ ]`."""

    def __init__(self, place: Place, flow: bool = False) -> None:
        super().__init__()
        self.place, self.end, self.flow = place, place, flow


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
        raise _wrong(Problem(name, f"the file is too large: {size:,} bytes; at most {LARGEST_FILE:,} are read"))
    return read_yaml_text(_decoded(path.read_bytes(), name), name)


def read_yaml_text(text: str, name: str) -> Node:
    """The one document of a text, as `read_yaml`."""
    _refuse_control_characters(text, name)
    try:
        return _Builder(name).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as wrong:
        mark = wrong.problem_mark or wrong.context_mark
        said = wrong.problem or "this is not YAML"
        problem = Problem(name, f"this line can't be read: {said}", "check the indent, colons and quotes of this line")
        raise _wrong(problem if mark is None else problem.at(mark.line + 1, mark.column + 1)) from None


def _decoded(data: bytes, name: str) -> str:
    if not data.strip():
        raise _wrong(Problem(name, "the file is empty", "write at least one entry, or remove the file"))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        fix = "save the file again with the encoding UTF-8"
        raise _wrong(Problem(name, "the file is not UTF-8 text", fix, line, 1)) from None


def _refuse_control_characters(text: str, name: str) -> None:
    if all(map(_is_safe, set(text) - {"\t", "\r"})) and "\r" not in text.replace("\r\n", "\n"):
        return
    problems = []
    for number, line in enumerate(text.split("\n"), start=1):
        for column, char in enumerate(line.rstrip("\r"), start=1):
            if char != "\t" and not _is_safe(char):
                message = f"the character U+{ord(char):04X} on this line can't be used in a file of rules"
                problems.append(Problem(name, message, "delete it (it may be invisible)", number, column))
    if problems:
        raise ProblemsFound(problems[:20], ExitCode.RULES_WRONG)


def _is_safe(char: str) -> bool:
    return char == "\n" or (unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") and char not in _DIRECTION)


_DIRECTION = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")


@dataclass
class _Builder:
    name: str
    problems: list[Problem] = field(default_factory=list)

    def build(self, events: Iterator[yaml.Event]) -> Node:
        documents: list[Node] = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if documents:
                    self._add(
                        event, "a second document starts here; a file holds one document", "remove the line '---'"
                    )
                    break
                documents.append(self._node(next(events), events, 1, in_flow=False))
        if not documents:
            raise _wrong(Problem(self.name, "the file is empty", "write at least one entry, or remove the file"))
        if self.problems:
            raise ProblemsFound(self.problems, ExitCode.RULES_WRONG)
        return documents[0]

    def _place(self, event: yaml.Event) -> Place:
        return self._at(event.start_mark)

    def _at(self, mark: Any) -> Place:
        return Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name, 1, 1)

    def _add(self, event: yaml.Event, message: str, fix: str = "") -> None:
        self.problems.append(self._place(event).problem(message, fix))

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], depth: int, in_flow: bool) -> Node:
        if depth > DEEPEST:
            self._add(event, f"lists and mappings are nested more than {DEEPEST} deep")
            raise ProblemsFound(self.problems, ExitCode.RULES_WRONG)
        self._refuse_anchors_and_tags(event)
        match event:
            case yaml.MappingStartEvent():
                return self._mapping(event, events, depth)
            case yaml.SequenceStartEvent():
                items = PlacedList(self._place(event), bool(event.flow_style))
                while not isinstance(inner := next(events), yaml.SequenceEndEvent):
                    items.append(self._node(inner, events, depth + 1, in_flow or bool(event.flow_style)))
                items.end = self._at(inner.end_mark) if items.flow else items[-1].end
                return items
            case yaml.ScalarEvent() if event.value == "" and event.implicit[0]:
                return Nothing(self._place(event))
            case yaml.ScalarEvent():
                if event.style == '"':
                    self._refuse_escaped_characters(event)
                ends = self._at(event.end_mark)
                plain = not event.style and self._place(event).line == ends.line
                return PlacedText(event.value, self._place(event), ends, plain)
            case _:
                return Nothing(self._place(event))

    def _mapping(self, start: yaml.MappingStartEvent, events: Iterator[yaml.Event], depth: int) -> PlacedMapping:
        mapping = PlacedMapping(self._place(start), bool(start.flow_style))
        seen: dict[str, Place] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self._node(event, events, depth + 1, bool(start.flow_style))
            value = self._node(next(events), events, depth + 1, bool(start.flow_style))
            if not isinstance(key, PlacedText):
                self._add(event, "a key must be one word or text")
            elif key == "<<":
                self._add(event, "merge keys (<<) with an alias can't be used here", "write the keys out")
            elif key in seen:
                message = f"duplicate key '{key}': it stands already on line {seen[key].line}"
                self._add(event, message, "keep one of the two lines")
            elif isinstance(value, Nothing) and start.flow_style:
                message = f"'{shortened(key)}' has no value: a comma ends a value here, put it in quotes"
                self._add(event, message, 'write "…, …" in quotes around the value that contains the comma')
            else:
                seen[key] = key.place
                mapping[key] = value
            mapping.end = value.end
        if mapping.flow:
            mapping.end = self._at(event.end_mark)
        return mapping

    def _refuse_anchors_and_tags(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self._add(event, "anchors (&) and aliases (*) can't be used here", "write the value out each time")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._add(event, f"the tag {shortened(tag)} can't be used here", "remove the word that starts with '!'")

    def _refuse_escaped_characters(self, event: yaml.ScalarEvent) -> None:
        for char in event.value:
            if char != "\t" and not _is_safe(char):
                self._add(event, f"the character U+{ord(char):04X} can't be used in this text", "remove the escape")
                return


def _wrong(problem: Problem) -> ProblemsFound:
    return ProblemsFound([problem], ExitCode.RULES_WRONG)
