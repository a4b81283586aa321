"""`pxcommission contract list`, `show` and `lint`: what the contracts are, and what is wrong or odd in one."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.problems import ExitCode, Problem, ProblemsFound, Weight, printable

if TYPE_CHECKING:
    from rich.console import Console

    from pxcommission.authoring.contract_summary import AskedOnDay, ContractOnDay
    from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

COLUMNS = ("contract", "title", "provider", "ods", "term", "standing", "services", "adopted", "monitored", "file")
Contract = Annotated[str, typer.Argument(help="The contract's id.", show_default=False)]


def list_contracts(context: typer.Context) -> None:
    """The contracts of the workspace on the day of --as-at. Formats: text, json, csv."""
    from pxcommission.authoring.contract_summary import standing
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    rows = [
        (
            one.id, one.contract.title, one.contract.provider.name, one.contract.provider.ods,
            f"{one.contract.term.from_} to {one.contract.term.to}", standing(one.contract, options.as_at),
            ", ".join(one.contract.services), str(len(one.contract.requirements)), str(len(one.contract.monitored)),
            one.file,
        )
        for one in load_rulebook(options.workspace).contracts.values()
    ]  # fmt: skip
    match options.format:
        case "json":
            print(json.dumps([dict(zip(COLUMNS, row, strict=True)) for row in rows], ensure_ascii=False, indent=1))
        case "csv":
            from pxcommission.cli.tables import rows_csv

            sys.stdout.write(rows_csv(COLUMNS, rows))
        case _:
            shown = [(row[0], row[1], row[2], row[5], row[6], f"{row[7]} adopted, {row[8]} monitored") for row in rows]
            _table(options, ("contract", "title", "provider", "standing", "services", "requirements"), shown)
            if not rows:
                print("There is no contract yet. Next: pxcommission contract new")


def show(context: typer.Context, contract: Contract) -> None:
    """One contract on the day of --as-at: parties, term, form, what is asked, what is owed next, what is odd.

    \b
    Formats: text, json. Example: pxcommission contract show EXAMPLE-ACUTE --as-at 2025-11-20
    """
    from pxcommission.authoring.contract_summary import contract_on_day
    from pxcommission.authoring.linting import every_problem
    from pxcommission.authoring.still_to_fill import CODE as STILL_TO_FILL

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook, problems = every_problem(options.workspace)
    found = _chosen(rulebook, problems, contract)
    folder = f"{found.folder.relative_to(options.workspace).as_posix()}/"
    own = [p for p in problems if p.file.startswith(folder) and p.code != STILL_TO_FILL]
    on_day = contract_on_day(rulebook, found, options.as_at, own)
    if options.format == "json":
        print(json.dumps(_as_json(on_day), ensure_ascii=False, indent=1))
    else:
        _show(options, on_day)


def lint(context: typer.Context, contract: Contract) -> None:
    """Every problem of one contract, and of the rules, ladder and forms it names. Formats: text, json."""
    from pxcommission.authoring.linting import every_problem

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook, problems = every_problem(options.workspace)
    found = _chosen(rulebook, problems, contract)
    files = _files_named(rulebook, found)
    kept = [p for p in problems if p.file in files and _concerns(p, rulebook, found)]
    errors = sum(problem.weight is Weight.ERROR for problem in kept)
    if options.format == "json":
        keys = ("place", "weight", "code", "message", "fix")
        print(json.dumps([{key: getattr(p, key) for key in keys} for p in kept], ensure_ascii=False, indent=1))
    else:
        for problem in kept:
            print(problem.text, file=sys.stderr if problem.weight is Weight.ERROR else sys.stdout)
        print(f"{contract}: {errors} errors, {len(kept) - errors} warnings or notes in {len(files)} files")
    if errors:
        raise typer.Exit(int(ExitCode.RULES_WRONG))


def _chosen(rulebook: Rulebook, problems: Sequence[Problem], contract: str) -> ContractInForce:
    """The contract with this id; where it can't be read, every problem of the contracts' files."""
    from pxcommission.workspace import chosen_contracts

    unread = [p for p in problems if p.file.startswith("contracts/") and p.weight is Weight.ERROR]
    if contract not in rulebook.contracts and unread:
        raise ProblemsFound(unread, ExitCode.RULES_WRONG)
    return chosen_contracts(rulebook, [contract])[0]


def _files_named(rulebook: Rulebook, contract: ContractInForce) -> set[str]:
    given = contract.contract
    files = {contract.file, f"rules/ladders/{given.ladder}.yaml"}
    files |= {f"rules/contract-forms/{form}.yaml" for form in given.general_conditions.values()}
    files |= {requirement.place.file for requirement, _ in rulebook.in_contract(contract)}
    files |= {file for file in rulebook.hashes if file.startswith("rules/vocabulary/")}
    return files | {requirement.place.file for requirement in contract.own.values()}


def _concerns(problem: Problem, rulebook: Rulebook, contract: ContractInForce) -> bool:
    """Whether a problem stands in what the contract uses: of a file of the library, only in the requirements it names."""
    named = {requirement.id for requirement, _ in rulebook.in_contract(contract)}
    above = [
        (one.place.line, name)
        for name, one in rulebook.requirements.items()
        if one.place.file == problem.file and problem.line is not None and one.place.line <= problem.line
    ]
    return not above or max(above)[1] in named


def _show(options: Options, on_day: ContractOnDay) -> None:
    from pxcommission.cli.quarter_screen import console_for
    from pxcommission.periods import in_words

    console = console_for(options)
    given = on_day.contract
    buyers = [given.co_ordinating_commissioner, *given.associates]
    lines = [
        f"{given.contract}: {given.title} ({given.contract_reference})",
        f"  {on_day.standing}; term {in_words(given.term.from_)} to {in_words(given.term.to)}; form {on_day.form}",
        f"  provider: {given.provider.name} ({given.provider.ods}), {given.provider.representative or 'nobody named'}",
        *(f"  commissioner: {one.name} ({one.ods})" for one in buyers),
        f"  services: {', '.join(given.services)}; ladder {given.ladder}; file {on_day.file}",
    ]
    for line in lines:
        console.print(printable(line))
    _asked(console, options, f"Asked on {in_words(on_day.on)}", on_day.adopted)
    _asked(console, options, "Watched", on_day.monitored)
    console.print("\nOwed by the provider")
    for owed in on_day.owed:
        when = f"{owed.period} by {in_words(owed.due)}" if owed.due else "nothing more within the term"
        console.print(f"  {owed.report}, every {owed.every}: {when} ({owed.clause})")
    console.print("\nOdd or open" if on_day.odd else "\nNothing is odd or open.")
    for odd in on_day.odd:
        console.print(printable(f"  {odd}"))


def _asked(console: Console, options: Options, title: str, asked: Sequence[AskedOnDay]) -> None:
    if asked:
        console.print(f"\n{title}")
        rows = [(a.requirement, ", ".join(a.services), a.asked, a.why, a.clause) for a in asked]
        _table(options, ("requirement", "service", "level", "why", "clause"), rows)


def _table(options: Options, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from pxcommission.cli.quarter_screen import console_for

    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column in ("contract", "requirement"))
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    console_for(options).print(table)


def _as_json(on_day: ContractOnDay) -> dict[str, object]:
    given = on_day.contract
    parties = [given.co_ordinating_commissioner, *given.associates]
    return {
        "contract": given.contract,
        "reference": given.contract_reference,
        "title": given.title,
        "file": on_day.file,
        "on": on_day.on.isoformat(),
        "standing": on_day.standing,
        "term": {"from": given.term.from_.isoformat(), "to": given.term.to.isoformat()},
        "form": on_day.form,
        "provider": {"name": given.provider.name, "ods": given.provider.ods},
        "commissioners": [{"name": one.name, "ods": one.ods} for one in parties],
        "services": list(given.services),
        "ladder": given.ladder,
        "adopted": [dict(asdict(one), services=list(one.services)) for one in on_day.adopted],
        "monitored": [dict(asdict(one), services=list(one.services)) for one in on_day.monitored],
        "owed": [dict(asdict(one), due=one.due.isoformat() if one.due else None) for one in on_day.owed],
        "odd": list(on_day.odd),
    }
