"""The quarter's check by ranges of contracts: what `check_quarter` gives, made by several processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pxcommission.inference.checked import CheckedContract
from pxcommission.ranges.asked import Asked, Differ, checked_of, opened, range_size, refuse_other_runs
from pxcommission.ranges.endings import Group, whole
from pxcommission.ranges.sent import received, sent
from pxcommission.workers import Pool
from pxcommission.workspace import Workspace

LARGEST_RANGE = 50


def checked_in_ranges(
    workspace: Workspace, asked: Asked, pool: Pool, said: Callable[[str], None] | None = None
) -> Iterator[CheckedContract]:
    """Every contract checked, in the order asked for, as `check_quarter` (and `with_differences`) would in one process.

    They count only when the last was given: it is then that all are known to have read the same. Nothing of one contract's check depends on another's but the id of the run, which covers them all. `said` hears of each
    contract that is done. Raises ReadingsDifferError as the check does, and ProblemsFound (exit code 5) where a contract
    ends its process or the files changed meanwhile.
    """
    groups: list[Group] = [(name, (name,)) for name in asked.contracts]
    size = range_size(len(groups), pool.workers, LARGEST_RANGE)
    answers = pool.each(checked_range, asked, groups, together=size, said=_named(said))
    found: Iterator[bytes] = whole(workspace, asked, pool, answers)
    runs: list[tuple[str, str, str]] = []
    for answer in found:
        one = received(answer, workspace.rulebook)
        runs.append((one.contract.contract, one.run, one.register))
        yield one
    refuse_other_runs(workspace, asked, runs)


def checked_range(asked: Asked, groups: Sequence[Group]) -> Iterator[bytes | Differ]:
    """The checked contracts of a range as bytes (in a worker)."""
    found = checked_of(asked, [name for name, _ in groups])
    if isinstance(found, Differ):
        yield from [found] * len(groups)
    else:
        yield from (sent(one, opened(asked).rulebook) for one in found)


def _named(said: Callable[[str], None] | None) -> Callable[[Group], None] | None:
    return None if said is None else lambda group: said(group[0])
