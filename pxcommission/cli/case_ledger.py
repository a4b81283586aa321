"""What became of the money: the ledger of every sum withheld, and the statement of sanctions of a quarter."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict

from pxcommission.cli.case_desk import register_of
from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph
from pxcommission.periods import in_words

if TYPE_CHECKING:
    from pxcommission.cases.case_file import CaseFile
    from pxcommission.cases.ledger import LedgerRow, SanctionRow

LEDGER = ("contract", "requirement", "service", "notice", "month", "on", "entry", "amount", "interest", "balance",
          "retained_so_far", "clause", "why", "formula", "event")  # fmt: skip
SANCTIONS = ("contract", "requirement", "service", "ground", "month", "withheld", "released", "retained", "repaid", "interest",
             "still_held", "used_for")  # fmt: skip


def ledger(
    context: typer.Context,
    contract: Annotated[str | None, typer.Argument(metavar="CONTRACT", help="Only this contract.")] = None,
) -> None:
    """Every movement of money, with its formula and what is held of its month after it. Formats: text, json, csv.

    \b
    Examples:
      pxcommission case ledger EXAMPLE-ACUTE
      pxcommission case ledger --format csv
    """
    from pxcommission.cases.ledger import ledger as rows_of

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    files = _files(options, contract)
    rows = [row for name in dict.fromkeys(sorted(file.contract for file in files)) for row in rows_of(files, name)]
    if options.format == "text":
        _print_ledger(rows, options)
    else:
        _for_programs(LEDGER, rows, options)


def sanctions(
    context: typer.Context,
    quarter: Annotated[str, typer.Argument(help="2025/26-Q4")],
    contract: Annotated[str | None, typer.Option("--contract", metavar="ID", help="Only this contract.")] = None,
) -> None:
    """The statement of sanctions of a quarter: what was withheld, given back and kept, by ground and month. Formats: text, json, csv.

    \b
    Example: pxcommission case sanctions 2025/26-Q4 --format csv
    """
    from pxcommission.cases.ledger import statement_of_sanctions
    from pxcommission.cli.check import period_asked_for

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    period = period_asked_for(quarter)
    rows = statement_of_sanctions(_files(options, contract), period)
    if options.format == "text":
        _print_statement(rows, period.label)
    else:
        _for_programs(SANCTIONS, rows, options)


def _files(options: Options, contract: str | None) -> tuple[CaseFile, ...]:
    """The cases as known on the day."""
    from pxcommission.cases.case_file import case_files, known_by
    from pxcommission.rulebook.rulebook import load_rulebook
    from pxcommission.workspace import chosen_contracts

    register = register_of(options, writing=False)
    if contract is not None:
        wanted = {name.casefold(): name for name in load_rulebook(options.workspace).contracts}
        contract = wanted.get(contract.strip().casefold(), contract)
        chosen_contracts(load_rulebook(options.workspace), [contract])
    return tuple(case_files(known_by(register.events(contract=contract), options.as_at)).values())


def _for_programs(columns: Sequence[str], rows: Iterable[LedgerRow | SanctionRow], options: Options) -> None:
    from pxcommission.cli.tables import rows_csv

    cells = [{name: _cell(value) for name, value in asdict(row).items()} for row in rows]
    if options.format == "json":
        print(json.dumps(cells, ensure_ascii=False, indent=1))
    else:
        sys.stdout.write(rows_csv(columns, [[str(row[name]) for name in columns] for row in cells]))


def _cell(value: Any) -> Any:
    match value:
        case Decimal():
            return f"{value:.2f}"
        case int() | str():
            return value
    return str(value)


def _print_ledger(rows: Sequence[LedgerRow], options: Options) -> None:
    from pxcommission.cases.amounts import month_in_words, pounds

    print(f"Sums under the contract, as known on {in_words(options.as_at)}")
    for row in rows:
        interest = f" and {pounds(row.interest)} interest" if row.interest else ""
        said = f"{in_words(row.on)}: {pounds(row.amount)}{interest} of {month_in_words(row.month)} {row.entry}"
        held = f"held after it {pounds(row.balance)}"
        kept = f", kept for good {pounds(row.retained_so_far)}" if row.retained_so_far else ""
        print(paragraph(f"{said}; {held}{kept}", "  ", "    "))
        case = f"{row.contract}/{row.requirement}/{row.service}, notice {row.notice}{f', {row.clause}' if row.clause else ''}"
        print(paragraph(case, "    ", "      "))
        for text in (row.why, row.formula):
            if text:
                print(paragraph(text, "    ", "      "))
    if not rows:
        print("  no sum was ever withheld")


def _print_statement(rows: Sequence[SanctionRow], quarter: str) -> None:
    from pxcommission.cases.amounts import month_in_words, pounds

    print(f"Statement of sanctions, {quarter}")
    for row in rows:
        print(paragraph(f"{row.contract}, {row.requirement}, {row.service}: {month_in_words(row.month)}", "  ", "    "))
        print(paragraph(f"ground: {row.ground or 'none recorded'}", "    ", "      "))
        moved = (("withheld", row.withheld), ("released", row.released), ("retained", row.retained), ("repaid", row.repaid),
                 ("interest", row.interest))  # fmt: skip
        told = [f"{name} {pounds(amount)}" for name, amount in moved if amount]
        print(paragraph(f"{', '.join(told)}; still held at its end {pounds(row.still_held)}", "    ", "      "))
        if row.retained:
            print(paragraph(f"used for: {row.used_for or 'not recorded'}", "    ", "      "))
    total = [
        sum((getattr(row, name) for row in rows), Decimal(0)) for name in ("withheld", "released", "retained", "repaid")
    ]
    if rows:
        names = ("withheld", "released", "retained", "repaid")
        print("  together: " + ", ".join(f"{name} {pounds(amount)}" for name, amount in zip(names, total, strict=True)))
    else:
        print("  no money moved under General Condition 9 in this quarter")


def register_ledger(app: typer.Typer) -> None:
    """Add these commands to `case`."""
    app.command("ledger")(ledger)
    app.command("sanctions")(sanctions)
