"""Charts of rare events by what lies between them: t (time between) and g (opportunities between); and which chart to use.

Monthly counts of rare events are mostly 0, and no chart of the counts can tell a change from chance. The time or the number of
opportunities between events can. On both charts longer is better, where the event is a bad one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from itertools import pairwise
from math import fsum
from statistics import median

import numpy as np
from msgspec import Struct

from pxcommission.assessment.statistics.attribute_charts import i_chart
from pxcommission.assessment.statistics.compared_with_target import LEAST_RESPONSES_TO_CHART

LEAST_GAPS = 12  # as many points as a baseline of any other chart needs
SHIFT = 7  # points running on one side of the centre line
LEAST_POINTS = 12
LEAST_MEAN_COUNT = 2.0
UNLIKE = 0.25  # denominators further from their mean than this share of it are unlike
_POWER = 3.6  # makes times between random events nearly normal


class Chart(StrEnum):
    """The charts that findings draw."""

    XMR = "xmr"
    P_PRIME = "p_prime"
    T = "t"
    G = "g"


class ChosenChart(Struct, frozen=True):
    """The chart that suits, or None; and why, in a sentence."""

    chart: Chart | None
    reason: str


class RareEventChart(Struct, frozen=True):
    """Gaps between events, oldest first, with the centre line and limits (days, or opportunities; one number each).

    Where `cannot_assess` says why, lines and signals are None. `longer` marks gaps above the upper limit, `shorter` those
    below the lower one (never on a g chart, whose lower limit is 0). `shift` is "more often" or "less often" when the last
    seven gaps all lie below or above the centre line, else empty. `open_gap_is_long`: the gap still running is already
    above the upper limit.
    """

    chart: Chart
    gaps: tuple[float, ...]
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    longer: tuple[bool, ...] | None = None
    shorter: tuple[bool, ...] | None = None
    shift: str = ""
    open_gap_is_long: bool | None = None
    cannot_assess: str = ""


def days_between(days: Sequence[date]) -> tuple[int, ...]:
    """The days between one day with an event and the next; several events on a day are one, as a gap of 0 can't be drawn."""
    ordered = sorted(set(days))
    return tuple((later - earlier).days for earlier, later in pairwise(ordered))


def t_chart(gaps: Sequence[float], open_gap: float | None = None, least: int = LEAST_GAPS) -> RareEventChart:
    """The chart of times between events: single values of gap^(1/3.6), whose lines are turned back into times.

    `gaps` in one unit (days from `days_between`), `open_gap` the time since the last event. Cannot be assessed with fewer
    than `least` gaps, with a gap of 0, or where all are equal. Source: L. S. Nelson, Journal of Quality Technology 26 (1994),
    239-243; as in the R package qicharts2.
    """
    given = tuple(map(float, gaps))
    if reason := _why_not(given, least, "days"):
        return RareEventChart(Chart.T, given, cannot_assess=reason)
    drawn = i_chart(np.array(given) ** (1 / _POWER))
    centre, lower, upper = (max(float(line[0]), 0.0) ** _POWER for line in (drawn.centre, drawn.lower, drawn.upper))
    return _read(Chart.T, given, (centre, lower, upper), open_gap)


def g_chart(gaps: Sequence[float], open_gap: float | None = None, least: int = LEAST_GAPS) -> RareEventChart:
    """The chart of opportunities between events (such as admissions between mixed-sex breaches): geometric spread.

    Upper limit g + 3 sqrt(g(g + 1)) with g the mean; lower limit 0; the centre line is the median, since most gaps are
    shorter than their mean. 0 is a gap: two events running. Cannot be assessed with fewer than `least` gaps, or if all are 0.
    Source: J. C. Benneyan, Health Care Management Science 4 (2001), 305-318.
    """
    given = tuple(map(float, gaps))
    if reason := _why_not(given, least, "opportunities"):
        return RareEventChart(Chart.G, given, cannot_assess=reason)
    mean = float(np.mean(given))
    upper = mean + 3 * float(np.sqrt(mean * (mean + 1)))
    return _read(Chart.G, given, (float(np.median(given)), 0.0, upper), open_gap)


