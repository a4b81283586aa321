"""Whose row of a mapped return it is, and for which period: from a column, a cell, a title, the mapping, or by hand."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from datetime import date

from msgspec import Struct

from pxcommission.evidence.observations import Level
from pxcommission.periods import Period, read_period, year_of
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, heading, month_in, quoted
from pxcommission.returns.mapped_codes import code_within
from pxcommission.returns.mapped_groups import row_group
from pxcommission.returns.mapped_headings import PeriodReader, written_period
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapping_parts import Where
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import address, place_of

TITLE_ROWS = 12
YEAR = re.compile(r"(?<![0-9])(20[0-9]{2})[/-]((?:20)?[0-9]{2})(?![0-9])", re.ASCII)


class Given(Struct, frozen=True):
    """What a person gives by hand with a file."""

    provider: str | None = None
    period: Period | None = None
    received: date | None = None


class Place(Struct, frozen=True):
    """The unit of a row and what it is about."""

    unit: Unit
    about: About
    written_period: str


def row_place(
    opened: Return, row: int, given: Given, found: Collected, spellings: MutableMapping[Period, set[str]]
) -> Place | None:
    """The unit and period of a row; None when either can't be told (the errors go to `found`)."""
    file = opened.mapping.file
    before = len(found.errors)
    provider = _provider(opened, row, given, found)
    written, cell = _text(opened, file.period, row)
    period = _period(opened, written, cell, given, found)
    service, _ = _text(opened, file.service, row)
    touchpoint = _text(opened, file.touchpoint, row)[0] if file.touchpoint else ""
    site, ward = _below_the_provider(opened, row, found)
    group, characteristic = (_text(opened, w, row) if w else ("", "") for w in (file.group, file.characteristic))
    whom = row_group(opened, group, characteristic, found)
    if not service:
        found.error("service: there is none in this row", "", opened.sheet.name, address(row, 1))
    if provider is None or period is None or whom is None or len(found.errors) > before:
        return None
    if file.period.column:
        spellings.setdefault(period, set()).add(written)
    level = Level.WARD if ward else Level.SITE if site else Level.PROVIDER
    unit = Unit(level, "", provider, site, ward, ward or site or provider)
    about = About(" ".join(service.casefold().split()), touchpoint.casefold(), period, opened.sheet.name, *whom)
    return Place(unit, about, written)


def _below_the_provider(opened: Return, row: int, found: Collected) -> tuple[str, str]:
    """The site and the ward of a row; both empty for a row of the whole provider, the ward for one of a whole site."""
    file = opened.mapping.file
    ward = _text(opened, file.ward, row)[0] if file.ward else ""
    site, cell = _text(opened, file.site, row) if file.site else ("", "")
    whole = {heading(text) for text in file.whole_provider}
    if heading(site) in whole or heading(ward) in whole:
        return "", ""
    if heading(ward) in {heading(text) for text in file.whole_site}:
        ward = ""
    named = {heading(name): code for name, code in file.sites.items()}
    if heading(site) in named:
        return named[heading(site)], ward
    if site and file.site and file.site.code_in_text:
        code = code_within(site)
        if not code:
            fix = (
                "give its code under `sites:` of the mapping, or name it under `whole_provider:` if it is the provider"
            )
            found.error(f"site: no organisation code stands in {quoted(site)}", fix, opened.sheet.name, cell)
        return code, ward
    return site, ward


def _provider(opened: Return, row: int, given: Given, found: Collected) -> str | None:
    where = opened.mapping.file.provider
    if where.given and given.provider is None:
        if opened.first_time("no provider"):
            message = "provider: this return does not say whose it is"
            found.error(message, "give the code with --provider", opened.sheet.name)
        return None
    written, cell = (given.provider or "", "") if where.given else _text(opened, where, row, trimmed=False)
    code = (code_within(written) or as_text(written)) if where.code_in_text else as_text(written)
    sheet = opened.sheet.name
    if written.strip(" ") != code and not where.code_in_text:
        found.warn(f"provider: the code {code} was written with characters that can't be seen", "", sheet, cell)
    if not ODS.fullmatch(code) and ODS.fullmatch(code.upper()) and code.isascii():
        found.warn(f"provider: {quoted(code)} was read as {code.upper()}", "write codes in capitals", sheet, cell)
        code = code.upper()
    if not ODS.fullmatch(code):
        message = f"provider: {quoted(code)} is no organisation code of capital letters A-Z and digits"
        found.error(message, "write the ODS code, such as RZ1", sheet, cell)
        return None
    if given.provider is not None and code != given.provider:
        found.error(f"provider: the row is of {code}, but {given.provider} was given", "", sheet, cell)
        return None
    return code


