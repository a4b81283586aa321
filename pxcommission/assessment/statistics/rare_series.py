"""Rare events read by what lies between them: t charts of days and g charts of opportunities, by the rules of a profile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

import numpy as np
from msgspec.structs import replace

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.rare_events import days_between, g_chart, t_chart
from pxcommission.assessment.statistics.ruled_series import DrawnGroup, Shown, ruled
from pxcommission.assessment.statistics.xmr_limits import Lines
from pxcommission.assessment.statistics.xmr_series import Asked, CannotAssess, CannotAssessCode, Series, SeriesResult

_POWER = 3.6  # makes times between random events nearly normal
_NEAR = 2 / 3  # of the way from the centre line to a limit


def days_between_result(series: Series, profile: Profile) -> SeriesResult:
    """What the t chart of the days between events says: `series` has a day for each event, its values how many (0: none).

    A point stands on the day of the later event. Longer is better where `asked` says increase. Cannot be assessed with
    fewer than 12 gaps. Rebases are not drawn. Source: as `rare_events.t_chart`.
    """
    days = sorted(day for day, value in zip(series.dates, series.values, strict=True) if value is None or value > 0)
    gaps = days_between(days)
    chart = t_chart(gaps)
    lines = (chart.centre, chart.lower, chart.upper)
    root = [None if line is None else line ** (1 / _POWER) for line in lines]
    group = _group(
        days[1:], [gap ** (1 / _POWER) for gap in gaps], root, near=True, back=lambda y: max(y, 0.0) ** _POWER
    )
    return _result(series, group, chart.cannot_assess, profile, "t (days between events)", 1 / _POWER)


def opportunities_between_result(series: Series, profile: Profile) -> SeriesResult:
    """What the g chart of opportunities between events says: `series` has the day of each event and, as its value, the
    opportunities since the one before. Longer is better where `asked` says increase. Source: as `rare_events.g_chart`.
    """
    pairs = sorted((day, value) for day, value in zip(series.dates, series.values, strict=True) if value is not None)
    gaps = [value for _, value in pairs]
    chart = g_chart(gaps)
    lines = [chart.centre, chart.lower, chart.upper]
    group = _group([day for day, _ in pairs], gaps, lines, near=False, back=float)
    return _result(series, group, chart.cannot_assess, profile, "g (opportunities between events)", 1.0)


def _group(
    days: Sequence[date], values: Sequence[float], lines: Sequence[float | None], near: bool, back: Shown
) -> DrawnGroup:
    centre, lower, upper = (np.full((1, len(days)), np.nan if line is None else line) for line in lines)
    share = _NEAR if near else 1.0
    drawn = Lines(
        centre, lower, upper, centre + share * (lower - centre), centre + share * (upper - centre),
        np.ones((1, len(days)), dtype=np.bool_),
    )  # fmt: skip
    return DrawnGroup(days, np.array([values], dtype=float).reshape(1, len(days)), drawn, back)


def _result(
    series: Series, group: DrawnGroup, why_not: str, profile: Profile, chart: str, power: float
) -> SeriesResult:
    asked: Asked = replace(series.asked, rebases=())
    if not group.days:
        reason = CannotAssess(CannotAssessCode.NO_VALUES, why_not or "no two events are known")
        return SeriesResult(series.name, replace(profile, chart=chart), asked, (), None, None, reason, True)
    target = None if asked.target is None or asked.target != asked.target else asked.target**power
    found = ruled([group], asked, target, profile, chart, series.name)
    if not why_not:
        return found
    return replace(found, cannot_assess=CannotAssess(CannotAssessCode.SHORT_SERIES, why_not))


BETWEEN: Final = {"days": days_between_result, "opportunities": opportunities_between_result}
"""What may lie between rare events, with the reading of each."""
