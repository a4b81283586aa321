"""Figures of many readings brought together in one file: what a store of thousands of small returns is read from.

A reading's figures are first kept in a file of their own, `<reading>.parquet`. Once many such files lie there, `bring_together`
writes them into `bundle-<hash>.parquet`, the figures of one provider side by side, and beside it `bundle-<hash>.readings`, the ids
it holds. From then on they are read from there. A file that is no longer read is removed the next time, not at once, so that a
check that is under way keeps what it began with. A killed run leaves files too many, never too few.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import polars as pl

from pxcommission.evidence.figures_kept import ROWS_SIDE_BY_SIDE, refuse_damaged
from pxcommission.problems import ProblemsFound
from pxcommission.whole_files import HeldByAnother, held_alone, write_whole

ALONE_AT_MOST = 50
"""How many files of single readings may lie in a folder before they are brought together."""
ENOUGH_ROWS = 500_000
"""A bundle is written when it holds so many figures; one of half as many is not touched again."""


def scan_of(folder: Path, readings: Collection[str]) -> pl.LazyFrame:
    """The figures of these readings out of a folder; raises ProblemsFound where one is missing or damaged."""
    kept = bundled(folder)
    alone = sorted({folder / f"{reading}.parquet" for reading in readings if reading not in kept})
    together: dict[Path, list[str]] = {}
    for reading in readings:
        if reading in kept:
            together.setdefault(kept[reading], []).append(reading)
    refuse_damaged([*alone, *together])
    scans = [pl.scan_parquet(alone)] if alone else []
    scans += [pl.scan_parquet(path).filter(pl.col("reading").is_in(wanted)) for path, wanted in together.items()]
    return pl.concat(scans)


def bundled(folder: Path) -> dict[str, Path]:
    """For each reading in a bundle, the bundle it is read from: where two hold it, the one with more readings."""
    found: dict[str, Path] = {}
    for bundle, readings in sorted(_lists(folder).items(), key=lambda one: (len(one[1]), one[0])):
        found |= dict.fromkeys(readings, bundle)
    return found


def _lists(folder: Path) -> dict[Path, list[str]]:
    """The readings of each bundle that has a list."""
    return {
        listed.with_suffix(".parquet"): listed.read_text("ascii", "replace").split()
        for listed in folder.glob("bundle-*.readings")
    }


def holds(folder: Path, reading: str) -> bool:
    """Whether the figures of a reading lie in a folder."""
    return (folder / f"{reading}.parquet").is_file() or reading in bundled(folder)


def bring_together(folder: Path, rows: Mapping[str, int]) -> None:
    """Write the files of single readings into bundles once there are many; `rows`: how many figures each reading has.

    Where it can't be done now (another process is at it, a file is damaged, the disk is full) all is left as it was: nothing
    depends on it, and what is damaged is told by what reads it.
    """
    if sum(1 for _ in folder.glob("*.parquet")) <= ALONE_AT_MOST:
        return
    not_now = contextlib.suppress(HeldByAnother, ProblemsFound, OSError, pl.exceptions.PolarsError)
    with not_now, held_alone(folder / "bundles.lock"):
        _remove_what_is_not_read(folder, rows)
        _bring_together(folder, rows)


def _remove_what_is_not_read(folder: Path, rows: Mapping[str, int]) -> None:
    """Remove second copies of figures: files of readings, and lesser bundles, once the bundle that is read surely holds them all.

    A bundle that lost anything is no longer read where every reading in it has another copy.
    """
    kept, lists = bundled(folder), _lists(folder)
    alone = {path.stem for path in folder.glob("*.parquet")}
    lesser = {bundle: readings for bundle, readings in lists.items() if bundle not in set(kept.values())}
    doubled = {reading for readings in lesser.values() for reading in readings} | (alone & kept.keys())
    for bundle in sorted({kept[reading] for reading in doubled}):
        inside = [reading for reading, path in kept.items() if path == bundle]
        if _holds_all(bundle, inside, rows):
            continue
        doubled.difference_update(inside)
        if all(reading in alone or any(reading in ids for ids in lesser.values()) for reading in inside):
            bundle.with_suffix(".readings").unlink()
    for reading in sorted(doubled & alone):
        (folder / f"{reading}.parquet").unlink()
    for bundle in sorted(lesser):
        inside_it = _rows_in(bundle)
        if inside_it is not None and doubled.issuperset(inside_it):  # its list alone is no proof of what it holds
            bundle.with_suffix(".readings").unlink()
            bundle.unlink()


def _holds_all(bundle: Path, readings: Sequence[str], rows: Mapping[str, int]) -> bool:
    """Whether a bundle can be read and has as many figures of each of these readings as the log says."""
    counted = _rows_in(bundle)
    return counted is not None and _are_all(counted, readings, rows)


def _rows_in(bundle: Path) -> dict[str, int] | None:
    """How many figures of each reading a bundle holds; None when it can't be read."""
    try:
        return _counted(pl.read_parquet(bundle))
    except (OSError, pl.exceptions.PolarsError):
        return None


def _counted(figures: pl.DataFrame) -> dict[str, int]:
    return dict(figures.group_by("reading").len().iter_rows())


def _are_all(counted: Mapping[str, int], readings: Sequence[str], rows: Mapping[str, int]) -> bool:
    return all(counted.get(reading, 0) == rows.get(reading) for reading in readings)


def _bring_together(folder: Path, rows: Mapping[str, int]) -> None:
    kept = bundled(folder)
    alone = [reading for reading in rows if reading not in kept and (folder / f"{reading}.parquet").is_file()]
    if len(alone) <= ALONE_AT_MOST:
        return
    sizes: dict[Path, int] = {}
    for reading, path in kept.items():
        sizes[path] = sizes.get(path, 0) + rows.get(reading, 0)
    unfilled = [reading for reading, path in kept.items() if sizes[path] < ENOUGH_ROWS // 2]
    for batch in _batches([*unfilled, *alone], rows):
        _write(folder, batch, rows)


def _batches(readings: Collection[str], rows: Mapping[str, int]) -> Iterator[list[str]]:
    batch: list[str] = []
    held = 0
    for reading in readings:
        batch.append(reading)
        held += rows.get(reading, 0)
        if held >= ENOUGH_ROWS:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def _write(folder: Path, readings: list[str], rows: Mapping[str, int]) -> None:
    """One bundle: its figures first, then the ids it holds, which make it count; none where any figure is wanting."""
    frame = scan_of(folder, readings).collect().sort("provider", maintain_order=True)
    if not _are_all(_counted(frame), readings, rows):
        return
    path = folder / f"bundle-{sha256(' '.join(readings).encode()).hexdigest()[:32]}.parquet"
    figures = BytesIO()
    frame.write_parquet(figures, compression="zstd", row_group_size=ROWS_SIDE_BY_SIDE)
    write_whole(path, figures.getvalue())
    write_whole(path.with_suffix(".readings"), "\n".join(readings).encode("ascii"))
