"""What the register keeps of an action meant to improve something: its registration, reviews, end, and rebases of charts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pxcommission.cases.details import Details

Side = Literal["improvement", "concern", ""]
INVOLVED = ("patients", "staff", "provider", "carers", "commissioner")


class Unit(Details):
    """Whose figures are read below the provider's total: a site, a ward of it, a touchpoint of the service."""

    site: str = ""
    ward: str = ""
    touchpoint: str = ""


class ComparedWith(Details):
    """The same measure where nothing was done: another contract's provider, or one of its sites."""

    contract: str
    site: str = ""


class Registration(Details):
    """What was written down of an action: what is done from when, what it is to bring about, and who took part.

    `expected_change` has the sign of the direction: points for a share, cases a period for a count.
    """

    action: str
    start: date
    expect: str
    expected_change: Decimal | None = None
    direction: Literal["increase", "decrease"]
    measure: str
    unit: Unit = Unit()
    involved: tuple[str, ...] = ()
    comparator: ComparedWith | None = None
    baseline_from: date | None = None


class ImprovementStarted(Details):
    """An action was registered; `figures_known`: how many periods after its start had figures on the day it was."""

    id: str
    registration: Registration
    figures_known: int = 0


class ImprovementCorrected(Details):
    """The registration now reads otherwise; `figures_known` as for the start, where what is judged by was changed."""

    id: str
    registration: Registration
    reason: str
    figures_known: int = 0


class SizeFound(Details):
    """The change a verdict rests on, as text of decimals: before, after, size and the limits of its interval."""

    before: Decimal
    after: Decimal
    size: Decimal
    low: Decimal
    high: Decimal
    method: str


class ImprovementReviewed(Details):
    """A look that was recorded: the verdict, its size, what was looked at, and whether a shift holds up to the last figure."""

    id: str
    look: int
    verdict: Literal["improved", "worsened", "no evidence yet", "too early"]
    why: tuple[str, ...] = ()
    size: SizeFound | None = None
    compared: bool = False
    expected_within: bool | None = None
    figures_before: int
    figures_after: int
    first: date | None = None
    last: date | None = None
    missing: int = 0
    source: str = ""
    profile: str = ""
    charted: bool = False
    sustained: Side = ""
    sustained_from: date | None = None
    regression_to_the_mean: bool = False
    cautions: tuple[str, ...] = ()


class ImprovementStopped(Details):
    """The action was abandoned."""

    id: str
    reason: str


class Rebased(Details):
    """From this day on the charts of a requirement's unit have limits of their own, because an improvement (or a loss) held.

    `review`: the look that recorded the shift. `worse_accepted_by`: the office that accepts a worse level as the usual one.
    """

    id: str
    since: date
    unit: Unit = Unit()
    reason: str
    review: int = 0
    worse_accepted_by: str = ""


class RebaseWithdrawn(Details):
    """A rebase counts no more."""

    id: str
    since: date
    reason: str
