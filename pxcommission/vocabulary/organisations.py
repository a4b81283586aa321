"""Changes of organisations that people write down: mergers, new names, new commissioners, each with day and source."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from pxcommission.strict_models import Day, OdsCode, Strict, Text, Title, YesNo, wrong


class OrganisationEntry(Strict):
    """What is known of one code: names by day, first and last day, what it went into, its integrated care board."""

    names: dict[Day, Title] = Field(
        default_factory=dict,
        description="Its name from each day, for example {2019-04-01: The old name, 2020-04-01: The new name}.",
    )
    from_: Annotated[
        Day | None, Field(default=None, alias="from", description="The code's first day, for example 2026-04-01.")
    ]
    until: Day | None = Field(default=None, description="The code's last day, for example 2026-03-31.")
    successors: tuple[OdsCode, ...] = Field(
        default=(), description="The codes it went into: usually one; several where it was divided."
    )
    icb: dict[Day, OdsCode] = Field(
        default_factory=dict, description="The integrated care board it belongs to, from each day."
    )
    source: Text = Field(description="Where this was read.")
    verified: YesNo = Field(description="true only where the days and codes were read in the order or list itself.")
    note: Text | None = Field(default=None, description="What a reader should know, such as how it was divided.")

    @model_validator(mode="after")
    def _in_order(self) -> OrganisationEntry:
        if self.from_ is not None and self.until is not None and self.until < self.from_:
            raise wrong(f"it ends ({self.until}) before it begins ({self.from_})", "check `from` and `until`")
        if self.successors and self.until is None:
            raise wrong("it has a successor but no last day", "add `until`, the last day of this code")
        return self

    @property
    def days(self) -> tuple[date, ...]:
        """Every day it speaks of."""
        stated = (self.from_, self.until, *self.names, *self.icb)
        return tuple(sorted(day for day in stated if day is not None))


class OrganisationFile(Strict):
    """One file under `rules/organisations/`: what became of organisations, by code."""

    title: Title = Field(description="What these changes are, for example: Mergers of integrated care boards.")
    organisations: dict[OdsCode, OrganisationEntry] = Field(
        min_length=1, description="What is known of each code, by the code."
    )
