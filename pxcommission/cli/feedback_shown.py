"""`pxcommission feedback list` and `show`: the facts of entries, periods recorded as complete, and one entry."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict

from pxcommission.cli.check import period_asked_for
from pxcommission.cli.feedback_desk import kind_asked_for
from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import printable

if TYPE_CHECKING:
    from pxcommission.cli.options import Options
    from pxcommission.listening.recorded import Recorded
    from pxcommission.periods import Period

Kind = Annotated[str | None, typer.Option(help="Only this kind.")]
Provider = Annotated[str | None, typer.Option(metavar="ODS", help="Only this provider.")]
PeriodOption = Annotated[str | None, typer.Option("--period", help="Heard or received in 2025/26-Q2, 2025-09 …")]
SHOWN = (
    "id",
    "on",
    "provider",
    "site",
    "ward",
    "service",
    "aspect",
    "themes",
    "sentiment",
    "people",
    "answered",
    "outcome",
)


def list_entries(
    context: typer.Context,
    kind: Kind = None,
    provider: Provider = None,
    period: PeriodOption = None,
    theme: Annotated[str | None, typer.Option(help="Only entries with this theme.")] = None,
    complete: Annotated[
        bool, typer.Option("--complete", help="The periods recorded as complete, instead of entries.")
    ] = False,
) -> None:
    """The facts of the entries known on the day of --as-at, without a word of what was said. Formats: text, json, csv.

    \b
    Examples:
      pxcommission feedback list --kind complaint --period 2025/26-Q2
      pxcommission feedback list --complete
    """
    from pxcommission.listening.entries import as_kept

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    if complete:
        if theme or options.format == "csv":
            usage("--complete is listed as text or json, and periods have no theme")
        _list_complete(options, kind, provider, period_asked_for(period) if period else None)
        return
    found = entries_asked_for(options, kind, provider, period_asked_for(period) if period else None, theme)
    rows: list[dict[str, Any]] = [
        {"id": one.id, **as_kept(one.entry), "known_from": one.known_from.isoformat(), "from": one.source.text}
        for one in found
    ]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    elif options.format == "csv":
        import sys

        from pxcommission.cli.tables import rows_csv

        columns = list(dict.fromkeys(["id", *(name for row in rows for name in row)]))
        sys.stdout.write(rows_csv(columns, [[_cell(row.get(name, "")) for name in columns] for row in rows]))
    else:
        _print_list(rows, options)


def show(
    context: typer.Context,
    entry: Annotated[str, typer.Argument(help="The entry's id, such as patient-story-0002.")],
    words: Annotated[bool, typer.Option("--words", help="Show what was said too.")] = False,
) -> None:
    """One entry: its facts, where it came from, and with --words what was said. Formats: text, json."""
    from pxcommission.listening.entries import as_kept
    from pxcommission.listening.register import any_entry_named, registers_on, said_in

    options = options_of(context)
    only_formats(options, "text", "json")
    known = registers_on(options.workspace, options.as_at)
    one, gone = any_entry_named(known, entry), known.withdrawn.get(entry)
    now = any_entry_named(registers_on(options.workspace), entry)
    said = said_in(options.workspace, now) if words else None
    if options.format == "json":
        document = {"id": one.id, **as_kept(one.entry), "known_from": one.known_from.isoformat(), "by": one.by}
        if gone is not None:
            document |= {"withdrawn": gone.on.isoformat(), "withdrawn_by": gone.by, "reason": gone.reason}
        print(json.dumps({**document, **(asdict(said) if said else {})}, ensure_ascii=False, indent=1))
        return
    print(one.id)
    for name, value in as_kept(one.entry).items():
        if value is not False:
            print(f"  {name.replace('_', ' '):14} {printable(_cell(value))}")
    print(f"  {'recorded':14} by {printable(one.by)} on {one.recorded}, known from {one.known_from}")
    if one.source.text:
        print(f"  {'stands at':14} {printable(one.source.text)}")
    if gone is not None:
        print(f"  {'withdrawn':14} by {printable(gone.by)} on {gone.on}: {printable(gone.reason)}; it counts no more")
    if now.forgotten is not None:
        print(f"  {'text':14} removed on {now.forgotten}")
    elif now.text and said is None:
        print(f"  {'text':14} kept apart; --words shows it")
    for name, text in asdict(said).items() if said else ():
        if text:
            print(f"  {name.replace('_', ' '):14} {printable(text)}")


def entries_asked_for(
    options: Options, kind: str | None, provider: str | None, period: Period | None, theme: str | None
) -> list[Recorded]:
    """The entries known on the day of --as-at of this kind, provider, period and theme."""
    from pxcommission.listening.register import registers_on

    wanted = kind_asked_for(kind) if kind else None
    found = registers_on(options.workspace, options.as_at).entries.values()
    return [
        one
        for one in found
        if wanted in (None, one.entry.kind)
        and provider in (None, one.entry.provider)
        and (theme is None or theme in one.entry.themes)
        and (period is None or period.start <= one.entry.on <= period.end)
    ]


def _list_complete(options: Options, kind: str | None, provider: str | None, period: Period | None) -> None:
    """Every period recorded as complete, those withdrawn with who, when and why."""
    from pxcommission.listening.register import registers_on

    wanted, known = kind_asked_for(kind) if kind else None, registers_on(options.workspace, options.as_at)
    gone = {one.complete.id: one for one in known.undone}
    said = sorted((*known.complete, *(one.complete for one in known.undone)), key=lambda one: one.id)
    found = [
        one
        for one in said
        if wanted in (None, one.kind)
        and provider in (None, one.provider)
        and (period is None or (one.period.start <= period.end and period.start <= one.period.end))
    ]
    if options.format == "json":
        rows: list[dict[str, Any]] = []
        for one in found:
            row = {"id": one.id, "kind": one.kind, "provider": one.provider, "period": one.period.label, "by": one.by}
            undone = gone.get(one.id)
            if undone is not None:
                row |= {"withdrawn": undone.on.isoformat(), "withdrawn_by": undone.by, "reason": undone.reason}
            rows.append({**row, "known_from": one.known_from.isoformat()})
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for one in found:
        print(f"{one.id}  {one.kind} of {one.provider}, {one.period.label}; by {printable(one.by)} on {one.known_from}")
        if undone := gone.get(one.id):
            print(f"  withdrawn by {printable(undone.by)} on {undone.on}: {printable(undone.reason)}")
    if not found:
        print("No period is recorded as complete; see `pxcommission feedback complete --help`.")


def _print_list(rows: list[dict[str, Any]], options: Options) -> None:
    if not rows:
        print("Nothing is recorded; see `pxcommission feedback add --help`.")
        return
    from rich.table import Table
    from rich.text import Text

    from pxcommission.cli.quarter_screen import console_for

    used = [name for name in SHOWN if any(row.get(name) for row in rows)]
    table = Table(box=None, pad_edge=False)
    for name in used:
        table.add_column(name, overflow="fold", no_wrap=name in ("id", "on"))
    for row in rows:
        table.add_row(*(Text(printable(_cell(row.get(name, "")))) for name in used))
    console_for(options).print(table)
    print(f"{len(rows)} {'entry' if len(rows) == 1 else 'entries'}")


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)
