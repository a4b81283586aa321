"""Answers of processes as they come; where a contract ends its process each time, what is said of it, with the case."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from msgspec.structs import replace

from pxcommission.assessment.assess import ReadingsDifferError
from pxcommission.inference.by_ladder import by_ladder
from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.engines import propose
from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.quarter import check_quarter
from pxcommission.ranges.asked import Asked, Differ, opened
from pxcommission.workers import Lost, Pool
from pxcommission.workspace import Workspace

Result = TypeVar("Result")
Group = tuple[str, tuple[str, ...]]
"""What is worked on together: the name it is told by, and its contracts."""


def whole(
    workspace: Workspace, asked: Asked, pool: Pool, answers: Iterable[Result | Differ | Lost[Group]]
) -> Iterator[Result]:
    """The answers, as long as every contract can be read.

    Raises ReadingsDifferError where two readings differ, ProblemsFound (exit code 5) where a contract ends its process.
    """
    for answer in answers:
        if isinstance(answer, Differ):
            raise ReadingsDifferError(answer.text)
        if isinstance(answer, Lost):
            found = _endings(workspace, asked, pool, answer.item[1], answer.how)
            raise ProblemsFound(found, ExitCode.ENVIRONMENT)
        yield answer


def _endings(workspace: Workspace, asked: Asked, pool: Pool, contracts: Sequence[str], how: str) -> list[Problem]:
    tried = "it was tried again in a process of its own; nothing was written"
    cases = cases_that_end_a_process(asked, pool, contracts) if asked.engine == "durable" else []
    if cases:
        message = f"the engine durable_rules ended the process at this case ({how}): {tried}"
        fix = "run it with --engine reference, which gives the same result without durable_rules, and report this"
        return [Problem(case, message, fix) for case in cases]
    message = f"the work on {', '.join(contracts)} ended its process ({how}): {tried}"
    fix = "see that there is memory enough (fewer --jobs); if it happens again, report it with the workspace"
    return [Problem(workspace.rulebook.contracts[contracts[0]].file, message, fix)]


def cases_that_end_a_process(asked: Asked, pool: Pool, contracts: Sequence[str]) -> list[str]:
    """The cases at which durable_rules ends the process, each tried alone; none where it is not the engine that does."""
    plain = replace(asked, engine="reference", differing=False)
    (found,) = pool.each(cases_of, plain, [tuple(contracts)])
    if isinstance(found, Lost):
        return []
    tried = pool.each(cases_decided, plain, found)
    return [one.item[1] for one in tried if isinstance(one, Lost)]


def cases_of(asked: Asked, groups: Sequence[tuple[str, ...]]) -> Iterator[list[tuple[str, str]]]:
    """Every case of some contracts with its contract, from a check without durable_rules (in a worker)."""
    for contracts in groups:
        checked = [_alone(asked, name) for name in contracts]
        yield [(one.contract.contract, case) for one in checked for case in dict.fromkeys(s.case for s in one.signals)]


def cases_decided(asked: Asked, cases: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Each case, decided by durable_rules alone (in a worker)."""
    ladders = opened(asked).rulebook.ladders
    for name, case in cases:
        checked = _alone(asked, name)
        signals = [one for one in checked.signals if one.case == case]
        for ladder, ours in by_ladder(ladders, checked.contract, signals):
            propose(ladder, ours, checked.states, "durable")
        yield case


@functools.lru_cache(maxsize=4)
def _alone(asked: Asked, contract: str) -> CheckedContract:
    workspace = opened(asked)
    chosen = [workspace.rulebook.contracts[contract]]
    return check_quarter(workspace, asked.period, asked.as_at, chosen, asked.engine)[0]
