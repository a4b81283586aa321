"""The work that `growth.py` measures, one size at a time."""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from checked_workspace import KNOWN, code_of, make_workspace
from msgspec.structs import replace

if TYPE_CHECKING:
    from pxcommission.cases.register import Register
    from pxcommission.evidence.observations import Reading
    from pxcommission.evidence.store import EvidenceStore

AS_AT = date(2026, 1, 31)
WARDS, PROVIDERS = 2_000, 100
FIRST_MONTH = date(2016, 4, 1)


def measured(name: str, size: int) -> tuple[float, int]:
    """Seconds of processor time of what bears this name at this size, and the peak memory in MiB."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = WORK[name](Path(folder), size)
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return seconds, peak // 1024


def timed(work: Callable[[], object], times: int = 1) -> float:
    """The least seconds of processor time of so many runs."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def one_contract(folder: Path, quarters: int) -> float:
    """One contract's check with so many quarters of history."""
    return _from_the_shell(folder, 1, quarters)


def a_board(folder: Path, contracts: int) -> float:
    """A board's check, no rule changed since the last one."""
    return _from_the_shell(folder, contracts, 12)


def a_board_after_a_change(folder: Path, contracts: int) -> float:
    """A board's check when every rule file has to be read."""
    return _from_the_shell(folder, contracts, 12, PXCOMMISSION_KEEP="no")


def _from_the_shell(folder: Path, contracts: int, quarters: int, **named: str) -> float:
    """A check with everything: the interpreter, the imports, the rules, the figures, the screen.

    The program keeps the bytecode and the rulebook in a folder of this run's own, as it does in the user's where it is
    installed; the first run, which writes them, is never the quickest. Of six runs the quickest counts.
    """
    period = make_workspace(folder, contracts, quarters)[-1]
    line = ["-c", "from pxcommission.cli.main import main; main()", "--workspace", str(folder), "--quiet"]
    line += ["--as-at", KNOWN.isoformat(), "check", period.label]

    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "XDG_CACHE_HOME": str(folder / "kept"), **named}

    def run() -> float:
        before = os.times()
        subprocess.run(
            [sys.executable, *line],
            stdout=subprocess.DEVNULL,
            check=True,
            cwd=Path(__file__).parents[1],
            env=environment,
        )
        after = os.times()
        return after.children_user + after.children_system - before.children_user - before.children_system

    return min(run() for _ in range(6))


def check(folder: Path, contracts: int) -> float:
    """The check of a quarter of so many contracts, in a process that is up."""
    return _check(folder, contracts, 40)


def measures(folder: Path, many: int) -> float:
    """The check of one contract that is judged by so many measures."""
    return _check(folder, 1, many)


def _check(folder: Path, contracts: int, requirements: int) -> float:
    from pxcommission.quarter import check_quarter
    from pxcommission.workspace import chosen_contracts, open_workspace

    period = make_workspace(folder, contracts, 12, requirements)[-1]
    workspace = open_workspace(folder)
    chosen = chosen_contracts(workspace.rulebook, [])
    check_quarter(workspace, period, KNOWN, chosen[:1], "durable")
    return timed(lambda: check_quarter(workspace, period, KNOWN, chosen, "durable"))


def loading(folder: Path, rows: int) -> float:
    """A return of so many rows, loaded as the command loads it."""
    from loading import load, long_return, opened_workspace
    from plain_workbooks import write_workbook

    small = write_workbook(folder / "first.xlsx", {"Return": long_return(50)})
    path = write_workbook(folder / "return.xlsx", {"Return": long_return(rows)})
    workspace = opened_workspace(folder / "workspace")
    load(workspace, [small], received=date(2026, 1, 20))
    return timed(lambda: load(workspace, [path], received=date(2026, 1, 20)))


def store_write(folder: Path, months: int) -> float:
    """Keeping one more month of the figures of every ward."""
    store = _store(folder, months - 1, WARDS)
    return timed(lambda: store.add(_month(months - 1, WARDS)))


