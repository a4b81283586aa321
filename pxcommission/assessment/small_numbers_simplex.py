"""What whole numbers can still be, given sums that hold between them: exact, in whole numbers throughout.

The simplex method on a sparse tableau whose rows are kept as integers: no rounding, so that "it can only be 3" is a
proof and not a guess. Bland's rule takes over whenever a step gains nothing, so it always ends.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import gcd
from typing import Generic, TypeVar

Name = TypeVar("Name", bound=Hashable)
Row = dict[int, int]


class Possibilities(Generic[Name]):
    """The numbers that are at least their floor and for which every sum holds.

    `seen` has for each name the lowest and the highest value among the whole solutions met so far; `wide` those that
    may be as large as one likes.
    """

    def __init__(self, floors: Mapping[Name, int], sums: Iterable[tuple[Mapping[Name, int], int]]) -> None:
        self.names = tuple(floors)
        self.floors = [floors[name] for name in self.names]
        self._place = {name: place for place, name in enumerate(self.names)}
        self._rows: list[Row] = []
        self._rights: list[int] = []
        self._basis: list[int] = []
        for factors, right in sums:
            self._add_row({self._place[name]: factor for name, factor in factors.items() if factor}, right)
        self._low: list[int | None] = [None] * len(self.names)
        self._high: list[int | None] = [None] * len(self.names)
        self._endless: set[int] = set()
        self.possible = False
        self.possible = self._find_a_beginning()
        if self.possible:
            self._remember()

    def lowest(self, name: Name) -> int:
        """No whole solution has it lower than this."""
        self._lead({self._place[name]: 1})
        above, below = self._value(self._place[name])
        return -(-above // below)

    def highest(self, name: Name) -> int | None:
        """No whole solution has it higher than this; None where there is no end."""
        place = self._place[name]
        if not self._lead({place: -1}):
            self._endless |= {place} if self._whole() else set()
            return None
        above, below = self._value(place)
        return above // below

    def values_seen(self, name: Name) -> tuple[int, int | None] | None:
        """The lowest and highest value among whole solutions met so far; None for no end; nothing where none was met."""
        place = self._place[name]
        low, high = self._low[place], self._high[place]
        if low is None:
            return None
        return low, None if place in self._endless else high

    def _add_row(self, row: Row, right: int) -> None:
        right -= sum(factor * self.floors[place] for place, factor in row.items())
        sign = -1 if right < 0 else 1
        self._rows.append({place: factor * sign for place, factor in row.items()})
        self._rights.append(right * sign)
        self._basis.append(-len(self._rows))

    def _find_a_beginning(self) -> bool:
        """Whether any (perhaps broken) numbers satisfy the sums; if so the tableau stands at some."""
        gain: Row = {}
        for row in self._rows:
            for place, factor in row.items():
                gain[place] = gain.get(place, 0) - factor
        self._descend(gain)
        if any(right for right, basic in zip(self._rights, self._basis, strict=True) if basic < 0):
            return False
        for at in [at for at, basic in enumerate(self._basis) if basic < 0]:
            self._drive_out(at)
        kept = [at for at, basic in enumerate(self._basis) if basic >= 0]
        self._rows = [self._rows[at] for at in kept]
        self._rights = [self._rights[at] for at in kept]
        self._basis = [self._basis[at] for at in kept]
        return True

    def _drive_out(self, at: int) -> None:
        row = self._rows[at]
        place = next((place for place, factor in row.items() if factor), None)
        if place is None:
            return
        if row[place] < 0:
            self._rows[at] = {other: -factor for other, factor in row.items()}
        self._pivot(at, place, {})

    def _lead(self, wanted: Row) -> bool:
        """Move to where the wanted combination is least; False where it has no end."""
        gain: Row = dict(wanted)
        for at, basic in enumerate(self._basis):
            if basic in wanted:
                row, factor = self._rows[at], wanted[basic]
                gain = {place: -factor * each for place, each in row.items() if place != basic}
        return self._descend(gain)

    def _descend(self, gain: Row) -> bool:
        stuck = False
        while True:
            falling = [place for place, factor in gain.items() if factor < 0]
            if not falling:
                return True
            place = min(falling) if stuck else min(falling, key=lambda one: (gain[one], one))
            at = self._tightest(place)
            if at is None:
                return False
            stuck = self._rights[at] == 0
            gain = self._pivot(at, place, gain)
            if self.possible and not stuck:
                self._remember()

    def _tightest(self, place: int) -> int | None:
        best: int | None = None
        for at, row in enumerate(self._rows):
            factor = row.get(place, 0)
            if factor <= 0:
                continue
            if best is not None:
                here, there = self._rights[at] * self._rows[best][place], self._rights[best] * factor
                if here > there or (here == there and self._basis[at] > self._basis[best]):
                    continue
            best = at
        return best

    def _pivot(self, at: int, place: int, gain: Row) -> Row:
        row, right = self._rows[at], self._rights[at]
        for other, each in enumerate(self._rows):
            if other != at and place in each:
                new = _less(each, each[place], row, row[place])
                new_right = self._rights[other] * row[place] - each[place] * right
                common = gcd(new_right, *new.values())
                if common > 1:
                    new = {one: factor // common for one, factor in new.items()}
                    new_right //= common
                self._rows[other], self._rights[other] = new, new_right
        self._basis[at] = place
        return _less(gain, gain[place], row, row[place]) if place in gain else gain

    def _value(self, place: int) -> tuple[int, int]:
        """The value where the tableau stands, as a fraction."""
        for at, basic in enumerate(self._basis):
            if basic == place:
                factor = self._rows[at][place]
                return self._rights[at] + self.floors[place] * factor, factor
        return self.floors[place], 1

    def _whole(self) -> bool:
        return all(
            right % row[basic] == 0 for row, right, basic in zip(self._rows, self._rights, self._basis, strict=True)
        )

    def _remember(self) -> None:
        if not self._whole():
            return
        values = list(self.floors)
        for row, right, basic in zip(self._rows, self._rights, self._basis, strict=True):
            values[basic] += right // row[basic]
        for place, value in enumerate(values):
            low, high = self._low[place], self._high[place]
            self._low[place] = value if low is None else min(low, value)
            self._high[place] = value if high is None else max(high, value)


def _less(one: Row, times: int, other: Row, factor: int) -> Row:
    """`one` times `factor` less `other` times `times`, without what became nothing."""
    new = {place: each * factor for place, each in one.items()} if factor != 1 else dict(one)
    for place, each in other.items():
        left = new.get(place, 0) - times * each
        if left:
            new[place] = left
        else:
            new.pop(place, None)
    return new
