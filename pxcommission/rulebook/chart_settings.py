"""How charts are drawn in a workspace, and the recorded changes from which a contract's charts are drawn anew."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from pxcommission.schema_types import names
from pxcommission.strict_models import Day, Identifier, Strict, Text, Title, wrong


class ChartSettings(Strict):
    """The profile every chart of the workspace is read by."""

    profile: Literal["ptd", "mdc"] = Field(
        default="ptd",
        description="How charts are read.",
        json_schema_extra={
            "enumDescriptions": [
                "As the package NHSRplotthedots reads them, reproduced point by point.",
                "As NHS England's Making Data Count tool is best documented; not verified against the tool.",
            ]
        },
    )
    runs: Literal["6", "7"] | None = Field(
        default=None, description="With mdc: how many points on one side, or rising or falling, are a signal: 6 or 7."
    )

    @model_validator(mode="after")
    def _runs_of_the_profile(self) -> ChartSettings:
        if self.profile == "ptd" and self.runs == "6":
            raise wrong("ptd has runs of 7, as the package has", "leave `runs` out, or choose profile: mdc")
        return self


class RebasedFrom(Strict):
    """From this day on a requirement's charts are drawn anew, because something changed that everybody knows of."""

    requirement: Annotated[Identifier, names("requirement")] = Field(description="The requirement whose charts change.")
    service: Annotated[Title, names("service or all")] | None = Field(
        default=None, description="Only for this service; leave out for all."
    )
    site: Title | None = Field(default=None, description="Only at the site of this ODS code; leave out for all units.")
    from_: Annotated[
        Day,
        Field(alias="from", description="The first day of the first period drawn anew, for example 2025-10-01."),
    ]
    reason: Text = Field(description="What changed, for example: Two wards moved to the new building.")
    source: Text = Field(description="Where this is written down, for example: Minute 7 of the quality review meeting.")
