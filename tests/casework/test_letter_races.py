"""Processes that issue the same letter at the same moment: one issue each time."""

from __future__ import annotations

import multiprocessing
import os
import sys
from pathlib import Path

import pytest
from letter_races import CASE, preloaded, race, workspace_with_letter

from pxcommission.cases.audit import verify
from pxcommission.cases.case_file import case_file
from pxcommission.cases.register import open_register

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no fork server")
PROCESSES = 3


def test_the_same_letter_is_issued_once_whoever_is_faster(tmp_path: Path, database: str) -> None:
    issued_once(tmp_path, 4)


@pytest.mark.stress
def test_stress_the_same_letter_is_issued_once_whoever_is_faster(tmp_path: Path, database: str) -> None:
    issued_once(tmp_path, 1000)


def issued_once(folder: Path, rounds: int) -> None:
    workspace_with_letter(folder)
    address = os.environ.get("PXCOMMISSION_DATABASE_URL")
    open_register(folder, address)
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(list(preloaded()))
    start, pipes = processes.Barrier(PROCESSES), [processes.Pipe(duplex=False) for _ in range(PROCESSES)]
    racing = [
        processes.Process(target=race, args=(folder, address, f"P{n}", rounds, start, told))
        for n, (_, told) in enumerate(pipes)
    ]
    for process in racing:
        process.start()
    won = sorted(round_ for heard, _ in pipes for round_ in heard.recv())
    for process in racing:
        process.join(60)
    assert won == list(range(rounds))
    register = open_register(folder, address)
    events = register.events()
    assert [event.kind for event in events].count("letter issued") == rounds
    assert len(case_file(events, "ACUTE", CASE).letters) == 1
    assert verify(register.rows(), register.head()) == []
