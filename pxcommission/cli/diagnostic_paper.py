"""`pxcommission diagnostic paper`: the board paper of a self-assessment, as a web page and a Word file."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.diagnostic_assurance import round_with_evidence
from pxcommission.cli.diagnostic_desk import FrameworkOption, Organisation, RoundOption, name_of_organisation
from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph

if TYPE_CHECKING:
    from pxcommission.diagnostics.entries import Round
    from pxcommission.packs.diagnostic_paper import DiagnosticPaper
    from pxcommission.packs.folders import Placed


def paper(
    context: typer.Context,
    organisation: Organisation,
    label: RoundOption = "",
    framework: FrameworkOption = "",
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="Where to (default: here).")] = None,
) -> None:
    """Write the board paper of a round: what was assessed, what moved, where raters differ, questions, actions. Formats: text, json.

    A web page and a Word file with the same words, made from the last round unless told. The same inputs give the same bytes; a
    paper that reads otherwise and stands there already is kept beside it.

    \b
    Examples:
      pxcommission diagnostic paper RZ1
      pxcommission diagnostic paper RZ1 --round 2025-26 --out board-papers
    """
    from pxcommission.casework.assurance import assurance_of
    from pxcommission.casework.diagnostic_page import PaperSources, diagnostic_paper
    from pxcommission.diagnostics.comparison import compared
    from pxcommission.diagnostics.frameworks import editions_before, frameworks_of
    from pxcommission.diagnostics.rounds import diagnostics_on

    options = options_of(context)
    only_formats(options, "text", "json")
    known, parts, every, chosen = round_with_evidence(options, organisation, label, framework)
    rulebook = known.workspace.rulebook
    editions = {one.id for one in editions_before(chosen, frameworks_of(rulebook))}
    before = [one for one in every if one.framework in editions and _is_before(one, parts)]
    name = name_of_organisation(rulebook, diagnostics_on(options.workspace, options.as_at), organisation)
    found = assurance_of(known, chosen, parts, [*before, *parts])
    made = diagnostic_paper(PaperSources(name, [*before, *parts], compared(chosen, [*before, *parts]), found))
    _say(options, _written(options, made, found.round.round, organisation, out or Path()), made)


def _is_before(one: Round, parts: tuple[Round, ...]) -> bool:
    """Whether a part is of another round, assessed before this one was done."""
    same = (one.framework, one.round) == (parts[0].framework, parts[0].round)
    return not same and one.assessed_on <= max(part.assessed_on for part in parts)


def _written(
    options: Options, made: DiagnosticPaper, label: str, organisation: str, out: Path
) -> tuple[Path, Placed, Path | None]:
    """The folder with both files, and where one of that name that reads otherwise is kept: a person may have edited it."""
    import hashlib

    from pxcommission.packs.diagnostic_paper import diagnostic_paper_document, diagnostic_paper_html
    from pxcommission.packs.folders import Placed, contents, environment_problems, place_folder

    name = f"diagnostic-paper-{organisation}-{re.sub(r'[^0-9A-Za-z.-]+', '-', label).strip('-.')}"
    files = {
        f"{name}.html": diagnostic_paper_html(made),
        f"{name}.docx": diagnostic_paper_document(options.workspace / "rules" / "letters", made, options.as_at),
    }
    with environment_problems(out):
        out.mkdir(parents=True, exist_ok=True)
        there = contents(out / name) if (out / name).is_dir() else {}
        digest = hashlib.sha256(b"".join(there[file] for file in sorted(there))).hexdigest()[:8]
        kept = f"{name}-kept-{digest}" if there else ""
        placed = place_folder(out, name, files, keep_as=kept)
    return out / name, placed, out / kept if placed is Placed.REPLACED and kept else None


def _say(options: Options, where: tuple[Path, Placed, Path | None], made: DiagnosticPaper) -> None:
    folder, placed, kept = where
    numbers = {"moved": len(made.moved), "differ": len(made.differs), "questions": len(made.questions),
               "actions": len(made.actions), "without a rating": len(made.gaps)}  # fmt: skip
    if options.format == "json":
        shown = {
            "folder": folder.as_posix(), "files": sorted(one.name for one in folder.iterdir()), "state": placed.value,
            "kept": kept.as_posix() if kept else None, **numbers,
        }  # fmt: skip
        print(json.dumps(shown, ensure_ascii=False, indent=1))
        return
    print(f"{folder.as_posix()}: {placed.value}")
    print(paragraph(", ".join(f"{number} {word}" for word, number in numbers.items()), "  ", "  "))
    if kept:
        print(paragraph(f"note: what stood there before is kept in {kept.as_posix()}", "  ", "    "))
    print("Next: read both; after the meeting, pxcommission diagnostic presented records that the board had it.")
