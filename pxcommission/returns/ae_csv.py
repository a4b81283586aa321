"""NHS England's monthly A&E csv file: what fits, and its figures, booked appointments added to match the workbook.

The rows stand in no order; the last one, TOTAL, is England's and must be the sum of the others: cut-down copies keep the
national total and are refused.
"""

from __future__ import annotations

from collections.abc import Mapping

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS, unit_observations
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.fft_rows import columns_of
from pxcommission.returns.figures import About, Fit, Unit, month_in, quoted
from pxcommission.returns.numbers import NotANumber, read_count
from pxcommission.returns.sheets import Book, Sheet, address, column_letters

NAME, VERSION, ORIGIN = "ae-csv", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Period, Org Code, A&E attendances Type 1 … in row 1, and MSitAE in the first column"
_WALK_IN = ("type 1", "type 2", "other a&e department")
_BOOKED_IN = ("booked appointments type 1", "booked appointments type 2", "booked appointments other department")
ATTENDED = tuple(f"a&e attendances {kind}" for kind in (*_WALK_IN, *_BOOKED_IN))
OVER = tuple(f"attendances over 4hrs {kind}" for kind in (*_WALK_IN[:2], "other department", *_BOOKED_IN))
OVER_12 = "patients who have waited 12+ hrs from dta to admission"
_BOOKED = (*ATTENDED[3:], *OVER[3:])
_NEEDED = ("period", "org code", *ATTENDED[:3], *OVER[:3], OVER_12)


def recognises(book: Book) -> Fit:
    """How well a csv file fits."""
    kind = "NHS England A&E csv file"
    if not book.is_csv:
        return Fit(kind, LOOKED_FOR, ("a csv file",))
    columns = columns_of(book.first.texts(1))
    missing = [name for name in _NEEDED if name not in columns]
    lacking = ("headings: " + ", ".join(missing[:3]),) if missing else ()
    return Fit(kind, LOOKED_FOR, lacking, 1 - len(missing) / len(_NEEDED))


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every provider's figures and England's (the TOTAL row); errors go to `found`."""
    sheet = book.first
    refuse_ragged(book, 1, found)
    found.stop_if_wrong()
    columns = columns_of(sheet.texts(1))
    booked = [name for name in _BOOKED if name in columns]
    if not booked:
        found.warn("the columns of booked appointments are absent: figures may be lower than in the workbook")
    elif len(booked) < len(_BOOKED):
        absent = ", ".join(f"'{name}'" for name in _BOOKED if name not in columns)
        found.error(f"some columns of booked appointments are absent: {absent}", "load the whole published file")
    rows = [number for number, _ in sheet.numbered_rows(2)]
    labels = ("period", "org code")
    totals = [row for row in rows if any(sheet.text(row, columns[one]).casefold() == "total" for one in labels)]
    units = [row for row in rows if row not in totals]
    if not units:
        found.error("no rows: no provider stands below the headings", "load the whole file")
    period = _period(sheet, columns, units, given, found)
    found.stop_if_wrong()
    assert period is not None  # noqa: S101
    _refuse_twice(sheet, columns["org code"], units, found)
    _check_totals(sheet, columns, units, totals, found)
    about = About("emergency", "", period, "")
    made: list[Observation] = []
    for row in (*units, *totals):
        made += _figures(sheet, columns, row, _unit(sheet, columns, row, row in totals, found), about, found)
    return tuple(made)


def _unit(sheet: Sheet, columns: Mapping[str, int], row: int, is_total: bool, found: Collected) -> Unit:
    if is_total:
        return Unit(Level.ENGLAND, provider="ENG", name="England")
    code = sheet.text(row, columns["org code"])
    if not ODS.fullmatch(code):
        found.error(f"{quoted(code)} is no organisation code", "", cell=address(row, columns["org code"]))
    return Unit(
        Level.PROVIDER, provider=code, name=sheet.text(row, columns["org name"]) if "org name" in columns else ""
    )


def _figures(
    sheet: Sheet, columns: Mapping[str, int], row: int, unit: Unit, about: About, found: Collected
) -> list[Observation]:
    attended = [name for name in ATTENDED if name in columns]
    over_4 = [name for name in OVER if name in columns]
    counts = _counts(sheet, columns, row, (*attended, *over_4, OVER_12), found)
    if counts is None:
        return []
    total, over = sum(counts[name] for name in attended), sum(counts[name] for name in over_4)
    if over > total:
        found.error(f"over four hours is {over:,}, attendances are {total:,}", "", cell=address(row, columns[OVER[0]]))
        return []
    all_ = "+".join(address(row, columns[name]) for name in attended)
    late = "-".join(address(row, columns[name]) for name in over_4)
    cells = (all_, f"{all_}-{late}/{all_}", f"{column_letters(columns[OVER_12])}{row}")
    return unit_observations(unit, about, total, total - over, over, counts[OVER_12], cells)


def _counts(
    sheet: Sheet, columns: Mapping[str, int], row: int, names: tuple[str, ...], found: Collected
) -> dict[str, int] | None:
    counts: dict[str, int] = {}
    for name in names:
        try:
            counts[name] = read_count(sheet.at(row, columns[name])).number or 0
        except NotANumber as wrong:
            found.error(f"'{name}': {wrong}", "", cell=address(row, columns[name]))
    return counts if len(counts) == len(names) else None


def _period(
    sheet: Sheet, columns: Mapping[str, int], rows: list[int], given: Period | None, found: Collected
) -> Period | None:
    texts = {sheet.text(row, columns["period"]) for row in rows}
    months = {month_in(text) for text in texts}
    if len(months) == 1 and None not in months:
        return months.pop()
    if len(months) > 1:
        found.error("the file holds several periods: " + ", ".join(sorted(texts)[:3]), "load one file a month")
    elif given is None and rows:
        found.error(f"the period can't be read: {quoted(', '.join(sorted(texts)[:3]))}", "give it with --period")
    return given


def _refuse_twice(sheet: Sheet, column: int, units: list[int], found: Collected) -> None:
    """An error for each provider with a second row: the TOTAL row may agree, and one of the two would still be wrong."""
    first: dict[str, int] = {}
    for row in units:
        code = sheet.text(row, column)
        if code in first:
            message = f"{code} stands twice, in lines {first[code]} and {row}"
            found.error(message, "load the file as it was published", cell=address(row, column))
        first.setdefault(code, row)


def _check_totals(
    sheet: Sheet, columns: Mapping[str, int], units: list[int], totals: list[int], found: Collected
) -> None:
    """The TOTAL row stands once and is the sum of every other row, column by column."""
    if len(totals) != 1:
        found.error(f"{len(totals)} TOTAL rows; the published file has one at its end", "download the whole file")
        return
    numbers = tuple(name for name in (*ATTENDED, *OVER, OVER_12) if name in columns)
    stated = _counts(sheet, columns, totals[0], numbers, found)
    rows = [_counts(sheet, columns, row, numbers, found) for row in units]
    found.stop_if_wrong()
    for name in numbers:
        summed = sum(row[name] for row in rows if row is not None)
        if stated is not None and stated[name] != summed:
            message = f"'{name}': the TOTAL row says {stated[name]:,}, the rows add up to {summed:,}: rows are missing"
            found.error(message, "load the whole published file", cell=address(totals[0], columns[name]))
