"""Which way what people said points: negative entries against positive ones, by source; mixed and neutral count as neither."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from pxcommission.assessment.triangulation_sources import Direction, Level, Part
from pxcommission.vocabulary.counted_from import KINDS, Counting
from pxcommission.vocabulary.models import Vocabulary

if TYPE_CHECKING:
    from pxcommission.listening.recorded import Recorded

MOST_THEMES = 3


def source_of_kind(kind: str, words: Vocabulary) -> str:
    """The feedback word a kind of entry belongs to: that of the measure that counts how many were heard; else the kind."""
    counted = [(m.feedback, m.counted_from) for m in words.measures.values() if m.counted_from is not None]
    heard = [(name, one.registers) for name, one in counted if one.rule.counting is Counting.HEARD]
    return words.one_source(next((name for name, registers in heard if kind in registers), kind))


def heard_by_source(heard: Iterable[Recorded], words: Vocabulary) -> Mapping[str, list[Recorded]]:
    """The entries of each source."""
    entries = list(heard)
    found: dict[str, list[Recorded]] = {}
    sources = {kind: source_of_kind(kind, words) for kind in KINDS} if entries else {}
    for one in entries:
        found.setdefault(sources.get(one.entry.kind, one.entry.kind), []).append(one)
    return found


def part_of_words(entries: Sequence[Recorded], words: Vocabulary) -> Part:
    """The reading of a source's entries about one aspect of one service."""
    negative, positive = sentiment_counts(entries)
    direction, why = Direction.NOTHING, ""
    least = words.number("voices_that_make_a_direction")
    if max(negative, positive) == 0:
        why = f"{ways_in_words(entries)}, none of it positive or negative"
    elif negative + positive < least:
        why = f"{words_in_counts(entries, words)}; at least {least} make a direction"
    elif negative - positive >= least:
        direction = Direction.CONCERN
    elif positive - negative >= least:
        direction = Direction.GOOD
    else:
        direction = Direction.MIXED
    said = words_in_counts(entries, words)
    names = tuple(one.id for one in entries)
    return Part(direction, "view", Level.PROVIDER, said, why, entries=names)


def sentiment_counts(entries: Iterable[Recorded]) -> tuple[int, int]:
    """How many are negative, and how many positive."""
    found = Counter(one.entry.sentiment for one in entries)
    return found["negative"], found["positive"]


def words_in_counts(entries: Sequence[Recorded], words: Vocabulary) -> str:
    """`3 of 4 negative (2 patient stories, 2 visits); most about staff manner (2)`."""
    negative, positive = sentiment_counts(entries)
    sides = [f"{number} {name}" for number, name in ((negative, "negative"), (positive, "positive")) if number]
    shown = f"{' and '.join(sides) or 'none positive or negative'} of {len(entries)}"
    themes = themes_in_words(entries, "negative" if negative >= positive else "positive", words)
    return f"{shown} ({ways_in_words(entries)}){f'; about {themes}' if themes else ''}"


def ways_in_words(entries: Iterable[Recorded]) -> str:
    """`2 patient stories, 1 visit`, in the order of the kinds."""
    found = Counter(one.entry.kind for one in entries)
    return ", ".join(f"{found[kind]} {kind_in_words(kind, found[kind])}" for kind in KINDS if found[kind])


def kind_in_words(kind: str, number: int) -> str:
    """`patient story`, `patient stories`, `PALS concern`."""
    name = kind.replace("pals", "PALS").replace("healthwatch", "Healthwatch").replace("-", " ")
    if number == 1:
        return name
    return f"{name[:-1]}ies" if name.endswith("y") and not name.endswith("ey") else f"{name}s"


def themes_in_words(entries: Iterable[Recorded], sentiment: str, words: Vocabulary) -> str:
    """The themes that most entries of a sentiment have: `Staff manner & personal attributes (3), Timeliness of care (1)`."""
    found = Counter(theme for one in entries if one.entry.sentiment == sentiment for theme in one.entry.themes)
    ordered = sorted(found, key=lambda theme: (-found[theme], theme))[:MOST_THEMES]
    return ", ".join(f"{theme_name(theme, words)} ({found[theme]})" for theme in ordered)


def theme_name(theme: str, words: Vocabulary) -> str:
    """The theme in full."""
    known = words.themes.get(theme)
    return known.name if known else theme
