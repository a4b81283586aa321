"""Mappings: how a local return's columns become figures, written as YAML under `rules/mappings/` and read strictly.

`layout: list` has a row per unit and period with the components of several measures in columns (`figures`).
`layout: long` has a row per unit, period and measure (`measure` names the column that says which, `figure` the columns of
its components). Where a thing stands is always one of: `column`, `cell`, `after` (the text before it in one of the first
rows), `fixed`, or `given: true` (by hand, with --provider or
--period); `optional: true` or `otherwise: word` lets a column be absent or blank. `docs/mappings.md` has every key with examples.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.schema_types import names
from pxcommission.strict_models import LocalWord, Strict, Text, Title, Whole, Words, YesNo, read_model, wrong


class Where(Strict):
    """Where a thing of a return stands: exactly one of the five."""

    column: Title | None = Field(
        default=None, description="The heading of the column it stands in, for example: Trust code."
    )
    cell: Title | None = Field(default=None, description="The cell it stands in, for example: B2.")
    after: Title | None = Field(
        default=None, description="The text it follows in one of the first 12 rows, for example: Provider code."
    )
    fixed: Title | None = Field(
        default=None, description="The same for every row of this return, for example: inpatient."
    )
    given: YesNo = Field(default=False, description="true when a person gives it, with --provider or --period.")
    optional: YesNo = Field(default=False, description="true when its column may be absent or blank.")
    otherwise: Title | None = Field(
        default=None, description="What it is where its column is absent or blank, for example: all."
    )

    @property
    def may_be_absent(self) -> bool:
        """Whether its column may be missing or blank."""
        return self.optional or self.otherwise is not None

    @model_validator(mode="after")
    def _exactly_one(self) -> Where:
        stated = sum(one is not None for one in (self.column, self.cell, self.after, self.fixed)) + self.given
        if stated != 1:
            raise wrong("exactly one place is expected", "write one of column, cell, after, fixed, or given: true")
        return self


class FigureColumns(Strict):
    """The headings under which a measure's components stand, and its stated value to compare with them."""

    numerator: Title | None = Field(default=None, description="The heading over the numerator, or over the count.")
    denominator: Title | None = Field(default=None, description="The heading over the denominator of a proportion.")
    value: Title | None = Field(
        default=None,
        description="The heading over the stated share: compared with the counts, or alone where there are none.",
    )
    value_in: Literal["percent", "fraction"] = Field(
        default="percent",
        description="How the stated share is written.",
        json_schema_extra={"enumDescriptions": ["As 95 or 95%.", "As 0.95."]},
    )

    @model_validator(mode="after")
    def _something(self) -> FigureColumns:
        if self.numerator is None and self.value is None:
            raise wrong("a figure needs a column", "write numerator and denominator, or value alone")
        if self.numerator is None and self.denominator is not None:
            raise wrong("a denominator stands without a numerator", "write the numerator's column")
        return self


class StatementColumns(Strict):
    """The headings of what the provider says of a requirement."""

    requirement: Title = Field(description="The heading over the requirement's id.")
    contract: Title | None = Field(default=None, description="The heading over the contract's id or reference.")
    position: Title | None = Field(default=None, description="The heading over the provider's own position.")
    reason: Title | None = Field(default=None, description="The heading over the provider's reason.")
    action: Title | None = Field(default=None, description="The heading over the provider's action.")


Mark = Literal["suppressed", "zero denominator", "not measured", "not applicable", "not submitted", "missing"]


