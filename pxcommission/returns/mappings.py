"""Mappings: how a local return's columns become figures, written as YAML under `rules/mappings/` and read strictly.

`layout: list` has a row per unit and period with the components of several measures in columns (`figures`).
`layout: long` has a row per unit, period and measure: `measure` names the column that says which, and either `figure` the
columns of its components, or, where each component has a row of its own, `rows` the texts of those rows and `number` the
column their numbers stand in. `layout: wide` is either of the two with columns for each period: headings that hold the period
are written with `{period}` in its place. `docs/mappings.md` has every key with examples.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Annotated, Literal

from msgspec import Struct
from pydantic import BeforeValidator, Field, model_validator

from pxcommission.evidence.observations import Characteristic
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.returns.group_words import characteristic_of
from pxcommission.returns.mapping_parts import EACH_PERIOD, FigureColumns, Mark, StatementColumns, Where
from pxcommission.schema_types import names
from pxcommission.strict_models import LocalWord, Strict, Text, Title, Whole, Words, YesNo, model_of, read_model, wrong
from pxcommission.yaml_text import PlacedText, read_yaml_text

WHOLE = ("All patients", "All people", "All respondents", "All responses", "All groups", "All", "Total", "Overall")
"""What a row of everybody calls its group, unless the mapping says otherwise."""


def _characteristic(value: object) -> object:
    if isinstance(value, PlacedText) and str(value) in set(Characteristic):
        return Characteristic(str(value))
    known = ", ".join(Characteristic)
    near = did_you_mean(str(value), list(Characteristic)) if isinstance(value, PlacedText) else ""
    raise wrong(f"'{value}' is no characteristic that is compared{near}", f"write one of {known}")


class MappingFile(Strict):
    """One mapping as written."""

    title: Title = Field(description="What this return is, for example: Quarterly complaints report.")
    kind: Title = Field(description="The label its readings carry.")
    source: Text = Field(
        description="Where the layout comes from, for example: Schedule 6A, as agreed on 1 April 2025."
    )
    verified: YesNo = Field(description="true only when a person compared it with a real file; until then false.")
    published_by: Title | None = Field(
        default=None,
        description="Who publishes it, for example: NHS England. Leave out for what a provider sends.",
    )
    layout: Literal["list", "long", "wide"] = Field(
        description="How the rows are laid out.",
        json_schema_extra={
            "enumDescriptions": [
                "A row for each unit and period, several measures in columns: write figures.",
                "A row for each unit, period and measure: write measure and figure, or measure, rows and number.",
                "Columns for each month, quarter or year: as list or long, with {period} in the headings of figures.",
            ]
        },
    )
    recognised_by: Words = Field(description="Headings that tell this return from others, a list.")
    sheet: Title | None = Field(
        default=None, description="Part of the sheet's name; leave out to try every visible sheet."
    )
    every_sheet: YesNo = Field(
        default=False,
        description="true when every sheet that fits is a part of the return, such as a sheet for each site.",
    )
    headings_row: Whole | None = Field(
        default=None,
        description="The row the headings stand in, for example 5; leave out for the first row that holds anything.",
    )
    headings_rows: Whole = Field(
        default=1,
        description="2 where a second row of headings above it spans several columns: they are named above / below.",
    )
    ends_at_blank_row: YesNo = Field(
        default=False, description="true when the table ends at the first blank row and something else stands below it."
    )
    provider: Where = Field(description="Where the provider's code stands, for example {column: Trust code}.")
    period: Where = Field(description="Where the period stands, for example {column: Quarter}.")
    year: Where | None = Field(
        default=None,
        description="Where the contract year stands, for months and quarters that leave it out, such as Apr or Q1.",
    )
    service: Where = Field(description="Where the service stands, for example {fixed: all}.")
    touchpoint: Where | None = Field(default=None, description="Where the touchpoint stands, if there is one.")
    site: Where | None = Field(default=None, description="Where the site's code stands, if there is one.")
    ward: Where | None = Field(default=None, description="Where the ward stands, if there is one.")
    sites: dict[str, Title] = Field(
        default_factory=dict,
        description="The return's own name of a site and its code, for example {Example General: RZ101}.",
    )
    whole_provider: Words = Field(
        default=(),
        description="What the rows of the whole provider are called, in the column of the site or ward: [Trust, All sites].",
    )
    whole_site: Words = Field(
        default=(), description="What the row of a whole site is called among its wards, for example [Site total]."
    )
    characteristic: Where | None = Field(
        default=None,
        description="For rows of groups of people: where it stands what they are grouped by, for example {fixed: ethnicity}, or "
        "{column: Breakdown} for a file of several. One of ethnicity, age, sex, disability, deprivation.",
    )
    group: Where | None = Field(
        default=None,
        description="For rows of groups of people: where the group stands, for example {column: Ethnic group}.",
    )
    groups_whole: Words = Field(
        default=WHOLE, description="What the rows of everybody call their group; they are the figures that are judged."
    )
    characteristics: dict[str, Annotated[Characteristic, BeforeValidator(_characteristic)]] = Field(
        default_factory=dict,
        description="The return's own word for a characteristic and ours, for example {Gender: sex}.",
    )
    measure: Title | None = Field(default=None, description="Layout long: the heading over the measure's name.")
    figure: FigureColumns | None = Field(
        default=None, description="Layout long: the headings over every measure's figures."
    )
    number: Title | None = Field(
        default=None, description="With rows: the heading over their numbers, for example {period} in layout wide."
    )
    rows: dict[Annotated[LocalWord, names("measure")], FigureColumns] = Field(
        default_factory=dict,
        description="Each measure of the vocabulary, and the texts (under `measure`) of the rows of its components.",
    )
    rows_not_read: Words = Field(default=(), description="Texts under `measure` of rows that are known and left.")
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
    footnotes: Literal["refuse", "skip"] = Field(
        default="refuse",
        description="What to do with rows of one text below the last figures.",
        json_schema_extra={"enumDescriptions": ["Read them as rows, which they are not.", "Leave them out."]},
    )
    submitted_on: Title | None = Field(
        default=None, description="The heading over dates of submission; checked, not used."
    )
    statement: StatementColumns | None = Field(
        default=None, description="The headings over what the provider says of a requirement: reason, action and so on."
    )
    requirements: dict[Annotated[LocalWord, names("measure")], Words] = Field(
        default_factory=dict,
        description="Where the return has no column of requirements: those its reason and action for a measure are about.",
    )
    not_read: Words = Field(
        default=(), description="Columns that are known and left, only looked through for personal details."
    )

    @model_validator(mode="after")
    def _layout_is_whole(self) -> MappingFile:
        by_rows = bool(self.rows) or self.number is not None
        if by_rows and not (self.rows and self.number and self.measure and not self.figures and self.figure is None):
            raise wrong("`rows` needs `measure` and `number`, and has neither `figure` nor `figures`")
        if by_rows and self.layout == "list":
            raise wrong(
                "`rows` belongs to layout long or wide", "write layout: long, or wide with {period} in `number`"
            )
        long = by_rows or self.measure is not None or self.figure is not None
        expects_long = self.layout == "long" or (self.layout == "wide" and long)
        if expects_long and not by_rows and (self.measure is None or self.figure is None or self.figures):
            raise wrong(f"layout {self.layout} needs `measure` and `figure`, and has no `figures`")
        if self.layout == "list" and long:
            raise wrong("layout list needs `figures`, and has neither `measure` nor `figure`")
        if not long and not self.figures:
            raise wrong(f"layout {self.layout} needs `figures`")
        return self

    @model_validator(mode="after")
    def _groups_are_whole(self) -> MappingFile:
        if (self.group is None) != (self.characteristic is None):
            raise wrong(
                "`group` and `characteristic` belong together", "write both, such as characteristic: {fixed: age}"
            )
        fixed = self.characteristic.fixed if self.characteristic else None
        if fixed is not None and characteristic_of(fixed, self.characteristics) is None:
            fix = f"write one of {', '.join(Characteristic)}"
            raise wrong(
                f"'{fixed}' is no characteristic that is compared{did_you_mean(fixed, list(Characteristic))}", fix
            )
        return self

    @model_validator(mode="after")
    def _periods_across(self) -> MappingFile:
        templates = [name for name in self._figure_headings if EACH_PERIOD in name]
        if self.layout != "wide":
            if self.period.across or templates:
                raise wrong("`across` and {period} belong to layout wide", "write layout: wide")
            return self
        if self.period.across is None or len(templates) != len(self._figure_headings):
            fix = "write period: {across: month}, and {period} in every heading of figures, such as '{period} / Number'"
            raise wrong("layout wide needs the period in the headings", fix)
        return self

    @model_validator(mode="after")
    def _statements_have_requirements(self) -> MappingFile:
        if self.statement and self.statement.requirement is None and not self.requirements:
            fix = "write requirement: HEADING under it, or `requirements:` for each measure"
            raise wrong("`statement` does not say which requirements it is about", fix)
        if not 1 <= self.headings_rows <= 2:
            raise wrong(f"headings_rows {self.headings_rows}: headings stand in 1 or 2 rows")
        if self.headings_rows == 2 and self.headings_row == 1:
            raise wrong("headings_row 1 has no row of headings above it", "write the lower of the two rows")
        return self

    @model_validator(mode="after")
    def _places_fit(self) -> MappingFile:
        if any(place.sheet_name for place in self.places) and not self.every_sheet:
            raise wrong("`sheet_name` tells the sheets of a return apart", "write every_sheet: true")
        if any(one is not None and one.row_above for one in (self.period, self.provider, self.service, self.year)):
            raise wrong("`row_above` is for the site above its wards", "write another place")
        if (self.whole_provider or self.whole_site) and self.site is None and self.ward is None:
            raise wrong("`whole_provider` and `whole_site` are rows among sites or wards", "write site or ward too")
        return self

    @property
    def _figure_headings(self) -> tuple[str, ...]:
        """The headings over numbers, as written."""
        figures = (self.figure, *self.figures.values()) if not self.rows else ()
        return tuple(name for one in figures if one for name in one.names) + ((self.number,) if self.number else ())

    @property
    def places(self) -> tuple[Where, ...]:
        """Where each thing about a row stands."""
        places = (self.provider, self.period, self.service, self.touchpoint, self.site, self.ward, self.year,
                  self.characteristic, self.group)  # fmt: skip
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
        known += self._figure_headings
        if self.statement:
            said = self.statement
            known += [said.requirement, said.contract, said.position, said.reason, said.action]
        known += [self.measure, self.submitted_on, *self.recognised_by, *self.not_read]
        return tuple(dict.fromkeys(one for one in known if one is not None))


class Mapping(Struct, frozen=True):
    """A mapping by the name of its file, with the hash of what was written."""

    id: str
    shown: str
    sha256: str
    file: MappingFile


def mapping_of(text: str, name: str) -> Mapping:
    """The mapping a text is, not yet kept in a file; raises ProblemsFound (exit code 3) with every problem in it."""
    shown = f"rules/mappings/{name}.yaml"
    written = model_of(read_yaml_text(text, shown), MappingFile)
    return Mapping(name, shown, hashlib.sha256(text.encode("utf-8")).hexdigest(), written)


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
