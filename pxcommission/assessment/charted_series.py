"""The series behind charts: each judged unit's own figures, month by month where there are any, from one source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.figures import FINE, SERIES, SUPPRESSED
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.periods import Length, Period, add_months, month_of, periods_until

MOST_POINTS = {Length.MONTH: 36, Length.QUARTER: 36, Length.YEAR: 12}
"""Two to three years of months are what Making Data Count advises for watching a measure; longer periods reach further back."""

Row = Mapping[str, Any]

_OF_SERIES = [*SERIES, "origin"]
_MISSING = {True: "suppressed", False: "no figure"}


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
    return {number: _points(rows, last) for number, rows in _by_unit(found).items()}


def _own(length: str) -> Length:
    """What a period of this length is charted by; rolling years share months, so they are not."""
    return Length.MONTH if length == Length.ROLLING_YEAR.value else Length(length)


def _first(length: Length, last: date) -> date:
    return add_months(last, 1 - length.months * MOST_POINTS[length])


def _by_unit(found: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    """The figures of each unit, of the length that has more of them."""
    columns = ["row_number", "length", "start", "end", "numerator", "denominator", "state", "whole", "own"]
    rows: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in found.select(columns).sort("row_number", "start").iter_rows(named=True):
        rows[row["row_number"]][row["length"]].append(row)
    return {number: max(ways.items(), key=_weight)[1] for number, ways in rows.items()}


def _weight(way: tuple[str, Sequence[Row]]) -> tuple[int, bool]:
    length, rows = way
    return sum(bool(row["whole"]) for row in rows), length == rows[0]["own"]


def _points(rows: Sequence[Row], last: date) -> tuple[ChartPoint, ...]:
    """The points from the first whole figure to the last period that is over by `last`."""
    known = {row["start"]: row for row in rows}
    begun = min((row["start"] for row in rows if row["whole"]), default=None)
    if begun is None:
        return ()
    length = Length(str(rows[0]["length"]))
    return tuple(_point(period, known.get(period.start)) for period in periods_until(length, month_of(begun).end, last))


def _point(period: Period, row: Row | None) -> ChartPoint:
    if row is None or not row["whole"]:
        return ChartPoint(period, None, None, _MISSING[row is not None and row["state"] == SUPPRESSED])
    return ChartPoint(period, row["numerator"], row["denominator"])
