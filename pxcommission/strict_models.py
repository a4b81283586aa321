"""From a YAML file to a frozen model: strict keys, exact types from text, every problem with line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainValidator, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean, shortened
from pxcommission.yaml_text import Node, Nothing, Place, PlacedList, PlacedMapping, PlacedText, read_yaml

Model = TypeVar("Model", bound=BaseModel)
LONGEST_TEXT = 2000
LONGEST_TITLE = 200


class Strict(BaseModel):
    """A model of part of a file: unknown keys are errors, nothing changes after reading; `place` is where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    place: Place

    @model_validator(mode="before")
    @classmethod
    def _with_place(cls, value: Any) -> Any:
        if isinstance(value, PlacedMapping):
            if "place" in value:
                raise wrong("unknown key 'place'")
            return {**value, "place": value.place}
        return value


def wrong(message: str, fix: str = "") -> PydanticCustomError:
    """An error a validator raises: what is wrong and how to mend it."""
    return PydanticCustomError("px", "{message}", {"message": message, "fix": fix})


def _scalar(value: Any) -> PlacedText:
    if isinstance(value, Nothing):
        raise wrong("there is no value here", "write the value after the colon")
    if not isinstance(value, PlacedText):
        raise wrong("one value is expected here, not a list or a mapping")
    return value


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = _scalar(value)
        if not text.strip():
            raise wrong("the text is empty", "write it out, or remove the key")
        if len(text) > longest:
            raise wrong(f"the text is too long: {len(text):,} characters; at most {longest:,}")
        return text

    return read


def _identifier(value: Any) -> str:
    text = _scalar(value)
    if not IDENTIFIER.fullmatch(text) or text.split("-")[0] in WINDOWS_NAMES:
        how = "use capital letters A-Z, digits and hyphens, at most 40, starting with a letter or digit"
        raise wrong(f"'{shortened(text)}' can't be an id", how)
    return text


IDENTIFIER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ODS_CODE = re.compile(r"[A-Z0-9]{3,12}")
WINDOWS_NAMES = {"CON", "PRN", "AUX", "NUL", *(f"{n}{i}" for n in ("COM", "LPT") for i in range(1, 10))}


def _slug(value: Any) -> str:
    text = _scalar(value)
    if not SLUG.fullmatch(text) or text.upper() in WINDOWS_NAMES:
        raise wrong(f"'{shortened(text)}' can't be an id", "use small letters a-z, digits and hyphens, at most 40")
    return text


def _ods(value: Any) -> str:
    text = _scalar(value)
    if not ODS_CODE.fullmatch(text):
        raise wrong(f"'{shortened(text)}' can't be an ODS code", "an ODS code has 3 to 12 capital letters and digits")
    return text


def _word(value: Any) -> str:
    text = _scalar(value)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", text):
        raise wrong(f"'{shortened(text)}' can't be a word", "use small letters, digits and underscores")
    return text


def _day(value: Any) -> date:
    text = _scalar(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise wrong(f"'{text}' is not a day of the calendar") from None
    raise wrong(f"'{shortened(text)}' is not a date", "write year-month-day, such as 2025-04-01")


def _yes_no(value: Any) -> bool:
    text = _scalar(value)
    if text not in ("true", "false"):
        raise wrong(f"'{shortened(text)}' is neither true nor false", "write true or false")
    return text == "true"


def _whole(value: Any) -> int:
    text = _scalar(value)
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        raise wrong(f"'{shortened(text)}' is not a whole number", "write digits only, such as 10")
    return int(text)


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, PlacedList):
        found = tuple(_scalar(item) for item in value)
        if not found:
            raise wrong("the list is empty")
        return found
    return (_scalar(value),)


