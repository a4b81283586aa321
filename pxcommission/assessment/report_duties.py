"""The duty to report: was each report the provider owes received, and on time, in Operational Days from period end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pxcommission.assessment.findings import Address, Finding, Outcome, Reason, RulePlace, ThresholdInForce
from pxcommission.assessment.sources import Sources, SourceState
from pxcommission.assessment.streaks import BREACH, MET, NOT_ASSESSED, among_last, codes_of, runs
from pxcommission.periods import Period, in_words, is_operational_day, periods_until
from pxcommission.rulebook.contracts import RETURN_PREFIX, ReportDue
from pxcommission.rulebook.rulebook import ContractInForce

Judged = tuple[Outcome, Reason | None, str, str]  # outcome, reason, detail, file


def report_findings(
    contract: ContractInForce, sources: Sources, checked: Period, lasts: Sequence[int]
) -> Iterator[Finding]:
    """A finding `RETURN-<NAME>` for each report and each of its periods that ends in the period checked."""
    for name, report in contract.contract.reports_due.items():
        term = contract.contract.term
        periods = [
            p for p in periods_until(report.length, term.from_, min(term.to, checked.end)) if p.start >= term.from_
        ]
        judged = [judge_report(contract, name, report, period, sources) for period in periods]
        marks = ["mb-"[_CODES[outcome]] for outcome, *_ in judged]
        for at, period in enumerate(periods):
            if period.end > checked.start:
                due = report.due.on(period, sources.extra_bank_holidays)
                yield _finding(contract, name, report, period, due, judged[at], marks[: at + 1], lasts)


_CODES = {Outcome.MET: MET, Outcome.BREACH: BREACH, Outcome.NOT_ASSESSED: NOT_ASSESSED}


def judge_report(contract: ContractInForce, name: str, report: ReportDue, period: Period, sources: Sources) -> Judged:
    """Met when everything the report owes came in by the due date; a breach when it came late or was found absent."""
    state = sources.report(contract, name, report, period, report.measures)
    due = f"due {in_words(state.due)}"
    match state.state:
        case "incomplete":
            return Outcome.NOT_ASSESSED, Reason.INCOMPLETE, f"{due}; {state.detail}", ""
        case "not received":
            return Outcome.BREACH, None, state.detail, ""
        case "not due yet":
            return Outcome.NOT_ASSESSED, Reason.NOT_DUE_YET, due, ""
        case "not loaded":
            return Outcome.NOT_ASSESSED, Reason.NOT_LOADED, state.detail, ""
        case _:
            return _timeliness(contract, report, period, sources, state)


def _timeliness(
    contract: ContractInForce, report: ReportDue, period: Period, sources: Sources, state: SourceState
) -> Judged:
    """On time when all of it was in by the due day; unknown when a file that may have come in time has no date."""
    arrivals = [sources.arrival(contract, report, measure, period) for measure in report.measures]
    came = [one for one in arrivals if one is not None]
    file = came[0].file
    days = [one.by for one in came if one.by is not None]
    last = max(days, default=None)
    if last is not None and len(days) == len(came) and last <= state.due:
        return Outcome.MET, None, f"received {in_words(last)}, due {in_words(state.due)}", file
    if last is None or any(one.by is None or (one.undated and one.by > state.due) for one in came):
        detail = "the day it was received is not recorded: load it again with --received"
        return Outcome.NOT_ASSESSED, Reason.NOT_MEASURED, detail, file
    days_late = (_day(n) for n in range(state.due.toordinal() + 1, last.toordinal() + 1))
    late = sum(is_operational_day(day, sources.extra_bank_holidays) for day in days_late)
    said = f"received {in_words(last)}, {late} Operational Day{'' if late == 1 else 's'} after it was due"
    return Outcome.BREACH, None, f"{said} ({in_words(state.due)})", file


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)


def _finding(
    contract: ContractInForce,
    name: str,
    report: ReportDue,
    period: Period,
    due: date,
    judged: Judged,
    marks: Sequence[str],
    lasts: Sequence[int],
) -> Finding:
    outcome, reason, detail, file = judged
    codes = codes_of(marks)
    breaches, gap = runs(codes, BREACH)
    met, _ = runs(codes, MET)
    place = RulePlace(report.place.file, report.place.line)
    awaited = reason in (Reason.NOT_DUE_YET, Reason.NOT_LOADED, Reason.INCOMPLETE)
    return Finding(
        contract=contract.id,
        provider=contract.contract.provider.ods,
        requirement=RETURN_PREFIX + name.upper(),
        service="all",
        touchpoint="",
        site="",
        ward="",
        level="provider",
        unit_name=contract.contract.provider.name,
        period=period,
        outcome=outcome,
        reason=reason,
        detail=detail,
        final=not awaited,
        awaiting=(f"{name} report, {period.label}: {reason.value}",) if awaited and reason else (),
        numerator=None,
        denominator=None,
        unit="return",
        threshold=ThresholdInForce(f"received by {in_words(due)}", "contract", "", "", place),
        short_by=1 if outcome is Outcome.BREACH else 0 if outcome is Outcome.MET else None,
        breaches_in_a_row=int(breaches[0, -1]),
        met_in_a_row=int(met[0, -1]),
        streak_has_gap=bool(gap[0, -1]),
        breaches_in_last=tuple((n, int(among_last(codes, BREACH, n)[0, -1])) for n in lasts),
        severity=report.severity,
        aspect="",
        adopted=True,
        origin="local",
        clearly_below=None,
        comparison=None,
        evidence=(Address(file, "", ""),) if file else (),
        rule=place,
    )
