"""Observations on the screen, as CSV or as JSON."""

from __future__ import annotations

import json
import sys
from decimal import Decimal

import polars as pl
from rich.table import Table
from rich.text import Text

from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.tables import rows_csv
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.problems import printable

COLUMNS = ("level", "provider", "site", "ward", "service", "touchpoint", "measure", "from", "to", "numerator",
           "denominator", "value", "unit", "status", "file", "sheet", "cell")  # fmt: skip
Cell = str | int | None


def show_observations(
    store: EvidenceStore,
    options: Options,
    provider: str | None,
    measure: str | None,
    service: str | None,
    period: Period | None,
) -> None:
    """Print the observations known on the day that fit the filters, in a fixed order."""
    frame = store.observations(options.as_at)
    for column, wanted in (("provider", provider), ("measure", measure), ("service", service)):
        if wanted is not None:
            frame = frame.filter(pl.col(column) == wanted)
    if period is not None:
        frame = frame.filter((pl.col("start") >= period.start) & (pl.col("end") <= period.end))
    order = [
        "start",
        "end",
        "level",
        "provider",
        "site",
        "ward",
        "service",
        "touchpoint",
        "measure",
        "file",
        "sheet",
        "cell",
    ]
    names = [{"from": "start", "to": "end"}.get(name, name) for name in COLUMNS]
    rows = [_row(row) for row in frame.sort(order).select(names).collect().iter_rows()]
    match options.format:
        case "json":
            print(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            _print_table(rows, options)


def _row(row: tuple[object, ...]) -> tuple[Cell, ...]:
    cells: dict[str, object] = dict(zip(COLUMNS, row, strict=True))
    numerator, denominator = cells["numerator"], cells["denominator"]
    value = cells["value"] or None
    if isinstance(numerator, int) and isinstance(denominator, int) and denominator:
        value = f"{Decimal(numerator) / Decimal(denominator):.6f}"
    elif isinstance(numerator, int) and cells["unit"] == "count":
        value = str(numerator)
    elif value is not None:
        value = f"{Decimal(str(value)):.6f}"
    cells["value"] = value
    return tuple(cell if isinstance(cell, int | None) else str(cell) for cell in cells.values())


def _print_table(rows: list[tuple[Cell, ...]], options: Options) -> None:
    table = Table(box=None, pad_edge=False)
    shown = (
        "provider",
        "site",
        "ward",
        "service",
        "measure",
        "from",
        "to",
        "numerator",
        "denominator",
        "value",
        "status",
    )
    for name in (*shown, "stands at"):
        table.add_column(name, overflow="fold")
    for row in rows[:200]:
        cells = dict(zip(COLUMNS, row, strict=True))
        place = "!".join(str(cells[name]) for name in ("file", "sheet", "cell") if cells[name])
        named = [cells[name] if cells[name] is not None else "" for name in shown]
        table.add_row(*(Text(printable(str(cell))) for cell in (*named, place)))
    console_for(options).print(table)
    print(
        f"{len(rows):,} observations"
        + ("; the first 200 are shown: use --format csv for all" if len(rows) > 200 else "")
    )
