"""What somebody who holds every shared table can work out of the numbers that are hidden in them."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from pxcommission.assessment.small_numbers_simplex import Possibilities
from pxcommission.assessment.small_numbers_sums import Known, known_from
from pxcommission.assessment.small_numbers_tables import Number, SharedTable, number_of


class Recovered(Struct, frozen=True, order=True):
    """A hidden number that can only be this."""

    number: Number
    value: int


def attacker(shared: Sequence[SharedTable]) -> tuple[Recovered, ...]:
    """Every hidden number that everything shared, taken together, gives away; tables in the order they were shared."""
    known = known_from(shared)
    if not known.holds():
        return ()
    recovered = {Recovered(name, known.shown[name]) for name in _hidden_and_shown(shared, known)}
    for group in known.possibilities:
        for name in group.names:
            if name in known.hidden and group.lowest(name) == group.highest(name):
                recovered.add(Recovered(name, group.lowest(name)))
    return tuple(sorted(recovered))


def possible_values(known: Known) -> dict[Number, tuple[int, int | None]]:
    """Between which numbers each number lies that is not shown (None: no end); no whole solution lies outside."""
    return {name: (group.lowest(name), group.highest(name)) for group in known.possibilities for name in group.names}


def narrow_numbers(known: Known, small: int) -> frozenset[Number]:
    """Numbers that are not safe: hidden ones that can't be shown to have `small` values, and implied ones sure to be small.

    A number counts as safe only where two whole solutions that far apart were found, so this errs towards unsafe.
    """
    return frozenset(
        name for group in known.possibilities for name in group.names if not _is_safe(group, known, name, small)
    )


def _is_safe(group: Possibilities[Number], known: Known, name: Number, small: int) -> bool:
    if not group.possible or _seen_enough(group, known, name, small):
        return True
    group.highest(name)
    if _seen_enough(group, known, name, small):
        return True
    group.lowest(name)
    return _seen_enough(group, known, name, small)


def _seen_enough(group: Possibilities[Number], known: Known, name: Number, small: int) -> bool:
    seen = group.values_seen(name)
    if seen is None:
        return False
    low, high = seen
    if high is None or high - low + 1 >= small:
        return True
    return name not in known.hidden and (low < 1 or high > small)


def _hidden_and_shown(shared: Sequence[SharedTable], known: Known) -> set[Number]:
    """Numbers that one table hides and another shows."""
    hidden = {
        number_of(table.about, where, edition)
        for table in shared
        for where, count in table.counts.items()
        if count is None
        for edition in ("", table.about.edition)
    }
    return {name for name in hidden if name in known.shown}
