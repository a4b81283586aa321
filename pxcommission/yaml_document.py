"""The nodes of a YAML document, built from the parser's events; what misleads or is cut off is told where it stands."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import yaml

from pxcommission.problems import ExitCode, Mend, Problem, ProblemsFound, shortened
from pxcommission.yaml_characters import is_safe, refuse_misleading_characters
from pxcommission.yaml_line_slips import CURLY_QUOTES, OTHER_DASHES, colon_slip
from pxcommission.yaml_text import Node, Nothing, Place, PlacedList, PlacedMapping, PlacedText, new_text

DEEPEST = 12
MOST_PROBLEMS = 100
_SUSPECT = frozenset(CURLY_QUOTES + OTHER_DASHES + "-")


def document_of(text: str, name: str) -> Node:
    """The one document of a text, as `yaml_text.read_yaml`."""
    refuse_misleading_characters(text, name)
    parser = yaml.CSafeLoader(text)
    builder = _Builder(name, text, parser.get_event)
    try:
        return builder.document()
    except yaml.YAMLError as wrong:
        from pxcommission.yaml_slips import slip

        last = slip(text, name, wrong)
        before = [problem for problem in builder.problems if (problem.line or 0) < (last.line or 0)]
        raise _refused([*before, last]) from None
    finally:
        parser.dispose()


class _Builder:
    """Nodes from the parser's events; problems that leave the text readable are gathered and raised together."""

    def __init__(self, name: str, text: str, event: Callable[[], Any]) -> None:
        self.name, self.text, self.event = name, text, event
        self.problems: list[Problem] = []
        self.under = ""

    def document(self) -> Node:
        """The one document; raises ProblemsFound where there is none, a second one, or anything that misleads."""
        found: Node | None = None
        while (event := self.event()) is not None:
            if isinstance(event, yaml.DocumentStartEvent):
                if found is not None:
                    message = "a second document starts here; a file holds one document"
                    self._add(event.start_mark, message, "remove the line '---'", "PX019")
                    break
                found = self._node(self.event(), 1)
        if found is None or isinstance(found, Nothing):
            message, fix = "the file is empty", "write at least one entry, or remove the file"
            raise _refused([Problem(self.name, message, fix, 1, 1, code="PX002")])
        if isinstance(found, PlacedText) and (
            tight := colon_slip(self._line(found.place), found.place.line, self.name)
        ):
            self._note(tight)
        if self.problems:
            raise _refused(self.problems)
        return found

    def _at(self, mark: Any) -> Place:
        return Place(self.name, mark.line + 1, mark.column + 1)

    @functools.cached_property
    def _lines(self) -> list[str]:
        return self.text.split("\n")

    def _line(self, place: Place) -> str:
        return self._lines[place.line - 1].removesuffix("\r")

    def _add(self, mark: Any, message: str, fix: str, code: str, mend: Mend | None = None) -> None:
        self._note(self._at(mark).problem(message, fix, code, mend))

    def _note(self, *problems: Problem) -> None:
        """Gather problems; so many that nobody would read on end the reading."""
        self.problems += problems
        if len(self.problems) >= MOST_PROBLEMS:
            raise _refused(self.problems)

    def _node(self, event: Any, depth: int) -> Node:
        kind = type(event)
        if kind is yaml.ScalarEvent and not event.anchor and not event.tag:
            return self._scalar(event)
        if kind is yaml.AliasEvent or event.anchor:
            self._add(
                event.start_mark,
                "anchors (&) and aliases (*) can't be used here",
                "write the value out each time",
                "PX017",
            )
            if kind is yaml.AliasEvent:
                return Nothing(self._at(event.start_mark))
        if event.tag:
            message = f"the tag {shortened(event.tag.replace('tag:yaml.org,2002:', '!!'))} can't be used here"
            self._add(event.start_mark, message, "remove the word that starts with '!'", "PX018")
        if kind is yaml.ScalarEvent:
            return self._scalar(event)
        if depth > DEEPEST:
            message = f"lists and mappings are nested more than {DEEPEST} deep"
            self._add(event.start_mark, message, "write the entries less deep", "PX020")
            raise _refused(self.problems)
        return self._mapping(event, depth) if kind is yaml.MappingStartEvent else self._list(event, depth)

    def _scalar(self, event: yaml.ScalarEvent) -> Node:
        value, style = event.value, event.style
        start: Any = event.start_mark
        end: Any = event.end_mark
        if not style and not value and event.implicit[0]:
            return Nothing(self._at(start))
        if style == '"' and not (value.isascii() and value.isprintable()) and not all(map(is_safe, value)):
            char = next(char for char in value if not is_safe(char))
            message = f"the character U+{ord(char):04X} can't be used in this text"
            said = f"{shortened(self.under)}: {message}" if self.under else message
            self._add(start, said, "remove the code that begins with a backslash", "PX004")
        line, last = start.line + 1, end.line + 1
        text = new_text(PlacedText, value)
        text._span = (self.name, line, start.column + 1, last, end.column + 1)
        text.plain = not style and line == last
        if not style and value[:1] in _SUSPECT:
            from pxcommission.yaml_misread import misread_text

            self._note(*misread_text(text, self._line(text.place)))
        return text

    def _list(self, start: Any, depth: int) -> PlacedList:
        items = PlacedList(self._at(start.start_mark), bool(start.flow_style))
        while type(event := self.event()) is not yaml.SequenceEndEvent:
            items.append(self._node(event, depth + 1))
        if items.flow or not items:
            items._closed = event.end_mark
        else:
            items._last = items[-1]
        return items

    def _mapping(self, start: Any, depth: int) -> PlacedMapping:
        mapping = PlacedMapping(self._at(start.start_mark), bool(start.flow_style))
        value: Node | None = None
        cut: list[PlacedText] = []
        read, following, ended = self._node, self.event, yaml.MappingEndEvent
        while type(event := following()) is not ended:
            key = read(event, depth + 1)
            self.under = key if type(key) is PlacedText else ""
            value = read(following(), depth + 1)
            if type(value) is Nothing and mapping.flow and isinstance(key, PlacedText) and value.place == key.end:
                cut.append(key)
                continue
            if cut:
                self._refuse_cut(mapping, cut)
            if type(key) is PlacedText and key != "<<" and key not in mapping:
                mapping[key] = value
            else:
                self._refuse_key(key, mapping, event.start_mark)
        self._refuse_cut(mapping, cut)
        if mapping.flow:
            mapping._closed = event.end_mark
        else:
            mapping._last = value
        return mapping

    def _refuse_key(self, key: Node, mapping: PlacedMapping, mark: Any) -> None:
        """Note why a key may not stand in the mapping."""
        if not isinstance(key, PlacedText):
            self._add(mark, "a key must be one word or text", "write `key: value`", "PX021")
        elif key == "<<":
            self._add(mark, "merge keys (<<) with an alias can't be used here", "write the keys out", "PX017")
        else:
            first = next(known for known in mapping if known == key)
            message = f"duplicate key '{shortened(key)}': it stands already on line {first.place.line}"
            self._add(mark, message, "keep one of the two", "PX016")

    def _refuse_cut(self, mapping: PlacedMapping, cut: list[PlacedText]) -> None:
        if cut:
            from pxcommission.yaml_misread import cut_off

            before = mapping[next(reversed(mapping))] if mapping else None
            self._note(cut_off(before, cut, self._line(cut[-1].place)))
            cut.clear()


def _refused(problems: list[Problem]) -> ProblemsFound:
    return ProblemsFound(problems, ExitCode.RULES_WRONG)
