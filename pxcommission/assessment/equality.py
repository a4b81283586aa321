"""The same measure by ethnicity, age, sex, disability and deprivation: each group beside the rest, small numbers protected.

A difference is a question, never a breach: nothing here is read by a requirement or a ladder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.equality_figures import Breakdown, GroupCount
from pxcommission.assessment.equality_protected import REST, Counts, protected, shown
from pxcommission.assessment.small_numbers import SharedTable
from pxcommission.assessment.statistics.group_gaps import LEAST_ANSWERS, Gap, gap, standing_together
from pxcommission.vocabulary.models import Measure


class Reading(StrEnum):
    """How a group stands beside the rest, or that this can't be said."""

    WORSE = "clearly worse than the rest"
    LOWER = "clearly lower than the rest"
    SAME = "not distinguishable from the rest"
    HIGHER = "clearly higher than the rest"
    BETTER = "clearly better than the rest"
    NOT_RATED = "not rated"


class GroupRow(Struct, frozen=True):
    """One group. A count that is None is hidden, or not given; `gap` is then left out, and the reading stands alone."""

    group: str
    numerator: int | None
    denominator: int | None
    hidden: bool
    reading: Reading
    reason: str = ""
    gap: Gap | None = None

    @property
    def value(self) -> Fraction | None:
        """The group's share, where both its counts are shown."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


class EqualityTable(Struct, frozen=True):
    """One measure by one characteristic.

    `compared` says how many groups were rated at once; `said` in words how many said which group; `withheld` why nothing of
    it is shown. `whole_from` says whether the whole was stated or added up from the groups.
    """

    about: Breakdown
    name: str
    is_share: bool
    whole: tuple[int, int | None] | None
    whole_from: str
    said: str
    compared: int
    rows: tuple[GroupRow, ...]
    withheld: str = ""


def equality_tables(found: Iterable[Breakdown], measures: Mapping[str, Measure]) -> tuple[EqualityTable, ...]:
    """Every breakdown, compared and protected; the counts of one whole are protected together."""
    shared: dict[tuple[str, ...], list[SharedTable]] = defaultdict(list)
    tables = []
    for one in found:
        key = (one.contract, whole_word(one, measures[one.measure]), one.service, one.touchpoint, one.origin)
        table, given = _table(one, measures[one.measure], shared[key])
        shared[key] += given
        tables.append(table)
    return tuple(tables)


def _table(one: Breakdown, measure: Measure, already: Sequence[SharedTable]) -> tuple[EqualityTable, list[SharedTable]]:
    is_share = measure.unit == "proportion"
    counts = _counts(one, is_share, whole_word(one, measure))
    if isinstance(counts, str):
        return EqualityTable(one, measure.name, is_share, None, "", "", 0, (), counts), []
    whole_from = "as stated" if one.whole else "its groups added up"
    whole = (counts.whole[0], counts.whole[1] if is_share else None)
    table = protected(one, counts, already)
    if table is None:
        why = "it can't be shown without giving small counts away"
        return EqualityTable(one, measure.name, is_share, whole, whole_from, "", 0, (), why), []
    gaps, compared = _gaps(one, counts)
    standing = dict(zip(gaps, standing_together([found.p for found in gaps.values()]), strict=True))
    if compared == 1 and len(gaps) == 2:  # two groups that make up the whole: one comparison, seen from both sides
        standing = {group: found.p < 0.05 for group, found in gaps.items()}
    rows = tuple(_row(group, counts, table, gaps.get(group.group), standing, measure) for group in one.groups)
    made = EqualityTable(one, measure.name, is_share, whole, whole_from, _said(one, counts, table), compared, rows)
    return made, [table]


def whole_word(one: Breakdown, measure: Measure) -> str:
    """What is counted in the whole: `fft responses`, of every share of them and of the count `fft_responses` itself."""
    counted = measure.denominator or measure.numerator or one.measure.removeprefix(f"{measure.feedback}_")
    return f"{measure.feedback} {counted}"


def _counts(one: Breakdown, is_share: bool, of: str) -> Counts | str:
    """The counts of all groups and of what is left of the whole; why not, where they do not go together."""
    groups: dict[str, tuple[int, int]] = {}
    for group in one.groups:
        if group.numerator is not None and (group.denominator is not None or not is_share):
            groups[group.group] = (group.numerator, (group.denominator or 0) if is_share else 0)
    parts, wholes = (sum(pair[at] for pair in groups.values()) for at in (0, 1))
    if one.whole is None:
        if len(groups) < len(one.groups):
            return "the whole is not given, and not every group's counts are, so there is nothing to compare with"
        return Counts(groups, (parts, wholes), is_share, of)
    whole = (one.whole[0], (one.whole[1] or 0) if is_share else 0)
    left = (whole[0] - parts, whole[1] - wholes)
    if min(left) < 0 or (is_share and left[0] > left[1]):
        return "its groups and the whole do not fit together (they overlap, or are counted otherwise), so they are not compared"
    if any(left):
        groups[REST] = left
    return Counts(groups, whole, is_share, of)


def _gaps(one: Breakdown, counts: Counts) -> tuple[dict[str, Gap], int]:
    """The gap of every group that is rated, and how many different comparisons that is."""
    found = {}
    for group in one.groups:
        if group.said and counts.is_share and group.group in counts.groups and not _too_few(group, counts):
            part, whole = counts.groups[group.group]
            found[group.group] = gap(part, whole, counts.whole[0] - part, counts.whole[1] - whole)
    mirrored = len(found) == 2 and sum(counts.groups[name][1] for name in found) == counts.whole[1]
    return found, 1 if mirrored else len(found)


def _too_few(group: GroupCount, counts: Counts) -> str:
    """Why a group with counts is not rated for want of answers; empty where it is."""
    whole = counts.groups[group.group][1]
    if whole < LEAST_ANSWERS:
        return f"fewer than {LEAST_ANSWERS} answers"
    if counts.whole[1] - whole < LEAST_ANSWERS:
        return f"fewer than {LEAST_ANSWERS} answers of all the others"
    return ""


def _row(
    group: GroupCount,
    counts: Counts,
    table: SharedTable,
    found: Gap | None,
    standing: Mapping[str, bool],
    measure: Measure,
) -> GroupRow:
    if group.group not in counts.groups:
        return GroupRow(
            group.group, None, None, True, Reading.NOT_RATED, "its counts are not given, or not for all of the period"
        )
    numerator, denominator = shown(table, group.group, counts.is_share)
    hidden = numerator is None or (counts.is_share and denominator is None)
    if found is None:
        reason = _why_not_rated(group, counts)
        return GroupRow(group.group, numerator, denominator, hidden, Reading.NOT_RATED, reason)
    stands = standing[group.group]
    reason = ""
    if not stands and found.p < 0.05:
        reason = f"its own interval leaves out 0, but among {len(standing)} groups that may well be chance"
    reading = _reading(found, stands, measure.better)
    return GroupRow(group.group, numerator, denominator, hidden, reading, reason, None if hidden else found)


def _why_not_rated(group: GroupCount, counts: Counts) -> str:
    if not counts.is_share:
        return "a number of events: how many people each group has is not known, so it has no rate"
    return _too_few(group, counts) if group.said else "people of whom it isn't known which group they are in"


def _reading(found: Gap, stands: bool, better: str) -> Reading:
    if not stands:
        return Reading.SAME
    above = found.size > 0
    if better == "neither":
        return Reading.HIGHER if above else Reading.LOWER
    return Reading.BETTER if above == (better == "higher") else Reading.WORSE


def _said(one: Breakdown, counts: Counts, table: SharedTable) -> str:
    """`1,200 of 1,500 said which group`; without the number where it would give a hidden count away."""
    at = 1 if counts.is_share else 0
    whole = counts.whole[at]
    known = {group.group for group in one.groups if group.said}
    left = [name for name in counts.groups if name not in known]
    what = "answers are" if counts.is_share else "events are"
    if any(shown(table, name, counts.is_share)[at] is None for name in left):
        return f"of how many of {whole:,} {what.split()[0]} the group is known is not shown, since it would give a small count away"
    said = whole - sum(counts.groups[name][at] for name in left)
    return f"{said:,} of {whole:,} {what} of people whose group is known"


def differing(tables: Sequence[EqualityTable]) -> Iterator[tuple[EqualityTable, GroupRow]]:
    """Every group that stands clearly worse (or, where neither is better, lower or higher) than the rest."""
    for table in tables:
        for row in table.rows:
            if row.reading in (Reading.WORSE, Reading.LOWER, Reading.HIGHER):
                yield table, row
