"""Work shared out among processes of one machine: items in, one result for each out, in the order of the items.

Processes are started afresh (never forked: polars must not be), with one thread each for polars and numpy. Items are handed
out in ranges, only a few ranges ahead of what was taken, so that memory is bounded. A process that dies takes nothing with
it but what it was at: its items are tried again one at a time, and one that ends every process it is given to is Lost.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import connection as connections
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from typing import Any, Generic, Protocol

from msgspec import Struct, field

from pxcommission.problems import ProblemsFound
from pxcommission.worker_process import Item, Refused, Result, Setting, Work, WorkerFault, ended, one_thread, serve

PATIENCE = 900.0
MOST_MEMORY = 350
ROOM = 150
TRIES_ALONE = 2


class Lost(Struct, Generic[Item], frozen=True):
    """An item that ends every process it is given to, even alone: `how` says how they ended, `signal 11 (SIGSEGV)`."""

    item: Item
    how: str


class Pool(Protocol):
    """Where work is done: processes of this machine, or a cluster."""

    @property
    def workers(self) -> int:
        """How many items are worked on at a time."""

    def each(
        self,
        work: Work[Setting, Item, Result],
        setting: Setting,
        items: Sequence[Item],
        *,
        together: int = 1,
        said: Callable[[Item], None] | None = None,
    ) -> Iterator[Result | Lost[Item]]:
        """The result of each item in their order; `together` go out as one range, `said` hears of each that is done.

        Raises ProblemsFound as the work does, and WorkerFault where the work has a fault.
        """


class Processes(Struct, frozen=True):
    """Processes of this machine.

    `patience`: seconds without a word from any of them before those at work are ended; `most_memory`: MB that one may hold
    after a range before another takes its place, and `room` MB more than the least it held, which a
    new one would hold as well.
    """

    workers: int
    patience: float = PATIENCE
    most_memory: int = MOST_MEMORY
    room: int = ROOM

    def each(
        self,
        work: Work[Setting, Item, Result],
        setting: Setting,
        items: Sequence[Item],
        *,
        together: int = 1,
        said: Callable[[Item], None] | None = None,
    ) -> Iterator[Result | Lost[Item]]:
        """The result of each item in their order (see Pool)."""
        told = pickle.dumps((work, setting), pickle.HIGHEST_PROTOCOL)
        ranges = deque(deque(range(at, min(at + together, len(items)))) for at in range(0, len(items), together))
        shared = _Shared(self, told, items, ranges)
        ahead, taken = 2 * self.workers * together, 0
        try:
            while taken < len(items):
                shared.hand_out(taken + ahead)
                for number in shared.heard():
                    if said is not None:
                        said(items[number])
                while taken in shared.found:
                    yield shared.found.pop(taken)
                    taken += 1
        finally:
            shared.end()


class _Worker(Struct):
    """A process, the way to it, the items it still owes an answer for, and the least MB it held with one (0 before)."""

    process: SpawnProcess
    connection: Connection
    owes: deque[int] = field(default_factory=deque)
    alone: bool = False
    stuck: bool = False
    least: int = 0


class _Shared(Struct):
    """Work under way: the ranges that wait, the processes, the results nobody has taken yet."""

    pool: Processes
    told: bytes
    items: Sequence[Any]
    waiting: deque[deque[int]]
    working: list[_Worker] = field(default_factory=list)
    found: dict[int, Any] = field(default_factory=dict)
    ended_alone: dict[int, int] = field(default_factory=dict)

    def hand_out(self, until: int) -> None:
        """Give ranges that begin before item `until` to processes that have nothing to do, starting those there may be."""
        while self.waiting and self.waiting[0][0] < until:
            free = next((one for one in self.working if not one.owes), None)
            if free is None and len(self.working) >= self.pool.workers:
                return
            worker = free or self._started()
            owes = self.waiting.popleft()
            worker.owes, worker.alone = owes, len(owes) == 1
            try:
                worker.connection.send([self.items[number] for number in owes])
            except OSError:  # it ended while it had nothing to do
                self.waiting.appendleft(owes)
                worker.owes = deque()
                self._dismiss(worker)

    def heard(self) -> list[int]:
        """The items that came to an end since; waits for the first. Those of a process that died wait again, one at a time."""
        busy = [one for one in self.working if one.owes]
        ready = connections.wait([one.connection for one in busy], self.pool.patience)
        for worker in busy if not ready else ():
            worker.stuck = True
            worker.process.kill()
        done: list[int] = []
        for worker in (one for one in busy if one.connection in ready):
            try:
                done += self._answered(worker, worker.connection.recv())
            except (EOFError, OSError):
                done += self._died(worker)
        return done

    def _answered(self, worker: _Worker, answer: Any) -> list[int]:
        if isinstance(answer, Refused):
            raise ProblemsFound(answer.problems, answer.exit_code)
        if isinstance(answer, WorkerFault):
            raise answer
        result, memory = answer
        number = worker.owes.popleft()
        self.found[number] = result
        worker.least = min(worker.least or memory, memory)
        if not worker.owes and memory > max(self.pool.most_memory, worker.least + self.pool.room):
            self._dismiss(worker)
        return [number]

    def _died(self, worker: _Worker) -> list[int]:
        """Its items go back, each alone; one that was alone and has ended enough processes is lost."""
        owed, how = worker.owes, self._dismiss(worker)
        if worker.alone:
            number = owed[0]
            self.ended_alone[number] = self.ended_alone.get(number, 0) + 1
            if self.ended_alone[number] >= TRIES_ALONE:
                self.found[number] = Lost(self.items[number], how)
                return [number]
        self.waiting.extendleft(deque([number]) for number in reversed(owed))
        return []

    def _started(self) -> _Worker:
        context = get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self.told), daemon=True)
        with one_thread():
            process.start()
        theirs.close()
        self.working.append(_Worker(process, ours))
        return self.working[-1]

    def _dismiss(self, worker: _Worker) -> str:
        """End a process and forget it; how it ended."""
        self.working.remove(worker)
        worker.connection.close()
        worker.process.join(5)
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()
        how = f"no answer in {self.pool.patience:g} s" if worker.stuck else ended(worker.process.exitcode)
        worker.process.close()
        return how

    def end(self) -> None:
        """End every process at once, whatever it is at."""
        for worker in self.working:
            if worker.owes:
                worker.process.kill()
        for worker in [*self.working]:
            self._dismiss(worker)
