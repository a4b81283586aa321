"""How like a heading is to the words of the vocabulary: common words weighed by how rare they are among the measures."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import cached_property, lru_cache

from msgspec import Struct

from pxcommission.returns.figures import heading
from pxcommission.vocabulary.models import Vocabulary

_WORD = re.compile(r"[a-z]+|[0-9]+")
_LEFT_OUT = frozenset(
    [
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "is",
        "it",
        "no",
        "number",
        "of",
        "on",
        "or",
        "per",
        "pct",
        "percent",
        "percentage",
        "that",
        "the",
        "their",
        "this",
        "to",
        "was",
        "were",
        "who",
        "with",
        "total",
    ]
)
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    )
}
_NUMBERS |= {"fifteen": "15", "twenty": "20", "thirty": "30", "sixty": "60", "ninety": "90"}
_PHRASES = (
    ("a&e", "ae"),
    ("half an hour", "30 minutes"),
    ("one hour", "60 minutes"),
    ("an hour", "60 minutes"),
    ("%", " "),
)
_SAME = {
    "fft": ("friend", "famili", "test"), "pals": ("concern",), "ae": ("accident", "emergenc"), "ed": ("accident", "emergenc"),
    "respond": ("answer",), "response": ("answer",), "reply": ("answer",), "repli": ("answer",), "ack": ("acknowledg",),
    "wd": ("work", "day"), "wds": ("work", "day"), "hr": ("hour",), "min": ("minut",),
}  # fmt: skip
_ENDINGS = ("ements", "ement", "ings", "ing", "ied", "ies", "ed", "es", "s", "e", "y")
_SHORTEST = 3


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """The words that carry meaning, without their endings: `Complaints answered` and `answer to complaint` have the same."""
    found: set[str] = set()
    plainly = heading(text).replace("_", " ")
    for phrase, meant in _PHRASES:
        plainly = plainly.replace(phrase, meant)
    for word in _WORD.findall(plainly):
        plain = _NUMBERS.get(word, word)
        if plain not in _LEFT_OUT:
            stem = _stem(plain)
            found |= set(_SAME.get(plain, _SAME.get(stem, (stem,))))
    return frozenset(found)


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    return heading(text.replace("_", " "))


def _named_below(measure: str, denominator: str | None) -> tuple[str, ...]:
    """The texts of a denominator: its word alone, and with what the measure is about (`fft responses`)."""
    return (denominator, f"{measure.partition('_')[0]} {denominator}") if denominator else ()


def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word.removesuffix(ending)
    return word


class MeasureWords(Struct, frozen=True, dict=True):
    """The words of a vocabulary, ready to be compared with headings."""

    vocabulary: Vocabulary

    @cached_property
    def texts(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """For each measure the texts that name it, and those of its denominator."""
        texts: dict[str, dict[str, tuple[str, ...]]] = {}
        for word, one in self.vocabulary.measures.items():
            named = (one.name, word, *((one.numerator,) if one.numerator else ()))
            texts[word] = {"numerator": named, "denominator": _named_below(word, one.denominator)}
        return texts

    @cached_property
    def _weights(self) -> dict[str, float]:
        """How much a word tells: the rarer among the measures, the more."""
        counted = Counter(
            w
            for parts in self.texts.values()
            for w in {w for t in (*parts["numerator"], *parts["denominator"]) for w in words_of(t)}
        )
        return {word: math.log(1 + len(self.texts) / count) for word, count in counted.items()}

    def likeness(self, text: str, other: str) -> float:
        """From 0, nothing in common, to 1, the same text."""
        if _plain(text) == _plain(other):
            return 1.0
        mine, theirs = words_of(text), words_of(other)
        whole = self._weight(mine) + self._weight(theirs)
        return min(0.97, 2 * self._weight(mine & theirs) / whole) if whole else 0.0

    def _weight(self, words: frozenset[str]) -> float:
        rarest = math.log(1 + len(self.texts))
        return sum(self._weights.get(word, rarest) for word in words)

    def score(self, text: str, measure: str, part: str) -> float:
        """How like a heading is to the texts of a measure's part: `numerator` (its name too) or `denominator`."""
        return max((self.likeness(text, other) for other in self.texts[measure][part]), default=0.0)

    def nearest(self, text: str, most: int = 3) -> list[tuple[str, float]]:
        """The measures whose name or parts are most like a text, best first."""
        scored = [
            (word, max(self.score(text, word, "numerator"), self.score(text, word, "denominator") * 0.99))
            for word in self.texts
        ]
        return sorted((one for one in scored if one[1] > 0.2), key=lambda one: -one[1])[:most]
