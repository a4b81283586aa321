"""What is asked about an action meant to improve a measure, and what a review answers, with everything it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum

from msgspec import Struct, field

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.statistics.improvement_change import Change
from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_series import Improvement, Point, SeriesResult

MOST_BASELINE = 24
"""Two years of months: each season counts as often as the others, and what is long past does not count at all."""


class Verdict(StrEnum):
    """What a review says; nothing else is ever said."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    NO_EVIDENCE = "no evidence yet"
    TOO_EARLY = "too early"


class Action(Struct, frozen=True):
    """What is asked: from which day the action counts, which way is better, and what was expected of it.

    `expected`: the change in the measure's unit (points, cases a period), with its sign; None where no number was given.
    `baseline_from`: the first day of the time before; None for the last 24 periods.
    """

    start: date
    better: Improvement
    unit: str
    expected: float | None = None
    baseline_from: date | None = None


class Sides(Struct, frozen=True):
    """The points before the start and from it on, and the one it falls into, which belongs to neither."""

    before: tuple[ChartPoint, ...]
    after: tuple[ChartPoint, ...]
    between: ChartPoint | None = None


class Judgement(Struct, frozen=True):
    """The verdict on an action, why, and everything it rests on.

    `own` is the measure's change; `beyond` how much further it changed than the comparator; None where they can't be told.
    `chart` is None where the baseline is too short or no such chart suits; `no_chart` says why. `improving` and `worsening`
    are the special causes after the start, in order. `sustained` is 1 where the points up to the last lie on the better
    side of the old mean for a whole run, -1 on the worse, from `sustained_from` on. `missing`: periods without a
    value, by side and reason. `no_comparison`: why the named comparator can't be used.
    """

    verdict: Verdict
    why: tuple[str, ...]
    sides: Sides
    own: Change | None
    beyond: Change | None
    chart: SeriesResult | None
    no_chart: str
    improving: tuple[Point, ...]
    worsening: tuple[Point, ...]
    sustained: int
    sustained_from: date | None
    expected_within: bool | None
    regression_to_the_mean: str
    profile: Profile
    missing: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    no_comparison: str = ""

    @property
    def change(self) -> Change | None:
        """The change the verdict rests on: beyond the comparator where there is one, else its own."""
        return self.beyond or self.own

    @property
    def known_before(self) -> int:
        """How many points of the baseline have a value."""
        return len(with_values(self.sides.before))

    @property
    def known_after(self) -> int:
        """How many points from the start on have a value."""
        return len(with_values(self.sides.after))


def sides_of(points: Sequence[ChartPoint], start: date, baseline_from: date | None = None) -> Sides:
    """The points before and after a start; the period it falls into is part of neither."""
    before = tuple(p for p in points if p.period.end < start)
    chosen = before[-MOST_BASELINE:] if baseline_from is None else before
    chosen = tuple(p for p in chosen if baseline_from is None or p.period.start >= baseline_from)
    while chosen and chosen[0].value is None:
        chosen = chosen[1:]
    between = next((p for p in points if p.period.start < start <= p.period.end), None)
    return Sides(chosen, tuple(p for p in points if p.period.start >= start), between)


def with_values(points: Sequence[ChartPoint]) -> tuple[ChartPoint, ...]:
    """The points that have a value."""
    return tuple(p for p in points if p.value is not None)