def store_one_provider(folder: Path, months: int) -> float:
    """One provider's figures out of so many months of every ward."""
    return _read(folder, months, WARDS, {code_of(3)})


def store_many_files(folder: Path, files: int) -> float:
    """A board's 60 providers' figures out of so many small returns, each a file."""
    return _read(folder, files, 20, {code_of(number) for number in range(60)})


def _read(folder: Path, files: int, wards: int, providers: set[str]) -> float:
    import polars as pl

    store = _store(folder, files, wards)
    wanted = pl.col("provider").is_in(sorted(providers))

    def read() -> int:
        return len(store.observations(AS_AT, providers).filter(wanted).collect())

    read()
    return timed(read, 3)


def _store(folder: Path, files: int, wards: int) -> EvidenceStore:
    from pxcommission.evidence.readings_logged import logged
    from pxcommission.evidence.store import EvidenceStore

    store = EvidenceStore(folder)
    for number in range(files):
        reading = _month(number, wards)
        store._write_figures(reading)
        store._log.append(logged(reading))
    for _ in range(2):  # what is no longer read goes the second time
        store.bring_together()
    return store


def _month(number: int, wards: int) -> Reading:
    """A reading of one month: what is published of every ward, or the return of one provider where there are few wards."""
    from pxcommission.evidence.observations import Level, Observation, Origin, Reading, Status
    from pxcommission.periods import add_months, month_of

    alone = wards < PROVIDERS
    month = month_of(add_months(FIRST_MONTH, number // PROVIDERS if alone else number % 117))
    dice = random.Random(number)
    figures = []
    for ward in range(wards):
        of = dice.randint(20, 400)
        code = code_of((number if alone else ward) % PROVIDERS)
        figures.append(
            Observation(
                Level.WARD,
                "",
                code,
                f"{code}1",
                f"Ward {ward if alone else ward // PROVIDERS}",
                "inpatient",
                "",
                "fft_positive",
                month.start,
                month.end,
                dice.randint(0, of),
                of,
                "",
                "proportion",
                Status.REPORTED,
                "Wards",
                f"D{ward + 2}",
                f"Ward {ward}",
            )
        )
    name = f"month-{number}.xlsx"
    hashed = sha256(name.encode()).hexdigest()
    if alone:
        return Reading(
            hashed, name, hashed, "benchmark/1", "benchmark", Origin.LOCAL, tuple(figures), received=month.end
        )
    return Reading(
        hashed, name, hashed, "benchmark/1", "benchmark", Origin.PUBLISHED, tuple(figures), published=month.end
    )


def register_check(folder: Path, events: int) -> float:
    """What `check` needs of the register: the cases that can still count, as the ladder sees them."""
    from pxcommission.cases.case_file import case_files
    from pxcommission.periods import add_months

    register = _register(folder, events)
    return timed(lambda: case_files(register.events(closed_before=add_months(AS_AT, -7))), 3)


def register_write(folder: Path, events: int) -> float:
    """One more event at the end of the chain."""
    from histories import histories

    register = _register(folder, events)
    (first, *_) = histories(3, AS_AT)
    more = [replace(first, contract="ANOTHER", case="ANOTHER/REQUIREMENT/inpatient", after=0)]
    return timed(lambda: register.append(more, "A Person", "1.0", "2026-01-02T09:00:00+00:00"))


def _register(folder: Path, events: int) -> Register:
    from histories import histories

    from pxcommission.cases.register import open_register

    register = open_register(folder, None)
    register.append(histories(events, AS_AT - timedelta(days=30)), "A Person", "1.0", "2026-01-01T09:00:00+00:00")
    return register


WORK: dict[str, Callable[[Path, int], float]] = {
    "shell: one contract": one_contract,
    "shell: a board": a_board,
    "shell: rules changed": a_board_after_a_change,
    "check": check,
    "measures": measures,
    "loading": loading,
    "store: write": store_write,
    "store: one provider": store_one_provider,
    "store: many files": store_many_files,
    "register: check": register_check,
    "register: write": register_write,
}
