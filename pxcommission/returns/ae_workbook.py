"""NHS England's monthly A&E workbook by provider, every era (xls, xlsx): what fits, and the figures in it.

The provider sheet is found by content: the labels Title … Contact in column B, the headings Code, Region, Name, and
three attendance blocks. Of several such sheets (Non-Booked Data has the same headings) the one with most attendances for
England holds everything. The Contact cell names an official and is never read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction

from msgspec import Struct

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.ae_checks import check_types
from pxcommission.returns.ae_figures import ODS, day_in_words, not_submitted, unit_observations
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Fit, Unit, heading, month_in, quoted
from pxcommission.returns.numbers import NotANumber, agrees, as_text, plain, read_count, read_share
from pxcommission.returns.sheets import Book, Sheet, address

NAME, VERSION, ORIGIN = "ae-workbook", "1", Origin.PUBLISHED
LOOKED_FOR = "a sheet with Title: and Period: in column B and the headings Code, Region, Name, Total attendances"
TOTAL, WITHIN, OVER = "total attendances", "total attendances < 4 hours", "total attendances > 4 hours"
OVER_12 = ">12 hours from decision to admit to admission"
SHARE = "percentage in 4 hours or less (all)"
_NEEDED = ("code", "region", "name", TOTAL, WITHIN, OVER)
_NOT_SUBMITTED = re.compile(r"(?:.*\S)?\s*-\s*([A-Z][A-Z0-9]{2,7})")
_DASH = ("-", "")


class ProviderSheet(Struct, frozen=True):
    """The sheet with every provider: its headings' row and columns."""

    sheet: Sheet
    row: int
    columns: Mapping[str, int]


def recognises(book: Book) -> Fit:
    """How well a workbook fits."""
    kind = "NHS England A&E workbook by provider"
    if book.is_csv:
        return Fit(kind, LOOKED_FOR, ("a workbook",))
    lacking = []
    if not any(_metadata(sheet).get("title:", "").startswith("A&E") for sheet in book.sheets):
        lacking.append("the label Title: with A&E in column B")
    if _provider_sheet(book) is None:
        lacking.append("the headings Code, Region, Name and Total attendances")
    return Fit(kind, LOOKED_FOR, tuple(lacking), 1 - len(lacking) / 2)


