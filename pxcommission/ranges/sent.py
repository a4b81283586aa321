"""Checked contracts on their way between processes: without the models of the rulebook, which both processes hold."""

from __future__ import annotations

import io
import pickle
from collections.abc import Mapping

from pxcommission.inference.checked import CheckedContract
from pxcommission.rulebook.rulebook import Rulebook

Place = tuple[str, ...]
"""Where a model stands in the rulebook: `("ladder", "local-then-gc9")`."""


def sent(one: CheckedContract, rulebook: Rulebook) -> bytes:
    """The checked contract as bytes, each model of the rulebook told by its place there."""
    held = _held(rulebook, one.contract.contract)
    stream = io.BytesIO()
    _Sender(stream, {id(model): place for place, model in held.items()}).dump(one)
    return stream.getvalue()


def received(answer: bytes, rulebook: Rulebook) -> CheckedContract:
    """The checked contract of these bytes, with the models of a rulebook read from the same files."""
    found: CheckedContract = _Receiver(io.BytesIO(answer), rulebook).load()
    return found


class _Sender(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, places: Mapping[int, Place]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._places = places

    def persistent_id(self, model: object) -> Place | None:
        """The place of a model of the rulebook; None for all else, which is written."""
        return self._places.get(id(model))


class _Receiver(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, rulebook: Rulebook) -> None:
        super().__init__(stream)
        self._rulebook = rulebook
        self._held: dict[str, dict[Place, object]] = {}

    def persistent_load(self, place: Place) -> object:
        """The model at a place, which begins with the contract it was sent with."""
        name = place[0]
        if name not in self._held:
            self._held[name] = _held(self._rulebook, name)
        return self._held[name][place]


def _held(rulebook: Rulebook, contract: str) -> dict[Place, object]:
    """What a contract's check holds of the rulebook, by its place."""
    own = rulebook.contracts[contract]
    return {
        (contract, "vocabulary"): rulebook.vocabulary,
        (contract, "contract"): own.contract,
        **{(contract, "ladder", name): ladder for name, ladder in rulebook.ladders.items()},
        **{(contract, "form", name): form for name, form in rulebook.forms.items()},
        **{(contract, "requirement", one.id): one for one, _ in rulebook.in_contract(own)},
    }
