"""Texts that would do something if a program let them: formulas, controls, bidi, emoji, templates, markup, coded characters."""

from __future__ import annotations

import random
import unicodedata

PIECES = (
    "=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "＝1", " =1", "\u00a0=1", "\x00=1", "\x07", "\x0b", "\ud800", "\ufffe", "\uffff",
    "\u202e", "\u200b", "\u2028", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example")', "#REF!", "TRUE", "1e5", "00123",
    "{{ 7*7 }}", "{% for x in y %}", "<b>&amp;</b>", "]]>", "<!--", "&#x41;", "_x0041_", "_x000D_", "_x005F_x0041_", "🙂", "👩‍⚕️", "e\u0301",
    "العربية", "漢字", "a" * 40, "'", '"', ",", ";", "\\", "|", "~$", "1/2", "12:30", "NO", "[c]", "   ", "\n", "Ward 7",
)  # fmt: skip
INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"}
"""What a cell may lose of a text: controls, formats, characters that are none, and the kind and number of its spaces."""


def hostile_texts(seed: int, count: int) -> list[str]:
    """So many texts, the same for a seed; each is of pieces and of any characters there are."""
    chance = random.Random(seed)
    made = []
    for _ in range(count):
        pieces = [
            chance.choice(PIECES) if chance.random() < 0.7 else chr(chance.randrange(0x11_0000))
            for _ in range(chance.randrange(1, 6))
        ]
        made.append("".join(pieces))
    return made


def kept(text: str) -> str:
    """What must be left of a text wherever it is shown: everything that can be seen, in order."""
    whole = unicodedata.normalize("NFC", text)
    return whole.translate({ord(c): None for c in set(whole) if unicodedata.category(c) in INVISIBLE})
