"""Work shared out among processes: every result, in order, once; whatever becomes of a process."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

import pytest
import works

from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.workers import Lost, Processes, WorkerFault, _Shared, _Worker

TWO = Processes(2)
DOUBLED = [2 * number for number in range(20)]


def test_results_come_in_the_order_of_the_items_and_each_is_told_once():
    told: list[int] = []
    assert list(TWO.each(works.doubled, (), range(20), together=3, said=told.append)) == DOUBLED
    assert sorted(told) == list(range(20))


def test_an_item_that_ends_every_process_is_lost_and_nothing_else_is():
    found = list(TWO.each(works.doubled, (7,), range(20), together=4))
    assert found[7] == Lost(7, "signal 11 (SIGSEGV)")
    assert found[:7] + found[8:] == DOUBLED[:7] + DOUBLED[8:]


def test_what_a_killed_process_was_at_is_tried_again(tmp_path):
    assert list(TWO.each(works.killed_once, tmp_path / "killed", range(20), together=4)) == DOUBLED
    assert (tmp_path / "killed").exists()


def test_problems_found_by_a_process_are_problems_found():
    with pytest.raises(ProblemsFound, match=r"a\.yaml:7: error: 3 is wrong") as found:
        list(TWO.each(works.refusing, None, range(8)))
    assert (found.value.exit_code, found.value.problems[0].fix) == (ExitCode.RULES_WRONG, "write 4")


def test_a_fault_in_a_process_is_raised_with_its_place():
    with pytest.raises(WorkerFault, match=r"works.py(?s:.)*ZeroDivisionError"):
        list(TWO.each(works.faulty, None, range(8), together=2))


def test_only_a_few_ranges_are_begun_before_the_first_result_is_taken(tmp_path):
    results = Processes(1).each(works.begun, tmp_path, range(40), together=2)
    assert next(results) == 0
    time.sleep(0.2)
    assert len(list(tmp_path.iterdir())) <= 4
    results.close()


def test_a_process_that_holds_much_memory_is_renewed_and_each_uses_one_thread(monkeypatch):
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    found = list(Processes(1, most_memory=0, room=-100_000).each(works.processes, None, range(4), together=2))
    assert [pid for pid, _ in found] == [found[0][0]] * 2 + [found[2][0]] * 2 and found[0][0] != found[2][0]
    assert {threads for _, threads in found} == {"1"}
    assert "POLARS_MAX_THREADS" not in os.environ


def test_a_process_that_grows_by_less_than_a_new_one_would_hold_keeps_its_place():
    found = list(Processes(1, most_memory=0).each(works.processes, None, range(4), together=2))
    assert len({pid for pid, _ in found}) == 1


def test_what_a_process_held_for_a_while_is_not_what_a_new_one_would_hold(monkeypatch):
    dismissed = []
    monkeypatch.setattr(_Shared, "_dismiss", lambda _, worker: dismissed.append(worker))
    shared, worker = _Shared(Processes(1, most_memory=100, room=150), b"", range(3), deque()), _Worker(None, None)
    for number, (held, gone) in enumerate(((600, 0), (50, 0), (210, 1))):
        worker.owes = deque([number])
        shared._answered(worker, ("result", held))
        assert len(dismissed) == gone


@pytest.mark.stress
def test_stress_a_process_that_never_answers_is_ended():
    found = list(Processes(2, patience=5).each(works.waiting, None, range(4)))
    assert found == [0, 1, Lost(2, "no answer in 5 s"), 3]


@pytest.mark.stress
def test_stress_workers_end_when_the_process_that_asked_is_killed(tmp_path):
    script = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        "if __name__ == '__main__':\n"
        "    import works\n"
        "    from pxcommission.workers import Processes\n"
        "    for pid, _ in Processes(2).each(works.processes, None, range(2)):\n"
        "        print(pid, flush=True)\n"
        "    list(Processes(2).each(works.waiting, None, [2, 2]))\n"
    )
    (tmp_path / "asking.py").write_text(script)
    before = _works_running()
    with subprocess.Popen(
        [sys.executable, tmp_path / "asking.py", Path(__file__).parent], stdout=subprocess.PIPE
    ) as asking:
        assert asking.stdout is not None and asking.stdout.readline()
        _until(lambda: len(_works_running() - before) >= 2)
        asking.send_signal(signal.SIGKILL)
    _until(lambda: not _works_running() - before)


def _works_running() -> set[str]:
    """The ids of the processes of this machine that were started as workers."""
    found = set()
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if b"spawn_main" in path.read_bytes():
                found.add(path.parent.name)
        except OSError:
            continue
    return found


def _until(holds, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)
