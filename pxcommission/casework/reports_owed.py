"""The provider's reports that are owed and not in, beside what is due in the cases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pxcommission.assessment.figures import known_figures
from pxcommission.assessment.sources import IN, REPORT, Sources
from pxcommission.casework.due_list import DueItem
from pxcommission.periods import Period, add_months, month_of, periods_ending_in
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.workspace import Workspace


def reports_due(workspace: Workspace, contracts: Iterable[ContractInForce], as_at: date) -> tuple[DueItem, ...]:
    """The reports that are owed and not in: for the periods that ended in the last six months, and the one running."""
    found: list[DueItem] = []
    for contract in contracts:
        if not contract.contract.reports_due:
            continue
        term = contract.contract.term
        first = max(add_months(as_at.replace(day=1), -6), month_of(term.from_).start)
        last = min(month_of(as_at).end, month_of(term.to).end)
        if first > last:
            continue
        figures = known_figures(workspace.store, as_at, [contract])
        sources = Sources(workspace.store, figures, [contract], workspace.receipts, workspace.rulebook, as_at)
        for name, report in contract.contract.reports_due.items():
            for part in periods_ending_in(report.length, Period(first, last)):
                state = sources.report(contract, name, report, part, report.measures)
                if state.kind == REPORT and state.state != IN and part.end < as_at:
                    what = f"{name} report for {part.label} from the provider ({state.state})"
                    found.append(DueItem(state.due, contract.id, what, report.due.text, report.clause))
    return tuple(found)
