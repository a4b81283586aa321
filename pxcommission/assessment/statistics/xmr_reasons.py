"""Why a chart can't be assessed, in plain sentences."""

from __future__ import annotations

from pxcommission.assessment.statistics.profiles import Profile
from pxcommission.assessment.statistics.xmr_series import CannotAssess, CannotAssessCode, Point
from pxcommission.periods import in_words


def absent_reason(periods: int) -> CannotAssess:
    """That periods are left out between the days of the last group."""
    told = "1 period has no row" if periods == 1 else f"{periods} periods have no row"
    return CannotAssess(
        CannotAssessCode.MISSING_PERIODS,
        f"{told} between the first and last day, and a missing period shifts limits and hides runs",
    )


def reason_of(code: CannotAssessCode, group: tuple[Point, ...], rebased: bool, profile: Profile) -> CannotAssess:
    """The code with its sentence, about the points since the last rebase."""
    values = [point.value for point in group if point.value is not None]
    since = " since the rebase" if rebased else ""
    match code:
        case CannotAssessCode.NO_VALUES:
            reason = f"there is no value{since}"
        case CannotAssessCode.LAST_POINT_MISSING:
            reason = f"the last point ({in_words(group[-1].date)}) is missing, so there is nothing to say of it"
        case CannotAssessCode.MISSING_POINTS:
            missing = len(group) - len(values)
            told = "1 point is missing" if missing == 1 else f"{missing or 'some'} points are missing"
            where = since if missing else " before the last rebase"
            reason = f"{told}{where}; missing points shift limits and hide runs"
        case CannotAssessCode.MISSING_PERIODS:
            reason = "periods have no row"
        case CannotAssessCode.SHORT_SERIES:
            there = "there is only 1 point" if len(values) == 1 else f"there are only {len(values)} points"
            reason = f"{there}{since}; limits can be relied on from {profile.warn_below} points on"
        case CannotAssessCode.CONSTANT_SERIES:
            reason = f"every value{since} is {values[0]:g}; without variation there are no limits"
        case CannotAssessCode.LIMITS_COLLAPSE:
            reason = "most values are the same, so the limits fall together and every other point would look special"
        case CannotAssessCode.RARE_COUNTS:
            reason = "the events are too rare for this chart (fewer than 1 a period on average); look at the time between them"
        case CannotAssessCode.NO_TARGET:
            reason = "other series have a target of their own and this one has none"
    return CannotAssess(code, reason)
