"""`pxcommission equality`: the same measure by ethnicity, age, sex, disability and deprivation, small numbers protected."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.assessment.equality import EqualityTable, GroupRow

COLUMNS = ("contract", "provider", "measure", "service", "touchpoint", "period", "characteristic", "group", "numerator",
           "denominator", "hidden", "value", "gap", "gap_low", "gap_high", "reading", "reason", "whole_numerator",
           "whole_denominator", "whole_from", "known_of", "compared", "withheld")  # fmt: skip


def equality(
    context: typer.Context,
    contracts: Annotated[
        list[str] | None, typer.Argument(metavar="[CONTRACT]...", help="Only these; all of them unless told.")
    ] = None,
    period: Annotated[
        str | None, typer.Option(help="A month, quarter or year; the last whole quarter unless told.")
    ] = None,
    measure: Annotated[str | None, typer.Option(help="Only this measure.")] = None,
    characteristic: Annotated[
        str | None, typer.Option(help="Only by this: ethnicity, age, sex, disability or deprivation.")
    ] = None,
) -> None:
    """The same measure for different groups of people: each group beside the rest, with the gap and what chance leaves of it.

    Differences are questions, never breaches. Counts of 1 to 4 are hidden, and what would give them away. Formats: text, json, csv.

    \b
    Examples:
      pxcommission equality --period 2025/26-Q2
      pxcommission equality EXAMPLE-ACUTE --period 2025/26-Q2 --measure fft_positive --characteristic ethnicity
    """
    from pxcommission.assessment.equality_figures import can_be_compared
    from pxcommission.cli.check import period_asked_for
    from pxcommission.evidence.observations import Characteristic
    from pxcommission.periods import add_months, quarter_of
    from pxcommission.quarter import equality_of
    from pxcommission.workspace import chosen_contracts, open_workspace

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    wanted = period_asked_for(period) if period else quarter_of(add_months(quarter_of(options.as_at).start, -3))
    if not can_be_compared(wanted):
        usage(f"--period {wanted.label}: groups are compared for a month, a quarter or a year")
    workspace = open_workspace(options.workspace, os.environ.get("PXCOMMISSION_DATABASE_URL"))
    _known("--measure", measure, workspace.rulebook.vocabulary.measures)
    _known("--characteristic", characteristic, list(Characteristic))
    chosen = chosen_contracts(workspace.rulebook, contracts or [])
    tables = [
        table
        for table in equality_of(workspace, chosen, wanted, options.as_at)
        if measure in (None, table.about.measure) and characteristic in (None, table.about.characteristic)
    ]
    _print(tables, options, wanted.label)


def _known(option: str, word: str | None, known: Any) -> None:
    if word is not None and word not in known:
        usage(f"{option} {printable(word)}: unknown{did_you_mean(word, known)}; known: {', '.join(known)}")


def _print(tables: Sequence[EqualityTable], options: Options, period: str) -> None:
    match options.format:
        case "json":
            print(json.dumps({"period": period, "rows": _rows(tables)}, ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import rows_csv

            cells = ([_yes_no(row[name]) for name in COLUMNS] for row in _rows(tables))
            sys.stdout.write(rows_csv(COLUMNS, cells))
        case _:
            _show(tables, options, period)


def _show(tables: Sequence[EqualityTable], options: Options, period: str) -> None:
    from pxcommission.packs.equality_words import AGAINST_THE_REST, QUESTIONS, SEVERAL, SMALL

    print(f"\nThe same measure for different groups of people, {period}")
    if not tables:
        told = (
            "Nothing that is loaded breaks a measure down by ethnicity, age, sex, disability or deprivation for this."
        )
        print(paragraph(told, "  "))
        print(paragraph("A provider's report with such rows: pxcommission returns map FILE", "  "))
        return
    for table in tables:
        _show_table(table, options)
    print()
    for note in (QUESTIONS, AGAINST_THE_REST, SMALL, SEVERAL):
        print(paragraph(note))


def _show_table(table: EqualityTable, options: Options) -> None:
    from rich.table import Table
    from rich.text import Text

    from pxcommission.cli.quarter_screen import console_for
    from pxcommission.packs.equality_words import (
        compared_text,
        counts_text,
        gap_text,
        reading_text,
        share_text,
        whole_text,
    )

    about = table.about
    where = ", ".join(part for part in (about.service, about.touchpoint) if part)
    print(f"\n{printable(about.contract)}: {printable(table.name)}, {printable(where)}, by {about.characteristic}")
    if table.withheld:
        print(paragraph(f"not shown: {table.withheld}", "  "))
        return
    print(paragraph(f"whole {whole_text(table)}; {table.said}; {compared_text(table)}", "  "))
    shown = Table(box=None, pad_edge=False)
    for name in ("  group", "counts", "value", "gap to the rest (95%)", "reading"):
        shown.add_column(name, overflow="fold")
    for row in table.rows:
        cells = (
            f"  {row.group}",
            counts_text(row, table.is_share),
            share_text(row.value),
            gap_text(row),
            reading_text(row),
        )
        shown.add_row(*(Text(printable(cell)) for cell in cells))
    console_for(options).print(shown)


def _rows(tables: Sequence[EqualityTable]) -> list[dict[str, Any]]:
    return [one for table in tables for one in _of_table(table)]


def _of_table(table: EqualityTable) -> list[dict[str, Any]]:
    about, whole = table.about, table.whole or (None, None)
    same = {
        "contract": about.contract, "provider": about.provider, "measure": about.measure, "service": about.service,
        "touchpoint": about.touchpoint, "period": about.period.key, "characteristic": about.characteristic.value,
        "whole_numerator": whole[0], "whole_denominator": whole[1], "whole_from": table.whole_from,
        "known_of": table.said, "compared": table.compared, "withheld": table.withheld,
    }  # fmt: skip
    if table.withheld:
        nothing = dict.fromkeys(COLUMNS)
        return [{**nothing, **same, "hidden": True, "reading": "not shown", "reason": table.withheld}]
    return [{name: {**same, **_of_row(row)}[name] for name in COLUMNS} for row in table.rows]


def _of_row(row: GroupRow) -> dict[str, Any]:
    gap = row.gap
    return {
        "group": row.group, "numerator": row.numerator, "denominator": row.denominator, "hidden": row.hidden,
        "value": None if row.value is None else round(float(row.value), 6),
        "gap": None if gap is None else round(gap.size, 6),
        "gap_low": None if gap is None else round(gap.low, 6),
        "gap_high": None if gap is None else round(gap.high, 6),
        "reading": str(row.reading), "reason": row.reason,
    }  # fmt: skip


def _yes_no(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value
