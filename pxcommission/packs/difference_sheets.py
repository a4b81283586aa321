"""The workbook's sheet of differences: figures that two sources, a total and its parts, or two editions state differently."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.reconciliation_found import Difference, Side
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import service_name
from pxcommission.packs.plain_text import one_line, sentence
from pxcommission.packs.sheets import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD, Cell, Column, Sheet, text

MOST_PLACES = 4


def differences_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """One row for each difference: both sides with their cells, how far apart they are, and which one is judged."""
    columns = (Column("Contract", 17), Column("Figure", 30), Column("Service", 17), Column("Where", 15),
               Column("Period", 11), Column("Judged", 21), Column("Judged figure", 14), Column("Other", 21),
               Column("Other figure", 14), Column("Apart", 14), Column("Why the first is judged", 23),
               Column("Judged figure stands at", 60, printed=False), Column("Other figure stands at", 60, printed=False),
               Column("Requirements", 30, printed=False))  # fmt: skip
    rows = tuple(_row(one, difference) for one in checked for difference in one.differences)
    notes = (
        "Nothing was changed by a difference. Ask the provider which figure is right.",
        f"{WITHHELD}: 1 to 4 answers of a survey could be read from it. Where a part of a total is hidden, it is not compared.",
    )
    return Sheet("Differences", "Figures that are stated differently", notes, columns, rows)


def _row(one: CheckedContract, found: Difference) -> tuple[Cell, ...]:
    measure = one.vocabulary.measures.get(found.measure)
    name = measure.name if measure else found.told or found.measure
    where = ", ".join(part for part in (one_line(found.touchpoint), one_line(found.where)) if part)
    apart = WITHHELD if found.small else text(found.apart, NOT_AVAILABLE)
    return (
        text(found.contract), text(name), service_name(one, found.service) if found.service else NOT_APPLICABLE,
        text(where), found.period.label, text(found.judged.says), _figure(found.judged, found), text(found.other.says),
        _figure(found.other, found), apart, text(sentence(found.because)), _places(found.judged), _places(found.other),
        text(", ".join(found.requirements)),
    )  # fmt: skip


def _figure(side: Side, found: Difference) -> str:
    if found.told:
        return NOT_APPLICABLE
    return WITHHELD if found.small and side.numerator is not None else side.text


def _places(side: Side) -> str:
    more = len(side.addresses) - MOST_PLACES
    return text("; ".join(side.addresses[:MOST_PLACES]) + (f"; and {more} more" if more > 0 else ""))