def _period(opened: Return, written: str, cell: str, given: Given, found: Collected) -> Period | None:
    where = opened.mapping.file.period
    if where.across:
        return opened.periods[-1].period
    if where.given:
        if given.period is None and opened.first_time("no period"):
            found.error("period: this return does not say its period", "give it with --period", opened.sheet.name)
        return given.period
    spelt = {heading(text): meant for text, meant in opened.mapping.file.periods.items()}
    text = spelt.get(heading(written), " ".join(written.split()))
    year = _year_of_rows(opened, given, found)
    period = PeriodReader({}, year).read(text)
    if period is None and (where.after or where.cell or where.sheet_name):
        inside = PeriodReader({}, year).inside(text)
        period = inside[1] if inside else month_in(text)
    if period is None:
        message = f"period: {quoted(written)} is not a month, quarter or year" if written else "period: there is none"
        fix = "write 2025/26 Q1, September 2025 or 2025/26 (or give the spelling under `periods:` of the mapping)"
        found.error(message, fix, opened.sheet.name, cell)
    elif given.period is not None and not given.period.contains(period):
        found.warn(
            f"period: {period.label} is not within {given.period.label}, which was given", "", opened.sheet.name, cell
        )
    return period


def _year_of_rows(opened: Return, given: Given, found: Collected) -> Period | None:
    """The contract year of rows whose period leaves it out; None where the mapping does not say where it stands."""
    where = opened.mapping.file.year
    if where is None or (where.given and given.period is None):
        if where is not None and opened.first_time("no year"):
            found.error("year: the rows leave it out", "give it with --period 2025/26", opened.sheet.name)
        return None
    return year_of_headings(opened, given, found)


def year_of_headings(opened: Return, given: Given, found: Collected) -> Period | None:
    """The contract year of headings that leave it out; None where the mapping does not say where it stands."""
    where = opened.mapping.file.year
    if where is None:
        return None
    if where.given:
        if given.period is None:
            found.error("year: the headings leave it out", "give it with --period 2025/26", opened.sheet.name)
        return None if given.period is None else year_of(given.period.start)
    written, cell = _text(opened, where, opened.header + 1)
    inside = YEAR.search(written)
    short = PeriodReader({}).inside(written)
    year = read_period(f"{inside[1]}/{inside[2][-2:]}") if inside else short[1] if short else None
    if year is None or len(year.months) != 12:
        message = f"year: {quoted(written)} names no contract year"
        found.error(message, "write 2025/26", opened.sheet.name, cell)
    return year


def _text(opened: Return, where: Where, row: int, trimmed: bool = True) -> tuple[str, str]:
    """The text of a thing and the cell it stands in."""
    if where.fixed is not None:
        return where.fixed, ""
    if where.sheet_name:
        return opened.sheet.name, ""
    if where.row_above:
        above = opened.above.get(row, 0)
        at = next((c for c, text in enumerate(opened.sheet.texts(above), start=1) if text), 1)
        return opened.sheet.text(above, at), address(above or row, at)
    if where.column is not None:
        value = opened.value(row, where.column)
        if where is opened.mapping.file.period:
            value = written_period(value)
        if where.may_be_absent and as_text(value) == "":
            return where.otherwise or "", ""
        return value if isinstance(value, str) and not trimmed else as_text(value), opened.cell(row, where.column)
    if where.cell is not None:
        place = place_of(where.cell.upper())
        return (opened.sheet.text(*place), where.cell.upper()) if place else ("", where.cell)
    return _after(opened, where.after or "")


def _after(opened: Return, title: str) -> tuple[str, str]:
    """What follows a text in one of the first rows: in the same cell, or in the next one that holds anything."""
    wanted = heading(title)
    for number, values in opened.sheet.numbered_rows():
        if number > TITLE_ROWS:
            break
        texts = [as_text(value) for value in values]
        for column, text in enumerate(texts, start=1):
            if heading(text).startswith(wanted):
                rest = text[len(title) :].strip(" :-–")
                later = next(((t, c) for c, t in enumerate(texts, start=1) if c > column and t), ("", column))
                return (rest, address(number, column)) if rest else (later[0], address(number, later[1]))
    return "", ""
