"""The lists of the NHS Organisation Data Service that have no headings: `etr.csv` (trusts) and files of the same shape.

24 columns without quotes or 27 with them: 1 code, 2 name, 3 region, 4 area, 5 to 10 address, 11 first day, 12 last day. What
such a file is called and when it was saved tells nothing: its vintage is the latest day in it. Closed organisations are
kept for about 18 months, so history needs several vintages. Only columns 1 to 4, 11 and 12 were seen in real files of
trusts; the columns after them differ from list to list and are not read.
"""

from __future__ import annotations

import re
from datetime import date

from msgspec.structs import replace

from pxcommission.evidence.observations import Origin
from pxcommission.evidence.organisations import (
    BOARDS,
    LONG_AGO,
    NHS_TRUSTS,
    OrganisationRecord,
    kind_of_code,
    vintage_of,
)
from pxcommission.periods import in_words
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import Fit, clean_text, quoted
from pxcommission.returns.numbers import BLANKS
from pxcommission.returns.sheets import Book, Sheet, address

NAME, VERSION, ORIGIN = "organisation-list", "1", Origin.PUBLISHED
KIND = "list of the Organisation Data Service"
LOOKED_FOR = (
    "no headings; 24 or 27 columns: code, name, region, area, address, first day in column 11, last day in column 12"
)
WIDTHS = (24, 27)
CODE = re.compile(r"[A-Z0-9]{3,10}")
_DAY = re.compile(r"[0-9]{8}")
_AREA_TEAM = re.compile(r"Q[78][0-9]")
_BOARD = re.compile(r"Q[A-Z0-9]{2}|[A-Z0-9]{5}")
NAME_COLUMN, REGION, AREA, OPENED, CLOSED = 2, 3, 4, 11, 12


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    if not book.is_csv:
        return Fit(KIND, LOOKED_FOR, ("a csv file",))
    rows = [row for row in range(1, 6) if any(book.first.texts(row))]
    fits = [_is_list_row(book.first, row) for row in rows]
    if rows and all(fits):
        return Fit(KIND, LOOKED_FOR, ())
    return Fit(KIND, LOOKED_FOR, ("rows of that shape",), 0.5 * sum(fits) / max(len(rows), 1))


def _is_list_row(sheet: Sheet, row: int) -> bool:
    texts = sheet.texts(row)
    if len(texts) not in WIDTHS or not CODE.fullmatch(texts[0]):
        return False
    return all(not day or _DAY.fullmatch(day) is not None for day in (texts[OPENED - 1], texts[CLOSED - 1]))


def read(book: Book, found: Collected) -> tuple[OrganisationRecord, ...]:
    """A record for every row; errors go to `found`."""
    sheet = book.first
    width = len(sheet.texts(1))
    records: list[OrganisationRecord] = []
    seen: dict[str, int] = {}
    for row, _ in sheet.numbered_rows(1):
        record = _record(sheet, row, width, found)
        if record is None:
            continue
        if record.code in seen:
            message = f"{record.code} stands twice, in rows {seen[record.code]} and {row}"
            found.error(message, "load the list as it was published", sheet.name, address(row, 1))
        seen[record.code] = row
        records.append(record)
    found.stop_if_wrong()
    return _as_one_list(records, found)


def _as_one_list(records: list[OrganisationRecord], found: Collected) -> tuple[OrganisationRecord, ...]:
    """The records with the day the list speaks for and the kind of organisations it is the complete list of."""
    vintage = vintage_of(records)
    kinds = [kind_of_code(record.code) for record in records]
    listed = next((kind for kind in (NHS_TRUSTS, BOARDS) if kinds.count(kind) * 2 > len(kinds)), "")
    said = f"the latest day in this list is {in_words(vintage)}: it speaks for that day, whatever the file is called"
    found.note(said, "load older and newer lists too: each keeps closed organisations for about 18 months only")
    if not listed:
        found.note("this layout was seen in real lists of trusts only; columns 1 to 4, 11 and 12 were read as in those")
    return tuple(replace(record, as_of=vintage, listed=listed) for record in records)


def _record(sheet: Sheet, row: int, width: int, found: Collected) -> OrganisationRecord | None:
    texts = sheet.texts(row)
    if len(texts) != width:
        message = f"row {row} has {len(texts)} columns, the first has {width}"
        found.error(message, "load the list as it was published", sheet.name, address(row, 1))
        return None
    code, area = texts[0], texts[AREA - 1]
    if not CODE.fullmatch(code):
        found.error(f"{quoted(code)} is no organisation code", "", sheet.name, address(row, 1))
        return None
    opened, closed = (_day(sheet, row, column, found) for column in (OPENED, CLOSED))
    if opened and closed and closed < opened:
        message = f"{code} closed on {closed}, before it opened on {opened}"
        found.error(message, "load the list as it was published", sheet.name, address(row, CLOSED))
    board = area if _BOARD.fullmatch(area) and not _AREA_TEAM.fullmatch(area) else ""
    name = clean_text(texts[NAME_COLUMN - 1].strip(BLANKS))[0]
    return OrganisationRecord(
        code=code,
        as_of=opened or LONG_AGO,
        name=name,
        icb=board,
        region=texts[REGION - 1],
        opened=opened,
        closed=closed,
        source="NHS Organisation Data Service",
        sheet=sheet.name,
        cell=address(row, 1),
    )


def _day(sheet: Sheet, row: int, column: int, found: Collected) -> date | None:
    text = sheet.text(row, column)
    if not text:
        return None
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:])) if _DAY.fullmatch(text) else _no_day()
    except ValueError:
        found.error(f"{quoted(text)} is no day written as 20201001", "", sheet.name, address(row, column))
        return None


def _no_day() -> date:
    raise ValueError
