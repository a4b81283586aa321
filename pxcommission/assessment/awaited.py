"""What a contract still waits for in a period."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.duties import Duty
from pxcommission.assessment.sources import IN, REGISTER, Sources, SourceState
from pxcommission.periods import Period, periods_ending_in
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook


def awaited_by(
    contract: ContractInForce, duties: Sequence[Duty], sources: Sources, rulebook: Rulebook, period: Period
) -> list[SourceState]:
    """Everything the contract, whose duties these are, expects for the period that is not in: publications it judges by, and
    reports due."""
    measures: dict[tuple[str, str], str] = {}
    for duty in duties:
        feedback = rulebook.vocabulary.measures[duty.requirement.measure].feedback
        measures.setdefault((feedback, duty.service), duty.requirement.measure)
    waiting = [
        state
        for (feedback, service), measure in measures.items()
        for state in sources.publications(contract, feedback, service, measure, period)
        if state.state != IN
    ]
    for name, report in contract.contract.reports_due.items():
        for part in periods_ending_in(report.length, period):
            state = sources.report(contract, name, report, part, report.measures)
            if state.state != IN:
                waiting.append(state)
    for (_, service), measure in measures.items():
        expected = sources.expected_for(contract, measure, service, period)
        waiting += [
            state for state in expected if state.kind == REGISTER and state.state != IN and state not in waiting
        ]
    return sorted(waiting, key=lambda s: (s.period, s.kind, s.source, s.detail))
