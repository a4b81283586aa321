"""Run the tests that stand in rule files and ladders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from pxcommission.assessment.reading import not_numbers, run_test
from pxcommission.inference.compile_ladder import compile_ladder
from pxcommission.inference.ladder_tests import run_ladder_test
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook


@dataclass(frozen=True)
class TestResult:
    """One test: where it stands, what it is of, what it expected and what came."""

    place: str
    subject: str
    name: str
    expected: str
    got: str


def run_tests(rulebook: Rulebook) -> list[TestResult]:
    """The result of every test, in file order; raises ProblemsFound for a test that can't be read."""
    own = [requirement for contract in rulebook.contracts.values() for requirement in contract.own.values()]
    results = [
        r for requirement in [*rulebook.requirements.values(), *own] for r in _of_requirement(requirement, rulebook)
    ]
    for name, ladder in rulebook.ladders.items():
        compiled = compile_ladder(ladder, f"rules/ladders/{name}.yaml")
        for test in ladder.tests:
            got = run_ladder_test(ladder, compiled, test)
            results.append(TestResult(f"{test.place.file}:{test.place.line}", name, test.name, test.expect, got))
    return results


def _of_requirement(requirement: Requirement, rulebook: Rulebook) -> Iterator[TestResult]:
    problems = [
        test.place.problem(f"given: '{test.given[word]}' is no whole number and no status", "write 190, or suppressed")
        for test in requirement.tests
        for word in not_numbers(test)
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    for test in requirement.tests:
        verdict = run_test(requirement, test, rulebook.vocabulary)
        expected = f"{test.expect}: {test.reason}" if test.reason else test.expect
        got = f"{verdict.outcome}: {verdict.reason}" if verdict.reason else str(verdict.outcome)
        yield TestResult(f"{test.place.file}:{test.place.line}", requirement.id, test.name, expected, got)


def junit(results: Sequence[TestResult]) -> str:
    """The results as JUnit XML."""
    wrong = sum(r.expected != r.got for r in results)
    lines = [f'<testsuite name="rules" tests="{len(results)}" failures="{wrong}">']
    for r in results:
        head = f"<testcase classname={quoteattr(r.subject)} name={quoteattr(r.name)}"
        if r.expected == r.got:
            lines.append(f"{head}/>")
        else:
            said = quoteattr(f"expected {r.expected}; got {r.got}")
            lines.append(f"{head}><failure message={said}>{escape(r.place)}</failure></testcase>")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + "\n".join([*lines, "</testsuite>"])
