"""`due`, `case list` and `check` on a register of 100,000 events; measured in `make stress`, where nothing else should run."""

from __future__ import annotations

import resource
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from cases.histories import histories
from msgspec.structs import replace

from pxcommission.cases.register import open_register

COMMANDS = {"due": ["due"], "case list": ["case", "list"], "check": ["check", "2025/26-Q3"]}
CONTRACTS = ("EXAMPLE-ACUTE", "EXAMPLE-COMMUNITY", "EXAMPLE-TRANSPORT")


@pytest.mark.stress
def test_stress_commands_take_under_a_second_more_on_100_000_events(own: Path, loaded: Path, database: str) -> None:
    register = open_register(own, address())
    register.append(list(entries()), "A Person", "1.0", "2026-01-01T09:00:00Z")
    for name, command in COMMANDS.items():
        empty = min(work(command, loaded, {"PXCOMMISSION_DATABASE_URL": ""}) for _ in range(3))
        full = min(work(command, own, {}) for _ in range(3))
        print(f"{name}: {full - empty:.2f} s more ({empty:.2f} s on an empty register)")
        assert full - empty < 1, name


def entries():  # type: ignore[no-untyped-def]
    """Ten years of histories in the workspace's own contracts, under requirements it has and has had."""
    own_cases = ["FFT-IP-POSITIVE/inpatient", "FFT-AE-POSITIVE/emergency", "INTERPRETER/all", "MSA-NONE/inpatient"]
    for entry in histories(100_000, date(2026, 1, 1)):
        number, rest = int(entry.contract[-2:]), entry.case.partition("/")[2]
        contract = CONTRACTS[number % 3]
        case = f"{number}-{rest}" if number > 3 or "-000/" not in rest else own_cases[number]
        yield replace(entry, contract=contract, case=f"{contract}/{case}")


def address() -> str | None:
    import os

    return os.environ.get("PXCOMMISSION_DATABASE_URL")


def work(command: list[str], folder: Path, environment: dict[str, str]) -> float:
    """The processor time of a command, in seconds."""
    import os

    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "pxcommission.cli.main", *command, "--as-at", "2026-01-31"], cwd=folder, check=True,
                   capture_output=True, env={**os.environ, **environment})  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)
