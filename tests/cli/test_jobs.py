"""`--jobs`: however many processes share the work, the same findings, the same run, the same bytes."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.cli.jobs import pool_for
from pxcommission.packs.beside import beside_of
from pxcommission.packs.packs import write_packs
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode
from pxcommission.quarter import check_quarter, with_differences
from pxcommission.ranges.asked import asked_of
from pxcommission.ranges.packs import packs_in_ranges
from pxcommission.workers import Processes
from pxcommission.workspace import chosen_contracts, open_workspace

ROOT = Path(__file__).resolve().parents[2]
CHECK = ("check", "2025/26-Q2", "--as-at", "2026-01-31")
PACK = ("pack", "2025/26-Q2", "--as-at", "2026-01-31")
NAMES = ("EAST", "NORTH", "SOUTH", "WEST")
FAKE_ENGINE = """
import json, os, signal, sys
from importlib.machinery import PathFinder
from importlib.util import module_from_spec

here = os.path.dirname(os.path.abspath(__file__))
this = sys.modules[__name__]
spec = PathFinder.find_spec(__name__, [path for path in sys.path if os.path.abspath(path) != here])
real = module_from_spec(spec)
spec.loader.exec_module(real)
sys.modules[__name__] = this  # the real one puts itself there
globals().update({name: getattr(real, name) for name in dir(real) if not name.startswith("__")})


def assert_events(handle, text):
    if any(21 in event.values() for event in json.loads(text)):
        os.kill(os.getpid(), signal.SIGSEGV)
    return real.assert_events(handle, text)
"""


@pytest.fixture(scope="module")
def four(tmp_path_factory) -> Path:
    """A workspace of four contracts, which miss their level by 1, 11, 21 and 31 points."""
    folder = tmp_path_factory.mktemp("four")
    made = small(folder).rules(rule())
    figures = []
    for number, name in enumerate(NAMES):
        made.contract(adopt(), name=name, ods=f"RZ{number}")
        figures += quarter_figures(89 - 10 * number, 100, provider=f"RZ{number}")
    made.load(*figures, published="2025-11-10")
    (folder / "rules" / "letters").symlink_to(ROOT / "rules" / "letters")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder but the lock."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".packs.lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_pack_made_in_another_process_is_that_of_this_one(four, tmp_path):
    workspace, period, day = open_workspace(four), read_period("2025/26 Q2"), date(2026, 1, 31)
    assert period is not None
    contracts = chosen_contracts(workspace.rulebook, ["WEST"])
    asked = asked_of(workspace, period, day, contracts, "reference", differing=True)
    told: list[str] = []
    (there,) = packs_in_ranges(workspace, asked, Processes(1), tmp_path / "there", together=False, said=told.append)
    checked = with_differences(workspace, check_quarter(workspace, period, day, contracts, "reference"))
    beside = beside_of(four, None, checked)
    (here,) = write_packs(checked, tmp_path / "here", four / "rules" / "letters", together=False, beside=beside)
    assert tree(there.folder) == tree(here.folder) != {}
    assert (there.contracts, there.files, there.placed, told) == (here.contracts, here.files, here.placed, ["WEST"])
    assert [path.name for path in there.folder.parent.iterdir()] == ["WEST"]


def test_no_process_is_no_number_of_processes_and_a_word_no_address(four, run):
    assert run(*CHECK, "--workspace", four, "--jobs", 0).code == ExitCode.USAGE
    done = run(*CHECK, "--workspace", four, "--cluster", "here")
    assert done.code == ExitCode.USAGE and "such as tcp://10.0.0.5:8786" in done.err


def test_processes_are_started_only_where_they_help(monkeypatch):
    monkeypatch.setattr("pxcommission.cli.jobs.cores", lambda: 4)
    assert [pool_for(None, None, count, 9) for count in (1, 8)] == [None, None]
    assert pool_for(None, None, 9, 9) == Processes(4)
    assert [pool_for(1, None, 200, 9), pool_for(4, None, 1, 9)] == [None, None]
    assert pool_for(8, None, 3, 9) == Processes(3)


@pytest.mark.stress
def test_stress_a_check_in_two_processes_says_what_one_says(four, run):
    said = [run(*CHECK, "--workspace", four, "--format", "json", "--jobs", jobs) for jobs in (1, 2)]
    assert said[0] == said[1]
    assert (said[0].code, len(json.loads(said[0].out)["proposals"])) == (0, 4)


@pytest.mark.stress
def test_stress_check_and_packs_are_the_same_in_one_two_and_four_processes(loaded, run, tmp_path):
    quarter = ("2025/26-Q2", "--as-at", "2025-11-20", "--workspace", loaded)
    checks = [run("check", *quarter, "--format", "json", "--jobs", jobs).out for jobs in (1, 2, 4)]
    assert checks[0] == checks[1] == checks[2] != ""
    for together in ((), ("--together",)):
        for jobs in (1, 2, 4):
            out = tmp_path / f"{jobs}{len(together)}"
            assert run("pack", *quarter, "--out", out, "--jobs", jobs, *together).code == 0
        assert tree(tmp_path / f"1{len(together)}") == tree(tmp_path / f"2{len(together)}") == tree(tmp_path / f"4{len(together)}")  # fmt: skip


@pytest.mark.stress
def test_stress_a_case_that_ends_the_engine_is_named_and_nothing_is_written(four, run, tmp_path, monkeypatch):
    """durable_rules is made to end its process at a shortfall of 21 points: that of SOUTH, and of no other."""
    (tmp_path / "durable_rules_engine.py").write_text(FAKE_ENGINE)
    monkeypatch.syspath_prepend(tmp_path)
    out = tmp_path / "packs"
    for command in (CHECK, (*PACK, "--out", out)):
        done = run(*command, "--workspace", four, "--jobs", 2)
        assert (done.code, done.out) == (ExitCode.ENVIRONMENT, "")
        assert "SOUTH/GOOD/inpatient: error: the engine durable_rules ended the process at this case" in done.err
        assert "signal 11 (SIGSEGV)" in done.err and "--engine reference" in done.err
    assert tree(out) == {}
    plain = run(*CHECK, "--workspace", four, "--jobs", 2, "--engine", "reference")
    assert plain.code == 0


@pytest.mark.stress
def test_stress_a_worker_killed_while_packs_are_made_changes_nothing(four, run, tmp_path):
    assert run(*PACK, "--workspace", four, "--out", tmp_path / "calm", "--jobs", 1).code == 0
    for seconds in (2, 3, 4):
        out = tmp_path / f"killed-{seconds}"
        command = [
            sys.executable,
            "-m",
            "pxcommission.cli.main",
            *PACK,
            "--workspace",
            four,
            "--out",
            out,
            "--jobs",
            "2",
        ]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as packing:
            time.sleep(seconds)
            below = Path(f"/proc/{packing.pid}/task/{packing.pid}/children").read_text().split()
            for worker in below[-1:]:
                os.kill(int(worker), signal.SIGKILL)
        assert packing.returncode == 0
        assert tree(out) == tree(tmp_path / "calm")


@pytest.mark.stress
def test_stress_files_read_by_two_processes_make_the_same_store(run, root, tmp_path):
    from cli.conftest import copy_workspace

    stores = []
    for jobs in (1, 2):
        folder = tmp_path / str(jobs)
        folder.mkdir()
        copy_workspace(root, folder)
        done = run(
            "returns", "load", folder / "contracts", "--workspace", folder, "--jobs", jobs, "--as-at", "2026-06-30"
        )
        stores.append((done.code, done.out.replace(str(folder), ""), tree(folder)))
    assert stores[0] == stores[1]
