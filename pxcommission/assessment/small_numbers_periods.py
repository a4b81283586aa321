"""The sums between numbers of periods that lie within each other: a year to date less the quarters before is a quarter."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from pxcommission.assessment.small_numbers_tables import Coordinates, Number, Sum


def periods_within_periods(numbers: Iterable[Number], latest: dict[tuple[str, tuple[str, str]], str]) -> Iterator[Sum]:
    """A longer period is the sum of the pieces into which the other periods of the same number cut it."""
    spans: dict[tuple[str, Coordinates], set[tuple[str, str]]] = defaultdict(set)
    for number in numbers:
        if number.days[0] and number.edition == latest.get((number.subject, number.days), ""):
            spans[number.subject, number.coordinates].add(number.days)
    for (subject, where), days in sorted(spans.items()):
        for first, last in sorted(days):
            pieces = _pieces(first, last, frozenset(days))
            if len(pieces) > 1:
                total, *parts = [
                    Number(subject, span, where, latest.get((subject, span), "")) for span in [(first, last), *pieces]
                ]
                yield Sum(total, tuple(parts))


@functools.lru_cache(maxsize=4096)
def _pieces(first: str, last: str, days: frozenset[tuple[str, str]]) -> list[tuple[str, str]]:
    starts = {first, *(start for start, _ in days), *(_day_after(end) for _, end in days)}
    cuts = sorted(start for start in starts if first <= start <= last)
    ends = [_day_before(cut) for cut in cuts[1:]] + [last]
    return list(zip(cuts, ends, strict=True))


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()
