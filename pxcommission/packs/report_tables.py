"""Tables of a page: cells that are texts, numbers or small pictures; and the workbook's sheets as such tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup
from msgspec import Struct

from pxcommission.packs.plain_text import one_line
from pxcommission.packs.sheets import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD, Cell, Points, Share, Sheet
from pxcommission.packs.shown import percent
from pxcommission.periods import in_words

LONGEST = 4000
NO_PICTURE = Markup("")
SHORTHAND = {NOT_APPLICABLE: "none", NOT_AVAILABLE: "not available", WITHHELD: "withheld"}


class Shown(Struct, frozen=True):
    """One cell as it is printed: its words, whether it is a number, a tag's colour, a picture before them, words after them."""

    words: str
    number: bool = False
    tag: str = ""
    drawn: Markup = NO_PICTURE
    after: str = ""


class TableShown(Struct, frozen=True):
    """One table: its caption, its headings, and a row of cells for each; `notes` stand above it. The first cell names its row."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    notes: tuple[str, ...] = ()
    empty: str = "Nothing to list."


def table_of(
    sheet: Sheet,
    headings: Sequence[str],
    caption: str = "",
    empty: str = "Nothing to list.",
    notes: tuple[str, ...] = (),
) -> TableShown:
    """A sheet's table with these of its columns, in this order; a shorthand of the workbook is written out.

    The sheet's own notes speak of the workbook; `notes` are those of the page.
    """
    known = [column.heading for column in sheet.columns]
    places = [known.index(heading) for heading in headings]
    rows = tuple(tuple(shown(row[place]) for place in places) for row in sheet.rows)
    return TableShown(caption or sheet.title, tuple(headings), rows, notes if rows else (), empty)


def shown(cell: Cell) -> Shown:
    """A cell of the workbook as a page prints it."""
    if isinstance(cell, Share):
        return Shown(percent(cell.value, cell.decimals), number=True)
    if isinstance(cell, Points):
        return Shown(percent(cell.value, cell.decimals).removesuffix("%"), number=True)
    if isinstance(cell, int):
        return Shown(f"{cell:,}", number=True)
    if isinstance(cell, date):
        return Shown(in_words(cell))
    return Shown(SHORTHAND.get(cell, one_line(cell, LONGEST)))
