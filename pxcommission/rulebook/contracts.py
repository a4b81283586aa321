"""Contracts: who buys what from whom, which requirements they adopt with which dated thresholds, and what is owed."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pxcommission.periods import Due, Length
from pxcommission.rulebook.requirements import Source
from pxcommission.rulebook.thresholds import PlacedThreshold, ThresholdSentence
from pxcommission.strict_models import Day, Identifier, LocalWord, OdsCode, Slug, Strict, Text, Title, Words, wrong
from pxcommission.yaml_text import PlacedMapping, PlacedText


class Commissioner(Strict):
    """A commissioner that is a party to the contract."""

    name: Title
    ods: OdsCode
    representative: Title | None = None
    notices_to: Title | None = None


class FormerCode(Strict):
    """A code the organisation or site had until a day."""

    ods: OdsCode
    until: Day


class Site(Strict):
    """A site of the provider, with the codes it had before, and its services where it has not all of the contract's."""

    ods: OdsCode
    name: Title | None = None
    services: Words = ()
    formerly: tuple[FormerCode, ...] = ()


def _site(value: Any) -> Any:
    """A site may be written as its code alone."""
    if isinstance(value, PlacedText):
        made = PlacedMapping(value.place)
        made[PlacedText("ods", value.place)] = value
        return made
    return value


class Provider(Strict):
    """The provider, with the codes it had before and its sites."""

    name: Title
    ods: OdsCode
    representative: Title | None = None
    notices_to: Title | None = None
    copies_to: tuple[Title, ...] = ()
    formerly: tuple[FormerCode, ...] = ()
    sites: tuple[Annotated[Site, BeforeValidator(_site)], ...] = ()


class Term(Strict):
    """First and last day of the contract."""

    from_: Annotated[Day, Field(alias="from")]
    to: Day

    @model_validator(mode="after")
    def _in_order(self) -> Term:
        if self.to < self.from_:
            raise wrong(
                f"the term ends ({self.to}) before it starts ({self.from_})", "check `from` (start) and `to` (end)"
            )
        return self


class Adopted(Strict):
    """A library requirement made an obligation of this contract."""

    use: Identifier
    clause: Text
    threshold: dict[Day, ThresholdSentence] = Field(default_factory=dict)

    def line_in_force(self, on: date) -> tuple[date, PlacedThreshold] | None:
        """The threshold line in force on a day, with the day it came into force."""
        begun = [day for day in self.threshold if day <= on]
        return (max(begun), self.threshold[max(begun)]) if begun else None


class ReportDue(Strict):
    """A report the provider owes: its measures, how often, by when; late or absent is a breach of this duty alone."""

    clause: Text
    every: Literal["month", "quarter", "year"]
    due: Annotated[Due, BeforeValidator(lambda value: _due(value))]
    measures: Annotated[tuple[LocalWord, ...], Field(min_length=1)]
    service: Words = ()
    severity: Literal["minor", "major", "critical"]

    @property
    def length(self) -> Length:
        """The length of its periods."""
        return Length(self.every)


class Published(Strict):
    """A publication by others; a late one is never the provider's breach."""

    by: Title
    every: Literal["month", "quarter", "year"]
    expected: Annotated[Due, BeforeValidator(lambda value: _due(value))]


class Variation(Strict):
    """A signed change of one requirement's threshold for a time."""

    requirement: Identifier
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    threshold: ThresholdSentence
    document: Title
    signed: Day
    reason: Text


class Waiver(Strict):
    """A requirement set aside for a time, by whom and why."""

    requirement: Identifier
    service: Title | None = None
    from_: Annotated[Day, Field(alias="from")]
    to: Day
    reason: Text
    source: Text
    approved_by: Title


class Confirmed(Strict):
    """The holder checked a form's numbers against the signed text."""

    form: Slug
    by: Title
    on: Day
    against: Text


class Contract(Strict):
    """One contract file."""

    contract: Identifier
    contract_reference: Title
    title: Title
    note: Text | None = None
    general_conditions: Annotated[dict[Day, Slug], Field(min_length=1)]
    term: Term
    co_ordinating_commissioner: Commissioner
    associates: tuple[Commissioner, ...] = ()
    provider: Provider
    signed_by: dict[Slug, Title] = Field(default_factory=dict)
    approvals: tuple[Slug, ...] = ()
    meetings: dict[str, tuple[Day, ...]] = Field(default_factory=dict)
    services: Annotated[tuple[Title, ...], Field(min_length=1)]
    ladder: Slug
    requirements: tuple[Adopted, ...] = ()
    monitored: tuple[Identifier, ...] = ()
    reports_due: dict[Slug, ReportDue] = Field(default_factory=dict)
    published: dict[LocalWord, Published] = Field(default_factory=dict)
    evidence: Annotated[tuple[Literal["published", "local"], ...], Field(min_length=1)] = ("published", "local")
    variations: tuple[Variation, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    confirmed: tuple[Confirmed, ...] = ()
    source: Source | None = None

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
