"""Figures that two files of one origin state differently, where nobody can say which of them is the newer."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pxcommission.evidence.figures_kept import GROUP_SCHEMA, SCHEMA, UNIT_KEY, frame_of
from pxcommission.evidence.observations import Observation, Reading
from pxcommission.evidence.readings_logged import logged
from pxcommission.evidence.store import EvidenceStore


def conflicts(store: EvidenceStore, reading: Reading) -> list[tuple[Observation, str]]:
    """Figures of a reading that another file of the same origin states differently, where neither is known to be newer.

    That is so when both became known on the same day, or when one of them has no date.
    """
    one = logged(reading)
    others = [r for r in store.readings() if r.origin == reading.origin and r.file_sha256 != reading.file_sha256]
    others = [r for r in others if r.known_from == one.known_from or not (r.dated and one.dated)]
    others = [r for r in others if r.start <= one.end and one.start <= r.end]
    if not others:
        return []
    of_groups = [*UNIT_KEY, "icb", "characteristic", "group"]
    return [
        *_differing(store.figures_of(others), reading.observations, [*UNIT_KEY, "icb"], SCHEMA),
        *_differing(store.groups_of(others), reading.by_group, of_groups, GROUP_SCHEMA),
    ]


def _differing(
    frame: pl.LazyFrame, figures: Sequence[Observation], key: Sequence[str], schema: dict[str, pl.DataType]
) -> list[tuple[Observation, str]]:
    """The figures that stand otherwise in a table of kept ones, each with where."""
    if not figures:
        return []
    new = frame_of(figures, schema).with_row_index("row")
    both = frame.join(new.lazy(), on=key, suffix="_new")
    figure = ("numerator", "denominator", "value", "status")
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(f"{name}_new")) for name in figure)
    rows = both.filter(differs).select("row", "file", "sheet", "cell").sort("row").collect()
    return [(figures[row], "!".join(part for part in place if part)) for row, *place in rows.iter_rows()]
