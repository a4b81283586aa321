"""Contracts: who buys what from whom, which requirements they adopt with which dated thresholds, and what is owed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from pxcommission import schema_types
from pxcommission.periods import Due, Length
from pxcommission.rulebook.chart_settings import RebasedFrom
from pxcommission.rulebook.requirements import Source
from pxcommission.rulebook.thresholds import DatedThresholds, PlacedThreshold, ThresholdSentence
from pxcommission.schema_types import OrItsCode, names, one_or_more
from pxcommission.strict_models import Day, Identifier, LocalWord, OdsCode, Slug, Strict, Text, Title, Words, wrong
from pxcommission.yaml_text import PlacedMapping, PlacedText

RETURN_PREFIX = "RETURN-"
"""What the id of a duty to report begins with: `RETURN-COMPLAINTS`."""


class Commissioner(Strict):
    """A commissioner that is a party to the contract."""

    name: Title = Field(description="The organisation's full name.")
    ods: OdsCode = Field(description="Its code of the Organisation Data Service.")
    representative: Title | None = Field(
        default=None, description="The office that acts for it, for example: Head of contracting. Letters need it."
    )
    notices_to: Title | None = Field(
        default=None, description="The address notices to it are sent to. Letters need it."
    )


class FormerCode(Strict):
    """A code the organisation or site had until a day."""

    ods: OdsCode = Field(description="The earlier code.")
    until: Day = Field(description="The last day it was in use, for example 2024-06-30.")


class Site(Strict):
    """A site of the provider, with the codes it had before, and its services where it has not all of the contract's."""

    ods: OdsCode = Field(description="The site's code of the Organisation Data Service, usually 5 characters.")
    name: Title | None = Field(default=None, description="The site's name as letters should print it.")
    services: Annotated[Words, one_or_more("service")] = Field(
        default=(), description="The services it has, where it has not all of the contract's."
    )
    formerly: tuple[FormerCode, ...] = Field(
        default=(), description="Codes it had before, so that older figures are found."
    )


def _site(value: Any) -> Any:
    """A site may be written as its code alone."""
    if isinstance(value, PlacedText):
        made = PlacedMapping(value.place)
        made[PlacedText("ods", value.place)] = value
        return made
    return value


class Provider(Strict):
    """The provider, with the codes it had before and its sites."""

    name: Title = Field(description="The provider's full name.")
    ods: OdsCode = Field(description="Its code of the Organisation Data Service, for example 3 characters for a trust.")
    representative: Title | None = Field(
        default=None, description="The office letters are addressed to, for example: Director of contracting."
    )
    notices_to: Title | None = Field(
        default=None, description="The address notices to it are sent to. Letters need it."
    )
    copies_to: tuple[Title, ...] = Field(
        default=(), description="Offices that receive a copy, for example [Chief Nurse]."
    )
    formerly: tuple[FormerCode, ...] = Field(default=(), description="Codes it had before, each with its last day.")
    sites: tuple[Annotated[Site, BeforeValidator(_site), OrItsCode()], ...] = Field(
        default=(),
        description="Its sites in this contract: each a code, or keys such as ods, name, services, formerly.",
    )


class Term(Strict):
    """First and last day of the contract."""

    from_: Annotated[Day, Field(alias="from", description="The contract's first day, for example 2024-04-01.")]
    to: Day = Field(description="The contract's last day, for example 2027-03-31.")

    @model_validator(mode="after")
    def _in_order(self) -> Term:
        if self.to < self.from_:
            raise wrong(
                f"the term ends ({self.to}) before it starts ({self.from_})", "check `from` (start) and `to` (end)"
            )
        return self


class Adopted(Strict):
    """A library requirement made an obligation of this contract."""

    use: Annotated[Identifier, names("requirement")] = Field(
        description="The requirement's id, from the rule library or this contract's own requirements.yaml."
    )
    clause: Text = Field(
        description="Where this contract says so, for example: Schedule 4, local quality requirement 1."
    )
    threshold: DatedThresholds = Field(
        default_factory=dict,
        description="A line for each time it changed: the day it starts, then the sentence, for example "
        "2025-04-01: at least 95%. Add a line for a change; never edit an older one.",
    )

    def line_in_force(self, on: date) -> tuple[date, PlacedThreshold] | None:
        """The threshold line in force on a day, with the day it came into force."""
        begun = [day for day in self.threshold if day <= on]
        return (max(begun), self.threshold[max(begun)]) if begun else None


