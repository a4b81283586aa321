"""`pxcommission rules lint`: every problem of every file people edit, how to mend it, and mending what can be mended safely."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from pxcommission.cli.options import Options, only_formats, options_of, usage
from pxcommission.cli.writing import Asking, Proposal, require_name, write_or_show
from pxcommission.problem_codes import CODES
from pxcommission.problems import ExitCode, Problem, Weight, printable

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import Rulebook


def lint(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Only what stands in these files and folders.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended safely, and look again.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="With --fix: write without asking.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="With --fix: show the change, write nothing.")] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes as well.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings also end with exit code 3.")] = False,
) -> None:
    """Every problem of every rule and contract file, with its place and how to mend it. Formats: text, json, github.

    \b
    Examples:
      pxcommission rules lint
      pxcommission rules lint contracts/example-acute --notes
      pxcommission rules lint --fix --dry-run
      pxcommission help PX104
    """
    from pxcommission.authoring.linting import every_problem

    options = options_of(context)
    only_formats(options, "text", "json", "github")
    if (dry_run or yes) and not fix:
        usage(f"{'--dry-run' if dry_run else '--yes'} belongs to --fix")
    within = _within(options.workspace, paths or [])
    if fix:
        require_name(options, dry_run)
        _fix(options, within, Asking(yes, dry_run))
    rulebook, every = every_problem(options.workspace)
    problems = [problem for problem in every if _lies_in(problem.file, within)]
    _show(problems, notes, options.format)
    if options.format == "text":
        print(_summary(rulebook, problems, notes, shown_only=bool(within)))
    weights = {problem.weight for problem in problems}
    if Weight.ERROR in weights or (strict and Weight.WARNING in weights):
        raise typer.Exit(int(ExitCode.RULES_WRONG))


def _within(workspace: Path, paths: Sequence[Path]) -> list[str]:
    """The paths as problems name them: from the workspace's folder."""
    root = workspace.resolve()
    found = []
    for path in paths:
        tried = (path.resolve(), (workspace / path).resolve())
        there = next((one for one in tried if one.exists() and one.is_relative_to(root)), None)
        if there is None:
            usage(f"{path}: there is no such file or folder in the workspace")
        found.append(there.relative_to(root).as_posix())
    return found


def _lies_in(file: str, within: Sequence[str]) -> bool:
    return not within or any(path in (".", file) or file.startswith(f"{path}/") for path in within)


def _fix(options: Options, within: Sequence[str], asking: Asking) -> None:
    """Mend as every command writes: rehearsed, shown, asked for, recorded with who did it; apart from what a program reads."""
    from pxcommission.authoring.mending import mended_files, safe_to_write

    as_text = options.format == "text"
    with contextlib.nullcontext() if as_text else contextlib.redirect_stdout(sys.stderr):
        changes, left = safe_to_write(
            options.workspace, mended_files(options.workspace, lambda problem: _lies_in(problem.file, within))
        )
        for file in dict.fromkeys(problem.file for problem in left):
            print(f"{file} is left as it is: mended, it would show what only a person can settle:", file=sys.stderr)
            print("\n".join(problem.text for problem in left if problem.file == file), file=sys.stderr)
        if changes:
            counted = f"{len(changes)} file{'' if len(changes) == 1 else 's'}"
            proposal = Proposal(f"rules lint --fix: {counted} mended", changes)
            write_or_show(replace(options, format="text"), proposal, asking)
        elif not left:
            print("nothing here can be mended safely by itself")


def _show(problems: Sequence[Problem], notes: bool, form: str) -> None:
    match form:
        case "json":
            print(json.dumps([_as_json(problem) for problem in problems], ensure_ascii=False, indent=1))
        case "github":
            for problem in problems:
                if notes or problem.weight is not Weight.NOTE:
                    print(_for_github(problem))
        case _:
            _print_text([problem for problem in problems if notes or problem.weight is not Weight.NOTE])


def _print_text(problems: Sequence[Problem]) -> None:
    """Each problem with the way to mend it; why it matters the first time its code comes up."""
    told: set[str] = set()
    for problem in problems:
        text = problem.text
        if problem.code in CODES and problem.code not in told:
            text += f"\n  why: {CODES[problem.code].why}"
            told.add(problem.code)
        print(text, file=sys.stderr if problem.weight is Weight.ERROR else sys.stdout)


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "place": problem.place, "file": problem.file, "line": problem.line, "column": problem.column,
        "weight": problem.weight, "code": problem.code, "message": problem.message, "fix": problem.fix,
        "why": CODES[problem.code].why if problem.code in CODES else "", "can_be_mended": problem.mend is not None,
    }  # fmt: skip


_LEVELS = {Weight.ERROR: "error", Weight.WARNING: "warning", Weight.NOTE: "notice"}


def _for_github(problem: Problem) -> str:
    """The line that marks a place in the files of a pull request."""
    said = f"{problem.message}; {problem.fix}" if problem.fix else problem.message
    places = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.code}
    listed = ",".join(f"{name}={_escaped(str(value))}" for name, value in places.items() if value)
    return f"::{_LEVELS[problem.weight]} {listed}::{_escaped(printable(said), in_place=False)}"


def _escaped(text: str, in_place: bool = True) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if in_place else text


def _summary(rulebook: Rulebook, problems: Sequence[Problem], notes: bool, shown_only: bool) -> str:
    """`24 files, 47 requirements, 3 contracts: 0 errors, 0 warnings, 94 notes (--notes shows them)`."""
    count = {weight: sum(problem.weight is weight for problem in problems) for weight in Weight}
    kinds = {"file": rulebook.hashes, "requirement": rulebook.requirements, "contract": rulebook.contracts}
    files = ", ".join(_counted(len(found), kind) for kind, found in kinds.items())
    listed = ", ".join(_counted(count[weight], weight) for weight in Weight)
    hidden = " (--notes shows them)" if count[Weight.NOTE] and not notes else ""
    where = " in what was asked for" if shown_only else ""
    mendable = sum(problem.mend is not None for problem in problems)
    mend = f"; --fix can mend {mendable} of them" if mendable else ""
    return f"{files}: {listed}{hidden}{where}{mend}"


def _counted(number: int, kind: str) -> str:
    return f"{number} {kind}" if number == 1 else f"{number} {kind}s"
