"""Providers beside each other by one measure: what national publications say of each, whole for a period, and who is left out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from msgspec import Struct

from pxcommission.assessment.figures import FINE, NOT_SUBMITTED, STATE_OF
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Length, Period

LENGTHS = {length.months: length for length in (Length.MONTH, Length.QUARTER, Length.YEAR)}
"""The lengths of periods for which providers are set beside each other."""


class Peer(Struct, frozen=True):
    """One provider's whole figure: its code, its name as last printed, and its counts."""

    provider: str
    name: str
    numerator: int
    denominator: int


class Peers(Struct, frozen=True):
    """The providers with a whole figure, by code; and why others that the publications name have none."""

    found: tuple[Peer, ...]
    left_out: dict[str, str]


def published_services(store: EvidenceStore, measure: str, as_at: date) -> tuple[str, ...]:
    """The services for which publications known on a day have this measure of providers."""
    known = _published(store, measure, as_at).select("service").unique().collect()
    return tuple(sorted(known["service"].to_list()))


def peers_of(store: EvidenceStore, measure: str, service: str, period: Period, as_at: date) -> Peers:
    """Every provider of the publications known on a day, with its newest counts for a month, quarter or year.

    A longer period is the sum of its months or quarters, and of all of them: a provider that lacks a part is left out with
    the reason. Codes count as printed; those that were merged are units of their own.
    """
    figures = _newest(_published(store, measure, as_at).filter(pl.col("service") == service).collect())
    wanted = period_table([LENGTHS[len(period.months)]], period.end, period.end)
    names = dict(figures.sort("known_from", "end").select("provider", "name").iter_rows())
    whole = {row["provider"]: row for row in period_figures(figures, wanted, as_at).iter_rows(named=True)}
    found, left_out = list[Peer](), dict[str, str]()
    for provider in sorted(names):
        row = whole.get(provider)
        why = _why_not(row)
        if why or row is None:
            left_out[provider] = why
        else:
            found.append(Peer(provider, names[provider], row["numerator"], row["denominator"]))
    return Peers(tuple(found), left_out)


def _why_not(row: dict[str, object] | None) -> str:
    """Why a provider has no whole figure; empty where it has one."""
    if row is None:
        return "nothing published for the period"
    if row["parts"] != row["needed"]:
        return f"published for {row['parts']} of {row['needed']} months"
    if row["state"] != FINE:
        return "not all of it published with its counts"
    return "" if row["denominator"] else "nothing counted"


def _published(store: EvidenceStore, measure: str, as_at: date) -> pl.LazyFrame:
    wanted = (pl.col("measure") == measure) & (pl.col("level") == "provider") & (pl.col("origin") == "published")
    return store.observations(as_at).filter(wanted & (pl.col("touchpoint") == ""))


def _newest(known: pl.DataFrame) -> pl.DataFrame:
    """The newest edition of each figure, with the columns that `period_figures` reads."""
    nothing = pl.col("status") == "zero denominator"
    state = pl.col("status").replace_strict(STATE_OF, return_dtype=pl.Int8, default=NOT_SUBMITTED)
    counted = pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()
    newest = known.sort("known_from", "order", "cell").unique(["provider", "start", "end"], keep="last")
    return newest.with_row_index("row").with_columns(
        contract=pl.lit(""),
        state=pl.when(counted | nothing).then(state).otherwise(NOT_SUBMITTED),
        numerator=pl.when(nothing).then(0).otherwise("numerator"),
        denominator=pl.when(nothing).then(0).otherwise("denominator"),
        rows=pl.concat_list("row"),
    )


def shares(peers: Sequence[Peer]) -> tuple[list[str], list[int], list[int]]:
    """Codes, parts and wholes, as a funnel takes them."""
    return [p.provider for p in peers], [p.numerator for p in peers], [p.denominator for p in peers]