def chart_for(
    mean_count: float,
    denominators: Sequence[float] | None = None,
    *,
    points: int = LEAST_POINTS,
    events_dated: bool = False,
    opportunities_known: bool = False,
) -> ChosenChart:
    """The chart that suits a series, with the reason in a sentence; None where none would tell a change from chance.

    `mean_count` is the mean number of events a period; `denominators` the counts behind a share, one a period (None for a
    count); `points` how many periods. `events_dated` and `opportunities_known` say whether a t or a g chart could be drawn.
    Source: simulations in docs/explanation/small-numbers.md.
    """
    if denominators is not None:
        return _chart_for_shares([float(one) for one in denominators if one > 0], points)
    if mean_count >= LEAST_MEAN_COUNT:
        return _if_enough_points(Chart.XMR, "counts of two or more a period on average suit single values", points)
    rare = f"{mean_count:.2g} events a period on average are too few for a chart of the counts"
    if opportunities_known:
        return ChosenChart(Chart.G, f"{rare}; the opportunities between events are charted")
    if events_dated:
        return ChosenChart(Chart.T, f"{rare}; the days between events are charted")
    return ChosenChart(None, f"{rare}; the days of the events are needed to chart the time between them")


def _chart_for_shares(counted: Sequence[float], points: int) -> ChosenChart:
    typical = median(counted) if counted else 0.0
    if typical < LEAST_RESPONSES_TO_CHART:
        return ChosenChart(
            None,
            f"about {typical:.0f} a period are too few for a chart ({LEAST_RESPONSES_TO_CHART} are needed): read the interval",
        )
    points = min(points, len(counted))
    mean = fsum(counted) / len(counted)
    if max(abs(one / mean - 1) for one in counted) > UNLIKE:
        return _if_enough_points(
            Chart.P_PRIME, "the denominators are unlike, so each period has limits of its own", points
        )
    return _if_enough_points(Chart.XMR, f"about {typical:.0f} a period and much alike: single values suit", points)


def _if_enough_points(chart: Chart, why: str, points: int) -> ChosenChart:
    if points < LEAST_POINTS:
        periods = "1 period is" if points == 1 else f"{points} periods are"
        return ChosenChart(None, f"{periods} too few for a chart ({LEAST_POINTS} are needed): read the interval")
    return ChosenChart(chart, why)


def _why_not(gaps: Sequence[float], least: int, unit: str) -> str:
    if len(gaps) < least:
        known = f"{len(gaps) + 1} events are" if gaps else "no two events are"
        return f"{known} known; {least + 1} are needed for limits"
    if min(gaps) < 0 or not all(np.isfinite(gaps)):
        return "a gap is negative or missing"
    if unit == "days":
        if min(gaps) == 0:
            return "a gap of no time can't be drawn; count days with an event instead of events"
        return "every gap is the same, so there is nothing to set limits by" if min(gaps) == max(gaps) else ""
    return "" if max(gaps) > 0 else "every opportunity had an event, so there is nothing between them"


def _read(
    chart: Chart, gaps: tuple[float, ...], lines: tuple[float, float, float], open_gap: float | None
) -> RareEventChart:
    centre, lower, upper = lines
    last = gaps[-SHIFT:]
    shift = "more often" if all(gap < centre for gap in last) else ""
    shift = "less often" if all(gap > centre for gap in last) else shift
    return RareEventChart(
        chart,
        gaps,
        centre,
        lower,
        upper,
        tuple(gap > upper for gap in gaps),
        tuple(gap < lower for gap in gaps),
        shift if len(last) == SHIFT else "",
        None if open_gap is None else open_gap > upper,
    )
