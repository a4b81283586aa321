"""What a measure counts in the listening registers: which entries, and by which of a closed list of rules."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated, Any

from msgspec import Struct
from pydantic import BeforeValidator, Field, WithJsonSchema

from pxcommission.problems import did_you_mean
from pxcommission.schema_types import names
from pxcommission.strict_models import Strict, Title, Words, wrong
from pxcommission.yaml_text import PlacedList

KINDS = {
    "complaint": "Complaint",
    "pals-concern": "Concern brought to the Patient Advice and Liaison Service",
    "patient-story": "Patient story",
    "experience-diary": "Experience diary",
    "discussion-group": "Discussion group",
    "comment": "Comment",
    "visit": "Visit (15 steps, enter and view)",
    "healthwatch-report": "Healthwatch report",
    "compliment": "Compliment",
}
"""Every kind of entry of a listening register, with its name."""
CASES = ("complaint", "pals-concern")
"""The kinds that are followed from the day received to the answer."""
SENTIMENTS = ("positive", "negative", "mixed", "neutral")


class Counting(StrEnum):
    """What is counted of the entries of a register."""

    HEARD = "heard"
    PEOPLE = "people heard"
    POSITIVE = "positive"
    NEGATIVE = "negative"
    ACTED_ON = "asked for and acted on"
    ACKNOWLEDGED = "acknowledged within N working days"
    SETTLED = "settled within N working days"
    ANSWERED = "answered by the day agreed"
    REOPENED = "opened again after the answer"
    UPHELD = "upheld"
    UPHELD_WITH_ACTION = "upheld with an action"
    UNEXPLAINED = "open over six months without an explanation"

    @property
    def is_count(self) -> bool:
        """Whether it gives a number of cases; the others give a share."""
        return self in (Counting.HEARD, Counting.PEOPLE, Counting.UNEXPLAINED)

    @property
    def of_cases(self) -> bool:
        """Whether it reads the dates and the outcome of complaints and concerns."""
        return self not in (
            Counting.HEARD, Counting.PEOPLE, Counting.POSITIVE, Counting.NEGATIVE, Counting.ACTED_ON,
        )  # fmt: skip


class Counted(Struct, frozen=True):
    """A rule of counting with its number of working days, where it has one."""

    counting: Counting
    days: int = 0

    @property
    def text(self) -> str:
        """As it is written in a file."""
        return self.counting.value.replace("N", str(self.days))


_WITH_DAYS = re.compile(r"(acknowledged|settled) within ([1-9][0-9]?) working days?")


def read_counted(text: str) -> Counted | None:
    """The rule a text names; None if it is none."""
    if found := _WITH_DAYS.fullmatch(text):
        return Counted(Counting(f"{found[1]} within N working days"), int(found[2]))
    plain = [one for one in Counting if "N" not in one.value]
    return next((Counted(one) for one in plain if one.value == text), None)


def _counted(value: Any) -> Counted:
    found = read_counted(str(value)) if isinstance(value, str) else None
    if found is None:
        near = did_you_mean(str(value), [one.value for one in Counting])
        raise wrong(f"'{value!s:.60}' is no rule of counting{near}", "write one of: " + "; ".join(Counting))
    return found


def _kinds(value: Any) -> tuple[str, ...]:
    listed = tuple(str(one) for one in value) if isinstance(value, PlacedList | list | tuple) else (str(value),)
    for one in listed:
        if one not in KINDS:
            raise wrong(f"there is no register '{one:.60}'{did_you_mean(one, KINDS)}", "known: " + ", ".join(KINDS))
    if not listed:
        raise wrong("the list is empty", "write at least one of: " + ", ".join(KINDS))
    return listed


def _sentiments(value: Any) -> tuple[str, ...]:
    listed = tuple(str(one) for one in value) if isinstance(value, PlacedList | list | tuple) else (str(value),)
    for one in listed:
        if one not in SENTIMENTS:
            raise wrong(
                f"'{one:.60}' is no sentiment{did_you_mean(one, SENTIMENTS)}", "known: " + ", ".join(SENTIMENTS)
            )
    return listed


def _one_or_more(words: list[str]) -> WithJsonSchema:
    return WithJsonSchema({"anyOf": [{"enum": words}, {"type": "array", "items": {"enum": words}, "minItems": 1}]})


class CountedFrom(Strict):
    """Which entries of the listening registers a measure is counted from."""

    registers: Annotated[tuple[str, ...], BeforeValidator(_kinds), _one_or_more(list(KINDS))] = Field(
        alias="register", description="The kind of entry, or a list of kinds, for example: complaint."
    )
    rule: Annotated[Counted, BeforeValidator(_counted), WithJsonSchema({"type": "string"})] = Field(
        description="What is counted of them, for example: acknowledged within 3 working days, or heard."
    )
    sentiment: Annotated[tuple[str, ...], BeforeValidator(_sentiments), _one_or_more(list(SENTIMENTS))] = Field(
        default=(), description="Only entries of this sentiment; leave out for all."
    )
    aspect: Annotated[Title, names("aspect")] | None = Field(
        default=None, description="Only entries about this aspect of a good experience; leave out for all."
    )
    theme: Words = Field(default=(), description="Only entries with one of these themes; leave out for all.")
