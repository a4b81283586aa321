"""What a worker process does: it answers range by range, each result as it is made, until there is nobody to answer to."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing import connection as connections
from multiprocessing import parent_process
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from msgspec import Struct

from pxcommission.problems import ExitCode, Problem, ProblemsFound

Setting = TypeVar("Setting")
Item = TypeVar("Item")
Result = TypeVar("Result")
Work = Callable[[Setting, Sequence[Item]], Iterable[Result]]
"""What is done with some items: one result for each, in their order. A function of a module, so that it can be sent."""
ONE_THREAD = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Refused(Struct, frozen=True):
    """The problems that a process found, on their way to the one that asked."""

    problems: tuple[Problem, ...]
    exit_code: ExitCode


class WorkerFault(Exception):
    """A fault of this program, met in another process: its traceback there. No data brings it about; it is to be reported."""


def serve(way: Connection, told: bytes) -> None:
    """What a process does: each range's results one by one as they are made, until there is nobody to answer to."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asked; it ends this one
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError), ExitStack() as handed_on:
        handed_on.push(partial(_hand_on, way))
        work, setting = pickle.loads(told)  # noqa: S301 (what the parent of this process made)
        while True:
            for answer in answers(work, setting, way.recv()):
                way.send(answer)


def _hand_on(way: Connection, kind: type[BaseException] | None, fault: BaseException | None, _: object) -> bool:
    """Whether a fault was handed on to the process that asked; not where that is gone, or memory is: then this one ends."""
    if fault is None or kind is None or issubclass(kind, (EOFError, ConnectionError, MemoryError)):
        return False
    way.send(WorkerFault("".join(traceback.format_exception(fault))))
    return True


def answers(work: Work[Any, Any, Any], setting: Any, items: Sequence[Any]) -> Iterator[Any]:
    """Each result with the MB this process holds; or, in place of the rest, the problems found."""
    try:
        for result in work(setting, items):
            yield result, memory()
    except ProblemsFound as found:
        yield Refused(found.problems, found.exit_code)


@contextmanager
def one_thread() -> Iterator[None]:
    """Processes started meanwhile use one thread for their sums, unless their environment says otherwise already."""
    added = {name: "1" for name in ONE_THREAD if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            del os.environ[name]


def ended(exitcode: int | None) -> str:
    """How a process ended, in words: `signal 11 (SIGSEGV)`, `code 1`."""
    if exitcode is None or exitcode >= 0:
        return f"code {exitcode}"
    names: Mapping[int, str] = {one.value: one.name for one in signal.Signals}
    return f"signal {-exitcode} ({names.get(-exitcode, 'unknown')})"


def memory() -> int:
    """The MB of memory that this process holds now, where the system says so; else the most it has held, or 0."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as told:  # noqa: PTH123 (no file, and read often)
            return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 2**20
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 2**20


def _end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that came."""
    parent = parent_process()
    if parent is not None:
        connections.wait([parent.sentinel])
        os._exit(1)
