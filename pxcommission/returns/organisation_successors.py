"""The successor file of the NHS Organisation Data Service (`succ.csv`): which code went into which, and from which day.

No file was at hand: a note says so at each reading (`verified: false`). With headings, as its search and export writes it: `Organisation
Code`, `Successor Organisation Code` and `Succession Effective Date`, whatever else stands beside them. Without, as the older
downloads: the code that ended, the code it went into, and one column of days (20201001) among at most ten. A day is the first
of the successor; the last of the code that ended is the day before. A code that was divided has a row for each successor.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec import Struct

from pxcommission.evidence.observations import Origin
from pxcommission.evidence.organisations import OrganisationRecord
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.figures import Fit, heading, quoted
from pxcommission.returns.organisation_lists import CODE
from pxcommission.returns.sheets import Book, Sheet, address

NAME, VERSION, ORIGIN = "organisation-successors", "1", Origin.PUBLISHED
KIND = "successors of the Organisation Data Service"
LOOKED_FOR = (
    "the headings Organisation Code, Successor Organisation Code and Succession Effective Date; "
    "or no headings and 3 to 10 columns: code, successor, and one with days such as 20201001"
)
_CODES = ("organisation code", "org code", "organisationcode")
_SUCCESSORS = (
    "successor organisation code", "succession organisation code", "successor org code", "successor code", "succeeding organisation code",
)  # fmt: skip
_DAYS = ("succession effective date", "effective date", "effectivedate")
_MOST_COLUMNS, _ROWS_LOOKED_AT = 10, 5
_DAY = re.compile(r"((?:19|20)[0-9]{2})(-?)([0-9]{2})\2([0-9]{2})")
_DAY_WRITTEN = re.compile(r"([0-9]{2})/([0-9]{2})/((?:19|20)[0-9]{2})")


class _Layout(Struct, frozen=True):
    """The first row of data, and the columns (from 1) of the code, its successor and the day."""

    first: int
    code: int
    successor: int
    day: int


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    if not book.is_csv:
        return Fit(KIND, LOOKED_FOR, ("a csv file",))
    if _layout(book.first) is not None:
        return Fit(KIND, LOOKED_FOR, ())
    headings = {heading(text) for text in book.first.texts(1)}
    near = sum(bool(headings & set(names)) for names in (_CODES, _SUCCESSORS, _DAYS)) / 4
    return Fit(KIND, LOOKED_FOR, ("those headings, or rows of that shape",), near)


def read(book: Book, found: Collected) -> tuple[OrganisationRecord, ...]:
    """A record for every code that ended, with all it went into; errors go to `found`."""
    layout = _layout(book.first)
    assert layout is not None  # noqa: S101
    refuse_ragged(book, 1, found)
    found.stop_if_wrong()
    ended: dict[str, list[tuple[str, date, str]]] = {}
    for code, successor, day, cell in _rows(book.first, layout, found):
        if (successor, day) not in [(one, begun) for one, begun, _ in ended.get(code, ())]:
            ended.setdefault(code, []).append((successor, day, cell))
    if not ended and not found.errors:
        found.error("no rows: no code that ended stands here", "load the whole file", book.first.name, "A1")
    found.stop_if_wrong()
    found.note("the layout of the successor file was not verified against a published file (verified: false)")
    return tuple(_record(code, entries, book.first.name) for code, entries in ended.items())


def _record(code: str, entries: list[tuple[str, date, str]], sheet: str) -> OrganisationRecord:
    last = max(day for _, day, _ in entries)
    return OrganisationRecord(
        code,
        as_of=last,
        closed=last - timedelta(days=1),
        successors=tuple(dict.fromkeys(successor for successor, _, _ in entries)),
        source="NHS Organisation Data Service, successors",
        verified=False,
        sheet=sheet,
        cell=entries[0][2],
    )


def _rows(sheet: Sheet, layout: _Layout, found: Collected) -> Iterator[tuple[str, str, date, str]]:
    for row, _ in sheet.numbered_rows(layout.first):
        codes = [sheet.text(row, column).upper() for column in (layout.code, layout.successor)]
        day = _day(sheet.text(row, layout.day))
        for code, column in zip(codes, (layout.code, layout.successor), strict=True):
            if not CODE.fullmatch(code):
                found.error(f"{quoted(code)} is no organisation code", "", sheet.name, address(row, column))
        if day is None:
            said = f"{quoted(sheet.text(row, layout.day))} is no day written as 20201001"
            found.error(said, "load the file as it was published", sheet.name, address(row, layout.day))
        elif codes[0] == codes[1]:
            found.error(f"{codes[0]} can't go into itself", "", sheet.name, address(row, layout.successor))
        else:
            yield codes[0], codes[1], day, address(row, layout.code)


def _layout(sheet: Sheet) -> _Layout | None:
    texts = [heading(text) for text in sheet.texts(1)]
    named = [
        next((texts.index(name) + 1 for name in names if name in texts), 0) for names in (_CODES, _SUCCESSORS, _DAYS)
    ]
    if all(named):
        return _Layout(2, *named)
    rows = [sheet.texts(row) for row in range(1, _ROWS_LOOKED_AT + 1) if any(sheet.texts(row))]
    if not rows or not all(3 <= len(row) <= _MOST_COLUMNS and all(map(CODE.fullmatch, row[:2])) for row in rows):
        return None
    days = [{at for at, text in enumerate(row) if at > 1 and _day(text) is not None} for row in rows]
    common = set.intersection(*days)
    return _Layout(1, 1, 2, common.pop() + 1) if len(common) == 1 else None


def _day(text: str) -> date | None:
    """The day of `20201001`, `2020-10-01` or `01/10/2020`."""
    stated, written = _DAY.fullmatch(text), _DAY_WRITTEN.fullmatch(text)
    try:
        if stated:
            return date(int(stated[1]), int(stated[3]), int(stated[4]))
        return date(int(written[3]), int(written[2]), int(written[1])) if written else None
    except ValueError:
        return None
