"""The counts of a breakdown as they may be read: 1 to 4 hidden, and as many more as it takes that the whole gives none away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pxcommission.assessment.equality_figures import Breakdown
from pxcommission.assessment.small_numbers import (
    ALL,
    PROFILES,
    About,
    Counted,
    SharedTable,
    dimension,
    shared_as,
    table_of,
)
from pxcommission.assessment.small_numbers_tables import Dimension, coordinates_of
from pxcommission.problems import ProblemsFound

REST = "in none of these groups"
"""What is left of the whole beside the groups that are given."""
COUNTED, OTHERS = "counted", "others"
_ANSWERS = dimension("answer", (COUNTED, OTHERS))


@dataclass(frozen=True)
class Counts:
    """Every count of a breakdown by group, the rest of the whole among them: the numerator, and the denominator (0 for events)."""

    groups: dict[str, tuple[int, int]]
    whole: tuple[int, int]
    is_share: bool


def protected(table: Breakdown, counts: Counts, already: Sequence[SharedTable]) -> SharedTable | None:
    """The breakdown as it may be read, beside what was read before; None where it can't be shown without giving counts away.

    The whole is known from the findings, so it counts as shared already, unless it is small itself.
    """
    about = about_of(table)
    groups = dimension(table.characteristic.value, counts.groups)
    if counts.is_share:
        cells: dict[tuple[str, ...], int] = {
            (group, answer): number
            for group, (part, whole) in counts.groups.items()
            for answer, number in ((COUNTED, part), (OTHERS, whole - part))
        }
        made = table_of(about, (groups, _ANSWERS), cells)
        known = _whole(about, (_ANSWERS,), {(COUNTED,): counts.whole[0], (OTHERS,): counts.whole[1] - counts.whole[0]})
    else:
        made = table_of(about, (groups,), {(group,): part for group, (part, _) in counts.groups.items()})
        known = SharedTable(about, (), {coordinates_of(about, (), ()): counts.whole[0]})
    profile = PROFILES["party"]
    small = any(profile.is_small(n or 0, Counted.DEMOGRAPHIC_GROUPS) for n in known.counts.values())
    try:
        return shared_as(made, profile, Counted.DEMOGRAPHIC_GROUPS, [*already, *(() if small else (known,))])
    except ProblemsFound:
        return None


def about_of(table: Breakdown) -> About:
    """What the counts are of: the same subject for every characteristic, so that their common whole is one number."""
    within = (("service", table.service), ("touchpoint", table.touchpoint))
    subject = f"{table.measure} of {table.provider} in {table.contract}"
    return About(subject, table.period, tuple(one for one in within if one[1]))


def shown(shared: SharedTable, group: str, is_share: bool) -> tuple[int | None, int | None]:
    """Numerator and denominator of a group as they may be read; None where hidden, or where events have none."""
    if not is_share:
        return shared.count(group), None
    return shared.count(group, COUNTED), shared.count(group, ALL)


def _whole(about: About, answers: tuple[Dimension, ...], cells: dict[tuple[str, ...], int]) -> SharedTable:
    made = table_of(about, answers, cells)
    return SharedTable(about, answers, dict(made.counts))
