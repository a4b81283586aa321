"""Many processes at one register, and processes that end at any moment: nothing twice, nothing lost, nothing by halves."""

from __future__ import annotations

import multiprocessing
import random
import sqlite3
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import pytest
from places import Place
from register_workers import BATCH, append_many, append_until_full, append_until_killed, preloaded, race

from pxcommission.cases.audit import verify
from pxcommission.cases.register import FILE
from pxcommission.problems import ExitCode

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has neither fork nor kill -9")


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Starts real processes, quickly."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(preloaded()))
    return context


def test_the_same_letter_at_the_same_moment_is_issued_once(place: Place, processes: ForkServerContext) -> None:
    letters_issued_once(place, processes, 30)


@pytest.mark.stress
def test_stress_the_same_letter_at_the_same_moment_is_issued_once(place: Place, processes: ForkServerContext) -> None:
    letters_issued_once(place, processes, 1000)


def letters_issued_once(place: Place, processes: ForkServerContext, rounds: int) -> None:
    start = processes.Barrier(3)
    pipes = [processes.Pipe(duplex=False) for _ in range(3)]
    racing = [
        processes.Process(target=race, args=(place.folder, place.address, f"P{n}", rounds, start, told))
        for n, (_, told) in enumerate(pipes)
    ]
    run_all(racing)
    won = [round_ for heard, _ in pipes for round_ in heard.recv()]
    assert sorted(won) == list(range(rounds))
    register = place.open()
    events = register.events()
    assert [e.details["findings"] for e in events] == [[f"finding {n}"] for n in range(rounds)]
    assert verify(register.rows(), register.head()) == []


def test_what_eight_processes_record_at_once_is_all_there(place: Place, processes: ForkServerContext) -> None:
    all_there(place, processes, 8)


@pytest.mark.stress
def test_stress_what_eight_processes_record_at_once_is_all_there(place: Place, processes: ForkServerContext) -> None:
    all_there(place, processes, 200)


def all_there(place: Place, processes: ForkServerContext, count: int) -> None:
    start = processes.Barrier(8)
    args = [(place.folder, place.address, f"P{n}", count, start) for n in range(8)]
    run_all([processes.Process(target=append_many, args=one) for one in args])
    register = place.open()
    recorded = {(event.by, event.details["text"]) for event in register.events()}
    assert recorded == {(f"P{who}", str(number)) for who in range(8) for number in range(count)}
    assert len(register.events()) == 8 * count
    assert verify(register.rows(), register.head()) == []


def test_a_killed_process_loses_nothing_it_told_of(place: Place, processes: ForkServerContext) -> None:
    nothing_lost(place, processes, 15)


@pytest.mark.stress
def test_stress_a_killed_process_loses_nothing_it_told_of(place: Place, processes: ForkServerContext) -> None:
    nothing_lost(place, processes, 200)


def nothing_lost(place: Place, processes: ForkServerContext, kills: int) -> None:
    chance = random.Random(kills)
    told: dict[str, int] = {}
    for turn in range(kills):
        heard, telling = processes.Pipe(duplex=False)
        who = f"P{turn}"
        process = processes.Process(target=append_until_killed, args=(place.folder, place.address, who, telling))
        process.start()
        telling.close()
        if turn % 5:  # every fifth may be killed before or while it opens the register
            told[who] = heard.recv()
        time.sleep(chance.random() * 0.08)
        process.kill()
        process.join()
        told[who] = last_told(heard, told.get(who, 0))
        register = place.open()
        recorded = len(register.events(case=f"ACUTE/{who}/inpatient"))
        assert recorded in (told[who], told[who] + BATCH)
    assert len(register.events()) >= sum(told.values()) > 0
    assert verify(register.rows(), register.head()) == []
    if not place.on_postgresql:
        with sqlite3.connect(place.folder / FILE) as file:
            assert file.execute("pragma integrity_check").fetchone() == ("ok",)


def test_a_full_disk_leaves_whole_events_and_says_so(tmp_path: Path, processes: ForkServerContext) -> None:
    for room in (150_000, 300_001, 1_000_000):
        place = Place(tmp_path / str(room), None)
        heard, telling = processes.Pipe(duplex=False)
        run_all([processes.Process(target=append_until_full, args=(place.folder, room, telling))])
        recorded, code, said = heard.recv()
        assert code == ExitCode.ENVIRONMENT
        assert "make room on the disk" in said
        register = place.open()
        assert len(register.events()) == recorded > 5
        assert verify(register.rows()) == []


def last_told(heard: Connection, last: int) -> int:
    """The last thing a process told before its end."""
    try:
        while heard.poll(0):
            last = heard.recv()
    except (EOFError, OSError):
        pass
    return last


def run_all(processes: list[ForkServerProcess]) -> None:
    for process in processes:
        process.start()
    for process in processes:
        process.join(300)
    assert [process.exitcode for process in processes] == [0] * len(processes)
