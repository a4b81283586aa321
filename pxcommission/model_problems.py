"""What a model refused, told as problems: the place in the file, plain words, the way to mend it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec.structs import replace
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pxcommission.misspellings import safely_meant
from pxcommission.problems import Mend, Problem, did_you_mean, shortened
from pxcommission.yaml_text import Nothing, Place, PlacedList, PlacedMapping, PlacedText

MOST_PROBLEMS = 200
_KINDS = {
    "list_type": ("a list is expected here", "write each entry on a line starting with '- ', or [first, second]"),
    "tuple_type": ("a list is expected here", "write each entry on a line starting with '- ', or [first, second]"),
    "dict_type": ("keys with values are expected here", "write `name: value`, each on a line of its own"),
    "model_type": ("keys with values are expected here", ""),
    "model_attributes_type": ("keys with values are expected here", ""),
}


def model_problems(root: PlacedMapping, model: type[BaseModel], found: ValidationError) -> Iterator[Problem]:
    """The problems of a file's content that the model refused, in the model's order."""
    for error in _without_echoes(found.errors(include_url=False), model)[:MOST_PROBLEMS]:
        yield _problem(_Spot(root, error["loc"]), model, error)


def _without_echoes(errors: list[ErrorDetails], model: type[BaseModel]) -> list[ErrorDetails]:
    """The errors without those that end with another: lists short of a wrong entry, keys missing because misspelt."""
    inner = {error["loc"][:length] for error in errors for length in range(len(error["loc"]))}
    misspelt = {
        (*error["loc"][:-1], safely_meant(str(error["loc"][-1]), known_keys(model, error["loc"][:-1])))
        for error in errors
        if error["type"] == "extra_forbidden"
    }
    echoes = {"too_short": inner, "missing": misspelt}
    return [error for error in errors if error["loc"] not in echoes.get(error["type"], ())]


class _Spot:
    """Where an error stands: the value, the key before it, and the place of what contains both."""

    def __init__(self, root: PlacedMapping, loc: tuple[int | str, ...]) -> None:
        self.loc = loc
        self.value: Any = root
        self.key: PlacedText | None = None
        self.container: Place = root.place
        self.beside: Iterable[str] = ()
        for step in loc:
            if isinstance(self.value, PlacedMapping):
                self._step_to_key(str(step))
            elif isinstance(self.value, PlacedList) and isinstance(step, int) and step < len(self.value):
                self.container, self.key, self.value = self.value.place, None, self.value[step]
            elif step == "[key]" and self.key is not None:
                self.value = self.key

    def _step_to_key(self, step: str) -> None:
        inside: PlacedMapping = self.value
        self.container, self.beside = inside.place, inside
        found = next((key for key in inside if key == step), None)
        if found is not None:
            self.key, self.value = found, inside[found]

    @property
    def name(self) -> str:
        """The key as it is called in a message; nothing for an entry of a list or for a key itself."""
        last = str(self.loc[-1]) if self.loc else ""
        return "" if last.isdigit() or last == "[key]" else last

    def problem(self, message: str, fix: str, code: str, mended: str = "", offset: int = 0) -> Problem:
        """A problem of the value, which the text `mended` may replace safely where it is unquoted.

        `offset` counts the characters of an unquoted value up to the one the problem is about.
        """
        place: Place = self.value.place
        mend = None
        if mended and isinstance(self.value, PlacedText) and self.value.plain:
            mend = Mend(place.line, place.column, str(self.value), mended)
        if isinstance(self.value, PlacedText) and self.value.plain:
            place = replace(place, column=place.column + offset)
        return place.problem(f"{self.name}: {message}" if self.name else message, fix, code, mend)


def _problem(spot: _Spot, model: type[BaseModel], error: ErrorDetails) -> Problem:
    kind = error["type"]
    if kind == "extra_forbidden":
        return _unknown_key(spot, model)
    if kind == "missing":
        key = str(spot.loc[-1])
        return spot.container.problem(f"'{key}' is missing", f"add `{key}: …`", "PX031")
    if kind == "px":
        told = error["ctx"]
        return spot.problem(told["message"], told["fix"], told["code"] or "PX043", told["mended"], told["offset"])
    if kind in ("literal_error", "enum"):
        return _not_allowed(spot, str(error.get("ctx", {}).get("expected", "")).replace("'", ""))
    if kind in _KINDS:
        return _wrong_kind(spot, model, kind)
    if kind == "too_short":
        empty = "nothing stands between the braces" if isinstance(spot.value, PlacedMapping) else "the list is empty"
        return spot.problem(empty, "write at least one entry", "PX040")
    return spot.problem(error["msg"], "", "PX043")


def _unknown_key(spot: _Spot, model: type[BaseModel]) -> Problem:
    key = str(spot.loc[-1])
    known = known_keys(model, spot.loc[:-1])
    near = did_you_mean(key, known)
    place = spot.key.place if spot.key is not None else spot.container
    meant = safely_meant(key, known)
    if near:
        fix = f"write `{meant}`" if meant else "write the key as it is spelt here, or remove the line"
    else:
        fix = "known here: " + ", ".join(sorted(known))
    mend = Mend(place.line, place.column, key, meant) if meant and spot.key and spot.key.plain else None
    return place.problem(f"unknown key '{shortened(key)}'{near}", fix, "PX030", None if meant in spot.beside else mend)


def _not_allowed(spot: _Spot, allowed: str) -> Problem:
    if not isinstance(spot.value, PlacedText):
        return _no_single_value(spot, f"one of: {allowed}")
    words = re.split(r", | or ", allowed)
    message = f"'{shortened(spot.value)}' is not known{did_you_mean(spot.value, words)}"
    return spot.problem(message, f"one of: {allowed}", "PX033", safely_meant(spot.value, words))


def _no_single_value(spot: _Spot, fix: str) -> Problem:
    if isinstance(spot.value, Nothing):
        return spot.problem("there is no value here", fix, "PX039")
    return spot.problem("one value is expected here, not a list or a mapping", fix, "PX032")


def _wrong_kind(spot: _Spot, model: type[BaseModel], kind: str) -> Problem:
    message, fix = _KINDS[kind]
    if not fix:
        fix = "known here: " + ", ".join(sorted(known_keys(model, spot.loc)))
    if isinstance(spot.value, Nothing):
        return spot.problem("there is no value here", f"{fix}; or remove the key", "PX039")
    lone = kind in ("list_type", "tuple_type") and re.fullmatch(r"[\w@.][\w@. -]*", str(spot.value))
    return spot.problem(message, fix, "PX032", f"[{spot.value}]" if lone else "")


def known_keys(model: type[BaseModel], loc: Iterable[int | str]) -> set[str]:
    """The keys of the model that stands at `loc` within `model`."""
    current: type[BaseModel] = model
    for step in loc:
        field = next((f for n, f in current.model_fields.items() if step in (n, f.alias)), None)
        current = (_inner_model(field.annotation) if field else None) or current
    return {f.alias or n for n, f in current.model_fields.items()} - {"place"}


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner_model(part)
        if found is not None:
            return found
    return None
