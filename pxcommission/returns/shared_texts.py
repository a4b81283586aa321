"""How much text the cells of an xlsx workbook hold once each has its own copy of the shared texts it points to."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

_TEXT = re.compile(rb"<(?:\w+:)?si[\s>].*?</(?:\w+:)?si>|<(?:\w+:)?si/>", re.DOTALL)
_POINTER = re.compile(rb"<(?:\w+:)?c\s[^>]*?t=\"s\"[^>]*>\s*<(?:\w+:)?v>([0-9]{1,9})</")


@dataclass
class SharedTexts:
    """The length of each shared text, and how often cells point to it."""

    lengths: list[int] = field(default_factory=list)
    pointers: Counter[bytes] = field(default_factory=Counter)

    def add(self, name: str, text: bytes) -> None:
        """Take note of one part of the workbook."""
        if name == "xl/sharedstrings.xml":
            self.lengths = [found.end() - found.start() for found in _TEXT.finditer(text)]
        elif name.startswith("xl/worksheets/"):
            self.pointers.update(_POINTER.findall(text))

    @property
    def unrolled(self) -> int:
        """The bytes of all cells' texts together."""
        known = len(self.lengths)
        return sum(self.lengths[int(at)] * times for at, times in self.pointers.items() if int(at) < known)
