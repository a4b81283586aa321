"""Where work on many contracts or files is done: in this process, in several (`--jobs`), or on a cluster (`--cluster`)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pxcommission.cli.options import Options, usage

if TYPE_CHECKING:
    from pxcommission.workers import Pool

Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, help="So many processes (default: as many as help; 1: this one alone)."),
]
Cluster = Annotated[
    str | None,
    typer.Option("--cluster", metavar="ADDRESS", help="On a Dask cluster: local, or tcp://… of its scheduler."),
]
FEWEST_CHECKS, FEWEST_PACKS, FEWEST_FILES, LEAST_BYTES = 100, 9, 8, 8_000_000
"""From so many on, several processes are worth the second it takes to start them (measured in docs/how-to/many-contracts.md)."""


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def pool_for(jobs: int | None, cluster: str | None, count: int, fewest: int) -> Pool | None:
    """Where to work on so many items; None for this process alone. Never more processes than items.

    Raises ProblemsFound (exit code 5) where a cluster can't be used.
    """
    if cluster is not None:
        from pxcommission.cluster import cluster_at

        if cluster != "local" and "://" not in cluster:
            usage(f"--cluster {cluster}: write local, or the address of a Dask scheduler such as tcp://10.0.0.5:8786")
        if jobs is not None and cluster != "local":
            usage("--jobs is for this machine; how many workers a cluster has is decided where it is started")
        return cluster_at(cluster, min(jobs or cores(), max(count, 1)))
    wanted = min(jobs if jobs is not None else cores() if count >= fewest else 1, count)
    if wanted <= 1:
        return None
    from pxcommission.workers import Processes

    return Processes(wanted)


def pool_for_files(jobs: int | None, cluster: str | None, files: Sequence[Path]) -> Pool | None:
    """Where to read files; None for this process alone. Where it is not said, it depends on how much there is to read."""
    much = sum(path.stat().st_size for path in files if path.is_file()) >= LEAST_BYTES
    return pool_for(jobs, cluster, len(files), FEWEST_FILES if much else len(files) + 1)


def progress(options: Options, doing: str, count: int) -> Callable[[str], None]:
    """Says `writing 12 of 200: NAME` on standard error as each is done, where progress is shown; the last one clears the line."""
    done, longest = 0, 0

    def say(name: str) -> None:
        nonlocal done, longest
        done += 1
        line = f"{doing} {done} of {count}: {name}" if done < count else ""
        longest = max(longest, len(line))
        sys.stderr.write(f"\r{line:<{longest}}" + ("" if line else "\r"))
        sys.stderr.flush()

    return say if options.progress else _silent


def _silent(name: str) -> None:
    """Nothing: progress is not shown."""
