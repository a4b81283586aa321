"""A return opened through its mapping: where its header stands and what its cells are."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

from pxcommission.returns.figures import heading
from pxcommission.returns.mappings import Mapping
from pxcommission.returns.numbers import Value
from pxcommission.returns.sheets import Sheet, address
from pxcommission.returns.xlsx_cells import CellNature


@dataclass(frozen=True)
class Return:
    """A return opened through its mapping: the sheet, the header's row, its columns, and what its cells are."""

    mapping: Mapping
    sheet: Sheet
    header: int
    columns: Table[str, int]
    natures: Table[str, CellNature] = field(default_factory=dict)

    def column(self, name: str | None) -> int | None:
        """The column under a heading as the mapping writes it."""
        return self.columns.get(heading(name)) if name else None

    def value(self, row: int, name: str | None) -> Value:
        """The value of a row under a heading."""
        column = self.column(name)
        return self.sheet.at(row, column) if column else ""

    def cell(self, row: int, name: str | None) -> str:
        """The address of a row's cell under a heading."""
        return address(row, self.column(name) or 1)
