"""Which units are judged for which duties and periods, and the figure each is judged on."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from pxcommission.assessment.figures import FINE, named_sites
from pxcommission.rulebook.rulebook import ContractInForce

UNIT = ["contract", "level", "provider", "site", "ward", "service", "touchpoint", "measure", "length", "start", "end"]


def units_and_periods(
    duties: pl.DataFrame,
    periods: pl.DataFrame,
    figures: pl.DataFrame,
    contracts: Sequence[ContractInForce],
) -> pl.DataFrame:
    """Each duty with its units and periods; `outside` where the period lies outside the term or the requirement's dates."""
    every = duties.join(periods, on="length")
    outside = (pl.col("start") < pl.col("first_day")) | (pl.col("end") > pl.col("last_day"))
    every = every.with_columns(outside=outside)
    of_provider = every.filter(pl.col("level") == "provider").with_columns(
        provider=pl.col("ods"), site=pl.lit(""), ward=pl.lit("")
    )
    below = every.filter(pl.col("level") != "provider").rename({"ods": "provider"})
    lately = (pl.col("seen") <= pl.col("end")) & (pl.col("seen") > pl.col("end").dt.offset_by("-12mo"))
    of_units = below.join(_units(figures, contracts), on=["contract", "provider", "level", "service"])
    of_units = of_units.filter(pl.col("always") | lately).drop("always", "seen").unique(maintain_order=True)
    return pl.concat([of_provider.select(of_units.columns), of_units])


def _units(figures: pl.DataFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The sites and wards a contract's duties are judged at: the sites it names, else those seen, and wards as seen."""
    always = named_sites(contracts).with_columns(
        level=pl.lit("site"), ward=pl.lit(""), always=pl.lit(True), seen=pl.lit(None, pl.Date)
    )
    seen = figures.filter(pl.col("level").is_in(["site", "ward"]))
    seen = seen.select("contract", "provider", "level", "service", "site", "ward", seen="end").unique()
    seen = seen.join(always.select("contract", "level").unique(), on=["contract", "level"], how="anti")
    return pl.concat([always, seen.with_columns(always=pl.lit(False)).select(always.columns)])


_VALUES = ["numerator", "denominator", "state", "parts", "needed", "rows"]


def with_figures(grid: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """The grid with the figure judged: from the first source of the contract that holds it; the other one beside it."""
    for name in ("published", "local"):
        one = sums.filter(pl.col("origin") == name).select(*UNIT, pl.struct(_VALUES).alias(name))
        grid = grid.join(one, on=UNIT, how="left")
    grid = grid.with_columns(
        published=pl.when("published_used").then("published"), local=pl.when("local_used").then("local")
    )

    def holds(name: str) -> pl.Expr:
        figure = pl.col(name).struct
        whole = (figure.field("parts") == figure.field("needed")) & (figure.field("state") == FINE)
        return pl.col(name).is_not_null() & whole.fill_null(False)

    def there(name: str) -> pl.Expr:
        return pl.col(name).is_not_null()

    def by(name: pl.Expr, is_so: Callable[[str], pl.Expr]) -> pl.Expr:
        return pl.when(name == "published").then(is_so("published")).otherwise(is_so("local"))

    first = pl.when("published_first").then(pl.lit("published")).otherwise(pl.lit("local"))
    second = pl.when("published_first").then(pl.lit("local")).otherwise(pl.lit("published"))
    origin = (
        pl.when(by(first, holds))
        .then(first)
        .when(by(second, holds))
        .then(second)
        .when(by(first, there))
        .then(first)
        .when(by(second, there))
        .then(second)
        .otherwise(pl.lit(""))
    )
    grid = grid.with_columns(origin=origin)
    chosen = pl.when(pl.col("origin") == "published").then(pl.col("published")).otherwise(pl.col("local"))
    grid = grid.with_columns(chosen=chosen).with_columns(
        other=pl.when(pl.col("origin") == "published").then(pl.col("local")).otherwise(pl.col("published")),
        **{part: pl.col("chosen").struct.field(part) for part in _VALUES},
    )
    return grid.with_columns(
        denominator=pl.when("proportion").then("denominator"), parts=pl.col("parts").fill_null(0)
    ).drop("published", "local", "chosen")
