"""Folders that appear whole: built beside, flushed to disk, renamed into place; leftovers of killed runs swept first.

Between putting an older pack aside and putting the new one in its place lies one instant; a run killed there is mended by
the next one, which finds the older pack aside and puts it back.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.whole_files import HeldByAnother, flush, flush_folder, held_alone

BUILDING, ASIDE, LOCK = ".tmp-", ".old-", ".packs.lock"
LONGEST_PATH = 240


class Placed(StrEnum):
    """What became of a folder."""

    NEW = "written"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"


def place_folder(parent: Path, name: str, files: Mapping[str, bytes], *, keep_as: str = "") -> Placed:
    """Put a folder with exactly these files in place; an older one of that name is replaced, or kept as `keep_as`."""
    target = parent / name
    refuse_link(target)
    if target.is_dir() and contents(target) == dict(files):
        return Placed.UNCHANGED
    return put_in_place(build_folder(parent, name, files), target, keep_as=keep_as)


def build_folder(parent: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """A folder with exactly these files beside the place of that name, flushed to disk; `sweep` removes one left behind."""
    building = parent / f"{BUILDING}{name}-{secrets.token_hex(6)}"
    building.mkdir()
    for file, data in files.items():
        with (building / file).open("xb") as written:
            written.write(data)
            flush(written)
    flush_folder(building)
    return building


def put_in_place(building: Path, target: Path, *, keep_as: str = "") -> Placed:
    """Rename a folder that was built into its place; an older one is replaced, or kept as `keep_as`, or left if it is the same."""
    parent = target.parent
    refuse_link(target)
    if not target.exists():
        building.rename(target)
        flush_folder(parent)
        return Placed.NEW
    if target.is_dir() and contents(target) == contents(building):
        shutil.rmtree(building)
        return Placed.UNCHANGED
    keep_as = "" if keep_as and (parent / keep_as).exists() else keep_as  # the same edits are kept already
    aside = parent / (keep_as or f"{ASIDE}{target.name}")
    target.rename(aside)
    building.rename(target)
    flush_folder(parent)
    if not keep_as:
        shutil.rmtree(aside)
    return Placed.REPLACED


def sweep(parent: Path) -> None:
    """Remove what killed runs left half built; an older pack put aside without a successor is put back."""
    for left in sorted(parent.iterdir()):
        if left.is_symlink() or not left.is_dir():
            if left.name.startswith(BUILDING):
                left.unlink()
        elif left.name.startswith(BUILDING):
            shutil.rmtree(left)
        elif left.name.startswith(ASIDE):
            target = parent / left.name.removeprefix(ASIDE)
            if target.exists():
                shutil.rmtree(left)
            else:
                left.rename(target)


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder by name; a folder or link within it makes it different from any pack."""
    found = {}
    for path in folder.iterdir():
        plain = path.is_file() and not path.is_symlink()
        found[path.name if plain else f"{path.name}/"] = path.read_bytes() if plain else b""
    return found


def refuse_link(path: Path) -> None:
    """Refuse a symbolic link where a folder of packs should be, and a path too long for shared drives."""
    if path.is_symlink():
        how = "remove the link, or choose another folder"
        raise ProblemsFound([Problem(str(path), "this is a symbolic link; packs are not written through it", how)], ExitCode.ENVIRONMENT)  # fmt: skip
    if len(str(path.absolute())) > LONGEST_PATH - 60:
        how = f"choose a folder with a shorter path: packs need names of at most {LONGEST_PATH} characters in all"
        raise ProblemsFound([Problem(str(path), "the path is too long", how)], ExitCode.ENVIRONMENT)


@contextmanager
def one_writer(out: Path) -> Iterator[None]:
    """Keep a second run out of the folder of packs while this one writes."""
    path = out / LOCK
    refuse_link(path)
    try:
        held = held_alone(path)
    except HeldByAnother as busy:
        message = "another run is writing packs here"
        raise ProblemsFound([Problem(str(out), message, "wait until it is done")], ExitCode.ENVIRONMENT) from busy
    with held:
        yield


@contextmanager
def environment_problems(out: Path) -> Iterator[None]:
    """Turn a full disk, a missing right or a broken drive into a problem with a way to mend it."""
    try:
        yield
    except OSError as failure:
        what = failure.strerror or type(failure).__name__
        message = f"the packs could not be written: {what}; no half-written pack is left under a pack's name"
        how = "free disk space, or check that you may write there; then run it again"
        place = str(failure.filename or out)
        raise ProblemsFound([Problem(place, message, how)], ExitCode.ENVIRONMENT) from failure
