"""The numbers by which sources are set side by side: how many voices make a direction, when words alone are a concern."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, WithJsonSchema

from pxcommission.problems import did_you_mean
from pxcommission.schema_types import whole
from pxcommission.strict_models import Strict, Text, Whole, YesNo, wrong

USUAL: Mapping[str, int] = {
    "voices_that_make_a_direction": 2,
    "accounts_for_a_concern": 3,
    "ways_of_listening_for_a_concern": 2,
    "quarters_listened_to_for_a_concern": 2,
    "sources_that_agree": 2,
    "operational_days_to_reply": 10,
}
"""Every number of triangulation with its usual value, which counts where a workspace writes none of its own."""
_FROM_ONE = whole(1, 60, "[1-9]|[1-5][0-9]|60")


def _from_one(value: int) -> int:
    if not 1 <= value <= 60:
        raise wrong(f"{value} is out of bounds", "write a whole number from 1 to 60")
    return value


class TriangulationNumber(Strict):
    """One number of triangulation: its value, what it decides, where it comes from, and whether anybody checked that."""

    value: Annotated[Whole, AfterValidator(_from_one), WithJsonSchema(_FROM_ONE)] = Field(
        description="The number, 1 to 60, for example: 3."
    )
    meaning: Text = Field(description="What it decides, in a sentence.")
    source: Text = Field(description="Where it comes from, for example: agreed by the quality committee in May 2026.")
    verified: YesNo = Field(default=False, description="true only when a person compared it with its source.")


def known_numbers(given: dict[str, TriangulationNumber]) -> dict[str, TriangulationNumber]:
    """The numbers as given; refused where one has a name that nothing reads."""
    for name in given:
        if name not in USUAL:
            near = did_you_mean(name, USUAL)
            raise wrong(f"there is no number '{name:.60}'{near}", "known: " + ", ".join(USUAL))
    return given


def number_in_force(numbers: Mapping[str, TriangulationNumber], name: str) -> int:
    """The workspace's own number of that name, else the usual one."""
    own = numbers.get(name)
    return own.value if own is not None else USUAL[name]
