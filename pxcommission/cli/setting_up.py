"""`pxcommission init` and `pxcommission doctor`: a new workspace, and whether everything works."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import asdict

from pxcommission.cli.options import only_formats, options_of, usage
from pxcommission.problems import ExitCode

EXAMPLE = "example-acute"
GITIGNORE = ".pxcommission/\npacks/\n"
EDITOR: dict[str, dict[str, object]] = {
    "extensions.json": {"recommendations": ["redhat.vscode-yaml"]},
    "settings.json": {
        "yaml.schemaStore.enable": False,
        "yaml.kubernetesCRDStore.enable": False,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.detectIndentation": False},
    },
}
"""What VS Code is told of a new workspace: the extension that reads the schemas, and to fetch nothing."""


def init(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace's folder; it must be empty or new.")],
) -> None:
    """Make a new workspace with the rule library and an example contract with its illustrative returns.

    \b
    Example: pxcommission init my-contracts
    """
    from pxcommission.authoring.schemas import modeline_for

    options_of(context)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        usage(f"{folder}: it exists and is not an empty folder")
    library = library_folder()
    beside = folder.with_name(f".{folder.name}.tmp")
    shutil.rmtree(beside, ignore_errors=True)
    beside.mkdir(parents=True)
    shutil.copytree(library / "rules", beside / "rules")
    for name in (EXAMPLE, "published"):
        shutil.copytree(library / "contracts" / name, beside / "contracts" / name)
    (beside / "workspace.yaml").write_text(f"{modeline_for('workspace.yaml')}\nformat: 1\n", encoding="utf-8")
    (beside / ".gitignore").write_text(GITIGNORE, encoding="utf-8")
    _write_for_editors(beside)
    if folder.exists():
        folder.rmdir()
    beside.replace(folder)
    print(f"{folder.as_posix()}: a workspace with the rule library and the fictional contract EXAMPLE-ACUTE")
    print(
        f"Next: cd {folder.as_posix()}; pxcommission returns load contracts; pxcommission check 2025/26-Q2 --as-at 2025-11-20"
    )


def _write_for_editors(folder: Path) -> None:
    """The settings of an editor, and the schemas with the words of this workspace alone."""
    from pxcommission.authoring.schemas import FOLDER, schemas_of

    (folder / ".vscode").mkdir()
    for name, settings in EDITOR.items():
        (folder / ".vscode" / name).write_text(json.dumps(settings, indent=2) + "\n", encoding="utf-8")
    for name, text in schemas_of(folder).items():
        (folder / FOLDER / name).write_bytes(text.encode())


def library_folder() -> Path:
    """Where the shipped rule library lies: in the installed package, or beside it in the repository."""
    import pxcommission

    package = Path(pxcommission.__file__).parent
    inside = package / "_library"
    return inside if inside.is_dir() else package.parent


def doctor(context: typer.Context) -> None:
    """What works and what does not on this machine and in this workspace, and how to mend it. Formats: text, json."""
    from pxcommission.cli.examination import examine

    options = options_of(context)
    only_formats(options, "text", "json")
    checks = examine(options)
    if options.format == "json":
        print(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        for check in checks:
            print(f"{check.state:8} {check.what}: {check.said}", file=sys.stdout)
            if check.fix:
                print(f"         fix: {check.fix}")
    if any(check.state == "broken" for check in checks):
        raise typer.Exit(int(ExitCode.ENVIRONMENT))
