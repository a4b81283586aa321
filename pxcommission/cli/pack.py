"""`pxcommission pack PERIOD`: letters, workbook, findings and manifest; or drafts for factual accuracy."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from pxcommission.cli.check import checked_contracts
from pxcommission.cli.options import Options, only_formats, options_of


def pack(
    context: typer.Context,
    period: Annotated[str, typer.Argument(help="2025/26-Q2 or '2025/26 Q2'")],
    contract: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="Only this contract (may be repeated).")
    ] = None,
    preview: Annotated[
        bool, typer.Option("--preview", help="The provider's draft for factual accuracy instead.")
    ] = False,
    together: Annotated[bool, typer.Option("--together", help="Contracts of one provider in one folder.")] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to (default: packs/ in the workspace).")
    ] = None,
) -> None:
    """Write each contract's challenge pack: a letter or a page of questions, the escalation workbook, findings, manifest.

    Nothing is sent; every letter is a draft. The same inputs and --as-at give the same bytes. Formats: text, json.

    \b
    Examples:
      pxcommission pack 2025/26-Q2
      pxcommission pack 2025/26-Q2 --contract EXAMPLE-ACUTE --preview
    """
    from pxcommission.packs.packs import write_packs
    from pxcommission.packs.preview import write_previews

    options = options_of(context)
    only_formats(options, "text", "json")
    checked = checked_contracts(options, period, contract or [], differing=not preview)
    folder = out or options.workspace / "packs"
    if preview:
        _say_previews(write_previews(checked, folder), options)
        return
    written = write_packs(checked, folder, options.workspace / "rules" / "letters", together=together)
    if options.format == "json":
        listed = [
            {"folder": one.folder.as_posix(), "files": list(one.files), "state": one.placed,
             "kept": one.kept.as_posix() if one.kept else None}
            for one in written
        ]  # fmt: skip
        print(json.dumps({"packs": listed}, ensure_ascii=False, indent=1))
        return
    for one in written:
        print(f"{one.folder.as_posix()}: {one.placed}")
        for file in one.files:
            print(f"  {file}")
        if one.kept is not None:
            print(f"  the older pack had been edited by hand; it is kept as {one.kept.as_posix()}")


def _say_previews(written: Sequence[Path], options: Options) -> None:
    if options.format == "json":
        print(json.dumps({"previews": [path.as_posix() for path in written]}, indent=1))
        return
    for path in written:
        print(f"{path.as_posix()}: send it to the provider; load what comes back with --received")
