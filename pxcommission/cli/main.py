"""`pxcommission`: the commands, and what a problem looks like at the end of one."""

from __future__ import annotations

import atexit
import gc
import itertools
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pxcommission import __version__
from pxcommission.cli.commands import CommandsByName
from pxcommission.cli.options import read_options, shared_first
from pxcommission.problems import ExitCode, ProblemsFound

app = typer.Typer(
    name="pxcommission",
    cls=CommandsByName,
    help="Check what patients say against what the contract asks, propose the next step, and write the letters.",
    epilog="A quarter, step by step: returns load FILES; check 2025/26-Q2; explain …; pack 2025/26-Q2. "
    "The shared options may stand before or after the command.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def shared(
    context: typer.Context,
    workspace: Annotated[Path, typer.Option(help="The workspace's folder.")] = Path(),
    as_at: Annotated[
        str | None, typer.Option(metavar="DATE", help="What was known on this day (default: today).")
    ] = None,
    form: Annotated[
        str, typer.Option("--format", help="text, json, csv, junit or ics; each command names what it has.")
    ] = "text",
    quiet: Annotated[bool, typer.Option("--quiet", help="No progress.")] = False,
    no_color: Annotated[bool, typer.Option("--no-color", help="No colour.")] = False,
    by: Annotated[str | None, typer.Option(metavar="NAME", help="Who is doing this (or PXCOMMISSION_USER).")] = None,
    version: Annotated[bool, typer.Option("--version", help="The version, and stop.")] = False,
) -> None:
    """Read the shared options."""
    if version:
        print(f"pxcommission {__version__}")
        raise typer.Exit
    context.obj = read_options(workspace, as_at, form, quiet, no_color, by)


FEWEST_BEFORE_SEARCH = 200_000
"""Objects made before Python searches them for garbage: a command makes very many that stay, and ends soon."""


def main() -> None:
    """Run the command line; problems are printed with their place and mend, never as a traceback."""
    gc.set_threshold(FEWEST_BEFORE_SEARCH)
    atexit.register(gc.freeze)  # an interpreter that ends need not search for garbage what it is about to free
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no matrix here is worth the threads numpy would start
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # no other package has a say in how rules are read
    arguments = shared_first(sys.argv[1:])
    try:
        app(arguments)
    except ProblemsFound as found:
        pairs = itertools.pairwise(arguments)
        _print_problems(found, "--format=json" in arguments or ("--format", "json") in pairs)
        raise SystemExit(int(found.exit_code)) from None
    except OSError as wrong:
        print(f"error: {wrong.filename or 'a file'}: {wrong.strerror}", file=sys.stderr)
        raise SystemExit(int(ExitCode.ENVIRONMENT)) from None
    except SystemExit as ended:
        if isinstance(getattr(ended.__context__, "__cause__", None), KeyboardInterrupt):
            print("\nStopped. What was finished before is kept; nothing is half-written.", file=sys.stderr)
        raise


def _print_problems(found: ProblemsFound, as_json: bool) -> None:
    if as_json:
        listed = [
            {
                "file": p.file, "line": p.line, "column": p.column, "sheet": p.sheet, "cell": p.cell,
                "weight": p.weight, "code": p.code, "message": p.message, "fix": p.fix,
            }
            for p in found.problems
        ]  # fmt: skip
        print(json.dumps({"problems": listed}, ensure_ascii=False, indent=1))
    for problem in found.problems:
        print(problem.text, file=sys.stderr)


if __name__ == "__main__":
    main()