Text = Annotated[str, PlainValidator(_text(LONGEST_TEXT))]
Title = Annotated[str, PlainValidator(_text(LONGEST_TITLE))]
Identifier = Annotated[str, PlainValidator(_identifier)]
Slug = Annotated[str, PlainValidator(_slug)]
OdsCode = Annotated[str, PlainValidator(_ods)]
LocalWord = Annotated[str, PlainValidator(_word)]
Day = Annotated[date, BeforeValidator(_day)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Whole = Annotated[int, BeforeValidator(_whole)]
Words = Annotated[tuple[str, ...], PlainValidator(_words)]


def place_of(value: object, otherwise: Place) -> Place:
    """Where a text stands that came from a file; `otherwise` for one that did not."""
    return value.place if isinstance(value, PlacedText) else otherwise


def read_model(path: Path, name: str, model: type[Model]) -> Model:
    """The model a file holds; raises ProblemsFound (exit code 3) with every problem in it."""
    return model_of(read_yaml(path, name), model)


def model_of(node: Node, model: type[Model]) -> Model:
    """The model of a node already read."""
    if not isinstance(node, PlacedMapping):
        place = node.place
        raise ProblemsFound(
            [place.problem("keys with values are expected here, such as `title: …`")], ExitCode.RULES_WRONG
        )
    try:
        return model.model_validate(node)
    except ValidationError as found:
        problems = [_problem(node, model, error) for error in _without_echoes(found.errors(include_url=False))]
        raise ProblemsFound(problems, ExitCode.RULES_WRONG) from None


def _without_echoes(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """The errors without "too short" lists that are only short because an entry in them was wrong."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if error["type"] != "too_short" or not any(p[: len(error["loc"])] == error["loc"] != p for p in places)
    ]


def _problem(root: Node, model: type[BaseModel], error: ErrorDetails) -> Problem:
    place, key_place, container = _find(root, error["loc"])
    key = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            known = _known_keys(model, error["loc"][:-1])
            near = did_you_mean(key, known)
            fix = "" if near else "known here: " + ", ".join(sorted(known))
            return (key_place or place).problem(f"unknown key '{shortened(key)}'{near}", fix)
        case "missing":
            return container.problem(f"'{key}' is missing", f"add `{key}: …`")
        case "px":
            context = error["ctx"]
            said = (
                f"{key}: {context['message']}" if key and not key.isdigit() and key != "[key]" else context["message"]
            )
            return place.problem(said, context["fix"])
        case "literal_error" | "enum":
            allowed = str(error.get("ctx", {}).get("expected", "")).replace("'", "")
            near = did_you_mean(str(error["input"]), re.split(r", | or ", allowed))
            return place.problem(f"{key}: '{shortened(str(error['input']))}' is not known{near}", f"one of: {allowed}")
        case "list_type" | "tuple_type":
            return place.problem(f"{key}: a list is expected here", "write each entry on a line starting with '- '")
        case "too_short":
            return place.problem(f"{key}: the list is empty", "write at least one entry")
        case "model_type" | "dict_type" | "model_attributes_type":
            return place.problem(f"{key}: keys with values are expected here")
        case _:
            return place.problem(f"{key}: {error['msg']}")


def _find(root: Node, loc: Iterable[int | str]) -> tuple[Place, Place | None, Place]:
    """The place of the value at `loc`, of its key, and of what contains it."""
    node: Any = root
    key_place: Place | None = None
    container: Place = root.place
    for step in loc:
        if isinstance(node, PlacedMapping):
            container = node.place
            found = next((key for key in node if key == str(step)), None)
            if found is None:
                return (key_place or node.place, key_place, container)
            key_place, node = found.place, node[found]
        elif isinstance(node, PlacedList) and isinstance(step, int) and step < len(node):
            container, key_place, node = node.place, None, node[step]
        elif step == "[key]" and key_place is not None:
            return key_place, key_place, container
    return node.place, key_place, container


def _known_keys(model: type[BaseModel], loc: Iterable[int | str]) -> set[str]:
    """The keys of the model that stands at `loc` within `model`."""
    current: type[BaseModel] = model
    for step in loc:
        field = next((f for n, f in current.model_fields.items() if step in (n, f.alias)), None)
        inner = _inner_model(field.annotation) if field else None
        current = inner or current
    return {f.alias or n for n, f in current.model_fields.items()} - {"place"}


def _inner_model(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _inner_model(part)
        if found is not None:
            return found
    return None
