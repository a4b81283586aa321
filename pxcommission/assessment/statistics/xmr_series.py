"""What goes into an XmR chart and what comes out: a series, what is asked about it, and its result point by point."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from msgspec import Struct, field

from pxcommission.assessment.statistics.profiles import Profile

FEWEST_FIXED = 12
"""A baseline is fixed on at least this many points."""


class InputWrong(ValueError):
    """A series that can't be analysed as given: its days, its values, or what is asked about it."""


class Improvement(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"

    @property
    def sign(self) -> int:
        """1 where higher is better, -1 where lower is, 0 where neither."""
        return {Improvement.INCREASE: 1, Improvement.DECREASE: -1, Improvement.NEUTRAL: 0}[self]


class CannotAssessCode(StrEnum):
    """Why a chart says nothing that may be relied on."""

    NO_VALUES = "no_values"
    LAST_POINT_MISSING = "last_point_missing"
    MISSING_POINTS = "missing_points"
    MISSING_PERIODS = "missing_periods"
    SHORT_SERIES = "short_series"
    CONSTANT_SERIES = "constant_series"
    LIMITS_COLLAPSE = "limits_collapse"
    RARE_COUNTS = "rare_counts"
    NO_TARGET = "no_target"


class CannotAssess(Struct, frozen=True):
    """Why a chart says nothing that may be relied on: a code, and the reason in a plain sentence."""

    code: CannotAssessCode
    reason: str


class Rebase(Struct, frozen=True):
    """From this day on the limits are reckoned anew, with the recorded reason."""

    on: date
    reason: str = ""


class Asked(Struct, frozen=True):
    """What is asked about a series.

    `target`: None where there is none; NaN where other series have one by name and this has none. `fix_after`: the
    limits rest on the first so many rows of each group, 12 or more; None where they rest on all.
    """

    improvement: Improvement = Improvement.INCREASE
    target: float | None = None
    rebases: tuple[Rebase, ...] = ()
    fix_after: int | None = None


HIGHER_IS_BETTER: Final = Asked()


class Series(Struct, frozen=True):
    """One series: its days in any order, each once, and a value for each (None or NaN: missing).

    `trajectory`, where given, has a value a day; it is drawn and carried along, and decides nothing.
    """

    name: str
    dates: Sequence[date]
    values: Sequence[float | None]
    asked: Asked = HIGHER_IS_BETTER
    trajectory: Sequence[float | None] = ()


class Point(Struct, frozen=True):
    """One point: its value, the lines of its group, and what the rules say of it.

    `outside`, `relative_to_mean` (-1, 0, 1) and `close_to_limits` are None where a value or limit is missing;
    lines are None where there are none. `special_cause_type` and `point_type` have the words of NHSRplotthedots.
    """

    date: date
    value: float | None
    rebase_group: int
    in_baseline: bool
    mean: float | None
    lpl: float | None
    upl: float | None
    near_lpl: float | None
    near_upl: float | None
    outside: bool | None
    relative_to_mean: int | None
    close_to_limits: bool | None
    special_cause_type: str
    point_type: str
    trajectory: float | None = None

    @property
    def special_cause(self) -> bool:
        """Whether a rule says that this point is more than common cause."""
        return self.point_type != "common_cause"


class SeriesResult(Struct, frozen=True):
    """What an XmR chart says of a series: its points by day, and its two icons as the profile gives them.

    The icons are shown, and lead to anything, only where `cannot_assess` is None. `rebases` are those whose day is in the
    series; `rebases_unused` are the others, which do nothing. `baseline` is the part of the last group its limits rest on.
    """

    name: str
    profile: Profile
    asked: Asked
    points: tuple[Point, ...]
    variation: str | None
    assurance: str | None
    cannot_assess: CannotAssess | None
    short_group: bool
    rebases: tuple[Rebase, ...] = ()
    rebases_unused: tuple[Rebase, ...] = field(default=())

    @property
    def last(self) -> Point | None:
        """The last point, or None where there is none."""
        return self.points[-1] if self.points else None

    @property
    def last_group(self) -> tuple[Point, ...]:
        """The points from the last rebase on."""
        return tuple(point for point in self.points if point.rebase_group == self.points[-1].rebase_group)

    @property
    def baseline(self) -> tuple[Point, ...]:
        """The points of the last group that its limits rest on."""
        return tuple(point for point in self.last_group if point.in_baseline)

    @property
    def target(self) -> float | None:
        """The target, or None where there is none."""
        target = self.asked.target
        return None if target is None or target != target else target

    @property
    def variation_shown(self) -> str | None:
        """The variation icon, only where it may be relied on."""
        return None if self.cannot_assess else self.variation

    @property
    def assurance_shown(self) -> str | None:
        """The assurance icon, only where it may be relied on."""
        return None if self.cannot_assess else self.assurance