class ReportDue(Strict):
    """A report the provider owes: its measures, how often, by when; late or absent is a breach of this duty alone."""

    clause: Text = Field(description="Where the contract asks for it, for example: Schedule 6A.")
    every: Literal["month", "quarter", "year"] = Field(description="How often it is owed.")
    due: Annotated[Due, BeforeValidator(lambda value: _due(value)), WithJsonSchema(schema_types.DUE)] = Field(
        description="When it is due, for example: 15 operational days after period end."
    )
    measures: tuple[Annotated[LocalWord, names("measure")], ...] = Field(
        min_length=1, description="The figures it brings, words of the vocabulary."
    )
    service: Annotated[Words, one_or_more("service or all")] = Field(
        default=(), description="The services it is about; leave out for all of the contract's."
    )
    severity: Literal["minor", "major", "critical"] = Field(
        description="How much its absence matters; ladders read it."
    )

    @property
    def length(self) -> Length:
        """The length of its periods."""
        return Length(self.every)


class Published(Strict):
    """A publication by others; a late one is never the provider's breach."""

    by: Title = Field(description="Who publishes it, for example: NHS England.")
    every: Literal["month", "quarter", "year"] = Field(description="How often it comes out.")
    expected: Annotated[Due, BeforeValidator(lambda value: _due(value)), WithJsonSchema(schema_types.DUE)] = Field(
        description="When it usually comes out, for example: 6 weeks after month end."
    )


class Variation(Strict):
    """A signed change of one requirement's threshold for a time."""

    requirement: Annotated[Identifier, names("requirement")] = Field(
        description="The adopted requirement that is varied."
    )
    from_: Annotated[Day, Field(alias="from", description="The first day of the variation, for example 2025-10-01.")]
    to: Day = Field(description="The last day of the variation, for example 2026-03-31.")
    threshold: ThresholdSentence = Field(description="What is asked meanwhile, for example: at least 90%.")
    document: Title = Field(description="The signed document, for example: Variation 3.")
    signed: Day = Field(description="The day it was signed, for example 2025-09-12.")
    reason: Text = Field(description="Why it was agreed; letters print it.")


class Waiver(Strict):
    """A requirement set aside for a time, by whom and why."""

    requirement: Annotated[Identifier, names("requirement")] = Field(description="The adopted requirement set aside.")
    service: Annotated[Title, names("service or all")] | None = Field(
        default=None, description="Only for this service; leave out for all."
    )
    from_: Annotated[Day, Field(alias="from", description="The first day of the waiver, for example 2025-07-01.")]
    to: Day = Field(description="The last day of the waiver, for example 2025-09-30.")
    reason: Text = Field(description="Why it was set aside.")
    source: Text = Field(description="Where this is written down, for example: Minute 7 of the quality review meeting.")
    approved_by: Title = Field(description="The office that approved it, for example: Head of contracting.")


class Confirmed(Strict):
    """The holder checked a form's numbers against the signed text."""

    form: Annotated[Slug, names("contract form")] = Field(description="The contract form whose numbers were checked.")
    by: Title = Field(description="The office that checked them, for example: Head of contracting.")
    on: Day = Field(description="The day they were checked, for example 2025-05-06.")
    against: Text = Field(
        description="What they were compared with, for example: the signed contract, General Conditions."
    )


