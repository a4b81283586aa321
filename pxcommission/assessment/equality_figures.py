"""The figures of groups of people beside the whole they are a part of, for one period and as known on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

import polars as pl
from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.figures import FINE, added_up, known_of, with_totals_of_sites
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.evidence.observations import Characteristic
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Length, Period
from pxcommission.rulebook.rulebook import ContractInForce

NOT_SAID = frozenset(
    ["not stated", "not said", "not known", "unknown", "not recorded", "not given", "not disclosed", "missing", "blank", "declined",
     "prefer not to say", "no answer", "not answered", "undeclared", "not specified", "null", "n/k"]
)  # fmt: skip
"""What returns call the people of whom it isn't known which group they are in."""
_BETWEEN = "\x1f"
_LENGTHS = {length.months: length for length in (Length.MONTH, Length.QUARTER, Length.YEAR)}


class GroupCount(Struct, frozen=True):
    """One group's counts; None where the source does not give them. A count of events has no denominator."""

    group: str
    numerator: int | None
    denominator: int | None

    @property
    def said(self) -> bool:
        """Whether it is a group, and not the people of whom it isn't known."""
        return " ".join(self.group.casefold().split()) not in NOT_SAID


class Breakdown(Struct, frozen=True):
    """A measure by one characteristic: the whole as its source states it (None where it does not) and every group."""

    contract: str
    provider: str
    measure: str
    service: str
    touchpoint: str
    period: Period
    characteristic: Characteristic
    origin: str
    whole: tuple[int, int | None] | None
    groups: tuple[GroupCount, ...]


def can_be_compared(period: Period) -> bool:
    """Whether figures of groups are put together for it: a month, a quarter or a year."""
    return len(period.months) in _LENGTHS


def breakdowns(
    store: EvidenceStore, contracts: Sequence[ContractInForce], period: Period, as_at: date
) -> tuple[Breakdown, ...]:
    """Every measure by every characteristic that evidence has for the providers as a whole, in a fixed order.

    Months are added up to the quarter, sites to the provider, former codes count, and of two editions the newer one does, as for
    any figure. The source is the first of the contract's `evidence` that has the breakdown; the whole is the same source's.
    """
    by_group = store.observations_by_group(as_at)
    printed = pl.col("group").str.to_lowercase()
    key = pl.concat_str(["measure", "characteristic", printed], separator=_BETWEEN)
    names = dict(by_group.select(key, "group").collect().iter_rows())
    if not names:
        return ()
    parts = _of_period(by_group.with_columns(measure=key), contracts, period, as_at)
    wholes = _of_period(store.observations(as_at), contracts, period, as_at)
    stated = {
        tuple(row[name] for name in _TABLE): (row["numerator"], row["denominator"])
        for row in wholes.filter((pl.col("state") == FINE) & (pl.col("parts") == pl.col("needed"))).iter_rows(
            named=True
        )
    }
    return tuple(_tables(parts.iter_rows(named=True), names, stated, {one.id: one for one in contracts}, period))


_TABLE = ("contract", "provider", "service", "touchpoint", "measure", "origin")


def _of_period(
    observations: pl.LazyFrame, contracts: Sequence[ContractInForce], period: Period, as_at: date
) -> pl.DataFrame:
    """One figure of each provider, service and measure for the period."""
    known = known_of(observations, contracts)
    newest = with_totals_of_sites(added_up(known.filter(pl.col("edition") == 0)), contracts)
    wanted = period_table([_LENGTHS[len(period.months)]], period.end, period.end)
    figures = period_figures(newest, wanted, as_at)
    return figures.filter(pl.col("level") == "provider").sort(*_TABLE)


def _tables(
    rows: Iterator[dict[str, object]],
    names: dict[str, str],
    stated: dict[tuple[object, ...], tuple[int, int | None]],
    contracts: dict[str, ContractInForce],
    period: Period,
) -> Iterator[Breakdown]:
    found: dict[tuple[str, ...], dict[str, Breakdown]] = {}
    for row in rows:
        measure, characteristic, _ = str(row["measure"]).split(_BETWEEN)
        place = {**row, "measure": measure}
        bought = (*contracts[str(row["contract"])].contract.services, "all")
        if row["service"] not in bought:
            continue
        counted = row["state"] == FINE and row["parts"] == row["needed"]
        one = GroupCount(
            names[str(row["measure"])],
            _number(row["numerator"]) if counted else None,
            _number(row["denominator"]) if counted else None,
        )
        key = (*(str(place[name]) for name in _TABLE[:-1]), characteristic)
        origin = str(row["origin"])
        before = found.setdefault(key, {}).get(origin)
        found[key][origin] = Breakdown(
            str(row["contract"]), str(row["provider"]), measure, str(row["service"]), str(row["touchpoint"]), period,
            Characteristic(characteristic), origin, stated.get(tuple(place[name] for name in _TABLE)),
            (*(before.groups if before else ()), one),
        )  # fmt: skip
    for (contract, *_), by_origin in sorted(found.items()):
        order: list[str] = [*contracts[contract].contract.evidence, "register", "local", "published"]
        chosen = by_origin[min(by_origin, key=order.index)]
        yield replace(chosen, groups=tuple(sorted(chosen.groups, key=_in_order)))


def _in_order(group: GroupCount) -> tuple[object, ...]:
    """Groups by name, numbers in a name as numbers (decile 2 before decile 10), and last who is in none that is known."""
    pieces = re.split(r"([0-9]+)", group.group.casefold())
    return (not group.said, [(int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces if piece])


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
