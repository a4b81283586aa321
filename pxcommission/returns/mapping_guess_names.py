"""How like the name of a column or a row is to a part of a measure, and what other mappings call by that name."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_headings import BETWEEN
from pxcommission.returns.mapping_guess import CERTAIN, LIKELY, Meaning, Role
from pxcommission.returns.mapping_guess_words import MeasureWords

LEAST, ALIKE, EXACT = 0.45, 0.62, 0.999
_ABOVE = frozenset(("numerator", "num", "number", "count", "n", "achieved", "met", "actual"))
_BELOW = frozenset(("denominator", "den", "denom", "of", "out", "sample", "eligible", "base", "d", "size", "total"))


class Known(Struct, frozen=True):
    """What other mappings of the workspace call by the same name: the meaning, and the mapping."""

    meanings: Mapping[str, Mapping[Meaning, str]]

    def says(self, name: str, meaning: Meaning) -> str:
        """The mapping that gives a heading this meaning; empty where none does."""
        return self.meanings.get(heading(name), {}).get(meaning, "")


def named_as(name: str, meaning: Meaning, words: MeasureWords, known: Known) -> tuple[float, str]:
    """How like a name is to a meaning, and why; under a heading over several columns, `Number` and `Of` tell which it is."""
    by = known.says(name, meaning)
    if by:
        return 1.0, f"the mapping {by} calls it so"
    wanted = "denominator" if meaning.role is Role.DENOMINATOR else "numerator"
    over, between, under = name.partition(BETWEEN)
    told = part_told(under) if between else ""
    if told:
        score = words.score(over, meaning.measure, "numerator") if told == wanted and over.strip() else 0.0
    else:
        score = max(words.score(text, meaning.measure, wanted) for text in ((name, under) if between else (name,)))
    return score, likeness_said(score)


def part_told(text: str) -> str:
    """`numerator` or `denominator` where a short heading such as `Num` or `Out of` says which; else empty."""
    said = set(heading(text.replace("/", " ")).split())
    if not said or not said <= _ABOVE | _BELOW:
        return ""
    return "denominator" if said & _BELOW else "numerator"


def likeness_said(score: float) -> str:
    """The reason a likeness gives."""
    if score >= EXACT:
        return "it is the vocabulary's own name"
    return "almost the vocabulary's words" if score >= 0.8 else "it shares words with the vocabulary's"


def confidence_of(score: float) -> int:
    """How sure a likeness makes a guess, from 0 to 100."""
    if score >= EXACT:
        return CERTAIN + 3
    return 88 if score >= 0.8 else LIKELY + 5 if score >= ALIKE else 55 if score >= 0.45 else 40
