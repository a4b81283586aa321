"""NHS England's full extract of referral-to-treatment times (csv, also zipped; a cut-down workbook): what fits, and its figures.

A row for each provider, commissioner, part and treatment function; a column for each week waited. A provider's figure is
the sum over its English commissioners of the rows for all treatment functions (`C_999`), so its address says which columns
are added over which rows: `N:AE/DQ where D=RZ1, J=Part_2, L=C_999, H<>NONC`. Part 2 are people waiting at the month's end, 1A and 1B are those whose
treatment started in the month, admitted and not admitted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_rows import columns_of
from pxcommission.returns.figures import Fit, month_in, quoted
from pxcommission.returns.numbers import as_text
from pxcommission.returns.rtt_columns import NEEDED, PERIOD, Columns, columns_in, missing_headings
from pxcommission.returns.rtt_figures import provider_observations
from pxcommission.returns.rtt_sums import Sums, sums_of
from pxcommission.returns.sheets import Book, Sheet
from pxcommission.returns.truncation import refuse_cut

if TYPE_CHECKING:
    import polars as pl

NAME, VERSION, ORIGIN = "rtt-extract", "1", Origin.PUBLISHED
LOOKED_FOR = (
    "the headings Period, Provider Org Code, RTT Part Type, Treatment Function Code and Gt 00 To 01 Weeks SUM 1 …"
)
_HEADINGS_WITHIN, _FRAME_ROWS = 5, 20_000


class _Headings(Struct, frozen=True):
    sheet: Sheet
    row: int
    columns: dict[str, int]


def recognises(book: Book) -> Fit:
    """How well a file fits: by the headings that describe a row; which weeks are missing, if any, is said by `read`."""
    kind = "NHS England RTT full extract"
    best = _headings(book)
    missing = [name for name in NEEDED if best is None or name not in best.columns]
    lacking = ("headings: " + ", ".join(missing[:3]),) if missing else ()
    telling = [name for name in NEEDED if name != PERIOD]
    return Fit(kind, LOOKED_FOR, lacking, 1 - sum(name in missing for name in telling) / len(telling))


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every provider's figures; raises ProblemsFound for a file that was cut, edited, or does not add up."""
    headings = _headings(book)
    assert headings is not None  # noqa: S101
    if missing := missing_headings(headings.columns):
        shown = ", ".join(f"'{name}'" for name in missing[:6]) + (
            f" and {len(missing) - 6} more" if len(missing) > 6 else ""
        )
        message = f"columns were deleted from this copy: {len(missing)} headings are missing: {shown}"
        found.error(message, "load the csv file as it was published", headings.sheet.name)
        found.stop_if_wrong()
    columns = columns_in(headings.columns)
    sums = sums_of(_frames(book, headings, columns), columns, headings.sheet.name, found)
    refuse_cut(sums.last_row, found.file, headings.sheet.name)
    found.stop_if_wrong()
    month = _month(sums, given, headings.sheet.name, found)
    made = provider_observations(sums, columns, month, headings.sheet.name, found)
    if not made:
        found.error(
            "no rows: no provider's waiting times stand below the headings", "load the whole file", headings.sheet.name
        )
    found.stop_if_wrong()
    return made


def _headings(book: Book) -> _Headings | None:
    best: _Headings | None = None
    for sheet in book.sheets:
        for row in range(1, min(len(sheet.rows), _HEADINGS_WITHIN) + 1):
            columns = columns_of(sheet.texts(row))
            if best is None or _known(columns) > _known(best.columns):
                best = _Headings(sheet, row, columns)
    return best


def _known(columns: dict[str, int]) -> int:
    return sum(name in columns for name in NEEDED)


def _frames(book: Book, headings: _Headings, columns: Columns) -> Iterator[pl.DataFrame]:
    if book.table is not None:
        return book.table.frames(headings.row, columns.wanted)
    return _sheet_frames(headings, columns)


def _sheet_frames(headings: _Headings, columns: Columns) -> Iterator[pl.DataFrame]:
    """The rows of a workbook's sheet in the same shape as those of a csv file."""
    import polars as pl

    from pxcommission.returns.sheets import column_letters

    sheet = headings.sheet
    letters = {column: column_letters(column) for column in columns.wanted}
    schema: dict[str, pl.DataType] = {"row": pl.Int64()} | dict.fromkeys(letters.values(), pl.String())
    rows = [number for number, _ in sheet.numbered_rows(headings.row + 1)]
    for first in range(0, len(rows), _FRAME_ROWS):
        part = rows[first : first + _FRAME_ROWS]
        values = {name: [as_text(sheet.at(row, column)) for row in part] for column, name in letters.items()}
        yield pl.DataFrame({"row": part} | values, schema=schema)


def _month(sums: Sums, given: Period | None, sheet: str, found: Collected) -> Period:
    months = {month_in(text) for text in sums.periods}
    if len(months) == 1 and None not in months:
        return next(month for month in months if month is not None)
    told = ", ".join(sorted(sums.periods)[:3])
    if len(months) > 1:
        found.error(f"the file holds several periods: {told}", "load one file a month", sheet)
    elif given is None:
        found.error(f"the period can't be read: {quoted(told)}", "give it with --period", sheet)
    found.stop_if_wrong()
    assert given is not None  # noqa: S101
    return given
