"""10,000 series × 36 points as XmR charts: equal to the one-series path first, then how fast, side by side with Python peers.

    .venv/bin/python benchmarks/spc.py [--series 10000] [--points 36] [--times 3] [--peers PYTHON]

Every chart has limits, the four special-cause rules at each point, and both icons. `PYTHON` is an interpreter of a throwaway
environment with abspc or controlchartspy installed (`pip install abspc controlchartspy`); each does the same series, one by
one, which is the only way they have, on the same machine in the same run. The shortest time counts; a peer is timed once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from pxcommission.assessment.statistics.profiles import PTD  # noqa: E402
from pxcommission.assessment.statistics.xmr import XmrArrays, analyse, analyse_many, analyse_series  # noqa: E402
from pxcommission.assessment.statistics.xmr_icons import ASSURANCES, VARIATIONS  # noqa: E402
from pxcommission.assessment.statistics.xmr_points import special_causes  # noqa: E402
from pxcommission.assessment.statistics.xmr_series import Asked, Series, SeriesResult  # noqa: E402

TARGET = 95.0
SEED = 6


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--series", type=int, default=10_000)
    asked.add_argument("--points", type=int, default=36)
    asked.add_argument("--times", type=int, default=3)
    asked.add_argument("--peers", type=Path)
    given = asked.parse_args()
    values = made(given.series, given.points)
    days = [date(2022 + at // 12, at % 12 + 1, 1) for at in range(given.points)]
    print(compared(values, days))
    rows = [
        ("pxcommission, arrays", best(lambda: analyse_many(values, target=TARGET), given.times)),
        ("pxcommission, every point an object", best(lambda: as_objects(values, days), given.times)),
    ]
    if given.peers is not None:
        rows += peers(given.peers, values)
    print(table(rows, *values.shape))


def made(series: int, points: int) -> np.ndarray:
    """Percentages: steady, drifting, stepped and shifted series in turn."""
    chance = np.random.default_rng(SEED)
    values = 94 + chance.normal(0, 1.2, (series, points))
    values[1::4] -= np.linspace(0, 3, points)
    values[2::4, points // 2 :] += 2
    values[3::4, -1] -= 6
    rounded: np.ndarray = np.round(values, 1)
    return rounded


def as_objects(values: np.ndarray, days: list[date]) -> tuple[SeriesResult, ...]:
    """Every series with its points as objects."""
    asked = Asked(target=TARGET)
    return analyse_series([Series(str(at), days, row, asked) for at, row in enumerate(values.tolist())])


def compared(values: np.ndarray, days: list[date]) -> str:
    """That the batch is the one-series path, series by series and point by point; stops where it isn't."""
    began = time.perf_counter()
    together = analyse_many(values, target=TARGET)
    asked = Asked(target=TARGET)
    for at, row in enumerate(values.tolist()):
        if told(analyse(days, row, asked)) != told_of(together, at):
            raise SystemExit(f"series {at} differs")
    return f"{len(values):,} series, {values.size:,} points: the batch equals the one-series path ({time.perf_counter() - began:.0f} s)"


def told(result: SeriesResult) -> tuple[object, ...]:
    """What is compared of a series."""
    points = [(p.mean, p.lpl, p.upl, p.outside, p.relative_to_mean, p.special_cause_type) for p in result.points]
    return result.variation, result.assurance, points


def told_of(found: XmrArrays, at: int) -> tuple[object, ...]:
    """The same of a row of the batch."""
    causes = special_causes(PTD)
    points = list(
        zip(
            *(line[at].tolist() for line in (found.mean, found.lpl, found.upl, found.outside, found.side)),
            [causes[one] for one in found.cause[at]],
            strict=True,
        )
    )
    return VARIATIONS[found.variation[at]], ASSURANCES[found.assurance[at]], points


def best(work: Callable[[], object], times: int) -> float:
    """The shortest time in seconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def peers(python: Path, values: np.ndarray) -> list[tuple[str, float]]:
    """The times of the packages that are installed beside this interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "values.npy"
        np.save(file, values)
        script = Path(__file__).with_name("spc_peers.py")
        ran = subprocess.run([python, script, file, str(TARGET)], capture_output=True, text=True, check=True)
    return [
        (name if done == len(values) else f"{name} (from {done:,} series, scaled)", seconds)
        for name, seconds, done in json.loads(ran.stdout)
    ]


def table(rows: list[tuple[str, float]], series: int, points: int) -> str:
    """The times, and how many times as long as the arrays each takes."""
    first = rows[0][1]
    lines = [f"| {series:,} series × {points} points | seconds | ratio |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} | {seconds:.2f} | {seconds / first:,.0f} |" for name, seconds in rows)])


if __name__ == "__main__":
    main()
