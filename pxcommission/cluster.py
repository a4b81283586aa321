"""Work shared out on a Dask cluster: one made on this machine, or the scheduler at an address. Needs the extra `[cluster]`.

The same ranges go out as to processes (see workers), with no shuffle: a range's results come back to the one that asked. Every
worker must have the same version of this program and see the workspace under the same path.
"""

from __future__ import annotations

import importlib
import logging
import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from msgspec import Struct

from pxcommission import __version__
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.worker_process import ONE_THREAD, Item, Refused, Result, Setting, Work, answers
from pxcommission.workers import Lost

LOCAL = "local"
DEATHS_ALLOWED = 1
"""How many workers of a local cluster may end at a range before it is tried item by item; others say so themselves (3)."""
CONNECT_WITHIN, WORKERS_WITHIN = "10s", "30s"


class Cluster(Struct, frozen=True):
    """A Dask cluster; `workers` is how many this machine starts, or how many a scheduler had when it was found."""

    address: str
    workers: int

    def each(
        self,
        work: Work[Setting, Item, Result],
        setting: Setting,
        items: Sequence[Item],
        *,
        together: int = 1,
        said: Callable[[Item], None] | None = None,
    ) -> Iterator[Result | Lost[Item]]:
        """The result of each item in their order (see workers.Pool)."""
        told = pickle.dumps((work, setting), pickle.HIGHEST_PROTOCOL)
        ranges = [items[at : at + together] for at in range(0, len(items), together)]
        with _losses_told(self.address), _client(self) as client:
            for owed, found in _in_order(client, told, ranges, 2 * self.workers, said):
                yield from _one_by_one(client, told, owed, said) if isinstance(found, Lost) else found


def _one_by_one(
    client: Any, told: bytes, owed: Sequence[Any], said: Callable[[Any], None] | None
) -> Iterator[Any | Lost[Any]]:
    """The results of a range that ended its workers, each item sent alone."""
    for single, found in _in_order(client, told, [[item] for item in owed], 1, said):
        if isinstance(found, Lost):
            _say(said, single)
            yield Lost(single[0], found.how)
        else:
            yield from found


def cluster_at(address: str, workers: int) -> Cluster:
    """The cluster at an address: `local`, or a scheduler's; raises ProblemsFound (exit code 5) where it can't be used."""
    if address == LOCAL:
        _distributed()
        return Cluster(LOCAL, workers)
    with _client(Cluster(address, 0)) as client:
        return Cluster(address, len(client.scheduler_info(n_workers=-1)["workers"]))


@contextmanager
def _client(cluster: Cluster) -> Iterator[Any]:
    """A client of the cluster; what was started for it ends with it."""
    distributed = _distributed()
    if cluster.address == LOCAL:
        environment = dict.fromkeys(ONE_THREAD, "1")
        with (
            importlib.import_module("dask").config.set({"distributed.scheduler.allowed-failures": DEATHS_ALLOWED}),
            distributed.LocalCluster(
                n_workers=cluster.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address="127.0.0.1:0",
                silence_logs="CRITICAL",
                env=environment,
            ) as local,
            distributed.Client(local) as client,
        ):
            yield client
        return
    with _found(distributed, cluster.address) as client:
        yield client


@contextmanager
def _losses_told(address: str) -> Iterator[None]:
    """Tells of a cluster that is lost on the way as an environment problem, without what Dask logs of it beside."""
    lost: tuple[type[BaseException], ...] = (_distributed().CancelledError, OSError)
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    except lost as wrong:
        fix = "see that the scheduler and its workers run, then run it again; nothing was written"
        raise _environment(
            address, "the cluster was lost while it worked: its scheduler does not answer", fix
        ) from wrong
    finally:
        logging.disable(before)


def _found(distributed: Any, address: str) -> Any:
    """A client of the scheduler at an address, which has at least one worker."""
    try:
        client = distributed.Client(address, timeout=CONNECT_WITHIN)
    except (OSError, ValueError) as wrong:
        fix = "start it with: dask scheduler; and on each machine: dask worker ADDRESS; or use --cluster local"
        raise _environment(
            address, f"no Dask scheduler answers at this address ({type(wrong).__name__})", fix
        ) from wrong
    try:
        client.wait_for_workers(1, timeout=WORKERS_WITHIN)
    except TimeoutError as wrong:
        client.close()
        fix = f"start workers on each machine: dask worker {address}"
        raise _environment(address, "the Dask scheduler has no workers", fix) from wrong
    return client


def _in_order(
    client: Any,
    told: bytes,
    ranges: Sequence[Sequence[Any]],
    ahead: int,
    said: Callable[[Any], None] | None,
) -> Iterator[tuple[Sequence[Any], list[Any] | Lost[Any]]]:
    """Each range with its results, in their order, only so many under way at a time; Lost where it ended its workers.

    `said` hears of the items of a range as soon as it is done, whichever that is.
    """
    wait = _distributed().wait
    under_way: deque[tuple[Sequence[Any], Any]] = deque()
    left, heard = deque(ranges), set[str]()
    try:
        while left or under_way:
            while left and len(under_way) < ahead:
                owed = left.popleft()
                under_way.append((owed, client.submit(done_range, __version__, told, owed, pure=False)))
            wait([future for _, future in under_way if future.key not in heard], return_when="FIRST_COMPLETED")
            for owed, future in under_way:
                if future.key not in heard and future.done():
                    heard.add(future.key)
                    _say(said, owed if future.status == "finished" else ())
            while under_way and under_way[0][1].key in heard:
                owed, future = under_way.popleft()
                yield owed, _result(future)
    finally:
        with suppress(OSError):
            client.cancel([future for _, future in under_way])


def _say(said: Callable[[Any], None] | None, items: Sequence[Any]) -> None:
    if said is not None:
        for item in items:
            said(item)


def _result(future: Any) -> list[Any] | Lost[Any]:
    """The results of a range; raises ProblemsFound as the work does."""
    distributed = _distributed()
    try:
        found = future.result()
    except distributed.KilledWorker:
        return Lost(None, "the workers that were given it ended, one after the other")
    except ModuleNotFoundError as wrong:
        fix = f"install pxcommission {__version__} for every worker"
        raise _environment("--cluster", f"a worker does not have this program ({wrong})", fix) from wrong
    if isinstance(found, Refused):
        raise ProblemsFound(found.problems, found.exit_code)
    results: list[Any] = found
    return results


def done_range(version: str, told: bytes, items: Sequence[Any]) -> list[Any] | Refused:
    """The results of a range, or the problems found (on a worker)."""
    if version != __version__:
        message = f"a worker has version {__version__} of this program, and the run is of {version}"
        problem = Problem("--cluster", message, f"install pxcommission {version} for every worker")
        return Refused((problem,), ExitCode.ENVIRONMENT)
    work, setting = pickle.loads(told)  # noqa: S301 (what the client of this cluster made)
    found = []
    for answer in answers(work, setting, items):
        if isinstance(answer, Refused):
            return answer
        found.append(answer[0])
    return found


def _distributed() -> Any:
    """Dask's `distributed`; raises ProblemsFound (exit code 5) where the extra is not installed."""
    try:
        return importlib.import_module("distributed")
    except ImportError as wrong:
        fix = "install it: pip install 'pxcommission[cluster]'; on one machine --jobs needs nothing more"
        raise _environment("--cluster", "Dask is not installed", fix) from wrong


def _environment(place: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(place, message, fix)], ExitCode.ENVIRONMENT)
