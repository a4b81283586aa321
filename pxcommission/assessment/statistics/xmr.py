"""XmR charts of many series at once, or of one: `analyse`, `analyse_series` and, on plain arrays, `analyse_many`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from pxcommission.assessment.statistics.profiles import PTD, Profile
from pxcommission.assessment.statistics.xmr_arrays import XmrArrays, analyse_many
from pxcommission.assessment.statistics.xmr_dates import absent_periods
from pxcommission.assessment.statistics.xmr_icons import ASSURANCES, REASONS, VARIATIONS
from pxcommission.assessment.statistics.xmr_points import POINT_TYPES, special_causes
from pxcommission.assessment.statistics.xmr_reasons import absent_reason, reason_of
from pxcommission.assessment.statistics.xmr_series import (
    HIGHER_IS_BETTER,
    Asked,
    CannotAssess,
    InputWrong,
    Point,
    Series,
    SeriesResult,
)

__all__ = ["XmrArrays", "analyse", "analyse_many", "analyse_series"]


def analyse(
    dates: Sequence[date],
    values: Sequence[float | None],
    asked: Asked = HIGHER_IS_BETTER,
    profile: Profile = PTD,
    name: str = "",
) -> SeriesResult:
    """What the chart says of one series, its days in any order: a batch of one. Raises InputWrong."""
    return analyse_series((Series(name, dates, values, asked),), profile)[0]


def analyse_series(series: Sequence[Series], profile: Profile = PTD) -> tuple[SeriesResult, ...]:
    """What the charts say of many series, in the order given. Raises InputWrong."""
    if not series:
        return ()
    ordered = [_in_order(one) for one in series]
    lengths = np.array([len(one.dates) for one in ordered])
    shape = (len(ordered), int(lengths.max()))
    values, rebased = np.full(shape, np.nan), np.zeros(shape, dtype=np.bool_)
    for at, one in enumerate(ordered):
        values[at, : lengths[at]] = [np.nan if value is None else value for value in one.values]
        days = {rebase.on for rebase in one.asked.rebases}
        if days:
            rebased[at, : lengths[at]] = [day in days for day in one.dates]
    targets = [one.asked.target for one in ordered]
    found = analyse_many(
        values,
        profile=profile,
        improvement=[one.asked.improvement.sign for one in ordered],
        target=[math.nan if target is None else target for target in targets],
        target_asked=[target is not None for target in targets],
        lengths=lengths,
        rebased=rebased if rebased.any() else None,
        fix_after=[0 if one.asked.fix_after is None else one.asked.fix_after for one in ordered],
    )
    # A rebase on the first day begins the groups at 1, as in the package; the arrays count from 0.
    groups = found.group + (rebased[:, :1] if shape[1] else 0)
    points = _points(ordered, found, groups, values, profile)
    return tuple(_result(one, found, at, next(points), profile) for at, one in enumerate(ordered))


def _in_order(series: Series) -> Series:
    days = series.dates
    if not len(days) == len(series.values) == (len(series.trajectory) or len(days)):
        raise InputWrong(f"series '{series.name}': as many values as days are wanted")
    if len(set(days)) != len(days):
        raise InputWrong(f"series '{series.name}': a day stands twice")
    order = sorted(range(len(days)), key=lambda at: days[at])
    asked, trajectory = series.asked, series.trajectory
    if asked.fix_after is not None and asked.fix_after < 1:
        raise InputWrong("a baseline is fixed on 12 points or more")
    return Series(
        series.name,
        [days[at] for at in order],
        [series.values[at] for at in order],
        asked,
        [trajectory[at] for at in order] if trajectory else (),
    )


def _points(
    series: Sequence[Series], found: XmrArrays, groups: NDArray[np.int64], values: NDArray[np.float64], profile: Profile
) -> Iterator[tuple[Point, ...]]:
    """The points of each series in turn."""
    causes = np.array(special_causes(profile), dtype=object)[found.cause]
    types = np.array(POINT_TYPES, dtype=object)[found.point_type]
    missing = np.isnan(values)
    no_limit = missing | np.isnan(found.lpl)
    columns = (
        _told(values, missing),
        groups,
        found.in_baseline,
        *(_told(line, np.isnan(line)) for line in (found.mean, found.lpl, found.upl, found.near_lpl, found.near_upl)),
        _told(found.outside, no_limit),
        _told(found.side, missing | np.isnan(found.mean)),
        _told(found.close_to_limits, no_limit),
        causes,
        types,
    )
    for at, one in enumerate(series):
        carried = [None if value is None or math.isnan(value) else value for value in one.trajectory]
        length = len(one.dates)
        rows = (column[at, :length].tolist() for column in columns)
        yield tuple(starmap(Point, zip(one.dates, *rows, carried or [None] * length, strict=True)))


def _told(values: NDArray[np.generic], missing: NDArray[np.bool_]) -> NDArray[np.object_]:
    told = values.astype(object)
    told[missing] = None
    return told


def _result(series: Series, found: XmrArrays, at: int, points: tuple[Point, ...], profile: Profile) -> SeriesResult:
    days = set(series.dates)
    rebases = tuple(sorted(series.asked.rebases, key=lambda rebase: rebase.on))
    return SeriesResult(
        name=series.name,
        profile=profile,
        asked=series.asked,
        points=points,
        variation=VARIATIONS[found.variation[at]],
        assurance=ASSURANCES[found.assurance[at]],
        cannot_assess=_cannot_assess(points, found, at, profile),
        short_group=bool(found.short_group[at]),
        rebases=tuple(rebase for rebase in rebases if rebase.on in days),
        rebases_unused=tuple(rebase for rebase in rebases if rebase.on not in days),
    )


def _cannot_assess(points: tuple[Point, ...], found: XmrArrays, at: int, profile: Profile) -> CannotAssess | None:
    code = REASONS[found.cannot_assess[at]]
    group = points
    if points and points[0].rebase_group != points[-1].rebase_group:
        group = tuple(point for point in points if point.rebase_group == points[-1].rebase_group)
    if code is not None:
        return reason_of(code, group, rebased=len(group) < len(points), profile=profile)
    absent = absent_periods(tuple(point.date for point in group))
    return absent_reason(absent) if absent else None
