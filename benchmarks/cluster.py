"""Many contracts in one process, in several, and on Dask with a worker killed half-way: one result, the time, the memory.

    .venv/bin/python benchmarks/cluster.py [CONTRACTS] [FOLDER]

Makes a workspace of so many copies (default 200) of the shipped acute contract, each with a provider of its own and the same
figures under its codes, and runs `check` and `pack` on it. The bytes of every run are compared before any time is shown.
Times are wall-clock and machines differ: what counts is one run beside another. Memory is the peak of each process (VmHWM).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.evidence.observations import Observation, Reading
from pxcommission.evidence.store import EvidenceStore
from pxcommission.returns.mappings import load_mappings
from pxcommission.returns.recognise import read_file
from pxcommission.rulebook.rulebook import load_rulebook

ROOT = Path(__file__).resolve().parents[1]
PERIOD, AS_AT = "2025/26-Q2", "2025-11-20"
PROGRAM = [sys.executable, "-m", "pxcommission.cli.main"]
CODE = re.compile(r"\bRZ([17])(\d\d)?\b")
TABLES = ("received.csv", "published.csv")


def main() -> None:
    """Make the workspace, run everything, compare, and print what was measured."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    with tempfile.TemporaryDirectory() as made:
        folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(made) / "workspace"
        if not folder.exists():
            make_workspace(folder, count)
        runs = list(_runs(folder))
    if (
        len({run.digest for run in runs if run.what == "check"}) > 1
        or len({r.digest for r in runs if r.what == "pack"}) > 1
    ):
        sys.exit("the results differ: " + ", ".join(f"{run.what} {run.how} {run.digest}" for run in runs))
    print(f"{count} contracts, {os.cpu_count()} processors; every run gave the same bytes")
    print(f"{'':8}{'how':34}{'seconds':>9}{'MB, this':>10}{'MB, largest other':>19}")
    for run in runs:
        print(f"{run.what:8}{run.how:34}{run.seconds:9.1f}{run.own:10}{run.largest:19}")


class Run(Struct, frozen=True):
    """One command: how it was run, a digest of all it wrote, its seconds, and the peak MB of its own and the largest other process."""

    what: str
    how: str
    digest: str
    seconds: float
    own: int
    largest: int


def _runs(folder: Path) -> Iterator[Run]:
    for how in (["--jobs", "1"], ["--jobs", "2"], ["--cluster", "local", "--jobs", "2"]):
        yield _check(folder, how)
    for how in (["--jobs", "1"], ["--jobs", "2"], ["--jobs", "4"]):
        yield _pack(folder, how)
    yield _pack(folder, ["--jobs", "2"], kill=True)
    yield _pack(folder, ["--cluster", "local", "--jobs", "2"], kill=True)


def _check(folder: Path, how: Sequence[str]) -> Run:
    with tempfile.TemporaryFile() as told:
        seconds, own, largest = _watched(
            [*PROGRAM, "check", PERIOD, "--as-at", AS_AT, "--format", "json", *how], folder, told
        )
        told.seek(0)
        return Run("check", " ".join(how), hashlib.sha256(told.read()).hexdigest()[:12], seconds, own, largest)


def _pack(folder: Path, how: Sequence[str], *, kill: bool = False) -> Run:
    out = folder.parent / "packs-of-benchmark"
    shutil.rmtree(out, ignore_errors=True)
    command = [*PROGRAM, "pack", PERIOD, "--as-at", AS_AT, "--out", str(out), *how]
    seconds, own, largest = _watched(command, folder, subprocess.DEVNULL, kill=kill)
    digest = hashlib.sha256()
    for path in sorted(out.rglob("*")):
        if path.is_file() and path.parent != out:
            digest.update(path.relative_to(out).as_posix().encode() + b"\0" + path.read_bytes())
    shutil.rmtree(out)
    said = " ".join(how) + (", a worker killed" if kill else "")
    return Run("pack", said, digest.hexdigest()[:12], seconds, own, largest)


