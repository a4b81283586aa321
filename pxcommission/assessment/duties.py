"""What each contract asks: one duty per requirement, service, touchpoint and level, with its threshold on any day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

import polars as pl
from msgspec import Struct

from pxcommission.assessment.findings import RulePlace, ThresholdInForce
from pxcommission.periods import Period, add_months, in_words
from pxcommission.rulebook.condition_english import in_english
from pxcommission.rulebook.contracts import Adopted
from pxcommission.rulebook.requirements import Requirement
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import Threshold
from pxcommission.yaml_text import Place


class Duty(Struct, frozen=True):
    """One requirement of one contract for one service, touchpoint and level; `adopted` is None when it is monitored."""

    contract: ContractInForce
    requirement: Requirement
    adopted: Adopted | None
    service: str
    touchpoint: str
    level: str
    first_day: date
    last_day: date


class Terms(Struct, frozen=True):
    """A threshold line with its words for the reader; `threshold` is None for a requirement judged by its condition."""

    threshold: Threshold | None
    in_force: ThresholdInForce


def duties_of(rulebook: Rulebook, contracts: Iterable[ContractInForce]) -> list[Duty]:
    """Every duty of these contracts, in file order."""
    return [
        duty
        for contract in contracts
        for requirement, adopted in rulebook.in_contract(contract)
        for duty in _duties(rulebook, contract, requirement, adopted)
    ]


def _duties(
    rulebook: Rulebook, contract: ContractInForce, requirement: Requirement, adopted: Adopted | None
) -> Iterator[Duty]:
    term = contract.contract.term
    first = max(term.from_, requirement.from_ or term.from_)
    last = min(term.to, requirement.to or term.to)
    for service in requirement.service:
        if service != "all" and service not in contract.contract.services:
            continue
        for touchpoint in _touchpoints(rulebook, requirement, service):
            for level in requirement.level:
                yield Duty(contract, requirement, adopted, service, touchpoint, level, first, last)


def _touchpoints(rulebook: Rulebook, requirement: Requirement, service: str) -> Sequence[str]:
    known = rulebook.vocabulary.services[service].touchpoints if service in rulebook.vocabulary.services else ()
    if not known or not requirement.touchpoint:
        return ("",)
    return known if "each" in requirement.touchpoint else [t for t in known if t in requirement.touchpoint]


def terms_on(duty: Duty, on: date, as_at: date) -> Terms | None:
    """The threshold in force on a day as known at `as_at`: a variation signed by then, else the contract's dated line.

    A monitored requirement is read against the library's usual threshold. None: no threshold in force.
    """
    requirement = duty.requirement
    if requirement.require is not None:
        words = in_english(requirement.require.tree)
        return Terms(None, ThresholdInForce(words, "requirement", "", "", rule_place(requirement.require.place)))
    for variation in duty.contract.contract.variations:
        covers = variation.from_ <= on <= variation.to and variation.signed <= as_at
        if variation.requirement == requirement.id and covers and duty.adopted is not None:
            threshold = variation.threshold.threshold
            document = f"{variation.document}, signed {in_words(variation.signed)}: {variation.reason}"
            since = variation.from_.isoformat()
            place = rule_place(variation.threshold.place)
            return Terms(threshold, ThresholdInForce(threshold.text, "variation", document, since, place))
    if duty.adopted is None:
        usual = requirement.usual_threshold
        if usual is None:
            return None
        place = rule_place(usual.place)
        return Terms(usual.threshold, ThresholdInForce(usual.threshold.text, "usual threshold", "", "", place))
    line = duty.adopted.line_in_force(on)
    if line is None:
        return None
    since, placed = line[0].isoformat(), line[1]
    place = rule_place(placed.place)
    return Terms(placed.threshold, ThresholdInForce(placed.threshold.text, "contract", "", since, place))


def waiver_on(duty: Duty, on: date) -> str:
    """The reason and source of a waiver that covers a day, or nothing."""
    for waiver in duty.contract.contract.waivers:
        concerns = waiver.requirement == duty.requirement.id and waiver.service in (None, duty.service)
        if concerns and waiver.from_ <= on <= waiver.to:
            return f"{waiver.reason} ({waiver.source}; approved by the {waiver.approved_by})"
    return ""


def rule_place(place: Place) -> RulePlace:
    """File and line of a place."""
    return RulePlace(place.file, place.line)


def duty_table(duties: Sequence[Duty], rulebook: Rulebook, last: date) -> pl.DataFrame:
    """One row per duty: its number, keys, and from when to when it holds (up to `last`)."""
    measures = rulebook.vocabulary.measures
    return pl.DataFrame(
        {
            "duty": range(len(duties)),
            "contract": [d.contract.id for d in duties],
            "ods": [d.contract.contract.provider.ods for d in duties],
            "service": [d.service for d in duties],
            "touchpoint": [d.touchpoint for d in duties],
            "level": [d.level for d in duties],
            "measure": [d.requirement.measure for d in duties],
            "proportion": [measures[d.requirement.measure].unit == "proportion" for d in duties],
            "length": [d.requirement.judged_over.value for d in duties],
            "partial": [d.requirement.partial == "allowed" for d in duties],
            "sources": [list(dict.fromkeys([*d.contract.contract.evidence, "register"])) for d in duties],
            "first_day": [d.first_day for d in duties],
            "last_day": [min(d.last_day, last) for d in duties],
        },
        schema_overrides={"duty": pl.Int64, "sources": pl.List(pl.String)},
    )


def terms_table(duties: Sequence[Duty], last: date, as_at: date) -> tuple[pl.DataFrame, list[Terms]]:
    """For each duty the number of its terms (null: no threshold in force) from each day on which they change, up to `last`;
    with the terms by number."""
    listed: list[Terms] = []
    rows: list[tuple[int, date, int | None]] = []
    for number, duty in enumerate(duties):
        numbers: dict[ThresholdInForce, int] = {}
        for day in _days_of_change(duty, last):
            terms = terms_on(duty, day, as_at)
            at = None if terms is None else numbers.setdefault(terms.in_force, len(listed))
            if terms is not None and at == len(listed):
                listed.append(terms)
            rows.append((number, day, at))
    schema = {"duty": pl.Int64, "since": pl.Date, "terms": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row"), listed


def _days_of_change(duty: Duty, last: date) -> list[date]:
    """The days from which a duty's terms may be others than the day before; the first is long ago."""
    days = {date.min}
    if duty.adopted is not None and duty.requirement.require is None:
        days.update(duty.adopted.threshold)
        for variation in duty.contract.contract.variations:
            if variation.requirement == duty.requirement.id:
                days |= {variation.from_, variation.to + timedelta(days=1)}
    return sorted(day for day in days if day <= last)


def with_terms(rows: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The rows with the number of the terms in force on their last day."""
    since = terms.sort("since")
    numbered = rows.with_row_index("number").sort("end")
    found = numbered.join_asof(
        since, left_on="end", right_on="since", by="duty", strategy="backward", check_sortedness=False
    )
    return found.sort("number").drop("number", "since")


def span_of(contracts: Iterable[ContractInForce], period: Period) -> tuple[date, date]:
    """From a year before any of these contracts' terms begins (figures to compare with) to the last day checked."""
    first = min([period.start, *(c.contract.term.from_ for c in contracts)])
    return add_months(first, -12), period.end
