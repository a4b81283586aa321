"""Tables of counts as they are known, and as they are shared with small counts hidden."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct

from pxcommission.periods import Period

ALL = ""
"""In place of a category: all of the dimension together."""

Coordinates = tuple[tuple[str, str], ...]
"""Dimension and category of each part that was singled out, by dimension; none for the total."""

STAR = "*"


class Dimension(Struct, frozen=True):
    """What a table is broken down by. `sums` says which categories make up which (`ALL` for the whole).

    `overlapping` is for categories of which one person or comment may have several (themes): they add up to nothing.
    """

    name: str
    sums: tuple[tuple[str, tuple[str, ...]], ...]
    overlapping: bool = False

    @property
    def categories(self) -> tuple[str, ...]:
        """Every category and group, `ALL` first."""
        parts = itertools.chain.from_iterable(parts for _, parts in self.sums)
        return tuple(dict.fromkeys((ALL, *(whole for whole, _ in self.sums), *parts)))


def dimension(name: str, categories: Iterable[str], overlapping: bool = False) -> Dimension:
    """A dimension whose categories together are the whole (or overlap)."""
    return Dimension(name, ((ALL, tuple(categories)),), overlapping)


class About(Struct, frozen=True):
    """What is counted (`comments on EXAMPLE-ACUTE`), over which period, and as it stood on which day or in which reading.

    `within` narrows to a part that other tables may break down by: `(("service", "inpatient"),)`. Numbers of the same
    subject, period and coordinates are taken as the same number in every table, whatever its edition, unless what was
    shared contradicts that.
    """

    subject: str
    period: Period | None = None
    within: Coordinates = ()
    edition: str = ""


class Table(Struct, frozen=True):
    """Every count of a table with its totals, zeros included."""

    about: About
    dimensions: tuple[Dimension, ...]
    counts: Mapping[Coordinates, int]


class SharedTable(Struct, frozen=True):
    """A table as others see it: None is hidden (`*`). `may_hide_zeros` says that a star may stand for nothing too."""

    about: About
    dimensions: tuple[Dimension, ...]
    counts: Mapping[Coordinates, int | None]
    may_hide_zeros: bool = False

    def count(self, *categories: str) -> int | None:
        """The count of a category of each dimension, in their order; None where it is hidden."""
        return self.counts[self.coordinates(*categories)]

    def text(self, *categories: str) -> str:
        """The count as it is printed, `*` where it is hidden."""
        count = self.count(*categories)
        return STAR if count is None else f"{count:,}"

    def share(self, part: Sequence[str], whole: Sequence[str]) -> Fraction | None:
        """The part's share of the whole; None where either count is hidden or the whole is nothing."""
        above, below = self.count(*part), self.count(*whole)
        return Fraction(above, below) if above is not None and below else None

    def coordinates(self, *categories: str) -> Coordinates:
        """Where the count of these categories stands."""
        return coordinates_of(self.about, self.dimensions, categories)


def coordinates_of(about: About, dimensions: Sequence[Dimension], categories: Sequence[str]) -> Coordinates:
    """The coordinates of one category of each dimension, in their order."""
    chosen = [(d.name, c) for d, c in zip(dimensions, categories, strict=True) if c != ALL]
    return tuple(sorted([*about.within, *chosen]))


def table_of(about: About, dimensions: Sequence[Dimension], counts: Mapping[tuple[str, ...], int]) -> Table:
    """The table with every total filled in; what is not given is nothing.

    Where categories overlap the totals can't be added up: give them too, with `ALL` in place of the category.
    """
    known = dict(counts)
    unknown = [key for key in known if any(c not in d.categories for c, d in zip(key, dimensions, strict=True))]
    if unknown:
        raise ValueError(f"counts of unknown categories: {sorted(unknown)[:3]}")
    for place, one in enumerate(dimensions):
        if not one.overlapping:
            _add_up(known, place, one)
    every = itertools.product(*(one.categories for one in dimensions))
    filled = {coordinates_of(about, dimensions, key): known.get(key, 0) for key in every}
    table = Table(about, tuple(dimensions), filled)
    _check(table, known)
    return table


def _add_up(known: dict[tuple[str, ...], int], place: int, one: Dimension) -> None:
    depth = {whole: _depth(whole, dict(one.sums)) for whole, _ in one.sums}
    for whole, parts in sorted(one.sums, key=lambda group: depth[group[0]]):
        sums: dict[tuple[str, ...], int] = {}
        for key, count in known.items():
            if key[place] in parts:
                total = (*key[:place], whole, *key[place + 1 :])
                sums[total] = sums.get(total, 0) + count
        known.update(sums)


def _depth(whole: str, groups: Mapping[str, tuple[str, ...]]) -> int:
    return 1 + max((_depth(part, groups) for part in groups.get(whole, ()) if part in groups), default=0)


def _check(table: Table, known: Mapping[tuple[str, ...], int]) -> None:
    if any(count < 0 for count in table.counts.values()):
        raise ValueError("a count is below nothing")
    for place, one in enumerate(table.dimensions):
        for key, count in known.items() if one.overlapping else ():
            total = known.get((*key[:place], ALL, *key[place + 1 :]), 0)
            if count > total:
                raise ValueError(
                    f"{key[place]} is counted {count} times of {total}: give the total once for overlapping ones"
                )


def as_line(shared: SharedTable) -> str:
    """One line of JSON for the record of what was shared; nothing hidden is in it."""
    about = shared.about
    period = [about.period.start.isoformat(), about.period.end.isoformat()] if about.period else None
    return json.dumps(
        {
            "subject": about.subject,
            "period": period,
            "within": about.within,
            "edition": about.edition,
            "dimensions": [{"name": d.name, "sums": d.sums, "overlapping": d.overlapping} for d in shared.dimensions],
            "counts": [[coordinates, count] for coordinates, count in shared.counts.items()],
            "may_hide_zeros": shared.may_hide_zeros,
        },
        ensure_ascii=False,
    )


def from_line(line: str) -> SharedTable:
    """The shared table of one line of the record."""
    read = json.loads(line)
    days = [date.fromisoformat(day) for day in read["period"] or ()]
    about = About(read["subject"], Period(*days) if days else None, _coordinates(read["within"]), read["edition"])
    dimensions = tuple(
        Dimension(d["name"], tuple((whole, tuple(parts)) for whole, parts in d["sums"]), d["overlapping"])
        for d in read["dimensions"]
    )
    counts = {_coordinates(where): count for where, count in read["counts"]}
    return SharedTable(about, dimensions, counts, read["may_hide_zeros"])


def _coordinates(read: list[list[str]]) -> Coordinates:
    return tuple((name, category) for name, category in read)


class Number(NamedTuple):
    """One number that tables can show: what is counted, over which days, where; `edition` only where editions differ.

    A named tuple because it is looked up a million times.
    """

    subject: str
    days: tuple[str, str]
    coordinates: Coordinates
    edition: str = ""


class Sum(NamedTuple):
    """A total and the parts that make it up."""

    total: Number
    parts: tuple[Number, ...]

    @property
    def numbers(self) -> tuple[Number, ...]:
        """All of them."""
        return (self.total, *self.parts)


def number_of(about: About, where: Coordinates, edition: str = "") -> Number:
    """The number at these coordinates of a table."""
    return Number(about.subject, days_of(about.period), where, edition)


def days_of(period: Period | None) -> tuple[str, str]:
    """First and last day; two empty texts for no period."""
    return (period.start.isoformat(), period.end.isoformat()) if period else ("", "")
