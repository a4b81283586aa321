"""The program beside its peers on the same work in one run: breach → persistent → agreeing sources → stage (`rules_world.py`).

    .venv/bin/pip install -e '.[bench]'
    .venv/bin/python benchmarks/rules.py [--small] [--contracts 500] [--full] [--chart docs/pictures/speed.png]

Two sizes, 500 × 40 × 12 and 10,000 × 40 × 20 (contracts × requirements × quarters), and two questions of each: a quarterly check
(all quarters read, one inferred) and a full replay (every quarter inferred). Each contender runs in a process of its own, one
after the other; its stages are compared with those of the plain loop before any time is shown, and a difference ends the run
with exit code 1. Slow ones do a part of the contracts, and the table says so: their time is that of the part times its share.
Peers that are not installed are named and left out. Seconds are of processor time, all threads together, so that other work on
the machine does not count; reading the files is part of them, starting Python and importing are not.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import importlib.metadata
import importlib.util
import json
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from rules_world import World

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

LIMIT = 600
QUARTERLY, REPLAY = "quarterly check", "full replay"


class Contender(Struct, frozen=True):
    """One way through the work: what it is called, its function, what must be installed, and the most rows it is given."""

    name: str
    module: str
    function: str
    needs: str = ""
    most_rows: int = 10_000_000
    judged: bool = True


LOOP = Contender("plain Python loop", "rules_peers", "plain_loop")
OURS = Contender("pxcommission", "rules_ours", "ours")
CEILING = Contender("ceiling: the findings table alone, in columns", "rules_ours", "ceiling", judged=False)
CONTENDERS = (
    Contender("floor: read and add up", "rules_ours", "floor", judged=False),
    CEILING,
    OURS,
    Contender("pxcommission, every case sent on its own", "rules_ours", "ours_case_by_case", most_rows=400_000),
    LOOP,
    Contender("datalogic-py", "rules_peers", "datalogic", "datalogic-py", 1_600_000),
    Contender("zen-engine", "rules_peers", "zen", "zen-engine", 1_600_000),
    Contender("CEL", "rules_peers", "common_expressions", "common-expression-language", 200_000),
    Contender("rule-engine", "rules_peers", "rule_engine", "rule-engine", 60_000),
    Contender("clingo, the whole work", "rules_whole_engines", "clingo", "clingo", 60_000),
    Contender("durable_rules as documented", "rules_whole_engines", "durable_as_documented", "durable-rules", 60_000),
)


QUICK = (CEILING, OURS)
LARGE, SMALL = 50_000, 250_000
"""Above the first so many contracts × quarters only the quickest run several times; so many rows everybody is given."""


class Result(Struct, frozen=True):
    """Seconds of each run of a contender, scaled to the whole work; its peak memory; which part of the contracts it did."""

    seconds: tuple[float, ...]
    mebibytes: int
    contracts: int

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)


def main() -> None:
    """Print the tables; exit code 1 when a result is wrong."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("--small", action="store_true", help="only 60 × 40 × 8, to see that all agree")
    wanted.add_argument("--contracts", type=int, choices=(500, 10_000), help="only this size")
    wanted.add_argument("--full", action="store_true", help="peers do up to eight million rows whatever it takes")
    wanted.add_argument("--times", type=int, default=3, help="runs of each contender in its process")
    wanted.add_argument("--chart", type=Path, help="draw the tables as a picture")
    wanted.add_argument(
        "--one", nargs=5, metavar=("MODULE", "FUNCTION", "WORLD", "FIRST", "TIMES"), help=argparse.SUPPRESS
    )
    given = wanted.parse_args()
    if given.one:
        print(json.dumps(run_one(*given.one)))
        return
    print(about_this_run(), flush=True)
    sizes = [(60, 8)] if given.small else [(500, 12), (10_000, 20)]
    sizes = [one for one in sizes if given.contracts in (None, one[0])]
    drawn = {}
    with tempfile.TemporaryDirectory() as folder:
        for contracts, quarters in sizes:
            for question in (QUARTERLY, REPLAY):
                title = f"{question}, {contracts:,} contracts × 40 requirements × {quarters} quarters"
                found = results(Path(folder), contracts, quarters, question, given.times, given.full)
                print(table(title, found, contracts), flush=True)
                drawn[title] = {one.name: result.median for one, result in found.items()}
    if given.chart:
        from rules_chart import draw

        draw(drawn, given.chart)


