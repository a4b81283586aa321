"""Where the evidence contradicts itself: publication against return, totals against their parts, restated against first.

Nothing that is hidden is ever taken from a total: a sum is compared only when every one of its parts is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl
from msgspec.structs import replace

from pxcommission.assessment.duties import Duty, duties_of
from pxcommission.assessment.figures import (
    FINE,
    PRINTED_KEY,
    SERIES,
    added_up,
    known_figures,
)
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.assessment.reconciliation_found import Between, Difference
from pxcommission.assessment.reconciliation_sides import Sides
from pxcommission.assessment.reconciliation_stated import stated_differences
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Length, Period, add_months
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

UNIT = ("contract", "level", "provider", "site", "ward", "service", "touchpoint", "measure", "start", "end")
_DIFFERS = pl.col("numerator").ne_missing(pl.col("numerator_other")) | pl.col("denominator").ne_missing(
    pl.col("denominator_other")
)


def differences(
    rulebook: Rulebook, store: EvidenceStore, contracts: Sequence[ContractInForce], period: Period, as_at: date
) -> tuple[Difference, ...]:
    """Every difference in what these contracts rest on, for periods that end in `period`, as known on `as_at`."""
    duties = duties_of(rulebook, contracts)
    wanted = _measures_of(contracts, duties)
    figures = _of_wanted(known_figures(store, as_at, contracts), wanted, period)
    sides = Sides(rulebook, contracts, duties, figures)
    found = [*_between_sources(figures, period, as_at, sides), *_between_editions(figures, period, sides)]
    found += _between_total_and_parts(store, contracts, wanted, figures, period, as_at, sides)
    found += stated_differences(store, contracts, period, as_at)
    return tuple(sorted(found, key=_in_order))


def _in_order(one: Difference) -> tuple[object, ...]:
    place = (one.measure, one.service, one.touchpoint, one.site, one.ward)
    return (one.contract, list(Between).index(one.between), one.period, *place, one.other.addresses)


def _measures_of(contracts: Sequence[ContractInForce], duties: Iterable[Duty]) -> pl.DataFrame:
    """The measures that matter to each contract: those its requirements are judged by, and those its reports bring."""
    pairs = {(duty.contract.id, duty.requirement.measure) for duty in duties}
    pairs |= {(c.id, m) for c in contracts for report in c.contract.reports_due.values() for m in report.measures}
    schema = {"contract": pl.String, "measure": pl.String}
    return pl.DataFrame(sorted(pairs), schema=schema, orient="row")


def _of_wanted(figures: pl.DataFrame, wanted: pl.DataFrame, period: Period) -> pl.DataFrame:
    """The contracts' own figures of these measures, from a year before the period, which longer ones are added up from."""
    begun = add_months(period.start.replace(day=1), -12)
    own = figures.filter((pl.col("end") <= period.end) & (pl.col("start") >= begun))
    return own.join(wanted, on=["contract", "measure"], how="semi")


def _between_sources(figures: pl.DataFrame, period: Period, as_at: date, sides: Sides) -> list[Difference]:
    """What the publication and the provider's own return say of one unit and time, months added up where need be."""
    newest = added_up(figures.filter(pl.col("edition") == 0))
    series = list(SERIES)
    both = newest.group_by(series).agg(pl.col("origin").n_unique()).filter(pl.col("origin") > 1)
    newest = newest.join(both, on=series, how="semi", nulls_equal=True)
    if newest.is_empty():
        return []
    lengths = (Length.MONTH, Length.QUARTER, Length.YEAR)
    sums = period_figures(newest, period_table(lengths, period.start, period.end), as_at)
    sums = sums.filter((pl.col("parts") == pl.col("needed")) & (pl.col("state") == FINE))
    whole = newest.select(*series, "start", "end").unique()
    sums = sums.join(whole, on=[*series, "start", "end"], how="semi")
    published, local = (sums.filter(pl.col("origin") == origin) for origin in ("published", "local"))
    joined = published.join(local, on=[*series, "start", "end"], suffix="_other").filter(_DIFFERS)
    return [sides.of_sources(row) for row in sides.look_up(joined).iter_rows(named=True)]


def _between_editions(figures: pl.DataFrame, period: Period, sides: Sides) -> list[Difference]:
    """What one source says now and what it said first."""
    key = list(PRINTED_KEY)
    ours = figures.filter((pl.col("end") >= period.start) & (pl.col("end") <= period.end))
    first = ours.filter(pl.col("edition") > 0).filter(pl.col("edition") == pl.col("edition").max().over(key))
    now = ours.filter(pl.col("edition") == 0)
    numbers = ["numerator", "denominator", "state", "known_from", "row"]
    joined = now.join(first.select(*key, *numbers), on=key, suffix="_other")
    changed = joined.filter(_DIFFERS | (pl.col("state") != pl.col("state_other")))
    return [sides.of_editions(row) for row in sides.look_up(changed).iter_rows(named=True)]


def _between_total_and_parts(
    store: EvidenceStore,
    contracts: Sequence[ContractInForce],
    wanted: pl.DataFrame,
    figures: pl.DataFrame,
    period: Period,
    as_at: date,
    sides: Sides,
) -> list[Difference]:
    """A provider's total against its sites, a site's against its wards; every site counts, named by the contract or not."""
    if any(contract.contract.provider.sites for contract in contracts):
        every = known_figures(store, as_at, [_naming_no_site(contract) for contract in contracts])
        figures = _of_wanted(every, wanted, period)
        sides = sides.over(figures)
    ours = figures.filter((pl.col("edition") == 0) & (pl.col("end") >= period.start))
    ours = ours.filter(
        pl.col("origin") != "register"
    )  # not everything said of a provider names a site: no contradiction
    newest = added_up(ours)
    found: list[Difference] = []
    for level, below, lost in (("provider", "site", ["site", "ward"]), ("site", "ward", ["ward"])):
        joined = _total_beside_parts(newest, level, below, lost)
        found += [sides.of_parts(row, below) for row in sides.look_up(joined).iter_rows(named=True)]
    return found


def _total_beside_parts(newest: pl.DataFrame, level: str, below: str, lost: list[str]) -> pl.DataFrame:
    """Totals that differ from the sum of their parts, where every part is shown."""
    key = [name for name in (*UNIT, "origin", "unit") if name not in ("level", *lost)]
    parts = newest.filter(pl.col("level") == below)
    summed = parts.group_by(key, maintain_order=True).agg(
        pl.col("numerator", "denominator").sum(),
        pl.col("state").max(),
        pl.col("known_from").max(),
        pl.col("rows").explode(),
        pl.len().alias("count"),
    )
    summed = summed.filter(pl.col("state") == FINE)
    totals = newest.filter((pl.col("level") == level) & (pl.col("state") == FINE))
    return totals.join(summed, on=key, suffix="_other").filter(_DIFFERS)


def _naming_no_site(contract: ContractInForce) -> ContractInForce:
    """The contract as if it named no site, so that every site of its provider is seen."""
    provider = contract.contract.provider.model_copy(update={"sites": ()})
    return replace(contract, contract=contract.contract.model_copy(update={"provider": provider}))