class MappingFile(Strict):
    """One mapping as written."""

    title: Title = Field(description="What this return is, for example: Quarterly complaints report.")
    kind: Title = Field(description="The label its readings carry.")
    source: Text = Field(
        description="Where the layout comes from, for example: Schedule 6A, as agreed on 1 April 2025."
    )
    verified: YesNo = Field(description="true only when a person compared it with a real file; until then false.")
    layout: Literal["list", "long"] = Field(
        description="How the rows are laid out.",
        json_schema_extra={
            "enumDescriptions": [
                "A row for each unit and period, several measures in columns: write figures.",
                "A row for each unit, period and measure: write measure and figure.",
            ]
        },
    )
    recognised_by: Words = Field(description="Headings that tell this return from others, a list.")
    sheet: Title | None = Field(
        default=None, description="Part of the sheet's name; leave out to try every visible sheet."
    )
    headings_row: Whole | None = Field(
        default=None,
        description="The row the headings stand in, for example 5; leave out for the first row that holds anything.",
    )
    provider: Where = Field(description="Where the provider's code stands, for example {column: Trust code}.")
    period: Where = Field(description="Where the period stands, for example {column: Quarter}.")
    service: Where = Field(description="Where the service stands, for example {fixed: all}.")
    touchpoint: Where | None = Field(default=None, description="Where the touchpoint stands, if there is one.")
    site: Where | None = Field(default=None, description="Where the site's code stands, if there is one.")
    ward: Where | None = Field(default=None, description="Where the ward stands, if there is one.")
    measure: Title | None = Field(default=None, description="Layout long: the heading over the measure's name.")
    figure: FigureColumns | None = Field(
        default=None, description="Layout long: the headings over every measure's figures."
    )
    figures: dict[Annotated[LocalWord, names("measure")], FigureColumns] = Field(
        default_factory=dict,
        description="Layout list: each measure of the vocabulary, and the headings over its figures.",
    )
    measures: dict[str, Annotated[LocalWord, names("measure")]] = Field(
        default_factory=dict, description="The return's own name of a measure, and the vocabulary's word for it."
    )
    periods: dict[str, Title] = Field(
        default_factory=dict,
        description="The return's spelling of a period and ours, for example {2025-Q2: 2025/26 Q1}.",
    )
    marks: dict[str, Mark] = Field(
        default_factory=dict, description='What a mark in place of a count means, for example {"*": suppressed}.'
    )
    totals: Literal["refuse", "skip"] = Field(
        default="refuse",
        description="What to do with rows of totals.",
        json_schema_extra={"enumDescriptions": ["Stop and say so.", "Leave them out."]},
    )
    total_labels: Words = Field(
        default=("total", "grand total", "overall", "all"), description="First texts of a row that tell it is a total."
    )
    submitted_on: Title | None = Field(
        default=None, description="The heading over dates of submission; checked, not used."
    )
    statement: StatementColumns | None = Field(
        default=None, description="The headings over what the provider says of a requirement: reason, action and so on."
    )
    not_read: Words = Field(
        default=(), description="Columns that are known and left, only looked through for personal details."
    )

    @model_validator(mode="after")
    def _layout_is_whole(self) -> MappingFile:
        if self.layout == "long" and (self.measure is None or self.figure is None or self.figures):
            raise wrong("layout long needs `measure` and `figure`, and has no `figures`")
        if self.layout == "list" and (not self.figures or self.measure is not None or self.figure is not None):
            raise wrong("layout list needs `figures`, and has neither `measure` nor `figure`")
        return self

    @property
    def places(self) -> tuple[Where, ...]:
        """Where each thing about a row stands."""
        places = (self.provider, self.period, self.service, self.touchpoint, self.site, self.ward)
        return tuple(place for place in places if place is not None)

    @property
    def needed(self) -> tuple[str, ...]:
        """Every heading a file must have to fit."""
        spare = {place.column for place in self.places if place.may_be_absent} | set(self.not_read)
        return tuple(name for name in self.columns if name not in spare)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every heading the mapping knows."""
        known = [place.column for place in self.places]
        for figure in (self.figure, *self.figures.values()):
            known += [figure.numerator, figure.denominator, figure.value] if figure else []
        if self.statement:
            said = self.statement
            known += [said.requirement, said.contract, said.position, said.reason, said.action]
        known += [self.measure, self.submitted_on, *self.recognised_by, *self.not_read]
        return tuple(dict.fromkeys(one for one in known if one is not None))


@dataclass(frozen=True)
class Mapping:
    """A mapping by the name of its file, with the hash of what was written."""

    id: str
    shown: str
    sha256: str
    file: MappingFile


def load_mappings(folder: Path, shown: str) -> tuple[Mapping, ...]:
    """Every mapping of a folder by name; raises ProblemsFound (exit code 3) with every problem of every file."""
    found: list[Mapping] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else []:
        name = f"{shown}/{path.name}"
        try:
            written = read_model(path, name, MappingFile)
            found.append(Mapping(path.stem, name, hashlib.sha256(path.read_bytes()).hexdigest(), written))
        except ProblemsFound as stopped:
            problems += stopped.problems
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    return tuple(found)
