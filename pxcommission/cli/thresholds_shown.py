"""What a tried threshold would have come to, and a back-test of many, as text, JSON or CSV."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from pxcommission.assessment.findings import Finding
from pxcommission.cli.differences_shown import NOTHING_SAVED, figure_told, finding_document, outcome_text, step_document
from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.tables import rows_csv
from pxcommission.impact.replayed import Step
from pxcommission.impact.sweep_told import BARELY_MET, NOT_MET, SHORT_BY_ONE, description_of, span_told, title_of
from pxcommission.impact.sweeps import Sweep, Tried
from pxcommission.impact.what_if import Row, WhatIf
from pxcommission.inference.cases import STEP_DOWN
from pxcommission.problems import printable
from pxcommission.rulebook.ladders import Ladder

WIDEST_BAR = 36
COLUMNS = ("threshold", "in force now", "assessed", "not assessed", "not met", "short by 1 case", "met by fewer than 2 cases",
           "flapping", "longest in a row", "questions", "letters", "notices")  # fmt: skip


def show_what_if(found: WhatIf, threshold: str, needs: str, options: Options) -> None:
    """Print every unit and period side by side, what changes marked, then the totals."""
    if options.format == "json":
        print(json.dumps(_what_if_document(found, threshold, needs), ensure_ascii=False, indent=1))
        return
    console = console_for(options)
    asked = [f"the threshold {threshold}"] if threshold else []
    asked += [f"the need {needs}"] if needs else []
    name = f"{found.contract}, {found.requirement.id} ({found.standing})"
    console.print(printable(f"{name}: as if {' and '.join(asked)} had been in force throughout"))
    console.print(printable(f"{found.requirement.statement}"))
    table = Table(box=None, pad_edge=False)
    for column in ("", "Period", "Where", "Figure", "Now", "Then", "Step now", "Step then"):
        table.add_column(column, overflow="fold", no_wrap=column == "")
    for row in found.rows:
        cells = _cells(row, found.ladder)
        table.add_row(*(Text(printable(cell), style="bold" if row.changes else "") for cell in cells))
    if found.rows:
        console.print(table)
    console.print(_totals(found))
    console.print(f"* changes. Steps: every proposal taken as issued when its period was checked. {NOTHING_SAVED}")


def _cells(row: Row, ladder: Ladder) -> tuple[str, ...]:
    finding = row.finding
    where = ", ".join(p for p in (finding.service, finding.touchpoint, finding.site, finding.ward) if p)
    return (
        "*" if row.changes else "", finding.period.label, where, figure_told(row.now, row.then) or "no figure", _outcome(row.now), _outcome(row.then),
        _step(row.step_now, ladder), _step(row.step_then, ladder),
    )  # fmt: skip


def _outcome(finding: Finding | None) -> str:
    said = outcome_text(finding)
    return f"{said}, short by {finding.short_by:,}" if finding is not None and finding.short_by else said


def _step(step: Step | None, ladder: Ladder) -> str:
    """The stage proposed, or in brackets the one that stands."""
    if step is None or not (step.proposed or step.stands):
        return "none"
    if step.proposed == STEP_DOWN:
        return "Step down"
    return ladder.stage(step.proposed).name if step.proposed else f"({ladder.stage(step.stands).name} stands)"


def _totals(found: WhatIf) -> str:
    return (
        f"Results not met: {found.breaches_now} now, {found.breaches_then} then; "
        f"{found.no_longer} no longer, {found.newly} newly."
    )


def _what_if_document(found: WhatIf, threshold: str, needs: str) -> dict[str, Any]:
    return {
        "contract": found.contract,
        "requirement": found.requirement.id,
        "standing": found.standing,
        "threshold": threshold or None,
        "needs": needs or None,
        "periods": [period.label for period in found.periods],
        "rows": [_row_document(row) for row in found.rows],
        "totals": {
            "not_met_now": found.breaches_now,
            "not_met_then": found.breaches_then,
            "no_longer": found.no_longer,
            "newly": found.newly,
        },
        "saved": False,
    }


def _row_document(row: Row) -> dict[str, Any]:
    finding = row.finding
    return {
        "id": finding.id,
        "period": finding.period.label,
        "service": finding.service,
        "touchpoint": finding.touchpoint,
        "site": finding.site,
        "ward": finding.ward,
        "now": finding_document(row.now),
        "then": finding_document(row.then),
        "step_now": step_document(row.step_now),
        "step_then": step_document(row.step_then),
        "changes": row.changes,
    }


def show_sweep(found: Sweep, chart: Path | None, described: str, options: Options) -> None:
    """Print a line for each threshold with a bar of plain characters, the current one marked."""
    match options.format:
        case "json":
            print(json.dumps(_sweep_document(found, chart), ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, [_values(found, one) for one in found.tried]))
        case _:
            _print_sweep(console_for(options), found)
            if chart is not None:
                print(f"\nChart: {chart}\nIn words, for its alternative text: {described}")


def _print_sweep(console: Console, found: Sweep) -> None:
    console.print(Text(printable(title_of(found)), style="bold"))
    console.print(printable(f"{found.contract}, {span_told(found)}; {found.measure.name}"))
    console.print()
    table = Table(box=None, pad_edge=False)
    names = ("", "Threshold", "Assessed", "Not met", "Near", "Flapping", "Longest", "Letters", "Notices", "")
    for number, column in enumerate(names):
        table.add_column(column, no_wrap=True, justify="right" if 2 <= number <= 8 else "left")
    longest = max(one.breaches + one.barely_met for one in found.tried)
    for one in found.tried:
        now = found.is_current(one)
        cells = (
            ">" if now else "", one.threshold.text, one.assessed, one.breaches, one.near, one.flapping, one.longest,
            one.letters, one.notices, bar_of(one, longest),
        )  # fmt: skip
        table.add_row(*(Text(printable(str(cell)), style="bold" if now else "") for cell in cells))
    console.print(table)
    console.print(f"\n# {NOT_MET}   / {SHORT_BY_ONE}   o {BARELY_MET.removeprefix('+ ')}   > in force now")
    if found.now is None and found.current is not None:
        console.print(printable(f"In force now: {found.current.text}, which is not among these."))
    console.print(
        "Near: short by 1 case, or met by fewer than 2. Flapping: changes between met and not met. Longest: in a row."
    )
    console.print(NOTHING_SAVED)


def bar_of(one: Tried, longest: int) -> str:
    """`####/oo`: not met, of these short by 1 case, met by fewer than 2 cases; to scale where there are many."""

    def length(count: int) -> int:
        return count if longest <= WIDEST_BAR else -(-count * WIDEST_BAR // longest)

    missed, barely = length(one.breaches), length(one.barely_missed)
    return "#" * (missed - barely) + "/" * barely + "o" * length(one.barely_met)


def _values(found: Sweep, one: Tried) -> Sequence[object]:
    return (
        one.threshold.text, "yes" if found.is_current(one) else "no", one.assessed, one.not_assessed, one.breaches,
        one.barely_missed, one.barely_met, one.flapping, one.longest, one.questions, one.letters, one.notices,
    )  # fmt: skip


def _sweep_document(found: Sweep, chart: Path | None) -> dict[str, Any]:
    names = [name.replace(" ", "_") for name in COLUMNS]
    rows = [dict(zip(names, _values(found, one), strict=True)) for one in found.tried]
    return {
        "contract": found.contract,
        "requirement": found.requirement.id,
        "title": title_of(found),
        "periods": [period.label for period in found.periods],
        "in_force_now": found.current.text if found.current else None,
        "thresholds": [{**row, "in_force_now": row["in_force_now"] == "yes"} for row in rows],
        "chart": chart.as_posix() if chart else None,
        "description": description_of(found),
    }
