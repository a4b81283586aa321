"""Counts as they may be shared: small ones hidden, and as many more as it takes that nothing gives them away.

How, why and what it does not protect against: docs/decisions/0007-small-numbers.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from pxcommission.assessment.small_numbers_hiding import protect
from pxcommission.assessment.small_numbers_tables import (
    ALL,
    About,
    Dimension,
    SharedTable,
    Table,
    as_line,
    dimension,
    from_line,
    table_of,
)

__all__ = [
    "ALL", "PROFILES", "About", "Counted", "Dimension", "Profile", "SharedTable", "Table", "as_line", "dimension",
    "from_line", "protect", "protected_counts", "protected_groups", "shared_as", "table_of",
]  # fmt: skip


class Counted(StrEnum):
    """What the counts of a table are of."""

    OPERATIONAL = "operational counts"
    SURVEY_RESPONSES = "survey responses"
    DEMOGRAPHIC_GROUPS = "demographic groups"
    THEMES = "themes"


PEOPLE_AND_VIEWS = frozenset({Counted.SURVEY_RESPONSES, Counted.DEMOGRAPHIC_GROUPS, Counted.THEMES})


class Profile(Struct, frozen=True):
    """Who reads an output, what is hidden in it, and from 1 up to which count."""

    name: str
    readers: str
    hides: frozenset[Counted]
    small: int = 4

    def is_small(self, count: int, counted: Counted) -> bool:
        """Whether a count by itself is hidden from these readers."""
        return counted in self.hides and 1 <= count <= self.small


PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("party", "the two parties to the contract", PEOPLE_AND_VIEWS),
        Profile("shared", "boards, committees and other bodies", frozenset(Counted)),
        Profile("public", "anyone", frozenset(Counted)),
    )
}
"""Who an output is for: papers between the parties carry exact operational counts, everything for others hides 1 to 4."""


def shared_as(
    table: Table, profile: Profile, counted: Counted, already_shared: Sequence[SharedTable] = ()
) -> SharedTable:
    """The table as the readers of a profile may have it; exact where the profile hides nothing of its kind.

    `already_shared` is every table these readers, or anyone they may talk to, were given before, in that order.
    """
    if counted not in profile.hides:
        return SharedTable(table.about, table.dimensions, dict(table.counts))
    return protect(table, already_shared, profile.small)


def protected_counts(
    counts: Mapping[tuple[str, str], int],
    rows: Dimension,
    columns: Dimension,
    profile: Profile,
    *,
    about: About,
    counted: Counted = Counted.THEMES,
    already_shared: Sequence[SharedTable] = (),
) -> SharedTable:
    """A table of rows and columns (themes by sentiment) as it may be shared.

    Where rows overlap (`dimension("theme", …, overlapping=True)`) also give `(ALL, column)`: how many there are in all.
    """
    cells: dict[tuple[str, ...], int] = {(row, column): count for (row, column), count in counts.items()}
    return shared_as(table_of(about, (rows, columns), cells), profile, counted, already_shared)


def protected_groups(
    counts: Mapping[str, int],
    groups: Dimension,
    profile: Profile,
    *,
    about: About,
    counted: Counted = Counted.DEMOGRAPHIC_GROUPS,
    already_shared: Sequence[SharedTable] = (),
) -> SharedTable:
    """Counts of the groups of one breakdown as they may be shared; with `ALL` for the total where groups overlap."""
    table = table_of(about, (groups,), {(name,): count for name, count in counts.items()})
    return shared_as(table, profile, counted, already_shared)
