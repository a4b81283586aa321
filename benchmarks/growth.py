"""What everything costs as it grows: cost against size over at least four sizes each, with the fitted order of growth.

    .venv/bin/python benchmarks/growth.py [--full] [--only check] [--chart docs/pictures/growth.png]

Each size is measured in a process of its own, in seconds of processor time (the machine may be shared), with its peak memory.
The order is the exponent of the power of the size that fits best above what the smallest size costs anyway: 1 is linear, 0 does
not grow. `--full` adds the biggest sizes. Packs have a benchmark of their own (`packs.py`).
"""

from __future__ import annotations

import argparse
import json
import math
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "tests" / "cases")]


class Growth(Struct, frozen=True):
    """Something that grows: what it is, what is counted, its sizes, and the bigger ones of `--full`."""

    name: str
    about: str
    unit: str
    sizes: tuple[int, ...]
    bigger: tuple[int, ...] = ()


GROWTHS = (
    Growth("shell: one contract", "`check` of one contract, from the shell and back", "quarters", (4, 8, 12, 20)),
    Growth(
        "shell: a board", "`check` of so many contracts, from the shell and back", "contracts", (1, 15, 30, 60), (240,)
    ),
    Growth("shell: rules changed", "the same, every rule file read again", "contracts", (1, 15, 30, 60), (240,)),
    Growth(
        "check", "`check` in a process that is up, 40 requirements × 12 quarters", "contracts", (5, 15, 60, 150), (600,)
    ),
    Growth(
        "measures", "`check` of one contract with as many measures as requirements", "measures", (40, 150, 300, 600)
    ),
    Growth("loading", "`returns load` of one file", "rows", (2_000, 5_000, 10_000, 20_000), (50_000,)),
    Growth("store: write", "keeping a month of ward figures, as the last of so many", "months", (12, 36, 60, 120)),
    Growth("store: one provider", "reading one provider's figures out of so many months", "months", (12, 36, 60, 120)),
    Growth(
        "store: many files",
        "reading 60 providers' figures out of so many returns of 100 providers",
        "files",
        (120, 480, 1_920, 7_200),
    ),
    Growth("register: check", "what `check` reads of a register", "events", (2_000, 8_000, 20_000, 50_000), (100_000,)),
    Growth("register: write", "one more event", "events", (2_000, 8_000, 20_000, 50_000), (100_000,)),
)


def main() -> None:
    """Print a line for each size and the order of growth."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--full", action="store_true", help="the biggest sizes too")
    wanted.add_argument("--only", help="only what begins with this")
    wanted.add_argument("--chart", type=Path, help="draw it")
    wanted.add_argument("--one", nargs=2, metavar=("NAME", "SIZE"), help=argparse.SUPPRESS)
    given = wanted.parse_args()
    if given.one:
        from growth_work import measured

        print(json.dumps(measured(given.one[0], int(given.one[1]))))
        return
    drawn = {}
    for growth in GROWTHS:
        if given.only and not growth.name.startswith(given.only):
            continue
        sizes = growth.sizes + (growth.bigger if given.full else ())
        found = [in_a_process(growth.name, size) for size in sizes]
        print(f"\n{growth.name}: {growth.about}", flush=True)
        for size, (seconds, mebibytes) in zip(sizes, found, strict=True):
            print(f"{size:>10,} {growth.unit:10} {seconds:>9.4f} s {mebibytes:>6} MiB")
        costs = [seconds for seconds, _ in found]
        print(f"           order of growth {order(sizes, costs):.2f}")
        drawn[f"{growth.name} ({growth.unit})"] = (sizes, costs)
    if given.chart:
        draw(drawn, given.chart)


def in_a_process(name: str, size: int) -> tuple[float, int]:
    """Seconds of processor time and peak memory of one size."""
    line = [sys.executable, __file__, "--one", name, str(size)]
    ran = subprocess.run(line, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise SystemExit(f"{name}, {size}: {ran.stderr[-2000:]}")
    seconds, mebibytes = json.loads(ran.stdout.splitlines()[-1])
    return seconds, mebibytes


def order(sizes: Sequence[int], costs: Sequence[float]) -> float:
    """The exponent e of cost = fixed + a × size^e that fits best; 0 where the cost does not grow with the size."""
    if costs[-1] < 1.3 * costs[0]:
        return 0.0
    tried = [number / 50 for number in range(5, 151)]
    return min(tried, key=lambda exponent: _misfit(sizes, costs, exponent))


def _misfit(sizes: Sequence[int], costs: Sequence[float], exponent: float) -> float:
    """The least sum of squared relative errors for an exponent; neither part of the cost may be negative."""
    grown = [(size / sizes[-1]) ** exponent for size in sizes]
    best = math.inf
    for share in (number / 100 for number in range(101)):
        fixed = share * costs[0]
        slope = sum((c - fixed) * g / c**2 for c, g in zip(costs, grown, strict=True))
        slope = max(0.0, slope / sum(g * g / c**2 for c, g in zip(costs, grown, strict=True)))
        best = min(best, sum(((fixed + slope * g) / c - 1) ** 2 for c, g in zip(costs, grown, strict=True)))
    return best


def draw(found: dict[str, tuple[Sequence[int], Sequence[float]]], path: Path) -> None:
    """Cost against size, both logarithmic, with a line of linear growth."""
    from matplotlib.figure import Figure

    rows = -(-len(found) // 3)
    figure = Figure(figsize=(11, 2.8 * rows), layout="constrained")
    panels = figure.subplots(rows, 3, squeeze=False).ravel()
    for panel, (title, (sizes, costs)) in zip(panels, found.items(), strict=False):
        panel.loglog(sizes, costs, marker="o", color="#005eb8")
        panel.loglog(sizes, [costs[-1] * size / sizes[-1] for size in sizes], linestyle=":", color="#768692")
        panel.set_title(f"{title}: order {order(sizes, costs):.2f}", fontsize=9)
        panel.set_ylabel("seconds", fontsize=7)
        panel.minorticks_off()
        panel.set_xticks(sizes, [f"{size:,}" for size in sizes])
        panel.tick_params(labelsize=7, which="both")
    for panel in panels[len(found) :]:
        panel.set_visible(False)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=130)


if __name__ == "__main__":
    main()
