"""Behind a figure: its addresses, earlier editions, the other source's figure, and the periods before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from pxcommission.assessment.bounds import bound_of
from pxcommission.assessment.duties import Duty
from pxcommission.assessment.figures import FINE, PRINTED_KEY
from pxcommission.assessment.findings import Address, Outcome
from pxcommission.assessment.reading import judge
from pxcommission.assessment.streaks import BREACH, MET
from pxcommission.assessment.table import Table
from pxcommission.periods import Period, in_words
from pxcommission.rulebook.rulebook import Rulebook

Row = Mapping[str, Any]
_SAID = {MET: "met", BREACH: "not met"}
_OTHERS = {"published": "the publication", "local": "the provider's own return", "register": "the listening register"}


class _Past(NamedTuple):
    start: date
    end: date
    numerator: int | None
    denominator: int | None
    code: int
    why: str


EARLIER = 4
"""Periods before the one checked that are told."""
_NUMBERED = {"contract": pl.String(), "row": pl.get_index_type()}


class Editions:
    """The observations behind a table, by number, with every edition of each."""

    def __init__(self, table: Table, checked: Sequence[Row]) -> None:
        """`checked`: the rows of the table that will be asked about."""
        columns = [*PRINTED_KEY, "row", "edition", "numerator", "denominator", "state", "file", "sheet", "cell", "value",
                   "known_from"]  # fmt: skip
        rested_on = pl.DataFrame(_rested_on(table, checked), schema=_NUMBERED, orient="row").unique()
        printed = table.figures.join(rested_on, on=[*_NUMBERED], how="semi").select(PRINTED_KEY).unique()
        known = table.figures.select(columns).join(printed, on=PRINTED_KEY, how="semi", nulls_equal=True)
        rows = known.sort("contract", "row").to_dicts()
        self.observations = {(row["contract"], row["row"]): row for row in rows}
        self.earlier = _last_different(rows)
        named = table.figures.filter(pl.col("ward") == "").select("site", "name", "end", "row").sort("end", "row")
        self.names = dict(named.unique("site", keep="last", maintain_order=True).select("site", "name").iter_rows())
        units = ["duty", "provider", "site", "ward"]
        ats = [row["at"] for row in checked]
        lately = pl.col("at").is_between(min(ats, default=0) - EARLIER, max(ats, default=0))
        past = table.rows.filter(lately).select(*units, "at", *_Past._fields)
        self.past = {row[:5]: _Past(*row[5:]) for row in past.iter_rows()}

    def addresses(self, contract: str, rows: Sequence[int] | None) -> tuple[Address, ...]:
        """Where a contract's observations stand, in order of time."""
        used = [self.observations[contract, row] for row in sorted(set(rows or ()))]
        found = sorted(used, key=lambda o: (o["start"], o["measure"], o["site"], o["row"]))
        return tuple(dict.fromkeys(Address(o["file"], o["sheet"], o["cell"]) for o in found))

    def origin_of(self, contract: str, rows: Sequence[int] | None) -> str:
        """Whose figure observations of a contract are: the publication's, the provider's own or the register's; empty for none."""
        return next((str(self.observations[contract, row]["origin"]) for row in rows or ()), "")

    def share_alone(self, contract: str, rows: Sequence[int] | None) -> str:
        """The decimal text of the one observation that a figure rests on, where it is a share without its counts; else empty."""
        used = [self.observations[contract, row] for row in rows or ()]
        return str(used[0]["value"] or "") if len(used) == 1 and used[0]["numerator"] is None else ""

    def months_of(self, contract: str, rows: Sequence[int] | None) -> list[Period]:
        """The periods of a contract's observations."""
        used = [self.observations[contract, row] for row in rows or ()]
        return sorted({Period(o["start"], o["end"]) for o in used})

    def unit_name(self, row: Row, duty: Duty) -> str:
        """The unit's name as last printed in a file, or the contract's name for it."""
        if not row["site"] and not row["ward"]:
            return duty.contract.contract.provider.name
        named = {site.ods: site.name for site in duty.contract.contract.provider.sites if site.name}
        if not row["ward"]:
            return named.get(row["site"]) or self.names.get(row["site"]) or str(row["site"])
        return str(row["ward"])

    def reconciled(self, row: Row, duty: Duty, rulebook: Rulebook, table: Table) -> tuple[str, ...]:
        """What the source that was not judged says of the same figure, when it holds it, and the verdict it would give."""
        other = row["other"]
        if other is None or other["parts"] != other["needed"] or other["state"] != FINE:
            return ()
        name = _OTHERS[other["origin"]]
        denominator = other["denominator"] if row["proportion"] else None
        same = (other["numerator"], denominator) == (row["numerator"], row["denominator"])
        said = "agrees" if same else f"says {figure_text(other['numerator'], denominator)}"
        places = ", ".join(str(address) for address in self.addresses(row["contract"], other["rows"]))
        if same or row["why"]:
            return (f"{name} {said} ({places})",)
        alone = self._verdict_on(row, duty, rulebook, table, other["numerator"], denominator)
        differs = f"; on that figure alone it would be {alone}" if alone != _SAID[row["code"]] else ""
        return (f"{name} {said} ({places}){differs}",)

    def previous(self, row: Row, count: int = EARLIER) -> tuple[str, ...]:
        """The periods before, newest first: `2025/26 Q1: 180 of 200, not met`."""
        said = []
        for at in range(row["at"] - 1, row["at"] - 1 - count, -1):
            before = self.past.get((row["duty"], row["provider"], row["site"], row["ward"], at))
            if before is None or before.why == "not applicable":
                break
            label = Period(before.start, before.end).label
            if before.why:
                why = "no figure" if before.why == "missing" else before.why
                said.append(f"{label}: not assessed ({why})")
            else:
                said.append(f"{label}: {figure_text(before.numerator, before.denominator)}, {_SAID[before.code]}")
        return tuple(said)

    def restated(self, row: Row, duty: Duty, rulebook: Rulebook, table: Table) -> str:
        """What was known before a restatement, and the verdict then; empty when nothing was restated."""
        if not self.earlier:
            return ""
        changed = [
            (now, before)
            for now in (self.observations[row["contract"], number] for number in row["rows"] or ())
            if (before := self.earlier.get(tuple(now[k] for k in PRINTED_KEY)))
            and any(before[name] != now[name] for name in ("numerator", "denominator", "state"))
        ]
        if not changed:
            return ""
        if row["why"] or any(before["state"] != FINE for _, before in changed):
            return self._restated_status(changed, row["why"])
        numerator = row["numerator"] + sum(before["numerator"] - now["numerator"] for now, before in changed)
        denominator = row["denominator"]
        if denominator is not None:
            denominator += sum(before["denominator"] - now["denominator"] for now, before in changed)
        now_said = _SAID[row["code"]]
        then_said = self._verdict_on(row, duty, rulebook, table, numerator, denominator)
        day: date = max(before["replaced"] for _, before in changed)
        places = ", ".join(dict.fromkeys(str(Address(b["file"], b["sheet"], b["cell"])) for _, b in changed))
        text = f"restated on {in_words(day)}: it was {figure_text(numerator, denominator)} ({places})"
        return f"{text}; the verdict changes from {then_said} to {now_said}" if then_said != now_said else text

    def _restated_status(self, changed: Sequence[tuple[Row, Row]], why: str) -> str:
        """The words for figures that were hidden, missing or shown before and are not so now."""
        before = [b for _, b in changed]
        day: date = max(b["replaced"] for b in before)
        places = ", ".join(dict.fromkeys(str(Address(b["file"], b["sheet"], b["cell"])) for b in before))
        was = "; ".join(
            figure_text(b["numerator"], b["denominator"]) if b["state"] == FINE else "not shown" for b in before
        )
        now_said = f"; it can't be judged now ({why})" if why else "; it can be judged now"
        return f"restated on {in_words(day)}: it was {was} ({places}){now_said}"

    def _verdict_on(
        self, row: Row, duty: Duty, rulebook: Rulebook, table: Table, numerator: int, denominator: int | None
    ) -> str:
        terms = table.terms[row["terms"]]
        components = rulebook.vocabulary.components(duty.requirement.measure)
        words: dict[str, Fraction | int | None] = {**words_of_row(row, duty, table)}
        words |= dict(zip(components, (numerator, denominator), strict=False))
        verdict = judge(
            duty.requirement, terms.threshold, rulebook.vocabulary, (numerator, denominator), words, bound_of(row)
        )
        return {Outcome.MET: "met", Outcome.BREACH: "not met"}.get(verdict.outcome, "not assessed")


