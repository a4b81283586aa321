"""The vectorised check: every duty, unit and period with its figure, threshold, outcome and streaks, in exact integers."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np
import polars as pl
from msgspec import Struct

from pxcommission.assessment.charts_of_rows import ChartsKnown, RebasedChart, with_chart_words
from pxcommission.assessment.duties import Duty, Terms, duty_table, span_of, terms_table, with_terms
from pxcommission.assessment.figures import added_up, known_figures, with_totals_of_sites
from pxcommission.assessment.figures_of_periods import period_figures, period_table
from pxcommission.assessment.grid import units_and_periods, with_figures
from pxcommission.assessment.outcomes import with_comparisons, with_outcomes, with_waivers
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED, Flags, among_last, runs
from pxcommission.assessment.words import WordColumns, with_words
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.rulebook.component_words import ComponentWords, component_words
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

ROW = ["duty", "provider", "site", "ward", "start", "end"]


class Table(Struct, frozen=True, dict=True):
    """The check as columns: one row per duty, unit and period, sorted; with what its rows point to.

    `code` is MET, BREACH or NOT_ASSESSED; `why` names the first thing that kept a row from being assessed.
    """

    rows: pl.DataFrame
    duties: Sequence[Duty]
    terms: Sequence[Terms]
    figures: pl.DataFrame  # every observation by `row` number, all editions
    newest: pl.DataFrame  # one figure per series and time: the newest known, totals of sites among them
    words: WordColumns
    bound: Callable[[str], ComponentWords]  # a measure to the words of its conditions
    lasts: tuple[int, ...]

    @functools.cached_property
    def words_of_measure(self) -> Mapping[str, Sequence[tuple[str, str]]]:
        """By measure, each word or call that conditions on it read, with its column."""
        found: dict[str, list[tuple[str, str]]] = {}
        for (measure, name), column in self.words.items():
            found.setdefault(measure, []).append((name, column))
        return found


def check_table(
    rulebook: Rulebook,
    store: EvidenceStore,
    contracts: Sequence[ContractInForce],
    duties: Sequence[Duty],
    period: Period,
    as_at: date,
    lasts: Sequence[int] = (4,),
    rebases: Sequence[RebasedChart] = (),
) -> Table:
    """Every duty of these contracts from the start of their terms to the period's end, as known on `as_at`.

    `lasts`: for each n, a column `breaches_in_last_n`. `rebases`: of charts, as recorded with improvements.
    """
    figures = known_figures(store, as_at, contracts)
    newest = with_totals_of_sites(added_up(figures.filter(pl.col("edition") == 0)), contracts)
    periods = period_table([d.requirement.judged_over for d in duties], *span_of(contracts, period))
    sums = period_figures(newest, periods, as_at)
    duty_rows = duty_table(duties, rulebook, period.end)
    grid = units_and_periods(duty_rows, periods, newest, contracts)
    rows = with_figures(grid, sums)
    terms, listed = terms_table(duties, period.end, as_at)
    rows = with_terms(rows, terms).sort(*ROW)
    rows = with_chart_words(rows, ChartsKnown(duties, newest, rulebook, as_at, rebases))
    bound = functools.cache(functools.partial(component_words, rulebook.vocabulary))
    rows, words = with_words(rows, sums, duties, rulebook.vocabulary.measures, bound)
    rows = with_comparisons(rows, sums, listed)
    rows = with_waivers(rows, duties)
    rows = with_outcomes(rows, duties, listed, rulebook, words)
    return Table(_with_streaks(rows, lasts), duties, listed, figures, newest, words, bound, tuple(lasts))


def _with_streaks(rows: pl.DataFrame, lasts: Sequence[int]) -> pl.DataFrame:
    """The rows with breaches and met periods in a row, whether the streak bridges a gap, and breaches in the last n."""
    unit = ["duty", "provider", "site", "ward"]
    rows = rows.with_columns(unit_number=pl.struct(unit).rank("dense").cast(pl.Int64) - 1)
    if rows.is_empty():
        zero = pl.lit(0, pl.Int32)
        none = {f"breaches_in_last_{n}": zero for n in lasts}
        return rows.with_columns(breaches_in_a_row=zero, met_in_a_row=zero, gap=pl.lit(False), **none)
    at, unit_number = rows["at"].to_numpy(), rows["unit_number"].to_numpy()
    outcomes = np.full((unit_number.max() + 1, at.max() + 1), NOT_ASSESSED, dtype=np.int8)
    outcomes[unit_number, at] = rows["code"].to_numpy()
    again = np.zeros(outcomes.shape, dtype=np.bool_)
    again[unit_number, at] = _resting_on_the_same(rows)
    breaches, gap = runs(outcomes, BREACH, again)
    met, _ = runs(outcomes, MET)
    counted = {
        "breaches_in_a_row": breaches,
        "met_in_a_row": met,
        **{f"breaches_in_last_{n}": among_last(outcomes, BREACH, n, again) for n in lasts},
    }
    # Lists, since a column made of an array has numpy.ma loaded, a fiftieth of the time a small check takes
    columns = [pl.Series(name, found[unit_number, at].tolist(), pl.Int32) for name, found in counted.items()]
    return rows.with_columns(*columns, pl.Series("gap", gap[unit_number, at].tolist(), pl.Boolean))


def _resting_on_the_same(rows: pl.DataFrame) -> Flags:
    """Whether a row rests on the very observations of the unit's period before: what was published once and still stands."""
    words = [name for name in rows.columns if name.startswith("w:")]
    rests = [pl.col("rows"), *(pl.col(name).struct.field("rows") for name in words)]
    same = [(one == one.shift(1).over("unit_number", order_by="at")).fill_null(one.is_null()) for one in rests]
    there = pl.col("rows").is_not_null()
    flags: Flags = rows.select(there & pl.all_horizontal(same)).to_series().fill_null(False).to_numpy()
    return flags
