"""The sums that tie shared numbers together: totals, complements, periods within periods, later editions.

This is what somebody who holds every shared table can write down; nothing hidden is known here.
"""

from __future__ import annotations

import functools
import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from pxcommission.assessment.small_numbers_joints import finest_counts
from pxcommission.assessment.small_numbers_periods import periods_within_periods
from pxcommission.assessment.small_numbers_simplex import Possibilities
from pxcommission.assessment.small_numbers_tables import (
    About,
    Dimension,
    Number,
    SharedTable,
    Sum,
    coordinates_of,
    days_of,
    number_of,
)
from pxcommission.periods import Period

CHANGE = "change since"


class Known(Struct, dict=True):
    """What follows from shared tables: numbers shown, numbers hidden with the least each can be, and the sums."""

    shown: dict[Number, int] = field(default_factory=dict)
    hidden: dict[Number, int] = field(default_factory=dict)
    sums: list[Sum] = field(default_factory=list)
    contradicts: bool = False

    @functools.cached_property
    def possibilities(self) -> tuple[Possibilities[Number], ...]:
        """What the numbers that are not shown can be, in groups that have nothing to do with each other."""
        return tuple(
            Possibilities({name: self.hidden.get(name, 0) for name in sorted(names)}, sums)
            for names, sums in self._groups()
        )

    def holds(self) -> bool:
        """Whether there are numbers for which all this is true."""
        return not self.contradicts and all(group.possible for group in self.possibilities)

    def _groups(self) -> Iterator[tuple[set[Number], list[tuple[dict[Number, int], int]]]]:
        leader: dict[Number, Number] = {}

        def find(name: Number) -> Number:
            while leader.setdefault(name, name) != name:
                leader[name] = leader[leader[name]]
                name = leader[name]
            return name

        reduced = [self._reduced(one) for one in self.sums]
        for factors, right in reduced:
            names = list(factors)
            if not names and right:
                yield set(), [({}, right)]
            for name in names[1:]:
                leader[find(name)] = find(names[0])
        members: dict[Number, set[Number]] = defaultdict(set)
        for name in itertools.chain(self.hidden, *(factors for factors, _ in reduced)):
            members[find(name)].add(name)
        sums: dict[Number, list[tuple[dict[Number, int], int]]] = defaultdict(list)
        for factors, right in reduced:
            if factors:
                sums[find(next(iter(factors)))].append((factors, right))
        yield from ((names, sums[first]) for first, names in sorted(members.items()))

    def _reduced(self, one: Sum) -> tuple[dict[Number, int], int]:
        factors: dict[Number, int] = {}
        right = 0
        for name, factor in ((one.total, 1), *((part, -1) for part in one.parts)):
            if name in self.shown:
                right -= factor * self.shown[name]
            else:
                factors[name] = factors.get(name, 0) + factor
        return factors, right


def known_from(tables: Sequence[SharedTable]) -> Known:
    """What somebody knows who holds these tables, in the order in which they were shared.

    Taken as strictly as what was shared allows: the same number is the same in each edition; else later editions only
    added; else they have nothing to do with each other.
    """
    groups: dict[tuple[str, tuple[str, str]], list[SharedTable]] = defaultdict(list)
    for table in tables:
        groups[table.about.subject, days_of(table.about.period)].append(table)
    together = Known()
    latest: dict[tuple[str, tuple[str, str]], str] = {}
    for key, group in groups.items():
        read, latest[key] = _one_period(group)
        together.shown.update(read.shown)
        together.hidden.update(read.hidden)
        together.sums.extend(read.sums)
        together.contradicts |= read.contradicts
    finer = [
        Sum(
            number_of(about, where, _tag(about.subject, about.period, latest)),
            tuple(Number(about.subject, days_of(span), at, "finest") for span, at in finest),
        )
        for about, where, finest in finest_counts(tables)
        if _is_latest(about, latest)
    ]
    over_time = list(periods_within_periods({*together.shown, *together.hidden}, latest))
    if not over_time and not finer:
        return together
    sums = list(dict.fromkeys([*together.sums, *finer, *over_time]))
    joined = Known(together.shown, together.hidden, sums, together.contradicts)
    return joined if joined.holds() else together


