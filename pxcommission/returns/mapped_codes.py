"""An organisation's code inside a longer text, such as `RZ101 Example General` or `Example Trust (RZ1)`."""

from __future__ import annotations

import re

CODE = re.compile(
    r"(?=[A-Z0-9]*[A-Z])(?=[A-Z0-9]*[0-9])[A-Z][A-Z0-9]{2,5}|[0-9][A-Z][A-Z0-9](?:[A-Z0-9]{2,3})?", re.ASCII
)
"""What a code looks like where nothing else says that it is one: letters and a digit."""
_IN_BRACKETS = re.compile(r"[\(\[]\s*(?:ods|code|ods code)?[\s:]*([A-Za-z0-9]{3,6})\s*[\)\]]", re.IGNORECASE | re.ASCII)
_FIRST = re.compile(r"([A-Z0-9]{3,6})(?=[\s:,/\u2013-])", re.ASCII)
_LAST = re.compile(r"(?<=[\s:,/\u2013-])([A-Z0-9]{3,6})$", re.ASCII)
_OF_LETTERS = re.compile(r"R[A-Z]{2}", re.ASCII)
"""Some trusts' codes hold no digit; taken for one only in brackets, as `RED zone` begins so too."""


def code_within(text: str) -> str:
    """The code of a text: all of it, in brackets, at its start, or at its end, in this order; empty where there is none."""
    plain = " ".join(text.split())
    if CODE.fullmatch(plain):
        return plain
    for found in _IN_BRACKETS.finditer(plain):
        if CODE.fullmatch(found[1]) or _OF_LETTERS.fullmatch(found[1]):
            return found[1]
    for pattern in (_FIRST, _LAST):
        at = pattern.match(plain) if pattern is _FIRST else pattern.search(plain)
        if at and CODE.fullmatch(at[1]):
            return at[1]
    return ""
