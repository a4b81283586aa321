"""The series behind charts: each judged unit's own figures, month by month where there are any, from one source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.figures import FINE, SERIES, SUPPRESSED
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.periods import Length, Period, add_months, month_of, periods_until

MOST_POINTS = {Length.MONTH: 36, Length.QUARTER: 36, Length.YEAR: 12}
"""Two to three years of months are what Making Data Count advises for watching a measure; longer periods reach further back."""

_OF_SERIES = [*SERIES, "origin"]
_MISSING = {True: "suppressed", False: "no figure"}
_Figure = tuple[date, int | None, int | None, int, bool | None]
"""A figure's first day, numerator, denominator and state, and whether it is whole."""
_FIGURE = ["start", "numerator", "denominator", "state", "whole"]


def chart_points(
    units: pl.DataFrame, newest: pl.DataFrame, last: date, as_at: date
) -> Mapping[int, tuple[ChartPoint, ...]]:
    """For each row of `units` (with `row_number`, the keys of its series, origin, length and whether it is a `proportion`) its points up to the day `last`.

    The points are months where the unit has more of them than periods of its own length, without gaps from the first one
    known; a period without a whole figure says why it is missing. What stood on a single day, such as a rating, has no chart.
    """
    lengths = {Length.MONTH, *(_own(length) for length in units["length"].unique())}
    periods = pl.concat([period_table([n], _first(n, last), last) for n in sorted(lengths)])
    spread = newest.filter((pl.col("start") < pl.col("end")) & (pl.col("level") != "england"))
    asked = units.select("row_number", "length", "proportion", *_OF_SERIES).with_columns(
        own=pl.col("length").replace_strict({n.value: _own(n.value).value for n in Length}, return_dtype=pl.String)
    )
    spread = spread.join(asked.select(_OF_SERIES).unique(), on=_OF_SERIES, how="semi")
    sums = period_figures(spread, periods, as_at)
    whole = (pl.col("parts") == pl.col("needed")) & (pl.col("state") == FINE)
    sums = sums.with_columns(whole=whole).select(
        *_OF_SERIES, "length", "start", "end", "numerator", "denominator", "state", "whole"
    )
    found = asked.drop("length").join(sums, on=_OF_SERIES)
    found = found.with_columns(denominator=pl.when("proportion").then("denominator"))
    found = found.filter((pl.col("length") == Length.MONTH.value) | (pl.col("length") == pl.col("own")))
    return {number: _points(length, figures, last) for number, (length, figures) in _by_unit(found).items()}


def _own(length: str) -> Length:
    """What a period of this length is charted by; rolling years share months, so they are not."""
    return Length.MONTH if length == Length.ROLLING_YEAR.value else Length(length)


def _first(length: Length, last: date) -> date:
    return add_months(last, 1 - length.months * MOST_POINTS[length])


def _by_unit(found: pl.DataFrame) -> dict[int, tuple[Length, list[_Figure]]]:
    """The figures of each unit, of the length that has more of them."""
    rows: dict[int, dict[tuple[str, str], list[_Figure]]] = defaultdict(lambda: defaultdict(list))
    ordered = found.select("row_number", "length", "own", *_FIGURE).sort("row_number", "start")
    for number, length, own, start, numerator, denominator, state, whole in ordered.iter_rows():
        rows[number][length, own].append((start, numerator, denominator, state, whole))
    chosen = {number: max(ways.items(), key=_weight) for number, ways in rows.items()}
    return {number: (Length(length), figures) for number, ((length, _), figures) in chosen.items()}


def _weight(way: tuple[tuple[str, str], Sequence[_Figure]]) -> tuple[int, bool]:
    (length, own), figures = way
    return sum(bool(whole) for _, _, _, _, whole in figures), length == own


def _points(length: Length, figures: Sequence[_Figure], last: date) -> tuple[ChartPoint, ...]:
    """The points from the first whole figure to the last period that is over by `last`."""
    known = {figure[0]: figure for figure in figures}
    begun = min((start for start, _, _, _, whole in figures if whole), default=None)
    if begun is None:
        return ()
    return tuple(_point(period, known.get(period.start)) for period in periods_until(length, month_of(begun).end, last))


def _point(period: Period, figure: _Figure | None) -> ChartPoint:
    if figure is None:
        return ChartPoint(period, None, None, _MISSING[False])
    _, numerator, denominator, state, whole = figure
    if not whole:
        return ChartPoint(period, None, None, _MISSING[state == SUPPRESSED])
    return ChartPoint(period, numerator, denominator)
