"""How fast returns load, side by side with openpyxl in one run: a 50,000-row return, and a full year of every FFT service.

    .venv/bin/python benchmarks/loading.py [--rows 50000] [--times 3] [--year]

The return is loaded as `pxcommission returns load` loads it into a new workspace: pre-flight, recognition, mapping, checks, store.
openpyxl reads the same cells, read-only, and does nothing with them. Each is timed in turn; the shortest time of each counts.
"""

from __future__ import annotations

import argparse
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from fft_year import write_year
from openpyxl import load_workbook
from plain_workbooks import Row, write_workbook

if TYPE_CHECKING:
    from pxcommission.workspace import Workspace

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

MEASURES = ("fft_positive", "complaints_answered_in_time", "complaints_acknowledged_in_time", "fft_negative")
HEADINGS = (
    "provider_code",
    "period",
    "measure",
    "numerator",
    "denominator",
    "value",
    "submitted_on",
    "service",
    "ward",
)
MEGABYTE = 1024


def main() -> None:
    """Print the figures."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--rows", type=int, default=50_000)
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--year", action="store_true")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.year:
            print(year(Path(folder)))
        else:
            print(side_by_side(Path(folder), given.rows, given.times))


def side_by_side(folder: Path, rows: int = 50_000, times: int = 3) -> str:
    """One line: how long both took, and how many times faster the return loads."""
    mine, theirs = compared(folder, rows, times)
    return (
        f"{rows:,} rows: loaded in {mine:.2f} s; read by openpyxl in {theirs:.2f} s; {theirs / mine:.1f} times faster"
    )


def compared(folder: Path, rows: int, times: int) -> tuple[float, float]:
    """The shortest time to load the return, and the shortest time in which openpyxl reads its cells."""
    path = write_workbook(folder / "return.xlsx", {"Return": long_return(rows)})
    mine, theirs = [], []
    for number in range(times):
        workspace = opened_workspace(folder / f"workspace-{number}")
        mine.append(_timed(partial(load, workspace, [path], received=date(2026, 1, 20))))
        theirs.append(_timed(partial(read_with_openpyxl, path)))
    return min(mine), min(theirs)


def year(folder: Path) -> str:
    """One line: how long a year of every FFT service took to load, and the most memory the process held."""
    files = write_year(folder / "year")
    workspace = opened_workspace(folder / "workspace")
    started = time.perf_counter()
    load(workspace, files, published=date(2025, 6, 12))
    took = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    return f"{len(files)} FFT workbooks loaded in {took:.1f} s with at most {memory:,.0f} MB"


def long_return(rows: int) -> Iterator[Row]:
    """A provider's return, a row for each ward, month and measure, with its share stated."""
    dice = random.Random(50_000)
    yield HEADINGS
    for number in range(rows):
        ward, rest = divmod(number, 12 * len(MEASURES))
        month, measure = divmod(rest, len(MEASURES))
        out_of = dice.randint(10, 900)
        got = dice.randint(5, out_of)
        share = round(100 * got / out_of, 1)
        period = f"2025-{month + 1:02d}"
        yield ("RZ1", period, MEASURES[measure], got, out_of, share, "2026-01-20", "inpatient", f"Ward {ward}")


def opened_workspace(folder: Path) -> Workspace:
    """A workspace with the shipped rules and contracts and no evidence."""
    from pxcommission.workspace import open_workspace

    folder.mkdir()
    for name in ("rules", "contracts"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "workspace.yaml", folder)
    return open_workspace(folder)


def load(workspace: Workspace, files: list[Path], received: date | None = None, published: date | None = None) -> None:
    """Load the files as the command does; stops when one is refused."""
    from pxcommission.loading import GivenByHand, load_files

    for one in load_files(workspace, files, GivenByHand(received=received, published=published), date(2026, 6, 30)):
        if one.reading is None:
            sys.exit("\n".join(problem.text for problem in one.problems))


def read_with_openpyxl(path: Path) -> int:
    """The number of cells openpyxl reads."""
    workbook = load_workbook(path, read_only=True)
    return sum(len(row) for sheet in workbook for row in sheet.iter_rows(values_only=True))


def _timed(work: Callable[[], object]) -> float:
    """Seconds of processor time, all threads together, so that other work on the machine does not count."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
