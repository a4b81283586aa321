"""Whether a free text may hold personal details; what kinds and where, never the details themselves."""

from __future__ import annotations

from msgspec import Struct

from pxcommission.returns.personal_patterns import DETECTORS
from pxcommission.returns.personal_text import plain_text

WITHHELD = "[withheld: may hold personal details]"


class PersonalDetail(Struct, frozen=True, order=True):
    """One detail a text seems to hold: where it begins and ends (characters from 1, both included) and of which kind."""

    first: int
    last: int
    kind: str


def personal_details(text: str) -> tuple[str, ...]:
    """The kinds of personal details a text seems to hold, such as `an NHS number`; nothing when it seems to hold none."""
    plain = plain_text(text).text
    return tuple(kind for kind, found_in in DETECTORS if next(found_in(plain), None) is not None)


def personal_places(text: str) -> tuple[PersonalDetail, ...]:
    """Every detail a text seems to hold, by its place in the text as it was written."""
    plain = plain_text(text)
    found = {
        PersonalDetail(plain.places[start] + 1, plain.places[end - 1] + 1, kind)
        for kind, found_in in DETECTORS
        for start, end in found_in(plain.text)
    }
    return tuple(sorted(found))


def personal_warning(text: str, most: int = 5) -> str:
    """What a warning may say of a text: `an NHS number (characters 5 to 16), a postcode (…)`; empty when it holds none."""
    found = personal_places(text)
    said = [f"{one.kind} (characters {one.first} to {one.last})" for one in found[:most]]
    return ", ".join(said) + (f" and {len(found) - most} more" if len(found) > most else "")


def without_details(text: str, shown: int = 60) -> str:
    """The text as a message may quote it, cut to `shown` characters; or a note that it is withheld."""
    if personal_details(text):
        return WITHHELD
    return text if len(text) <= shown else text[: shown - 1] + "…"
