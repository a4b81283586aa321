"""NHS England's monthly Friends and Family Test workbooks (xlsm), every service and both questions: what fits, and the figures.

Tables are found by their headings, not by sheet name or row: two heading rows (the lower wins where both say something),
Total Eligible missing on most maternity sheets. The month stands only in the title on the Notes sheet. Tables of the question
asked until March 2020 make measures of their own.
"""

from __future__ import annotations

import re

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_questions import NEW, OLD, TOTAL, wrong_question
from pxcommission.returns.fft_rows import Table, columns_of, row_observations
from pxcommission.returns.fft_units import level_of, unit_of
from pxcommission.returns.figures import About, Fit, Unit, doubled, heading, month_in, quoted
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import Book, Sheet, address

NAME, VERSION, ORIGIN = "fft-workbook", "1", Origin.PUBLISHED
LOOKED_FOR = "a Notes title with 'Friends and Family Test', and tables with Total Responses and Very Good to Don't Know"
NEVER_COMPARED = ("mental health", "community", "general practice", "dental")
"""Services whose workbooks nobody here has seen: their layout is taken to be that of the others."""
_TITLE = re.compile(r"(?P<service>.*?)\s*Friends and Family Test\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL)
_SERVICES = (
    ("a&e", "emergency"),
    ("accident and emergency", "emergency"),
    ("inpatient", "inpatient"),
    ("outpatient", "outpatient"),
    ("maternity", "maternity"),
    ("mental health", "mental health"),
    ("community", "community"),
    ("ambulance", "patient transport"),
    ("patient transport", "patient transport"),
    ("gp", "general practice"),
    ("general practice", "general practice"),
    ("dental", "dental"),
)
TOUCHPOINTS = {"Q1": "antenatal", "Q2": "birth", "Q3": "postnatal ward", "Q4": "postnatal community"}
HEADINGS_WITHIN = 25


class Title(Struct, frozen=True):
    """The title of the workbook, where it stands, and what it says."""

    text: str
    sheet: str
    cell: str
    service: str
    month: Period | None


def recognises(book: Book) -> Fit:
    """How well a workbook fits; lacking the title or the tables it does not."""
    lacking = []
    if book.is_csv or title_of(book) is None:
        lacking.append("the title 'Friends and Family Test' with a known service on the first sheet")
    if book.is_csv or not _tables(book):
        lacking.append("a table with Total Responses, percentages and the six answers")
    title = title_of(book)
    kind = "NHS England FFT workbook" + (f", {title.service}" if title else "")
    return Fit(kind, LOOKED_FOR, tuple(lacking), 1 - len(lacking) / 2)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every figure of the visible sheets; errors and data-quality warnings go to `found`."""
    title = title_of(book)
    assert title is not None  # noqa: S101
    tables = _tables(book)
    rows = [(table, _data_rows(table)) for table in tables]
    if not any(units for _, units in rows):
        message = "no rows: the workbook has headings, but no ICB, provider, site or ward stands below them"
        found.error(message, "this looks like an empty template; load the published workbook", tables[0].sheet.name)
    period = title.month or given
    if period is None:
        message = f"the title {quoted(title.text)} names no month, and the month stands nowhere else"
        found.error(message, "give the month with --period", title.sheet, title.cell)
    found.stop_if_wrong()
    assert period is not None  # noqa: S101
    _check_questions(tables, title, period, found)
    observations: list[Observation] = []
    for table, units in rows:
        observations += _table_observations(table, units, title.service, period, found)
    return without_doubles(observations, found)


def _check_questions(tables: list[Table], title: Title, period: Period, found: Collected) -> None:
    """An error for a table of the other era's question; a note where the layout was never compared with a real file."""
    for table in tables:
        if wrong := wrong_question(table.question, period):
            found.error(wrong, "check the month in the title", table.sheet.name, address(table.first_row - 1, 1))
    found.stop_if_wrong()
    if title.service in NEVER_COMPARED or any(table.question is OLD for table in tables):
        what = "before April 2020" if title.service not in NEVER_COMPARED else f"of {title.service}"
        found.note(
            f"the layout of workbooks {what} was never compared with a real file", "look at a few figures in the file"
        )


def _table_observations(
    table: Table, rows: list[tuple[int, Unit]], service: str, period: Period, found: Collected
) -> list[Observation]:
    name = table.sheet.name
    touchpoint = next((TOUCHPOINTS[word] for word in TOUCHPOINTS if service == "maternity" and name.endswith(word)), "")
    if service == "patient transport" and not name.upper().startswith("PTS"):
        service = "ambulance"
    about = About(service, touchpoint, period, name)
    level = level_of(table.columns)
    assert level is not None  # noqa: S101
    made: list[Observation] = []
    for row, unit in rows:
        if unit.level is Level.ENGLAND and table.sheet.text(row, table.columns[TOTAL]) == "":
            continue
        if unit.level is not Level.ENGLAND and not _is_named(unit.icb, unit.provider, unit.site, unit.ward, unit.level):
            found.error("the row has no code or name of its unit", "download the file again", name, address(row, 1))
            continue
        made += row_observations(table, row, unit, about, found)
    return _england_once(made, level)


def _england_once(made: list[Observation], level: Level) -> list[Observation]:
    """England's figures only from the sheet of providers, not again from ICBs, sites and wards."""
    return made if level is Level.PROVIDER else [one for one in made if one.level is not Level.ENGLAND]


def _is_named(icb: str, provider: str, site: str, ward: str, level: Level) -> bool:
    match level:
        case Level.ICB:
            return bool(icb)
        case Level.PROVIDER:
            return bool(provider)
        case Level.SITE:
            return bool(provider and site)
        case Level.WARD:
            return bool(provider and site and ward)
        case Level.ENGLAND:
            return True


def _data_rows(table: Table) -> list[tuple[int, Unit]]:
    """The rows that hold a unit, England included only if a unit follows."""
    level = level_of(table.columns)
    if level is None:
        return []
    rows = [number for number, _ in table.sheet.numbered_rows(table.first_row)]
    units = [(row, unit_of(table.sheet, table.columns, level, row)) for row in rows]
    kept = [(row, unit) for row, unit in units if unit is not None]
    return kept if any(unit.level is not Level.ENGLAND for _, unit in kept) else []


def without_doubles(observations: list[Observation], found: Collected) -> tuple[Observation, ...]:
    """The figures without wards that share a name within a site; any other double is an error."""
    pairs = doubled(observations)
    left_out = set()
    for first, second in pairs:
        if second.level is Level.WARD:
            left_out.add((second.provider, second.site, second.ward))
        elif second.measure in (NEW.responses, OLD.responses):
            message = f"{second.provider or second.icb} {second.site} stands twice, also at {first.cell}".replace(
                "  ", " "
            )
            found.error(message, "download the file again", second.sheet, second.cell)
    for provider, site, ward in sorted(left_out):
        found.warn(
            f"two wards of {site} ({provider}) are called {quoted(ward)}: neither can be told apart, both left out"
        )
    return tuple(
        one for one in observations if one.level is not Level.WARD or (one.provider, one.site, one.ward) not in left_out
    )


def title_of(book: Book) -> Title | None:
    """The title with the service, among the first rows of the first sheets; None if there is none."""
    for sheet in book.sheets[:2]:
        for number, row in sheet.numbered_rows():
            if number > 6:
                break
            for column, value in enumerate(row, start=1):
                found = _TITLE.match(as_text(value)) if isinstance(value, str) else None
                service = _service(found["service"]) if found else None
                if found and service:
                    return Title(as_text(value), sheet.name, address(number, column), service, month_in(found["rest"]))
    return None


def _service(words: str) -> str | None:
    low = heading(words)
    return next((service for start, service in _SERVICES if low.startswith(start)), None)


def _tables(book: Book) -> list[Table]:
    tables = (_table(sheet) for sheet in book.sheets)
    return [table for table in tables if table is not None]


def _table(sheet: Sheet) -> Table | None:
    """The table of a sheet: the first two rows that together hold every heading; None if there is none."""
    for row in range(1, min(len(sheet.rows), HEADINGS_WITHIN) + 1):
        upper = sheet.texts(row)
        if TOTAL not in {heading(text) for text in upper}:
            continue
        lower = sheet.texts(row + 1)
        merged = tuple(lower[i] if i < len(lower) and lower[i] else text for i, text in enumerate(upper))
        for headings, first in ((merged, row + 2), (upper, row + 1)):
            columns = columns_of(headings)
            for question in (NEW, OLD):
                if all(name in columns for name in question.needed) and level_of(columns) is not None:
                    return Table(sheet, columns, first, question)
    return None
