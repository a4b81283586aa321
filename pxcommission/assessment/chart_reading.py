"""What the chart of a unit's own figures says on the last day checked, beside the contractual reading and apart from it."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from msgspec import Struct

from pxcommission.assessment.statistics.xmr_series import SeriesResult
from pxcommission.assessment.statistics.xmr_words import basis, finding
from pxcommission.periods import Period


class ChartPoint(Struct, frozen=True):
    """One period of a chart: its counts, or why there are none (`missing`). A count has no denominator."""

    period: Period
    numerator: int | None
    denominator: int | None
    missing: str = ""

    @property
    def length_name(self) -> str:
        """`month`, `quarter` or `year`."""
        return {1: "month", 3: "quarter", 12: "year"}[len(self.period.months)]

    @property
    def value(self) -> float | None:
        """Per cent for a proportion, the number itself for a count."""
        if self.numerator is None or self.denominator == 0:
            return None
        return float(self.numerator if self.denominator is None else Fraction(100 * self.numerator, self.denominator))


class ChartReading(Struct, frozen=True):
    """What a chart says at its last point: signals beside the verdict, None wherever nothing may be concluded.

    `points` are in order of time, without gaps. `result` is the XmR or P′ chart, or None where none suits the figures and
    `not_drawn` says why.
    """

    points: tuple[ChartPoint, ...]
    result: SeriesResult | None
    not_drawn: str = ""

    @property
    def profile(self) -> str:
        """The profile and chart as they are printed wherever a result is; empty without a chart."""
        return self.result.profile.label if self.result else ""

    @property
    def length(self) -> str:
        """`month`, `quarter` or `year`: what one point stands for; empty without points."""
        return self.points[-1].length_name if self.points else ""

    @property
    def cannot_assess(self) -> str:
        """Why nothing may be concluded, as part of a sentence; empty where something may."""
        if self.result is None:
            return self.not_drawn
        return self.result.cannot_assess.reason if self.result.cannot_assess else ""

    @property
    def variation(self) -> str:
        """The variation icon where it may be relied on, else empty."""
        return (self.result.variation_shown or "") if self.result else ""

    @property
    def assurance(self) -> str:
        """The assurance icon where it may be relied on and there is a level, else empty."""
        return (self.result.assurance_shown or "") if self.result and self.result.target is not None else ""

    @property
    def special_cause(self) -> str:
        """The last point's label, such as `7 Points Below CL`; empty without a chart."""
        return self.result.last.special_cause_type if self.result and self.result.last else ""

    @property
    def special_cause_concern(self) -> bool | None:
        """Whether the last point shows special-cause variation of concern."""
        return self.variation.startswith("concern") if self.variation else None

    @property
    def consistently_fails(self) -> bool | None:
        """Whether the limits lie wholly on the wrong side of the level."""
        return self.assurance == "fail" if self.assurance else None

    @property
    def deteriorating(self) -> bool | None:
        """Whether the last point belongs to a shift or a trend of concern, whatever else its label says of it."""
        return lasting_concern(self.result) if self.result and self.variation else None

    @property
    def sentence(self) -> str:
        """The finding in a sentence or two, or that nothing can be concluded and why."""
        return finding(self.result) if self.result else f"Not charted: {self.not_drawn}."

    @property
    def basis(self) -> str:
        """What it rests on: points, profile, direction, baseline, and each rebase with its reason."""
        if not self.points:
            return ""
        many = f"{len(self.points)} {self.length}{'s' if len(self.points) > 1 else ''}"
        span = f"{many}, {self.points[0].period.label} to {self.points[-1].period.label}"
        return f"{span}. {basis(self.result)}" if self.result else f"{span}."


def lasting_concern(result: SeriesResult) -> bool:
    """Whether the last points, as many as the profile asks for, all lie on the worse side of the mean, or all get worse.

    A point beyond a limit is labelled by that alone; the run it ends is there all the same.
    """
    worse = -result.asked.improvement.sign
    group, profile = result.last_group, result.profile
    run = group[-profile.run_length :]
    shift = len(run) == profile.run_length and all(point.relative_to_mean == worse for point in run)
    values = [point.value for point in group[-profile.trend_length :]]
    steps = [
        (later - earlier) * worse if earlier is not None and later is not None else 0.0
        for earlier, later in pairwise(values)
    ]
    trend = len(values) == profile.trend_length and all(step > 0 for step in steps)
    return worse != 0 and (shift or trend)
