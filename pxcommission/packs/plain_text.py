"""Text from anyone, made safe to print: no control or direction-changing characters, one line, a bounded length."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LONGEST_IN_LETTER = 900
LONGEST_IN_CELL = 8000
FORMULA_STARTS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
    "﹢",
    "﹣",
    "﹦",
    "﹫",
    "|",
)  # fullwidth and small forms too
_DROPPED = {"Cf", "Cs", "Co", "Cn"}


def one_line(text: str, longest: int = LONGEST_IN_LETTER) -> str:
    """The text on one line: spaces for line ends, tabs and control characters; invisible characters removed; shortened."""
    line = _safe_line(text)
    return line if len(line) <= longest else f"{line[: longest - 1].rstrip()}…"


@lru_cache(maxsize=4096)  # a pack prints the same names and levels hundreds of times
def _safe_line(text: str) -> str:
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (_safe(char) for char in unicodedata.normalize("NFC", text))
    return " ".join("".join(kept).split())


def starts_like_a_formula(text: str) -> bool:
    """Whether a spreadsheet might read the text as a formula when a person edits or exports the cell."""
    return text.lstrip().startswith(FORMULA_STARTS) or text.startswith(FORMULA_STARTS)


def sentence(text: str) -> str:
    """The text beginning with a capital letter and ending with a full stop."""
    line = one_line(text)
    if not line:
        return ""
    capital = line[0].upper() + line[1:]
    return capital if capital[-1] in ".?!…" else f"{capital}."


def listed(words: list[str]) -> str:
    """`one`, `one and two`, `one, two and three`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def counted(count: int, one: str, many: str = "") -> str:
    """`1 requirement`, `2 requirements`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _safe(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in _DROPPED else char
