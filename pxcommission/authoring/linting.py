"""Everything `rules lint` has to say of a workspace: files, references between them, tests, ladders, patterns, frameworks, mappings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from pxcommission.assessment.given_figures import figure_problems
from pxcommission.authoring.edges_tested import untested_edges
from pxcommission.authoring.still_to_fill import still_to_fill
from pxcommission.diagnostics.frameworks import framework_problems
from pxcommission.inference.check_ladder import check_ladder
from pxcommission.inference.ladder_reach import ladder_reach
from pxcommission.inference.ladder_warnings import ladder_warnings
from pxcommission.problems import Problem, ProblemsFound, Weight, in_file_order
from pxcommission.returns.mappings import load_mappings
from pxcommission.rulebook.component_words import component_words
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.contract_patterns import lint_pattern, read_patterns
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook
from pxcommission.vocabulary.models import Vocabulary

MAPPING = "PX109"


def every_problem(folder: Path) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rulebook of a workspace as far as it can be read, with every problem of every file people edit, in file order.

    Raises ProblemsFound (exit code 3) where the folder is no workspace.
    """
    rulebook, found = read_rulebook(folder)
    problems = list(found)
    own = [requirement for contract in rulebook.contracts.values() for requirement in contract.own.values()]
    for requirement in (*rulebook.requirements.values(), *own):
        problems += _of_tests(requirement, rulebook.vocabulary)
    for contract in rulebook.contracts.values():
        problems += still_to_fill(contract.contract)
    patterns, in_patterns = read_patterns(folder)
    problems += in_patterns
    for pattern in patterns.values():
        problems += lint_pattern(pattern, rulebook)
    problems += framework_problems(rulebook)[1]
    for name, ladder in rulebook.ladders.items():
        file = f"rules/ladders/{name}.yaml"
        problems += check_ladder(ladder, file) or [*ladder_warnings(ladder, file), *ladder_reach(ladder, file)]
    try:
        load_mappings(folder / "rules" / "mappings", "rules/mappings")
    except ProblemsFound as wrong:
        problems += (replace(problem, code=problem.code or MAPPING) for problem in wrong.problems)
    return rulebook, in_file_order(problems)


def _of_tests(requirement: Requirement, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Problems of the figures of a requirement's tests; where they can be run, the edges they don't name."""
    if not _runs(requirement, vocabulary):
        return
    found = list(figure_problems(requirement, vocabulary))
    yield from found
    if not any(problem.weight is Weight.ERROR for problem in found):
        yield from untested_edges(requirement, vocabulary)


def _runs(requirement: Requirement, vocabulary: Vocabulary) -> bool:
    """Whether every word its tests rest on exists."""
    conditions = [condition for condition in (requirement.needs, requirement.require) if condition is not None]
    known = component_words(vocabulary, requirement.measure)
    measure = vocabulary.measures.get(requirement.measure)
    whole = measure is not None and (measure.unit == "count" or bool(measure.numerator and measure.denominator))
    read = [word for condition in conditions for word in words_of(condition.tree)]
    given = [word for test in requirement.tests for word in test.given]
    return whole and all(word in known for word in (*read, *given))
