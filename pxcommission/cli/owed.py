"""What is owed: how every report and publication stands; recording that one was looked for; the form to fill."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from pxcommission.assessment.duties import Duty, duties_of
from pxcommission.assessment.figures import known_figures
from pxcommission.assessment.sources import Sources, SourceState
from pxcommission.cli.options import Options, usage
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.reconciled import differences_line
from pxcommission.cli.tables import rows_csv
from pxcommission.evidence.receipts import Receipt, add_receipt
from pxcommission.periods import Period, periods_covering, periods_ending_in
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, printable
from pxcommission.returns.template import TemplateRow, write_template
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.workspace import Workspace, chosen_contracts, open_workspace

COLUMNS = ("contract", "source", "kind", "period", "due", "state", "detail")


def show_owed(options: Options, period: Period, wanted: Sequence[str]) -> None:
    """Print every report and publication the contracts expect for the period, what is in included."""
    workspace = open_workspace(options.workspace)
    contracts = chosen_contracts(workspace.rulebook, wanted)
    rows = [
        (c.id, s.source, s.kind, s.period.label, s.due.isoformat(), s.state, s.detail)
        for c in contracts
        for s in sorted(_states(workspace, c, options, period), key=lambda s: (s.kind, s.source, s.period, s.detail))
    ]
    match options.format:
        case "json":
            print(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            table = Table(title=f"Owed for {period.label}, as known on {options.as_at}", title_justify="left", box=None)
            for column in COLUMNS:
                table.add_column(column, overflow="fold")
            for row in rows:
                table.add_row(*(Text(printable(cell)) for cell in row))
            console_for(options).print(table)
            if line := differences_line(workspace, contracts, period, options):
                print(line)


def _sources(workspace: Workspace, contract: ContractInForce, options: Options) -> Sources:
    figures = known_figures(workspace.store, options.as_at, [contract])
    return Sources(workspace.store, figures, [contract], workspace.receipts, workspace.rulebook, options.as_at)


def _states(workspace: Workspace, contract: ContractInForce, options: Options, period: Period) -> Iterator[SourceState]:
    sources = _sources(workspace, contract, options)
    vocabulary = workspace.rulebook.vocabulary
    seen: set[tuple[str, str]] = set()
    for duty in duties_of(workspace.rulebook, [contract]):
        measure = duty.requirement.measure
        feedback = vocabulary.measures[measure].feedback
        if (feedback, duty.service) not in seen and feedback in contract.contract.published:
            seen.add((feedback, duty.service))
            yield from sources.publications(contract, feedback, duty.service, measure, period)
    for name, report in contract.contract.reports_due.items():
        for part in periods_ending_in(report.length, period):
            yield sources.report(contract, name, report, part, report.measures)


def record_missing(options: Options, contract: str, report: str, period: Period) -> None:
    """Add a line to `received.csv`; refused (exit code 6) when the report is in or not due yet."""
    workspace = open_workspace(options.workspace)
    chosen = chosen_contracts(workspace.rulebook, [contract])[0]
    owed = chosen.contract.reports_due.get(report)
    if owed is None:
        known = ", ".join(chosen.contract.reports_due) or "none"
        usage(
            f"{contract} has no report '{report}'{did_you_mean(report, chosen.contract.reports_due)} (it has: {known})"
        )
    if periods_ending_in(owed.length, period) != (period,):
        usage(f"the {report} report is for each {owed.every}; {period.label} is none")
    state = _sources(workspace, chosen, options).report(chosen, report, owed, period, owed.measures)
    if state.state in ("in", "not due yet", "incomplete"):
        message = f"the {report} report for {period.label} is {state.state}; it can't be recorded as missing"
        raise ProblemsFound([Problem(chosen.file, message, state.detail)], ExitCode.REFUSED)
    receipt = Receipt(report, period, "", None, options.as_at, options.by)
    path = chosen.folder / "returns" / "received.csv"
    added = add_receipt(path, receipt)
    place = path.relative_to(options.workspace).as_posix()
    print(
        f"{'recorded' if added else 'recorded already'} in {place}: {report}, {period.label}, looked for on {options.as_at}"
    )


def write_form(options: Options, contract: str, period: Period, out: Path | None) -> None:
    """Write the form for the measures the contract's reports hold: each requirement on them, then the rest."""
    workspace = open_workspace(options.workspace)
    chosen = chosen_contracts(workspace.rulebook, [contract])[0]
    rows = list(_form_rows(workspace, chosen, period))
    if not rows:
        usage(f"{contract} names no report with a figure for {period.label}, so there is nothing to ask for")
    path = out or Path(f"{contract}-{period.key}-return.xlsx")
    if path.exists():
        usage(f"{path} exists already and may have been filled in; give another name with --out, or remove it")
    given = chosen.contract
    write_template(rows, given.contract, given.provider.ods, given.provider.name, period.label, path)
    print(f"{path.as_posix()}: {len(rows)} figures to fill; send it, and load what comes back with --received")


def _form_rows(workspace: Workspace, contract: ContractInForce, period: Period) -> Iterator[TemplateRow]:
    """A row for every figure the contract's reports hold: as each requirement judges it, by month, touchpoint and site."""
    vocabulary = workspace.rulebook.vocabulary
    reported = {m: report for report in contract.contract.reports_due.values() for m in report.measures}
    asked: set[tuple[object, ...]] = set()
    for duty in duties_of(workspace.rulebook, [contract]):
        report = reported.get(duty.requirement.measure)
        if report is None or duty.level == "ward":
            continue
        shorter = min(duty.requirement.judged_over, report.length, key=lambda length: length.months)
        for site in _sites(contract, duty):
            for part in periods_covering(shorter, period):
                key = (duty.requirement.measure, duty.service, duty.touchpoint, site, part)
                if key not in asked:
                    asked.add(key)
                    yield _form_row(vocabulary, duty.requirement.id, duty.requirement.statement, key)
    judged = {key[0] for key in asked}
    for measure, report in reported.items():
        for part in periods_covering(report.length, period) if measure not in judged else ():
            key = (measure, report.service[0] if report.service else "all", "", "", part)
            yield _form_row(vocabulary, "", vocabulary.measures[measure].name, key)


def _sites(contract: ContractInForce, duty: Duty) -> Sequence[str]:
    """The sites a duty is judged at; one blank for the provider as a whole."""
    if duty.level == "provider":
        return [""]
    sites = contract.contract.provider.sites
    return [site.ods for site in sites if not site.services or duty.service in site.services]


def _form_row(vocabulary: Vocabulary, requirement: str, statement: str, key: tuple[Any, ...]) -> TemplateRow:
    measure, service, touchpoint, site, part = key
    words = (*vocabulary.components(measure), "")
    return TemplateRow(
        requirement, statement, service, touchpoint, site, "", measure, part.start, part.end, words[0], words[1]
    )
