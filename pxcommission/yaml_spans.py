"""Where the entries of a YAML text stand: their lines, starts and ends, with the comments that belong to them."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping

from msgspec import Struct

from pxcommission.problems import Mend
from pxcommission.yaml_text import Node, Place, PlacedList, PlacedMapping, PlacedText

BYTE_ORDER_MARK = codecs.BOM_UTF8.decode("utf-8")


class Span(Struct, frozen=True):
    start: Place
    end: Place


class Lines:
    """A text by its lines, without its byte order mark."""

    def __init__(self, text: str) -> None:
        self.lines = text.removeprefix(BYTE_ORDER_MARK).split("\n")

    def line(self, number: int) -> str:
        """A line without its end; empty outside the text."""
        return self.lines[number - 1].removesuffix("\r") if 0 < number <= len(self.lines) else ""

    def line_end(self, number: int) -> str:
        """How this line ends, or the one before if it is the last and has no end."""
        at = number - 1 if number < len(self.lines) else number - 2
        return "\r\n" if at >= 0 and self.lines[at].endswith("\r") else "\n"


def line_starts(text: str) -> list[int]:
    starts = [len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0]
    starts += [found.end() for found in re.finditer("\n", text)]
    return starts


def offset(text: str, starts: list[int], line: int, column: int) -> int:
    if not 1 <= line <= len(starts):
        raise ValueError(f"line {line}: the file has {len(starts)} lines")
    end = starts[line] if line < len(starts) else len(text)
    if not 0 <= column - 1 <= end - starts[line - 1]:
        raise ValueError(f"line {line}, column {column}: the line is shorter")
    return starts[line - 1] + column - 1


def replacing(text: str, start: Place, end: Place, new: str) -> Mend:
    starts = line_starts(text)
    old = text[offset(text, starts, start.line, start.column) : offset(text, starts, end.line, end.column)]
    return Mend(start.line, start.column, old, new)


def child(container: PlacedMapping | PlacedList, key: str | int) -> Node:
    if isinstance(container, PlacedList):
        return container[int(key)]
    return container[key_of(container, str(key))]


def key_of(mapping: Mapping[PlacedText, Node], key: str) -> PlacedText:
    return next(known for known in mapping if known == key)


def spans_of(written: Lines, container: PlacedMapping | PlacedList) -> list[Span]:
    """Where each entry starts (key or dash) and ends."""
    if isinstance(container, PlacedMapping):
        return [Span(key.place, value.end) for key, value in container.items()]
    if container.flow:
        return [Span(item.place, item.end) for item in container]
    column = container.place.column
    lines = [container.place.line, *(_dash_line(written, item, column) for item in container[1:])]
    return [Span(Place("", line, column), item.end) for line, item in zip(lines, container, strict=True)]


def _dash_line(written: Lines, item: Node, column: int) -> int:
    """The line of an item's dash: its own, or one above where a comment stands between them."""
    line = item.place.line
    while line > 1 and written.line(line)[:column] != "-".rjust(column):
        line -= 1
    return line


def _last_line(written: Lines, start: Place, node: Node) -> int:
    """The last line with something of a node on it; the end of text in lines of its own (`>-`) is a line too far."""
    end = node.end
    if end.column > 1 or end.line <= start.line:
        return max(end.line, start.line)
    last = end.line - 1
    while last > start.line and not written.line(last).strip():
        last -= 1
    return last


def content_end(text: str, node: Node) -> Place:
    written = Lines(text)
    last = _last_line(written, node.place, node)
    return node.end if last == node.end.line else Place("", last, len(written.line(last)) + 1)


def last_line_with_remarks(written: Lines, container: PlacedMapping | PlacedList, index: int) -> int:
    """The last line of an entry, with the lines of comment below it that are indented further than the entry."""
    start = spans_of(written, container)[index].start
    node = list(container.values())[index] if isinstance(container, PlacedMapping) else container[index]
    last = _last_line(written, start, node)
    further = re.compile(rf" {{{container.place.column},}}#")
    while further.match(written.line(last + 1)):
        last += 1
    return last


def spaced(written: Lines, container: PlacedMapping | PlacedList, index: int) -> bool:
    """Whether entries of a list stand apart by a blank line, as this one does."""
    line = spans_of(written, container)[index].start.line - 1
    while written.line(line).lstrip().startswith("#"):
        line -= 1
    return isinstance(container, PlacedList) and line > 0 and not written.line(line).strip()
