"""Free text, kept apart from everything else: one small file for each entry, reached by its id alone.

The log holds only a hash of a text, made with a salt that lies beside the text. When the text is forgotten its salt goes
with it, so that nobody can find out what was said by trying likely words against the hash.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Mapping
from pathlib import Path

from pxcommission.listening.log import FOLDER
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.whole_files import flush_folder, write_whole

TEXTS = FOLDER / "texts"


def keep_text(workspace: Path, name: str, text: Mapping[str, str]) -> str:
    """Keep a text under a name of its own; its hash, for the log."""
    salt = secrets.token_hex(16)
    body = json.dumps({"salt": salt, **text}, ensure_ascii=False, sort_keys=True, indent=1)
    write_whole(_path(workspace, name), body.encode() + b"\n")
    return _hash(salt, text)


def text_of(workspace: Path, name: str, hashed: str) -> dict[str, str]:
    """The text under a name; raises ProblemsFound (exit code 7) when it is gone or is not what the log's hash says."""
    try:
        kept: dict[str, str] = json.loads(_path(workspace, name).read_bytes())
        salt = kept.pop("salt")
    except (OSError, ValueError, KeyError):
        raise _damaged(name, "this text is missing or damaged") from None
    if _hash(salt, kept) != hashed:
        raise _damaged(name, "this text is not the one that was recorded")
    return kept


def sweep_texts(workspace: Path, wanted: Collection[str]) -> None:
    """Remove every text but those wanted: what a killed run left behind, what was corrected, what was forgotten."""
    folder = workspace / TEXTS
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.suffix != ".txt" or path.stem not in wanted:
            path.unlink()
    if folder.is_dir():
        flush_folder(folder)


def _path(workspace: Path, name: str) -> Path:
    return workspace / TEXTS / f"{name}.txt"


def _hash(salt: str, text: Mapping[str, str]) -> str:
    return hashlib.sha256((salt + json.dumps(dict(sorted(text.items())), ensure_ascii=False)).encode()).hexdigest()


def _damaged(name: str, message: str) -> ProblemsFound:
    shown = (TEXTS / f"{name}.txt").as_posix()
    return ProblemsFound(
        [Problem(shown, message, "restore it from a copy, or say `feedback forget`")], ExitCode.AUDIT_BROKEN
    )
