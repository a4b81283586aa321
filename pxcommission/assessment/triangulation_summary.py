"""The plain sentence of a row: how many of the sources that say anything point the same way, and what the others do."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.triangulation_sources import Direction, SourceReading

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
POINTS_TO = {Direction.CONCERN: "a concern", Direction.GOOD: "a good experience"}


def summary_of(sources: Sequence[SourceReading], about: str) -> str:
    """`Four of five sources point the same way: a concern about … (…).` with the others, and what is provisional."""
    saying = [one for one in sources if one.direction is not Direction.NOTHING]
    if not saying:
        return "No source has anything to say."
    sides = {way: [one for one in saying if one.direction is way] for way in POINTS_TO}
    concern, good = sides[Direction.CONCERN], sides[Direction.GOOD]
    if len(saying) == 1:
        said = f"Only {saying[0].name} says anything: {saying[0].direction}; there is nothing to set beside it."
    elif max(len(concern), len(good)) < 2 or len(concern) == len(good):
        said = f"The {number(len(saying))} sources do not point the same way: {_each(saying)}."
    else:
        way = Direction.CONCERN if len(concern) > len(good) else Direction.GOOD
        agreeing = sides[way]
        others = [one for one in saying if one.direction is not way]
        said = f"{_how_many(len(agreeing), len(saying))} sources point the same way: {POINTS_TO[way]} about {_small(about)} ({_names(agreeing)}{_both_kinds(agreeing)})."
        said += f" {_capital(_each(others))}." if others else ""
    return said + _marks(saying)


def _how_many(agreeing: int, saying: int) -> str:
    """`Four of five`, `All three`, `Both`."""
    if agreeing == saying:
        return "Both" if saying == 2 else f"All {number(saying)}"
    return f"{number(agreeing).capitalize()} of {number(saying)}"


def number(count: int) -> str:
    """`four`; from eleven on in digits."""
    return NUMBERS[count] if count < len(NUMBERS) else f"{count:,}"


def _names(sources: Sequence[SourceReading]) -> str:
    names = [one.name for one in sources]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _each(sources: Sequence[SourceReading]) -> str:
    return "; ".join(f"{one.name}: {one.direction}" for one in sources)


def _both_kinds(sources: Sequence[SourceReading]) -> str:
    kinds = {kind for one in sources for kind in one.kind.split(" and ")}
    return "; facts and views both" if len(kinds) == 2 else f"; {kinds.pop()}s only"


def _marks(sources: Sequence[SourceReading]) -> str:
    provisional, watched = [one for one in sources if one.provisional], [one for one in sources if one.watched]
    said = f" Provisional: {_names(provisional)}." if provisional else ""
    return f"{said} Only watched, no obligation: {_names(watched)}." if watched else said


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
