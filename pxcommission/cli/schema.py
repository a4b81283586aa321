"""`pxcommission schema`: what editors need to explain and complete the files people write."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.problems import ExitCode


def schema(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Write nothing; exit code 3 when one is out of date.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to write them (default: rules/schemas of the workspace).")
    ] = None,
) -> None:
    """Write the JSON Schemas that let an editor explain, complete and check the files of this workspace. Formats: text, json.

    Run it again after adding words, requirements, ladders or contract forms, so that the editor knows them.

    \b
    Example: pxcommission schema
             pxcommission schema --check
    """
    from pxcommission.authoring.schemas import FOLDER, schemas_of

    options = options_of(context)
    only_formats(options, "text", "json")
    folder = out or options.workspace / FOLDER
    texts = {folder / name: text.encode() for name, text in schemas_of(options.workspace).items()}
    changed = [path for path, text in texts.items() if not path.is_file() or path.read_bytes() != text]
    if not check:
        folder.mkdir(parents=True, exist_ok=True)
        for path in changed:
            path.write_bytes(texts[path])
    _show(list(texts), changed, check, options)
    if check and changed:
        raise typer.Exit(int(ExitCode.RULES_WRONG))


def _show(paths: list[Path], changed: list[Path], check: bool, options: Options) -> None:
    done = "out of date" if check else "written"
    if options.format == "json":
        states = {True: done, False: "unchanged"}
        print(json.dumps([{"file": p.as_posix(), "state": states[p in changed]} for p in paths], indent=1))
        return
    for path in changed:
        print(f"{path.as_posix()}: {done}", file=sys.stderr if check else sys.stdout)
    print(f"{len(paths)} schemas: {len(changed)} {done}, {len(paths) - len(changed)} unchanged")
    if check and changed:
        print("  fix: run `pxcommission schema`", file=sys.stderr)
