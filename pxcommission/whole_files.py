"""Files that appear whole or not at all (written beside, flushed to disk, renamed into place), and one writer at a time."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import IO, Any

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class HeldByAnother(Exception):
    """Another process holds the lock; `owner` is what it wrote of itself."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        super().__init__(owner)


def write_whole(path: Path, data: bytes) -> None:
    """The file with these bytes, replaced in one step: whatever happens it is the old one or the new one, never half.

    A file that was there keeps its mode; a new one, and folders it needs, have the mode that new files have here.
    """
    put_in_place(written_beside(path, data), path)


def written_beside(path: Path, data: bytes) -> Path:
    """A file with these bytes beside the one it is to replace, flushed to disk, with the mode of that one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            flush(file)
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    return beside


def put_in_place(beside: Path, path: Path) -> None:
    """Rename a file that was written beside another into its place; it is gone where that can't be done."""
    try:
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    flush_folder(path.parent)


def flush(written: IO[Any]) -> None:
    """Make sure a file's bytes are on disk."""
    written.flush()
    os.fsync(written.fileno())


def flush_folder(folder: Path) -> None:
    """Make a rename in the folder outlast a loss of power, where the system lets a folder be flushed."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def held_alone(path: Path, owner: str = "") -> IO[bytes]:
    """The lock file, open and held by this process until it is closed or the process ends, however it ends.

    `owner` is written in it for those who come meanwhile. Raises HeldByAnother where another process holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
    held = os.fdopen(handle, "r+b", buffering=0)
    try:
        if sys.platform == "win32":
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        other = b"" if sys.platform == "win32" else held.read()
        held.close()
        raise HeldByAnother(other.decode("utf-8", "replace").strip()) from None
    held.truncate(0)
    held.write(owner.encode("utf-8"))
    return held
