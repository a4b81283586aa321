"""`pxcommission rules test`: the tests in rule files and ladders, and what they leave untried."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.problems import ExitCode, did_you_mean, printable

if TYPE_CHECKING:
    from pxcommission.authoring.coverage import Coverage
    from pxcommission.authoring.rule_tests import TestResult


def test(
    context: typer.Context,
    only: Annotated[
        list[str] | None, typer.Argument(metavar="[ID]...", help="Only these requirements and ladders.")
    ] = None,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Also what no test shows: each condition true and false.")
    ] = False,
    fail_under: Annotated[
        int | None,
        typer.Option(metavar="PER-CENT", min=0, max=100, help="Exit code 3 when less of the branches is shown."),
    ] = None,
) -> None:
    """Run the tests that stand in rule files and ladders: a line for each difference. Formats: text, json, junit.

    \b
    Examples:
      pxcommission rules test
      pxcommission rules test FFT-IP-POSITIVE local-then-gc9
      pxcommission rules test --coverage --fail-under 90
    """
    from pxcommission.authoring.coverage import coverage_of
    from pxcommission.authoring.rule_tests import every_requirement, results_of, try_rules
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text", "json", "junit")
    rulebook = load_rulebook(options.workspace)
    _refuse_unknown(only or [], [*(r.id for r in every_requirement(rulebook)), *rulebook.ladders])
    tested = try_rules(rulebook, only or [])
    results = results_of(tested)
    covered = coverage_of(tested, rulebook.vocabulary) if coverage or fail_under is not None else None
    _print(results, covered, options)
    too_little = covered is not None and covered.per_cent < (fail_under or 0)
    if too_little and covered is not None:
        print(f"coverage is {covered.per_cent}%, under {fail_under}%", file=sys.stderr)
    if too_little or any(result.differs for result in results):
        raise typer.Exit(int(ExitCode.RULES_WRONG))


def _refuse_unknown(asked: Sequence[str], known: Sequence[str]) -> None:
    for name in asked:
        if name not in known:
            usage(f"there is no requirement or ladder '{printable(name)}'{did_you_mean(name, known)}")


def _print(results: Sequence[TestResult], covered: Coverage | None, options: Options) -> None:
    match options.format:
        case "json":
            print(json.dumps(_json_of(results, covered), ensure_ascii=False, indent=1))
        case "junit":
            print(junit(results))
        case _:
            _print_text(results, covered)


def _print_text(results: Sequence[TestResult], covered: Coverage | None) -> None:
    wrong = [result for result in results if result.differs]
    for result in wrong:
        said = f"{result.subject}, '{result.name}': {result.field}: expected {result.expected}; got {result.got}"
        print(f"{result.place}: {printable(said)}", file=sys.stderr)
        print(f"  fix: {printable(result.fix)}", file=sys.stderr)
    for branch in covered.branches if covered else ():
        if not branch.exercised:
            print(printable(branch.text))
    print(f"{len(results)} tests: {len(results) - len(wrong)} as expected, {len(wrong)} not")
    if covered is not None:
        print(covered.text)


def _json_of(results: Sequence[TestResult], covered: Coverage | None) -> dict[str, object]:
    made: dict[str, object] = {
        "tests": len(results),
        "differences": sum(result.differs for result in results),
        "results": [asdict(result) for result in results],
    }
    if covered is not None:
        made["coverage"] = {
            "branches": len(covered.branches),
            "exercised": covered.exercised,
            "per_cent": covered.per_cent,
            "not_exercised": [
                {"file": b.file, "line": b.line, "subject": b.subject, "no_test_where": b.says}
                for b in covered.branches
                if not b.exercised
            ],
        }
    return made


def junit(results: Sequence[TestResult]) -> str:
    """The results as JUnit XML: a failure has the difference, why the rule exists, and how to mend it."""
    wrong = sum(result.differs for result in results)
    lines = [f'<testsuite name="rules" tests="{len(results)}" failures="{wrong}">']
    for result in results:
        head = f'<testcase classname="{_xml(result.subject)}" name="{_xml(result.name)}"'
        if not result.differs:
            lines.append(f"{head}/>")
            continue
        said = _xml(f"{result.field}: expected {result.expected}; got {result.got}")
        body = "\n".join(
            _xml(line) for line in (result.place, f"why the rule exists: {result.why}", f"fix: {result.fix}")
        )
        lines.append(f'{head}><failure message="{said}">{body}</failure></testcase>')
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join([*lines, "</testsuite>"])


def _xml(text: str) -> str:
    return escape(printable(text))
