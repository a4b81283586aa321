"""Everything `rules lint` has to say of a workspace: files, references between them, ladders, mappings."""

from __future__ import annotations

from pathlib import Path

from pxcommission.inference.check_ladder import check_ladder
from pxcommission.inference.ladder_warnings import ladder_warnings
from pxcommission.problems import Problem, ProblemsFound, in_file_order
from pxcommission.returns.mappings import load_mappings
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook


def every_problem(folder: Path) -> tuple[Rulebook, tuple[Problem, ...]]:
    """The rulebook of a workspace as far as it can be read, with every problem of every file people edit, in file order.

    Raises ProblemsFound (exit code 3) where the folder is no workspace.
    """
    rulebook, found = read_rulebook(folder)
    problems = list(found)
    for name, ladder in rulebook.ladders.items():
        file = f"rules/ladders/{name}.yaml"
        problems += check_ladder(ladder, file) or ladder_warnings(ladder, file)
    try:
        load_mappings(folder / "rules" / "mappings", "rules/mappings")
    except ProblemsFound as wrong:
        problems += wrong.problems
    return rulebook, in_file_order(problems)
