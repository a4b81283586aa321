"""The ladders of a contract, each with the signals of the cases that follow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from pxcommission.assessment.findings import Finding
from pxcommission.inference.cases import CaseSignals, CaseState, HeldBack, Proposal
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.inference.engines import Engine, Proposals, propose
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder

Told = TypeVar("Told", Finding, CaseSignals, Proposal, HeldBack)


def by_contract(told: Iterable[Told]) -> dict[str, list[Told]]:
    """Each contract's findings, signals, proposals or steps held back, in their order."""
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


NOTHING = Proposals((), ())


def proposed(
    ladders: Mapping[str, Ladder],
    contracts: Iterable[Contract],
    signals: Mapping[str, Sequence[CaseSignals]],
    states: Mapping[str, CaseState],
    engine: Engine,
    compiled: dict[str, CompiledLadder],
) -> dict[str, list[Proposals]]:
    """By contract, what each of its ladders proposes; each ladder reads the cases of all contracts at once.

    `signals` is by contract, `states` by case. Raises what `propose` and `compile_ladder` raise.
    """
    followed = {
        contract.contract: by_ladder(ladders, contract, signals.get(contract.contract, ()), compiled)
        for contract in contracts
    }
    together: dict[str, list[CaseSignals]] = defaultdict(list)
    running: dict[str, CompiledLadder] = {}
    for of_contract in followed.values():
        for ladder, ours in of_contract:
            running[ladder.file] = ladder
            together[ladder.file].extend(ours)
    found = {file: _parted(propose(ladder, together[file], states, engine)) for file, ladder in running.items()}
    return {
        name: [found[ladder.file].get(name, NOTHING) for ladder, _ in of_contract]
        for name, of_contract in followed.items()
    }


def _parted(found: Proposals) -> dict[str, Proposals]:
    """By contract, what is proposed and held back."""
    proposals, held_back = by_contract(found.proposals), by_contract(found.held_back)
    names = dict.fromkeys((*proposals, *held_back))
    return {name: Proposals(tuple(proposals.get(name, ())), tuple(held_back.get(name, ()))) for name in names}
