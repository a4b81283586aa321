"""How much text the cells of an xlsx workbook hold once each has its own copy of the shared texts it points to."""

from __future__ import annotations

import re
from collections import Counter

from msgspec import Struct, field

_TEXT = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_POINTER = re.compile(rb"<(?:\w+:)?c\s[^>]*?t\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})</")


class SharedTexts(Struct):
    """The length of each shared text, and the bytes of the texts that cells point to, each counted as often as it is used.

    The shared texts are to be added before the worksheets.
    """

    enough: int
    lengths: list[int] = field(default_factory=list)
    unrolled: int = 0

    def add(self, name: str, text: bytes) -> None:
        """Take note of one part of the workbook."""
        if name == "xl/sharedstrings.xml":
            self.lengths = [found.end() - found.start() for found in _TEXT.finditer(text)]
        elif name.startswith("xl/worksheets/") and self.lengths:
            most = (text.count(b"<v") + text.count(b":v")) * max(self.lengths)
            self.unrolled += most if self.unrolled + most <= self.enough else self._pointed_to(text)

    def _pointed_to(self, text: bytes) -> int:
        known = len(self.lengths)
        pointers = Counter(_POINTER.findall(text))
        return sum(self.lengths[int(at)] * times for at, times in pointers.items() if int(at) < known)
