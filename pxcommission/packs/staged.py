"""Packs on their way to their places: each is built whole beside its place, and only when all are made are they put there."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from msgspec import Struct

from pxcommission.packs.folders import (
    Placed,
    build_folder,
    contents,
    environment_problems,
    one_writer,
    put_in_place,
    refuse_link,
    sweep,
)
from pxcommission.packs.pack_names import MANIFEST
from pxcommission.problems import ExitCode, Problem, ProblemsFound

Place = tuple[str, str]
"""A pack's folder under the folder of packs: its period's key and its name."""


class PackWritten(Struct, frozen=True):
    """A pack in its place: the folder, its files, what became of it, and where an older, hand-edited one was kept."""

    folder: Path
    contracts: tuple[str, ...]
    files: tuple[str, ...]
    placed: Placed
    kept: Path | None = None


class StagedPack(Struct, frozen=True):
    """A pack made whole in the folder `building` beside its place; or the problems that the pack check finds in it."""

    place: Place
    contracts: tuple[str, ...]
    files: tuple[str, ...]
    building: str
    run: str
    problems: tuple[Problem, ...] = ()


def staged(
    out: Path, place: Place, contracts: tuple[str, ...], files: Mapping[str, bytes], run: str, problems: list[Problem]
) -> StagedPack:
    """The pack of these files, built beside its place unless there are problems; raises ProblemsFound (exit code 5)."""
    building = ""
    if not problems:
        with environment_problems(out):
            building = build_folder(out / place[0], place[1], files).name
    return StagedPack(place, contracts, tuple(files), building, run, tuple(problems))


@contextmanager
def places_for(out: Path, places: Iterable[Place]) -> Iterator[None]:
    """The folders of these places, ready to be written by one run alone; what killed runs left, or this one, is swept."""
    parents = list(dict.fromkeys(out / period for period, _ in places))
    with environment_problems(out):
        refuse_link(out)
        out.mkdir(parents=True, exist_ok=True)
        with one_writer(out):
            for parent in parents:
                refuse_link(parent)
                parent.mkdir(exist_ok=True)
                sweep(parent)
            for period, name in places:
                refuse_link(out / period / name)
            try:
                yield
            finally:
                for parent in parents:
                    with contextlib.suppress(OSError):  # what stopped the run is what is told; the next one sweeps too
                        sweep(parent)
                        parent.rmdir()  # where no pack was put in it; any other folder stays


def put_packs(out: Path, packs: Sequence[StagedPack]) -> list[PackWritten]:
    """Every pack put in its place; none, and ProblemsFound (exit code 3), when the pack check found anything in any."""
    problems = [problem for pack in packs for problem in pack.problems]
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    return [_put(out, pack) for pack in packs]


def _put(out: Path, pack: StagedPack) -> PackWritten:
    parent, name = out / pack.place[0], pack.place[1]
    target, building = parent / name, parent / pack.building
    refuse_link(target)
    keep_as = _kept_name(target, building) if target.is_dir() else ""
    placed = put_in_place(building, target, keep_as=keep_as)
    kept = parent / keep_as if keep_as and placed is Placed.REPLACED else None
    return PackWritten(target, pack.contracts, pack.files, placed, kept)


def _kept_name(folder: Path, building: Path) -> str:
    """The name to keep an older pack under when a person edited it since it was made; empty when nobody did."""
    held = contents(folder)
    if held == contents(building):
        return ""
    try:
        stated = json.loads(held.get(MANIFEST, b"{}")).get("files", {})
    except (ValueError, AttributeError):
        stated = {}
    own = {name: data for name, data in held.items() if name != MANIFEST and not name.startswith(("~$", "."))}
    untouched = stated and {name: _sha256(data) for name, data in own.items()} == {n: about.get("sha256") for n, about in stated.items()}  # fmt: skip
    if untouched:
        return ""
    digest = _sha256(b"".join(name.encode() + b"\0" + held[name] for name in sorted(held)))[:8]
    return f"{folder.name}-edited-{digest}"


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
