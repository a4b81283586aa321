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
from typing import Literal

from pydantic import Field, model_validator

from pxcommission.problems import ExitCode, Problem, ProblemsFound
from pxcommission.strict_models import LocalWord, Strict, Text, Title, Whole, Words, YesNo, read_model, wrong


class Where(Strict):
    """Where a thing of a return stands: exactly one of the five."""

    column: Title | None = None
    cell: Title | None = None
    after: Title | None = None
    fixed: Title | None = None
    given: YesNo = False
    optional: YesNo = False
    otherwise: Title | None = None

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

    numerator: Title | None = None
    denominator: Title | None = None
    value: Title | None = None
    value_in: Literal["percent", "fraction"] = "percent"

    @model_validator(mode="after")
    def _something(self) -> FigureColumns:
        if self.numerator is None and self.value is None:
            raise wrong("a figure needs a column", "write numerator and denominator, or value alone")
        if self.numerator is None and self.denominator is not None:
            raise wrong("a denominator stands without a numerator", "write the numerator's column")
        return self


class StatementColumns(Strict):
    """The headings of what the provider says of a requirement."""

    requirement: Title
    contract: Title | None = None
    position: Title | None = None
    reason: Title | None = None
    action: Title | None = None


Mark = Literal["suppressed", "zero denominator", "not measured", "not applicable", "not submitted", "missing"]


class MappingFile(Strict):
    """One mapping as written."""

    title: Title
    kind: Title
    source: Text
    verified: YesNo
    layout: Literal["list", "long"]
    recognised_by: Words
    sheet: Title | None = None
    headings_row: Whole | None = None
    provider: Where
    period: Where
    service: Where
    touchpoint: Where | None = None
    site: Where | None = None
    ward: Where | None = None
    measure: Title | None = None
    figure: FigureColumns | None = None
    figures: dict[LocalWord, FigureColumns] = Field(default_factory=dict)
    measures: dict[str, LocalWord] = Field(default_factory=dict)
    periods: dict[str, Title] = Field(default_factory=dict)
    marks: dict[str, Mark] = Field(default_factory=dict)
    totals: Literal["refuse", "skip"] = "refuse"
    total_labels: Words = ("total", "grand total", "overall", "all")
    submitted_on: Title | None = None
    statement: StatementColumns | None = None
    not_read: Words = ()

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
