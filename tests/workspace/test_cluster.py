"""Work on a Dask cluster: the same results, in order; what a dead worker was at is done by another."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import works
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.cluster import Cluster, cluster_at
from pxcommission.packs.findings_json import findings_document
from pxcommission.periods import read_period
from pxcommission.problems import ExitCode, ProblemsFound
from pxcommission.quarter import check_quarter
from pxcommission.ranges.asked import asked_of
from pxcommission.ranges.checks import checked_in_ranges
from pxcommission.workers import Lost
from pxcommission.workspace import chosen_contracts, open_workspace

DOUBLED = [2 * number for number in range(12)]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A cluster of one worker, found by its scheduler's address as one elsewhere would be."""
    distributed = pytest.importorskip("distributed")
    options = {"n_workers": 1, "threads_per_worker": 1, "dashboard_address": "127.0.0.1:0", "silence_logs": "CRITICAL"}
    with distributed.LocalCluster(**options) as local:
        yield cluster_at(local.scheduler_address, 1)


def test_results_come_in_order_and_a_check_says_what_one_process_says(cluster, tmp_path):
    told: list[int] = []
    assert list(cluster.each(works.doubled, (), range(12), together=5, said=told.append)) == DOUBLED
    assert sorted(told) == list(range(12))

    made = small(tmp_path).rules(rule())
    for number, name in enumerate(("EAST", "NORTH", "SOUTH")):
        made.contract(adopt(), name=name, ods=f"RZ{number}")
    figures = [one for number in range(3) for one in quarter_figures(89 - number, 100, provider=f"RZ{number}")]
    made.load(*figures, published="2025-11-10")
    workspace, period, day = open_workspace(tmp_path), read_period("2025/26 Q2"), date(2026, 1, 31)
    assert period is not None
    contracts = chosen_contracts(workspace.rulebook, ())
    asked = asked_of(workspace, period, day, contracts, "durable")
    found = tuple(checked_in_ranges(workspace, asked, cluster))
    assert found == check_quarter(workspace, period, day, contracts, "durable")
    assert len(findings_document(found)["proposals"]) == 3


def test_problems_found_on_a_worker_are_problems_found(cluster):
    with pytest.raises(ProblemsFound, match=r"a\.yaml:7: error: 3 is wrong"):
        list(cluster.each(works.refusing, None, range(8), together=2))


def test_without_the_extra_the_program_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ProblemsFound, match=r"pip install 'pxcommission\[cluster\]'") as found:
        cluster_at("local", 2)
    assert found.value.exit_code is ExitCode.ENVIRONMENT


@pytest.mark.stress
def test_stress_an_item_that_ends_its_workers_is_lost_and_a_worker_that_dies_once_costs_nothing(tmp_path):
    two = cluster_at("local", 2)
    assert list(two.each(works.killed_once, tmp_path / "killed", range(12), together=4)) == DOUBLED
    found = list(two.each(works.doubled, (7,), range(12), together=4))
    assert isinstance(found[7], Lost) and found[7].item == 7
    assert found[:7] + found[8:] == DOUBLED[:7] + DOUBLED[8:]


@pytest.mark.stress
def test_stress_a_scheduler_that_is_not_there_is_an_environment_problem():
    with pytest.raises(ProblemsFound, match="no Dask scheduler answers") as found:
        cluster_at("tcp://127.0.0.1:9", 1)
    assert found.value.exit_code is ExitCode.ENVIRONMENT


@pytest.mark.stress
def test_stress_a_scheduler_that_ends_on_the_way_is_an_environment_problem():
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler"]
    address = "tcp://127.0.0.1:18786"
    quiet = ["--dashboard-address", "127.0.0.1:0"]
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parent)}
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", *quiet]
    with (
        subprocess.Popen(
            [*dask, "--host", "127.0.0.1", "--port", "18786", *quiet], stderr=subprocess.DEVNULL
        ) as scheduler,
        subprocess.Popen([*worker, "--death-timeout", "20"], stderr=subprocess.DEVNULL, env=path) as working,
    ):
        try:
            found = _as_soon_as_it_answers(address)
            results = found.each(works.waiting, None, [1, 2, 3])
            assert next(results) == 1
            scheduler.kill()
            with pytest.raises(ProblemsFound, match="its scheduler does not answer"):
                next(results)
        finally:
            scheduler.kill()
            working.kill()


def _as_soon_as_it_answers(address: str) -> Cluster:
    for _ in range(5):
        try:
            return cluster_at(address, 1)
        except ProblemsFound:
            continue
    return cluster_at(address, 1)
