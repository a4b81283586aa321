"""Charts whose lines are not those of XmR charts, read point by point by the rules of a profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_groups import Floats
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
from pxcommission.assessment.statistics.xmr_series import Asked, CannotAssess, Point, Rebase, SeriesResult

Shown = Callable[[float], float]


@dataclass(frozen=True)
class DrawnGroup:
    """The points since one rebase: their days, and (1 × points) of values with the lines of each, NaN where missing.

    `shown` turns a value or a line into the unit it is shown in.
    """

    days: Sequence[date]
    values: Floats
    lines: Lines
    shown: Shown = float

    def rules(self, asked: Asked, profile: Profile) -> Rules:
        """What the rules say of each point."""
        better = np.array([asked.improvement.sign])
        return rules_of(self.values, np.array([len(self.days)]), self.lines, better, profile)


def ruled(
    groups: Sequence[DrawnGroup], asked: Asked, target: float | None, profile: Profile, chart: str, name: str = ""
) -> SeriesResult:
    """What the chart of these groups (in order of time, one or more) says at its last point.

    `target` is the target of `asked` in the unit the lines are drawn in. The rules are those of XmR charts.
    """
    points = tuple(point for number, group in enumerate(groups) for point in _points(group, number, asked, profile))
    last, rules = groups[-1], groups[-1].rules(asked, profile)
    days = {day for group in groups for day in group.days}
    variation = int(variations_of(rules.point_type[:, -1], rules.cause[:, -1])[0])
    rebases = tuple(sorted((one for one in asked.rebases if one.on in days), key=lambda one: one.on))
    return SeriesResult(
        name=name,
        profile=replace(profile, chart=chart),
        asked=asked,
        points=points,
        variation=VARIATIONS[variation],
        assurance=_assurance(last, target, asked, profile),
        cannot_assess=_cannot_assess(
            last, [point for point in points if point.rebase_group == len(groups) - 1], rebases, profile
        ),
        short_group=len(last.days) < profile.warn_below,
        rebases=rebases,
        rebases_unused=tuple(one for one in asked.rebases if one.on not in days),
    )


def _assurance(group: DrawnGroup, target: float | None, asked: Asked, profile: Profile) -> str | None:
    wanted, known = np.array([np.nan if target is None else target]), np.array([target is not None])
    better = np.array([asked.improvement.sign])
    return ASSURANCES[
        int(assurances_of(group.lines.lpl[:, -1], group.lines.upl[:, -1], known, wanted, better, profile)[0])
    ]


def _cannot_assess(
    group: DrawnGroup, points: Sequence[Point], rebases: Sequence[Rebase], profile: Profile
) -> CannotAssess | None:
    """Why the group says nothing that may be relied on; lines of unlike width count by the widest."""
    widths = (group.lines.upl - group.lines.lpl)[0]
    widest = np.array([np.max(widths, where=~np.isnan(widths), initial=-np.inf)])
    mean = group.lines.mean[:, -1]
    lines = (mean, mean - widest / 2, mean + widest / 2)
    found = reasons_of(group.values, np.array([len(group.days)]), lines, np.array([False]), profile)
    code = REASONS[int(found[0])]
    return reason_of(code, tuple(points), rebased=bool(rebases), profile=profile) if code else None


def _points(group: DrawnGroup, number: int, asked: Asked, profile: Profile) -> list[Point]:
    rules = group.rules(asked, profile)
    return [_point(group, rules, at, number, profile) for at in range(len(group.days))]


def _point(group: DrawnGroup, rules: Rules, at: int, number: int, profile: Profile) -> Point:
    known = not np.isnan(group.values[0, at])
    lines = group.lines
    value, mean, lpl, upl, near_lpl, near_upl = (
        None if np.isnan(line[0, at]) else group.shown(float(line[0, at]))
        for line in (group.values, lines.mean, lines.lpl, lines.upl, lines.near_lpl, lines.near_upl)
    )
    return Point(
        date=group.days[at],
        value=value,
        rebase_group=number,
        in_baseline=known,
        mean=mean,
        lpl=lpl,
        upl=upl,
        near_lpl=near_lpl,
        near_upl=near_upl,
        outside=bool(rules.outside[0, at]) if known else None,
        relative_to_mean=int(rules.side[0, at]) if known else None,
        close_to_limits=bool(rules.close[0, at]) if known else None,
        special_cause_type=special_causes(profile)[rules.cause[0, at]],
        point_type=POINT_TYPES[rules.point_type[0, at]],
    )
