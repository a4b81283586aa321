"""A ladder that reads the cases of many contracts at once proposes of each what it proposes of it alone."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from pxcommission.inference.by_ladder import by_ladder, proposed
from pxcommission.inference.cases import CaseSignals, CaseState
from pxcommission.inference.engines import propose
from pxcommission.inference.ladder_tests import signals_of_marks
from pxcommission.rulebook.contracts import RETURN_PREFIX, Contract
from pxcommission.rulebook.rulebook import Rulebook, load_rulebook


@pytest.fixture(scope="module")
def rulebook(root: Path) -> Rulebook:
    return load_rulebook(root)


def cases_of(contract: Contract, chance: random.Random) -> list[CaseSignals]:
    """A case for each requirement and each report owed, met, in breach or not assessed for some periods."""
    names = [line.use for line in contract.requirements] + [f"{RETURN_PREFIX}{n.upper()}" for n in contract.reports_due]
    found = []
    for name in names:
        last = signals_of_marks(chance.choices("mb-", k=chance.randint(1, 6)), ())[-1]
        words = {**dict(last.words), "severity": chance.randint(1, 3), "short_by": chance.randint(0, 4)}
        found.append(
            CaseSignals(
                contract.contract,
                name,
                "inpatient",
                "overall",
                last.period,
                tuple(sorted(words.items())),
                chance.random() < 0.8,
                chance.random() < 0.8,
            )
        )
    return found


@pytest.mark.parametrize("seed", range(4))
def test_contracts_read_together_are_those_read_alone(seed: int, rulebook: Rulebook) -> None:
    chance = random.Random(seed)
    contracts = [one.contract for one in rulebook.contracts.values()]
    signals = {contract.contract: cases_of(contract, chance) for contract in contracts}
    issued = [one.case for cases in signals.values() for one in cases if chance.random() < 0.3]
    states = {case: CaseState(stage="", reply_date_passed=chance.random() < 0.5) for case in issued}
    found = proposed(rulebook.ladders, contracts, signals, states, "durable", {})
    assert any(one.held_back or one.proposals for of_ladders in found.values() for one in of_ladders)
    for contract in contracts:
        alone = by_ladder(rulebook.ladders, contract, signals[contract.contract])
        assert found[contract.contract] == [propose(ladder, ours, states, "durable") for ladder, ours in alone]


def test_a_contract_without_cases_proposes_nothing(rulebook: Rulebook) -> None:
    contracts = [one.contract for one in rulebook.contracts.values()]
    found = proposed(rulebook.ladders, contracts, {}, {}, "reference", {})
    assert not any(one.held_back or one.proposals for of_ladders in found.values() for one in of_ladders)
