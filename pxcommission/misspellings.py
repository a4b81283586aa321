"""Which known word a misspelt one is, where that is certain enough to write it in its place without asking."""

from __future__ import annotations

import re
from collections.abc import Iterable

SHORTEST_SPELLED, LONG = 4, 8
"""A part of fewer letters than the first is never guessed at; one of at least the second may be two letters off."""
_PARTS = re.compile(r"[-_ ]")


def safely_meant(word: str, known: Iterable[str]) -> str:
    """The one known word of which this is a slip of the pen; nothing where there is none, or more than one.

    A slip is a letter or two within one part of a word (`answers_postive`). A part more, a part less or another part is
    another word: `complaints_reopened` is no slip of `complaints_received`.
    """
    near = {str(one) for one in known if is_slip(word, str(one))}
    return near.pop() if len(near) == 1 else ""


def is_slip(word: str, of: str) -> bool:
    """Whether a word differs from another by a slip of the pen within one of its parts; capitals are no difference."""
    written, meant = _PARTS.split(word.lower()), _PARTS.split(of.lower())
    if len(written) != len(meant) or _PARTS.findall(word) != _PARTS.findall(of):
        return False
    if written == meant:
        return word != of
    different = [(one, other) for one, other in zip(written, meant, strict=True) if one != other]
    return len(different) == 1 and is_slip_of_letters(*different[0])


def is_slip_of_letters(written: str, meant: str) -> bool:
    """Whether one part of a word is another with one letter wrong, or two in a long one; never its first, never a digit."""
    shorter = min(len(written), len(meant))
    most = 0 if shorter < SHORTEST_SPELLED else 1 if shorter < LONG else 2
    if abs(len(written) - len(meant)) > most or re.search(r"[0-9]", written + meant) or written[:1] != meant[:1]:
        return False
    return 0 < letters_off(written, meant) <= most


def letters_off(written: str, meant: str) -> int:
    """How many letters are missing, added, changed or swapped with the next."""
    before: list[int] = []
    last = list(range(len(meant) + 1))
    for row, letter in enumerate(written, 1):
        now = [row]
        for column, wanted in enumerate(meant, 1):
            best = min(last[column] + 1, now[-1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == meant[column - 2] and written[row - 2] == wanted:
                best = min(best, before[column - 2] + 1)
            now.append(best)
        before, last = last, now
    return last[-1]
