"""What YAML takes without complaint and a person did not mean: curly quotes, odd dashes, text that a comma cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from pxcommission.problems import Mend, Problem, shortened
from pxcommission.yaml_line_slips import CURLY_QUOTES, colon_slip, curly_quotes, dash_slip

if TYPE_CHECKING:
    from pxcommission.yaml_text import Node, PlacedText


def misread_text(text: PlacedText, line: str) -> Iterator[Problem]:
    """The problem of an unquoted text that stands in curly quotes, or begins its line as an entry of a list would."""
    place = text.place
    if text[0] in CURLY_QUOTES and len(text) > 1 and text[-1] in CURLY_QUOTES:
        straight = text.plain and not set(text) & set('"\\')
        mend = Mend(place.line, place.column, str(text), f'"{text[1:-1]}"') if straight else None
        yield curly_quotes(place.problem("", mend=mend))
    elif not line[: place.column - 1].strip(" "):
        found = dash_slip(line[place.column - 1 :], place.line, place.column, place.file)
        if found is not None:
            yield found


def cut_off(before: Node | None, cut: Sequence[PlacedText], line: str) -> Problem:
    """The problem of entries in `{ }` without a colon: what a comma cut off the text before them, or a forgotten colon."""
    key, place = cut[0], cut[0].place
    if isinstance(before, str) and before[:1] in CURLY_QUOTES:
        return curly_quotes(before.place.problem(""))
    slipped = colon_slip(str(key), place.line, place.file)
    if slipped is not None and (before is None or slipped.mend is not None):
        column = place.column + (slipped.column or 1) - 1
        mend = Mend(place.line, column, "", " ") if slipped.mend else None
        return Problem(place.file, slipped.message, slipped.fix, place.line, column, code=slipped.code, mend=mend)
    message = f"'{shortened(key)}' has no value: a comma ends a value here, put it in quotes"
    fix = 'write "…, …" in quotes around the value that contains the comma'
    return place.problem(message, fix, "PX012", _whole(before, cut[-1], line))


def _whole(before: Node | None, last: PlacedText, line: str) -> Mend | None:
    """Quotes around a text and what a comma cut off it, where both stand on one line."""
    if not isinstance(before, str) or not before.plain or before.place.line != last.end.line:
        return None
    whole = line[before.place.column - 1 : last.end.column - 1]
    if set(whole) & set('"\\'):
        return None
    return Mend(before.place.line, before.place.column, whole, f'"{whole}"')
