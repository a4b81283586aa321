"""What an XmR chart says, in plain sentences: the finding, what it rests on, and what it does not say."""

from __future__ import annotations

import math
from itertools import groupby

from pxcommission.assessment.statistics.xmr_series import Improvement, Point, SeriesResult
from pxcommission.periods import MONTH_NAMES, in_words

CAVEAT = (
    "A special cause asks why; it is no proof of what caused it. A chart of one measure is read beside what patients say "
    "and what is known of the service."
)
_VARIATION = {
    "common_cause": "Common cause",
    "improvement_high": "Special cause, improvement",
    "improvement_low": "Special cause, improvement",
    "concern_high": "Special cause, concern",
    "concern_low": "Special cause, concern",
    "neutral_high": "Special cause, high",
    "neutral_low": "Special cause, low",
}
_BETTER = {
    Improvement.INCREASE: "higher is better",
    Improvement.DECREASE: "lower is better",
    Improvement.NEUTRAL: "neither higher nor lower is better",
}


def finding(result: SeriesResult) -> str:
    """What the chart says of its last point and target, in a sentence or two; or that it can't say, and why."""
    if result.cannot_assess is not None:
        return f"Can't be assessed: {result.cannot_assess.reason}."
    return " ".join(part for part in (variation_told(result), assurance_told(result)) if part)


def variation_told(result: SeriesResult) -> str:
    """What kind of variation the last point shows."""
    last = result.last
    if last is None or result.variation is None:
        return ""
    when = f"{day_told(last, result)} ({number_told(last.value, result)})"
    return f"{_VARIATION[result.variation]}: {when} {_why(last, result)}."


def assurance_told(result: SeriesResult) -> str:
    """Whether the target is to be expected, or nothing where there is no target or no direction."""
    target = number_told(result.target, result)
    last = result.last
    if last is not None and last.lpl is not None and last.lpl == last.upl and result.assurance in ("pass", "fail"):
        every = "meets" if result.assurance == "pass" else "misses"
        return f"Every point {every} the target of {target}."
    contrary = {"pass": "concern", "fail": "improvement"}.get(result.assurance or "", "-")
    if last is not None and last.point_type.endswith(contrary):
        missed = "met" if result.assurance == "pass" else "missed"
        return f"By these limits the target of {target} would be {missed} every time, but something has changed."
    match result.assurance:
        case "pass":
            return f"The target of {target} is to be expected every time, unless something changes."
        case "fail":
            return f"The target of {target} is not to be expected at any time, unless something changes."
        case "inconsistent":
            return f"The target of {target} lies between the limits: meeting or missing it is chance."
        case _:
            return ""


def icons_told(result: SeriesResult) -> str:
    """The icons the profile gives where the chart can't be assessed, so that nobody relies on them; else nothing."""
    icons = [icon for icon in (result.variation, result.assurance) if icon]
    if result.cannot_assess is None or not icons:
        return ""
    return f"{result.profile.name} would show {' and '.join(icons).replace('_', ' ')}; that is not to be relied on."


def basis(result: SeriesResult) -> str:
    """The profile, direction, baseline and rebases a result rests on: printed wherever it is."""
    parts = [f"Profile {result.profile.label}", _BETTER[result.asked.improvement], _baseline_told(result)]
    parts += [
        f"rebased on {rebase.on.isoformat()}: {rebase.reason or 'no reason recorded'}" for rebase in result.rebases
    ]
    return "; ".join(parts) + "."


def special_spans(result: SeriesResult) -> tuple[str, ...]:
    """The points that are more than common cause, those of one kind in a row together, with what is special about them."""
    told = []
    for cause, together in groupby(result.points, key=lambda point: (point.special_cause_type, point.rebase_group)):
        points = tuple(together)
        if points[0].special_cause:
            first, last = day_told(points[0], result), day_told(points[-1], result)
            when = f"{first} ({number_told(points[0].value, result)})" if len(points) == 1 else f"{first} to {last}"
            told.append(f"{when}: {cause[0]}, {kind_of(points[0])}")
    return tuple(told)


def kind_of(point: Point) -> str:
    """`improvement`, `concern`, `high`, `low` or `common cause`."""
    return point.point_type.removeprefix("special_cause_").removeprefix("neutral_").replace("_", " ")


def day_told(point: Point, result: SeriesResult) -> str:
    """The point's day; its month alone where every point is on the first of one."""
    day = point.date
    monthly = all(other.date.day == 1 for other in result.points)
    return f"{MONTH_NAMES[day.month - 1]} {day.year}" if monthly else in_words(day)


def number_told(value: float | None, result: SeriesResult) -> str:
    """A number of the series, to three figures of the width of its limits."""
    if value is None:
        return "missing"
    last = result.last
    values = [point.value for point in result.points if point.value is not None]
    width = max(values, default=0.0) - min(values, default=0.0)
    if last is not None and last.upl is not None and last.lpl is not None and last.upl > last.lpl:
        width = last.upl - last.lpl
    places = 6 if width <= 0 else max(0, min(6, 2 - math.floor(math.log10(width))))
    told = f"{value:,.{places}f}"
    told = told.rstrip("0").rstrip(".") if "." in told else told
    return "0" if told == "-0" else told


def _baseline_told(result: SeriesResult) -> str:
    baseline = result.baseline
    if not baseline:
        return "no baseline"
    points = "1 point" if len(baseline) == 1 else f"{len(baseline)} points"
    span = f"{day_told(baseline[0], result)} to {day_told(baseline[-1], result)}"
    later = len(result.last_group) > (result.asked.fix_after or len(result.last_group))
    how = "fixed on the first" if later else "of"
    return f"limits {how} {points}, {span}"


def _why(last: Point, result: SeriesResult) -> str:
    profile, cause = result.profile, last.special_cause_type
    mean = number_told(last.mean, result)
    if not last.special_cause:
        if last.lpl is None or last.lpl == last.upl:
            return "is like every other point"
        return f"is within the limits of {number_told(last.lpl, result)} to {number_told(last.upl, result)}"
    if cause == "Above UCL":
        return f"is above the upper limit of {number_told(last.upl, result)}"
    if cause == "Below LCL":
        return f"is below the lower limit of {number_told(last.lpl, result)}"
    if "Trend" in cause:
        return f"ends a trend of {profile.trend_length} or more, {'rising' if 'Increasing' in cause else 'falling'}"
    side = "above" if "Above" in cause else "below"
    if cause.startswith("2 in 3"):
        return f"is one of two in three close to a limit, {side} the mean of {mean}"
    return f"is one of {profile.run_length} or more in a row {side} the mean of {mean}"
