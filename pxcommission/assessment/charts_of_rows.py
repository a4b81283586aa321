"""The charts of the rows of a check: which way is better, the level in force, and the rebases that hold for each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from msgspec import Struct

from pxcommission.assessment.bounds import bound_of
from pxcommission.assessment.chart_reading import ChartReading
from pxcommission.assessment.charts import ChartAsked, charts_of, keys_of_series, profile_of
from pxcommission.assessment.duties import Duty
from pxcommission.assessment.statistics.xmr_series import Rebase
from pxcommission.rulebook.component_words import CHART_WORDS
from pxcommission.rulebook.conditions import words_of
from pxcommission.rulebook.rulebook import Rulebook

Row = Mapping[str, Any]


class RebasedChart(Struct, frozen=True):
    """A rebase recorded with an improvement, of one unit's chart; empty texts for the provider's own."""

    case: str  # CONTRACT/REQUIREMENT/service
    touchpoint: str
    site: str
    ward: str
    rebase: Rebase


class ChartsKnown(Struct, frozen=True):
    """What charts are drawn from: the duties, the newest figures, the rules, the day, and the rebases of improvements."""

    duties: Sequence[Duty]
    newest: pl.DataFrame
    rulebook: Rulebook
    as_at: date
    recorded: Sequence[RebasedChart] = ()


def charts_of_rows(rows: Sequence[Row], known: ChartsKnown) -> Mapping[int, ChartReading]:
    """By its place in `rows`, what the chart of a row's unit says on the row's last day."""
    profile = profile_of(known.rulebook.charts)
    asked = {number: _asked(row, known) for number, row in enumerate(rows)}
    by_day: dict[date, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        by_day[row["end"]].append(number)
    found: dict[int, ChartReading] = {}
    for day, numbers in sorted(by_day.items()):
        units = keys_of_series(rows[number] for number in numbers)
        of_day = {place: asked[number] for place, number in enumerate(numbers)}
        charts = charts_of(units, of_day, known.newest, profile, day, known.as_at)
        found |= {numbers[place]: chart for place, chart in charts.items()}
    return found


def chart_column(word: str) -> str:
    """The column that holds what the chart says on a row's last day: 1, 0 or null."""
    return f"chart:{word}"


def with_chart_words(rows: pl.DataFrame, known: ChartsKnown) -> pl.DataFrame:
    """The rows with a column for each chart word, read for the duties whose conditions use one; others are null."""
    reading = [number for number, duty in enumerate(known.duties) if _reads_charts(duty)]
    if not reading:
        return rows
    of_charts = rows.with_row_index("place").filter(pl.col("duty").is_in(reading))
    charts = charts_of_rows(of_charts.to_dicts(), known)
    places = of_charts["place"].to_list()
    said: dict[str, list[int | None]] = {word: [None] * len(rows) for word in CHART_WORDS}
    for number, chart in charts.items():
        for word, column in said.items():
            signal = getattr(chart, word)
            column[places[number]] = None if signal is None else int(signal)
    return rows.with_columns(pl.Series(chart_column(word), column, pl.Int64) for word, column in said.items())


def _reads_charts(duty: Duty) -> bool:
    conditions = (duty.requirement.needs, duty.requirement.require)
    return any(word in CHART_WORDS for condition in conditions if condition for word in words_of(condition.tree))


def _asked(row: Row, known: ChartsKnown) -> ChartAsked:
    duty, rulebook = known.duties[row["duty"]], known.rulebook
    bound = bound_of(row) if row.get("against") == "number" else None
    per_cent = 100 if row["proportion"] else 1
    target = None if bound is None else float(per_cent * bound)
    rebases = sorted(
        {*_of_contract(row, duty), *_recorded(row, duty, known.recorded)}, key=lambda one: (one.on, one.reason)
    )
    measure = rulebook.vocabulary.measures[duty.requirement.measure]
    return ChartAsked(measure.better, target, row["length"], tuple(rebases))


def _of_contract(row: Row, duty: Duty) -> Iterator[Rebase]:
    for one in duty.contract.contract.rebases:
        concerns = one.requirement == duty.requirement.id and one.service in (None, "all", duty.service)
        if concerns and one.site in (None, row["site"]):
            yield Rebase(one.from_, f"{one.reason} ({one.source})")


def _recorded(row: Row, duty: Duty, recorded: Sequence[RebasedChart]) -> Iterator[Rebase]:
    case = f"{duty.contract.id}/{duty.requirement.id}/{duty.service}"
    for one in recorded:
        if (one.case, one.touchpoint, one.site, one.ward) == (case, duty.touchpoint, row["site"], row["ward"]):
            yield one.rebase
