"""Charts of what was checked: each unit's own figures read by the workspace's profile, as signals beside the verdict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from statistics import fmean

import polars as pl
from msgspec import Struct

from pxcommission.assessment.chart_reading import ChartPoint, ChartReading
from pxcommission.assessment.charted_series import chart_points
from pxcommission.assessment.figures import SERIES
from pxcommission.assessment.statistics.p_prime_series import Share, p_prime_results
from pxcommission.assessment.statistics.profiles import PTD, Profile, profile_named
from pxcommission.assessment.statistics.rare_events import LEAST_POINTS, Chart, ChosenChart, chart_for
from pxcommission.assessment.statistics.xmr import analyse_series
from pxcommission.assessment.statistics.xmr_series import Asked, Improvement, Rebase, Series
from pxcommission.periods import in_words
from pxcommission.rulebook.chart_settings import ChartSettings

_BETTER = {"higher": Improvement.INCREASE, "lower": Improvement.DECREASE, "neither": Improvement.NEUTRAL}


class ChartAsked(Struct, frozen=True):
    """What is asked of the chart of one row: which way is better, its level in the chart's unit, and its rebases.

    `level_of`: the length of period the level is meant for; a level on a count says nothing of shorter periods.
    """

    better: str
    target: float | None
    level_of: str
    rebases: tuple[Rebase, ...] = ()


def profile_of(settings: ChartSettings | None) -> Profile:
    """The profile of a workspace; ptd where it names none."""
    if settings is None:
        return PTD
    return profile_named(settings.profile, int(settings.runs) if settings.runs else None)


def charts_of(
    units: pl.DataFrame,
    asked: Mapping[int, ChartAsked],
    newest: pl.DataFrame,
    profile: Profile,
    last: date,
    as_at: date,
) -> Mapping[int, ChartReading]:
    """By row number, what the chart of its unit says at the day `last`; rows without any figure of their series have none."""
    of_rows = {number: points for number, points in chart_points(units, newest, last, as_at).items() if points}
    suited = {number: suited_chart(points) for number, points in of_rows.items()}
    single = [number for number, suits in suited.items() if suits.chart is Chart.XMR]
    results = analyse_series([_series(of_rows[number], asked[number]) for number in single], profile)
    of_number = dict(zip(single, results, strict=True))
    unlike = [number for number, suits in suited.items() if suits.chart is Chart.P_PRIME]
    drawn = p_prime_results([_shares(of_rows[number], asked[number]) for number in unlike], profile)
    of_number |= zip(unlike, drawn, strict=True)
    return {
        number: ChartReading(points, of_number.get(number), "" if number in of_number else suited[number].reason)
        for number, points in of_rows.items()
    }


def suited_chart(points: Sequence[ChartPoint]) -> ChosenChart:
    """The chart that suits these figures, or none, and why: of few answers or rare events a chart calls signals of chance."""
    known = [point for point in points if point.numerator is not None and point.denominator != 0]
    if not known:
        return ChosenChart(None, "no figure of these periods is known")
    wholes = [point.denominator for point in known if point.denominator is not None]
    mean = fmean([point.numerator or 0 for point in known])
    return chart_for(mean, wholes or None, points=max(len(known), LEAST_POINTS))


def _series(points: Sequence[ChartPoint], asked: ChartAsked) -> Series:
    days = [point.period.start for point in points]
    return Series("", days, [point.value for point in points], _asked(points, asked))


def _shares(points: Sequence[ChartPoint], asked: ChartAsked) -> tuple[list[Share], Asked]:
    shares = [
        Share(point.period.start, point.numerator if point.denominator else None, point.denominator or None)
        for point in points
    ]
    return shares, _asked(points, asked)


def _asked(points: Sequence[ChartPoint], asked: ChartAsked) -> Asked:
    days = {point.period.start for point in points}
    later = (rebase for rebase in asked.rebases if rebase.on > points[0].period.start)
    rebases = tuple(_drawn_from(rebase, points) for rebase in later)
    is_count = all(point.denominator is None for point in points)
    counted_otherwise = is_count and points[0].length_name != asked.level_of
    target = None if counted_otherwise else asked.target
    return Asked(_BETTER[asked.better], target, tuple(rebase for rebase in rebases if rebase.on in days))


def _drawn_from(rebase: Rebase, points: Sequence[ChartPoint]) -> Rebase:
    """The rebase at the first period that begins on or after its day, which the reason names where it is another."""
    start = _period_of(rebase.on, points)
    return rebase if start == rebase.on else Rebase(start, f"{rebase.reason} (recorded from {in_words(rebase.on)})")


def _period_of(day: date, points: Sequence[ChartPoint]) -> date:
    """The start of the first period that begins on or after the day: the one drawn anew; the day itself after all of them."""
    return min((point.period.start for point in points if point.period.start >= day), default=day)


def keys_of_series(rows: Iterable[Mapping[str, object]]) -> pl.DataFrame:
    """The rows' keys as `charts_of` asks for them, numbered in order; rows that rest on no source are left out."""
    columns = ["length", "proportion", *SERIES, "origin"]
    given = [(number, *(row[name] for name in columns)) for number, row in enumerate(rows) if row["origin"]]
    schema = {"row_number": pl.Int64, **dict.fromkeys(columns, pl.String), "proportion": pl.Boolean}
    return pl.DataFrame(given, schema=schema, orient="row")
