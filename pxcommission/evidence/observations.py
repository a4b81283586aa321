"""One figure as it stands in a file: whose, of what, for when, how much, and its exact address."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from msgspec import Struct, field

from pxcommission.evidence.organisations import OrganisationRecord, vintage_of
from pxcommission.problems import Problem


class Status(StrEnum):
    """What a cell says about its figure. Suppressed is not zero, zero responses are not a missing row."""

    REPORTED = "reported"
    SUPPRESSED = "suppressed"
    ZERO_DENOMINATOR = "zero denominator"
    NOT_MEASURED = "not measured"
    NOT_APPLICABLE = "not applicable"
    NOT_SUBMITTED = "not submitted"
    MISSING = "missing"


class Level(StrEnum):
    """Whose figure it is."""

    ENGLAND = "england"
    ICB = "icb"
    PROVIDER = "provider"
    SITE = "site"
    WARD = "ward"


class Origin(StrEnum):
    """Who made the figure known: a national publication, the provider itself, or the commissioner's listening register."""

    PUBLISHED = "published"
    LOCAL = "local"
    REGISTER = "register"


class Characteristic(StrEnum):
    """What a figure may be broken down by. The list is closed: what stands in no list is not read as one of them."""

    ETHNICITY = "ethnicity"
    AGE = "age"
    SEX = "sex"
    DISABILITY = "disability"
    DEPRIVATION = "deprivation"


class Observation(NamedTuple):
    """One figure of one measure for one unit and period, with its address.

    A tuple, because files and stores hold them by the hundred thousand: a frozen dataclass takes six times as long to make.

    A proportion has a numerator and a denominator, a count only a numerator. `value` is decimal text of a proportion
    (a fraction from 0 to 1) that was published without its counts, and empty otherwise. England rows have provider
    `ENG` (independent sector included) or `ENG-NHS`. `ward` is the ward's name, trimmed; `name` the unit's name as
    printed. A figure of one group of people has the characteristic and the group as printed, trimmed; both are empty for
    the whole, which is what everything but a comparison of groups is judged on.
    """

    level: Level
    icb: str
    provider: str
    site: str
    ward: str
    service: str
    touchpoint: str
    measure: str
    start: date
    end: date
    numerator: int | None
    denominator: int | None
    value: str
    unit: str
    status: Status
    sheet: str
    cell: str
    name: str = ""
    characteristic: str = ""
    group: str = ""

    @property
    def fraction(self) -> Fraction | None:
        """The proportion, exactly, where its counts are known."""
        if self.numerator is None or not self.denominator:
            return None
        return Fraction(self.numerator, self.denominator)


class Statement(Struct, frozen=True):
    """What the provider itself says of a requirement: agreement, reason, action in hand. Free text, kept apart."""

    contract: str
    requirement: str
    service: str
    touchpoint: str
    site: str
    ward: str
    start: date
    end: date
    position: str
    reason: str
    action: str
    sheet: str
    cell: str


class Reading(Struct, frozen=True):
    """What one reader (with one mapping) made of one file.

    `id` is the SHA-256 of the file's hash, the reader and its version, the mapping's hash, and the provider and period
    given by hand. `by_group` holds the figures of groups of people apart from the others, so that nothing counts anybody
    twice. `known_from` (revised, else published, else received, else the last day covered) decides what
    `as_at` sees.
    """

    id: str
    file: str
    file_sha256: str
    reader: str
    kind: str
    origin: Origin
    observations: tuple[Observation, ...]
    statements: tuple[Statement, ...] = ()
    published: date | None = None
    revised: date | None = None
    received: date | None = None
    mapping: str = ""
    given: str = ""
    notes: tuple[Problem, ...] = field(default=())
    organisations: tuple[OrganisationRecord, ...] = ()
    by_group: tuple[Observation, ...] = ()

    @property
    def figures(self) -> tuple[Observation, ...]:
        """Every figure, those of groups of people after the others."""
        return (*self.observations, *self.by_group)

    @property
    def known_from(self) -> date:
        """The day from which these figures were known."""
        stated = self.revised or self.published or self.received
        return stated or self.months[1]

    @property
    def months(self) -> tuple[date, date]:
        """First and last day covered by its figures, or by what was said where it holds no figure.

        A list of organisations speaks for one day, its vintage: the latest day that stands in it.
        """
        if self.organisations and not (self.figures or self.statements):
            vintage = vintage_of(self.organisations)
            return vintage, vintage
        covered = self.figures or self.statements
        return min(one.start for one in covered), max(one.end for one in covered)
