"""`pxcommission packs`: check a pack again before it is sent, and say what changed between two."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from msgspec.structs import asdict, replace

from pxcommission.cli.options import Options, only_formats, options_of
from pxcommission.cli.paragraphs import paragraph
from pxcommission.problems import ExitCode, Problem, ProblemsFound, printable

if TYPE_CHECKING:
    from pxcommission.packs.pack_check import Fault
    from pxcommission.packs.pack_diff import PackDifference

app = typer.Typer(help="Check packs again, and compare two of them.", no_args_is_help=True)


@app.command("check")
def check(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A pack's folder, such as packs/2025-26-Q2/EXAMPLE-ACUTE.")],
) -> None:
    """Whether a pack may be sent: every figure in its documents equals its finding, nothing hidden is told, nothing live inside.

    The findings are made again from the evidence as it was known on the pack's day. Files changed by hand since are
    named. Exit code 4 when something is wrong. Formats: text, json.

    \b
    Examples:
      pxcommission packs check packs/2025-26-Q2/EXAMPLE-ACUTE
    """
    from datetime import date

    from pxcommission.cli.check import checked_contracts
    from pxcommission.packs.findings_json import findings_document
    from pxcommission.packs.pack_check import faults_of, wording_of

    options = options_of(context)
    only_formats(options, "text", "json")
    files, manifest = _pack(folder)
    as_at = replace(options, as_at=date.fromisoformat(manifest["as_at"]), quiet=True)
    checked = checked_contracts(as_at, manifest["period"], manifest["contracts"], differing=True)
    faults, words = faults_of(checked, files), wording_of(checked, files)
    edited = sorted(
        name for name, stated in manifest["files"].items()
        if name in files and hashlib.sha256(files[name]).hexdigest() != stated["sha256"]
    )  # fmt: skip
    gone = sorted(name for name in manifest["files"] if name not in files)
    older = _told(findings_document(checked)) != _told(json.loads(files.get("findings.json", b"{}")))
    wording = [word.text for word in words]
    _say(folder, faults, {"wording": wording, "edited": edited, "gone": gone, "evidence_changed": older}, options)
    if faults or gone:
        raise typer.Exit(int(ExitCode.RETURNS_WRONG))


@app.command("diff")
def diff(
    context: typer.Context,
    before: Annotated[Path, typer.Argument(help="The earlier pack's folder.")],
    after: Annotated[Path, typer.Argument(help="The later pack's folder.")],
) -> None:
    """What changed from one pack to another: verdicts, figures, levels, proposals, and the words of each document.

    Formats: text, json.

    \b
    Examples:
      pxcommission packs diff packs/2025-26-Q1/EXAMPLE-ACUTE packs/2025-26-Q2/EXAMPLE-ACUTE
    """
    from pxcommission.packs.pack_diff import pack_difference

    options = options_of(context)
    only_formats(options, "text", "json")
    found = pack_difference(before, after)
    if options.format == "json":
        document = {"changes": [asdict(change) for change in found.changes], "documents": dict(found.documents)}
        print(json.dumps(document, ensure_ascii=False, indent=1))
        return
    _say_difference(found)


def _pack(folder: Path) -> tuple[dict[str, bytes], dict[str, Any]]:
    """The files of a pack and its manifest; raises ProblemsFound (exit code 4) where the folder is no pack."""
    from pxcommission.packs.folders import contents

    files = contents(folder) if folder.is_dir() else {}
    try:
        manifest = json.loads(files["manifest.json"])
        wanted = {name: manifest[name] for name in ("period", "as_at", "contracts", "files")}
    except (KeyError, ValueError, TypeError):
        message = "this is no pack: it has no manifest that can be read"
        fix = "name a folder such as packs/2025-26-Q2/EXAMPLE-ACUTE"
        raise ProblemsFound([Problem(str(folder), message, fix)], ExitCode.RETURNS_WRONG) from None
    return {name: data for name, data in files.items() if name in wanted["files"]}, wanted


def _told(document: dict[str, Any]) -> str:
    """What a findings document says, without the name of its run."""
    return json.dumps({name: document.get(name) for name in ("findings", "proposals", "held_back")}, sort_keys=True)


def _say(folder: Path, faults: list[Fault], told: dict[str, Any], options: Options) -> None:
    if options.format == "json":
        listed = [{"file": one.file, "place": one.place, "message": one.message} for one in faults]
        print(json.dumps({"folder": folder.as_posix(), "faults": listed, **told}, ensure_ascii=False, indent=1))
        return
    for fault in faults:
        print(f"{folder.as_posix()}/{printable(fault.text)}")
    for text in told["wording"]:
        print(f"{folder.as_posix()}/{printable(text)}")
    for name in told["edited"]:
        print(f"{folder.as_posix()}/{name}: changed by hand since it was made")
    for name in told["gone"]:
        print(f"{folder.as_posix()}/{name}: the manifest names it, and it is gone")
    if told["evidence_changed"]:
        print("The evidence or rules have changed since this pack was made: make it again before you send it.")
    if not faults and not told["gone"]:
        print(f"{folder.as_posix()}: every figure equals its finding; nothing hidden is told, nothing live is inside")


def _say_difference(found: PackDifference) -> None:
    if found.same:
        print("Nothing changed.")
    for change in found.changes:
        before, after = change.before or "not there", change.after or "not there"
        print(paragraph(printable(f"{change.about}: {change.kind} from {before} to {after}"), "", "  "))
    for name, lines in found.documents.items():
        print(f"\n{name}")
        for line in lines:
            print(paragraph(printable(line), "  ", "    "))
