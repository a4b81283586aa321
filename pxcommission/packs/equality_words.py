"""A comparison of groups in words: for the screen and the workbook."""

from __future__ import annotations

from fractions import Fraction

from pxcommission.assessment.equality import EqualityTable, GroupRow
from pxcommission.packs.shown import shown_share

HIDDEN = "*"
AGAINST_THE_REST = (
    "Each group is held against the rest (the whole without the group), since it is a part of the whole itself. The gap is in "
    "percentage points, with Newcombe's 95% interval."
)
QUESTIONS = "A difference is a question, never a breach: no requirement, ladder or letter rests on it."
SMALL = (
    "* hides a count of 1 to 4, or one that would give such a count away. The reading rests on all of them. Fewer than 10 "
    "answers are not rated."
)
SEVERAL = (
    "Where several groups are compared at once, Holm's method keeps the chance that any of a table's readings is chance alone at "
    "5%. Every further table is a further chance."
)


def count_text(count: int | None, hidden: bool) -> str:
    """The count; `*` where it is hidden."""
    return HIDDEN if count is None and hidden else "" if count is None else f"{count:,}"


def counts_text(row: GroupRow, is_share: bool) -> str:
    """`640 of 700`, `* of 700`; empty where the source gives none."""
    if row.numerator is None and row.denominator is None and not row.hidden:
        return ""
    above = count_text(row.numerator, row.hidden)
    return f"{above} of {count_text(row.denominator, row.hidden)}" if is_share else above


def share_text(value: Fraction | None) -> str:
    """`91.4%`; empty where it is not shown."""
    return "" if value is None else shown_share(value.numerator, value.denominator)


def gap_text(row: GroupRow) -> str:
    """`-7.6 points (-13.1 to -2.9)`; empty where it is not shown."""
    if row.gap is None:
        return ""
    return f"{100 * row.gap.size:+.1f} points ({100 * row.gap.low:+.1f} to {100 * row.gap.high:+.1f})"


def whole_text(table: EqualityTable) -> str:
    """`90.0% (900 of 1,000), as stated`."""
    if table.whole is None:
        return "not known"
    numerator, denominator = table.whole
    if not denominator:
        return f"{numerator:,}, {table.whole_from}"
    return f"{shown_share(numerator, denominator)} ({numerator:,} of {denominator:,}), {table.whole_from}"


def compared_text(table: EqualityTable) -> str:
    """How many groups were compared at once."""
    if not table.is_share:
        return "counts alone: nothing is compared"
    if table.compared == 0:
        return "no group could be rated"
    return "one comparison" if table.compared == 1 else f"{table.compared} groups compared at once"


def reading_text(row: GroupRow) -> str:
    """`not rated: fewer than 10 answers`."""
    return f"{row.reading}: {row.reason}" if row.reason else str(row.reading)


def texts_of_table(table: EqualityTable) -> tuple[str, ...]:
    """Every text of a comparison that states counts."""
    return whole_text(table), table.said, *(counts_text(row, table.is_share) for row in table.rows)
