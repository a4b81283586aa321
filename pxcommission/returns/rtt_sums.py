"""The RTT full extract added up frame by frame: a provider's totals of each part, and every check that tells a cut or edited file.

Every group of rows (provider, commissioner, part) ends with its total `C_999`, the sum of its treatment functions. A group
without it was cut; a row whose weeks do not add up to its own total has a column too few or too many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import quoted
from pxcommission.returns.rtt_columns import Columns
from pxcommission.returns.sheets import column_letters

if TYPE_CHECKING:
    import polars as pl

ALL_FUNCTIONS, NOT_ENGLISH = "C_999", "NONC"
WAITING, ADMITTED, NOT_ADMITTED = "Part_2", "Part_1A", "Part_1B"
_GROUP = ("provider", "commissioner", "part")
_MOST_TOLD = 5


class Sums(Struct, frozen=True):
    """What the file adds up to.

    `totals` has a row for each provider and part: the sum of every column of weeks and of both totals, English commissioners only.
    """

    periods: frozenset[str]
    last_row: int
    totals: pl.DataFrame
    names: dict[str, str]
    left_out: frozenset[str]
    not_english: int
    commissioners: int = 0


def sums_of(frames: Iterator[pl.DataFrame], columns: Columns, sheet: str, found: Collected) -> Sums:
    """The sums of a file; errors of cells, of rows and of groups go to `found`."""
    import polars as pl

    periods: set[str] = set()
    last = 1
    kept: list[pl.DataFrame] = []
    groups: list[pl.DataFrame] = []
    names: dict[str, str] = {}
    for frame in frames:
        named = _named(frame, columns)
        last = max(last, named["row"].item(-1))
        periods |= set(named["period"].unique())
        names |= dict(zip(named["provider"], named["name"], strict=True)) if "name" in named.columns else {}
        whole = named.filter(pl.col("part").is_in([WAITING, ADMITTED, NOT_ADMITTED]))
        counts = _numbers(whole.filter(pl.col("function") == ALL_FUNCTIONS), columns, sheet, found)
        _check_rows(counts, columns, sheet, found)
        kept.append(counts)
        groups.append(_grouped(whole))
    if not kept:
        return Sums(frozenset(periods), last, pl.DataFrame(), names, frozenset(), 0)
    every = pl.concat(kept)
    left_out = _check_groups(pl.concat(groups), sheet, found)
    english = every.filter(pl.col("commissioner") != NOT_ENGLISH)
    waiting = every.filter((pl.col("commissioner") == NOT_ENGLISH) & (pl.col("part") == WAITING))
    totals = english.group_by("provider", "part").agg(pl.col(*_counted(columns)).sum()).sort("provider", "part")
    commissioners = english["commissioner"].n_unique()
    return Sums(frozenset(periods), last, totals, names, left_out, int(waiting["total_all"].sum()), commissioners)


def _named(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    import polars as pl

    words = {
        "period": columns.period,
        "provider": columns.provider,
        "commissioner": columns.commissioner,
        "part": columns.part,
        "function": columns.function,
        "total": columns.total,
        "total_all": columns.total_all,
    } | ({"name": columns.name} if columns.name else {})
    text = [pl.col(column_letters(column)).str.strip_chars().alias(word) for word, column in words.items()]
    weeks = [pl.col(column_letters(column)).alias(f"w{week}") for week, column in enumerate(columns.weeks)]
    return frame.select("row", *text, *weeks)


def _counted(columns: Columns) -> tuple[str, ...]:
    return (*(f"w{week}" for week in range(len(columns.weeks))), "total", "total_all")


def _numbers(frame: pl.DataFrame, columns: Columns, sheet: str, found: Collected) -> pl.DataFrame:
    """The counts as whole numbers; a blank week holds nobody. Anything but digits is an error with its cell."""
    import polars as pl

    counted = _counted(columns)
    texts = [pl.col(name).str.strip_chars().alias(name) for name in counted]
    plain = frame.with_columns(texts)
    places = dict(zip(counted, (*columns.weeks, columns.total, columns.total_all), strict=True))
    for name in counted:
        wrong = plain.filter(~pl.col(name).str.contains("^[0-9]{0,12}$"))
        for row, text in wrong.select("row", name).head(_MOST_TOLD).iter_rows():
            said = f"{quoted(text)} is not a whole number"
            found.error(said, "load the file as it was published", sheet, f"{column_letters(places[name])}{row}")
    whole = [pl.col(name).cast(pl.Int64, strict=False).fill_null(0) for name in counted]
    return plain.select("row", "provider", "commissioner", "part", *whole)


def _check_rows(counts: pl.DataFrame, columns: Columns, sheet: str, found: Collected) -> None:
    """An error for each row whose weeks do not add up: a column may have moved against its heading."""
    import polars as pl

    weeks = pl.sum_horizontal(f"w{week}" for week in range(len(columns.weeks)))
    stated = pl.when(pl.col("part") == WAITING).then(pl.col("total_all")).otherwise(pl.col("total"))
    wrong = counts.with_columns(weeks.alias("weeks"), stated.alias("stated")).filter(
        pl.col("weeks") != pl.col("stated")
    )
    for row, part, summed, total in wrong.select("row", "part", "weeks", "stated").head(_MOST_TOLD).iter_rows():
        column = columns.total_all if part == WAITING else columns.total
        message = (
            f"the weeks of this row add up to {summed:,}, its total is {total:,}: a column has moved or was deleted"
        )
        found.error(message, "load the file as it was published", sheet, f"{column_letters(column)}{row}")


def _grouped(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    number = pl.col("total_all").cast(pl.Int64, strict=False).fill_null(0)
    is_total = pl.col("function") == ALL_FUNCTIONS
    return frame.group_by(_GROUP).agg(
        is_total.sum().alias("totals"),
        number.filter(is_total).sum().alias("stated"),
        number.filter(~is_total).sum().alias("summed"),
        (~is_total).sum().alias("functions"),
        pl.col("row").max().alias("row"),
    )


def _check_groups(parts: pl.DataFrame, sheet: str, found: Collected) -> frozenset[str]:
    """The providers whose treatment functions do not add up to their total; an error for groups that lack their total."""
    import polars as pl

    groups = parts.group_by(_GROUP).agg(pl.col("totals", "stated", "summed", "functions").sum(), pl.col("row").max())
    cut = groups.filter(pl.col("totals") == 0).sort("row")
    for provider, commissioner, part, row in cut.select(*_GROUP, "row").head(_MOST_TOLD).iter_rows():
        whose = f"{provider}'s rows for commissioner {commissioner}, {part},"
        message = f"{whose} have no total ({ALL_FUNCTIONS}): the file is cut, or rows were deleted"
        found.error(message, "load the file as it was published", sheet, f"A{row}")
    twice = groups.filter(pl.col("totals") > 1).sort("row")
    for provider, commissioner, part, row in twice.select(*_GROUP, "row").head(_MOST_TOLD).iter_rows():
        message = f"{provider}'s total for commissioner {commissioner}, {part}, stands more than once"
        found.error(message, "load the file as it was published", sheet, f"A{row}")
    wrong = groups.filter((pl.col("functions") > 0) & (pl.col("stated") != pl.col("summed")))
    return _mention_left_out(sorted(wrong["provider"].unique()), found)


def _mention_left_out(providers: Sequence[str], found: Collected) -> frozenset[str]:
    if providers:
        shown = ", ".join(providers[:_MOST_TOLD]) + (
            f" and {len(providers) - _MOST_TOLD} more" if len(providers) > _MOST_TOLD else ""
        )
        message = f"the treatment functions of {shown} do not add up to their total: rows are missing; their figures are left out"
        found.warn(message, "compare with the file as it was published")
    return frozenset(providers)