def results(
    folder: Path, contracts: int, quarters: int, question: str, times: int, full: bool
) -> dict[Contender, Result]:
    """What each contender that is installed needed; the run ends where the stages of one differ from the plain loop's."""
    from rules_world import REQUIREMENTS

    first = quarters - 1 if question == QUARTERLY else 0
    worlds = {}
    right: dict[int, str] = {}
    found = {}
    for one in (LOOP, *(c for c in CONTENDERS if c is not LOOP)):
        if one.needs and not installed(one.needs):
            print(f"{one.name}: not installed")
            continue
        all_of_it = full or contracts * REQUIREMENTS * quarters <= SMALL
        most = contracts if all_of_it else min(contracts, max(1, one.most_rows // (REQUIREMENTS * quarters)))
        if most not in worlds:
            place = folder / f"{most}-{quarters}"
            worlds[most] = made_apart(place, most, quarters)
        if one.judged and most not in right:
            right[most] = in_a_process(LOOP, worlds[most].folder, most, quarters, first, 1)["stages"]
        runs = times if one in QUICK or (one.most_rows > SMALL and most * quarters < LARGE) else 1
        answer = in_a_process(one, worlds[most].folder, most, quarters, first, runs)
        if one.judged and answer["stages"] != right[most]:
            raise SystemExit(f"{one.name}: its stages are not those of the plain loop ({question}, {most:,} contracts)")
        scaled = tuple(seconds * contracts / most for seconds in answer["seconds"])
        found[one] = Result(scaled, answer["mebibytes"], most)
    return {one: found[one] for one in CONTENDERS if one in found}


def made_apart(place: Path, contracts: int, quarters: int) -> World:
    """The world, made in a process of its own: a child's peak memory counts from what its parent held."""
    from rules_world import World

    if not place.exists():
        make = "import sys, pathlib, rules_world as w; w.make_world(pathlib.Path(sys.argv[1]), *map(int, sys.argv[2:]))"
        line = [sys.executable, "-c", make, str(place), str(contracts), str(quarters)]
        subprocess.run(line, check=True, cwd=HERE)
    return World(place, contracts, quarters)


def in_a_process(one: Contender, world: Path, contracts: int, quarters: int, first: int, times: int) -> dict[str, Any]:
    """What one contender answers in a process of its own."""
    size = f"{world}:{contracts}:{quarters}"
    line = [sys.executable, __file__, "--one", one.module, one.function, size, str(first), str(times)]
    ran = subprocess.run(line, capture_output=True, text=True, timeout=LIMIT, check=False)
    if ran.returncode:
        raise SystemExit(f"{one.name}: stopped with exit code {ran.returncode}\n{ran.stderr[-2000:]}")
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def run_one(module: str, function: str, size: str, first: str, times: str) -> dict[str, Any]:
    """One contender's seconds, peak memory, and a hash of its stages; reading the files is part of the time."""
    from rules_world import World

    folder, contracts, quarters = size.rsplit(":", 2)
    world = World(Path(folder), int(contracts), int(quarters))
    work = getattr(importlib.import_module(module), function)
    seconds, hashes = [], set()
    for _ in range(int(times)):
        began = time.process_time()
        stages = work(world, int(first))
        seconds.append(time.process_time() - began)
        hashes.add(hashlib.sha256(stages.tobytes()).hexdigest())
    if len(hashes) > 1:
        raise SystemExit("the same work gave different stages")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return {"seconds": seconds, "mebibytes": peak, "stages": hashes.pop()}


def table(title: str, found: dict[Contender, Result], contracts: int) -> str:
    """Medians, ratios and memory, with what was scaled."""
    ours, ceiling = found[OURS].median, found[CEILING].median
    lines = [
        "",
        title,
        f"{'':46}{'seconds':>10}{'of ours':>10}{'of ceiling':>12}{'MiB':>7}",
    ]
    for one, result in found.items():
        part = "" if result.contracts == contracts else f"  ({result.contracts:,} contracts, scaled)"
        ratios = f"{result.median / ours:>9.1f}×{result.median / ceiling:>11.1f}×"
        lines.append(f"{one.name:46}{result.median:>10.3f}{ratios}{result.mebibytes:>7}{part}")
    return "\n".join(lines)


def about_this_run() -> str:
    """The versions and the machine, without its name."""
    names = ["polars", "numpy", "durable-rules", *(one.needs for one in CONTENDERS if one.needs)]
    there = [f"{name} {importlib.metadata.version(name)}" for name in dict.fromkeys(names) if installed(name)]
    return f"Python {platform.python_version()}, {', '.join(there)}; stages compared before times; median of the runs"


def installed(name: str) -> bool:
    """Whether a distribution is there."""
    try:
        importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


if __name__ == "__main__":
    main()
