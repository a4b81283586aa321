"""The assessment of a period: the table in columns, every row of the period read again plainly, findings with their words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from msgspec import Struct

from pxcommission.assessment.awaited import awaited_by
from pxcommission.assessment.bounds import bound_of
from pxcommission.assessment.chart_reading import ChartReading
from pxcommission.assessment.charts_of_rows import ChartsKnown, RebasedChart, charts_of_rows
from pxcommission.assessment.conditions_read import ConditionsRead
from pxcommission.assessment.duties import Duty, duties_of, rule_place
from pxcommission.assessment.editions import Editions, words_of_row
from pxcommission.assessment.figures import UNUSABLE
from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.assessment.outcome_told import JUDGED, outcome_told
from pxcommission.assessment.reading import Verdict, judge
from pxcommission.assessment.report_duties import report_findings
from pxcommission.assessment.sources import SETTLED, Sources, SourceState
from pxcommission.assessment.statistics.compared_with_target import (
    LEAST_RESPONSES_TO_RATE,
    ComparedWithTarget,
    compared_with,
)
from pxcommission.assessment.streaks import MET, NOT_ASSESSED
from pxcommission.assessment.table import Table, check_table
from pxcommission.evidence.receipts import Receipt
from pxcommission.evidence.store import EvidenceStore
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.rulebook.thresholds import Against, operator_for
from pxcommission.vocabulary.models import Measure

Row = Mapping[str, Any]


class ReadingsDifferError(Exception):
    """Two independent readings of the same thing differ: the run stops before anything is written."""


class Assessment(Struct, frozen=True):
    """What a check found: findings in fixed order, what is awaited, and the table they come from."""

    findings: tuple[Finding, ...]
    awaited: tuple[tuple[str, SourceState], ...]
    table: Table
    sources: Sources


def assess(
    rulebook: Rulebook,
    store: EvidenceStore,
    contracts: Sequence[ContractInForce],
    receipts: Mapping[str, Sequence[Receipt]],
    period: Period,
    as_at: date,
    lasts: Sequence[int] = (4,),
    rebases: Sequence[RebasedChart] = (),
) -> Assessment:
    """Every finding of these contracts for periods ending in `period`, from what was known on `as_at`.

    `rebases`: those recorded with improvements, beside the ones the contracts name.
    """
    duties = duties_of(rulebook, contracts)
    table = check_table(rulebook, store, contracts, duties, period, as_at, lasts, rebases)
    sources = Sources(store, table.figures, contracts, receipts, rulebook, as_at)
    rows = _rows_of(table, period)
    editions = Editions(table, rows)
    charts = charts_of_rows(rows, ChartsKnown(duties, table.newest, rulebook, as_at, rebases))
    findings = [
        _finding(row, charts.get(number), table, sources, editions, rulebook) for number, row in enumerate(rows)
    ]
    for contract in contracts:
        findings.extend(report_findings(contract, sources, period, lasts))
    own: dict[str, list[Duty]] = defaultdict(list)
    for duty in duties:
        own[duty.contract.id].append(duty)
    awaited = tuple((c.id, state) for c in contracts for state in awaited_by(c, own[c.id], sources, rulebook, period))
    return Assessment(tuple(sorted(findings, key=_in_order)), awaited, table, sources)


def _in_order(finding: Finding) -> tuple[object, ...]:
    keys = (finding.requirement, finding.service, finding.touchpoint, finding.level, finding.site, finding.ward)
    return (finding.contract, *keys, finding.period)


def _rows_of(table: Table, period: Period) -> list[dict[str, Any]]:
    checked = (pl.col("end") >= period.start) & (pl.col("end") <= period.end)
    return table.rows.filter(checked).to_dicts()


def _finding(
    row: Row, chart: ChartReading | None, table: Table, sources: Sources, editions: Editions, rulebook: Rulebook
) -> Finding:
    duty = table.duties[row["duty"]]
    period = Period(row["start"], row["end"])
    words = words_of_row(row, duty, table)
    verdict = _read_again(row, duty, words, table, rulebook)
    read = ConditionsRead(row, duty, table, words)
    judged = {name: editions.origin_of(duty.contract.id, rows) for name, rows in read.rows_of.items()}
    judged[duty.requirement.measure] = row["origin"]
    expected = {
        m: sources.expected_for(duty.contract, m, duty.service, period, judged.get(m, "")) for m in read.measures
    }
    open_sources = tuple(
        dict.fromkeys(state.text for states in expected.values() for state in states if state.state not in SETTLED)
    )
    outcome, reason, detail = outcome_told(row, duty, expected, read, editions, chart)
    if reason is Reason.NOT_LOADED and row["state"] == UNUSABLE:
        open_sources = (*open_sources, f"a figure of {duty.requirement.measure} that can be used")
    settled = reason in (Reason.NOT_APPLICABLE, Reason.WAIVED, Reason.TO_BE_AGREED, Reason.NO_THRESHOLD)
    terms = None if row["terms"] is None else table.terms[row["terms"]]
    measure = rulebook.vocabulary.measures[duty.requirement.measure]
    shown = outcome is not Outcome.NOT_ASSESSED or reason in _WITH_FIGURE
    numerator = row["numerator"] if shown else None
    denominator = row["denominator"] if shown else None
    bound = bound_of(row)
    sign = operator_for(terms.threshold, measure.better) if terms and terms.threshold else ""
    compared = None
    if outcome is not Outcome.NOT_ASSESSED and bound is not None and sign:
        compared = _compared(numerator, denominator, measure, sign, bound, rulebook)
    return Finding(
        contract=duty.contract.id,
        provider=duty.contract.contract.provider.ods,
        requirement=duty.requirement.id,
        service=duty.service,
        touchpoint=duty.touchpoint,
        site=row["site"],
        ward=row["ward"],
        level=duty.level,
        unit_name=editions.unit_name(row, duty),
        period=period,
        outcome=outcome,
        reason=reason,
        detail=detail,
        final=settled or not open_sources,
        awaiting=() if settled else open_sources,
        numerator=numerator,
        denominator=denominator,
        unit=measure.unit,
        threshold=terms.in_force if terms else None,
        short_by=verdict.short_by if outcome is not Outcome.NOT_ASSESSED else None,
        breaches_in_a_row=row["breaches_in_a_row"],
        met_in_a_row=row["met_in_a_row"],
        streak_has_gap=row["gap"],
        breaches_in_last=tuple((n, row[f"breaches_in_last_{n}"]) for n in table.lasts),
        severity=duty.requirement.severity,
        aspect=duty.requirement.aspect,
        adopted=duty.adopted is not None,
        origin=row["origin"],
        clearly_below=compared.clearly_below if compared else None,
        compared=compared,
        chart=chart,
        comparison=bound if terms and terms.threshold and terms.threshold.against is not Against.NUMBER else None,
        evidence=editions.addresses(duty.contract.id, read.rows),
        rule=rule_place(duty.adopted.place if duty.adopted else duty.requirement.place),
        reconciled=editions.reconciled(row, duty, rulebook, table),
        previous=editions.previous(row),
        restated=editions.restated(row, duty, rulebook, table),
    )


_WITH_FIGURE = (Reason.TOO_FEW, Reason.ZERO_DENOMINATOR, Reason.NO_COMPARISON, Reason.WAIVED, Reason.TO_BE_AGREED)


def _read_again(
    row: Row, duty: Duty, words: Mapping[str, Fraction | None], table: Table, rulebook: Rulebook
) -> Verdict:
    """The plain reading of one row, which must agree with the columns wherever it can judge at all."""
    terms = None if row["terms"] is None else table.terms[row["terms"]]
    threshold = terms.threshold if terms else None
    numbers = (row["numerator"], row["denominator"])
    verdict = judge(duty.requirement, threshold, rulebook.vocabulary, numbers, words, bound_of(row))
    in_columns = Outcome.NOT_ASSESSED if row["code"] == NOT_ASSESSED else JUDGED[row["code"] == MET]
    if row["why"] in _DECIDED_BEFORE or (row["why"] == "missing" and row["parts"] < (row["needed"] or 1)):
        return verdict
    if row["why"] == "incomplete period" and row["parts"] < row["needed"]:
        return verdict
    said = "missing" if verdict.reason is Reason.NOT_LOADED else verdict.reason
    same = verdict.outcome is in_columns and (said is None or said == row["why"])
    if not same:
        plain = f"{verdict.outcome}{f' ({verdict.reason})' if verdict.reason else ''}"
        why = row["why"]
        columns = f"{in_columns} ({why})" if why else str(in_columns)
        place = f"{duty.contract.id}/{duty.requirement.id}/{duty.service} {row['site']} {row['ward']} {row['end']}"
        raise ReadingsDifferError(f"{place}: the columns say {columns}, the plain reading says {plain}")
    return verdict


_DECIDED_BEFORE = ("not applicable", "waived", "no threshold in force", "to be agreed", "suppressed", "not measured",
                   "not received", "not loaded")  # fmt: skip


def _compared(
    numerator: int | None, denominator: int | None, measure: Measure, sign: str, bound: Fraction, rulebook: Rulebook
) -> ComparedWithTarget:
    """What chance leaves standing of a verdict. What people answer when asked is not rated on very few answers."""
    unit = "total" if measure.unit == "count" and not measure.events else measure.unit
    needed = LEAST_RESPONSES_TO_RATE if rulebook.vocabulary.feedback[measure.feedback].survey else 1
    return compared_with(numerator, denominator, unit, sign, bound, responses_needed=needed)