def _rested_on(table: Table, checked: Sequence[Row]) -> Iterator[tuple[str, int]]:
    """The contract and number of every observation that these rows, what their conditions read, or the other source's figure
    rest on."""
    words = list(dict.fromkeys(table.words.values()))
    for row in checked:
        figures = (row, row["other"], *(row[word] for word in words))
        yield from ((row["contract"], at) for figure in figures if figure for at in figure["rows"] or ())


def _last_different(rows: Sequence[Row]) -> dict[tuple[Any, ...], Row]:
    """By key: the newest earlier edition that says something else than the newest one does.

    Its `replaced` is the day from which the newest figure was known, however often it was printed again since.
    """
    found: dict[tuple[Any, ...], Row] = {}
    newest: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in sorted(rows, key=lambda r: r["edition"]):
        key = tuple(row[k] for k in PRINTED_KEY)
        now = newest.setdefault(key, {**row})
        if key in found:
            continue
        if any(row[name] != now[name] for name in ("numerator", "denominator", "state")):
            found[key] = {**row, "replaced": now["known_from"]}
        else:
            now["known_from"] = row["known_from"]
    return found


def words_of_row(row: Row, duty: Duty, table: Table) -> dict[str, Fraction | None]:
    """The value of every word that a duty's conditions read, by word or call."""
    columns = table.words_of_measure.get(duty.requirement.measure, ())
    return {name: ratio_of(row[column]) for name, column in columns}


def ratio_of(value: Mapping[str, Any] | None) -> Fraction | None:
    """The value of a word's column."""
    if value is None or value["n"] is None or not value["d"]:
        return None
    return Fraction(value["n"], value["d"])


def figure_text(numerator: int | None, denominator: int | None) -> str:
    """`180 of 200`, or `3`."""
    if numerator is None:
        return "no figure"
    return f"{numerator:,}" if denominator is None else f"{numerator:,} of {denominator:,}"
