"""What an editor is told of our simple types: JSON Schema fragments that accept what our own reader accepts.

An editor types unquoted text by YAML 1.2 before it asks the schema: `true` is a boolean, `10` an integer, `9.10` a
number, a date stays text. So a text may be a number here, and a number or a yes may be text in quotes. Where our reader
takes a lone `true` or `null` as text, the editor asks for quotes: nobody means a title of that kind.
"""

from __future__ import annotations

from typing import Any

from pydantic import GetJsonSchemaHandler, WithJsonSchema
from pydantic_core import CoreSchema

Fragment = dict[str, Any]

_MONTHS = (
    "(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
)
_LEAP = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29"
_RESERVED = "[cC][oO][nN]|[pP][rR][nN]|[aA][uU][xX]|[nN][uU][lL]|[cC][oO][mM][1-9]|[lL][pP][tT][1-9]"

DAY: Fragment = {
    "type": "string",
    "pattern": f"^(?!0000)(?:[0-9]{{4}}-(?:{_MONTHS})|{_LEAP})$",
    "errorMessage": "Write a day of the calendar as year-month-day, for example 2025-04-01",
}
YES_NO: Fragment = {
    "type": ["boolean", "string"],
    "pattern": "^(?:true|false)$",
    "errorMessage": "Write true or false",
}
IDENTIFIER: Fragment = {
    "type": ["string", "number"],
    "pattern": f"^(?!(?:{_RESERVED})(?:-|$))[A-Z0-9][A-Z0-9-]{{0,39}}$",
    "minimum": 0,
    "errorMessage": "An id has capital letters A-Z, digits and hyphens, at most 40, for example FFT-IP-POSITIVE",
}
SLUG: Fragment = {
    "type": ["string", "number"],
    "pattern": f"^(?!(?:{_RESERVED})$)[a-z0-9][a-z0-9-]{{0,39}}$",
    "minimum": 0,
    "errorMessage": "Use small letters a-z, digits and hyphens, at most 40, for example local-then-gc9",
}
ODS_CODE: Fragment = {
    "type": ["string", "number"],
    "pattern": "^[A-Z0-9]{3,12}$",
    "minimum": 0,
    "errorMessage": "An ODS code has 3 to 12 capital letters and digits, for example RX1",
}
WORD: Fragment = {
    "type": "string",
    "pattern": "^[a-z][a-z0-9_]{0,59}$",
    "errorMessage": "A word has small letters, digits and underscores, for example complaints_received",
}
WORDS: Fragment = {
    "anyOf": [
        {"type": ["string", "number"]},
        {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1},
    ],
    "errorMessage": "Write one text, or a list such as [first, second]",
}
PERIOD_MARKS: Fragment = {
    "type": "string",
    "pattern": r"^\s*[mb-](?:\s+[mb-])*\s*$",
    "errorMessage": 'Write one mark a period in quotes: m met, b breach, - not assessed, for example "m b - b"',
}
DUE: Fragment = {
    "type": "string",
    "pattern": (
        r"^\s*(?:(?:0{0,2}[0-9]|0?[1-5][0-9]|0?60) operational days?|[0-9]{1,3} (?:days?|weeks?|months?)) "
        r"after (?:the )?(?:period|month|quarter) end\s*$"
    ),
    "errorMessage": "Write for example: 15 operational days after period end, or 6 weeks after month end",
    "defaultSnippets": [
        {"label": "15 operational days after period end", "body": "${1:15} operational days after period end"},
        {"label": "6 weeks after month end", "body": "${1:6} weeks after month end"},
    ],
}


SAID_OF = {part["pattern"]: part["errorMessage"] for part in (DAY, IDENTIFIER, SLUG, WORD)}
"""What to say of a key that does not fit its pattern."""


def text(longest: int) -> Fragment:
    """Text that is not empty, of at most so many characters; an unquoted number is text too."""
    return {
        "type": ["string", "number"],
        "pattern": r"\S",
        "maxLength": longest,
        "errorMessage": "Write text here; put a lone true, false or null in quotes",
    }


def whole(least: int = 0, most: int = 999_999_999, pattern: str = "0|[1-9][0-9]{0,8}") -> Fragment:
    """A whole number within bounds; `pattern` says the same of one in quotes."""
    return {"type": ["integer", "string"], "minimum": least, "maximum": most, "pattern": f"^(?:{pattern})$",
            "errorMessage": f"Write a whole number from {least} to {most}, digits only"}  # fmt: skip


class OrItsCode:
    """Marks an entry that may be written as its ODS code alone."""

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> Fragment:
        """The code, or what the entry's own model says."""
        return {"anyOf": [ODS_CODE, handler(core)]}


def names(kind: str) -> WithJsonSchema:
    """One name of a kind (a measure, a service, …): the workspace's own list takes this place when schemas are written."""
    return WithJsonSchema({"type": "string", "names": kind})


def one_or_more(kind: str) -> WithJsonSchema:
    """One name of a kind, or a list of them."""
    return WithJsonSchema({"anyOf": [{"names": kind}, {"type": "array", "items": {"names": kind}, "minItems": 1}]})
