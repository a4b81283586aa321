"""Whose figures the rows and sheets of a table are: rows of the whole provider, sites above their wards, a sheet for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_carried import is_alone
from pxcommission.returns.mapped_codes import code_within
from pxcommission.returns.mapped_headings import PeriodReader
from pxcommission.returns.mapping_guess import Part, Role
from pxcommission.returns.mapping_guess_places import WHOLE_PROVIDER, PlaceGuess
from pxcommission.returns.mapping_proposal_table import Table
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import Sheet, address

_OF_A_SITE = ("total", "totals", "site total", "hospital total", "sub total", "subtotal", "sub-total")


class Whole(Struct, frozen=True):
    """What the rows of the whole provider are called, those of a whole site, and the numbers of these rows."""

    provider: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()


NO_ROWS = Whole()


def whole_rows(table: Table, parts: Sequence[Part], places: Mapping[str, PlaceGuess]) -> Whole:
    """The rows that are named as the whole provider's, or a whole site's, in the column of the site or ward."""
    provider: dict[str, int] = {}
    site: dict[str, int] = {}
    rows: list[int] = []
    columns = {role: _column(table, parts, role) for role in (Role.SITE, Role.WARD)}
    above = _sites_above(table) if "site" in places and places["site"].key == "row_above" else ()
    for row in sorted((*table.rows, *table.totals)):
        for role, column in columns.items():
            text = table.sheet.text(row, column) if column else ""
            if heading(text) not in (*WHOLE_PROVIDER, *_OF_A_SITE):
                continue
            beside = role is Role.WARD and columns[Role.SITE] and table.sheet.text(row, columns[Role.SITE])
            of_site = heading(text) in _OF_A_SITE and (above or beside)
            (site if of_site else provider).setdefault(text, row)
            rows.append(row)
            break
    return Whole(tuple(provider), tuple(site), tuple(rows))


def site_above(table: Table, parts: Sequence[Part]) -> PlaceGuess | None:
    """Where the site of each ward stands in a row of its own above its wards; None where it does not."""
    has_site, has_ward = (
        any(one.role is role for p in parts for one in p.guess.meanings) for role in (Role.SITE, Role.WARD)
    )
    rows = _sites_above(table)
    if has_site or not has_ward or not rows:
        return None
    reason = f"rows {', '.join(map(str, rows))} hold a site's code and nothing else, above the rows of its wards"
    return PlaceGuess("row_above", "true", 88, reason, code_in_text=True)


def _sites_above(table: Table) -> tuple[int, ...]:
    return tuple(row for row in table.rows if code_within(is_alone(table.sheet, row)))


def _column(table: Table, parts: Sequence[Part], role: Role) -> int:
    """The number of the column with a role; 0 where there is none."""
    name = next((p.name for p in parts if p.kind == "column" and p.guess.meanings[0].role is role), "")
    return table.names.index(name) + 1 if name in table.names else 0


def repeated(table: Table, tables: Sequence[Table]) -> tuple[tuple[Table, ...], tuple[str, PlaceGuess] | None]:
    """The tables of other sheets that are laid out the same, and what each sheet says of itself: its site, or its period.

    None where nothing tells the sheets apart.
    """
    own = [heading(name) for name in table.names]
    same = tuple(
        one for one in tables
        if one.sheet is not table.sheet and (one.header, one.header_rows) == (table.header, table.header_rows)
        and [heading(name) for name in one.names] == own
    )  # fmt: skip
    told = _told_apart([table.sheet, *(one.sheet for one in same)], table) if same else None
    return (same, told) if told else ((), None)


def _told_apart(sheets: Sequence[Sheet], table: Table) -> tuple[str, PlaceGuess] | None:
    names = [sheet.name for sheet in sheets]
    if len({code_within(name) for name in names} - {""}) == len(names):
        return "site", PlaceGuess("sheet_name", "true", 92, "the name of each sheet has a code in it", True)
    if len({inside[1] for name in names if (inside := PeriodReader({}).inside(name))}) == len(names):
        return "period", PlaceGuess("sheet_name", "true", 92, "the name of each sheet is that of a period")
    for row in range(1, table.header - table.header_rows + 1):
        for column, text in enumerate(table.sheet.texts(row), start=1):
            codes = {code_within(sheet.text(row, column)) for sheet in sheets} if len(code_within(text)) == 5 else set()
            if len(codes - {""}) == len(sheets):
                where = address(row, column)
                return "site", PlaceGuess("cell", where, 88, f"each sheet has another code in {where}", True)
    return None


def without_repeats(tables: Sequence[Table]) -> tuple[Table, ...]:
    """The tables, one for all sheets of the same layout."""
    kept: list[Table] = []
    left: list[Table] = []
    for table in tables:
        if not any(table is one for one in left):
            kept.append(table)
            left += repeated(table, tables)[0]
    return tuple(kept)


def stacked(table: Table, others: Sequence[Table]) -> Table:
    """The table with the rows of the others below its own, as one to guess from."""
    rows, numbers, totals = [list(row) for row in table.sheet.rows], list(table.rows), list(table.totals)
    for other in others:
        for number in (*other.rows, *other.totals):
            rows.append(list(other.sheet.rows[number - 1]))
            (numbers if number in other.rows else totals).append(len(rows))
    return replace(table, sheet=replace(table.sheet, rows=rows), rows=tuple(numbers), totals=tuple(totals))


def is_carried_down(part: Part, parts: Sequence[Part]) -> bool:
    """Whether blank cells of a column take what is written above them: as rows of the provider they would be doubled, or odd.

    They are of the provider where a row with a site has the same measure and period, and no two of them are the same.
    """
    cells = {key: as_text(value) for key, value in part.values.at.items()}
    if not cells or not next(iter(cells.values())) or all(cells.values()):
        return False
    telling = (Role.SITE, Role.WARD, Role.PERIOD, Role.MEASURE)
    others = [p for p in parts if p.kind == "column" and p is not part and p.guess.meanings[0].role in telling]
    keys = {key: tuple(as_text(p.values.at.get(key, "")) for p in others) for key in cells}
    blank = [keys[key] for key, text in cells.items() if not text]
    filled = {keys[key] for key, text in cells.items() if text}
    return len(set(blank)) < len(blank) or not filled & set(blank)
