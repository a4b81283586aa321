"""Charts whose lines are not those of XmR charts, read point by point by the rules of a profile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

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
from pxcommission.assessment.statistics.xmr_series import (
    Asked,
    CannotAssess,
    CannotAssessCode,
    Point,
    Rebase,
    SeriesResult,
)

Shown = Callable[[float], float]


class DrawnGroup(Struct, frozen=True):
    """The points since one rebase: their days, and (1 × points) of values with the lines of each, NaN where missing.

    `shown` turns a value or a line into the unit it is shown in.
    """

    days: Sequence[date]
    values: Floats
    lines: Lines
    shown: Shown = float


class DrawnSeries(Struct, frozen=True):
    """The groups of a series in order of time, one or more, and what is asked of it.

    `target` is the target of `asked` in the unit the lines are drawn in.
    """

    groups: Sequence[DrawnGroup]
    asked: Asked
    target: float | None
    name: str = ""


def ruled(
    groups: Sequence[DrawnGroup], asked: Asked, target: float | None, profile: Profile, chart: str, name: str = ""
) -> SeriesResult:
    """What the chart of these groups says at its last point: a batch of one."""
    return ruled_series([DrawnSeries(groups, asked, target, name)], profile, chart)[0]


def ruled_series(series: Sequence[DrawnSeries], profile: Profile, chart: str) -> list[SeriesResult]:
    """What the charts of these series say at their last points, in the order given. The rules are those of XmR charts."""
    flat = [(group, one, number) for one in series for number, group in enumerate(one.groups)]
    read = iter(_read(flat, profile))
    named = replace(profile, chart=chart)
    return [_result(one, [next(read) for _ in one.groups], named, profile) for one in series]


class _ReadGroup(Struct, frozen=True):
    """A group's points, its icons by number, and the code of what keeps it from being assessed."""

    points: tuple[Point, ...]
    variation: int
    assurance: int
    reason: CannotAssessCode | None


def _result(one: DrawnSeries, read: Sequence[_ReadGroup], named: Profile, profile: Profile) -> SeriesResult:
    last, asked = read[-1], one.asked
    points = last.points if len(read) == 1 else tuple(point for group in read for point in group.points)
    rebases: tuple[Rebase, ...] = ()
    unused = asked.rebases
    if asked.rebases:
        days = {day for group in one.groups for day in group.days}
        rebases = tuple(sorted((each for each in asked.rebases if each.on in days), key=lambda each: each.on))
        unused = tuple(each for each in asked.rebases if each.on not in days)
    cannot: CannotAssess | None = None
    if last.reason:
        cannot = reason_of(last.reason, last.points, rebased=bool(rebases), profile=profile)
    return SeriesResult(
        name=one.name,
        profile=named,
        asked=asked,
        points=points,
        variation=VARIATIONS[last.variation],
        assurance=ASSURANCES[last.assurance],
        cannot_assess=cannot,
        short_group=len(last.points) < profile.warn_below,
        rebases=rebases,
        rebases_unused=unused,
    )


_Flat = tuple[DrawnGroup, DrawnSeries, int]


def _read(flat: Sequence[_Flat], profile: Profile) -> list[_ReadGroup]:
    """Every group read, those with as many points together."""
    by_length: dict[int, list[int]] = defaultdict(list)
    for at, (group, _, _) in enumerate(flat):
        by_length[len(group.days)].append(at)
    found: dict[int, _ReadGroup] = {}
    for places in by_length.values():
        found |= zip(places, _read_alike([flat[at] for at in places], profile), strict=True)
    return [found[at] for at in range(len(flat))]


def _read_alike(flat: Sequence[_Flat], profile: Profile) -> list[_ReadGroup]:
    """Groups of one length, read at once."""
    groups = [group for group, _, _ in flat]
    values = np.concatenate([group.values for group in groups])
    names = ("mean", "lpl", "upl", "near_lpl", "near_upl", "in_baseline")
    lines = Lines(*(np.concatenate([getattr(group.lines, name) for group in groups]) for name in names))
    length = np.full(len(groups), values.shape[1])
    better = np.array([one.asked.improvement.sign for _, one, _ in flat])
    rules = rules_of(values, length, lines, better, profile)
    variations = variations_of(rules.point_type[:, -1], rules.cause[:, -1]).tolist()
    wanted = np.array([np.nan if one.target is None else one.target for _, one, _ in flat])
    known = np.array([one.target is not None for _, one, _ in flat])
    assurances = assurances_of(lines.lpl[:, -1], lines.upl[:, -1], known, wanted, better, profile).tolist()
    reasons = _reasons(values, length, lines, profile).tolist()
    points = _points(flat, values, lines, rules, profile)
    rows = zip(points, variations, assurances, reasons, strict=True)
    return [_ReadGroup(told, icon, kept, REASONS[code]) for told, icon, kept, code in rows]


def _reasons(values: Floats, length: NDArray[np.int64], lines: Lines, profile: Profile) -> NDArray[np.int8]:
    """Why each group says nothing that may be relied on, in REASONS; lines of unlike width count by the widest."""
    widths = lines.upl - lines.lpl
    widest = np.max(widths, axis=1, where=~np.isnan(widths), initial=-np.inf)
    mean = lines.mean[:, -1]
    spread = (mean, mean - widest / 2, mean + widest / 2)
    return reasons_of(values, length, spread, np.zeros(len(values), dtype=np.bool_), profile)


def _points(
    flat: Sequence[_Flat], values: Floats, lines: Lines, rules: Rules, profile: Profile
) -> list[tuple[Point, ...]]:
    known = ~np.isnan(values)
    drawn = (values, lines.mean, lines.lpl, lines.upl, lines.near_lpl, lines.near_upl)
    shown = [line.tolist() for line in (_told(one, np.isnan(one)) for one in drawn)]
    said = [_told(one, ~known).tolist() for one in (rules.outside, rules.side, rules.close)]
    causes = np.array(special_causes(profile), dtype=object)[rules.cause].tolist()
    types = np.array(POINT_TYPES, dtype=object)[rules.point_type].tolist()
    there = known.tolist()
    found = []
    for at, (group, _, number) in enumerate(flat):
        value, *of_lines = (_in_unit(line[at], group.shown) for line in shown)
        columns = (
            value,
            [number] * len(group.days),
            there[at],
            *of_lines,
            *(one[at] for one in said),
            causes[at],
            types[at],
        )
        found.append(tuple(map(Point, group.days, *columns)))
    return found


def _told(values: NDArray[np.generic], missing: NDArray[np.bool_]) -> NDArray[np.object_]:
    told = values.astype(object)
    told[missing] = None
    return told


def _in_unit(line: list[float | None], shown: Shown) -> list[float | None]:
    return line if shown is float else [None if value is None else shown(value) for value in line]
