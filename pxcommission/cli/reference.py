"""`pxcommission rules reference`: the reference pages, written from the rulebook and the program itself."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from pxcommission.cli.options import only_formats, options_of
from pxcommission.problems import ExitCode


def reference(
    context: typer.Context,
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FOLDER", help="Where they lie (default: docs/reference).")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; name the pages that are stale (exit code 3).")
    ] = False,
) -> None:
    """Write a page on every word, requirement, ladder, contract form, file and error code, for people who read no YAML.

    \b
    Examples:
      pxcommission rules reference
      pxcommission rules reference --to ~/shared/our-rules
      pxcommission rules reference --check
    """
    from pxcommission.authoring.reference_pages import FOLDER, obsolete_pages, reference_pages, stale_pages
    from pxcommission.rulebook.rulebook import load_rulebook

    options = options_of(context)
    only_formats(options, "text")
    folder = to.expanduser() if to else options.workspace / FOLDER
    pages = reference_pages(load_rulebook(options.workspace))
    stale, obsolete = stale_pages(folder, pages), obsolete_pages(folder, pages)
    if check:
        _report_stale(stale, obsolete, folder)
        return
    for name in stale:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[name], encoding="utf-8", newline="\n")
    print(f"{folder.as_posix()}: {len(pages)} pages, {len(stale)} of them changed")
    _report_obsolete(obsolete, folder)


def _report_stale(stale: list[str], obsolete: list[str], folder: Path) -> None:
    for name in stale:
        print(f"{(folder / name).as_posix()}: stale", file=sys.stderr)
    if stale:
        print("  fix: run `pxcommission rules reference`", file=sys.stderr)
    _report_obsolete(obsolete, folder)
    if stale or obsolete:
        raise typer.Exit(int(ExitCode.RULES_WRONG))
    print(f"{folder.as_posix()}: every page is up to date")


def _report_obsolete(obsolete: list[str], folder: Path) -> None:
    for name in obsolete:
        print(f"{(folder / name).as_posix()}: nothing writes this any more; remove it", file=sys.stderr)