class Contract(Strict):
    """One contract file."""

    contract: Identifier = Field(description="The contract's id in this workspace, for example EXAMPLE-ACUTE.")
    contract_reference: Title = Field(description="The reference on the signed contract; letters quote it.")
    title: Title = Field(description="What the contract is called, for example: Acute services 2024/25 to 2026/27.")
    note: Text | None = Field(default=None, description="Anything a reader of this file should know.")
    general_conditions: dict[Day, Annotated[Slug, names("contract form")]] = Field(
        min_length=1,
        description="Which edition of the General Conditions was in force from which day, for example "
        "{2025-04-01: full-length-2025-26}.",
    )
    term: Term = Field(description="First and last day: {from: 2024-04-01, to: 2027-03-31}.")
    co_ordinating_commissioner: Commissioner = Field(description="The commissioner that acts for all.")
    associates: tuple[Commissioner, ...] = Field(default=(), description="The other commissioners that are parties.")
    provider: Provider = Field(description="The provider, with its codes and sites.")
    signed_by: Annotated[dict[Slug, Title], names("signatories")] = Field(
        default_factory=dict, description="Who signs the letter of each stage, for example {challenge: Chief Nurse}."
    )
    approvals: tuple[Annotated[Slug, names("stage or step")], ...] = Field(
        default=(), description="Steps that need a second person, for example [notice, withhold]."
    )
    meetings: dict[str, tuple[Day, ...]] = Field(
        default_factory=dict,
        description="The dates of review meetings by kind, for example {quality_review: [2025-08-27]}.",
    )
    services: tuple[Annotated[Title, names("service")], ...] = Field(
        min_length=1, description="The services this contract buys."
    )
    ladder: Annotated[Slug, names("ladder")] = Field(description="The escalation ladder this contract uses.")
    ladder_for_returns: Annotated[Slug, names("ladder")] | None = Field(
        default=None,
        description="The ladder for reports that do not come or come late, for example: missing-returns. Leave out to use "
        "`ladder` for them too.",
    )
    requirements: tuple[Adopted, ...] = Field(
        default=(), description="The requirements adopted as obligations of this contract, each with its clause."
    )
    monitored: tuple[Annotated[Identifier, names("requirement")], ...] = Field(
        default=(),
        description="Requirements watched and discussed; never cited as an obligation, never beyond a question.",
    )
    reports_due: dict[Slug, ReportDue] = Field(
        default_factory=dict, description="The reports the provider owes, by name."
    )
    published: dict[Annotated[LocalWord, names("feedback")], Published] = Field(
        default_factory=dict,
        description="What others publish, by feedback source; a late one is never the provider's breach.",
    )
    evidence: tuple[Literal["published", "local", "register"], ...] = Field(
        default=("published", "local"),
        min_length=1,
        description="Which figure counts first where several exist; another is reconciled and both are named. What is "
        "counted from the listening registers (register) comes last unless it is named.",
    )
    variations: tuple[Variation, ...] = Field(default=(), description="Signed changes of a threshold for a time.")
    waivers: tuple[Waiver, ...] = Field(default=(), description="Requirements set aside for a time.")
    rebases: tuple[RebasedFrom, ...] = Field(
        default=(), description="Recorded changes from which a requirement's charts are drawn anew; no verdict changes."
    )
    confirmed: tuple[Confirmed, ...] = Field(
        default=(), description="Forms whose numbers a person compared with the signed text."
    )
    source: Source | None = Field(default=None, description="Where this contract was read.")

    def ladder_for(self, requirement: str) -> str:
        """The ladder that cases of a requirement follow; `RETURN-…` is a duty to report."""
        owed = requirement.startswith(RETURN_PREFIX)
        return self.ladder_for_returns or self.ladder if owed else self.ladder

    def form_on(self, day: date) -> str:
        """The edition of the general conditions in force on a day (the earliest one before its first date)."""
        begun = [start for start in self.general_conditions if start <= day]
        return self.general_conditions[max(begun) if begun else min(self.general_conditions)]

    def next_meeting(self, after: date) -> tuple[str, date] | None:
        """The first meeting on or after a day: its kind and date."""
        ahead = sorted((day, kind) for kind, days in self.meetings.items() for day in days if day >= after)
        return (ahead[0][1], ahead[0][0]) if ahead else None


def _due(value: Any) -> Due:
    found = Due.read(str(value)) if isinstance(value, PlacedText) else None
    if found is None:
        raise wrong("this is no due date", "write `15 operational days after period end` or `6 weeks after month end`")
    if found.count > 60 and found.unit == "operational day":
        raise wrong(f"{found.count} operational days after a period is no usable due date", "write 60 or fewer")
    return found
