"""The finest counts that tie several breakdowns together where they form a ring.

Tables by ward and theme, theme and sentiment, and ward and sentiment are all margins of one table by all three: that there
must be such a table, with no count below nothing, says more than the totals the three have in common. Breakdowns that
form no ring (the hypergraph of their dimensions is acyclic: Graham's reduction leaves nothing) fit together whatever
their counts, so that their common totals say everything.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from math import prod

from pxcommission.assessment.small_numbers_tables import ALL, About, Coordinates, Dimension, SharedTable
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound

MOST_FINEST_COUNTS = 1_500
_PERIOD = "period"
Finest = tuple[Period | None, Coordinates]
"""One of the finest counts: a piece of the periods, and one category of every dimension."""


def finest_counts(tables: Sequence[SharedTable]) -> list[tuple[About, Coordinates, tuple[Finest, ...]]]:
    """For each count of each table the finest counts that make it up; none at all where breakdowns form no ring.

    Overlapping categories have no finest counts and are left out. ProblemsFound (exit code 6) where there would be too
    many of them to be sure of anything.
    """
    made: list[tuple[About, Coordinates, tuple[Finest, ...]]] = []
    for subject in dict.fromkeys(table.about.subject for table in tables):
        group = [table for table in tables if table.about.subject == subject]
        dimensions, pieces = _all_dimensions(group), _pieces(table.about.period for table in group)
        if not forms_a_ring(_scope(table, dimensions, pieces) for table in group):
            continue
        if prod(len(_leaves(one, ALL)) for one in dimensions) * max(1, len(pieces)) > MOST_FINEST_COUNTS:
            message = f"{subject}: too many breakdowns that depend on each other were shared to be sure what they tell"
            raise ProblemsFound([Problem(subject, message, "share this one by fewer things at once")], ExitCode.REFUSED)
        made += [one for table in group for one in _finest_of(table, dimensions, pieces)]
    return made


def forms_a_ring(scopes: Iterable[frozenset[str]]) -> bool:
    """Whether something is left of the scopes when what stands in one alone, and scopes within others, are taken away."""
    left = set(scopes)
    while True:
        counted = [name for scope in left for name in scope]
        fewer = {frozenset(name for name in scope if counted.count(name) > 1) for scope in left}
        fewer = {scope for scope in fewer if scope and not any(scope < other for other in fewer)}
        if fewer == left:
            return bool(left)
        left = fewer


def _finest_of(
    table: SharedTable, dimensions: Sequence[Dimension], pieces: Sequence[Period]
) -> Iterator[tuple[About, Coordinates, tuple[Finest, ...]]]:
    period = table.about.period
    spans: list[Period | None] = [
        one for one in pieces if period and period.start <= one.start and one.end <= period.end
    ]
    spans = spans or [period]
    overlapping = {one.name for one in table.dimensions if one.overlapping}
    for where in table.counts:
        at = dict(where)
        if overlapping & at.keys():
            continue
        leaves = [
            _leaves(one, at[one.name] if one.name in at and _counts_in(one, table, at[one.name]) else ALL)
            for one in dimensions
        ]
        names = [f"{one.name} {place}" for place, one in enumerate(dimensions)]
        yield (
            table.about,
            where,
            tuple(
                (span, tuple(zip(names, each, strict=True))) for span in spans for each in itertools.product(*leaves)
            ),
        )


def _counts_in(one: Dimension, table: SharedTable, category: str) -> bool:
    """Whether a table's category is one of this dimension: its own, or one it lies within."""
    return one in table.dimensions or ((one.name, category) in table.about.within and category in one.categories)


def _leaves(one: Dimension, category: str) -> tuple[str, ...]:
    """The categories that are made up of no others, within a category."""
    parts = next((parts for whole, parts in one.sums if whole == category), None)
    return tuple(itertools.chain.from_iterable(_leaves(one, part) for part in parts)) if parts else (category,)


def _scope(table: SharedTable, dimensions: Sequence[Dimension], pieces: Sequence[Period]) -> frozenset[str]:
    at = dict(table.about.within)
    names = {
        f"{one.name} {place}"
        for place, one in enumerate(dimensions)
        if one in table.dimensions or _counts_in(one, table, at.get(one.name, ALL))
    }
    period = table.about.period
    whole = period is None or all(period.start <= piece.start and piece.end <= period.end for piece in pieces)
    return frozenset(names if whole else names | {_PERIOD})


def _pieces(periods: Iterable[Period | None]) -> list[Period]:
    """The pieces into which the periods cut each other."""
    known = {period for period in periods if period is not None}
    starts = sorted({p.start for p in known} | {p.end + timedelta(days=1) for p in known})
    cut = [Period(first, after - timedelta(days=1)) for first, after in itertools.pairwise(starts)]
    return [piece for piece in cut if any(p.start <= piece.start and piece.end <= p.end for p in known)]


def _all_dimensions(tables: Sequence[SharedTable]) -> tuple[Dimension, ...]:
    """Every way in which the tables break down; two ways of one name (other age bands) count as two."""
    known = dict.fromkeys(one for table in tables for one in table.dimensions if not one.overlapping)
    within = sorted({one for table in tables for one in table.about.within})
    for name in dict.fromkeys(name for name, _ in within):
        parts = tuple(category for other, category in within if other == name)
        if not any(one.name == name and set(parts) <= set(one.categories) for one in known):
            known[Dimension(name, ((ALL, (*parts, "the rest")),))] = None
    return tuple(known)
