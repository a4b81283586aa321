"""Write values as YAML in the house's style: plain where possible, entries on lines of their own, small things in one line.

Numbers, days and yes/no are given as `int`, `date` and `bool`; every other text is written so that it is read back as that
very text, by this program and by YAML 1.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from msgspec import Struct

from pxcommission.problems import ProblemsFound
from pxcommission.yaml_text import PlacedList, PlacedMapping, PlacedText, read_yaml_text

COMMENTS_START = 47


class OneLine(Struct, frozen=True):
    """A mapping or list that is written in one line, in `{ }` or `[ ]`."""

    value: Value


class Remarked(Struct, frozen=True):
    """A value with a comment at the end of its (first) line."""

    value: Value
    comment: str


Value: TypeAlias = (
    str | int | date | Mapping[str, "Value"] | Mapping[date, "Value"] | Sequence["Value"] | OneLine | Remarked
)

# What YAML 1.2 (core schema) reads as null, a truth value or a number instead of a text.
_TYPED = re.compile(
    r"~|null|Null|NULL|true|True|TRUE|false|False|FALSE|[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)


def as_yaml(text: str, in_flow: bool = True) -> str:
    """The text as a YAML scalar on one line: plain when it reads back as the same text, else in double quotes.

    `in_flow`: it may stand inside `{ }` or `[ ]`, where commas and brackets need quotes.
    Raises ValueError for a character that can't stand in a file of rules.
    """
    return _scalar(str(text), in_flow)


@lru_cache(maxsize=4096)
def _scalar(text: str, in_flow: bool) -> str:
    if text and "\n" not in text and not _TYPED.fullmatch(text) and _reads_back(text, text, in_flow):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    quoted = f'"{escaped}"'
    if not _reads_back(quoted, text, in_flow):
        raise ValueError("a character of this text can't be used in a file of rules")
    return quoted


def _reads_back(written: str, text: str, in_flow: bool) -> bool:
    key = "j" if text == "k" else "k"
    around = f"- {{{key}: {written}}}\n- [{written}, {key}]\n" if in_flow else ""
    try:
        read = read_yaml_text(f"- {key}: {written}\n- {written}\n{around}", "")
    except ProblemsFound:
        return False
    inside = [{key: text}, [text, key]] if in_flow else []
    return plain_value(read) == [{key: text}, text, *inside]


def as_one_line(value: Value) -> str:
    """A value in flow style: `{2025-04-01: at least 95%}`, `[inpatient, emergency]`, or the scalar."""
    match value:
        case OneLine(inner) | Remarked(inner, _):
            return as_one_line(inner)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case str():
            return as_yaml(value)
        case Mapping():
            return "{" + ", ".join(entry_in_one_line(str(key), inner) for key, inner in value.items()) + "}"
        case _:
            return "[" + ", ".join(map(as_one_line, value)) + "]"


def entry_in_one_line(key: str, value: Value) -> str:
    """`key: value` for a mapping in `{ }`."""
    return f"{as_yaml(key)}: {as_one_line(value)}"


def as_lines(value: Value, indent: int = 0) -> list[str]:
    """A mapping or list on lines of its own, each indented by so many spaces, with its comments."""
    margin = " " * indent
    lines: list[str] = []
    match value:
        case OneLine() | Remarked() | str() | int() | date():
            raise TypeError("only a mapping or a list can be written in lines")
        case Mapping():
            for key, inner in value.items():
                lines += entry_in_lines(str(key), inner, indent)
        case _:
            for item in value:
                lines += item_in_lines(item, indent)
    return lines or [margin + ("{}" if isinstance(value, Mapping) else "[]")]


def entry_in_lines(key: str, value: Value, indent: int = 0) -> list[str]:
    """`key: value` of a mapping written in lines; a list or mapping below it is indented by two more."""
    head = " " * indent + as_yaml(key, in_flow=False) + ":"
    inner, comment = (value.value, value.comment) if isinstance(value, Remarked) else (value, "")
    if _in_lines(inner):
        return [remarked(head, comment), *as_lines(inner, indent + 2)]
    return [remarked(f"{head} {_block_scalar(inner)}", comment)]


def item_in_lines(value: Value, indent: int = 0) -> list[str]:
    """`- value` of a list written in lines."""
    margin = " " * indent
    inner, comment = (value.value, value.comment) if isinstance(value, Remarked) else (value, "")
    if not _in_lines(inner):
        return [remarked(f"{margin}- {_block_scalar(inner)}", comment)]
    first, *rest = as_lines(inner, indent + 2)
    return [remarked(f"{margin}- {first.lstrip(' ')}", comment), *rest]


def remarked(line: str, comment: str) -> str:
    """The line with a comment at its end, in the column where comments start."""
    words = " ".join(comment.split())
    return f"{line.ljust(COMMENTS_START - 2)} # {words}" if words else line


def _in_lines(value: Value) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str) and len(value) > 0


def _block_scalar(value: Value) -> str:
    return as_yaml(value, in_flow=False) if isinstance(value, str) else as_one_line(value)


def plain_value(node: object) -> object:
    """A node read from a file as plain texts, mappings and lists, without places: to compare what two files say."""
    match node:
        case PlacedText():
            return str(node)
        case PlacedMapping():
            return {str(key): plain_value(inner) for key, inner in node.items()}
        case PlacedList():
            return [plain_value(inner) for inner in node]
        case _:
            return None
