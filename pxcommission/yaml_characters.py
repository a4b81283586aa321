"""The characters of a file: UTF-8 only, nothing invisible, nothing that turns text round, plain spaces for indents."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator

from pxcommission.problems import ExitCode, Mend, Problem, ProblemsFound

MOST_PROBLEMS = 20
_DIRECTION = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\u2028\u2029")
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ODD_SPACE = "[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_ODD_ANYWHERE = re.compile(ODD_SPACE)
_ODD_INDENT = re.compile(rf"^ *(?P<odd>{ODD_SPACE}[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]*)", re.MULTILINE)


def decoded(data: bytes, name: str) -> str:
    """The text of a file; raises ProblemsFound where it is empty or no UTF-8 text."""
    if not data.strip():
        raise _refused(
            Problem(name, "the file is empty", "write at least one entry, or remove the file", 1, 1, code="PX002")
        )
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _refused(_not_utf8(data, wrong.start, name)) from None


def _not_utf8(data: bytes, at: int, name: str) -> Problem:
    fix = "save the file as UTF-8: in Notepad choose File, Save as, Encoding UTF-8"
    if data.startswith(_UTF_16):
        return Problem(name, "the file is UTF-16 text, not UTF-8", fix, 1, 1, code="PX001")
    before = data[data.rfind(b"\n", 0, at) + 1 : at].decode("utf-8", "replace").removeprefix("\ufeff")
    meant = data[at : at + 1].decode("cp1252", "ignore")
    shown = f", perhaps {meant} as Windows writes it" if meant.isprintable() and meant else ""
    message = f"the file is not UTF-8 text: the byte 0x{data[at]:02X} on this line{shown}"
    return Problem(name, message, fix, data.count(b"\n", 0, at) + 1, len(before) + 1, code="PX001")


def refuse_misleading_characters(text: str, name: str) -> None:
    """Raise ProblemsFound with every character that is invisible, turns text round, or indents without being a space."""
    problems = [*_unsafe_characters(text, name), *_odd_indents(text, name)]
    if problems:
        raise ProblemsFound(problems[:MOST_PROBLEMS], ExitCode.RULES_WRONG)


def _unsafe_characters(text: str, name: str) -> Iterator[Problem]:
    if all(map(is_safe, set(text) - {"\r"})) and "\r" not in text.replace("\r\n", "\n"):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        for column, char in enumerate(line.removesuffix("\r"), start=1):
            if not is_safe(char):
                message = f"the character U+{ord(char):04X} on this line can't be used in a file of rules"
                yield Problem(name, message, "delete it (it may be invisible)", number, column, code="PX004")


def _odd_indents(text: str, name: str) -> Iterator[Problem]:
    if text.isascii() or not _ODD_ANYWHERE.search(text):
        return
    for found in _ODD_INDENT.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start("odd") - found.start() + 1
        odd = found["odd"]
        mend = Mend(line, column, odd, " " * len(odd)) if "\t" not in odd else None
        message = f"a no-break space (U+{ord(odd[0]):04X}) indents this line; it looks like a space and is none"
        yield Problem(name, message, "indent with the space bar only", line, column, code="PX006", mend=mend)


@functools.cache
def is_safe(char: str) -> bool:
    """Whether a character may stand in a file: line breaks, tabs, and what can be seen and stays where it is."""
    return char in "\n\t" or (unicodedata.category(char) not in ("Cc", "Cs", "Co", "Cn") and char not in _DIRECTION)


def _refused(problem: Problem) -> ProblemsFound:
    return ProblemsFound([problem], ExitCode.RULES_WRONG)
