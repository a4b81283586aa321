"""A return opened through its mapping: where its headings stand, which columns are for which period, what its cells are."""

from __future__ import annotations

from collections.abc import Mapping as Table

from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.periods import Period
from pxcommission.returns.figures import heading
from pxcommission.returns.mappings import Mapping
from pxcommission.returns.numbers import Value
from pxcommission.returns.sheets import Sheet, address
from pxcommission.returns.xlsx_cells import CellNature


class PeriodColumns(Struct, frozen=True):
    """A period that the headings name, and its columns by the heading with `{period}` in the period's place."""

    period: Period
    columns: Table[str, int]


class Return(Struct, frozen=True):
    """A return opened through its mapping: the sheet, the headings' (lower) row, its columns, and what its cells are.

    `periods` are those of layout wide; `placed` are the cells a row's component stands in, where it is not a column's.
    `above` is, for each row under a row of its own such as a site's, the number of that row.
    `told` are the things said once of the whole return, whatever the row.
    """

    mapping: Mapping
    sheet: Sheet
    header: int
    columns: Table[str, int]
    natures: Table[str, CellNature] = field(default_factory=dict)
    periods: tuple[PeriodColumns, ...] = ()
    placed: Table[str, tuple[int, int]] = field(default_factory=dict)
    above: Table[int, int] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def column(self, name: str | None) -> int | None:
        """The column under a heading as the mapping writes it."""
        return self.columns.get(heading(name)) if name else None

    def value(self, row: int, name: str | None) -> Value:
        """The value of a row under a heading."""
        if self.placed:
            place = self.placed.get(heading(name)) if name else None
            return self.sheet.at(*place) if place else ""
        column = self.column(name)
        return self.sheet.at(row, column) if column else ""

    def cell(self, row: int, name: str | None) -> str:
        """The address of a row's cell under a heading."""
        if self.placed:
            return address(*self.placed.get(heading(name or ""), (row, 1)))
        return address(row, self.column(name) or 1)

    def first_time(self, what: str) -> bool:
        """Whether this has not been said of the return before; it counts as said from now on."""
        if what in self.told:
            return False
        self.told.add(what)
        return True

    def for_period(self, one: PeriodColumns) -> Return:
        """The return with the columns of one period under the headings the mapping writes."""
        return replace(self, columns={**self.columns, **one.columns})

    def with_cells(self, placed: Table[str, tuple[int, int]]) -> Return:
        """The return with the cells of one unit's components, each by the text of its row."""
        return replace(self, placed=placed)
