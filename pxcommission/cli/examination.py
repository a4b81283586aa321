"""What `doctor` looks at."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable

from msgspec import Struct

from pxcommission import __version__
from pxcommission.cli.options import Options
from pxcommission.problems import ProblemsFound


class Check(Struct, frozen=True):
    """One thing looked at: `works`, `absent` (something is less comfortable) or `broken`."""

    what: str
    state: str
    said: str
    fix: str = ""


def examine(options: Options) -> list[Check]:
    """Every check, in order."""
    looks: list[Callable[[Options], Check]] = [
        _python,
        _engine,
        _libraries,
        _libreoffice,
        _fonts,
        _workspace,
        _evidence,
        _register,
        _room,
    ]
    return [look(options) for look in looks]


def _python(_: Options) -> Check:
    version = platform.python_version()
    supported = (3, 11) <= sys.version_info[:2] < (3, 13)
    fix = "" if supported else "use Python 3.11 or 3.12: durable_rules can't be loaded by 3.13 and later"
    return Check("Python", "works" if supported else "broken", f"{version}; pxcommission {__version__}", fix)


def _engine(_: Options) -> Check:
    from pxcommission.inference.durable import load_engine

    try:
        load_engine()
    except ProblemsFound as found:
        problem = found.problems[0]
        return Check("rules engine", "broken", problem.message, f"{problem.fix} (until then: check --engine reference)")
    return Check("rules engine", "works", "durable_rules is loaded; the reference reading runs beside it")


def _libraries(_: Options) -> Check:
    import importlib.metadata as metadata

    names = ("polars", "openpyxl", "docxtpl", "python-calamine", "holidays", "durable-rules")
    return Check("libraries", "works", ", ".join(f"{name} {metadata.version(name)}" for name in names))


def _libreoffice(_: Options) -> Check:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        return Check("LibreOffice", "absent", "not installed; letters are written as Word files all the same",
                     "install LibreOffice to turn letters into PDF")  # fmt: skip
    return Check("LibreOffice", "works", "found")


def _fonts(_: Options) -> Check:
    lister = shutil.which("fc-list")
    if lister is None:
        return Check("fonts", "absent", "the list of fonts can't be read here", "letters ask for Arial; Word brings it")
    listed = subprocess.run([lister, ":", "family"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    near = [name for name in ("Arial", "Liberation Sans") if name in listed]
    if near:
        return Check("fonts", "works", f"{near[0]} for letters")
    return Check(
        "fonts", "absent", "neither Arial nor Liberation Sans is installed", "install fonts-liberation for PDF"
    )


def _workspace(options: Options) -> Check:
    from pxcommission.rulebook.rulebook import load_rulebook

    try:
        rulebook = load_rulebook(options.workspace)
    except ProblemsFound as found:
        first = found.problems[0]
        return Check(
            "workspace",
            "broken",
            f"{len(found.problems)} problems; the first: {first.text}",
            "run `pxcommission rules lint`",
        )
    said = f"{len(rulebook.requirements)} requirements, {len(rulebook.contracts)} contracts"
    return Check("workspace", "works", said)


def _evidence(options: Options) -> Check:
    from pxcommission.evidence.store import EvidenceStore

    readings = EvidenceStore(options.workspace).readings()
    if not readings:
        return Check("evidence", "absent", "nothing is loaded yet", "run `pxcommission returns load FILES`")
    return Check("evidence", "works", f"{len(readings)} files loaded, {sum(r.rows for r in readings):,} observations")


def _register(options: Options) -> Check:
    from pxcommission.cases.audit import verify
    from pxcommission.cli.audit import register_to_read

    try:
        register = register_to_read(options)
        rows = register.rows()
    except ProblemsFound as found:
        problem = found.problems[0]
        return Check("register", "broken", f"{problem.file}: {problem.message}", problem.fix)
    broken = verify(rows)
    if broken:
        said = f"{register.address}: its chain is broken in {len(broken)} places; the first: {broken[0].message}"
        return Check("register", "broken", said, "run `pxcommission audit verify`")
    said = f"{register.address}: {len(rows):,} events, the chain is whole" if rows else "nothing is recorded yet"
    if register.warning:
        return Check("register", "absent", f"{said}; {register.warning.message}", register.warning.fix)
    return Check("register", "works", said)


def _room(options: Options) -> Check:
    if not os.access(options.workspace, os.W_OK):
        return Check("folder", "broken", "the workspace can't be written to", "ask for the right to change files in it")
    free = shutil.disk_usage(options.workspace).free
    few = free < 200 * 1024 * 1024
    return Check(
        "folder", "broken" if few else "works", f"{free // 1024**2:,} MB free", "free some space" if few else ""
    )
