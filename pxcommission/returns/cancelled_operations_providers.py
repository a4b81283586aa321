"""NHS England's quarterly cancelled operations by provider: the workbook and the year's csv file. Known only second-hand.

Workbook: the label `Period:` with `Quarter 1, 2022-23 (April to June 2022)`, headings about row 16, England above the
providers. Csv: the headings `Year`, `Period Name` (the quarter's last month), `Org Code`, `Cancelled Operations`, `Breaches Of Standard`.
"""

from __future__ import annotations

import re

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period, month_number, read_period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.cancelled_operations import BREACHES, CANCELLED, figures, measured_columns
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.figures import About, Fit, Unit, heading, quoted
from pxcommission.returns.national_rows import is_england, is_region
from pxcommission.returns.published_tables import PublishedTable
from pxcommission.returns.sheets import Book, Sheet

NAME, VERSION, ORIGIN = "cancelled-operations-providers", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Organisation Code (or Org Code) and operations cancelled at the last minute"
_CODES, _NAMES = ("organisation code", "org code"), ("organisation name", "org name")
_HEADINGS_WITHIN = 25
_QUARTER = re.compile(r"quarter ([1-4])[, ]+(20[0-9]{2})[/-](?:20)?([0-9]{2})")
_ENDS = {6: 1, 9: 2, 12: 3, 3: 4}
_YEAR = re.compile(r"(20[0-9]{2})\s*[/-]\s*(?:20)?([0-9]{2})")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    kind = "NHS England cancelled operations by provider"
    missing = min(
        (_missing(table) for sheet in book.sheets for table in _tables(sheet)), key=len, default=("org code",) * 4
    )
    lacking = ("headings: " + ", ".join(missing[:3]),) if missing else ()
    return Fit(kind, LOOKED_FOR, lacking, 1 - (len(missing) + 1) / 5 if missing else 1.0)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every provider's figures, and England's where its row stands; errors go to `found`."""
    table = next(table for sheet in book.sheets for table in _tables(sheet) if not _missing(table))
    if book.is_csv:
        refuse_ragged(book, table.header, found)
        found.stop_if_wrong()
    stated = _stated_quarter(table.sheet, table.header) or given
    made: list[Observation] = []
    seen: dict[tuple[str, Period], int] = {}
    for row in table.rows():
        code, name = _text(table, row, _CODES), _text(table, row, _NAMES)
        period = _row_quarter(table, row) if "period name" in table.columns else stated
        if table.text(row, CANCELLED) == "":
            continue
        unit = _unit(table, row, code, name, found)
        if unit is None:
            continue
        if period is None:
            said = "the quarter can't be read: it stands neither in the row nor after 'Period:'"
            found.error(said, "give it with --period", table.sheet.name, table.cell(row, CANCELLED))
            break
        if (unit.provider, period) in seen and unit.level is Level.PROVIDER:
            said = f"{unit.provider} stands twice for {period.label}, also in row {seen[unit.provider, period]}"
            found.error(said, "load the file as it was published", table.sheet.name, table.cell(row, CANCELLED))
            continue
        if (unit.provider, period) not in seen:
            seen[unit.provider, period] = row
            made += figures(table, row, unit, About("inpatient", "", period, table.sheet.name), found)
    if not any(one.level is Level.PROVIDER for one in made) and not found.errors:
        found.error("no rows: no provider stands below the headings", "load the whole file", table.sheet.name)
    found.stop_if_wrong()
    found.note(
        "the layout of this file was never compared with a real file", "look at a few figures in the file itself"
    )
    return tuple(made)


def _unit(table: PublishedTable, row: int, written: str, name: str, found: Collected) -> Unit | None:
    """Whose figures a row holds; nobody's for a region, and for a code that is none, which is told."""
    code = written.upper()
    if is_england(code, name):
        return Unit(Level.ENGLAND, provider="ENG", name=name)
    if is_region(code):
        return None
    cell = next((table.cell(row, heading) for heading in _CODES if heading in table.columns), "")
    if not ODS.fullmatch(code):
        said = f"{quoted(written)} is no organisation code: the figures of this row are left out"
        found.warn(said, "load the file as it was published", table.sheet.name, cell)
        return None
    if code != written:
        found.note(f"{quoted(written)} is read as {code}", "", table.sheet.name, cell)
    return Unit(Level.PROVIDER, provider=code, name=name)


def _text(table: PublishedTable, row: int, names: tuple[str, ...]) -> str:
    return next((table.text(row, name) for name in names if name in table.columns), "")


def _tables(sheet: Sheet) -> list[PublishedTable]:
    rows = range(1, min(len(sheet.rows), _HEADINGS_WITHIN) + 1)
    return [PublishedTable(sheet, row, measured_columns(sheet.texts(row))) for row in rows if any(sheet.texts(row))]


def _missing(table: PublishedTable) -> tuple[str, ...]:
    lacking = [name for name in (CANCELLED, BREACHES) if name not in table.columns]
    return (
        tuple(lacking) if any(name in table.columns for name in _CODES) else (*lacking, "organisation code", "org code")
    )


def _stated_quarter(sheet: Sheet, header: int) -> Period | None:
    """The quarter after the label `Period:` above the headings."""
    for row in range(1, header):
        texts = [heading(text) for text in sheet.texts(row) if text]
        if texts and texts[0].startswith("period") and (found := _QUARTER.search(" ".join(texts))):
            return read_period(f"{found[2]}/{found[3]} Q{found[1]}")
    return None


def _row_quarter(table: PublishedTable, row: int) -> Period | None:
    """The quarter a month ends: `2022-23` and `JUNE` are the first quarter of 2022/23."""
    year, month = _YEAR.fullmatch(table.text(row, "year")), month_number(table.text(row, "period name"))
    quarter = _ENDS.get(month or 0)
    return read_period(f"{year[1]}/{year[2]} Q{quarter}") if year and quarter else None
