"""From a YAML file to a frozen model: strict keys, exact types from text, every problem with line and column."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from pxcommission import schema_types
from pxcommission.problems import ExitCode, ProblemsFound, shortened
from pxcommission.written_values import YES, how_to_write_day, how_to_write_whole, iso_day
from pxcommission.yaml_text import Node, Nothing, Place, PlacedList, PlacedMapping, PlacedText, read_yaml

Model = TypeVar("Model", bound=BaseModel)
LONGEST_TEXT = 2000
LONGEST_TITLE = 200


class Strict(BaseModel):
    """A model of part of a file: unknown keys are errors, nothing changes after reading; `place` is where it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True)

    place: SkipJsonSchema[Place]

    @model_validator(mode="before")
    @classmethod
    def _with_place(cls, value: Any) -> Any:
        if isinstance(value, PlacedMapping):
            if "place" in value:
                raise wrong("unknown key 'place'", "remove it; places are read from the file", "PX030")
            return {**value, "place": value.place}
        return value


def wrong(message: str, fix: str = "", code: str = "", mended: str = "", offset: int = 0) -> PydanticCustomError:
    """An error a validator raises: what is wrong, how to mend it, its code.

    `mended` is the text to write in the value's place, where the program can do so safely by itself; `offset` the character
    of the value, from 0, that the problem is about.
    """
    told = {"message": message, "fix": fix, "code": code, "mended": mended, "offset": offset}
    return PydanticCustomError("px", "{message}", told)


def _scalar(value: Any) -> PlacedText:
    if isinstance(value, Nothing):
        raise wrong("there is no value here", "write the value after the colon, or remove the key", "PX039")
    if not isinstance(value, PlacedText):
        raise wrong("one value is expected here, not a list or a mapping", "write one text after the colon", "PX032")
    return value


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        text = value if type(value) is PlacedText else _scalar(value)
        if not text.strip():
            raise wrong("the text is empty", "write it out, or remove the key", "PX039")
        if len(text) > longest:
            message = f"the text is too long: {len(text):,} characters; at most {longest:,}"
            raise wrong(message, "shorten it; what must be longer belongs in a document of its own", "PX038")
        return text

    return read


def _identifier(value: Any) -> str:
    text = _scalar(value)
    if not IDENTIFIER.fullmatch(text) or text.split("-")[0] in WINDOWS_NAMES:
        how = "use capital letters A-Z, digits and hyphens, at most 40, starting with a letter or digit"
        raise wrong(f"'{shortened(text)}' can't be an id", _such_as(IDENTIFIER, text.upper(), how), "PX037")
    return text


def _such_as(form: re.Pattern[str], likely: str, how: str) -> str:
    """How an id is written, with the one that was likely meant where there is one."""
    foreign = next((char for char in likely if not char.isascii()), "")
    if foreign:
        return f"{how}; '{foreign}' (U+{ord(foreign):04X}) is none of them, though it may look like one"
    if likely.upper().split("-")[0] in WINDOWS_NAMES:
        return f"{how}; Windows keeps this name for a device"
    if "/" in likely or "\\" in likely:
        return f"{how}; it is a name, not a path"
    likely = re.sub(r"[^A-Za-z0-9]+", "-", likely).strip("-")
    usable = form.fullmatch(likely) and likely.upper().split("-")[0] not in WINDOWS_NAMES
    return f"{how}: {likely}" if usable else how


IDENTIFIER = re.compile(r"[A-Z0-9][A-Z0-9-]{0,39}")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ODS_CODE = re.compile(r"[A-Z0-9]{3,12}")
WINDOWS_NAMES = {"CON", "PRN", "AUX", "NUL", *(f"{n}{i}" for n in ("COM", "LPT") for i in range(1, 10))}


def _slug(value: Any) -> str:
    text = _scalar(value)
    if not SLUG.fullmatch(text) or text.upper() in WINDOWS_NAMES:
        how = "use small letters a-z, digits and hyphens, at most 40"
        raise wrong(f"'{shortened(text)}' can't be an id", _such_as(SLUG, text.lower(), how), "PX037")
    return text


