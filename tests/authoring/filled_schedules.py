"""Schedules filled in as a person would: cells by requirement and heading, saved by openpyxl."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from pxcommission.authoring.schedule_form import HEADINGS, NEW
from pxcommission.authoring.schedule_import import ReviewedImport, review_import
from pxcommission.authoring.schedule_table import contract_schedule
from pxcommission.authoring.schedule_workbook import schedule_workbook
from pxcommission.packs.workbook import write_text
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook

AS_AT = date(2026, 1, 31)


@dataclass
class Filled:
    """A schedule of a contract, opened to be filled in, and the workspace it is read back into."""

    folder: Path
    contract: str
    on: date = AS_AT
    loaded: Rulebook | None = None
    book: Any = field(init=False)

    def __post_init__(self) -> None:
        rulebook = self.rulebook()
        found = rulebook.contracts[self.contract]
        data = schedule_workbook(contract_schedule(rulebook, found, self.on), rulebook.hashes[found.file])
        self.path = self.folder / "schedule.xlsx"
        self.path.write_bytes(data)
        self.book = load_workbook(self.path)

    def rulebook(self) -> Rulebook:
        """The rules as they are now, unless the test brought its own."""
        return self.loaded or load_rulebook(self.folder)

    def cell(self, requirement: str, heading: str) -> Any:
        """The cell of an adopted requirement."""
        sheet = self.book["Requirements"]
        row = next(row[0].row for row in sheet.iter_rows(min_row=5) if row[0].value == requirement)
        return sheet.cell(row, HEADINGS.index(heading) + 1)

    def put(self, requirement: str, **cells: object) -> Filled:
        """Write cells by heading, with _ for spaces; texts as texts."""
        for name, value in cells.items():
            _write(self.cell(requirement, name.replace("_", " ")), value)
        return self

    def change(self, requirement: str, threshold: object, since: object = date(2026, 4, 1)) -> Filled:
        """A new threshold with everything it needs."""
        return self.put(
            requirement, Threshold=threshold, In_force_from=since, Reason="two wards moved", Document="Variation 4"
        )

    def adopt(self, **cells: object) -> Filled:
        """Fill the first empty row at the end."""
        sheet = self.book["Requirements"]
        checks, names = HEADINGS.index("Check"), 0
        row = next(r for r in sheet.iter_rows(min_row=5) if r[checks].value == NEW and not r[names].value)
        for name, value in cells.items():
            _write(row[HEADINGS.index(name.replace("_", " "))], value)
        return self

    def review(self, as_at: date = AS_AT) -> ReviewedImport:
        """What importing it would do."""
        self.book.save(self.path)
        return review_import(self.rulebook(), self.contract, self.path, "schedule.xlsx", as_at)


def _write(cell: Any, value: object) -> None:
    if isinstance(value, str) and not value.startswith("FORMULA"):
        write_text(cell, value)
    else:
        cell.value = value.removeprefix("FORMULA") if isinstance(value, str) else value
