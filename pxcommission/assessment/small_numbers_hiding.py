"""Which counts of a table are hidden so that nothing shared gives a small one away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pxcommission.assessment.small_numbers_attacked import narrow_numbers
from pxcommission.assessment.small_numbers_sums import Known, known_from
from pxcommission.assessment.small_numbers_tables import Coordinates, Number, SharedTable, Table, number_of
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound


def protect(table: Table, already_shared: Sequence[SharedTable] = (), small: int = 4) -> SharedTable:
    """The table with every count of 1 to `small` hidden, and as many more as it takes.

    Whatever else of `already_shared` is known, each hidden count can still be at least `small` different numbers, as many
    as a star stands for by itself. Zeros are shown, unless that makes it impossible: then all zeros of the table are hidden too. A table that can't be made
    safe is refused (ProblemsFound, exit code 6).
    """
    hiding = _Hiding(table, _related(table, already_shared), small)
    for with_zeros in (True,) if hiding.zeros_hidden_before else (False, True):
        hidden = hiding.enough(with_zeros)
        if hidden is not None:
            return hiding.shared(hiding.no_more_than_needed(hidden, with_zeros), with_zeros)
    message = f"{table.about.subject}: this table can't be shared without giving small counts away"
    raise ProblemsFound([Problem(table.about.subject, message, "share a coarser one")], ExitCode.REFUSED)


def _related(table: Table, already_shared: Sequence[SharedTable]) -> tuple[SharedTable, ...]:
    """Tables of the same subject whose periods overlap the table's, or overlap one that does."""
    periods = {table.about.period}
    same_subject = [one for one in already_shared if one.about.subject == table.about.subject]
    while True:
        related = [one for one in same_subject if any(_overlap(one.about.period, period) for period in periods)]
        if periods >= {one.about.period for one in related}:
            return tuple(related)
        periods |= {one.about.period for one in related}


def _overlap(one: Period | None, other: Period | None) -> bool:
    if one is None or other is None:
        return one is other
    return one.start <= other.end and other.start <= one.end


class _Hiding:
    """One table beside what was shared before it."""

    def __init__(self, table: Table, earlier: tuple[SharedTable, ...], small: int) -> None:
        self.table, self.earlier, self.small = table, earlier, small
        nothing_new = self._known(set(table.counts), with_zeros=True)
        self.narrow_before = narrow_numbers(nothing_new, small)
        self.given_before = narrow_numbers(nothing_new, 2) if self.narrow_before else frozenset()
        same_period = [one for one in earlier if one.about.period == table.about.period]
        self.hidden_before = {where for one in same_period for where, count in one.counts.items() if count is None}
        self.zeros_hidden_before = any(
            count is None and table.counts.get(where) == 0
            for one in same_period
            if one.may_hide_zeros
            for where, count in one.counts.items()
        )

    def shared(self, hidden: Collection[Coordinates], with_zeros: bool) -> SharedTable:
        """The table with these hidden."""
        counts = {where: None if where in hidden else count for where, count in self.table.counts.items()}
        return SharedTable(self.table.about, self.table.dimensions, counts, with_zeros)

    def must_hide(self, with_zeros: bool) -> set[Coordinates]:
        """What is hidden at the least: small counts, what was hidden before, and every zero where zeros are hidden."""
        return {
            where
            for where, count in self.table.counts.items()
            if 1 <= count <= self.small
            or (where in self.hidden_before and count)
            or (with_zeros and not count and not self._is_given(where))
        }

    def enough(self, with_zeros: bool) -> set[Coordinates] | None:
        """Enough hidden counts that nothing is given away, one added after the other; None where all are not enough."""
        hidden = self.must_hide(with_zeros)
        while True:
            known = self._known(hidden, with_zeros)
            unsafe = self._unsafe(known)
            if not unsafe:
                return hidden
            more = self._next(known, unsafe, hidden)
            if more is None:
                return None
            hidden.add(more)

    def no_more_than_needed(self, hidden: set[Coordinates], with_zeros: bool) -> set[Coordinates]:
        """The same without those that can be shown after all, the largest first."""
        must = self.must_hide(with_zeros)
        for where in sorted(hidden - must, key=lambda one: (len(one), -self.table.counts[one], one)):
            fewer = hidden - {where}
            if not self._unsafe(self._known(fewer, with_zeros)):
                hidden = fewer
        return hidden

    def _known(self, hidden: Collection[Coordinates], with_zeros: bool) -> Known:
        return known_from([*self.earlier, self.shared(hidden, with_zeros)])

    def _unsafe(self, known: Known) -> frozenset[Number]:
        unsafe = narrow_numbers(known, self.small) - self.narrow_before
        if self.narrow_before:
            unsafe |= narrow_numbers(known, 2) - self.given_before
        return unsafe

    def _is_given(self, where: Coordinates) -> bool:
        """Whether the count follows from what was shared before, so that hiding it would hide nothing."""
        about = self.table.about
        return any(number_of(about, where, edition) in self.given_before for edition in {"", about.edition})

    def _next(self, known: Known, unsafe: Collection[Number], hidden: Collection[Coordinates]) -> Coordinates | None:
        """The count whose hiding helps an unsafe number at the least cost: in a sum with it, or near, or any."""
        offered = {
            name: where
            for where, count in self.table.counts.items()
            if count and where not in hidden and not self._is_given(where)
            for name in (
                number_of(self.table.about, where),
                number_of(self.table.about, where, self.table.about.edition),
            )
            if name in known.shown
        }
        lonely: dict[Number, int] = dict.fromkeys(offered, 0)
        for one in known.sums:
            if all(name in known.shown for name in one.numbers):
                for name in one.numbers:
                    if name in lonely:
                        lonely[name] += 1
        near = {min(unsafe)}
        while True:
            touched = {name for one in known.sums if near & set(one.numbers) for name in one.numbers}
            if candidates := touched & offered.keys():
                break
            if touched <= near:
                candidates = set(offered)
                break
            near |= touched
        if not candidates:
            return None
        return offered[
            min(candidates, key=lambda n: (lonely[n], -len(n.coordinates), self.table.counts[offered[n]], n))
        ]
