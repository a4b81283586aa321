"""NHS England's ambulance systems indicators (AmbSYS csv, every month since August 2017): what fits, and the figures in it.

A row for each month and ambulance service, region or England; a column for each coded item. Mean times can't be added over months,
so what is taken are the two counts they are made of: all seconds, and the incidents or calls they are of (an exact mean is
`require: seconds <= 1080 * incidents`). The codes are known second-hand; each is checked against the mean or the sum the file
itself states, and a row that disagrees is left out of that figure.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin, Status
from pxcommission.periods import Period, month_of
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.ambsys_items import COUNTS, MEANS, NEEDED, SHARES, Share
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, count, proportion, quoted, without_figure
from pxcommission.returns.national_rows import is_england, is_region
from pxcommission.returns.numbers import NotANumber, read_count
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table
from pxcommission.returns.sheets import Book
from pxcommission.returns.truncation import mention_partial_months

NAME, VERSION, ORIGIN = "ambsys", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Year, Month, Region, Org Code, Org Name, A1, A7, A8 …"
MISSING = "."


class _Row(Struct, frozen=True):
    """A row and its month; no unit where it is a region's."""

    number: int
    code: str
    unit: Unit | None
    month: Period


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    return fit_of("NHS England ambulance systems indicators (AmbSYS)", LOOKED_FOR, book, NEEDED)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:  # noqa: ARG001
    """Every ambulance service's figures and England's, month by month; regions are no providers and are left out."""
    table = opened_table(book, NEEDED, found)
    rows = [row for number in table.rows() if (row := _row(table, number, found)) is not None]
    found.stop_if_wrong()
    counted: dict[Period, int] = {}
    for row in rows:
        counted[row.month] = counted.get(row.month, 0) + 1
    cut = set(mention_partial_months(counted, found))
    _refuse_doubles(rows, table, found)
    made: list[Observation] = []
    for row in rows:
        if row.month not in cut and row.unit is not None:
            made += _figures(table, row, row.unit, found)
    found.note(
        "what the coded columns mean is known only second-hand; each was checked against the means and sums in the file"
    )
    found.stop_if_wrong()
    _compare_with_england(made, found)
    return tuple(made)


def _row(table: PublishedTable, number: int, found: Collected) -> _Row | None:
    code, name = table.text(number, "org code"), table.text(number, "org name")
    month = _month(table, number)
    if month is None:
        said = f"Year {quoted(table.text(number, 'year'))}, Month {quoted(table.text(number, 'month'))} is no month"
        found.error(said, "load the file as it was published", table.sheet.name, table.cell(number, "year"))
        return None
    if is_england(code, name):
        return _Row(number, code, Unit(Level.ENGLAND, provider="ENG", name=name), month)
    if is_region(code):
        return _Row(number, code, None, month)
    if not ODS.fullmatch(code):
        said = f"{quoted(code)} is no organisation code"
        found.error(said, "load the file as it was published", table.sheet.name, table.cell(number, "org code"))
        return None
    return _Row(number, code, Unit(Level.PROVIDER, provider=code, name=name), month)


def _month(table: PublishedTable, number: int) -> Period | None:
    try:
        year, month = (read_count(table.at(number, name)).number or 0 for name in ("year", "month"))
    except NotANumber:
        return None
    return month_of(date(year, month, 1)) if 2000 <= year <= 2100 and 1 <= month <= 12 else None


def _refuse_doubles(rows: list[_Row], table: PublishedTable, found: Collected) -> None:
    seen: dict[tuple[str, Period], int] = {}
    for row in rows:
        key = (row.code, row.month)
        if key in seen:
            said = f"{row.code} stands twice for {row.month.label}, also in row {seen[key]}"
            found.error(said, "load the file as it was published", table.sheet.name, table.cell(row.number, "org code"))
        seen[key] = row.number
    found.stop_if_wrong()


def _figures(table: PublishedTable, row: _Row, unit: Unit, found: Collected) -> list[Observation]:
    about = About("ambulance", "", row.month, table.sheet.name)
    made: list[Observation] = []
    for measure, code in COUNTS.items():
        number, cell = _item(table, row.number, code, found), table.cell(row.number, code)
        if code in table.columns and number is None:
            made.append(without_figure(unit, about, measure, "count", Status.MISSING, cell))
        elif number is not None and _mean_agrees(table, row, measure, found):
            made.append(count(unit, about, measure, number, cell))
    return made + [one for share in SHARES if (one := _share(table, row.number, unit, about, share, found)) is not None]


def _share(
    table: PublishedTable, row: int, unit: Unit, about: About, share: Share, found: Collected
) -> Observation | None:
    if share.part not in table.columns or share.whole not in table.columns:
        return None
    cells = f"{table.cell(row, share.part)}/{table.cell(row, share.whole)}"
    part, whole = (_item(table, row, code, found) for code in (share.part, share.whole))
    if part is None or whole is None:
        return without_figure(unit, about, share.measure, "proportion", Status.MISSING, cells)
    if part > whole:
        said = f"{share.part.upper()} ({part:,}) is greater than {share.whole.upper()} ({whole:,})"
        found.error(said, "load the file as it was published", table.sheet.name, table.cell(row, share.part))
        return None
    return proportion(unit, about, share.measure, part, whole, cells)


def _item(table: PublishedTable, row: int, code: str, found: Collected) -> int | None:
    """The count of a coded column; None where it is missing (`.`, or no such column)."""
    text = table.text(row, code)
    if text in (MISSING, ""):
        return None
    try:
        return read_count(table.at(row, code)).number
    except NotANumber as wrong:
        found.error(
            f"{code.upper()}: {wrong}", "load the file as it was published", table.sheet.name, table.cell(row, code)
        )
        return None


def _mean_agrees(table: PublishedTable, row: _Row, measure: str, found: Collected) -> bool:
    """Whether the seconds over their incidents are the mean the file states, to the second; true where there is none to compare."""
    if measure not in MEANS:
        return True
    mean, seconds, of = (_item(table, row.number, code, found) for code in MEANS[measure])
    if mean is None or seconds is None or not of or abs(seconds - mean * of) <= of:
        return True
    codes = " is not ".join(
        (MEANS[measure][0].upper(), f"{MEANS[measure][1].upper()} over {MEANS[measure][2].upper()}")
    )
    message = f"{codes} ({mean:,} against {seconds:,}/{of:,}): the figure is left out, a column may have moved"
    found.warn(
        message,
        "compare with the file as it was published",
        table.sheet.name,
        table.cell(row.number, MEANS[measure][0]),
    )
    return False


def _compare_with_england(made: list[Observation], found: Collected) -> None:
    """A warning for each month whose services' incidents do not add up to England's: rows may be missing."""
    totals: dict[Period, list[int]] = {}
    for one in made:
        if one.measure == "ambulance_incidents" and one.numerator is not None:
            sums = totals.setdefault(Period(one.start, one.end), [0, 0])
            sums[one.level is Level.ENGLAND] += one.numerator
    for month, (services, england) in sorted(totals.items()):
        if england and services != england:
            message = f"{month.label}: England has {england:,} incidents, the services add up to {services:,}"
            found.warn(message, "rows may be missing: compare with the file as it was published")
