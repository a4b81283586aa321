"""The Friends and Family Test as providers sent it to NHS England: the monthly extract of the collection, before suppression.

Sheets of wards, sites and organisations (their names cut at 31 characters), headings in row 3, the month in two columns (`2025_26`
and `AUGUST`). It is not published: counts of one to four stand in it as they are, so its figures are the providers' own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period, month_number, month_of
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_questions import NEW
from pxcommission.returns.fft_rows import mention_eligible
from pxcommission.returns.fft_workbook import without_doubles
from pxcommission.returns.figures import About, Fit, Unit, count, heading, proportion, quoted
from pxcommission.returns.national_rows import is_england
from pxcommission.returns.numbers import NotANumber, agrees, plain, read_count, read_share
from pxcommission.returns.published_tables import HEADING_ROWS, PublishedTable
from pxcommission.returns.sheets import Book, Sheet

NAME, VERSION, ORIGIN = "fft-collection", "1", Origin.LOCAL
LOOKED_FOR = "sheets 'Parent & Self …' with Yearnumber, Periodname, Org code and 1 Very Good to 6 Dont Know"
_SERVICES = (
    ("parent & self trusts", "inpatient"),
    ("parent & self", "emergency"),
    ("organisation_level_pts", "patient transport"),
)
_DRESS = re.compile(r"^[1-6] | (?:sum|max)$")
_NEEDED = ("yearnumber", "periodname", "org code", *NEW.answers)
_YEAR = re.compile(r"(20[0-9]{2})[_-]([0-9]{2})")


def recognises(book: Book) -> Fit:
    """How well a workbook fits."""
    kind = "Friends and Family Test collection"
    if book.is_csv or book.is_json:
        return Fit(kind, LOOKED_FOR, ("a workbook",))
    missing = min((_missing(sheet) for sheet in book.sheets), key=len, default=_NEEDED)
    lacking = ["headings: " + ", ".join(missing[:3])] if missing else []
    if not missing and not _tables(book):
        lacking.append(
            "a sheet whose name tells the service (Parent & Self Trusts …, Parent & Self - …, Organisation_Level_PTS)"
        )
    return Fit(kind, LOOKED_FOR, tuple(lacking), 1 - len(missing) / len(_NEEDED))


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:  # noqa: ARG001
    """Every ward's, site's and organisation's figures; errors and data-quality warnings go to `found`."""
    made: list[Observation] = []
    for table, service in _tables(book):
        for row in table.rows():
            month = _month(table.text(row, "yearnumber"), table.text(row, "periodname"))
            if month is None:
                said = f"the month can't be read: {quoted(table.text(row, 'yearnumber') + ' ' + table.text(row, 'periodname'))}"
                found.error(
                    said, "expected such as 2025_26 and AUGUST", table.sheet.name, table.cell(row, "periodname")
                )
                continue
            if not is_england(table.text(row, "org code"), table.text(row, "org name")):
                made += _figures(table, row, About(service, "", month, table.sheet.name), found)
    if not made and not found.errors:
        found.error("no rows: nothing stands below the headings", "load the whole extract", book.sheets[0].name)
    found.stop_if_wrong()
    found.note(
        "this is the collection before suppression: counts of one to four stand in it, suppress them in anything shared"
    )
    return without_doubles(made, found)


def _figures(table: PublishedTable, row: int, about: About, found: Collected) -> list[Observation]:
    unit = _unit(table, row)
    counts: dict[str, int] = {}
    for answer in NEW.answers:
        try:
            counts[answer] = read_count(table.at(row, answer)).number or 0
        except NotANumber as wrong:
            found.error(f"'{answer}': {wrong}", "download the extract again", table.sheet.name, table.cell(row, answer))
    if len(counts) < len(NEW.answers):
        return []
    total, all_ = sum(counts.values()), "+".join(table.cell(row, answer) for answer in NEW.answers)
    if "total eligible" in table.columns:
        mention_eligible(
            table.at(row, "total eligible"), total, table.sheet.name, table.cell(row, "total eligible"), found
        )
    made = [count(unit, about, NEW.responses, total, all_)]
    for measure, answers in NEW.parts.items():
        part = sum(counts[answer] for answer in answers)
        cells = "+".join(table.cell(row, answer) for answer in answers) + "/" + all_
        made.append(proportion(unit, about, measure, part, total, cells))
    _check_share(table, row, counts, total, found)
    return made


def _check_share(table: PublishedTable, row: int, counts: Mapping[str, int], total: int, found: Collected) -> None:
    """An error where the stated share of positive answers is not what the counts give: a column may be shifted."""
    if "prop_pos" not in table.columns or not total:
        return
    try:
        stated = read_share(table.at(row, "prop_pos"))
    except NotANumber:
        return
    positive = Fraction(sum(counts[answer] for answer in NEW.answers[:2]), total)
    if not agrees(stated, positive, fewest_decimals=2) and not agrees(stated.scaleb(-2), positive, fewest_decimals=2):
        said = f"'Prop_Pos' is {plain(stated)}, but the counts give {float(positive):.6f}: a column may be shifted"
        found.error(said, "download the extract again", table.sheet.name, table.cell(row, "prop_pos"))


def _unit(table: PublishedTable, row: int) -> Unit:
    icb, provider, site = (table.text(row, name) for name in ("parent org code", "org code", "site code"))
    ward = table.text(row, "ward name")
    level = (
        Level.WARD if "ward name" in table.columns else Level.SITE if "site code" in table.columns else Level.PROVIDER
    )
    name = {Level.WARD: ward, Level.SITE: table.text(row, "site name")}.get(level, table.text(row, "org name"))
    return Unit(level, icb, provider, site, ward, name)


def _month(year: str, name: str) -> Period | None:
    """August of `2025_26` is August 2025, February of it February 2026."""
    found, number = _YEAR.fullmatch(year.strip()), month_number(name)
    if not found or not number or int(found[2]) != (int(found[1]) + 1) % 100:
        return None
    return month_of(date(int(found[1]) + (number < 4), number, 1))


def _tables(book: Book) -> list[tuple[PublishedTable, str]]:
    found = []
    for sheet in book.sheets:
        service = next((word for start, word in _SERVICES if heading(sheet.name).startswith(start)), None)
        header, columns = _header(sheet)
        if service and all(name in columns for name in _NEEDED):
            found.append((PublishedTable(sheet, header, columns), service))
    return found


def _missing(sheet: Sheet) -> tuple[str, ...]:
    _, columns = _header(sheet)
    return tuple(name for name in _NEEDED if name not in columns)


def _header(sheet: Sheet) -> tuple[int, dict[str, int]]:
    """The row with the most of the headings needed, and the columns under their plain names (`1 Very Good SUM` is `very good`)."""
    best: tuple[int, dict[str, int]] = (1, {})
    for row in range(1, min(len(sheet.rows), HEADING_ROWS) + 1):
        columns: dict[str, int] = {}
        for column, text in enumerate(sheet.texts(row), start=1):
            if name := _plain(text):
                columns.setdefault(name, column)
        if sum(name in columns for name in _NEEDED) > sum(name in best[1] for name in _NEEDED):
            best = (row, columns)
    return best


def _plain(text: str) -> str:
    return _DRESS.sub("", _DRESS.sub("", heading(text))).replace("dont know", "don't know")
