"""Run the tests that stand in rule files and ladders: what differs from what they expect, and how to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from msgspec import Struct

from pxcommission.assessment.given_figures import figure_problems
from pxcommission.assessment.reading import Verdict
from pxcommission.assessment.requirement_tests import WorkedExample, worked_example
from pxcommission.inference.compile_ladder import compile_ladder
from pxcommission.inference.ladder_tests import LastPeriod, last_period
from pxcommission.problems import ExitCode, ProblemsFound, Weight
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.yaml_text import Place


class TestedRequirement(Struct, frozen=True):
    """A requirement with everything its tests come to."""

    requirement: Requirement
    examples: tuple[WorkedExample, ...]


class TestedLadder(Struct, frozen=True):
    """A ladder with the last period of each of its tests."""

    id: str
    ladder: Ladder
    examples: tuple[LastPeriod, ...]


class TestedRules(Struct, frozen=True):
    """Every requirement and ladder that was tried, in file order."""

    requirements: tuple[TestedRequirement, ...]
    ladders: tuple[TestedLadder, ...]


class TestResult(Struct, frozen=True):
    """One test: where it stands, what it is of, what it expected and what came.

    `field` is the first key that differs (`expect` or `reason`), empty when the test came out as expected; `why` says
    what the rule is there for, `fix` how to end the difference.
    """

    place: str
    subject: str
    name: str
    field: str
    expected: str
    got: str
    why: str
    fix: str

    @property
    def differs(self) -> bool:
        """Whether it came out otherwise than expected."""
        return bool(self.field)


def every_requirement(rulebook: Rulebook) -> list[Requirement]:
    """The library's requirements, then each contract's own."""
    own = [requirement for contract in rulebook.contracts.values() for requirement in contract.own.values()]
    return [*rulebook.requirements.values(), *own]


def try_rules(rulebook: Rulebook, only: Collection[str] = ()) -> TestedRules:
    """Every test read, of these requirements and ladders or of all.

    Raises ProblemsFound (exit code 3) with everything wrong with the figures they give.
    """
    asked = [r for r in every_requirement(rulebook) if not only or r.id in only]
    problems = [
        problem
        for requirement in asked
        for problem in figure_problems(requirement, rulebook.vocabulary)
        if problem.weight is Weight.ERROR
    ]
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    ladders = [(name, ladder) for name, ladder in rulebook.ladders.items() if not only or name in only]
    return TestedRules(
        tuple(
            TestedRequirement(r, tuple(worked_example(r, test, rulebook.vocabulary) for test in r.tests)) for r in asked
        ),
        tuple(TestedLadder(name, ladder, _last_periods(name, ladder)) for name, ladder in ladders),
    )


def _last_periods(name: str, ladder: Ladder) -> tuple[LastPeriod, ...]:
    compiled = compile_ladder(ladder, f"rules/ladders/{name}.yaml")
    return tuple(last_period(ladder, compiled, test) for test in ladder.tests)


def results_of(tested: TestedRules) -> list[TestResult]:
    """The result of every test, in file order."""
    return [*_of_requirements(tested.requirements), *_of_ladders(tested.ladders)]


def _of_requirements(tested: Iterable[TestedRequirement]) -> Iterator[TestResult]:
    for one in tested:
        requirement = one.requirement
        for example in one.examples:
            test, verdict = example.test, example.verdict
            expected = f"{test.expect}: {test.reason}" if test.reason else test.expect
            got = f"{verdict.outcome}: {verdict.reason}" if verdict.reason else str(verdict.outcome)
            field = "expect" if test.expect != verdict.outcome else "reason" if test.reason != verdict.reason else ""
            fix = _fix(requirement, example, verdict) if field else ""
            why = requirement.why or requirement.statement
            yield TestResult(_line(test.place), requirement.id, test.name, field, expected, got, why, fix)


def _fix(requirement: Requirement, example: WorkedExample, verdict: Verdict) -> str:
    """Both ways out: the test is right and the rule is not, or the other way round."""
    asked = requirement.require or example.threshold
    judged_by = requirement.require.text if requirement.require else ""
    if example.threshold is not None:
        judged_by = example.threshold.threshold.text
    place = _line(asked.place) if asked else _line(requirement.place)
    short = f" ({verdict.short_by} short)" if verdict.short_by else ""
    written = f"expect: {verdict.outcome}" + (f", reason: {verdict.reason}" if verdict.reason else "")
    return f"if the rule is right, write `{written}`{short}; if the test is right, mend `{judged_by}` at {place}"


def _of_ladders(tested: Iterable[TestedLadder]) -> Iterator[TestResult]:
    for one in tested:
        for example in one.examples:
            test, got = example.test, example.outcome
            field = "" if test.expect == got else "expect"
            fix = _ladder_fix(one.ladder, example) if field else ""
            yield TestResult(_line(test.place), one.id, test.name, field, test.expect, got, one.ladder.title, fix)


def _ladder_fix(ladder: Ladder, example: LastPeriod) -> str:
    written = f"if the ladder is right, write `expect: {example.outcome}`"
    rule = next((r for r in ladder.rules if r.id == example.decision.ladder_rule), None)
    if rule is not None:
        return f"{written}; if the test is right, mend `{rule.when.text}` at {_line(rule.when.place)}"
    wanted = next((r for r in ladder.rules if r.propose == example.test.expect), None)
    where = f"mend `{wanted.when.text}` at {_line(wanted.when.place)}" if wanted else "mend the rules above it"
    return f"{written}; if the test is right, {where}"


def _line(place: Place) -> str:
    return f"{place.file}:{place.line}"
