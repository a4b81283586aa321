"""Figures as a table and the Parquet files it is kept in: written whole or not at all, refused when damaged."""

from __future__ import annotations

import os
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path

import polars as pl

from pxcommission.evidence.observations import Observation
from pxcommission.problems import ExitCode, Problem, ProblemsFound

SCHEMA: dict[str, pl.DataType] = {
    "level": pl.String(),
    "icb": pl.String(),
    "provider": pl.String(),
    "site": pl.String(),
    "ward": pl.String(),
    "service": pl.String(),
    "touchpoint": pl.String(),
    "measure": pl.String(),
    "start": pl.Date(),
    "end": pl.Date(),
    "numerator": pl.Int64(),
    "denominator": pl.Int64(),
    "value": pl.String(),
    "unit": pl.String(),
    "status": pl.String(),
    "sheet": pl.String(),
    "cell": pl.String(),
    "name": pl.String(),
}
GROUP_SCHEMA: dict[str, pl.DataType] = {**SCHEMA, "characteristic": pl.String(), "group": pl.String()}
"""The columns of figures of groups of people, which are kept in files of their own."""
ROWS_SIDE_BY_SIDE = 50_000
"""Rows of a group in a file: of figures sorted by provider, groups that hold none of those wanted are passed over."""
UNIT_KEY = ("level", "provider", "site", "ward", "service", "touchpoint", "measure", "start", "end")
"""What makes two figures the same one, beside the ICB of an ICB's own figure."""
LOAD_AGAIN = "remove the folder .pxcommission/evidence and load the returns again, or restore it from a copy"


def frame_of(observations: Sequence[Observation], schema: dict[str, pl.DataType] | None = None) -> pl.DataFrame:
    """The figures as a table with the columns of `SCHEMA`, or of another schema of observations."""
    kinds = schema or SCHEMA
    rows = map(attrgetter(*kinds), observations)
    columns = zip(*rows, strict=True) if observations else ((),) * len(kinds)
    named = zip(kinds.items(), columns, strict=True)
    return pl.DataFrame([pl.Series(name, values, dtype=kind, strict=False) for (name, kind), values in named])


def write_whole(frame: pl.DataFrame, path: Path) -> None:
    """Write a table in one step, so that a killed run leaves all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".tmp-{os.getpid()}")
    frame.write_parquet(beside, compression="zstd", row_group_size=ROWS_SIDE_BY_SIDE)
    beside.replace(path)


def refuse_damaged(files: Sequence[Path]) -> None:
    """Figures that are gone or cut short are no figures: nothing may be judged without them."""
    problems = []
    for file in files:
        shown = f".pxcommission/evidence/{file.parent.name}/{file.name}"
        if not file.is_file():
            problems.append(Problem(shown, "these figures are missing although the log names them", LOAD_AGAIN))
        elif file.stat().st_size < 12 or not _is_whole(file):
            problems.append(Problem(shown, "these figures are damaged", LOAD_AGAIN))
    if problems:
        raise ProblemsFound(problems, ExitCode.ENVIRONMENT)


def _is_whole(file: Path) -> bool:
    with file.open("rb") as figures:
        starts = figures.read(4) == b"PAR1"
        figures.seek(-4, os.SEEK_END)
        return starts and figures.read(4) == b"PAR1"
