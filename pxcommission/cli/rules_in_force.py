"""The rulebook of each contract on a day."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from pxcommission.assessment.duties import duties_of, terms_on, waiver_on
from pxcommission.cli.options import Options
from pxcommission.cli.quarter_screen import console_for
from pxcommission.cli.tables import rows_csv
from pxcommission.problems import printable
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

COLUMNS = (
    "contract",
    "requirement",
    "service",
    "level",
    "threshold",
    "why",
    "judged over",
    "severity",
    "clause",
    "place",
)


def show_rules(rulebook: Rulebook, contracts: Sequence[ContractInForce], options: Options) -> None:
    """Print each contract's requirements in force."""
    rows = [row for contract in contracts for row in _rows(rulebook, contract, options)]
    match options.format:
        case "json":
            print(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            table = Table(title=f"In force on {options.as_at}", title_justify="left", box=None, pad_edge=False)
            for column in COLUMNS[:-1]:
                table.add_column(column, overflow="fold", no_wrap=column in ("contract", "requirement"))
            for row in rows:
                table.add_row(*(Text(printable(cell)) for cell in row[:-1]))
            console_for(options).print(table)


def _rows(rulebook: Rulebook, contract: ContractInForce, options: Options) -> Iterator[tuple[str, ...]]:
    seen = set()
    for duty in duties_of(rulebook, [contract]):
        key = (duty.requirement.id, duty.service, duty.touchpoint)
        if key in seen:
            continue
        seen.add(key)
        terms = terms_on(duty, options.as_at, options.as_at)
        waived = waiver_on(duty, options.as_at)
        threshold = "waived" if waived else terms.in_force.text if terms else "none in force"
        why = waived or (terms.in_force.why if terms else "")
        place = terms.in_force.place if terms else f"{duty.requirement.place.file}:{duty.requirement.place.line}"
        requirement = duty.requirement
        service = f"{duty.service} ({duty.touchpoint})" if duty.touchpoint else duty.service
        clause = duty.adopted.clause if duty.adopted else "monitored"
        levels = ", ".join(requirement.level)
        yield (contract.id, requirement.id, service, levels, threshold, why, requirement.judged_over.value,
               requirement.severity, clause, str(place))  # fmt: skip
