"""The ladders of a contract, each with the signals of the cases that follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pxcommission.assessment.findings import Finding
from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder

Told = TypeVar("Told", Finding, CaseSignals)


def by_contract(told: Iterable[Told]) -> dict[str, list[Told]]:
    """Each contract's findings or signals, in their order."""
    found: dict[str, list[Told]] = defaultdict(list)
    for one in told:
        found[one.contract].append(one)
    return found


def by_ladder(
    ladders: Mapping[str, Ladder],
    contract: Contract,
    signals: Sequence[CaseSignals],
    compiled: dict[str, CompiledLadder] | None = None,
) -> list[tuple[CompiledLadder, list[CaseSignals]]]:
    """The contract's ladder, compiled, with the signals of its cases; then that for returns, where it has one of its own.

    `compiled` keeps the ladders that were compiled before, by name; those of this contract are added.
    """
    kept = {} if compiled is None else compiled
    names = dict.fromkeys((contract.ladder, contract.ladder_for_returns or contract.ladder))
    ours = [one for one in signals if one.contract == contract.contract]
    for name in names:
        if name not in kept:
            kept[name] = compile_ladder(ladders[name], f"rules/ladders/{name}.yaml")
    return [(kept[name], [one for one in ours if contract.ladder_for(one.requirement) == name]) for name in names]
