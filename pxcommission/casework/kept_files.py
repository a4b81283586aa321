"""Files that a case rests on, kept beside the register: the letter as sent, the reply, the plan, the sign-off."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from msgspec import Struct

from pxcommission.cases.kinds import Document
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.whole_files import write_whole

FOLDER = Path(".pxcommission") / "letters"
LARGEST = 25 * 1024**2


class FileGiven(Struct, frozen=True):
    """A file a person named: its bytes and what to call them."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.data).hexdigest()


def file_given(path: Path) -> FileGiven:
    """The file; raises ProblemsFound (exit code 2) when there is none that could be kept."""
    if not path.is_file():
        near = "it is a folder" if path.is_dir() else "there is no such file"
        raise _unusable(path, near, "check the path")
    size = path.stat().st_size
    if size == 0 or size > LARGEST:
        what = (
            "the file is empty" if size == 0 else f"the file is too large: {size:,} bytes; at most {LARGEST:,} are kept"
        )
        raise _unusable(path, what, "give the file as it was sent or received")
    return FileGiven(path.name, path.read_bytes())


def kept_as(contract: str, given: FileGiven, reference: str = "") -> Document:
    """How the register names the kept file: by contract, the start of its hash, and its own name."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", given.name).strip("-.") or "file"
    place = FOLDER / contract / f"{given.sha256[:12]}-{plain[-80:]}"
    return Document(file=place.as_posix(), sha256=given.sha256, reference=reference)


def keep(folder: Path, document: Document, given: FileGiven) -> None:
    """Put the file where its document says: whole or not at all; one that lies there already is left alone."""
    place = folder / document.file
    if place.is_file() and hashlib.sha256(place.read_bytes()).hexdigest() == document.sha256:
        return
    write_whole(place, given.data)


def _unusable(path: Path, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(path.name or str(path), message, fix)], ExitCode.USAGE)
