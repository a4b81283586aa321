"""What every process is told of a check by ranges, and the workspace each opens for itself."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from pxcommission.assessment.assess import ReadingsDifferError
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.engines import Engine, ReadingsDiffer
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.quarter import check_quarter, run_id, with_differences
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.workspace import Workspace, open_workspace

RANGES_A_WORKER = 3


class Asked(Struct, frozen=True):
    """The workspace's whole path, what to check, and every contract that the run is about.

    `differing`: also with the differences between sources that a pack lists. `token` is of this run alone, so that a process
    that serves several runs opens the workspace again for each.
    """

    folder: Path
    register: str | None
    period: Period
    as_at: date
    engine: Engine
    contracts: tuple[str, ...]
    differing: bool = False
    token: str = field(default_factory=lambda: secrets.token_hex(8))


class Differ(Struct, frozen=True):
    """Two readings differ, and how; on its way to the process that asked."""

    text: str


def asked_of(
    workspace: Workspace,
    period: Period,
    as_at: date,
    contracts: Sequence[ContractInForce],
    engine: Engine,
    *,
    differing: bool = False,
) -> Asked:
    """What every process is told of a check of these contracts."""
    ids = tuple(contract.id for contract in contracts)
    return Asked(workspace.folder.resolve(), workspace.register, period, as_at, engine, ids, differing)


def range_size(count: int, workers: int, largest: int) -> int:
    """How many go out together: a few ranges for each worker, so that all are at work until the end, and none too large."""
    return max(1, min(largest, -(-count // (workers * RANGES_A_WORKER))))


@functools.lru_cache(maxsize=1)
def opened(asked: Asked) -> Workspace:
    """The workspace, opened once by each process for a run; raises ProblemsFound as `open_workspace` does."""
    return open_workspace(asked.folder, asked.register)


def checked_of(asked: Asked, contracts: Sequence[str]) -> tuple[CheckedContract, ...] | Differ:
    """Some of the contracts checked, with the id of the whole run."""
    workspace = opened(asked)
    chosen = [workspace.rulebook.contracts[name] for name in contracts]
    try:
        found = check_quarter(workspace, asked.period, asked.as_at, chosen, asked.engine)
    except (ReadingsDifferError, ReadingsDiffer) as differ:
        return Differ(str(differ))
    run = run_of_all(workspace, asked, found[0].register)
    found = tuple(replace(one, run=run) for one in found)
    return with_differences(workspace, found) if asked.differing else found


def run_of_all(workspace: Workspace, asked: Asked, register: str) -> str:
    """The id of the run, which covers every contract asked for and all that this process has read."""
    every = [workspace.rulebook.contracts[name] for name in asked.contracts]
    return run_id(workspace, asked.period, asked.as_at, every, register)


def refuse_other_runs(workspace: Workspace, asked: Asked, found: Sequence[tuple[str, str, str]]) -> None:
    """Raises ProblemsFound (exit code 5) unless all processes and this one have read the same.

    `found`: of each contract or pack its name, the id of its run, and the head of the register.
    """
    own = run_of_all(workspace, asked, found[0][2]) if found else ""
    changed = [name for name, run, _ in found if run != own]
    if changed:
        message = f"a file, a return or the case register changed while contracts were checked (seen at {changed[0]})"
        fix = "nothing was written; run it again when nobody is loading or recording"
        raise ProblemsFound([Problem(str(workspace.folder), message, fix)], ExitCode.ENVIRONMENT)
