"""The vectorised check: every duty, unit and period with its figure, threshold, outcome and streaks, in exact integers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pxcommission.assessment.duties import Duty, Terms, duty_table, span_of, terms_table
from pxcommission.assessment.figures import added_up, known_figures, period_figures, period_table, with_totals_of_sites
from pxcommission.assessment.grid import units_and_periods, with_figures
from pxcommission.assessment.outcomes import with_comparisons, with_outcomes, with_waivers
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED, among_last, runs
from pxcommission.assessment.words import WordColumns, with_words
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

ROW = ["duty", "provider", "site", "ward", "start", "end"]


@dataclass(frozen=True)
class Table:
    """The check as columns: one row per duty, unit and period, sorted; with what its rows point to.

    `code` is MET, BREACH or NOT_ASSESSED; `why` names the first thing that kept a row from being assessed.
    """

    rows: pl.DataFrame
    duties: Sequence[Duty]
    terms: Sequence[Terms]
    figures: pl.DataFrame  # every observation by `row` number, all editions
    words: WordColumns
    lasts: tuple[int, ...]


def check_table(
    rulebook: Rulebook,
    store: EvidenceStore,
    contracts: Sequence[ContractInForce],
    duties: Sequence[Duty],
    period: Period,
    as_at: date,
    lasts: Sequence[int] = (4,),
) -> Table:
    """Every duty of these contracts from the start of their terms to the period's end, as known on `as_at`.

    `lasts`: for each n, a column `breaches_in_last_n`.
    """
    figures = known_figures(store, as_at, contracts)
    newest = with_totals_of_sites(added_up(figures.filter(pl.col("edition") == 0)), contracts)
    periods = period_table([d.requirement.judged_over for d in duties], *span_of(contracts, period))
    sums = period_figures(newest, periods, as_at)
    duty_rows = duty_table(duties, rulebook, period.end)
    grid = units_and_periods(duty_rows, periods, newest, contracts)
    rows = with_figures(grid, sums)
    terms, listed = terms_table(duties, periods, as_at)
    rows = rows.join(terms, on=["duty", "end"], how="left").sort(*ROW)
    rows, words = with_words(rows, sums, duties, rulebook)
    rows = with_comparisons(rows, sums, listed)
    rows = with_waivers(rows, duties)
    rows = with_outcomes(rows, duties, listed, rulebook, words)
    return Table(_with_streaks(rows, lasts), duties, listed, figures, words, tuple(lasts))


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
    breaches, gap = runs(outcomes, BREACH)
    met, _ = runs(outcomes, MET)
    recent = {f"breaches_in_last_{n}": among_last(outcomes, BREACH, n)[unit_number, at] for n in lasts}
    return rows.with_columns(
        breaches_in_a_row=breaches[unit_number, at],
        met_in_a_row=met[unit_number, at],
        gap=gap[unit_number, at],
        **recent,
    )
