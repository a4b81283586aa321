"""The columns of a table and, where a column names measures, its rows: each with its values and a guess of its meaning."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pxcommission.periods import Period
from pxcommission.returns.figures import heading
from pxcommission.returns.mapping_guess import LIKELY, Guess, Meaning, Part, Role
from pxcommission.returns.mapping_guess_places import column_guess
from pxcommission.returns.mapping_guess_values import Values
from pxcommission.returns.mapping_guess_words import MeasureWords
from pxcommission.returns.mapping_proposal_table import Table
from pxcommission.returns.numbers import Value
from pxcommission.returns.sheets import address, column_letters


class Grid(Struct, frozen=True):
    """The cells of a table: which are shown as per cent, and the columns of each heading that names periods."""

    table: Table
    percents: frozenset[str]
    groups: Mapping[str, Mapping[Period, int]]

    def columns(self) -> Iterator[tuple[str, str, Mapping[Period, int] | Mapping[None, int]]]:
        """Every named column, or group of a column for each period: its name, where it stands, its column numbers."""
        of_group = {number: name for name, numbers in self.groups.items() for number in numbers.values()}
        seen = set()
        for number, name in enumerate(self.table.names, start=1):
            group = of_group.get(number)
            if group is None and name:
                yield name, column_letters(number), {None: number}
            elif group is not None and group not in seen:
                seen.add(group)
                numbers = self.groups[group]
                places = f"{column_letters(min(numbers.values()))} to {column_letters(max(numbers.values()))}"
                yield (
                    self._as_written(group, number),
                    places if len(numbers) > 1 else column_letters(number),
                    numbers,
                )

    def _as_written(self, group: str, number: int) -> str:
        """The group's name in the capitals of its first heading."""
        before, _, after = group.partition("{period}")
        written = self.table.names[number - 1]
        if heading(written).startswith(before) and heading(written).endswith(after):
            return f"{written[: len(before)]}{{period}}{written[len(written) - len(after) :] if after else ''}"
        return group

    def values(self, numbers: Mapping[Period, int] | Mapping[None, int]) -> Values:
        """The values of a column, by its row; of a group, by row and period."""
        at: dict[object, Value] = {}
        percents = set()
        for row in self.table.rows:
            for period, column in numbers.items():
                key: object = row if period is None else (row, period)
                at[key] = self.table.sheet.at(row, column)
                if address(row, column) in self.percents:
                    percents.add(key)
        return Values(at, frozenset(percents))

    def unnamed(self) -> Iterator[str]:
        """The columns that hold values under no heading."""
        width = max(len(self.table.sheet.rows[row - 1]) for row in self.table.rows)
        for column in range(1, width + 1):
            named = column <= len(self.table.names) and self.table.names[column - 1]
            if not named and any(self.table.sheet.text(row, column) for row in self.table.rows):
                yield column_letters(column)


def column_parts(grid: Grid, words: MeasureWords) -> tuple[Part, ...]:
    """The columns of the table, with a guess of those that hold no figures."""
    found: list[tuple[str, str, bool, Values, Guess]] = []
    for name, place, numbers in grid.columns():
        values = grid.values(numbers)
        across = any(period is not None for period in numbers)
        found.append((name, place, across, values, column_guess(name, values, words.vocabulary)))
    best: dict[Role, int] = {}
    for number, (_, _, across, _, guess) in enumerate(found):
        role = guess.meanings[0].role
        if not across and (role not in best or guess.confidence > found[best[role]][4].confidence):
            best[role] = number
    parts: list[Part] = []
    for number, (name, place, across, values, guess) in enumerate(found):
        role = guess.meanings[0].role
        doubled = role is not Role.NOT_READ and best.get(role) != number
        if across or doubled:
            reason = "it holds texts" if across else f"another column is the {role}"
            guess = Guess((Meaning(Role.NOT_READ),), LIKELY, reason)
        parts.append(Part("column", name, place, values, values.content, guess))
    return tuple(parts)