def _watched(
    command: Sequence[str], folder: Path, told: IO[bytes] | int, *, kill: bool = False
) -> tuple[float, int, int]:
    """Seconds, and the peak MB of the process and of the largest it started; `kill` ends one of those by SIGKILL on the way."""
    started, peaks, killed = time.perf_counter(), dict[int, int](), not kill
    with subprocess.Popen(command, cwd=folder, stdout=told, stderr=subprocess.PIPE) as running:
        while running.poll() is None:
            for process in [running.pid, *_below(running.pid)]:
                peaks[process] = max(_peak(process), peaks.get(process, 0))
            below = [one for one in _below(running.pid) if peaks.get(one, 0) > 150]
            if not killed and time.perf_counter() - started > 10 and below:
                os.kill(below[-1], signal.SIGKILL)
                killed = True
            time.sleep(0.1)
        wrong = running.stderr.read().decode() if running.stderr else ""
        if running.returncode:
            sys.exit(f"{' '.join(command)} ended with {running.returncode}:\n{wrong}")
    own = peaks.pop(running.pid)
    return time.perf_counter() - started, own, max(peaks.values(), default=0)


def _below(process: int) -> list[int]:
    """The processes that a process started, and those they started."""
    try:
        found = [
            int(one)
            for task in Path(f"/proc/{process}/task").iterdir()
            for one in (task / "children").read_text().split()
        ]
    except OSError:
        return []
    return [*found, *(below for one in found for below in _below(one))]


def _peak(process: int) -> int:
    """The most memory a process has held, in MB; 0 where it has ended."""
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in lines if line.startswith("VmHWM")), 0)


def make_workspace(folder: Path, count: int) -> None:
    """A workspace with the shipped rules and so many copies of the acute contract, their figures in its store."""
    folder.mkdir(parents=True)
    shutil.copytree(ROOT / "rules", folder / "rules")
    shutil.copy(ROOT / "workspace.yaml", folder)
    shipped = ROOT / "contracts" / "example-acute"
    for number in range(count):
        own = folder / "contracts" / f"acute-{number:04d}"
        (own / "returns").mkdir(parents=True)
        text = (shipped / "contract.yaml").read_text(encoding="utf-8")
        text = _under(number, text.replace("EXAMPLE-ACUTE", f"ACUTE-{number:04d}"))
        (own / "contract.yaml").write_text(text, encoding="utf-8")
        shutil.copy(shipped / "monthly-values.csv", own)
        shutil.copy(shipped / "returns" / "received.csv", own / "returns")
    store = EvidenceStore(folder)
    for reading in _readings():
        store.add(_of_all(reading, count))


def _readings() -> Iterator[Reading]:
    rulebook = load_rulebook(ROOT)
    mappings = load_mappings(ROOT / "rules" / "mappings", "rules/mappings")
    contracts = ROOT / "contracts"
    for path in sorted([*contracts.glob("published/*"), *contracts.glob("example-acute/returns/*")]):
        if path.name not in TABLES:
            yield read_file(path, path.relative_to(ROOT).as_posix(), rulebook.vocabulary, mappings)


def _of_all(reading: Reading, count: int) -> Reading:
    """The reading with the acute provider's figures under the codes of every copy."""
    own = [one for one in reading.observations if CODE.search(f"{one.provider} {one.site}")]
    others = [one for one in reading.observations if one.level.value == "england"]
    made: list[Observation] = [*others]
    for number in range(count):
        made += [one._replace(provider=_under(number, one.provider), site=_under(number, one.site)) for one in own]
    return replace(reading, observations=tuple(made), statements=(), by_group=(), organisations=())


def _under(number: int, text: str) -> str:
    """The text with the acute provider's codes and those of its sites as the codes of a copy."""
    return CODE.sub(lambda found: f"RZ{number:04d}{found[1]}{found[2] or ''}", text)


if __name__ == "__main__":
    main()
