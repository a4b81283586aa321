"""The words that conditions read, as columns: exact ratios with the observations they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import polars as pl

from pxcommission.assessment.charts_of_rows import chart_column
from pxcommission.assessment.duties import Duty
from pxcommission.assessment.figures import FINE
from pxcommission.assessment.grid import with_figures
from pxcommission.assessment.plan import Ratio, wide
from pxcommission.rulebook.component_words import CHART_WORDS, ComponentWords
from pxcommission.rulebook.conditions import (
    All,
    Any,
    Call,
    Comparison,
    Condition,
    Not,
    Number,
    Sum,
    Term,
    Truth,
    Word,
    calls_of,
    words_of,
)
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Measure

WordColumns = Mapping[tuple[str, str], str]
"""(measure of the requirement, word or call) to the column that holds its value."""


def conditions_of(requirement: Requirement) -> Iterator[Condition]:
    """The conditions a requirement is judged by."""
    for condition in (requirement.needs, requirement.require):
        if condition is not None:
            yield condition.tree


def with_words(
    rows: pl.DataFrame,
    sums: pl.DataFrame,
    duties: Sequence[Duty],
    measures: Mapping[str, Measure],
    bound: Callable[[str], ComponentWords],
) -> tuple[pl.DataFrame, WordColumns]:
    """The rows with columns for the words and calls that their conditions read, and in which each stands.

    The words of a measure's conditions have places, first to last; a column holds for each row the word that has its place,
    null where the row's own conditions read none there (`bound`: what a measure's words mean). So there are as many columns as one condition has words, however
    many measures there are. A column holds `n` over `d` (null where the word has no figure), whether every part of the
    period is there (`whole`), and the numbers of the observations (`rows`).
    """
    columns: dict[tuple[str, str], str] = {}
    places: dict[str, dict[str, int]] = {}
    asked: dict[int, list[_Asked]] = {}
    calls: dict[str, tuple[Call, str]] = {}
    for number, duty in enumerate(duties):
        own = duty.requirement.measure
        for word in _words_read(duty.requirement):
            of_measure = places.setdefault(own, {})
            place = of_measure.setdefault(word, len(of_measure))
            columns[own, word] = _column(place)
            measure, part = bound(own)[word]
            proportion = measures[measure].unit == "proportion"
            asked.setdefault(place, []).append((number, measure, part, proportion))
        for tree in conditions_of(duty.requirement):
            for call in calls_of(tree):
                base = columns[own, call.word or ""]
                columns[own, call.name] = name = f"{call.function}:{call.periods}:{base}"
                calls[name] = (call, base)
    for place, listed in sorted(asked.items()):
        rows = rows.with_columns(_words_at(rows, sums, listed).alias(_column(place)))
    for name, (call, base) in calls.items():
        rows = rows.with_columns(_called(call, base).alias(name))
    return rows, columns


_Asked = tuple[int, str, str, bool]
"""A duty's number, the measure and part of a word that its conditions read, and whether that measure is a proportion."""
_VALUES = ("numerator", "denominator", "state", "parts", "needed", "rows")


def _column(place: int) -> str:
    return f"w:{place}"


def _words_read(requirement: Requirement) -> Mapping[str, None]:
    return dict.fromkeys(word for tree in conditions_of(requirement) for word in words_of(tree))


def _words_at(rows: pl.DataFrame, sums: pl.DataFrame, asked: Sequence[_Asked]) -> pl.Series:
    """One word of each row that reads one: of the row's own figure, or of the same unit's figure of another measure, from
    the first source of the contract that holds it."""
    schema = {"duty": pl.Int64, "word_measure": pl.String, "part": pl.String, "word_proportion": pl.Boolean}
    wanted = pl.DataFrame(asked, schema=schema, orient="row")
    reading = rows.with_row_index("place").join(wanted, on="duty", maintain_order="left")
    own = pl.col("word_measure") == pl.col("measure")
    others = reading.filter(~own).drop(*_VALUES, "other", "origin")
    others = others.with_columns(measure="word_measure", proportion="word_proportion")
    kept = ["place", "part", *_VALUES, *(name for name in map(chart_column, CHART_WORDS) if name in rows.columns)]
    found = [reading.filter(own).select(*kept, own_word=pl.lit(True))]
    if not others.is_empty():
        found.append(with_figures(others, sums).select(*kept, own_word=pl.lit(False)))
    words = pl.concat(found, how="vertical_relaxed").select("place", _value(kept).alias("word"))
    every = pl.select(pl.int_range(len(rows), dtype=pl.get_index_type()).alias("place"))
    return every.join(words, on="place", how="left", maintain_order="left")["word"]


def _value(columns: Sequence[str]) -> pl.Expr:
    """A part of a figure as a word, or what the chart says on the row's last day: it rests on no figure but those of the chart."""
    whole = (pl.col("parts") == pl.col("needed")).fill_null(False)
    usable = (pl.col("state") == FINE) & (whole | pl.col("own_word"))
    n, d = pl.when(usable).then("numerator"), pl.when(usable).then("denominator")
    one, part = pl.lit(1, pl.Int64), pl.col("part")
    ratios: dict[str, tuple[pl.Expr, pl.Expr]] = {
        "numerator": (n, pl.when(n.is_not_null()).then(one)),
        "denominator": (d, pl.when(d.is_not_null()).then(one)),
        "value": (n * 100, pl.when(d > 0).then(d)),
    }
    ratios |= {word: (pl.col(chart_column(word)), one) for word in CHART_WORDS if chart_column(word) in columns}
    top = pl.coalesce(pl.when(part == name).then(wide(pair[0])) for name, pair in ratios.items())
    bottom = pl.coalesce(pl.when(part == name).then(wide(pair[1])) for name, pair in ratios.items())
    chart = part.is_in(list(CHART_WORDS))
    return pl.struct(
        n=top,
        d=bottom,
        whole=whole | chart,
        rows=pl.when(~chart).then("rows"),
        state=pl.when(~chart).then("state"),
    )


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


def in_places(condition: Condition, words: WordColumns, measure: str) -> Condition:
    """The condition with its words and calls named by the columns in which they stand, so that those alike are one."""
    match condition:
        case Truth(word):
            return Truth(words[measure, word])
        case Comparison(operator=op, left=left, right=right):
            return Comparison(op, _term_in_places(left, words, measure), _term_in_places(right, words, measure))
        case Not(inner):
            return Not(in_places(inner, words, measure))
        case All(parts):
            return All(tuple(in_places(part, words, measure) for part in parts))
        case Any(parts):
            return Any(tuple(in_places(part, words, measure) for part in parts))


def _term_in_places(term: Term, words: WordColumns, measure: str) -> Term:
    match term:
        case Number():
            return term
        case Word() | Call():
            return Word(words[measure, term.name])
        case Sum(operator=op, left=left, right=right):
            return Sum(op, _term_in_places(left, words, measure), _term_in_places(right, words, measure))


def column_of(term: Word | Call) -> Ratio:
    """The value of a word that is named by its column."""
    column = pl.col(term.name).struct
    return Ratio(wide(column.field("n")), wide(column.field("d")))
