"""Records of organisations as a table, to be kept beside the figures of a reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from pxcommission.evidence.organisations import OrganisationRecord

SCHEMA: Mapping[str, Any] = {
    "code": pl.String(),
    "as_of": pl.Date(),
    "name": pl.String(),
    "icb": pl.String(),
    "region": pl.String(),
    "opened": pl.Date(),
    "closed": pl.Date(),
    "successors": pl.List(pl.String()),
    "listed": pl.String(),
    "seen_until": pl.Date(),
    "source": pl.String(),
    "verified": pl.Boolean(),
    "sheet": pl.String(),
    "cell": pl.String(),
}


def frame_of_records(records: Sequence[OrganisationRecord]) -> pl.DataFrame:
    """The records as a table, one row each."""
    columns: dict[str, list[Any]] = {name: [getattr(record, name) for record in records] for name in SCHEMA}
    columns["successors"] = [list(record.successors) for record in records]
    return pl.DataFrame(columns, schema=dict(SCHEMA), strict=False)


def records_of_frame(frame: pl.DataFrame) -> list[OrganisationRecord]:
    """The records of a table written by `frame_of_records`."""
    rows = frame.select(list(SCHEMA)).iter_rows(named=True)
    return [OrganisationRecord(**{**row, "successors": tuple(row["successors"] or ())}) for row in rows]