def _ods(value: Any) -> str:
    text = _scalar(value)
    if not ODS_CODE.fullmatch(text):
        capital = text.upper() if text.isascii() and ODS_CODE.fullmatch(text.upper()) else ""
        how = f"write {capital}" if capital else "an ODS code has 3 to 12 capital letters and digits"
        raise wrong(f"'{shortened(text)}' can't be an ODS code", how, "PX041", capital)
    return text


def _word(value: Any) -> str:
    text = _scalar(value)
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", text):
        raise wrong(f"'{shortened(text)}' can't be a word", "use small letters, digits and underscores", "PX042")
    return text


def _day(value: Any) -> date:
    text = _scalar(value)
    day = iso_day(text)
    if day is None:
        fix, mended = how_to_write_day(text)
        what = "a day of the calendar" if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "a date"
        raise wrong(f"'{shortened(text)}' is not {what}", fix, "PX034", mended)
    return day


def _yes_no(value: Any) -> bool:
    text = _scalar(value)
    if text not in ("true", "false"):
        meant = YES.get(text.lower(), "")
        raise wrong(
            f"'{shortened(text)}' is neither true nor false", f"write {meant or 'true or false'}", "PX035", meant
        )
    return text == "true"


def _whole(value: Any) -> int:
    text = _scalar(value)
    if not re.fullmatch(r"0|[1-9][0-9]{0,8}", text):
        fix, mended = how_to_write_whole(text)
        raise wrong(f"'{shortened(text)}' is not a whole number", fix, "PX036", mended)
    return int(text)


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, PlacedList):
        found = tuple(_scalar(item) for item in value)
        if not found:
            raise wrong("the list is empty", "write at least one entry, or remove the key", "PX040")
        return found
    return (_scalar(value),)


Text = Annotated[str, PlainValidator(_text(LONGEST_TEXT)), WithJsonSchema(schema_types.text(LONGEST_TEXT))]
Title = Annotated[str, PlainValidator(_text(LONGEST_TITLE)), WithJsonSchema(schema_types.text(LONGEST_TITLE))]
Identifier = Annotated[str, PlainValidator(_identifier), WithJsonSchema(schema_types.IDENTIFIER)]
Slug = Annotated[str, PlainValidator(_slug), WithJsonSchema(schema_types.SLUG)]
OdsCode = Annotated[str, PlainValidator(_ods), WithJsonSchema(schema_types.ODS_CODE)]
LocalWord = Annotated[str, PlainValidator(_word), WithJsonSchema(schema_types.WORD)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema(schema_types.DAY)]
YesNo = Annotated[bool, BeforeValidator(_yes_no), WithJsonSchema(schema_types.YES_NO)]
Whole = Annotated[int, BeforeValidator(_whole), WithJsonSchema(schema_types.whole())]
Words = Annotated[tuple[str, ...], PlainValidator(_words), WithJsonSchema(schema_types.WORDS)]


def place_of(value: object, otherwise: Place) -> Place:
    """Where a text stands that came from a file; `otherwise` for one that did not."""
    return value.place if isinstance(value, PlacedText) else otherwise


def read_model(path: Path, name: str, model: type[Model]) -> Model:
    """The model a file holds; raises ProblemsFound (exit code 3) with every problem in it."""
    return model_of(read_yaml(path, name), model)


def model_of(node: Node, model: type[Model]) -> Model:
    """The model of a node already read."""
    if not isinstance(node, PlacedMapping):
        message, fix = "keys with values are expected here", "write keys with values, such as `title: …`"
        raise ProblemsFound([node.place.problem(message, fix, "PX032")], ExitCode.RULES_WRONG)
    try:
        return model.model_validate(node)
    except ValidationError as found:
        from pxcommission.model_problems import model_problems

        raise ProblemsFound(model_problems(node, model, found), ExitCode.RULES_WRONG) from None
