"""The outcome of every row of the check: words, comparisons, waivers, and the first reason not to assess."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pxcommission.assessment.duties import Duty, Terms, waiver_on
from pxcommission.assessment.figures import FINE
from pxcommission.assessment.plan import Ratio, compared, constant, plan, wide
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED
from pxcommission.assessment.words import WordColumns, column_of, in_places
from pxcommission.rulebook.conditions import Condition
from pxcommission.rulebook.ladders import PlacedCondition
from pxcommission.rulebook.rulebook import Rulebook
from pxcommission.rulebook.thresholds import Against, operator_for


def with_comparisons(rows: pl.DataFrame, sums: pl.DataFrame, terms: Sequence[Terms]) -> pl.DataFrame:
    """The rows with the figure a relative threshold is held against: England's, or the unit's own a year before."""
    kinds = {t.threshold.against for t in terms if t.threshold is not None}
    whole = (pl.col("parts") == pl.col("needed")) & (pl.col("state") == FINE)
    nothing = pl.lit(None, pl.Int64)
    if Against.ENGLAND in kinds:
        england = sums.filter((pl.col("level") == "england") & (pl.col("provider") == "ENG") & whole)
        keys = ["service", "touchpoint", "measure", "length", "start", "end"]
        england = england.select(*keys, eng_n="numerator", eng_d="denominator").unique(keys, keep="first")
        rows = rows.join(england, on=keys, how="left")
    else:
        rows = rows.with_columns(eng_n=nothing, eng_d=nothing)
    if Against.YEAR_BEFORE in kinds:
        year = rows.filter(whole).select(
            "duty",
            "provider",
            "site",
            "ward",
            end=pl.col("end").dt.offset_by("12mo").dt.month_end(),
            year_n="numerator",
            year_d="denominator",
        )
        return rows.join(year, on=["duty", "provider", "site", "ward", "end"], how="left")
    return rows.with_columns(year_n=nothing, year_d=nothing)


def with_waivers(rows: pl.DataFrame, duties: Sequence[Duty]) -> pl.DataFrame:
    waived = [
        (number, end)
        for number, duty in enumerate(duties)
        if duty.contract.contract.waivers
        for end in rows.filter(pl.col("duty") == number)["end"].unique()
        if waiver_on(duty, end)
    ]
    listed = pl.DataFrame(waived, schema={"duty": pl.Int64, "end": pl.Date}, orient="row")
    return rows.join(listed.with_columns(waived=pl.lit(True)), on=["duty", "end"], how="left")


_SIGNS = (">=", ">", "<=", "<")


def with_outcomes(
    rows: pl.DataFrame,
    duties: Sequence[Duty],
    terms: Sequence[Terms],
    rulebook: Rulebook,
    words: WordColumns,
) -> pl.DataFrame:
    """The rows with `why` (empty when assessed) and `code`."""
    rows = rows.join(_terms_frame(duties, rows, terms, rulebook), on=["duty", "terms"], how="left", nulls_equal=True)
    enough = _by_condition(rows, duties, [_tree(d.requirement.needs) for d in duties], words, True)
    required = _by_condition(rows, duties, [_tree(d.requirement.require) for d in duties], words, None)
    rows = rows.with_columns(enough=enough, required=required)
    value = Ratio(
        wide(pl.col("numerator")), pl.when("proportion").then(wide(pl.col("denominator"))).otherwise(constant(1))
    )
    bound = Ratio(wide(pl.col("bound_n")), wide(pl.col("bound_d")))
    england = Ratio(
        wide(pl.col("eng_n")), pl.when(pl.col("eng_d") > 0).then(wide(pl.col("eng_d"))).otherwise(constant(1))
    )
    year = Ratio(
        wide(pl.col("year_n")), pl.when(pl.col("year_d") > 0).then(wide(pl.col("year_d"))).otherwise(constant(1))
    )
    numbered = pl.when(pl.col("against") == "number").then(_compared(value, bound))
    relative = numbered.when(pl.col("against") == "England").then(_compared(value, england))
    against = relative.when(pl.col("against") == "year").then(_compared(value, year))
    verdict = pl.when(pl.col("against") == "condition").then("required").otherwise(against)
    rows = rows.with_columns(verdict=verdict).with_columns(why=_why())
    code = pl.when(pl.col("why") != "").then(NOT_ASSESSED).when("verdict").then(MET).otherwise(BREACH)
    return rows.with_columns(code=code.cast(pl.Int8))


def _compared(left: Ratio, right: Ratio) -> pl.Expr:
    chain = pl.lit(None, pl.Boolean)
    for sign in _SIGNS:
        chain = pl.when(pl.col("sign") == sign).then(compared(left, sign, right)).otherwise(chain)
    return chain


def _tree(condition: PlacedCondition | None) -> Condition | None:
    return None if condition is None else condition.tree


def _why() -> pl.Expr:
    """The first reason for which a row is not assessed, or nothing; `missing` is told apart later by its sources."""
    incomplete = pl.col("parts") < pl.col("needed").fill_null(1)
    partly = incomplete & pl.col("partial") & (pl.col("parts") > 0)
    floor = pl.col("sign").is_in([">=", ">"]).fill_null(False)
    could_still_be_met = floor & ~pl.col("proportion")
    no_other = ((pl.col("against") == "England") & ~_usable("eng")) | ((pl.col("against") == "year") & ~_usable("year"))
    return (
        pl.when("outside").then(pl.lit("not applicable"))
        .when(pl.col("waived").fill_null(False)).then(pl.lit("waived"))
        .when(pl.col("against").is_null()).then(pl.lit("no threshold in force"))
        .when(pl.col("against") == "agree").then(pl.lit("to be agreed"))
        .when(incomplete & ~partly).then(pl.lit("missing"))
        .when(pl.col("state") == 1).then(pl.lit("not applicable"))
        .when(pl.col("state") == 2).then(pl.lit("not measured"))
        .when(pl.col("state") == 3).then(pl.lit("suppressed"))
        .when(pl.col("state") == 4).then(pl.lit("not received"))
        .when(pl.col("state") == 5).then(pl.lit("not loaded"))
        .when(pl.col("proportion") & (pl.col("denominator") == 0) & incomplete).then(pl.lit("incomplete period"))
        .when(pl.col("proportion") & (pl.col("denominator") == 0)).then(pl.lit("zero denominator"))
        .when(pl.col("enough").is_null()).then(pl.lit("missing"))
        .when(~pl.col("enough")).then(pl.lit("too few responses"))
        .when(no_other).then(pl.lit("no comparison figure"))
        .when(pl.col("verdict").is_null()).then(pl.lit("missing"))
        .when(partly & (pl.col("verdict") | could_still_be_met)).then(pl.lit("incomplete period"))
        .otherwise(pl.lit(""))
    )  # fmt: skip


def _usable(name: str) -> pl.Expr:
    counted = ~pl.col("proportion") | (pl.col(f"{name}_d") > 0)
    return (pl.col(f"{name}_n").is_not_null() & counted).fill_null(False)


def _terms_frame(
    duties: Sequence[Duty], rows: pl.DataFrame, terms: Sequence[Terms], rulebook: Rulebook
) -> pl.DataFrame:
    """For each duty and terms: what is compared (`against`), with which sign and bound."""
    kinds = {
        Against.NUMBER: "number",
        Against.ENGLAND: "England",
        Against.YEAR_BEFORE: "year",
        Against.NOTHING_YET: "agree",
    }
    out: list[tuple[int, int, str, str | None, int | None, int | None]] = []
    for duty, at in rows.select("duty", "terms").unique().drop_nulls().sort("duty", "terms").iter_rows():
        threshold = terms[at].threshold
        if threshold is None:
            out.append((duty, at, "condition", None, None, None))
            continue
        better = rulebook.vocabulary.measures[duties[duty].requirement.measure].better
        sign, bound = operator_for(threshold, better), threshold.bound
        pair = (bound.numerator, bound.denominator) if bound is not None else (None, None)
        out.append((duty, at, kinds[threshold.against], sign, *pair))
    schema = {
        "duty": pl.Int64,
        "terms": pl.Int64,
        "against": pl.String,
        "sign": pl.String,
        "bound_n": pl.Int64,
        "bound_d": pl.Int64,
    }
    return pl.DataFrame(out, schema=schema, orient="row")


def _by_condition(
    rows: pl.DataFrame,
    duties: Sequence[Duty],
    conditions: Sequence[Condition | None],
    words: WordColumns,
    without: bool | None,
) -> pl.Expr:
    """The truth of each duty's own condition; `without` for duties that have none."""
    numbers: dict[Condition, int] = {}
    group: list[int] = []
    known: dict[tuple[Condition, str], Condition] = {}
    for duty, tree in zip(duties, conditions, strict=True):
        if tree is None:
            group.append(-1)
            continue
        key = (tree, duty.requirement.measure)
        placed = known.get(key) or known.setdefault(key, in_places(tree, words, key[1]))
        group.append(numbers.setdefault(placed, len(numbers)))
    of_row = pl.Series(group, dtype=pl.Int64).gather(rows["duty"])
    chain = pl.lit(without, pl.Boolean)
    for placed, number in numbers.items():
        chain = pl.when(of_row == number).then(plan(placed, column_of)).otherwise(chain)
    return chain
