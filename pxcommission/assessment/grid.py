"""Which units are judged for which duties and periods, and the figure each is judged on."""

from __future__ import annotations

from collections.abc import Sequence

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
    stands = pl.col("stands") & (pl.col("seen") <= pl.col("end"))
    of_units = of_units.filter(pl.col("always") | lately | stands).drop("always", "seen", "stands")
    of_units = of_units.unique(maintain_order=True)
    return pl.concat([of_provider.select(of_units.columns), of_units])


def _units(figures: pl.DataFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The sites and wards a contract's duties are judged at: the sites it names, else those seen, and wards as seen."""
    always = named_sites(contracts).with_columns(
        level=pl.lit("site"), ward=pl.lit(""), always=pl.lit(True), seen=pl.lit(None, pl.Date), stands=pl.lit(False)
    )
    seen = figures.filter(pl.col("level").is_in(["site", "ward"]))
    stands = pl.col("start") == pl.col("end")
    seen = seen.select("contract", "provider", "level", "service", "site", "ward", seen="end", stands=stands).unique()
    seen = seen.join(always.select("contract", "level").unique(), on=["contract", "level"], how="anti")
    return pl.concat([always, seen.with_columns(always=pl.lit(False)).select(always.columns)])


_VALUES = ["numerator", "denominator", "state", "parts", "needed", "rows"]
ORIGINS = ("published", "local", "register")


def with_figures(grid: pl.DataFrame, sums: pl.DataFrame) -> pl.DataFrame:
    """The grid with the figure judged: from the first source of the contract that holds it; another one beside it.

    `other` is the figure of the next source that holds it whole, else of the next that has anything of it.
    """
    for name in ORIGINS:
        one = sums.filter(pl.col("origin") == name).select(*UNIT, pl.struct(*_VALUES, "origin").alias(name))
        grid = grid.join(one, on=UNIT, how="left")
    places = [f"source_{place}" for place in range(len(ORIGINS))]
    grid = grid.with_columns(_at_place(place).alias(name) for place, name in enumerate(places))
    grid = grid.with_columns(chosen=_first(places, pl.lit(-1)))
    grid = grid.with_columns(other=_first(places, pl.col("chosen")))
    figure = _picked(places, "chosen")
    return (
        grid.with_columns(
            **{part: figure.struct.field(part) for part in _VALUES},
            origin=figure.struct.field("origin").fill_null(""),
            other=_picked(places, "other"),
        )
        .with_columns(denominator=pl.when("proportion").then("denominator"), parts=pl.col("parts").fill_null(0))
        .drop(*ORIGINS, *places, "chosen")
    )


def _at_place(place: int) -> pl.Expr:
    """The figure of the source that stands at a place of the contract's order."""
    named = pl.col("sources").list.get(place, null_on_oob=True)
    return pl.coalesce(pl.when(named == name).then(pl.col(name)) for name in ORIGINS)


def _first(places: Sequence[str], taken: pl.Expr) -> pl.Expr:
    """The number of the first source that holds the figure whole and countable, else of the first that has any of it."""
    numbers = list(enumerate(places))
    found = [pl.when(_holds(name) & (taken != number)).then(pl.lit(number)) for number, name in numbers]
    found += [pl.when(pl.col(name).is_not_null() & (taken != number)).then(pl.lit(number)) for number, name in numbers]
    return pl.coalesce(*found, pl.lit(-1))


def _holds(name: str) -> pl.Expr:
    figure = pl.col(name).struct
    whole = (figure.field("parts") == figure.field("needed")) & (figure.field("state") == FINE)
    return pl.col(name).is_not_null() & whole.fill_null(False)


def _picked(places: Sequence[str], number: str) -> pl.Expr:
    return pl.coalesce(pl.when(pl.col(number) == at).then(pl.col(name)) for at, name in enumerate(places))
