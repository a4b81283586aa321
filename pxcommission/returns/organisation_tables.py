"""Tables of organisations with headings: the project's own form for changes, and two that were derived from published figures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from pxcommission.evidence.observations import Origin
from pxcommission.evidence.organisations import LONG_AGO, OrganisationRecord
from pxcommission.periods import Period, month_number, month_of
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.figures import Fit, clean_text, heading, quoted
from pxcommission.returns.numbers import BLANKS
from pxcommission.returns.organisation_lists import CODE
from pxcommission.returns.sheets import Book, Sheet, address

VERSION, ORIGIN = "1", Origin.PUBLISHED
CHANGES, HISTORY, BOARDS = "organisation-changes", "organisation-history", "organisation-boards"
KINDS = {
    CHANGES: "changes of organisations",
    HISTORY: "codes first and last seen in published figures",
    BOARDS: "providers whose integrated care board changed",
}
COLUMNS = {
    CHANGES: ("code", "name", "from", "until", "successor", "icb", "source"),
    HISTORY: ("code", "first_seen", "last_seen", "n_names", "names"),
}
_BOARDS = re.compile(r"code name_([a-z]{3})([0-9]{2}) system_([a-z]{3})([0-9]{2}) system_([a-z]{3})([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def recognises(book: Book, name: str) -> Fit:
    """How well a file fits one of the three tables."""
    looked_for = f"the headings {', '.join(COLUMNS.get(name, ('Code', 'Name_may26', 'system_jun25', 'system_may26')))}"
    if not book.is_csv:
        return Fit(KINDS[name], looked_for, ("a csv file",))
    headings = _headings(book.first)
    if name == BOARDS:
        fits = _BOARDS.fullmatch(" ".join(headings)) is not None
        return Fit(KINDS[name], looked_for, () if fits else ("those headings",))
    missing = [column for column in COLUMNS[name] if column not in headings]
    extra = len(headings) != len(COLUMNS[name])
    lacking = (f"headings: {', '.join(missing)}",) if missing else ("only those headings",) if extra else ()
    return Fit(KINDS[name], looked_for, lacking, 0.9 * (1 - len(missing) / len(COLUMNS[name])))


def read(book: Book, name: str, found: Collected) -> tuple[OrganisationRecord, ...]:
    """The records of one of the three tables; errors go to `found`."""
    refuse_ragged(book, 1, found)
    found.stop_if_wrong()
    readers = {CHANGES: _changes, HISTORY: _history, BOARDS: _boards}
    records = tuple(readers[name](book.first, found))
    if not records and not found.errors:
        found.error("no rows: no organisation stands below the headings", "", book.first.name, "A2")
    found.stop_if_wrong()
    return records


def _headings(sheet: Sheet) -> tuple[str, ...]:
    return tuple(heading(text) for text in sheet.texts(1))


def _rows(sheet: Sheet, found: Collected) -> Iterator[tuple[int, Mapping[str, str], OrganisationRecord]]:
    """Each row's number, its texts by heading, and a record with its code and place."""
    headings = _headings(sheet)
    for row, _ in sheet.numbered_rows(2):
        texts = {name: clean_text(text.strip(BLANKS))[0] for name, text in zip(headings, sheet.texts(row), strict=True)}
        if not CODE.fullmatch(texts["code"]):
            _say_no_code(sheet, row, texts["code"], found)
            continue
        yield row, texts, OrganisationRecord(texts["code"], LONG_AGO, sheet=sheet.name, cell=address(row, 1))


def _say_no_code(sheet: Sheet, row: int, text: str, found: Collected) -> None:
    """An error in our own form; in a table made from published figures, footnotes stand in the column of codes."""
    if _headings(sheet) == COLUMNS[CHANGES]:
        found.error(f"{quoted(text)} is no organisation code", "", sheet.name, address(row, 1))
    else:
        found.warn(f"{quoted(text)} is no organisation code: the row is left out", "", sheet.name, address(row, 1))


