"""`pxcommission pack PERIOD`: letters, workbook, findings and manifest; or drafts for factual accuracy."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.check import checked_contracts, opened, two_readings
from pxcommission.cli.jobs import FEWEST_PACKS, Cluster, Jobs, pool_for, progress
from pxcommission.cli.options import Options, only_formats, options_of

if TYPE_CHECKING:
    from pxcommission.packs.staged import PackWritten


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
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Also a PDF of each Word file, by LibreOffice, in a folder beside the pack.")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where to (default: packs/ in the workspace).")
    ] = None,
    jobs: Jobs = None,
    cluster: Cluster = None,
) -> None:
    """Write each contract's challenge pack: a letter or a page of questions, the escalation workbook, findings, manifest.

    Nothing is sent; every letter is a draft. The same inputs and --as-at give the same bytes. Formats: text, json.

    \b
    Examples:
      pxcommission pack 2025/26-Q2
      pxcommission pack 2025/26-Q2 --contract EXAMPLE-ACUTE --preview
      pxcommission pack 2025/26-Q2 --pdf
      pxcommission pack 2025/26-Q2 --jobs 4
    """
    options = options_of(context)
    only_formats(options, "text", "json")
    folder = out or options.workspace / "packs"
    if preview:
        from pxcommission.packs.preview import write_previews

        checked = checked_contracts(options, period, contract or [], jobs=jobs, cluster=cluster)
        _say_previews(write_previews(checked, folder), options)
        return
    with two_readings():
        written = _written(options, period, contract or [], folder, together, jobs, cluster)
    if options.format == "json":
        _say_packs_as_json(written, _pdfs(written, options) if pdf else [])
        return
    _say_packs(written)
    for made in _pdfs(written, options) if pdf else []:
        print(f"{made.as_posix()}: a PDF of each Word file, for reading; it is no part of the pack")


def _written(
    options: Options,
    period: str,
    contracts: Sequence[str],
    folder: Path,
    together: bool,
    jobs: int | None,
    cluster: str | None,
) -> list[PackWritten]:
    """Every pack in its place, made in this process or in several."""
    from pxcommission.packs.beside import beside_of
    from pxcommission.packs.packs import write_packs
    from pxcommission.quarter import check_quarter, with_differences
    from pxcommission.ranges.asked import asked_of
    from pxcommission.ranges.packs import packs_in_ranges
    from pxcommission.workspace import chosen_contracts

    wanted, workspace = opened(options, period, "durable")
    chosen = chosen_contracts(workspace.rulebook, contracts)
    pool = pool_for(jobs, cluster, len(chosen), FEWEST_PACKS)
    say = progress(options, "writing", len({c.contract.provider.ods for c in chosen}) if together else len(chosen))
    if pool is not None:
        asked = asked_of(workspace, wanted, options.as_at, chosen, "durable", differing=True)
        return packs_in_ranges(workspace, asked, pool, folder, together=together, said=say)
    checked = with_differences(workspace, check_quarter(workspace, wanted, options.as_at, chosen, "durable"))
    beside = beside_of(workspace.folder, workspace.register, checked)
    letters = workspace.folder / "rules" / "letters"
    return write_packs(checked, folder, letters, together=together, beside=beside, said=say)


def _pdfs(written: Sequence[PackWritten], options: Options) -> list[Path]:
    """The folders of PDFs; stops with exit code 5 where LibreOffice is absent or does not finish."""
    from pxcommission.packs.pdf import write_pdfs

    def say(done: int, number: int) -> None:
        if options.progress:
            sys.stderr.write(f"\rPDF {done} of {number} " if done < number else "\r" + " " * 30 + "\r")
            sys.stderr.flush()

    return write_pdfs(written, say)


def _say_packs(written: Sequence[PackWritten]) -> None:
    for one in written:
        print(f"{one.folder.as_posix()}: {one.placed}")
        for file in one.files:
            print(f"  {file}")
        if one.kept is not None:
            print(f"  the older pack had been edited by hand; it is kept as {one.kept.as_posix()}")


def _say_packs_as_json(written: Sequence[PackWritten], pdfs: Sequence[Path]) -> None:
    listed = [
        {"folder": one.folder.as_posix(), "files": list(one.files), "state": one.placed,
         "kept": one.kept.as_posix() if one.kept else None}
        for one in written
    ]  # fmt: skip
    print(json.dumps({"packs": listed, "pdf": [one.as_posix() for one in pdfs]}, ensure_ascii=False, indent=1))


def _say_previews(written: Sequence[Path], options: Options) -> None:
    if options.format == "json":
        print(json.dumps({"previews": [path.as_posix() for path in written]}, indent=1))
        return
    for path in written:
        print(f"{path.as_posix()}: send it to the provider; load what comes back with --received")
