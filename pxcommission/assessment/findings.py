"""Findings: for each duty, unit and period whether it was met, in breach, or not assessed and why."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from msgspec import Struct

from pxcommission.assessment.chart_reading import ChartReading
from pxcommission.assessment.statistics.compared_with_target import ComparedWithTarget
from pxcommission.periods import Period


class Outcome(StrEnum):
    """The three outcomes; `breach` is printed to providers as "not met"."""

    MET = "met"
    BREACH = "breach"
    NOT_ASSESSED = "not assessed"


class Reason(StrEnum):
    """Why a finding is not assessed."""

    NOT_DUE_YET = "not due yet"
    NOT_YET_PUBLISHED = "not yet published"
    NOT_LOADED = "not loaded"
    NOT_RECEIVED = "not received"
    SUPPRESSED = "suppressed"
    TOO_FEW = "too few responses"
    ZERO_DENOMINATOR = "zero denominator"
    INCOMPLETE = "incomplete period"
    NOT_MEASURED = "not measured"
    NOT_APPLICABLE = "not applicable"
    NO_THRESHOLD = "no threshold in force"
    TO_BE_AGREED = "to be agreed"
    NO_COMPARISON = "no comparison figure"
    WAIVED = "waived"


class Address(Struct, frozen=True):
    """Where a figure stands: file relative to the workspace, sheet (empty for CSV), cell or cells."""

    file: str
    sheet: str
    cell: str

    def __str__(self) -> str:
        return "!".join(part for part in (self.file, self.sheet, self.cell) if part)


class RulePlace(Struct, frozen=True):
    """File and line of a rule, relative to the workspace."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


class ThresholdInForce(Struct, frozen=True):
    """The threshold that applied on the period's last day, and why."""

    text: str
    why: str  # contract, variation, usual threshold (monitored), or requirement (a `require` condition)
    document: str  # the variation's document and signature date, or ""
    since: str  # ISO date of the line in force, or ""
    place: RulePlace


class Finding(Struct, frozen=True):
    """One duty judged for one unit and period. The key is contract, requirement, service, touchpoint, site, ward, period.

    `final` is false while a source the figure rests on is still awaited. `short_by` counts cases short of met (0 when
    met, None when it can't be counted). `streak_has_gap`: the streak bridges a period that could not be assessed.
    """

    contract: str
    provider: str
    requirement: str
    service: str
    touchpoint: str
    site: str
    ward: str
    level: str
    unit_name: str
    period: Period
    outcome: Outcome
    reason: Reason | None
    detail: str
    final: bool
    awaiting: tuple[str, ...]
    numerator: int | None
    denominator: int | None
    unit: str
    threshold: ThresholdInForce | None
    short_by: int | None
    breaches_in_a_row: int
    met_in_a_row: int
    streak_has_gap: bool
    breaches_in_last: tuple[tuple[int, int], ...]  # (n, breaches among the last n periods)
    severity: str
    aspect: str
    adopted: bool
    origin: str
    clearly_below: bool | None
    comparison: Fraction | None
    evidence: tuple[Address, ...]
    rule: RulePlace
    reconciled: tuple[str, ...] = ()  # other sources for the same figure, and what they say
    previous: tuple[str, ...] = ()  # earlier periods in words, newest first: "2025/26 Q1: 180 of 200, not met"
    restated: str = ""  # what an earlier edition said, when the verdict or figure changed
    compared: ComparedWithTarget | None = None  # the figure held against its level by chance alone
    chart: ChartReading | None = None  # what the chart of the unit's own figures says; None where none was asked for

    @property
    def id(self) -> str:
        """`2025-26-Q2/CONTRACT/REQUIREMENT/service[/touchpoint][/site][/ward]`."""
        parts = (self.period.key, self.contract, self.requirement, self.service, self.touchpoint, self.site, self.ward)
        return "/".join(part for part in parts if part)

    @property
    def case(self) -> str:
        """The case this finding is evidence in: `CONTRACT/REQUIREMENT/service`."""
        return f"{self.contract}/{self.requirement}/{self.service}"

    @property
    def value(self) -> Fraction | None:
        """The figure: a fraction from 0 to 1 for a proportion, the number itself for a count."""
        if self.numerator is None:
            return None
        if self.denominator is None:
            return Fraction(self.numerator)
        return Fraction(self.numerator, self.denominator) if self.denominator else None
