"""Slips that one line shows by itself: a forgotten colon or space, a dash that is no hyphen, curly quotes."""

from __future__ import annotations

import re

from pxcommission.problems import Mend, Problem, shortened

OTHER_DASHES = "–—−‒―•·‣"
CURLY_QUOTES = "“”„‟‘’"
ENTRY = re.compile(r"(?P<indent> *)(?P<dash>(?:- +)*)(?P<rest>[^ #].*)")
_SPACE_MISSING = re.compile(r"(?P<indent> *(?:- +)*)(?P<key>[A-Za-z][A-Za-z_ ]*?):(?P<value>[^\s:/][^:]*)")


def curly_quotes(at: Problem) -> Problem:
    """The problem of text put in curly quotes, at the place (and with the mend) of the given one."""
    message, fix = "curly quotes (from a word processor) quote nothing here", 'write straight quotes: "…"'
    return Problem(at.file, message, fix, at.line, at.column, code="PX015", mend=at.mend)


def dash_slip(text: str, line: int, column: int, name: str) -> Problem | None:
    """The problem of text that begins a line like an entry of a list and is none: `— x` or `-x`."""
    fix = "write '- ' (hyphen, space), or put the text in quotes"
    if text[:1] and text[0] in OTHER_DASHES and text[1:2] in (" ", "\u00a0"):
        message = f"'{text[0]}' does not begin an entry of a list; a hyphen does"
        return Problem(name, message, fix, line, column, code="PX013", mend=Mend(line, column, text[:2], "- "))
    if re.match(r"-[A-Za-z{\[\"']", text):
        message = "a space is missing after the hyphen"
        return Problem(name, message, fix, line, column, code="PX013", mend=Mend(line, column, "-", "- "))
    return None


def colon_slip(line: str, number: int, name: str) -> Problem | None:
    """The problem of a line that should be `key: value` and lacks the colon, or the space after it."""
    tight = _SPACE_MISSING.match(line)
    if tight:
        column = tight.end("key") + 2
        fix = f"write `{tight['key']}: {shortened(tight['value'], 30)}`"
        message, mend = "a space is missing after the colon", Mend(number, column, "", " ")
        return Problem(name, message, fix, number, column, code="PX008", mend=mend)
    entry = ENTRY.match(line)
    if entry is None or ":" in entry["rest"]:
        return None
    word, _, value = entry["rest"].partition(" ")
    if not re.fullmatch(r"[A-Za-z_]+", word):
        return None
    written = shortened(value.strip(" ="), 30) or "…"
    fix = f"write `{word}: {written}`; indent the line further if it continues the text above"
    message = f"a colon is missing after '{shortened(word)}'"
    return Problem(name, message, fix, number, entry.start("rest") + len(word) + 1, code="PX008")
