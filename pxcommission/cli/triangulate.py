"""`pxcommission triangulate`: for each service and aspect, which independent sources point the same way, with their counts."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.assessment.findings import Finding
    from pxcommission.assessment.triangulation import Triangulated
    from pxcommission.assessment.triangulation_signals import LeadSignal
    from pxcommission.inference.checked import CheckedContract

COLUMNS = ("contract", "provider", "service", "aspect", "period", "source", "name", "kind", "direction", "provisional",
           "watched", "counts", "reason", "findings", "entries")  # fmt: skip
MARKS = {
    "concern": "concern",
    "short, may be chance": "short?",
    "met, chart of concern": "chart!",
    "mixed": "mixed",
    "good": "good",
    "nothing to say": "-",
}
MOST_COLUMNS = 6
KEY = (
    "short?: the level was not met, and chance alone would explain it. chart!: the level was met, and the chart shows a special "
    "cause of concern. -: nothing to say; blank: no source of this. (p) provisional, (w) only watched."
)


def triangulate(
    context: typer.Context,
    contracts: Annotated[
        list[str] | None, typer.Argument(metavar="[CONTRACT]...", help="Only these; all of them unless told.")
    ] = None,
    period: Annotated[str | None, typer.Option(help="2025/26-Q2; the last whole quarter unless told.")] = None,
    aspect: Annotated[str | None, typer.Option(help="Only this aspect.")] = None,
    service: Annotated[str | None, typer.Option(help="Only this service.")] = None,
    lead: Annotated[bool, typer.Option("--lead", help="Only what the quality lead should look at.")] = False,
) -> None:
    """Which independent sources point the same way: a matrix of aspects by sources, then each in a sentence with its counts.

    For your own work: what people said is counted exactly. Nothing here proposes a step. Formats: text, json, csv.

    \b
    Examples:
      pxcommission triangulate --period 2025/26-Q2
      pxcommission triangulate EXAMPLE-ACUTE --period 2025/26-Q2 --aspect respect --service inpatient
      pxcommission triangulate --period 2025/26-Q2 --lead
    """
    from pxcommission.cli.check import checked_contracts
    from pxcommission.periods import add_months, quarter_of

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    last = quarter_of(add_months(quarter_of(options.as_at).start, -3))
    checked = checked_contracts(options, period or last.label, contracts or [])
    _known("--aspect", aspect, checked[0].vocabulary.aspects)
    _known("--service", service, [*checked[0].vocabulary.services, "all"])
    rows = [] if lead else [(one, [r for r in one.triangulated if _wanted(r, aspect, service)]) for one in checked]
    signals = [(one, [s for s in one.for_the_lead if _wanted(s, aspect, service)]) for one in checked]
    match options.format:
        case "json":
            print(json.dumps(_document(rows, signals), ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import rows_csv

            cells = _signal_cells(signals) if lead else [_cells(row) for _, ours in rows for row in _flat(ours)]
            sys.stdout.write(rows_csv(SIGNAL_COLUMNS if lead else COLUMNS, cells))
        case _:
            for one, ours in rows:
                _show(one, ours, options)
            for one, found in signals:
                show_for_the_lead(one, found)


def show_for_the_lead(one: CheckedContract, signals: Sequence[LeadSignal]) -> None:
    """Print what the quality lead should look at, and how a concern from words becomes a letter; nothing where nothing is."""
    from pxcommission.assessment.triangulation_signals import FROM_WORDS

    if not signals:
        return
    print(f"\n{one.contract.contract}: for the quality lead")
    _note_of_the_quarter(one)
    for signal in signals:
        print(
            paragraph(printable(f"{signal.kind}: {signal.aspect}, {signal.service}. {signal.sentence}"), "  ", "    ")
        )
    first = next((signal for signal in signals if signal.kind == FROM_WORDS), None)
    if first is not None:
        asked = f"--service '{first.service}' --aspect '{first.aspect}' --period {first.period.key}"
        print(f"  A letter about it: pxcommission concern raise {first.contract} {asked} --reason TEXT --by NAME")


def beside_a_finding(quarter: CheckedContract, finding: Finding) -> str:
    """What the independent sources say of the finding's aspect and service, in a sentence or two; empty where no row has it.

    `quarter`: the contract checked for the quarter of the finding, since a month has none of the quarterly figures that may say
    otherwise.
    """
    rows = (row for row in quarter.triangulated if (row.service, row.aspect) == (finding.service, finding.aspect))
    return next((f"{row.period.label}: {row.summary}" for row in rows), "")


def with_its_quarter(checked: CheckedContract, options: Options) -> CheckedContract:
    """The contract checked for the quarter a month is in; itself, for any longer period."""
    from pxcommission.cli.check import checked_contracts
    from pxcommission.periods import quarter_of

    if not _is_part_of_a_quarter(checked):
        return checked
    return checked_contracts(options, quarter_of(checked.period.end).label, [checked.contract.contract])[0]


def _is_part_of_a_quarter(checked: CheckedContract) -> bool:
    return len(checked.period.months) < 3


def _note_of_the_quarter(checked: CheckedContract) -> None:
    """Say what a month leaves out."""
    from pxcommission.periods import quarter_of

    if _is_part_of_a_quarter(checked):
        quarter = quarter_of(checked.period.end).label.replace(" ", "-")
        told = f"Figures of quarters and years are in no month: --period {quarter} sets every source side by side."
        print(paragraph(told, "  ", "  "))


def _known(option: str, word: str | None, known: Any) -> None:
    if word is not None and word not in known:
        usage(f"{option} {printable(word)}: unknown{did_you_mean(word, known)}; known: {', '.join(known)}")


def _wanted(row: Triangulated | LeadSignal, aspect: str | None, service: str | None) -> bool:
    return aspect in (None, row.aspect) and service in (None, row.service)


def _show(one: CheckedContract, rows: Sequence[Triangulated], options: Options) -> None:
    """The matrix, one block of columns after another, then the sentences."""
    print(
        f"\n{one.contract.contract}, {one.contract.provider.name}, {one.period.label}: independent sources side by side"
    )
    _note_of_the_quarter(one)
    if not rows:
        print("  nothing is judged or recorded for this")
        return
    sources = {r.source: r.name for row in rows for r in row.sources if MARKS[r.direction] != "-"}
    names = list(sources)
    for start in range(0, max(len(names), 1), MOST_COLUMNS):
        _matrix(rows, {name: sources[name] for name in names[start : start + MOST_COLUMNS]}, options)
    print(paragraph(KEY))
    for row in rows:
        print(f"\n{printable(row.aspect)}, {printable(row.service)}")
        print(paragraph(printable(row.summary), "  ", "  "))
        for reading in row.sources:
            reason = f" ({reading.reason})" if reading.reason else ""
            marks = f" [{', '.join(reading.marks)}]" if reading.marks else ""
            print(
                paragraph(
                    printable(f"{reading.name}, {reading.kind}: {reading.direction}{marks}{reason}"), "  ", "      "
                )
            )
            for count in reading.counts:
                print(paragraph(printable(count), "      ", "        "))


def _matrix(rows: Sequence[Triangulated], sources: dict[str, str], options: Options) -> None:
    from rich.table import Table
    from rich.text import Text

    from pxcommission.cli.quarter_screen import console_for

    table = Table(box=None, pad_edge=False)
    table.add_column("service", no_wrap=True)
    table.add_column("aspect", no_wrap=True)
    for name in sources.values():
        table.add_column(Text(printable(name)), overflow="fold")
    for row in rows:
        readings = {reading.source: reading for reading in row.sources}
        shown = [_mark(readings.get(source)) for source in sources]
        if any(shown):
            table.add_row(Text(printable(row.service)), Text(printable(row.aspect)), *(Text(mark) for mark in shown))
    console_for(options).print(table)


def _mark(reading: Any) -> str:
    if reading is None:
        return ""
    marks = f"{' (p)' if reading.provisional else ''}{' (w)' if reading.watched else ''}"
    return f"{MARKS[reading.direction]}{marks}"


def _document(rows: Any, signals: Any) -> dict[str, Any]:
    listed = [_row_json(row) for _, ours in rows for row in ours]
    told = [
        {"contract": s.contract, "service": s.service, "aspect": s.aspect, "period": s.period.key, "kind": s.kind,
         "sentence": s.sentence, "evidence": list(s.evidence)}
        for _, found in signals for s in found
    ]  # fmt: skip
    return {"rows": listed, "for_the_lead": told}


def _row_json(row: Triangulated) -> dict[str, Any]:
    return {
        "contract": row.contract, "provider": row.provider, "service": row.service, "aspect": row.aspect,
        "period": row.period.key, "summary": row.summary,
        "sources": [
            {"source": r.source, "name": r.name, "kind": r.kind, "direction": str(r.direction), "counts": list(r.counts),
             "reason": r.reason, "provisional": r.provisional, "watched": r.watched, "findings": list(r.findings),
             "entries": list(r.entries)}
            for r in row.sources
        ],
    }  # fmt: skip


def _flat(rows: Sequence[Triangulated]) -> list[dict[str, Any]]:
    return [{**_row_json(row), **source} for row in rows for source in _row_json(row)["sources"]]


def _cells(row: dict[str, Any]) -> list[str]:
    return ["; ".join(row[name]) if isinstance(row[name], list) else _yes_no(row[name]) for name in COLUMNS]


def _yes_no(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


SIGNAL_COLUMNS = ("contract", "service", "aspect", "period", "kind", "sentence", "evidence")


def _signal_cells(signals: Any) -> list[list[str]]:
    told = _document([], signals)["for_the_lead"]
    return [
        ["; ".join(one[name]) if isinstance(one[name], list) else one[name] for name in SIGNAL_COLUMNS] for one in told
    ]
