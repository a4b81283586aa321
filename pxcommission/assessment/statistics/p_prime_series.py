"""P′ charts read by the rules of a profile: shares whose denominators are unlike, each period with limits of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from pxcommission.assessment.statistics.attribute_charts import AttributeChart, p_prime_chart
from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_icons import (
    ASSURANCES,
    REASONS,
    VARIATIONS,
    assurances_of,
    reasons_of,
    variations_of,
)
from pxcommission.assessment.statistics.xmr_limits import Lines
from pxcommission.assessment.statistics.xmr_points import POINT_TYPES, Rules, rules_of, special_causes
from pxcommission.assessment.statistics.xmr_reasons import reason_of
from pxcommission.assessment.statistics.xmr_series import Asked, Point, SeriesResult


TIE = 1e-12


@dataclass(frozen=True)
class Share:
    """One period of a series of shares: its first day and counts (None: missing)."""

    day: date
    numerator: int | None
    denominator: int | None


def p_prime_result(shares: Sequence[Share], asked: Asked, profile: Profile) -> SeriesResult:
    """What the P′ chart of these shares (in order of their days, one or more) says, in per cent, since the last rebase.

    Limits are Laney's, never narrower than chance alone makes them; the profile says whether moving ranges are screened,
    how long runs are and how a target on a limit is read. Source: D. B. Laney, Quality Engineering 14 (2002), 531-537; the
    rules are those of XmR charts, with two thirds of the way to a limit for "near".
    """
    days = {share.day for share in shares}
    rebases = tuple(sorted((one for one in asked.rebases if one.on in days), key=lambda one: one.on))
    begins = {rebase.on for rebase in rebases}
    numbers = np.cumsum([share.day in begins for share in shares]).tolist()
    points: list[Point] = []
    for number, together in groupby(zip(numbers, shares, strict=True), key=lambda pair: pair[0]):
        drawn = _Drawn([share for _, share in together], asked, profile)
        points += drawn.points(number)
    code = REASONS[int(drawn.reasons()[0])]
    last_group = tuple(point for point in points if point.rebase_group == numbers[-1])
    return SeriesResult(
        name="",
        profile=replace(profile, chart="P′"),
        asked=asked,
        points=tuple(points),
        variation=VARIATIONS[int(drawn.variation()[0])],
        assurance=ASSURANCES[int(drawn.assurance()[0])],
        cannot_assess=reason_of(code, last_group, rebased=bool(rebases), profile=profile) if code else None,
        short_group=len(last_group) < profile.warn_below,
        rebases=rebases,
        rebases_unused=tuple(one for one in asked.rebases if one.on not in days),
    )


class _Drawn:
    """One group's chart as arrays of one row, in per cent."""

    def __init__(self, shares: Sequence[Share], asked: Asked, profile: Profile) -> None:
        part, whole = (
            np.array([[np.nan if count is None else count for count in counts]], dtype=float)
            for counts in (
                [share.numerator for share in shares],
                [share.denominator for share in shares],
            )
        )
        self.shares, self.asked, self.profile = shares, asked, profile
        chart = p_prime_chart(part, whole, screened=profile.screen)
        self.lines = _lines(chart)
        # A share that is the centre line stands on it, whatever the last bit of its quotient says.
        self.values = np.where(np.abs(chart.values - chart.centre) < TIE, self.lines.mean, 100 * chart.values)
        self.length = np.array([len(shares)])
        self.better = np.array([asked.improvement.sign])
        self.rules: Rules = rules_of(self.values, self.length, self.lines, self.better, profile)

    def points(self, group: int) -> list[Point]:
        """The points, each with its own limits; a missing one has none."""
        return [self._point(at, share.day, group) for at, share in enumerate(self.shares)]

    def _point(self, at: int, day: date, group: int) -> Point:
        rules, lines = self.rules, self.lines
        known = not np.isnan(self.values[0, at])
        return Point(
            date=day,
            value=_told(self.values, at),
            rebase_group=group,
            in_baseline=known,
            mean=_told(lines.mean, at),
            lpl=_told(lines.lpl, at),
            upl=_told(lines.upl, at),
            near_lpl=_told(lines.near_lpl, at),
            near_upl=_told(lines.near_upl, at),
            outside=bool(rules.outside[0, at]) if known else None,
            relative_to_mean=int(rules.side[0, at]) if known else None,
            close_to_limits=bool(rules.close[0, at]) if known else None,
            special_cause_type=special_causes(self.profile)[rules.cause[0, at]],
            point_type=POINT_TYPES[rules.point_type[0, at]],
        )

    def reasons(self) -> NDArray[np.int8]:
        """Why the group can't be assessed, a place in REASONS."""
        width = self.lines.upl - self.lines.lpl
        widest = np.array([np.nanmax(width)]) if np.isfinite(width).any() else np.array([np.nan])
        mean = self.lines.mean[:, -1]
        return reasons_of(
            self.values, self.length, (mean, mean - widest / 2, mean + widest / 2), np.array([False]), self.profile
        )

    def variation(self) -> NDArray[np.int8]:
        """The icon of the last point, a place in VARIATIONS."""
        return variations_of(self.rules.point_type[:, -1], self.rules.cause[:, -1])

    def assurance(self) -> NDArray[np.int8]:
        """The icon of the target against the limits of the last point, a place in ASSURANCES."""
        target = self.asked.target
        known = np.array([target is not None])
        wanted = np.array([np.nan if target is None else target])
        return assurances_of(self.lines.lpl[:, -1], self.lines.upl[:, -1], known, wanted, self.better, self.profile)


def _told(line: NDArray[np.float64], at: int) -> float | None:
    return None if np.isnan(line[0, at]) else float(line[0, at])


def _lines(chart: AttributeChart) -> Lines:
    return Lines(
        100 * chart.centre,
        100 * chart.lower,
        100 * chart.upper,
        100 * chart.lower_95,
        100 * chart.upper_95,
        ~np.isnan(chart.values),
    )
