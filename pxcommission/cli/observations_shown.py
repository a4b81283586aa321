"""Observations on the screen, as CSV or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import Decimal

import polars as pl
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from pxcommission.cli.options import Options
from pxcommission.cli.paragraphs import paragraph
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.tables import rows_csv
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.problems import printable

COLUMNS = ("level", "provider", "site", "ward", "service", "touchpoint", "measure", "from", "to", "numerator",
           "denominator", "value", "unit", "status", "file", "sheet", "cell")  # fmt: skip
IN_TABLE = (
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
MAY_BE_EMPTY = ("site", "ward")
MOST_SHOWN = 200
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
    """As a table where every word fits on its line, else each observation on lines of its own."""
    named = [
        dict(zip(COLUMNS, (printable(str(cell)) if cell is not None else "" for cell in row), strict=True))
        for row in rows[:MOST_SHOWN]
    ]
    shown = [name for name in IN_TABLE if name not in MAY_BE_EMPTY or any(cells[name] for cells in named)]
    lines = [[cells[name] for name in shown] + [_place(cells)] for cells in named]
    headings = [*shown, "stands at"]
    console = console_for(options)
    widths = [max(map(cell_len, column)) for column in zip(headings, *lines, strict=True)]
    if sum(widths) + 2 * (len(widths) - 1) <= console.width:
        table = Table(box=None, pad_edge=False)
        for heading in headings:
            table.add_column(heading, no_wrap=True)
        for line in lines:
            table.add_row(*map(Text, line))
        console.print(table)
    else:
        for cells in named:
            _print_lines(cells)
    more = "; the first 200 are shown: use --format csv for all" if len(rows) > MOST_SHOWN else ""
    print(f"{len(rows):,} observation{'' if len(rows) == 1 else 's'}{more}")


def _print_lines(cells: Mapping[str, str]) -> None:
    """Whose figure it is and of when; the figure; where it stands."""
    whose = " ".join(cells[name] for name in ("provider", "site", "ward") if cells[name]) or cells["level"]
    about = ", ".join(cells[name] for name in ("service", "touchpoint") if cells[name])
    print(paragraph(f"{whose}, {about}, {cells['from']} to {cells['to']}", hanging="  "))
    counts = f" ({cells['numerator']} of {cells['denominator']})" if cells["denominator"] and cells["numerator"] else ""
    figure = f" = {cells['value']}{counts}" if cells["value"] else ""
    print(paragraph(f"{cells['measure']}{figure}, {cells['status']}", "  ", "    "))
    print(paragraph(f"stands at {_place(cells)}", "  ", "    "))


def _place(cells: Mapping[str, str]) -> str:
    return "!".join(cells[name] for name in ("file", "sheet", "cell") if cells[name])
