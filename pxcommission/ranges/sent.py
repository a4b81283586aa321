"""Checked contracts on their way between processes: without the models of the rulebook, which both processes hold."""

from __future__ import annotations

import copyreg
import functools
import io
import pickle
from collections.abc import Iterable, Mapping
from typing import Any

from pxcommission.inference.checked import CheckedContract
from pxcommission.rulebook.rulebook import Rulebook

Place = tuple[str, ...]
"""Where a model stands in the rulebook: `("ladder", "local-then-gc9")`."""


def sent(one: CheckedContract, rulebook: Rulebook) -> bytes:
    """The checked contract as bytes, each model of the rulebook told by its place there."""
    held = _held(rulebook, one.contract.contract)
    stream = io.BytesIO()
    _Sender(stream, {id(model): place for place, model in held.items()}, map(type, held.values())).dump(one)
    return stream.getvalue()


def received(answer: bytes, rulebook: Rulebook) -> CheckedContract:
    """The checked contract of these bytes, with the models of a rulebook read from the same files."""
    found: CheckedContract = _Receiver(io.BytesIO(answer), rulebook).load()
    return found


class _Sender(pickle.Pickler):
    """Asks about models of some kinds alone: to be asked about every number and text takes as long as the rest.

    What it asks knows nothing of it, so that all it has seen is let go with it at once.
    """

    def __init__(self, stream: io.BytesIO, places: Mapping[int, Place], kinds: Iterable[type]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self.dispatch_table = {**copyreg.dispatch_table, **dict.fromkeys(kinds, functools.partial(_told, places))}


def _told(places: Mapping[int, Place], model: object) -> str | tuple[Any, ...]:
    """What is written of a model: its place, or all of it where it has none in the rulebook."""
    place = places.get(id(model))
    return model.__reduce_ex__(pickle.HIGHEST_PROTOCOL) if place is None else (model_at, place)


def model_at(*place: str) -> object:
    """Stands in the bytes for the rulebook's model at a place, which only a receiver has."""
    raise TypeError(f"the model at {place} is found by the receiver")


class _Receiver(pickle.Unpickler):
    """Finds models in the rulebook; what finds them knows nothing of it, as with a sender."""

    def __init__(self, stream: io.BytesIO, rulebook: Rulebook) -> None:
        super().__init__(stream)
        self._found = functools.partial(_model_of, rulebook, {})

    def find_class(self, module: str, name: str) -> Any:
        """The class or function of a name; for `model_at` what finds a model of the rulebook."""
        asked = (module, name) == (model_at.__module__, model_at.__name__)
        return self._found if asked else super().find_class(module, name)


def _model_of(rulebook: Rulebook, held: dict[str, dict[Place, object]], *place: str) -> object:
    """The model at a place, which begins with the contract it was sent with; `held`: those of the contracts met so far."""
    name = place[0]
    if name not in held:
        held[name] = _held(rulebook, name)
    return held[name][place]


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
