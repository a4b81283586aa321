"""A text as detectors read it: plain digits, dashes and spaces, nothing invisible, with the way back to each place."""

from __future__ import annotations

import unicodedata

from msgspec import Struct

_DASHES = "‐‑‒–—―−⁃﹘"
_DOTS = "·•∙‧・。"
_SLASHES = "⁄∕"
_LINE_ENDS = str.maketrans(dict.fromkeys("\r\v\f\x1c\x1d\x1e\x85\u2028\u2029", "\n") | {"\t": " "})


class PlainText(Struct, frozen=True):
    """The plain characters, and for each the place (from 0) where it stands in the text as written."""

    text: str
    places: range | tuple[int, ...]


def plain_text(written: str) -> PlainText:
    """The text with digits of every script as 0-9, wide letters narrow, dashes, spaces and ends of lines plain, invisible ones gone.

    A tab is a space; marks that combine with a letter are gone, so that a name keeps its letters.
    """
    written = written.translate(_LINE_ENDS)
    if written.isascii():
        return PlainText(written, range(len(written)))
    known: dict[str, str] = {}
    characters: list[str] = []
    places: list[int] = []
    for place, written_one in enumerate(written):
        if written_one not in known:
            known[written_one] = _plain(written_one)
        for character in known[written_one]:
            characters.append(character)
            places.append(place)
    return PlainText("".join(characters), tuple(places))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    if character in _DASHES:
        return "-"
    if character in _DOTS:
        return "."
    if character in _SLASHES:
        return "/"
    category = unicodedata.category(character)
    if category in ("Cf", "Mn", "Me"):
        return ""
    if category == "Zs":
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) == 1 else character
