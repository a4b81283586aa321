"""`pxcommission feedback themes`: how many entries have each theme, exactly, or as others may see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.feedback_desk import rules_of
from pxcommission.cli.feedback_shown import Kind, PeriodOption, Provider, entries_asked_for
from pxcommission.cli.options import only_formats, options_of, usage

if TYPE_CHECKING:
    from pxcommission.assessment.small_numbers import SharedTable
    from pxcommission.cli.options import Options
    from pxcommission.listening.recorded import Recorded
    from pxcommission.listening.theme_counts import ThemeCount
    from pxcommission.periods import Period
    from pxcommission.vocabulary.models import Vocabulary


def themes(
    context: typer.Context,
    kind: Kind = None,
    provider: Provider = None,
    period: PeriodOption = None,
    readers: Annotated[
        str | None, typer.Option("--for", metavar="READERS", help="shared or public: small numbers are hidden.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="The list of themes itself, with their short names.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --for: show the table, and record nothing.")] = False,
) -> None:
    """How many entries have each theme and aspect, by sentiment. Formats: text, json.

    Without --for the counts are exact, for your own work. With --for shared or public 1 to 4 are hidden (*), and as many
    more as it takes that nothing gives them away: neither this table nor any that was shared before. What is shown is
    recorded as shared (.pxcommission/shared.jsonl).

    \b
    Examples:
      pxcommission feedback themes --period 2025/26-Q2
      pxcommission feedback themes --period 2025/26-Q2 --for public --dry-run
    """
    from pxcommission.listening.theme_counts import theme_counts

    options = options_of(context)
    only_formats(options, "text", "json")
    vocabulary = rules_of(options).vocabulary
    if every:
        for name, one in vocabulary.themes.items():
            print(f"{name:22} {one.name}  ({one.category})")
        return
    if readers not in (None, "shared", "public"):
        usage(f"--for {readers}: write shared or public")
    if readers is not None and period is None:
        usage("--for needs --period: a table of all times beside one of a quarter could give a hidden count away")
    if readers is not None and kind and provider:
        usage("--for takes --kind or --provider, not both: tables that cross could give a hidden count away")
    asked = period_asked_for(period) if period else None
    found = entries_asked_for(options, kind, provider, asked, None)
    rows = theme_counts(one.entry for one in found)
    within = tuple((name, value) for name, value in (("kind", kind), ("provider", provider)) if value)
    if readers is None or not rows:
        exact = [[str(number) for number in (*row.counts, row.total)] for row in rows]
        _print_themes(rows, exact, vocabulary, options)
        return
    shared = _shared(rows, found, asked, readers, within, options)
    _print_themes(rows, _texts(rows, shared), vocabulary, options)
    _say_shared(shared, options, dry_run)


def _shared(
    rows: tuple[ThemeCount, ...],
    found: list[Recorded],
    period: Period | None,
    readers: str,
    within: tuple[tuple[str, str], ...],
    options: Options,
) -> SharedTable:
    """The counts as these readers may have them beside everything shared before."""
    from pxcommission.assessment.small_numbers import ALL, PROFILES, About, dimension, protected_counts
    from pxcommission.assessment.small_numbers_record import tables_shared
    from pxcommission.vocabulary.counted_from import SENTIMENTS

    names = [_theme_and_aspect(row) for row in rows]
    counts = {(name, s): number for name, row in zip(names, rows, strict=True)
              for s, number in zip(SENTIMENTS, row.counts, strict=True)}  # fmt: skip
    counts |= {(ALL, s): sum(one.entry.sentiment == s for one in found) for s in SENTIMENTS}
    return protected_counts(
        counts,
        dimension("theme and aspect", names, overlapping=True),
        dimension("sentiment", SENTIMENTS),
        PROFILES[readers],
        about=About("listening entries", period, within, options.as_at.isoformat()),
        already_shared=tables_shared(options.workspace),
    )


def _texts(rows: tuple[ThemeCount, ...], shared: SharedTable) -> list[list[str]]:
    """Each sentiment, then all of them together, as they may be shown."""
    from pxcommission.assessment.small_numbers import ALL
    from pxcommission.vocabulary.counted_from import SENTIMENTS

    return [[shared.text(_theme_and_aspect(row), column) for column in (*SENTIMENTS, ALL)] for row in rows]


def _theme_and_aspect(row: ThemeCount) -> str:
    return f"{row.theme} / {row.aspect}"


def _say_shared(shared: SharedTable, options: Options, dry_run: bool) -> None:
    """Record that the table was shared, and say what its stars mean."""
    from pxcommission.assessment.small_numbers_record import record_shared

    is_new = not dry_run and record_shared(options.workspace, shared)
    if options.format != "text":
        return
    nothing_too = (
        " A star may stand for nothing too: an earlier table left no other way." if shared.may_hide_zeros else ""
    )
    print(f"* hidden: 1 to 4, or a count that would give such a one away.{nothing_too}")
    said = "Recorded as shared: later tables will not give away what this one hides."
    print("Nothing was recorded." if dry_run else said if is_new else "This table was recorded as shared before.")


def _print_themes(
    rows: tuple[ThemeCount, ...], texts: list[list[str]], vocabulary: Vocabulary, options: Options
) -> None:
    from pxcommission.vocabulary.counted_from import SENTIMENTS

    columns = (*SENTIMENTS, "all")
    if options.format == "json":
        document = [{"theme": r.theme, "aspect": r.aspect, **dict(zip(columns, t, strict=True))}
                    for r, t in zip(rows, texts, strict=True)]  # fmt: skip
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    if not rows:
        print("Nothing is recorded; see `pxcommission feedback add --help`.")
        return
    from rich.table import Table
    from rich.text import Text

    from pxcommission.cli.quarter_screen import console_for

    table = Table(box=None, pad_edge=False)
    for name in ("theme", "aspect"):
        table.add_column(name)
    for name in columns:
        table.add_column(name, justify="right")
    for row, counts in zip(rows, texts, strict=True):
        known = vocabulary.themes.get(row.theme)
        table.add_row(Text(known.name if known else row.theme), Text(row.aspect), *(Text(count) for count in counts))
    console_for(options).print(table)
    print("An entry with several themes counts in each; the column all is not to be added up.")