def _changes(sheet: Sheet, found: Collected) -> Iterator[OrganisationRecord]:
    """The project's own form: a row for each name or board of a code, with its first and last day.

    Only the last row of a code tells when the code itself ended; a row before it ends because another name followed.
    """
    rows: dict[str, list[tuple[date, date | None, OrganisationRecord, int]]] = {}
    headings = _headings(sheet)
    for row, texts, base in _rows(sheet, found):
        days = [_written_day(sheet, row, headings.index(name) + 1, found) for name in ("from", "until")]
        begun, ended = days
        if begun and ended and ended < begun:
            message = f"{base.code} ends ({ended}) before it begins ({begun})"
            found.error(message, "check both days", sheet.name, address(row, headings.index("until") + 1))
        if not (begun or ended):
            message = f"{base.code}: neither a first nor a last day is given"
            found.error(message, "write from or until as 2026-04-01", sheet.name, address(row, 1))
        if not texts["source"]:
            message = f"{base.code}: no source is given"
            found.error(message, "say where this was read", sheet.name, address(row, headings.index("source") + 1))
        successors = tuple(texts["successor"].replace(";", " ").split())
        for code in successors:
            if not CODE.fullmatch(code):
                place = address(row, headings.index("successor") + 1)
                found.error(f"{quoted(code)} is no organisation code", "", sheet.name, place)
        made = replace(base, as_of=begun or LONG_AGO, name=texts["name"], icb=texts["icb"], source=texts["source"])
        made = replace(made, successors=successors, cell=address(row, 1))
        rows.setdefault(base.code, []).append((begun or LONG_AGO, ended, made, row))
    for entries in rows.values():
        entries.sort(key=lambda entry: entry[0])
        for at, (begun, ended, made, _) in enumerate(entries):
            opened = begun if at == 0 and begun != LONG_AGO else None
            yield replace(made, opened=opened, closed=ended if at == len(entries) - 1 else None)


def _written_day(sheet: Sheet, row: int, column: int, found: Collected) -> date | None:
    text = sheet.text(row, column)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        found.error(f"{quoted(text)} is no day", "write 2026-04-01", sheet.name, address(row, column))
        return None


def _history(sheet: Sheet, found: Collected) -> Iterator[OrganisationRecord]:
    """Names with the month each was first seen in, and the month the code was last seen in: no first or last day."""
    for row, texts, base in _rows(sheet, found):
        last = _month(sheet, row, "last_seen", texts["last_seen"], found)
        for part in texts["names"].split(" | "):
            written, _, name = part.partition(":")
            first = _month(sheet, row, "names", written, found)
            if first is not None and last is not None:
                source = "seen in published figures"
                yield replace(base, as_of=first.start, name=name.strip(), seen_until=last.end, source=source)
    said = "a code is seen here only in the months that were looked at: a last month is no last day"
    found.note(said, "load a list of the Organisation Data Service for first and last days")


def _boards(sheet: Sheet, found: Collected) -> Iterator[OrganisationRecord]:
    """Each provider's board in two months, by the board's name, and its own name in the later one."""
    stated = _BOARDS.fullmatch(" ".join(_headings(sheet)))
    months = [_short_month(*stated.groups()[at : at + 2]) for at in (0, 2, 4)] if stated else []
    if None in months or len(months) != 3:
        found.error("the headings name no months", "write Name_may26, system_jun25, system_may26", sheet.name, "A1")
        return
    named, before, after = (month for month in months if month is not None)
    for row, _, base in _rows(sheet, found):
        name, old, new = (" ".join(sheet.text(row, column).split()) for column in (2, 3, 4))
        source = "seen in published figures"
        yield replace(base, as_of=before.start, icb=old, source=source)
        yield replace(base, as_of=after.start, icb=new, source=source)
        yield replace(base, as_of=named.start, name=name, source=source)
    said = "a board is known here in the two months that were looked at only; the day of the change lies between them"
    found.note(said)


def _month(sheet: Sheet, row: int, name: str, text: str, found: Collected) -> Period | None:
    stated = _MONTH.fullmatch(text.strip())
    if stated and 1 <= int(stated[2]) <= 12:
        return month_of(date(int(stated[1]), int(stated[2]), 1))
    column = _headings(sheet).index(name) + 1
    found.error(f"{name}: {quoted(text)} is no month", "write 2025-06", sheet.name, address(row, column))
    return None


def _short_month(word: str, year: str) -> Period | None:
    number = month_number(word)
    return month_of(date(2000 + int(year), number, 1)) if number else None
