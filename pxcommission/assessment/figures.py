"""From observations to the newest figure of each unit and time: editions, former codes, named sites, totals of sites."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from pxcommission.evidence.figures_kept import UNIT_KEY
from pxcommission.evidence.store import EvidenceStore
from pxcommission.rulebook.rulebook import ContractInForce

FINE, NOT_APPLICABLE, NOT_MEASURED, SUPPRESSED, NOT_SUBMITTED, UNUSABLE = range(6)
STATE_OF = {
    "reported": FINE,
    "zero denominator": FINE,
    "not applicable": NOT_APPLICABLE,
    "not measured": NOT_MEASURED,
    "suppressed": SUPPRESSED,
    "not submitted": NOT_SUBMITTED,
    "missing": UNUSABLE,
}
SERIES = ("contract", "level", "provider", "site", "ward", "service", "touchpoint", "measure")
PRINTED_KEY = ("contract", "origin", "printed_provider", "printed_site", "received_by", *UNIT_KEY)
ENGLAND = "ENG"  # England's row with the independent sector
ENGLAND_ROWS = frozenset({ENGLAND, "ENG-NHS"})


def known_figures(store: EvidenceStore, as_at: date, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """Every observation known on a day, for each contract whose provider it is of, under today's codes; and England's.

    Contracts do not share figures: each sees its own provider, former codes and sites (England's rows have no contract).
    Adds `contract`, `row` (the observation's number), `edition` (0 the newest known of what one code printed, 1 the one
    before, ...), `state` and `received_by`: the day by which a former code must have lasted to count, which is the period's
    last, or for a register the day by which what it counts was received.
    """
    providers = set(_provider_codes(contracts)["code"])
    # A former site may stand in a return of any provider.
    of = providers | ENGLAND_ROWS if _former_sites(contracts).is_empty() else None
    return known_of(store.observations(as_at, of), contracts)


def known_of(observations: pl.LazyFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """`known_figures` of these observations."""
    codes, sites = _provider_codes(contracts), _former_sites(contracts)
    wanted = pl.col("provider").is_in(codes["code"].implode()) | pl.col("site").is_in(sites["code"].implode())
    frame = observations.filter(wanted | (pl.col("level") == "england")).collect()
    frame = frame.sort("order", *UNIT_KEY, "sheet", "cell").with_row_index("row")
    if "received_by" not in frame.columns:
        frame = frame.with_columns(received_by=pl.lit(None, pl.Date))
    received_by = pl.col("received_by").fill_null(pl.col("end"))
    frame = frame.with_columns(received_by, printed_provider="provider", printed_site="site")
    mine = _own_states_first(_under_todays_codes(frame.filter(pl.col("level") != "england"), codes, sites))
    england = frame.filter(pl.col("level") == "england").with_columns(contract=pl.lit(""))
    frame = pl.concat([_at_named_sites(mine, contracts), england], how="diagonal_relaxed")
    counted = pl.col("numerator").is_not_null() & ((pl.col("unit") == "count") | pl.col("denominator").is_not_null())
    state = pl.col("status").replace_strict(STATE_OF, return_dtype=pl.Int8, default=NOT_SUBMITTED)
    hidden = (state == FINE) & ~counted & (pl.col("status") == "reported")
    nothing = pl.col("status") == "zero denominator"
    # One whole number for the day and the place among readings: ranked twice as quickly as the pair
    known = pl.col("known_from").to_physical().cast(pl.Int64) * 2**32 + pl.col("order")
    newest_first = known.rank("ordinal", descending=True)
    return frame.with_columns(
        state=pl.when(hidden).then(SUPPRESSED).otherwise(state),
        numerator=pl.when(nothing).then(0).otherwise(pl.col("numerator")),
        denominator=pl.when(nothing).then(0).otherwise(pl.col("denominator")),
        edition=newest_first.over(PRINTED_KEY).cast(pl.Int32) - 1,
    )


def _provider_codes(contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    rows = {(c.id, c.contract.provider.ods, c.contract.provider.ods, date.max) for c in contracts}
    rows |= {(c.id, f.ods, c.contract.provider.ods, f.until) for c in contracts for f in c.contract.provider.formerly}
    texts = dict.fromkeys(("contract", "code", "now"), pl.String)
    return pl.DataFrame(sorted(rows), schema={**texts, "until": pl.Date}, orient="row")


def _former_sites(contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    rows = {
        (c.id, former.ods, site.ods, former.until, c.contract.provider.ods)
        for c in contracts
        for site in c.contract.provider.sites
        for former in site.formerly
    }
    texts = dict.fromkeys(("contract", "code", "site_now"), pl.String)
    return pl.DataFrame(sorted(rows), schema={**texts, "site_until": pl.Date, "owner": pl.String}, orient="row")


def _under_todays_codes(frame: pl.DataFrame, codes: pl.DataFrame, sites: pl.DataFrame) -> pl.DataFrame:
    """Each contract's rows, former codes replaced by today's up to the day they held; what came after is not its own."""
    moved = pl.col("received_by") <= pl.col("site_until")
    own = frame.join(codes, left_on="provider", right_on="code").filter(pl.col("received_by") <= pl.col("until"))
    own = own.join(sites, left_on=["contract", "site"], right_on=["contract", "code"], how="left")
    own = own.with_columns(provider="now", site=pl.when(moved).then("site_now").otherwise("site"))
    others = frame.join(sites, left_on="site", right_on="code").filter(moved)
    others = others.join(own.select("contract", "row"), on=["contract", "row"], how="anti")
    others = others.with_columns(provider="owner", site="site_now")
    return pl.concat([own, others], how="diagonal_relaxed").drop("now", "until", "site_now", "site_until", "owner")


def _own_states_first(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows without what stood of a former code, such as a rating, where today's code has a state of its own."""
    key = [*SERIES, "origin"]
    stands = pl.col("start") == pl.col("end")
    former = (pl.col("printed_provider") != pl.col("provider")) | (pl.col("printed_site") != pl.col("site"))
    own = frame.filter(stands & ~former).select(key).unique().with_columns(own=pl.lit(True))
    rows = frame.join(own, on=key, how="left")
    return rows.filter(~(stands & former & pl.col("own").fill_null(False))).drop("own")


def named_sites(contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The sites each contract names, for each of their services and for `all`: contract, provider, site, service."""
    rows = [
        (c.id, c.contract.provider.ods, site.ods, service)
        for c in contracts
        for site in c.contract.provider.sites
        for service in (*(site.services or c.contract.services), "all")
    ]
    schema = dict.fromkeys(("contract", "provider", "site", "service"), pl.String)
    return pl.DataFrame(rows, schema=schema, orient="row").unique(maintain_order=True)


def _at_named_sites(frame: pl.DataFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The rows without those of sites a contract does not name, where it names any."""
    named = [(c.id, site.ods) for c in contracts for site in c.contract.provider.sites]
    listed = pl.DataFrame(named, schema={"contract": pl.String, "site": pl.String}, orient="row")
    below = pl.col("level").is_in(["site", "ward"]) & pl.col("contract").is_in(listed["contract"].implode())
    return pl.concat([frame.filter(~below), frame.filter(below).join(listed, on=["contract", "site"], how="semi")])


def added_up(newest: pl.DataFrame) -> pl.DataFrame:
    """One figure per series, origin and time: what two codes of one unit printed for the same time is added.

    What stood on one day is never added: the larger of two counts. Adds `rows`: the numbers of the observations a figure rests on.
    """
    key = [*SERIES, "origin", "start", "end", "unit"]
    stands = pl.col("start").first() == pl.col("end").first()
    parts = [
        pl.when(stands).then(pl.col(n).max()).otherwise(pl.col(n).sum()).alias(n) for n in ("numerator", "denominator")
    ]
    return newest.group_by(key, maintain_order=True).agg(
        *parts,
        pl.col("state", "known_from").max(),
        pl.col("row").alias("rows"),
    )


def with_totals_of_sites(figures: pl.DataFrame, contracts: Sequence[ContractInForce]) -> pl.DataFrame:
    """The figures with a provider's total added where it has none of its own but every expected site reported.

    Expected sites: those of the contract (for the service, where the contract says so), else those seen in the last four
    quarters. What stood on a day, such as a rating, is never added up.
    """
    sites = figures.filter((pl.col("level") == "site") & (pl.col("start") < pl.col("end")))
    if sites.is_empty():
        return figures
    named = named_sites(contracts)
    of_named = pl.col("contract").is_in(named["contract"].implode())
    bought = sites.filter(of_named).join(named, on=["contract", "site", "service"], how="semi")
    sites = pl.concat([sites.filter(~of_named), bought])
    group = ["contract", "origin", "provider", "service", "touchpoint", "measure", "start", "end", "unit"]
    totals = sites.group_by(group, maintain_order=True).agg(
        pl.col("numerator", "denominator").sum(), pl.col("state", "known_from").max(), pl.col("rows").explode()
    )
    expected = _expected_sites(figures, contracts, sites.select(group).unique())
    missing = expected.join(sites, on=[*group, "site"], how="anti")
    totals = totals.join(missing, on=group, how="anti").with_columns(
        level=pl.lit("provider"), site=pl.lit(""), ward=pl.lit("")
    )
    stated = figures.filter(pl.col("level") == "provider").select(group)
    return pl.concat([figures, totals.join(stated, on=group, how="anti")], how="diagonal_relaxed")


def _expected_sites(figures: pl.DataFrame, contracts: Sequence[ContractInForce], groups: pl.DataFrame) -> pl.DataFrame:
    """For every total: each site that has to be in it."""
    listed = named_sites(contracts)
    from_list = groups.join(listed, on=["contract", "provider", "service"])
    seen = figures.filter(pl.col("level") == "site")
    seen = seen.select("contract", "provider", "site", "service", seen_end="end").unique()
    lately = (pl.col("seen_end") <= pl.col("end")) & (pl.col("seen_end") > pl.col("end").dt.offset_by("-12mo"))
    from_sight = groups.join(listed.select("contract").unique(), on="contract", how="anti")
    from_sight = from_sight.join(seen, on=["contract", "provider", "service"]).filter(lately).drop("seen_end").unique()
    return pl.concat([from_list.select(from_sight.columns), from_sight])
