"""Whether a measure improved after an action: its chart with limits frozen on the time before, and the size of the change.

The rules, and how often each verdict is wrong on simulated series, stand in docs/how-to/improvement.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import fmean

from msgspec.structs import replace

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.statistics.compared_with_target import LEAST_RESPONSES_TO_CHART
from pxcommission.assessment.statistics.improvement_change import Change, TooFewPoints, change_between, further_than
from pxcommission.assessment.statistics.improvement_judgement import (
    Action,
    Judgement,
    Sides,
    Verdict,
    sides_of,
    with_values,
)
from pxcommission.assessment.statistics.profiles import PTD, Profile
from pxcommission.assessment.statistics.xmr import analyse
from pxcommission.assessment.statistics.xmr_series import FEWEST_FIXED, Asked, Point, SeriesResult

LEAST_COUNT = 2
"""Charts of rarer events call signals of chance: simulations in reference 4."""
JUST_BEFORE = 3
"""A special cause of concern among so many points before the start makes regression to the mean likely."""


def judge_action(
    points: Sequence[ChartPoint], action: Action, comparator: Sequence[ChartPoint] | None = None, profile: Profile = PTD
) -> Judgement:
    """The verdict on an action from its measure's points, in order of time without gaps.

    `comparator`: the same measure where nothing was done, for a difference in differences. Source of the method: reference
    4.9 (limits frozen on 12 points or more before the start, special causes read after it only).
    """
    sides = sides_of(points, action.start, action.baseline_from)
    chart, no_chart = _chart(sides, action, profile)
    later = chart.points[-len(sides.after) :] if chart and sides.after else ()
    own, no_size = _change(sides, action.unit)
    beyond, no_comparison = _beyond(sides, comparator, action) if comparator is not None else (None, "")
    side, run, since = _run_at_the_end(later)
    sustained = run >= profile.run_length
    change = beyond or own
    seen = Judgement(
        verdict=Verdict.NO_EVIDENCE,
        why=(),
        sides=sides,
        own=own,
        beyond=beyond,
        chart=chart,
        no_chart=no_chart,
        improving=tuple(p for p in later if p.point_type == "special_cause_improvement"),
        worsening=tuple(p for p in later if p.point_type == "special_cause_concern"),
        sustained=side * action.better.sign if sustained else 0,
        sustained_from=since if sustained else None,
        expected_within=change.holds(action.expected) if change and action.expected is not None else None,
        regression_to_the_mean=_regression(sides, chart, action),
        profile=profile,
        missing={name: _why_missing(part) for name, part in (("before", sides.before), ("after", sides.after))},
        no_comparison=no_comparison,
    )
    verdict, why = _verdict(seen, action, no_size, any(p.outside for p in later))
    return replace(seen, verdict=verdict, why=why)


def _verdict(seen: Judgement, action: Action, no_size: str, outside: bool) -> tuple[Verdict, tuple[str, ...]]:
    """The verdict; before a run can be complete only a point outside the limits allows another than too early."""
    found, why = _found(seen, action, no_size)
    if seen.known_after < seen.profile.run_length and not (outside and found in (Verdict.IMPROVED, Verdict.WORSENED)):
        return Verdict.TOO_EARLY, (_too_early(seen, outside),)
    return found, why


def _found(seen: Judgement, action: Action, no_size: str) -> tuple[Verdict, tuple[str, ...]]:
    """Improved or worsened only where the chart (where there is one) and the interval say the same; else no evidence yet."""
    if seen.change is None:
        return Verdict.NO_EVIDENCE, (f"the size of the change can't be told: {no_size}",)
    moved = seen.change.direction * action.better.sign
    interval = _interval_words(moved, seen.beyond is not None)
    found = {1: Verdict.IMPROVED, -1: Verdict.WORSENED, 0: Verdict.NO_EVIDENCE}[moved]
    if seen.chart is None:
        return found, (interval,)
    agreed = moved == _last_signal(seen.improving, seen.worsening)
    return found if agreed else Verdict.NO_EVIDENCE, (_signal_words(seen.improving, seen.worsening), interval)


def _last_signal(improving: Sequence[Point], worsening: Sequence[Point]) -> int:
    """The way the last special cause points: 1 better, -1 worse, 0 none."""
    last = max((p.date for p in improving), default=date.min), max((p.date for p in worsening), default=date.min)
    return (last[0] > last[1]) - (last[0] < last[1])


def _signal_words(improving: Sequence[Point], worsening: Sequence[Point]) -> str:
    counted = [
        f"{len(found)} {'point shows' if len(found) == 1 else 'points show'} special cause of {name}"
        for found, name in ((improving, "improvement"), (worsening, "concern"))
        if found
    ]
    return (
        f"after the start {' and '.join(counted) or 'no point shows special cause'}, against the limits from before it"
    )


def _interval_words(moved: int, compared: bool) -> str:
    beyond = " beyond the comparator's" if compared else ""
    if moved:
        return f"the whole interval of the change{beyond} lies on the {'better' if moved > 0 else 'worse'} side of no change"
    return f"no change{beyond} is within the interval"


def _too_early(seen: Judgement, outside: bool) -> str:
    number, needed = seen.known_after, seen.profile.run_length
    counted = f"there {'is' if number == 1 else 'are'} {number or 'no'} {'figure' if number == 1 else 'figures'} from the start on"
    beyond = f", {'some' if outside else 'none'} outside the limits" if seen.chart and number else ""
    waits = f"a run or a trend takes {needed}" if seen.chart else f"without a chart too, a verdict waits for {needed}"
    return f"{counted}{beyond}; {waits}"


def _chart(sides: Sides, action: Action, profile: Profile) -> tuple[SeriesResult | None, str]:
    """The chart with limits frozen before the start, or why there is none."""
    known = with_values(sides.before)
    if len(known) < FEWEST_FIXED:
        return None, f"the time before the start has {len(known)} figures; limits are frozen on {FEWEST_FIXED} or more"
    if action.unit == "proportion":
        answers = fmean(p.denominator or 0 for p in known)
        if answers < LEAST_RESPONSES_TO_CHART:
            return (
                None,
                f"{answers:.0f} are counted in a period on average; a chart of shares needs {LEAST_RESPONSES_TO_CHART}",
            )
    elif action.unit == "count" and fmean(p.value or 0.0 for p in known) < LEAST_COUNT:
        return None, f"fewer than {LEAST_COUNT} events in a period on average are too few for a chart of counts"
    rows = [(p.period.start, p.value) for p in sides.before]
    # A missing row at the start: no run, trend or pair of neighbours reaches from before it to after it.
    rows.append((sides.before[-1].period.end, None))
    rows += [(p.period.start, p.value) for p in sides.after]
    asked = Asked(action.better, fix_after=len(sides.before))
    found = analyse([day for day, _ in rows], [value for _, value in rows], asked, profile)
    first = found.points[0]
    if first.lpl is None or first.upl is None or first.lpl >= first.upl:
        return None, "the figures before the start don't vary, so there are no limits"
    return found, ""


def _change(sides: Sides, unit: str) -> tuple[Change | None, str]:
    try:
        return change_between(with_values(sides.before), with_values(sides.after), unit), ""
    except TooFewPoints as few:
        return None, str(few)


def _beyond(sides: Sides, comparator: Sequence[ChartPoint], action: Action) -> tuple[Change | None, str]:
    """The change beyond the comparator's, from the periods in which both have a figure; or why it can't be told."""
    others = {p.period: p for p in comparator if p.value is not None}
    own = [tuple(p for p in with_values(side) if p.period in others) for side in (sides.before, sides.after)]
    try:
        mine = change_between(own[0], own[1], action.unit)
        theirs = change_between([others[p.period] for p in own[0]], [others[p.period] for p in own[1]], action.unit)
    except TooFewPoints as few:
        return None, f"of the periods in which both have figures: {few}"
    if action.unit == "proportion":
        return further_than(mine, theirs), ""
    if not theirs.before:
        return None, "the comparator had none before the start, so its change can't be carried over"
    return further_than(mine, theirs, mine.before / theirs.before), ""


def _run_at_the_end(points: Sequence[Point]) -> tuple[int, int, date | None]:
    """The side of the mean the last known point lies on, how many points up to it lie there too, and the first of them."""
    side, run, since = 0, 0, None
    for point in reversed([p for p in points if p.value is not None]):
        side = side or point.relative_to_mean or 0
        if not side or point.relative_to_mean != side:
            break
        run, since = run + 1, point.date
    return side, run, since


def _regression(sides: Sides, chart: SeriesResult | None, action: Action) -> str:
    """Why regression to the mean is likely part of an improvement; empty where nothing says so."""
    likely = "so part of a later rise back would have come by itself (regression to the mean)"
    known = with_values(sides.before)
    if chart is not None:
        days = {p.period.start for p in known[-JUST_BEFORE:]}
        bad = sum(p.point_type == "special_cause_concern" for p in chart.points if p.date in days)
        told = f"{bad} of the last {JUST_BEFORE} figures before the start show special cause of concern"
        return f"{told}, {likely}" if bad else ""
    worst = min((float(p.value or 0) * action.better.sign for p in known), default=0.0)
    if len(known) > 1 and float(known[-1].value or 0) * action.better.sign == worst:
        return f"the last figure before the start is the worst of the time before it, {likely}"
    return ""


def _why_missing(points: Sequence[ChartPoint]) -> dict[str, int]:
    return dict(Counter(p.missing or "nothing was counted" for p in points if p.value is None))
