"""From observations to one figure per unit and period: newest editions, former codes, totals of sites, sums of months."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from pxcommission.evidence.store import UNIT_KEY, EvidenceStore
from pxcommission.rulebook.rulebook import ContractInForce

FINE, NOT_APPLICABLE, NOT_MEASURED, SUPPRESSED, NOT_SUBMITTED = range(5)
STATE_OF = {
    "reported": FINE,
    "zero denominator": FINE,
    "not applicable": NOT_APPLICABLE,
    "not measured": NOT_MEASURED,
    "suppressed": SUPPRESSED,
    "not submitted": NOT_SUBMITTED,
    "missing": NOT_SUBMITTED,
}
SERIES = ("level", "provider", "site", "ward", "service", "touchpoint", "measure")
EDITION_KEY = ("origin", *UNIT_KEY)


def known_figures(store: EvidenceStore, as_at: date, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """Every observation of these contracts' providers (and of England) known on a day, under today's codes.

    Adds `row` (its number), `edition` (0 the newest known, 1 the one before, …), `own` (false for a site that was
    another provider's then) and `state`.
    """
    providers = _former_providers(contracts)
    sites = _former_sites(contracts)
    wanted = pl.col("provider").is_in(providers["code"].implode()) | pl.col("site").is_in(sites["code"].implode())
    frame = store.observations(as_at).filter(wanted | (pl.col("level") == "england")).collect()
    frame = frame.sort("order", *UNIT_KEY, "sheet", "cell").with_row_index("row")
    frame = _under_todays_codes(frame, providers, sites)
    counted = pl.col("numerator").is_not_null() & ((pl.col("unit") == "count") | pl.col("denominator").is_not_null())
    state = pl.col("status").replace_strict(STATE_OF, return_dtype=pl.Int8, default=NOT_SUBMITTED)
    hidden = (state == FINE) & ~counted & (pl.col("status") == "reported")
    nothing = pl.col("status") == "zero denominator"
    return frame.with_columns(
        state=pl.when(hidden).then(SUPPRESSED).otherwise(state),
        numerator=pl.when(nothing).then(0).otherwise(pl.col("numerator")),
        denominator=pl.when(nothing).then(0).otherwise(pl.col("denominator")),
        edition=pl.struct("known_from", "order").rank("ordinal", descending=True).over(EDITION_KEY).cast(pl.Int32) - 1,
    )


def _former_providers(contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    rows = {(c.contract.provider.ods, c.contract.provider.ods, date.max) for c in contracts}
    rows |= {(f.ods, c.contract.provider.ods, f.until) for c in contracts for f in c.contract.provider.formerly}
    return pl.DataFrame(sorted(rows), schema={"code": pl.String, "now": pl.String, "until": pl.Date}, orient="row")


def _former_sites(contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    rows = {
        (former.ods, site.ods, former.until, c.contract.provider.ods)
        for c in contracts
        for site in c.contract.provider.sites
        for former in site.formerly
    }
    schema = {"code": pl.String, "site_now": pl.String, "site_until": pl.Date, "owner": pl.String}
    return pl.DataFrame(sorted(rows), schema=schema, orient="row")


def _under_todays_codes(frame: pl.DataFrame, providers: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Former codes replaced by today's up to the day they held; rows under a code after that day are dropped."""
    frame = frame.join(providers, left_on="provider", right_on="code", how="left")
    frame = frame.join(sites, left_on="site", right_on="code", how="left")
    in_time = pl.col("end") <= pl.col("until")
    moved = (pl.col("end") <= pl.col("site_until")).fill_null(False)
    frame = frame.with_columns(
        own=in_time.fill_null(pl.col("level") == "england"),
        provider=pl.when(moved).then("owner").when(in_time).then("now").otherwise("provider"),
        site=pl.when(moved).then("site_now").otherwise("site"),
    )
    return frame.filter(pl.col("own") | moved).drop("now", "until", "site_now", "site_until", "owner")


def with_totals_of_sites(newest: pl.DataFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The figures with a provider's total added where it has none of its own but every expected site reported.

    Expected sites: those of the contract (for the service, where the contract says so), else those seen in the last four
    quarters. Adds `rows`: the numbers of the observations a figure rests on.
    """
    figures = newest.with_columns(rows=pl.concat_list("row"))
    sites = figures.filter((pl.col("level") == "site") & pl.col("own"))
    if sites.is_empty():
        return figures
    group = ["origin", "provider", "service", "touchpoint", "measure", "start", "end", "unit"]
    totals = sites.group_by(group).agg(
        pl.col("numerator", "denominator").sum(),
        pl.col("state").max(),
        pl.col("rows").explode(),
        pl.col("site").n_unique().alias("sites"),
        pl.col("known_from").max(),
        pl.col("order").max(),
    )
    missing = _expected_sites(newest, contracts, sites.select(group).unique()).join(
        sites, on=[*group, "site"], how="anti"
    )
    totals = totals.join(missing, on=group, how="anti").with_columns(
        level=pl.lit("provider"), site=pl.lit(""), ward=pl.lit(""), own=pl.lit(True), edition=pl.lit(0, pl.Int32)
    )
    stated = figures.filter(pl.col("level") == "provider").select(group)
    added = totals.join(stated, on=group, how="anti").drop("sites")
    return pl.concat([figures, added], how="diagonal_relaxed")


def _expected_sites(newest: pl.DataFrame, contracts: Sequence[ContractInForce], groups: pl.DataFrame) -> pl.DataFrame:
    """For every total: each site that has to be in it."""
    listed_rows = [
        (c.contract.provider.ods, site.ods, service)
        for c in contracts
        for site in c.contract.provider.sites
        for service in (site.services or c.contract.services)
    ]
    schema = {"provider": pl.String, "site": pl.String, "service": pl.String}
    listed = pl.DataFrame(listed_rows, schema=schema, orient="row").unique()
    elsewhere = newest.filter((pl.col("level") == "site") & ~pl.col("own")).select("site", "start", "end").unique()
    from_list = groups.join(listed, on=["provider", "service"]).join(elsewhere, on=["site", "start", "end"], how="anti")
    seen = newest.filter((pl.col("level") == "site") & pl.col("own"))
    seen = seen.select("provider", "site", pl.col("service"), seen_end="end").unique()
    year_before = pl.col("end").dt.offset_by("-12mo")
    from_sight = (
        groups.join(listed.select("provider").unique(), on="provider", how="anti")
        .join(seen, on=["provider", "service"])
        .filter((pl.col("seen_end") <= pl.col("end")) & (pl.col("seen_end") > year_before))
        .drop("seen_end")
        .unique()
    )
    return pl.concat([from_list.select(from_sight.columns), from_sight])


def period_figures(figures: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """One figure per series, origin and period: stated for the whole period, else summed from its months, else quarters.

    Counts are added, percentages never averaged. Columns: the series, origin, length, start, end, `numerator`,
    `denominator`, `state` (the worst of its parts), `parts`, `needed`, `rows`. A sum is complete when parts == needed.
    """
    if figures.is_empty() or periods.is_empty():
        return _no_figures()
    keys = [*SERIES, "origin"]
    kept = [*keys, "start", "end", "numerator", "denominator", "state", "rows"]
    whole = figures.select(kept).join(periods.drop("at"), on=["start", "end"])
    whole = whole.with_columns(parts=pl.lit(1, pl.Int32), needed=pl.lit(1, pl.Int32), way=pl.lit(0))
    ways = [whole.select([*keys, "length", *_FIGURE])]
    for months, way in ((1, 1), (3, 2)):
        parts = _parts(periods, months)
        if parts.is_empty():
            continue
        joined = figures.select(kept).rename({"start": "part_start", "end": "part_end"})
        joined = joined.join(parts, on=["part_start", "part_end"])
        summed = joined.group_by([*keys, "length", "start", "end", "needed"]).agg(
            pl.col("numerator", "denominator").sum(),
            pl.col("state").max(),
            pl.col("part_end").n_unique().cast(pl.Int32).alias("parts"),
            pl.col("rows").explode(),
        )
        ways.append(summed.with_columns(way=pl.lit(way)).select([*keys, "length", *_FIGURE]))
    every = pl.concat(ways, how="vertical_relaxed")
    best = pl.struct((pl.col("parts") < pl.col("needed")).alias("incomplete"), (pl.col("state") > FINE), "way")
    return every.sort(best).unique([*keys, "length", "start", "end"], keep="first", maintain_order=True).drop("way")


_FIGURE = ["start", "end", "numerator", "denominator", "state", "parts", "needed", "rows", "way"]


def _parts(periods: pl.DataFrame, months: int) -> pl.DataFrame:
    """Each period with the parts of so many months it is made of, for periods longer than one part."""
    lengths = {"month": 1, "quarter": 3, "rolling 12 months": 12, "year": 12}
    rows = [
        (length, start, end, part_start, part_end, lengths[length] // months)
        for length, start, end, _ in periods.iter_rows()
        if lengths[length] > months
        for part_start, part_end in _split(start, lengths[length] // months, months)
    ]
    days = dict.fromkeys(("start", "end", "part_start", "part_end"), pl.Date)
    return pl.DataFrame(rows, schema={"length": pl.String, **days, "needed": pl.Int32}, orient="row")


def _split(start: date, parts: int, months: int) -> list[tuple[date, date]]:
    from pxcommission.periods import add_months, month_of

    firsts = [add_months(start, months * part) for part in range(parts)]
    return [(first, month_of(add_months(first, months - 1)).end) for first in firsts]


def _no_figures() -> pl.DataFrame:
    texts = dict.fromkeys((*SERIES, "origin", "length"), pl.String)
    numbers = {"numerator": pl.Int64, "denominator": pl.Int64, "state": pl.Int8, "parts": pl.Int32, "needed": pl.Int32}
    return pl.DataFrame(schema={**texts, "start": pl.Date, "end": pl.Date, **numbers, "rows": pl.List(pl.UInt32)})
