"""XmR charts of many series as arrays: every step is done for all series at once."""

from __future__ import annotations

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from pxcommission.assessment.statistics.profiles import PTD, Profile
from pxcommission.assessment.statistics.xmr_groups import Flags, Floats, Groups, Whole, groups_of
from pxcommission.assessment.statistics.xmr_icons import REASONS, assurances_of, reasons_of, variations_of
from pxcommission.assessment.statistics.xmr_limits import lines_of
from pxcommission.assessment.statistics.xmr_points import Small, rules_of
from pxcommission.assessment.statistics.xmr_series import FEWEST_FIXED, CannotAssessCode, InputWrong

MISSING = REASONS.index(CannotAssessCode.MISSING_POINTS)
NO_VALUES = REASONS.index(CannotAssessCode.NO_VALUES)


class XmrArrays(Struct, frozen=True):
    """The charts of many series: (series × points), then one value a series.

    `group`: 0, 1, … (-1 where there is no point). Lines are NaN where undefined; `side` is 0 and the flags are False
    there. `cause` is a place in `special_causes(profile)`, `point_type` in POINT_TYPES, `variation` in VARIATIONS,
    `assurance` in ASSURANCES, `cannot_assess` in REASONS. `undecided`: the package stops with an error; no icons.
    """

    group: Whole
    in_baseline: Flags
    mean: Floats
    lpl: Floats
    upl: Floats
    near_lpl: Floats
    near_upl: Floats
    outside: Flags
    side: Small
    close_to_limits: Flags
    cause: Small
    point_type: Small
    variation: Small
    assurance: Small
    cannot_assess: Small
    short_group: Flags
    undecided: Flags


def analyse_many(
    values: ArrayLike,
    *,
    profile: Profile = PTD,
    improvement: ArrayLike = 1,
    target: ArrayLike = np.nan,
    target_asked: ArrayLike | None = None,
    lengths: ArrayLike | None = None,
    rebased: ArrayLike | None = None,
    fix_after: ArrayLike = 0,
) -> XmrArrays:
    """The XmR charts of (series × points) of values in order of their days, NaN where a value is missing.

    One number, or one a series: `improvement` 1 (higher is better), -1 or 0; `target`, NaN for none; `fix_after`, the
    rows a group's limits rest on, 0 for all; `lengths`, the points of a series shorter than the array.
    `rebased` (series × points): a group begins here. `target_asked`, where given, says which series were to have a
    target: one without is `inconsistent`, as the package has it, and can't be assessed. Raises InputWrong.

    Source: NHSRplotthedots 0.2.2; for `mdc` see its profile. A series' result hangs on no other in the batch.
    """
    given = _table(values)
    series = len(given)
    better = _each(improvement, series).astype(np.int64)
    targets = _each(target, series)
    asked = ~np.isnan(targets) if target_asked is None else np.asarray(target_asked, dtype=np.bool_)
    ends = _lengths(lengths, given)
    fixed = _each(fix_after, series).astype(np.int64)
    if ((fixed != 0) & (fixed < FEWEST_FIXED)).any():
        raise InputWrong(f"a baseline is fixed on {FEWEST_FIXED} points or more")
    if not np.isin(better, (-1, 0, 1)).all():
        raise InputWrong("improvement is 1, -1 or 0")
    marked = None if rebased is None else np.asarray(rebased, dtype=np.bool_)
    return _charts(given, groups_of(given.shape, ends, marked), better, targets, asked, fixed, profile)


def _charts(
    given: Floats, groups: Groups, better: Whole, targets: Floats, asked: Flags, fixed: Whole, profile: Profile
) -> XmrArrays:
    owner = np.zeros(len(groups.length), dtype=np.int64)
    owner[groups.row] = np.nonzero(groups.present)[0]
    rows = groups.cut(given, np.nan)
    lines = lines_of(rows, groups.length, fixed[owner], profile)
    rules = rules_of(rows, groups.length, lines, better[owner], profile)
    undecided = _any_of_series(rules.undecided, owner, len(given)) & profile.stops_on_missing
    short = _any_of_series(groups.length < profile.warn_below, owner, len(given))
    filled = groups.last >= 0
    last, end = groups.last[filled], groups.length[groups.last[filled]] - 1
    cannot = reasons_of(
        rows[last],
        groups.length[last],
        (lines.mean[last], lines.lpl[last], lines.upl[last]),
        (asked & np.isnan(targets))[filled],
        profile,
    )
    variation = variations_of(rules.point_type[last, end], rules.cause[last, end])
    assurance = assurances_of(lines.lpl[last], lines.upl[last], asked[filled], targets[filled], better[filled], profile)
    hidden = (undecided | _too_few(rows, groups, profile))[filled]
    first = np.zeros(len(given), dtype=np.int64)
    first[owner[::-1]] = np.arange(len(owner))[::-1]
    return XmrArrays(
        group=groups.whole(np.arange(len(owner)) - first[owner], -1),
        in_baseline=groups.whole(lines.in_baseline, False),
        mean=groups.whole(lines.mean, np.nan),
        lpl=groups.whole(lines.lpl, np.nan),
        upl=groups.whole(lines.upl, np.nan),
        near_lpl=groups.whole(lines.near_lpl, np.nan),
        near_upl=groups.whole(lines.near_upl, np.nan),
        outside=groups.whole(rules.outside, False),
        side=groups.whole(rules.side, 0),
        close_to_limits=groups.whole(rules.close, False),
        cause=groups.whole(rules.cause, 0),
        point_type=groups.whole(rules.point_type, 0),
        variation=_spread(np.where(hidden, 0, variation), filled, 0),
        assurance=_spread(np.where(hidden, 0, assurance), filled, 0),
        cannot_assess=_spread(np.where(undecided[filled] & (cannot == 0), MISSING, cannot), filled, NO_VALUES),
        short_group=short,
        undecided=undecided,
    )


def _too_few(rows: Floats, groups: Groups, profile: Profile) -> Flags:
    """Whether a series' last group has fewer values than the profile's icons need."""
    count = np.append(np.sum(~np.isnan(rows), axis=1), 0)
    few: Flags = count[groups.last] < profile.min_points
    return few


def _any_of_series(of_groups: Flags, owner: Whole, series: int) -> Flags:
    return np.bincount(owner[of_groups], minlength=series) > 0


def _spread(found: Small, filled: Flags, otherwise: int) -> Small:
    spread = np.full(len(filled), otherwise, dtype=np.int8)
    spread[filled] = found
    return spread


def _table(values: ArrayLike) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    if given.ndim != 2:
        raise InputWrong("values are series × points")
    if np.isinf(given).any():
        raise InputWrong("a value is infinite")
    return given


def _each(value: ArrayLike, series: int) -> Floats:
    """One number for each series."""
    try:
        return np.broadcast_to(np.asarray(value, dtype=np.float64), (series,))
    except ValueError:
        raise InputWrong(f"give one number, or one for each of {series} series") from None


def _lengths(lengths: ArrayLike | None, given: Floats) -> Whole:
    ends = np.full(len(given), given.shape[1]) if lengths is None else _each(lengths, len(given)).astype(np.int64)
    if ((ends < 0) | (ends > given.shape[1])).any():
        raise InputWrong("a length lies outside the table")
    return ends.astype(np.int64)
