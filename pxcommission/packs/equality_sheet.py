"""The workbook's sheet Equality: the same measure by ethnicity, age, sex, disability and deprivation, where evidence has it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.equality_words import (
    AGAINST_THE_REST,
    QUESTIONS,
    SEVERAL,
    SMALL,
    compared_text,
    counts_text,
    gap_text,
    reading_text,
    share_text,
    whole_text,
)
from pxcommission.packs.sheets import NOT_APPLICABLE, WITHHELD, Cell, Column, Sheet, text
from pxcommission.packs.triangulation_sheet import service_name

CONTENTS_OF_EQUALITY = {"Equality": "the same measure by groups of people, each beside the rest, small numbers hidden"}


def equality_sheets(checked: Sequence[CheckedContract]) -> tuple[Sheet, ...]:
    """The sheet, where any measure is broken down by groups of people; else none."""
    rows = tuple(row for one in checked for row in _rows(one))
    if not rows:
        return ()
    columns = (Column("Contract", 17), Column("Measure", 34), Column("Service", 20), Column("By", 14), Column("Group", 26),
               Column("Counts", 16), Column("Value", 11), Column("Gap to the rest", 30), Column("Reading", 40),
               Column("Whole", 32), Column("Known of", 40), Column("Compared", 26))  # fmt: skip
    notes = (f"{QUESTIONS} {AGAINST_THE_REST}", f"{SMALL} {SEVERAL}")
    return (Sheet("Equality", "The same measure for different groups of people", notes, columns, rows),)


def _rows(one: CheckedContract) -> Iterator[tuple[Cell, ...]]:
    for table in one.equality:
        about = table.about
        service = ", ".join(part for part in (service_name(one, about.service), about.touchpoint) if part)
        first = (one.contract.contract, text(table.name), text(service), about.characteristic.value)
        last = (text(whole_text(table)), text(table.said), text(compared_text(table)))
        if table.withheld:
            yield (*first, "all", WITHHELD, WITHHELD, NOT_APPLICABLE, text(f"not shown: {table.withheld}"), *last)
        for row in table.rows:
            absent = WITHHELD if row.hidden else NOT_APPLICABLE
            yield (
                *first, text(row.group), text(counts_text(row, table.is_share)), text(share_text(row.value), absent),
                text(gap_text(row), absent), text(reading_text(row)), *last,
            )  # fmt: skip
