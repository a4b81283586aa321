"""Entries counted by theme, aspect and sentiment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from msgspec import Struct

from pxcommission.listening.entries import Entry
from pxcommission.periods import Period
from pxcommission.vocabulary.counted_from import SENTIMENTS


class ThemeCount(Struct, frozen=True):
    """How many entries have a theme and an aspect, by sentiment (in the order of SENTIMENTS)."""

    theme: str
    aspect: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.counts)


def theme_counts(entries: Iterable[Entry], period: Period | None = None) -> tuple[ThemeCount, ...]:
    """One row for each theme and aspect that occur, most entries first; an entry with several themes counts in each."""
    found: Counter[tuple[str, str, str]] = Counter()
    for entry in entries:
        if period is None or period.start <= entry.on <= period.end:
            found.update((theme, entry.aspect, entry.sentiment) for theme in entry.themes)
    pairs = dict.fromkeys((theme, aspect) for theme, aspect, _ in found)
    rows = [ThemeCount(t, a, tuple(found[t, a, sentiment] for sentiment in SENTIMENTS)) for t, a in pairs]
    return tuple(sorted(rows, key=lambda row: (-row.total, row.theme, row.aspect)))
