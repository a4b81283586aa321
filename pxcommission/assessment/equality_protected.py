"""The counts of a breakdown as they may be read: 1 to 4 hidden, and as many more as it takes that the whole gives none away."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.equality_figures import Breakdown
from pxcommission.assessment.small_numbers import (
    ALL,
    PROFILES,
    About,
    Counted,
    Profile,
    SharedTable,
    Table,
    dimension,
    shared_as,
    table_of,
)
from pxcommission.assessment.small_numbers_attacked import narrow_numbers
from pxcommission.assessment.small_numbers_sums import known_from
from pxcommission.assessment.small_numbers_tables import Coordinates, Dimension, coordinates_of
from pxcommission.problems import ProblemsFound

REST = "in none of these groups"
"""What is left of the whole beside the groups that are given."""
COUNTED, OTHERS = "counted", "others"


class Counts(Struct, frozen=True):
    """Every count of a breakdown by group, the rest of the whole among them: the numerator, and the denominator (0 for events).

    `of` is the word for what is counted in the whole (`responses`): measures that share it share their groups' totals.
    """

    groups: dict[str, tuple[int, int]]
    whole: tuple[int, int]
    is_share: bool
    of: str = ""


def protected(table: Breakdown, counts: Counts, already: Sequence[SharedTable]) -> SharedTable | None:
    """The breakdown as it may be read, beside what was read before; None where it can't be shown without giving counts away.

    The whole is known from the findings, so it counts as shared already, unless it is small itself.
    """
    about, answers = about_of(table, counts.of), dimension(table.measure, (COUNTED, OTHERS))
    groups = dimension(table.characteristic.value, counts.groups)
    if counts.is_share:
        cells: dict[tuple[str, ...], int] = {
            (group, answer): number
            for group, (part, whole) in counts.groups.items()
            for answer, number in ((COUNTED, part), (OTHERS, whole - part))
        }
        made = table_of(about, (groups, answers), cells)
        known = _whole(about, (answers,), {(COUNTED,): counts.whole[0], (OTHERS,): counts.whole[1] - counts.whole[0]})
    else:
        made = table_of(about, (groups,), {(group,): part for group, (part, _) in counts.groups.items()})
        known = SharedTable(about, (), {coordinates_of(about, (), ()): counts.whole[0]})
    profile = PROFILES["party"]
    small = any(profile.is_small(n or 0, Counted.DEMOGRAPHIC_GROUPS) for n in known.counts.values())
    before = [*already, *(() if small else (known,))]
    try:
        hidden = shared_as(made, profile, Counted.DEMOGRAPHIC_GROUPS, before)
    except ProblemsFound:
        return None
    return _shown_again(hidden, made, before, profile) if counts.is_share else hidden


def _shown_again(hidden: SharedTable, made: Table, before: Sequence[SharedTable], profile: Profile) -> SharedTable:
    """The table with both answers of a group shown wherever that gives nothing away, largest groups first.

    Hiding looks at one count at a time; of a group whose total is shown, showing one answer alone would give the other away, so
    it never shows again what was hidden of both.
    """
    kept = hidden
    groups = [group for _, parts in made.dimensions[0].sums for group in parts]
    for group in sorted(groups, key=lambda name: -made.counts[_at(made, name, ALL)]):
        pair = [_at(made, group, answer) for answer in (COUNTED, OTHERS, ALL)]
        if any(profile.is_small(made.counts[where], Counted.DEMOGRAPHIC_GROUPS) for where in pair):
            continue
        more = replace(kept, counts={**kept.counts, **{where: made.counts[where] for where in pair}})
        if more != kept and not narrow_numbers(known_from([*before, more]), profile.small):
            kept = more
    return kept


def _at(table: Table, *categories: str) -> Coordinates:
    """Where the count of these categories stands."""
    return coordinates_of(table.about, table.dimensions, categories)


def about_of(table: Breakdown, of: str) -> About:
    """What the counts are of: one subject for every characteristic and measure of one whole, so that a group's total is one number.

    The measure stands as the edition, so that where two measures turn out not to have one whole, nothing is taken from that.
    """
    within = (("service", table.service), ("touchpoint", table.touchpoint))
    subject = f"{of or table.measure} of {table.provider} in {table.contract}, {table.origin}"
    return About(subject, table.period, tuple(one for one in within if one[1]), table.measure)


def shown(shared: SharedTable, group: str, is_share: bool) -> tuple[int | None, int | None]:
    """Numerator and denominator of a group as they may be read; None where hidden, or where events have none."""
    if not is_share:
        return shared.count(group), None
    return shared.count(group, COUNTED), shared.count(group, ALL)


def _whole(about: About, answers: tuple[Dimension, ...], cells: dict[tuple[str, ...], int]) -> SharedTable:
    made = table_of(about, answers, cells)
    return SharedTable(about, answers, dict(made.counts))
