"""What every check of the rulebook shares: the problem of a name that does not exist, warnings, notes, and safe mends."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from pxcommission.problems import Mend, Problem, Weight, did_you_mean
from pxcommission.strict_models import place_of
from pxcommission.yaml_text import Place, PlacedText

NEAR_ENOUGH = 0.8


def unknown(place: Place, kind: str, word: str, known: Iterable[str], code: str = "PX100") -> Iterator[Problem]:
    """The problem of a word that is not among the known ones, where it stands, with the nearest one."""
    known = list(known)
    if word not in known:
        near = did_you_mean(word, known)
        fix = "" if near or len(known) > 15 else "known: " + (", ".join(sorted(known)) or "none")
        message = f"unknown {kind} '{word}'{near}"
        yield place_of(word, place).problem(message, fix, code, misspelt(word, known))


def misspelt(word: str, known: Iterable[str]) -> Mend | None:
    """The change of an unquoted word into the only one that is very near it."""
    near = only_near(word, known)
    if near is None or not isinstance(word, PlacedText) or not word.plain:
        return None
    return Mend(word.place.line, word.place.column, str(word), near)


def only_near(word: str, known: Iterable[str]) -> str | None:
    """The known word that is very near this one, if there is just one."""
    near = difflib.get_close_matches(word, sorted(set(known)), n=2, cutoff=NEAR_ENOUGH)
    return near[0] if len(near) == 1 else None


def warning(problem: Problem) -> Problem:
    """The same as a warning: it does not stop the work."""
    return replace(problem, weight=Weight.WARNING)


def note(problem: Problem) -> Problem:
    """The same as a note: shown when asked for."""
    return replace(problem, weight=Weight.NOTE)
