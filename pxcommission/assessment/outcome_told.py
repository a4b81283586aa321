"""What is said of one row: the outcome, the one reason why it is not assessed, and a sentence for the reader."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pxcommission.assessment.bounds import bound_of
from pxcommission.assessment.chart_reading import ChartReading
from pxcommission.assessment.conditions_read import ConditionsRead
from pxcommission.assessment.duties import Duty, waiver_on
from pxcommission.assessment.editions import Editions
from pxcommission.assessment.figures import FINE, NOT_APPLICABLE, NOT_MEASURED, NOT_SUBMITTED, SUPPRESSED, UNUSABLE
from pxcommission.assessment.findings import Outcome, Reason
from pxcommission.assessment.missing import why_missing
from pxcommission.assessment.printed_shares import why_not_judged
from pxcommission.assessment.sources import IN, SourceState
from pxcommission.assessment.streaks import MET
from pxcommission.rulebook.component_words import CHART_WORDS

Row = Mapping[str, Any]
JUDGED = {True: Outcome.MET, False: Outcome.BREACH}


def outcome_told(
    row: Row,
    duty: Duty,
    expected: Mapping[str, Sequence[SourceState]],
    read: ConditionsRead,
    editions: Editions,
    chart: ChartReading | None,
) -> tuple[Outcome, Reason | None, str]:
    """Outcome, reason and a sentence for the reader."""
    match row["why"]:
        case "":
            return JUDGED[row["code"] == MET], None, read.text
        case "missing":
            return Outcome.NOT_ASSESSED, *_why_missing(row, duty, expected, read, editions, chart)
        case "waived":
            return Outcome.NOT_ASSESSED, Reason.WAIVED, waiver_on(duty, row["end"])
        case "too few responses":
            needs = duty.requirement.needs
            return Outcome.NOT_ASSESSED, Reason.TOO_FEW, f"it needs {needs.text}" if needs else ""
        case "suppressed" if share := editions.share_alone(duty.contract.id, row["rows"]):
            return Outcome.NOT_ASSESSED, Reason.SUPPRESSED, why_not_judged(share, row["sign"] or "", bound_of(row))
        case why:
            return Outcome.NOT_ASSESSED, Reason(why), _EXPLAINED.get(Reason(why), "")


def _why_missing(
    row: Row,
    duty: Duty,
    expected: Mapping[str, Sequence[SourceState]],
    read: ConditionsRead,
    editions: Editions,
    chart: ChartReading | None,
) -> tuple[Reason, str]:
    """Why the figure, or another word that the requirement's conditions read, is missing."""
    order = duty.contract.contract.evidence
    measure = duty.requirement.measure
    if row["parts"] < (row["needed"] or 1):
        return why_missing(editions.months_of(duty.contract.id, row["rows"]), expected[measure], order)
    name, other = read.first_unknown
    marked = _OF_STATE.get(read.state_of(name) or FINE)
    if marked is not None:
        return marked, f"{name}: {_EXPLAINED[marked]}"
    if name in CHART_WORDS and chart is not None:
        return Reason.INCOMPLETE, f"{name} can't be told: {chart.cannot_assess}"
    if other is None or all(state.state == IN for state in expected[other]):
        return Reason.INCOMPLETE, f"{name} can't be told: not every figure it is made from is there and countable"
    reason, detail = why_missing((), expected[other], order)
    return reason, f"{name}: {detail}"


_OF_STATE = {
    NOT_APPLICABLE: Reason.NOT_APPLICABLE,
    NOT_MEASURED: Reason.NOT_MEASURED,
    SUPPRESSED: Reason.SUPPRESSED,
    NOT_SUBMITTED: Reason.NOT_RECEIVED,
    UNUSABLE: Reason.NOT_LOADED,
}
_EXPLAINED = {
    Reason.NOT_APPLICABLE: "it lies outside the contract's term or the requirement's dates, or the source says so",
    Reason.SUPPRESSED: "the counts are hidden to protect small numbers, so the share can't be judged exactly",
    Reason.ZERO_DENOMINATOR: "nothing was counted, so there is no share",
    Reason.NOT_MEASURED: "the source says the figure was not measured",
    Reason.NOT_RECEIVED: "the source says nothing was submitted",
    Reason.NOT_LOADED: "the file is in, but its figure can't be used: a cell is blank, or its counts disagree with the share it states",
    Reason.NO_COMPARISON: "the figure to compare with is not known",
    Reason.TO_BE_AGREED: "the contract's threshold is still to be agreed",
    Reason.NO_THRESHOLD: "the contract has no threshold in force on the period's last day",
    Reason.INCOMPLETE: "part of the period is missing, and a part can never show that it was met",
}
