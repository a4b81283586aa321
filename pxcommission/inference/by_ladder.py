"""The ladders of a contract, each with the signals of the cases that follow it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.compile_ladder import CompiledLadder, compile_ladder
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.ladders import Ladder


def by_ladder(
    ladders: Mapping[str, Ladder], contract: Contract, signals: Sequence[CaseSignals]
) -> list[tuple[CompiledLadder, list[CaseSignals]]]:
    """The contract's ladder, compiled, with the signals of its cases; then that for returns, where it has one of its own."""
    names = dict.fromkeys((contract.ladder, contract.ladder_for_returns or contract.ladder))
    ours = [one for one in signals if one.contract == contract.contract]
    return [
        (
            compile_ladder(ladders[name], f"rules/ladders/{name}.yaml"),
            [one for one in ours if contract.ladder_for(one.requirement) == name],
        )
        for name in names
    ]