def _tag(subject: str, period: Period | None, latest: dict[tuple[str, tuple[str, str]], str]) -> str:
    return latest.get((subject, days_of(period)), "")


def _is_latest(about: About, latest: dict[tuple[str, tuple[str, str]], str]) -> bool:
    return _tag(about.subject, about.period, latest) in ("", about.edition)


def _one_period(tables: list[SharedTable]) -> tuple[Known, str]:
    editions = tuple(dict.fromkeys(table.about.edition for table in tables))
    same = _read(tables, tell_apart=False)
    if len(tables) == 1 or same.holds():
        return same, ""
    apart = _read(tables, tell_apart=True)
    grown = Known(apart.shown, apart.hidden, [*apart.sums, *_growth(apart, editions)], apart.contradicts)
    return (grown if grown.holds() else apart), editions[-1]


def _read(tables: list[SharedTable], tell_apart: bool) -> Known:
    known = Known()
    for table in tables:
        edition = table.about.edition if tell_apart else ""
        least = 0 if table.may_hide_zeros else 1
        for where, count in table.counts.items():
            name = number_of(table.about, where, edition)
            if count is None:
                known.hidden[name] = max(least, known.hidden.get(name, 0))
            else:
                known.contradicts |= known.shown.get(name, count) != count
                known.shown[name] = count
        known.sums.extend(_sums_of_a_table(table.about, table.dimensions, edition))
    known.contradicts |= any(known.shown[name] < least for name, least in known.hidden.items() if name in known.shown)
    known.hidden = {name: least for name, least in known.hidden.items() if name not in known.shown}
    known.sums.extend(_parts_of_other_tables(tables, known, tell_apart))
    known.sums = list(dict.fromkeys(known.sums))
    return known


@functools.lru_cache(maxsize=256)
def _sums_of_a_table(about: About, dimensions: tuple[Dimension, ...], edition: str) -> tuple[Sum, ...]:
    return tuple(_each_sum_of_a_table(about, dimensions, edition))


def _each_sum_of_a_table(about: About, dimensions: tuple[Dimension, ...], edition: str) -> Iterator[Sum]:
    for place, one in enumerate(dimensions):
        others = [d.categories if other != place else ("",) for other, d in enumerate(dimensions)]
        for chosen in itertools.product(*others):
            where = {
                category: coordinates_of(about, dimensions, (*chosen[:place], category, *chosen[place + 1 :]))
                for category in one.categories
            }
            for whole, parts in one.sums:
                total = number_of(about, where[whole], edition)
                numbers = tuple(number_of(about, where[part], edition) for part in parts)
                if not one.overlapping:
                    yield Sum(total, numbers)
                    continue
                for part, number in zip(parts, numbers, strict=True):
                    yield Sum(total, (number, _beside(total, one.name, f"not {part}")))


def _beside(total: Number, dimension: str, category: str) -> Number:
    where = tuple(sorted([*total.coordinates, (dimension, category)]))
    return Number(total.subject, total.days, where, total.edition)


def _parts_of_other_tables(tables: list[SharedTable], known: Known, tell_apart: bool) -> Iterator[Sum]:
    """A table about a part (`within`) against tables about the whole: the rest is what neither shows."""
    broken_down_by = {
        (one.name, category) for table in tables for one in table.dimensions for category in one.categories
    }
    parts: dict[tuple[Number, str], set[Number]] = defaultdict(set)
    for table in tables:
        edition = table.about.edition if tell_apart else ""
        for name, category in table.about.within:
            if (name, category) in broken_down_by:
                continue
            for where in table.counts:
                whole = tuple(one for one in where if one != (name, category))
                total = number_of(table.about, whole, edition)
                if total in known.shown or total in known.hidden:
                    parts[total, name].add(number_of(table.about, where, edition))
    for (total, name), numbers in parts.items():
        yield Sum(total, (*sorted(numbers), _beside(total, name, "the rest")))


def _growth(known: Known, editions: tuple[str, ...]) -> Iterator[Sum]:
    numbers = {*known.shown, *known.hidden}
    for number in sorted(numbers):
        place = editions.index(number.edition)
        for earlier in reversed(editions[:place]):
            before = Number(number.subject, number.days, number.coordinates, earlier)
            if before in numbers:
                yield Sum(number, (before, _beside(number, CHANGE, earlier)))
                break
