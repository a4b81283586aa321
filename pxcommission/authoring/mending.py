"""Mend what can be mended safely: every problem that carries its own mend, file by file, every other byte kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path

from pxcommission.authoring.changes import FileChange, file_change, problems_after, rehearsed
from pxcommission.authoring.linting import every_problem
from pxcommission.problems import Mend, Problem, Weight
from pxcommission.yaml_edits import decoded, mended

MOST_ROUNDS = 5
"""A mended key can bring to light a misspelt value below it; so many times the files are read again."""


def mended_files(folder: Path, wanted: Callable[[Problem], bool]) -> tuple[FileChange, ...]:
    """The change of every file with something that can be mended safely; nothing is written.

    `wanted` chooses among the problems. Raises ProblemsFound (exit code 3) where the folder is no workspace.
    """
    changes: dict[str, FileChange] = {}
    for _ in range(MOST_ROUNDS):
        with rehearsed(folder, changes.values()) as copy:
            problems = [problem for problem in every_problem(copy)[1] if wanted(problem)]
            now = {file: _applied(copy / file, mends) for file, mends in _by_file(problems).items()}
            for file, after in now.items():
                changes[file] = file_change(folder, file, after)
        if not now:
            break
    return tuple(change for _, change in sorted(changes.items()) if change.before != change.after)


def safe_to_write(folder: Path, changes: Iterable[FileChange]) -> tuple[tuple[FileChange, ...], tuple[Problem, ...]]:
    """The changes without those of files that would show new errors, and these errors: a person settles them first."""
    kept, left = tuple(changes), []
    while kept:
        errors = [problem for problem in problems_after(folder, kept) if problem.weight is Weight.ERROR]
        wrong = {problem.file for problem in errors}
        if not any(change.file in wrong for change in kept):
            break
        left += errors
        kept = tuple(change for change in kept if change.file not in wrong)
    return kept, tuple(left)


def _by_file(problems: Iterable[Problem]) -> dict[str, list[Mend]]:
    found: defaultdict[str, list[Mend]] = defaultdict(list)
    for problem in problems:
        if problem.mend is not None and problem.mend not in found[problem.file]:
            found[problem.file].append(problem.mend)
    return {file: mends for file, mends in found.items() if mends}


def _applied(path: Path, mends: Iterable[Mend]) -> bytes:
    """The file with the mends that don't stand in each other's way; the others come in the next round."""
    text = decoded(path.read_bytes())
    kept: list[Mend] = []
    for mend in mends:
        try:
            mended(text, [*kept, mend])
        except ValueError:
            continue
        kept.append(mend)
    return mended(text, kept).encode("utf-8")
