"""Edit a YAML file's text in place: every byte outside the edited entry stays as it is, comments and line ends included.

The text is the file's, decoded (`decoded`), with its byte order mark and line ends; places come from reading it (`tree_of`).
Builders return mends, and `mended` applies them. Nothing is ever dumped.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from pxcommission.problems import Mend
from pxcommission.yaml_spans import (
    BYTE_ORDER_MARK,
    Lines,
    Span,
    child,
    content_end,
    key_of,
    last_line_with_remarks,
    line_starts,
    offset,
    replacing,
    spaced,
    spans_of,
)
from pxcommission.yaml_text import Node, Nothing, Place, PlacedList, PlacedMapping, PlacedText, read_yaml_text
from pxcommission.yaml_writing import (
    OneLine,
    Remarked,
    Value,
    as_one_line,
    as_yaml,
    entry_in_lines,
    entry_in_one_line,
    item_in_lines,
    remarked,
)

Mends = tuple[Mend, ...]


def decoded(data: bytes) -> str:
    """A file's text with its byte order mark and line ends kept; `.encode("utf-8")` gives the same bytes again."""
    return data.decode("utf-8")


def tree_of(text: str, name: str) -> Node:
    """The document of a text with places; raises ProblemsFound as reading the file would."""
    return read_yaml_text(text.removeprefix(BYTE_ORDER_MARK), name)


def under(mapping: PlacedMapping, key: str) -> Node | None:
    """What a mapping holds under a key; None if it has no such key."""
    return next((node for known, node in mapping.items() if known == key), None)


def list_under(mapping: PlacedMapping, key: str) -> PlacedList:
    """The list a mapping holds under a key; an empty one where it holds none."""
    node = under(mapping, key)
    return node if isinstance(node, PlacedList) else PlacedList(mapping.place)


def mended(text: str, mends: Iterable[Mend]) -> str:
    """The text with every mend applied, last first.

    Raises ValueError if what a mend replaces does not stand there, or if two overlap.
    """
    starts = line_starts(text)
    spans = sorted(((offset(text, starts, mend.line, mend.column), mend) for mend in mends), key=lambda s: s[0])
    for (start, mend), (after, other) in itertools.pairwise(spans):
        if start + len(mend.old) > after:
            raise ValueError(f"two edits overlap on line {other.line}")
    for start, mend in reversed(spans):
        if not text.startswith(mend.old, start):
            raise ValueError(f"line {mend.line}, column {mend.column}: the text to replace does not stand there")
        text = text[:start] + mend.new + text[start + len(mend.old) :]
    return text


def replace_value(text: str, container: PlacedMapping | PlacedList, key: str | int, new: Value) -> Mends:
    """Another value for a key of a mapping, or for an item of a list; it must have a value on one line or in one line's style."""
    node = child(container, key)
    if isinstance(node, PlacedMapping | PlacedList) and not node.flow:
        raise ValueError(f"line {node.place.line}: a value written on several lines can't be replaced as one")
    written = as_yaml(new, container.flow) if isinstance(new, str) else as_one_line(new)
    if isinstance(node, Nothing):
        return (Mend(node.place.line, node.place.column, "", f" {written}"),)
    end = content_end(text, node)
    return (replacing(text, node.place, end, written),)


def insert_entry(
    text: str,
    container: PlacedMapping | PlacedList,
    value: Value,
    *,
    key: str = "",
    at: int | None = None,
) -> Mends:
    """A new entry: `key` and value in a mapping, or a value in a list; before entry `at`, or at the end.

    In a list or mapping written in lines it gets lines of its own; in `{ }` or `[ ]` it stands between commas, and a
    comment it has is left out (`opened` makes room for one).
    """
    index = len(container) if at is None else at
    if container.flow:
        return (_inserted_in_flow(Lines(text), container, value, key, index),)
    indent = container.place.column - 1
    lines = item_in_lines(value, indent) if isinstance(container, PlacedList) else entry_in_lines(key, value, indent)
    written = Lines(text)
    if index == 0:
        line_end = written.line_end(container.place.line)
        gap = line_end if spaced(written, container, 0) else ""
        new = line_end.join(lines).lstrip(" ") + line_end + gap + " " * indent
        return (Mend(container.place.line, container.place.column, "", new),)
    last = last_line_with_remarks(written, container, index - 1)
    line_end = written.line_end(last)
    gap = line_end if spaced(written, container, index - 1) else ""
    new = gap + line_end + line_end.join(lines)
    return (Mend(last, len(written.line(last)) + 1, "", new),)


def insert_under(
    text: str, parent: PlacedMapping, key: str, value: Value, *, name: str = "", at: int | None = None
) -> Mends:
    """A new entry of the list or mapping under a key, which may be missing, without a value, `[]`, or filled.

    `name` is the new entry's own key where the key holds a mapping.
    """
    node = under(parent, key)
    below: Value = {name: value} if name else [value]
    if isinstance(node, PlacedMapping | PlacedList) and (len(node) > 0 or parent.flow):
        return insert_entry(text, node, value, key=name, at=at)
    if node is None:
        return insert_entry(text, parent, below, key=key)
    if isinstance(node, PlacedText):
        raise ValueError(f"line {node.place.line}: '{key}' holds one value, not a list")
    if parent.flow:
        return (replacing(text, node.place, node.end, f" {as_one_line(below)}"),)
    return _filled(Lines(text), parent, key, node, below)


