"""The figures an action is judged by: one measure of one unit, month by month, from one source of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
from msgspec import Struct

from pxcommission.assessment.chart_reading import ChartPoint
from pxcommission.assessment.charted_series import MOST_POINTS, chart_points
from pxcommission.assessment.figures import added_up, known_figures, with_totals_of_sites
from pxcommission.assessment.sources import REGISTER
from pxcommission.cases.improvement_details import Unit
from pxcommission.periods import Length, add_months, month_of
from pxcommission.workspace import Workspace

SOURCES = {"published": "the publication", "local": "the provider's own return", REGISTER: "the listening registers"}

NO_FIGURE = "no figure"


class SeriesAsked(Struct, frozen=True):
    """Whose figures of which measure; `start` is the day the action counts from, `length` that of the requirement's periods."""

    contract: str
    measure: str
    service: str
    unit: Unit
    start: date
    length: Length


class SeriesFound(Struct, frozen=True):
    """The points in order of time, and the source they are all from; empty where nothing is known.

    `not_yet`: how many periods are over since the last point without anything known of them.
    """

    points: tuple[ChartPoint, ...] = ()
    source: str = ""
    not_yet: int = 0

    def known_from(self, day: date) -> int:
        """How many periods that begin on or after a day have a value."""
        return sum(point.value is not None and point.period.start >= day for point in self.points)


def series_found(workspace: Workspace, asked: SeriesAsked, as_at: date) -> SeriesFound:
    """The figures as known on a day, from the source of the contract that has most of them; the first of its order among equals.

    The time before the start is read from the start backwards, so that it stays the same however much later the review is.
    """
    contract = workspace.rulebook.contracts[asked.contract]
    figures = known_figures(workspace.store, as_at, [contract])
    newest = with_totals_of_sites(added_up(figures.filter(pl.col("edition") == 0)), [contract])
    order = tuple(dict.fromkeys([*contract.contract.evidence, REGISTER]))
    proportion = workspace.rulebook.vocabulary.measures[asked.measure].unit == "proportion"
    units = _units(asked, contract.contract.provider.ods, proportion, order)
    stretches = [chart_points(units, newest, last, as_at) for last in _last_days(asked.start, as_at)]
    found = [_joined([one.get(at, ()) for one in stretches], SOURCES[name]) for at, name in enumerate(order)]
    return max(found, key=lambda one: sum(point.value is not None for point in one.points), default=SeriesFound())


def _units(asked: SeriesAsked, provider: str, proportion: bool, order: tuple[str, ...]) -> pl.DataFrame:
    """One row a source, as `chart_points` asks for it."""
    unit = asked.unit
    level = "ward" if unit.ward else "site" if unit.site else "provider"
    rows = [
        {
            "row_number": at, "contract": asked.contract, "level": level, "provider": provider, "site": unit.site,
            "ward": unit.ward, "service": asked.service, "touchpoint": unit.touchpoint, "measure": asked.measure,
            "origin": name, "length": asked.length.value, "proportion": proportion,
        }
        for at, name in enumerate(order)
    ]  # fmt: skip
    return pl.DataFrame(rows)


def _last_days(start: date, as_at: date) -> list[date]:
    """The last day of each stretch to read: that before the start, then every 36 months, then the day of the review."""
    end, first = month_of(as_at).start - timedelta(days=1), month_of(start).start
    later = [add_months(first, months) - timedelta(days=1) for months in range(0, 36 * 100, MOST_POINTS[Length.MONTH])]
    return [*(day for day in later if day < end), end]


def _joined(stretches: Sequence[tuple[ChartPoint, ...]], source: str) -> SeriesFound:
    """The stretches as one, of periods of one length; periods at the end of which nothing is known yet are counted apart."""
    last = next((stretch for stretch in reversed(stretches) if stretch), ())
    if not last:
        return SeriesFound()
    months = len(last[-1].period.months)
    same = (p for stretch in stretches for p in stretch if len(p.period.months) == months)
    points = sorted({p.period: p for p in same}.values(), key=lambda p: p.period)
    known = len(points)
    while known and points[known - 1].missing == NO_FIGURE:
        known -= 1
    return SeriesFound(tuple(points[:known]), source, len(points) - known)
