"""Rows of two joined statements made into differences: their addresses, which side is judged, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from pxcommission.assessment.duties import Duty
from pxcommission.assessment.figures import SUPPRESSED
from pxcommission.assessment.findings import Address
from pxcommission.assessment.reconciliation_found import Between, Difference, Side
from pxcommission.periods import Period, in_words
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook

Row = Mapping[str, Any]
SMALL = range(1, 5)
SAYS = {"published": "the publication", "local": "the provider's return"}


class Sides:
    """What is needed to tell a row's two sides: the observations by number, the contracts' order of evidence, their duties."""

    def __init__(
        self, rulebook: Rulebook, contracts: Sequence[ContractInForce], duties: Sequence[Duty], figures: pl.DataFrame
    ) -> None:
        self.rulebook, self.contracts, self.duties = rulebook, contracts, duties
        self.evidence = {contract.id: contract.contract.evidence for contract in contracts}
        self.figures = figures
        self._places: dict[int, tuple[date, str]] = {}
        measures = rulebook.vocabulary.measures
        views = {measure.feedback for measure in measures.values() if measure.kind == "view"}
        self.of_views = {name for name, measure in measures.items() if measure.feedback in views}

    def over(self, figures: pl.DataFrame) -> Sides:
        """The same over other observations."""
        return Sides(self.rulebook, self.contracts, self.duties, figures)

    def look_up(self, joined: pl.DataFrame) -> pl.DataFrame:
        """The same rows, once the places of the observations behind them are known."""
        columns = [name for name in ("rows", "rows_other", "row", "row_other") if name in joined.columns]
        rows = {row for name in columns for row in joined[name].explode()}
        known = self.figures.filter(pl.col("row").is_in(list(rows))).select("row", "file", "sheet", "cell", "start")
        for row, file, sheet, cell, start in known.iter_rows():
            self._places[row] = (start, str(Address(file, sheet, cell)))
        return joined

    def of_sources(self, row: Row) -> Difference:
        """The publication's and the provider's figure of one unit and time."""
        published = self._side(SAYS["published"], row, "")
        local = self._side(SAYS["local"], row, "_other")
        order = self.evidence[row["contract"]]
        of_two = [source for source in order if source in SAYS]
        judged, other = (local, published) if of_two[:1] == ["local"] else (published, local)
        return self._made(row, Between.SOURCES, judged, other, _because(order, of_two))

    def of_editions(self, row: Row) -> Difference:
        """What one source says now and what it said first; where either was hidden no number is told."""
        shown = SUPPRESSED not in (row["state"], row["state_other"])
        says = SAYS.get(row["origin"], row["origin"])
        now, then = (
            self._one(f"{says} {what} {in_words(known)}", row, suffix, shown)
            for what, suffix, known in (
                ("as known from", "", row["known_from"]),
                ("as first known, from", "_other", row["known_from_other"]),
            )
        )
        return self._made(row, Between.EDITIONS, now, then, "the newest known counts")

    def of_parts(self, row: Row, below: str) -> Difference:
        """A stated total and the sum of its parts."""
        who = SAYS.get(row["origin"], row["origin"])
        total = self._side(f"the total in {who}", row, "")
        count = row["count"]
        parts = self._side(f"the sum of {count:,} {below}{'s' if count > 1 else ''} in it", row, "_other")
        made = self._made(row, Between.PARTS, total, parts, "a stated total counts before a sum")
        if made.small or row["measure"] not in self.of_views:
            return made
        return self._made(row, Between.PARTS, total, parts, made.because, small=_is_small_apart(row))

    def _made(
        self, row: Row, between: Between, judged: Side, other: Side, because: str, *, small: bool = False
    ) -> Difference:
        counts = (judged.numerator, judged.denominator, other.numerator, other.denominator)
        of_views = row["measure"] in self.of_views
        resting = self._requirements(row)
        return Difference(
            contract=row["contract"],
            between=between,
            level=row["level"],
            provider=row["provider"],
            site=row["site"],
            ward=row["ward"],
            service=row["service"],
            touchpoint=row["touchpoint"],
            measure=row["measure"],
            period=Period(row["start"], row["end"]),
            judged=judged,
            other=other,
            because=because if resting else "no requirement of this contract is judged by it",
            requirements=resting,
            small=small or (of_views and any(count in SMALL for count in counts)),
        )

    def _requirements(self, row: Row) -> tuple[str, ...]:
        """The requirements that are judged by this figure, or by one it is part of."""
        fits = (
            duty.requirement.id
            for duty in self.duties
            if duty.contract.id == row["contract"]
            and duty.requirement.measure == row["measure"]
            and duty.service == row["service"]
            and duty.touchpoint in ("", row["touchpoint"])
            and duty.level == row["level"]
        )
        return tuple(dict.fromkeys(fits))

    def _side(self, says: str, row: Row, suffix: str) -> Side:
        known = row.get(f"known_from{suffix}")
        return Side(
            says,
            row[f"numerator{suffix}"],
            self._denominator(row, suffix),
            self._addresses(row[f"rows{suffix}"]),
            known,
        )

    def _one(self, says: str, row: Row, suffix: str, shown: bool) -> Side:
        numerator = row[f"numerator{suffix}"] if shown else None
        denominator = self._denominator(row, suffix) if shown else None
        return Side(says, numerator, denominator, self._addresses([row[f"row{suffix}"]]), row[f"known_from{suffix}"])

    def _denominator(self, row: Row, suffix: str) -> int | None:
        """The denominator; a count has none, whatever an empty sum says."""
        if self.rulebook.vocabulary.measures[row["measure"]].unit == "count":
            return None
        found: int | None = row[f"denominator{suffix}"]
        return found

    def _addresses(self, rows: Iterable[int]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place for _, place in sorted(self._places[row] for row in set(rows))))


def _because(order: Sequence[str], of_two: Sequence[str]) -> str:
    """Why the first of the publication and the return counts before the other, in the contract's own order of evidence."""
    if not of_two:
        return "the contract judges by its listening register, by neither of these two"
    if order[0] == "register":
        said = f"of these two the contract takes what is {of_two[0]} first"
        return f"{said}; its listening register comes before both where it holds the figure"
    if len(of_two) == 1:
        return f"the contract judges by what is {of_two[0]} alone"
    return f"the contract's order of evidence is {', '.join(order)}"


def _is_small_apart(row: Row) -> bool:
    """Whether the difference itself could be the count of a small part that is not among those listed."""
    pairs = [(row["numerator"], row["numerator_other"]), (row["denominator"], row["denominator_other"])]
    return any(abs((one or 0) - (other or 0)) in SMALL for one, other in pairs)
