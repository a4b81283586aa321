"""The words that conditions read, as columns: exact ratios with the observations they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from pxcommission.assessment.charts_of_rows import chart_column
from pxcommission.assessment.duties import Duty
from pxcommission.assessment.figures import FINE
from pxcommission.assessment.grid import with_figures
from pxcommission.assessment.plan import ColumnOf, Ratio, wide
from pxcommission.rulebook.component_words import CHART_WORDS, component_words
from pxcommission.rulebook.conditions import Call, Condition, Word, calls_of, words_of
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import Rulebook

WordColumns = Mapping[tuple[str, str], str]
"""(measure of the requirement, word or call) to the column that holds its value."""


def conditions_of(requirement: Requirement) -> Iterator[Condition]:
    """The conditions a requirement is judged by."""
    for condition in (requirement.needs, requirement.require):
        if condition is not None:
            yield condition.tree


def with_words(
    rows: pl.DataFrame, sums: pl.DataFrame, duties: Sequence[Duty], rulebook: Rulebook
) -> tuple[pl.DataFrame, WordColumns]:
    """The rows with a column for each word and call that conditions read, and where each stands.

    A column holds `n` over `d` (null where the word has no figure), whether every part of the period is there (`whole`),
    and the numbers of the observations (`rows`).
    """
    columns: dict[tuple[str, str], str] = {}
    requirements = {duty.requirement.id + duty.contract.id: duty.requirement for duty in duties}.values()
    for requirement in requirements:
        bound = component_words(rulebook.vocabulary, requirement.measure)
        for tree in conditions_of(requirement):
            for word in words_of(tree):
                measure, part = bound[word]
                columns[requirement.measure, word] = column = f"w:{measure}:{part}"
                if part in CHART_WORDS:
                    rows = rows.with_columns(_chart_word(part).alias(column))
                elif column not in rows.columns:
                    rows = _with_word(rows, sums, measure, part, rulebook).rename({"word": column})
            for call in calls_of(tree):
                base = columns[requirement.measure, call.word or ""]
                columns[requirement.measure, call.name] = column = f"{call.function}:{call.periods}:{base}"
                if column not in rows.columns:
                    rows = rows.with_columns(_called(call, base).alias(column))
    return rows, columns


def _with_word(rows: pl.DataFrame, sums: pl.DataFrame, measure: str, part: str, rulebook: Rulebook) -> pl.DataFrame:
    """One part of one measure: of the row's own figure, or of the same unit's figure of that measure, from the first source
    of the contract that holds it."""
    asked = rows.drop("numerator", "denominator", "state", "parts", "needed", "rows", "other", "origin")
    proportion = rulebook.vocabulary.measures[measure].unit == "proportion"
    asked = asked.with_columns(measure=pl.lit(measure), proportion=pl.lit(proportion))
    asked = asked.with_columns(own_word=rows["measure"] == measure).with_row_index("asked")
    found = with_figures(asked, sums).sort("asked")
    whole = (pl.col("parts") == pl.col("needed")).fill_null(False)
    usable = (pl.col("state") == FINE) & (whole | pl.col("own_word"))
    n, d = pl.when(usable).then("numerator"), pl.when(usable).then("denominator")
    one = pl.lit(1, pl.Int64)
    ratios: dict[str, tuple[pl.Expr, pl.Expr]] = {
        "numerator": (n, pl.when(n.is_not_null()).then(one)),
        "denominator": (d, pl.when(d.is_not_null()).then(one)),
        "value": (n * 100, pl.when(d > 0).then(d)),
    }
    top, bottom = ratios[part]
    struct = pl.struct(n=wide(top), d=wide(bottom), whole=whole, rows=pl.col("rows"), state=pl.col("state"))
    word = found.select(struct.alias("word"))
    return rows.with_columns(word["word"])


def _chart_word(word: str) -> pl.Expr:
    """What the chart says on each row's last day, as a word: it rests on no figure but those of the chart."""
    one, none = pl.lit(1, pl.Int64), pl.lit(None, pl.List(pl.UInt32))
    state = pl.lit(None, pl.Int8)
    return pl.struct(n=wide(pl.col(chart_column(word))), d=wide(one), whole=pl.lit(True), rows=none, state=state)


def _called(call: Call, base: str) -> pl.Expr:
    """`previous`, `change` and `total` of a word over the row's own unit, in period order; earlier periods count whole."""
    word = pl.col(base).struct
    n, d, whole, rows = word.field("n"), word.field("d"), word.field("whole"), word.field("rows")
    earlier = pl.when(whole).then(n)
    if call.function == "total":
        count = call.periods or 1
        terms = [n, *(_back(earlier, back) for back in range(1, count))]
        used = pl.concat_list([rows, *(_back(rows, back) for back in range(1, count))])
        return pl.struct(n=pl.sum_horizontal(terms, ignore_nulls=False), d=d, whole=whole, rows=used)
    before_n, before_d, before_rows = _back(earlier, 1), _back(d, 1), _back(rows, 1)
    if call.function == "previous":
        return pl.struct(n=before_n, d=before_d, whole=whole, rows=before_rows)
    used = pl.concat_list([rows, before_rows])
    return pl.struct(n=n * before_d - before_n * d, d=d * before_d, whole=whole, rows=used)


def _back(value: pl.Expr, periods: int) -> pl.Expr:
    """The value so many periods before, of the same unit."""
    return value.shift(periods).over("duty", "provider", "site", "ward", order_by="at")


def column_reader(words: WordColumns, measure: str) -> ColumnOf:
    """Where the words of a requirement on this measure stand."""

    def column_of(term: Word | Call) -> Ratio:
        column = pl.col(words[measure, term.name]).struct
        return Ratio(wide(column.field("n")), wide(column.field("d")))

    return column_of