def opened(text: str, parent: PlacedMapping, key: str, value: Value, *, name: str = "", at: int | None = None) -> Mends:
    """As `insert_under`, with a mapping or list in one line written in lines first, so that each entry can have its comment.

    The comment at the end of that line stays with the last of the old entries.
    """
    node = under(parent, key)
    if not isinstance(node, PlacedMapping | PlacedList) or not node.flow or not len(node) or parent.flow:
        return insert_under(text, parent, key, value, name=name, at=at)
    written = Lines(text)
    at_key = key_of(parent, key)
    rest = written.line(node.end.line)[node.end.column - 1 :]
    if at_key.place.line != node.end.line or (rest.strip() and not rest.lstrip().startswith("#")):
        return insert_under(text, parent, key, value, name=name, at=at)
    indent = " " * (at_key.place.column + 1)
    line = written.line(node.end.line)
    dash = "- " if isinstance(node, PlacedList) else ""
    entries = [[indent + dash + line[one.start.column - 1 : one.end.column - 1]] for one in spans_of(written, node)]
    entries[-1] = [remarked(entries[-1][0], rest.strip().removeprefix("#"))]
    new_entry = item_in_lines(value, len(indent)) if dash else entry_in_lines(name, value, len(indent))
    entries.insert(len(entries) if at is None else at, new_entry)
    colon = line.index(":", at_key.end.column - 1) + 1
    line_end = written.line_end(node.end.line)
    new = "".join(line_end + one for lines in entries for one in lines)
    return (Mend(node.end.line, colon + 1, line[colon:], new),)


def remove_entry(text: str, container: PlacedMapping | PlacedList, key: str | int) -> Mends:
    """Without one entry of a mapping or list: the lines it stands on, with its own comments, or its part between commas."""
    written = Lines(text)
    spans = spans_of(written, container)
    index = key if isinstance(key, int) else [str(k) for k in container].index(key)
    own = spans[index]
    if len(spans) == 1:
        nothing = "[]" if isinstance(container, PlacedList) else "{}"
        end = container.end if container.flow else content_end(text, child(container, key))
        return (replacing(text, container.place, end, nothing),)
    if container.flow:
        return _removed_from_flow(text, spans, index)
    first, last = own.start.line, last_line_with_remarks(written, container, index)
    if index == 0:
        return (replacing(text, own.start, spans[1].start, ""),)
    if spaced(written, container, index):
        first -= 1
    before = written.line(first - 1)
    start = Place("", first - 1, len(before) + 1)
    return (replacing(text, start, Place("", last, len(written.line(last)) + 1), ""),)


def add_comment_above(text: str, line: int, comment: str) -> Mends:
    """A line of comment above a line, indented as it is."""
    written = Lines(text)
    indent = " " * (len(written.line(line)) - len(written.line(line).lstrip(" ")))
    return (Mend(line, 1, "", f"{indent}# {' '.join(comment.split())}{written.line_end(line)}"),)


def _inserted_in_flow(
    written: Lines, container: PlacedMapping | PlacedList, value: Value, key: str, index: int
) -> Mend:
    entry = as_one_line(value) if isinstance(container, PlacedList) else entry_in_one_line(key, value)
    spans = spans_of(written, container)
    if not spans:
        return Mend(container.place.line, container.place.column + 1, "", entry)
    if index == 0:
        return Mend(spans[0].start.line, spans[0].start.column, "", f"{entry}, ")
    end = spans[index - 1].end
    return Mend(end.line, end.column, "", f", {entry}")


def _filled(written: Lines, parent: PlacedMapping, key: str, node: Node, below: Value) -> Mends:
    """Entries in lines below a key that has `[]`, `{}` or nothing yet; a comment on its line keeps its column."""
    line = node.end.line
    indent = parent.place.column + 1
    _, *lines = entry_in_lines(key, below, indent - 2)
    line_end = written.line_end(line)
    text = written.line(line)
    inserted = Mend(line, len(text) + 1, "", line_end + line_end.join(lines))
    if isinstance(node, Nothing):
        return (inserted,)
    if node.place.line != line:
        raise ValueError(f"line {line}: write the empty list on one line")
    start = node.place.column - 1
    blank = start - len(text[:start].rstrip(" "))
    empty = text[start - blank : node.end.column - 1]
    rest = text[node.end.column - 1 :]
    new = " " * len(empty) if rest.strip() else ""
    if not rest.strip():
        return (Mend(line, start - blank + 1, empty + rest, line_end + line_end.join(lines)),)
    return (Mend(line, start - blank + 1, empty, new), inserted)


def _removed_from_flow(text: str, spans: list[Span], index: int) -> Mends:
    if index + 1 < len(spans):
        return (replacing(text, spans[index].start, spans[index + 1].start, ""),)
    between = replacing(text, spans[index - 1].end, spans[index].start, "").old
    if "#" not in between:
        return (replacing(text, spans[index - 1].end, spans[index].end, ""),)
    comma = spans[index - 1].end
    return (
        Mend(comma.line, comma.column + between.index(","), ",", ""),
        replacing(text, spans[index].start, spans[index].end, ""),
    )


__all__ = [
    "Mend",
    "Mends",
    "OneLine",
    "Remarked",
    "Value",
    "add_comment_above",
    "as_yaml",
    "decoded",
    "insert_entry",
    "insert_under",
    "list_under",
    "mended",
    "opened",
    "remove_entry",
    "replace_value",
    "tree_of",
    "under",
]
