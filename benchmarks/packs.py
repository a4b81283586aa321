"""200 providers' packs, side by side in one run: as `pack` writes them, and the plain way (one process, nothing kept).

    .venv/bin/python benchmarks/packs.py [--providers 200] [--jobs 2]

Each provider has a challenge letter with two charts, the escalation workbook, the provider's workbook, a response form, the
meeting paper, the board's page and the HTML report; every pack is checked before it is placed. The plain way makes each chart
and compiles each template anew, in one process. Both write the same bytes, which is compared before any time is printed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from small_workspace import Small, adopt, figure, rule, small  # noqa: E402

from pxcommission.packs import chart_text, rendering, template_words  # noqa: E402
from pxcommission.packs.packs import write_packs  # noqa: E402
from pxcommission.periods import Period, month_of, read_period  # noqa: E402
from pxcommission.quarter import check_quarter, with_differences  # noqa: E402
from pxcommission.workspace import open_workspace  # noqa: E402

AS_AT, PERIOD = date(2026, 1, 31), "2025/26 Q2"
SERVICES = ("inpatient", "emergency")
MONTHS = 24
MEGABYTE = 1024


def main() -> None:
    """Print the table."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--providers", type=int, default=200)
    asked.add_argument("--jobs", type=int, default=2)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = workspace_of_providers(Path(name) / "workspace", given.providers)
        written, ours, our_work = timed(lambda: packed(folder, Path(name) / "ours", given.jobs))
        with nothing_kept():
            plain, theirs, their_work = timed(lambda: plainly_packed(folder, Path(name) / "plain"))
    if written != plain or len({name.split("/")[1] for name in written}) != given.providers:
        sys.exit("the two ways wrote different packs: no time is printed")
    kinds = sorted({name.rpartition("/")[2].split("-PROVIDER")[0] for name in written})
    print(f"{given.providers} providers, {len(written)} files alike in both ways: {', '.join(kinds)}")
    print(
        f"as pack writes them, {given.jobs} processes  {ours:7.1f} s, {our_work:.1f} s of work, start-up and check included"
    )
    print(
        f"the plain way, one process       {theirs:7.1f} s, {their_work:.1f} s of work; {theirs / ours:.2f} times as long"
    )
    own, others = (
        resource.getrusage(who).ru_maxrss / MEGABYTE for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"most memory: {others:.0f} MB in the largest process of pack, {own:.0f} MB in the plain one")


def workspace_of_providers(folder: Path, number: int) -> Path:
    """A workspace of so many contracts, each with two requirements that have not been met for four quarters."""
    folder.mkdir()
    made = small(folder).rules(*(rule(f"GOOD-{name.upper()}", service=name) for name in SERVICES))
    for at in range(number):
        adopted = "".join(adopt(f"GOOD-{name.upper()}") for name in SERVICES)
        made.contract(adopted, name=f"PROVIDER-{at:03}", ods=f"RZ{at:03}")
    shutil.copytree(ROOT / "rules" / "letters", folder / "rules" / "letters")
    with_letters_and_figures(made, number)
    return folder


def with_letters_and_figures(made: Small, number: int) -> None:
    """The ladder without its notice, so that every provider is written to, and two years of monthly answers."""
    ladder = made.folder / "rules" / "ladders" / "a-ladder.yaml"
    ladder.write_text(
        "".join(line for line in ladder.read_text().splitlines(keepends=True) if "propose: notice" not in line)
    )
    figures = [
        figure(170 + (at + month.start.month + len(service)) % 7, 220, month, provider=f"RZ{at:03}", service=service)
        for at in range(number)
        for month in months()
        for service in SERVICES
    ]
    made.load(*figures, published="2025-11-13")


def months() -> Iterator[Period]:
    """Two years of months up to September 2025."""
    for at in range(MONTHS):
        yield month_of(date(2023 + (9 + at) // 12, (9 + at) % 12 + 1, 1))


def packed(folder: Path, out: Path, jobs: int) -> dict[str, str]:
    """The SHA-256 of each file that the command writes."""
    command = [sys.executable, "-m", "pxcommission.cli.main", "--workspace", str(folder), "--as-at", AS_AT.isoformat()]
    asked = [*command, "pack", PERIOD, "--out", str(out), "--jobs", str(jobs)]
    keeping = {
        name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"
    }  # as users have it
    subprocess.run(asked, check=True, capture_output=True, cwd=ROOT, env=keeping)
    return held(out)


def plainly_packed(folder: Path, out: Path) -> dict[str, str]:
    """The SHA-256 of each file, checked and written one after the other in this process."""
    workspace, period = open_workspace(folder), read_period(PERIOD)
    assert period is not None
    contracts = tuple(workspace.rulebook.contracts.values())
    checked = with_differences(workspace, check_quarter(workspace, period, AS_AT, contracts, "durable"))
    write_packs(checked, out, folder / "rules" / "letters", together=False)
    return held(out)


def held(out: Path) -> dict[str, str]:
    """The SHA-256 of each file of the packs."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.name.startswith(".")
    }


@contextmanager
def nothing_kept() -> Iterator[None]:
    """While it lasts, no prepared or compiled template and no drawn text is kept for the next provider."""
    keeping = [(rendering, "lean"), (rendering, "ready_for_jinja"), (chart_text, "drawn_text")]
    kept = [getattr(module, name) for module, name in keeping]
    compiled, template_words.MOST_COMPILED = template_words.MOST_COMPILED, 0
    for (module, name), function in zip(keeping, kept, strict=True):
        setattr(module, name, function.__wrapped__)
    try:
        yield
    finally:
        template_words.MOST_COMPILED = compiled
        for (module, name), function in zip(keeping, kept, strict=True):
            setattr(module, name, function)


def timed(made_by: Callable[[], dict[str, str]]) -> tuple[dict[str, str], float, float]:
    """What came of it, how long it took, and how many seconds of work that was for the processors together."""
    begun, worked = time.perf_counter(), seconds_worked()
    made = made_by()
    return made, time.perf_counter() - begun, seconds_worked() - worked


def seconds_worked() -> float:
    """The processors' seconds of this process and of those it has waited for, which other work on the machine does not add to."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    main()
