"""What a run of the tests makes once, by whichever worker needs it first; every worker copies it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pxcommission.whole_files import HeldByAnother, held_alone


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the run, filled by `make` once for all workers; to be copied, never changed."""
    own = factory.getbasetemp()
    of_run = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    folder = of_run / "made-once" / name
    with _one_maker(folder.with_name(f"{name}.lock")):
        if not folder.exists():
            making = folder.with_name(f"{name}.in-the-making")
            shutil.rmtree(making, ignore_errors=True)  # of a maker that failed
            making.mkdir(parents=True)
            make(making)
            making.rename(folder)
    return folder


@contextmanager
def _one_maker(lock: Path) -> Iterator[None]:
    while True:
        try:
            held = held_alone(lock)
            break
        except HeldByAnother:
            time.sleep(0.05)
    with held:
        yield
