"""From the newest figures to one for each period: its own, what stood on its last day, or the sum of its months."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from pxcommission.assessment.figures import FINE, SERIES
from pxcommission.periods import Length, Period, add_months, month_of, periods_until


def period_figures(figures: pl.DataFrame, periods: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """One figure per series, origin and period: stated for the whole of it, the sum of its months or its quarters, or what stood.

    What stood on a day decides a period that was over by `as_at`. Counts are added, percentages never averaged. Of two whole figures the one known later counts, then the stated one.
    Columns: the series, origin, length, start, end, `numerator`, `denominator`, `state` (the worst of its parts), `parts`,
    `needed`, `rows`. A sum is complete when parts == needed.
    """
    if figures.is_empty() or periods.is_empty():
        return _no_figures()
    parts = figures.select([*_KEYS, "start", "end", *_SUMMED])
    whole = parts.join(periods.drop("at"), on=["start", "end"])
    one = pl.lit(1, pl.Int32)
    years = pl.col("length").is_in([Length.YEAR.value, Length.ROLLING_YEAR.value])
    ways = [
        whole.with_columns(parts=one, needed=one, way=pl.lit(0)),
        _standing(parts, periods.filter(pl.col("end") < as_at)),
        _summed(_joined(parts, periods.filter(~years), 1)),
    ]
    if not periods.filter(years).is_empty():
        summable = pl.col("start") < pl.col("end")  # a state of one day is never added up
        over = _parts_of_years(figures.filter(summable), parts.filter(summable), periods.filter(years), as_at)
        ways.append(_summed(over))
    every = pl.concat([way.select(_FIGURE) for way in ways], how="vertical_relaxed")
    best = (pl.col("parts") < pl.col("needed"), pl.col("state") > FINE, pl.col("known_from").to_physical() * -1, "way")
    return every.sort(*best).unique([*_KEYS, "length", "start", "end"], keep="first", maintain_order=True).drop("way")


def _standing(parts: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """What stood on the last day of each period: the newest figure of a single day, which holds until the next one."""
    days = parts.filter(pl.col("start") == pl.col("end")).drop("start").rename({"end": "day"}).sort("day")
    every = days.select(_KEYS).unique(maintain_order=True).join(periods.drop("at"), how="cross").sort("end")
    stood = every.join_asof(days, left_on="end", right_on="day", by=_KEYS, strategy="backward", check_sortedness=False)
    one = pl.lit(1, pl.Int32)
    return stood.drop_nulls("day").drop("day").with_columns(parts=one, needed=one, way=pl.lit(0))


_KEYS = [*SERIES, "origin"]
_SUMMED = ["numerator", "denominator", "state", "known_from", "rows"]
_FIGURE = [*_KEYS, "length", "start", "end", *_SUMMED, "parts", "needed", "way"]


def _joined(figures: pl.DataFrame, periods: pl.DataFrame, months: int) -> pl.DataFrame:
    """Figures of so many months beside each longer period they are part of; `months` says how much of it they are."""
    joined = figures.rename({"start": "part_start", "end": "part_end"})
    return joined.join(_parts(periods, months), on=["part_start", "part_end"]).with_columns(
        months=pl.lit(months, pl.Int32)
    )


def _summed(joined: pl.DataFrame) -> pl.DataFrame:
    """The sums of the parts of each period; `parts` and `needed` are counted in months."""
    summed = joined.group_by([*_KEYS, "length", "start", "end", "needed"], maintain_order=True).agg(
        pl.col("numerator", "denominator").sum(),
        pl.col("state", "known_from").max(),
        pl.col("months").sum().alias("parts"),
        pl.col("rows").explode(),
    )
    return summed.with_columns(way=pl.lit(1))


def _parts_of_years(figures: pl.DataFrame, parts: pl.DataFrame, years: pl.DataFrame, as_at: date) -> pl.DataFrame:
    """What a year is added up from: each quarter's own figure where it is whole, else the months there are of it."""
    ends = set(_parts(years, 3)["part_end"])
    quarters = period_figures(figures, period_table([Length.QUARTER], min(ends), max(ends)), as_at)
    quarters = quarters.filter(pl.col("parts") == pl.col("needed")).select(parts.columns)
    taken = quarters.select(*_KEYS, quarter="start")
    months = parts.with_columns(quarter=pl.col("start").dt.truncate("1q"))
    months = months.join(taken, on=[*_KEYS, "quarter"], how="anti").drop("quarter")
    return pl.concat([_joined(quarters, years, 3), _joined(months, years, 1)])


def _parts(periods: pl.DataFrame, months: int) -> pl.DataFrame:
    """Each period with the parts of so many months it is made of, for periods longer than one part."""
    rows = [
        (length, start, end, part.start, part.end, Length(length).months)
        for length, start, end, _ in periods.iter_rows()
        if Length(length).months > months
        for part in _split(start, Length(length).months, months)
    ]
    days = dict.fromkeys(("start", "end", "part_start", "part_end"), pl.Date)
    return pl.DataFrame(rows, schema={"length": pl.String, **days, "needed": pl.Int32}, orient="row")


def _split(start: date, length: int, months: int) -> list[Period]:
    firsts = [add_months(start, done) for done in range(0, length, months)]
    return [Period(first, month_of(add_months(first, months - 1)).end) for first in firsts]


def period_table(lengths: Iterable[Length], first: date, last: date) -> pl.DataFrame:
    """Every period of these lengths that ends from `first` to `last`: length, start, end, and its place in order."""
    rows = [
        (length.value, period.start, period.end, number)
        for length in sorted(set(lengths))
        for number, period in enumerate(periods_until(length, first, last))
    ]
    schema = {"length": pl.String, "start": pl.Date, "end": pl.Date, "at": pl.Int32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _no_figures() -> pl.DataFrame:
    texts = dict.fromkeys((*SERIES, "origin", "length"), pl.String)
    numbers = {"numerator": pl.Int64, "denominator": pl.Int64, "state": pl.Int8, "parts": pl.Int32, "needed": pl.Int32}
    days = dict.fromkeys(("start", "end", "known_from"), pl.Date)
    return pl.DataFrame(schema={**texts, **days, **numbers, "rows": pl.List(pl.UInt32)})