def dates(book: Book, found: Collected) -> tuple[date | None, date | None]:
    """The days the workbook says it was published and revised."""
    chosen = _provider_sheet(book)
    assert chosen is not None  # noqa: S101
    said = _metadata(chosen.sheet)
    days: list[date | None] = []
    for label in ("published:", "revised:"):
        text = said.get(label, "")
        day = day_in_words(text) or _iso_day(text)
        if text not in ("", "-") and day is None:
            found.warn(f"the date after {label.capitalize()} can't be read: {quoted(text)}", "", chosen.sheet.name)
        days.append(day)
    return days[0], days[1]


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every provider's figures and England's; errors and warnings go to `found`."""
    chosen = _provider_sheet(book)
    assert chosen is not None  # noqa: S101
    said = _metadata(chosen.sheet).get("period:", "")
    period = month_in(said) or given
    if period is None:
        found.error(f"the period can't be read: {quoted(said)}", "give it with --period", chosen.sheet.name)
        found.stop_if_wrong()
    assert period is not None  # noqa: S101
    about = About("emergency", "", period, chosen.sheet.name)
    made, absent = _rows(chosen, about, found)
    if not any(one.level is Level.PROVIDER for one in made):
        message = "no rows: no provider stands below the headings"
        found.error(message, "load the published workbook", chosen.sheet.name, address(chosen.row, 2))
    found.stop_if_wrong()
    _compare_with_england(made, found)
    named = {one.provider for one in absent}
    return tuple(one for one in made if one.provider not in named) + tuple(absent)


def _rows(chosen: ProviderSheet, about: About, found: Collected) -> tuple[list[Observation], list[Observation]]:
    made: list[Observation] = []
    absent: list[Observation] = []
    seen: dict[str, str] = {}
    in_footnote = False
    for row, _ in chosen.sheet.numbered_rows(chosen.row + 1):
        code = chosen.sheet.text(row, chosen.columns["code"])
        name = chosen.sheet.text(row, chosen.columns["name"])
        place = address(row, chosen.columns["code"])
        if code == "-" and name.casefold() == "england":
            made += _figures(chosen, row, Unit(Level.ENGLAND, provider="ENG", name=name), about, found)
        elif ODS.fullmatch(code) and chosen.sheet.text(row, chosen.columns[TOTAL]) != "":
            if code in seen:
                found.error(f"{code} stands twice, also at {seen[code]}", "", about.sheet, place)
            seen[code] = place
            made += _figures(chosen, row, Unit(Level.PROVIDER, provider=code, name=name), about, found)
        elif "not submit" in code.casefold():
            in_footnote = True
        elif in_footnote and (footnote := _NOT_SUBMITTED.fullmatch(code)):
            absent += not_submitted(Unit(Level.PROVIDER, provider=footnote[1]), about, place)
        elif chosen.sheet.text(row, chosen.columns[TOTAL]) not in _DASH:
            found.error(f"{quoted(code)} is no organisation code, but has figures", "", about.sheet, place)
    return made, absent


def _figures(chosen: ProviderSheet, row: int, unit: Unit, about: About, found: Collected) -> list[Observation]:
    before = len(found.errors)
    total = _count(chosen, row, TOTAL, found)
    within, over = (_count(chosen, row, name, found, may_be_dash=True) for name in (WITHIN, OVER))
    over_12 = _count(chosen, row, OVER_12, found, may_be_dash=True) if OVER_12 in chosen.columns else None
    for name, number in ((TOTAL, total), (WITHIN, within), (OVER, over)):
        check_types(chosen.sheet, chosen.row, row, chosen.columns[name], number, found)
    if len(found.errors) > before or total is None:
        return []
    _check_share(chosen, row, within, over, found)
    if unit.level is Level.PROVIDER and within is not None and over is not None and within + over != total:
        message = f"within and over four hours add up to {within + over:,}, attendances are {total:,}"
        found.warn(message, "", about.sheet, address(row, chosen.columns[TOTAL]))
    one, two, all_ = (address(row, chosen.columns[name]) for name in (WITHIN, OVER, TOTAL))
    last = address(row, chosen.columns.get(OVER_12, chosen.columns[TOTAL]))
    return unit_observations(unit, about, total, within, over, over_12, (all_, f"{one}/{one}+{two}", last))


def _count(chosen: ProviderSheet, row: int, name: str, found: Collected, may_be_dash: bool = False) -> int | None:
    value = chosen.sheet.at(row, chosen.columns[name])
    if may_be_dash and as_text(value) == "-":
        return None
    try:
        return read_count(value).number
    except NotANumber as wrong:
        found.error(f"'{name}': {wrong}", "", chosen.sheet.name, address(row, chosen.columns[name]))
        return None


def _check_share(chosen: ProviderSheet, row: int, within: int | None, over: int | None, found: Collected) -> None:
    if SHARE not in chosen.columns or within is None or over is None or within + over == 0:
        return
    column = chosen.columns[SHARE]
    try:
        stated = read_share(chosen.sheet.at(row, column))
    except NotANumber:
        return
    if not agrees(stated, Fraction(within, within + over), fewest_decimals=2):
        message = f"'{SHARE}' is {plain(stated)}, but the counts give {within / (within + over):.6f}"
        found.error(message, "download the file again", chosen.sheet.name, address(row, column))


def _compare_with_england(made: list[Observation], found: Collected) -> None:
    """Warn when England's attendances are not the sum of the providers': rows may have been cut away."""
    totals = [one for one in made if one.measure == "emergency_attendances" and one.numerator is not None]
    england = [one for one in totals if one.level is Level.ENGLAND]
    summed = sum(one.numerator or 0 for one in totals if one.level is Level.PROVIDER)
    if england and england[0].numerator != summed:
        message = f"England's attendances are {england[0].numerator:,}, the providers' add up to {summed:,}"
        found.warn(
            message, "some rows may be missing: compare with the published file", england[0].sheet, england[0].cell
        )


def _provider_sheet(book: Book) -> ProviderSheet | None:
    fitting = [one for sheet in book.sheets if (one := _fitting(sheet)) is not None]
    return max(fitting, key=_england_total, default=None)


def _fitting(sheet: Sheet) -> ProviderSheet | None:
    for row in range(1, min(len(sheet.rows), 30) + 1):
        names = [heading(text) for text in sheet.texts(row)]
        columns = {name: column for column, name in reversed(list(enumerate(names, start=1))) if name}
        if all(name in columns for name in _NEEDED):
            twelve = next((column for name, column in columns.items() if name.endswith(OVER_12)), None)
            return ProviderSheet(sheet, row, columns | ({OVER_12: twelve} if twelve else {}))
    return None


def _england_total(one: ProviderSheet) -> int:
    for row in range(one.row + 1, one.row + 4):
        if one.sheet.text(row, one.columns["name"]).casefold() == "england":
            try:
                return read_count(one.sheet.at(row, one.columns[TOTAL])).number or 0
            except NotANumber:
                return 0
    return 0


def _metadata(sheet: Sheet) -> dict[str, str]:
    """What follows the labels of column B, the contact left out."""
    found = {}
    for row in range(1, 14):
        label = heading(sheet.text(row, 2))
        if label.endswith(":") and label != "contact:":
            found[label] = sheet.text(row, 3)
    return found


def _iso_day(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None
