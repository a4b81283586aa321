"""`pxcommission rules …`: problems in the rule files, the tests in them, and what is in force."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode, Weight, did_you_mean

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import Rulebook

app = typer.Typer(help="Problems in the rule files, the tests in them, and what is in force.", no_args_is_help=True,
                  rich_markup_mode=None)  # fmt: skip


@app.command("lint")
def lint(context: typer.Context) -> None:
    """Every problem of every rule and contract file, with its place and how to mend it. Formats: text, json."""
    from pxcommission.authoring.linting import every_problem

    options = options_of(context)
    only_formats(options, "text", "json")
    rulebook, problems = every_problem(options.workspace)
    if options.format == "json":
        print(
            json.dumps(
                [{"place": p.place, "weight": p.weight, "message": p.message, "fix": p.fix} for p in problems], indent=1
            )
        )
    errors = [p for p in problems if p.weight is Weight.ERROR]
    if options.format == "text":
        for problem in problems:
            print(problem.text, file=sys.stderr if problem.weight is Weight.ERROR else sys.stdout)
        print(_summary(rulebook, len(errors), len(problems) - len(errors)))
    if errors:
        raise typer.Exit(int(ExitCode.RULES_WRONG))


def _summary(rulebook: Rulebook, errors: int, others: int) -> str:
    files = len(rulebook.hashes)
    counted = f"{files} files, {len(rulebook.requirements)} requirements, {len(rulebook.contracts)} contracts"
    return f"{counted}: {errors} errors, {others} warnings or notes"


@app.command("test")
def test(
    context: typer.Context,
    requirement: Annotated[str | None, typer.Argument(help="Only this requirement or ladder.")] = None,
) -> None:
    """Run the tests that stand in rule files and ladders: a line for each difference. Formats: text, json, junit."""
    from pxcommission.cli.rule_tests import junit, run_tests
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json", "junit")
    every = run_tests(load_rulebook(options.workspace))
    results = [r for r in every if requirement in (None, r.subject)]
    if requirement is not None and not results:
        usage(f"there is no test of '{requirement}'{did_you_mean(requirement, {r.subject for r in every})}")
    wrong = [r for r in results if r.expected != r.got]
    match options.format:
        case "json":
            print(json.dumps([r.__dict__ for r in results], indent=1))
        case "junit":
            print(junit(results))
        case _:
            for r in wrong:
                print(f"{r.place}: {r.subject}, '{r.name}': expected {r.expected}; got {r.got}", file=sys.stderr)
            print(f"{len(results)} tests: {len(results) - len(wrong)} as expected, {len(wrong)} not")
    if wrong:
        raise typer.Exit(int(ExitCode.RULES_WRONG))


@app.command("list")
def list_rules(
    context: typer.Context,
    contract: Annotated[str | None, typer.Option(metavar="ID", help="Only this contract.")] = None,
) -> None:
    """What each contract asks on the day of --as-at, with clause and threshold. Formats: text, json, csv."""
    from pxcommission.cli.rules_in_force import show_rules
    from pxcommission.quarter import chosen_contracts
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json", "csv")
    rulebook = load_rulebook(options.workspace)
    show_rules(rulebook, chosen_contracts(rulebook, [contract] if contract else []), options)
