"""The parts of a mapping as written: where a thing of a return stands, and the headings over figures and statements."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from pxcommission.strict_models import Strict, Title, YesNo, wrong

EACH_PERIOD = "{period}"
"""What stands for the period in a heading that has one for each month, quarter or year."""


class Where(Strict):
    """Where a thing of a return stands: exactly one of the eight."""

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
    across: Literal["month", "quarter", "year"] | None = Field(
        default=None,
        description="Only for the period of layout wide: how long the period is that each heading names.",
        json_schema_extra={"enumDescriptions": ["Apr-25", "Q1 2025/26", "2025/26"]},
    )
    sheet_name: YesNo = Field(
        default=False, description="true when it is the sheet's name; with every_sheet: true, each sheet of its own."
    )
    row_above: YesNo = Field(
        default=False,
        description="true when it stands in a row of its own above the rows it is of, such as a site above its wards.",
    )
    code_in_text: YesNo = Field(
        default=False, description="true when a code stands in a longer text, for example: RZ101 Example General."
    )
    carried_down: YesNo = Field(
        default=False,
        description="true when it is written once and holds for the blank cells below it, as in merged cells.",
    )
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
        places = (self.column, self.cell, self.after, self.fixed, self.across)
        if sum(one is not None for one in places) + self.given + self.sheet_name + self.row_above != 1:
            fix = (
                "write one of column, cell, after, fixed, given: true, sheet_name: true, row_above: true, "
                "or (for the period of layout wide) across"
            )
            raise wrong("exactly one place is expected", fix)
        if self.carried_down and (self.column is None or self.may_be_absent):
            raise wrong("`carried_down` belongs to a column that is always there", "write column, without optional")
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

    @property
    def names(self) -> tuple[str, ...]:
        """Every heading it names."""
        return tuple(name for name in (self.numerator, self.denominator, self.value) if name is not None)

    @model_validator(mode="after")
    def _something(self) -> FigureColumns:
        if self.numerator is None and self.value is None:
            raise wrong("a figure needs a column", "write numerator and denominator, or value alone")
        if self.numerator is None and self.denominator is not None:
            raise wrong("a denominator stands without a numerator", "write the numerator's column")
        return self


class StatementColumns(Strict):
    """The headings of what the provider says of a requirement."""

    requirement: Title | None = Field(
        default=None,
        description="The heading over the requirement's id; leave out where `requirements` tells it from the measure.",
    )
    contract: Title | None = Field(default=None, description="The heading over the contract's id or reference.")
    position: Title | None = Field(default=None, description="The heading over the provider's own position.")
    reason: Title | None = Field(default=None, description="The heading over the provider's reason.")
    action: Title | None = Field(default=None, description="The heading over the provider's action.")


Mark = Literal["suppressed", "zero denominator", "not measured", "not applicable", "not submitted", "missing"]
