"""Checked contracts on their way between processes."""

from __future__ import annotations

import gc
import weakref
from datetime import date
from typing import Any

import pytest
from small_workspace import adopt, quarter_figures, rule, small

from pxcommission.inference.checked import CheckedContract
from pxcommission.periods import read_period
from pxcommission.quarter import check_quarter
from pxcommission.ranges import sent as on_the_way
from pxcommission.ranges.sent import received, sent
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.workspace import chosen_contracts, open_workspace


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> tuple[CheckedContract, Rulebook]:
    """A contract that misses its level, checked, and the rules it was checked by."""
    folder = tmp_path_factory.mktemp("one")
    made = small(folder).rules(rule()).contract(adopt(), name="EAST", ods="RZ1")
    made.load(*quarter_figures(80, 100, provider="RZ1"), published="2025-11-10")
    workspace, period = open_workspace(folder), read_period("2025/26-Q2")
    assert period is not None
    chosen = chosen_contracts(workspace.rulebook, [])
    (one,) = check_quarter(workspace, period, date(2026, 1, 31), chosen, "reference")
    return one, workspace.rulebook


def test_what_arrives_is_what_was_sent_and_the_models_are_the_receivers_own(
    checked: tuple[CheckedContract, Rulebook],
) -> None:
    one, rulebook = checked
    there = received(sent(one, rulebook), rulebook)
    assert there == one
    assert there.contract is one.contract and there.vocabulary is one.vocabulary and there.ladder is one.ladder
    assert all(there.requirements[name] is requirement for name, requirement in one.requirements.items())


def test_models_are_not_written(checked: tuple[CheckedContract, Rulebook]) -> None:
    one, rulebook = checked
    data = sent(one, rulebook)
    assert rulebook.vocabulary.measures["answers_positive"].name.encode() not in data
    assert len(data) < 20_000


def test_nothing_of_it_stays_behind(checked: tuple[CheckedContract, Rulebook], monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[weakref.ref[object]] = []

    class Sender(on_the_way._Sender):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            seen.append(weakref.ref(self))

    class Receiver(on_the_way._Receiver):
        def __init__(self, *given: Any) -> None:
            super().__init__(*given)
            seen.append(weakref.ref(self))

    monkeypatch.setattr(on_the_way, "_Sender", Sender)
    monkeypatch.setattr(on_the_way, "_Receiver", Receiver)
    gc.disable()
    try:
        received(sent(*checked), checked[1])
        assert [one() for one in seen] == [None, None]
    finally:
        gc.enable()
