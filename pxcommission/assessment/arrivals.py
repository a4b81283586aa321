"""When each figure of a provider's own returns first came in: by contract, measure, service, unit and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl
from msgspec import Struct

from pxcommission.assessment.figures import named_sites
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce


class Arrival(Struct, frozen=True):
    """The day by which something had come in (None: only undated files hold it); `undated` when one might have come before."""

    by: date | None
    undated: bool
    file: str

    def with_also(self, other: Arrival) -> Arrival:
        """The arrival of both: the later of the two."""
        by = None if self.by is None or other.by is None else max(self.by, other.by)
        return Arrival(by, self.undated or other.undated, self.file)


class Arrivals:
    """What came in of the figures that providers report themselves."""

    def __init__(self, figures: pl.DataFrame, contracts: Sequence[ContractInForce]) -> None:
        local = figures.filter((pl.col("origin") == "local") & pl.col("level").is_in(["provider", "site", "ward"]))
        key = ["contract", "measure", "service", "start", "end", "level", "site"]
        came = (
            local.sort("order")
            .group_by(key, maintain_order=True)
            .agg(pl.col("received").min(), pl.col("received").is_null().any().alias("undated"), pl.col("file").first())
        )
        self.units: dict[tuple[str, str, str, date, date], dict[tuple[str, str], Arrival]] = {}
        for contract, measure, service, start, end, level, site, received, undated, file in came.iter_rows():
            units = self.units.setdefault((contract, measure, service, start, end), {})
            units[level, site] = Arrival(received, undated, file)
        self.sites: dict[tuple[str, str], set[str]] = {}
        for contract, _, site, service in named_sites(contracts).iter_rows():
            self.sites.setdefault((contract, service), set()).add(site)

    def of(self, contract: str, measure: str, services: Sequence[str], part: Period) -> Arrival | None:
        """When a measure came in whole for a period and for all of these services; None when it did not."""
        found = [self._of_service(contract, measure, service, part) for service in services]
        return _all(found) if services else None

    def any_service(self, contract: str, measure: str, part: Period) -> tuple[str, ...]:
        """The services for which anything of a measure came in for the period or a month of it, in order."""
        spans = {(span.start, span.end) for span in (part, *part.months)}
        return tuple(
            sorted(
                {s for (c, m, s, start, end) in self.units if (c, m) == (contract, measure) and (start, end) in spans}
            )
        )

    def _of_service(self, contract: str, measure: str, service: str, part: Period) -> Arrival | None:
        whole = self._of_span(contract, measure, service, part)
        if whole is not None or part.months == (part,):
            return whole
        return _all([self._of_span(contract, measure, service, month) for month in part.months])

    def _of_span(self, contract: str, measure: str, service: str, span: Period) -> Arrival | None:
        """The provider's own figure, else the figures of all its sites, else those of its wards."""
        units = self.units.get((contract, measure, service, span.start, span.end), {})
        if ("provider", "") in units:
            return units["provider", ""]
        at_sites: Mapping[str, Arrival] = {site: came for (level, site), came in units.items() if level == "site"}
        if at_sites:
            named = self.sites.get((contract, service), set(at_sites))
            return _all([at_sites.get(site) for site in sorted(named)])
        return _all([came for _, came in sorted(units.items())]) if units else None


def _all(arrivals: Sequence[Arrival | None]) -> Arrival | None:
    """The arrival of the last of them; None when one has not come."""
    together: Arrival | None = None
    for one in arrivals:
        if one is None:
            return None
        together = one if together is None else together.with_also(one)
    return together
