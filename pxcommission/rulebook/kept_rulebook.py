"""A rulebook that was read without an error is kept, so that nobody waits for it to be read again while no rule changes.

It is found by the SHA-256 of everything a reading rests on: the program's modules that read, the folder, and the name and
bytes of every rule file. It lies in the user's own folder for such things, as compiled modules do, and never in the
workspace: a pickle may run what is written in it, and a workspace may come from elsewhere.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pydantic

from pxcommission.whole_files import write_whole

if TYPE_CHECKING:
    from pxcommission.rulebook.rulebook import Rulebook

MOST_KEPT = 12
"""Rulebooks kept for one user; the ones written longest ago go first."""
_PROGRAM = Path(__file__).parents[1]
_READ_BY = (_PROGRAM, _PROGRAM / "rulebook", _PROGRAM / "vocabulary")
_DIGEST = hashlib.sha256().digest_size


def kept_folder() -> Path | None:
    """The user's folder for what can be made again; None where `PXCOMMISSION_KEEP=no` or there is no such folder.

    One that somebody else owns or may write in is not used, nor one that lies wherever the program is started. Without the
    modules' own files a change of the program could not be told, so then nothing is kept either.
    """
    if os.environ.get("PXCOMMISSION_KEEP") == "no" or not Path(__file__).is_file():
        return None
    named = Path(os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", ""))
    usual = Path("~/Library/Caches" if sys.platform == "darwin" else "~/.cache")
    try:
        folder = (named if named.is_absolute() else usual.expanduser()) / "pxcommission"
        if not folder.is_absolute():
            return None
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        mine = sys.platform == "win32" or _is_mine_alone(folder.stat())
    except (OSError, RuntimeError):  # RuntimeError: nobody's home is known
        return None
    return folder if mine else None


def _is_mine_alone(folder: os.stat_result) -> bool:
    return folder.st_uid == os.getuid() and not folder.st_mode & 0o022


def rulebook_key(folder: Path) -> str:
    """The SHA-256, as text, of everything a reading of the folder's rules rests on."""
    told = hashlib.sha256()
    for part in (*_program(), str(folder)):
        told.update(part.encode(errors="surrogatepass") + b"\0")
    for path in _rule_files(folder):
        try:
            data = Path(path).read_bytes() if path.endswith(".yaml") else b""
        except OSError:
            data = b"unreadable"
        told.update(f"{path}\0{len(data)}\0".encode(errors="surrogatepass") + data)
    return told.hexdigest()


def _program() -> Iterator[str]:
    yield from (sys.version, pydantic.VERSION, msgspec.__version__)
    parser = find_spec("yaml")
    modules = [Path(parser.origin)] if parser and parser.origin else []
    for folder in _READ_BY:
        modules += sorted(folder.glob("*.py"))
    yield from (f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in modules)


def _rule_files(folder: Path) -> Iterator[str]:
    """What a reading looks at: `workspace.yaml`, files that end as rules do or nearly so, and the contracts' folders."""
    yield str(folder / "workspace.yaml")
    for top in ("rules", "contracts"):
        for under, folders, files in os.walk(folder / top):
            folders.sort()
            yield under
            yield from _rules_among(under, files)
            for linked in (f"{under}/{name}" for name in folders):
                if Path(linked).is_symlink():
                    yield linked
                    yield from _rules_among(linked, _names_in(linked))


def _names_in(linked: str) -> list[str]:
    try:
        return [path.name for path in Path(linked).iterdir()]
    except OSError:
        return ["unreadable.yaml"]


def _rules_among(under: str, names: Iterable[str]) -> Iterator[str]:
    return (f"{under}/{name}" for name in sorted(names) if name.lower().endswith((".yaml", ".yml")))


def rulebook_kept(folder: Path, key: str) -> Rulebook | None:
    """The rulebook kept under a key; None where there is none, or what is there is not what was written."""
    try:
        data = (folder / f"rulebook-{key}").read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        return None
    try:
        found: Rulebook = pickle.loads(data[_DIGEST:])  # noqa: S301  # the user's own file, whole as this program wrote it
    except (pickle.UnpicklingError, ImportError, AttributeError, LookupError, EOFError, TypeError, ValueError):
        return None  # written with another version of a library
    return found


def keep_rulebook(folder: Path, key: str, rulebook: Rulebook) -> None:
    """Keep a rulebook under its key; where the folder can't be written, the next command reads the rules again."""
    data = pickle.dumps(rulebook, pickle.HIGHEST_PROTOCOL)
    try:
        write_whole(folder / f"rulebook-{key}", hashlib.sha256(data).digest() + data)
        by_age = sorted(folder.glob("*rulebook-*"), key=lambda path: path.stat().st_mtime_ns)
        for path in by_age[:-MOST_KEPT]:
            path.unlink(missing_ok=True)
    except OSError:
        return
