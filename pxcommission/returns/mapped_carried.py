"""What holds for several rows of a table and is written once: in merged cells, or in a row of its own above them."""

from __future__ import annotations

from msgspec.structs import replace

from pxcommission.returns.figures import heading
from pxcommission.returns.mapped_codes import code_within
from pxcommission.returns.mapping_parts import Where
from pxcommission.returns.mappings import MappingFile
from pxcommission.returns.numbers import Value
from pxcommission.returns.sheets import Sheet


def is_alone(sheet: Sheet, row: int) -> str:
    """The text of a row that holds one text and nothing else; empty for any other row."""
    held = [text for text in sheet.texts(row) if text]
    return held[0] if len(held) == 1 else ""


def with_carried(sheet: Sheet, header: int, file: MappingFile, columns: dict[str, int]) -> Sheet:
    """The sheet with what is written once in a column that is carried down also in the blank cells below it."""
    carried = [
        columns[heading(one.column)] for one in file.places if one.carried_down and heading(one.column or "") in columns
    ]
    if not carried:
        return sheet
    rows = [list(row) for row in sheet.rows]
    held: dict[int, Value] = {}
    for number, row in sheet.numbered_rows(header + 1):
        for column in carried:
            if sheet.text(number, column):
                held[column] = sheet.at(number, column)
            elif column in held and column <= len(row) and not is_alone(sheet, number):
                rows[number - 1][column - 1] = held[column]
    return replace(sheet, rows=rows)


def rows_above(sheet: Sheet, header: int, file: MappingFile) -> dict[int, int]:
    """For each row below one that names its site and nothing else, the number of that row."""
    if file.site is None or not file.site.row_above:
        return {}
    found: dict[int, int] = {}
    over = 0
    for number, _ in sheet.numbered_rows(header + 1):
        if names_a_site(is_alone(sheet, number), file.site, file.sites):
            over = number
        if over:
            found[number] = over
    return found


def names_a_site(text: str, where: Where, sites: dict[str, str]) -> bool:
    """Whether the text of a row that holds nothing else is that of a site: with a code in it, or a name the mapping gives."""
    named = {heading(name) for name in sites}
    return bool(text) and (heading(text) in named or bool(code_within(text)) or not (where.code_in_text or named))
