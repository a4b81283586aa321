"""Random stories of tables shared one after the other, and an attacker who knows nothing of how they are protected.

The attacker writes every table in terms of the finest counts (each ward, theme and sentiment in each quarter), which he
does not see: what is shown is a sum of them, a star is a sum of at least one (or of nothing, where a table may hide zeros).
"""

from __future__ import annotations

import itertools
import random
from datetime import date
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.small_numbers import PROFILES, About, Counted, SharedTable, dimension, shared_as, table_of
from pxcommission.assessment.small_numbers_tables import Coordinates
from pxcommission.periods import Period, quarter_of

Atom = tuple[str, str, str, int]
WARDS, THEMES, SENTIMENTS = ("Ash", "Birch", "Cedar"), ("food", "noise", "waiting"), ("good", "poor")
DIMENSIONS = {
    "ward": dimension("ward", WARDS),
    "theme": dimension("theme", THEMES),
    "sentiment": dimension("sentiment", SENTIMENTS),
}
QUARTERS = [quarter_of(date(2025, month, 1)) for month in (4, 7, 10)]
SPANS = [(0,), (1,), (2,), (0, 1), (0, 1, 2), (1, 2)]
SIZES = (0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 9, 20)


class Story(Struct, frozen=True):
    """The finest counts, and what was shared of them in order."""

    atoms: dict[Atom, int]
    shared: tuple[SharedTable, ...]


def a_story(seed: int) -> Story:
    """Two to five overlapping tables over up to three quarters, each shared with all before it in view."""
    chance = random.Random(seed)
    atoms = {atom: chance.choice(SIZES) for atom in itertools.product(WARDS, THEMES, SENTIMENTS, range(len(QUARTERS)))}
    shared: list[SharedTable] = []
    for _ in range(chance.randint(2, 5)):
        quarters = chance.choice(SPANS)
        names = chance.sample(sorted(DIMENSIONS), chance.choice((1, 2, 2)))
        within = ()
        if "ward" not in names and chance.random() < 0.3:
            within = (("ward", chance.choice(WARDS)),)
        period = Period(QUARTERS[quarters[0]].start, QUARTERS[quarters[-1]].end)
        about = About("comments", period, within)
        dimensions = [DIMENSIONS[name] for name in names]
        counts: dict[tuple[str, ...], int] = {}
        for (ward, theme, sentiment, quarter), count in atoms.items():
            at = {"ward": ward, "theme": theme, "sentiment": sentiment}
            if quarter in quarters and all(at[name] == category for name, category in within):
                key = tuple(at[name] for name in names)
                counts[key] = counts.get(key, 0) + count
        table = table_of(about, dimensions, counts)
        shared.append(shared_as(table, PROFILES["public"], Counted.OPERATIONAL, shared))
    return Story(atoms, tuple(shared))


def true_count(story: Story, table: SharedTable, where: Coordinates) -> int:
    """What a cell of a table really is."""
    return sum(story.atoms[atom] for atom in atoms_of(table, where))


def atoms_of(table: SharedTable, where: Coordinates) -> frozenset[Atom]:
    """The finest counts that make up a cell."""
    at = dict(where)
    assert table.about.period is not None
    quarters = [
        place
        for place, quarter in enumerate(QUARTERS)
        if table.about.period.start <= quarter.start and quarter.end <= table.about.period.end
    ]
    wards, themes, sentiments = (
        (at[name],) if name in at else known
        for name, known in (("ward", WARDS), ("theme", THEMES), ("sentiment", SENTIMENTS))
    )
    return frozenset(itertools.product(wards, themes, sentiments, quarters))


Unknown = Atom | frozenset[Atom]
Equation = tuple[dict[Unknown, int], int]


def equations_of(shared: tuple[SharedTable, ...]) -> tuple[list[Equation], dict[Unknown, int]]:
    """What the attacker writes down: sums of the finest counts, and the least each unknown can be."""
    equations: list[Equation] = []
    floors: dict[Unknown, int] = {}
    for table in shared:
        for where, count in table.counts.items():
            members = atoms_of(table, where)
            floors.update(dict.fromkeys(members, 0))
            terms: dict[Unknown, int] = dict.fromkeys(members, 1)
            if count is None:
                terms[members] = -1
                floors[members] = max(floors.get(members, 0), 0 if table.may_hide_zeros else 1)
            equations.append((terms, count or 0))
    return equations, floors


def solved_by_elimination(shared: tuple[SharedTable, ...]) -> dict[frozenset[Atom], Fraction]:
    """The stars that follow from what is shown by adding and subtracting whole equations, and by bounds closing in."""
    equations, floors = equations_of(shared)
    found = _eliminated(equations)
    lows, highs = _closed_in(equations, floors)
    for unknown, low in lows.items():
        if highs.get(unknown) == low:
            found[unknown] = Fraction(low)
    return {unknown: value for unknown, value in found.items() if isinstance(unknown, frozenset)}


def _eliminated(equations: list[Equation]) -> dict[Unknown, Fraction]:
    rows: list[tuple[dict[Unknown, Fraction], Fraction]] = []
    pivots: list[Unknown] = []
    for terms, right in equations:
        row, value = {name: Fraction(each) for name, each in terms.items()}, Fraction(right)
        for (known, known_value), pivot in zip(rows, pivots, strict=True):
            if times := row.get(pivot):
                value -= times * known_value
                for name, each in known.items():
                    row[name] = row.get(name, Fraction(0)) - times * each
        row = {name: each for name, each in row.items() if each}
        if not row:
            continue
        pivot = next((name for name in row if not isinstance(name, frozenset)), next(iter(row)))
        by = row[pivot]
        row, value = {name: each / by for name, each in row.items()}, value / by
        for place, (known, known_value) in enumerate(rows):
            if times := known.get(pivot):
                mixed = dict(known)
                for name, each in row.items():
                    mixed[name] = mixed.get(name, Fraction(0)) - times * each
                rows[place] = ({name: each for name, each in mixed.items() if each}, known_value - times * value)
        rows.append((row, value))
        pivots.append(pivot)
    return {pivot: value for (row, value), pivot in zip(rows, pivots, strict=True) if len(row) == 1}


def _closed_in(equations: list[Equation], floors: dict[Unknown, int]) -> tuple[dict[Unknown, int], dict[Unknown, int]]:
    lows, highs = dict(floors), dict.fromkeys(floors, 10**6)
    for _ in range(12):
        before = dict(lows), dict(highs)
        for terms, right in equations:
            least = sum(each * (lows[name] if each > 0 else highs[name]) for name, each in terms.items())
            most = sum(each * (highs[name] if each > 0 else lows[name]) for name, each in terms.items())
            for name, each in terms.items():
                if each > 0:
                    others_least, others_most = least - lows[name], most - highs[name]
                    low, high = right - others_most, right - others_least
                else:
                    others_least, others_most = least + highs[name], most + lows[name]
                    low, high = others_least - right, others_most - right
                if low > lows[name] or high < highs[name]:
                    lows[name], highs[name] = max(lows[name], low), min(highs[name], high)
                    break
        if (lows, highs) == before:
            break
    return lows, highs
