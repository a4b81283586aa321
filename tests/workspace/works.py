"""Work that tests give to other processes: a module of its own, so that those load nothing else."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from pxcommission.problems import ExitCode, Problem, ProblemsFound


def doubled(deadly: Sequence[int], numbers: Sequence[int]) -> Iterator[int]:
    """Twice each number; a deadly one ends the process as a fault in C code does."""
    for number in numbers:
        if number in deadly:
            os.kill(os.getpid(), signal.SIGSEGV)
        yield 2 * number


def killed_once(marker: Path, numbers: Sequence[int]) -> Iterator[int]:
    """Twice each number; the process that comes to 5 first is killed, and leaves a marker for those that come after."""
    for number in numbers:
        if number == 5 and not marker.exists():
            marker.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        yield 2 * number


def begun(folder: Path, numbers: Sequence[int]) -> Iterator[int]:
    """Each number, after leaving a file that says it was begun."""
    for number in numbers:
        (folder / str(number)).touch()
        yield number


def processes(_: None, numbers: Sequence[int]) -> Iterator[tuple[int, str | None]]:
    """For each number, the id of the process and how many threads polars may use."""
    for _number in numbers:
        yield os.getpid(), os.environ.get("POLARS_MAX_THREADS")


def refusing(_: None, numbers: Sequence[int]) -> Iterator[int]:
    """A problem at 3."""
    for number in numbers:
        if number == 3:
            raise ProblemsFound([Problem("a.yaml", "3 is wrong", "write 4", line=7)], ExitCode.RULES_WRONG)
        yield number


def faulty(_: None, numbers: Sequence[int]) -> Iterator[int]:
    """A fault of the program at 3."""
    for number in numbers:
        yield 1 // (number - 3)


def waiting(_: None, numbers: Sequence[int]) -> Iterator[int]:
    """Each number, but 2 never comes."""
    for number in numbers:
        if number == 2:
            time.sleep(600)
        yield number
