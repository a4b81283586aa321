"""What every check of the rulebook shares: the problem of a name that does not exist, warnings, notes, and safe mends."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec.structs import replace

from pxcommission.misspellings import safely_meant
from pxcommission.problems import Mend, Problem, Weight, did_you_mean
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place, PlacedText

REQUIREMENT = "PX101"
"""A requirement that does not exist: one letter makes another of them (FFT-IP, FFT-OP), so its id is never mended by itself."""


def unknown(place: Place, kind: str, word: str, known: Collection[str], code: str = "PX100") -> Iterator[Problem]:
    """The problem of a word that is not among the known ones, where it stands, with the nearest one."""
    if word not in known:
        near = did_you_mean(word, known)
        fix = "" if near or len(known) > 15 else "known: " + (", ".join(sorted(known)) or "none")
        message = f"unknown {kind} '{word}'{near}"
        mend = None if code == REQUIREMENT else misspelt(word, known)
        yield place_of(word, place).problem(message, fix, code, mend)


def misspelt(word: str, known: Iterable[str]) -> Mend | None:
    """The change of an unquoted word into the only one of which it is a slip of the pen."""
    meant = safely_meant(word, known)
    if not meant or not isinstance(word, PlacedText) or not word.plain:
        return None
    return Mend(word.place.line, word.place.column, str(word), meant)


def warning(problem: Problem) -> Problem:
    """The same as a warning: it does not stop the work."""
    return replace(problem, weight=Weight.WARNING)


def note(problem: Problem) -> Problem:
    """The same as a note: shown when asked for."""
    return replace(problem, weight=Weight.NOTE)
