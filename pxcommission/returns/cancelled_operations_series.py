"""NHS England's time series of cancelled operations (QMCO, England alone, quarter by quarter): what fits, and its figures.

Labels in columns B and C, headings about row 15; the year stands only beside a year's first quarter and is carried down; a block
`Notes:` ends the table.
"""

from __future__ import annotations

import re

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period, read_period
from pxcommission.returns.cancelled_operations import BREACHES, CANCELLED, figures, measured_columns
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, heading, quoted
from pxcommission.returns.published_tables import PublishedTable
from pxcommission.returns.sheets import Book, Sheet

NAME, VERSION, ORIGIN = "cancelled-operations-series", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Year, Quarter and operations cancelled at the last minute, and no organisation"
_NEEDED = ("year", "quarter", CANCELLED, BREACHES)
_HEADINGS_WITHIN = 25
_YEAR = re.compile(r"((?:19|20)[0-9]{2}) ?[/-] ?(?:[0-9]{2})?([0-9]{2})")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    kind = "NHS England cancelled operations, time series"
    tables = [(_missing(table), table) for sheet in book.sheets for table in _tables(sheet)]
    missing = min((lacking for lacking, _ in tables), key=len, default=_NEEDED)
    said = ("headings: " + ", ".join(missing[:3]),) if missing else ()
    return Fit(kind, LOOKED_FOR, said, 1 - len(missing) / len(_NEEDED))


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:  # noqa: ARG001
    """England's figures of every quarter; errors go to `found`."""
    table = next(table for sheet in book.sheets for table in _tables(sheet) if not _missing(table))
    made: list[Observation] = []
    year, seen = "", set()
    for row in table.rows():
        if any(heading(text).startswith("note") for text in table.sheet.texts(row)[:3]):
            break
        year = table.text(row, "year") or year
        quarter = table.text(row, "quarter")
        if not quarter:
            continue
        period = _quarter(year, quarter)
        if period is None or period in seen:
            wrong = "stands twice" if period in seen else "is no quarter"
            said = f"Year {quoted(year)}, Quarter {quoted(quarter)} {wrong}"
            found.error(said, "load the file as it was published", table.sheet.name, table.cell(row, "quarter"))
            continue
        seen.add(period)
        about = About("inpatient", "", period, table.sheet.name)
        made += figures(table, row, Unit(Level.ENGLAND, provider="ENG", name="England"), about, found)
    if not made:
        found.error("no rows: no quarter stands below the headings", "load the whole file", table.sheet.name)
    found.stop_if_wrong()
    return tuple(made)


def _tables(sheet: Sheet) -> list[PublishedTable]:
    rows = range(1, min(len(sheet.rows), _HEADINGS_WITHIN) + 1)
    made = [PublishedTable(sheet, row, measured_columns(sheet.texts(row))) for row in rows]
    return [table for table in made if "quarter" in table.columns]


def _missing(table: PublishedTable) -> tuple[str, ...]:
    if any("org" in name and "code" in name for name in table.columns):
        return ("England alone, no organisations", *_NEEDED)
    return tuple(name for name in _NEEDED if name not in table.columns)


def _quarter(year: str, quarter: str) -> Period | None:
    """`2023/24` or `2023-24` or `2023/2024`, and `1` to `4` or `Q1` to `Q4`."""
    found, number = _YEAR.fullmatch(year), re.fullmatch(r"Q?([1-4])", quarter, re.IGNORECASE)
    return read_period(f"{found[1]}/{found[2]} Q{number[1]}") if found and number else None
