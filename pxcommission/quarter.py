"""The quarter's check from end to end: rulebook and evidence in; findings, proposals and reasons out, one contract each."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.assessment.assess import Assessment, assess
from pxcommission.assessment.charts_of_rows import RebasedChart
from pxcommission.assessment.duties import duties_of
from pxcommission.assessment.findings import Finding
from pxcommission.assessment.sources import SourceState
from pxcommission.assessment.statistics.xmr_series import Rebase
from pxcommission.assessment.triangulation import ContractRead, triangulate
from pxcommission.assessment.triangulation_signals import signals_for_the_lead
from pxcommission.cases.known_cases import KnownCases, known_cases
from pxcommission.cases.many_objects import without_collecting
from pxcommission.cases.register_file import may_be_there
from pxcommission.evidence.receipts import Receipt
from pxcommission.inference.by_ladder import by_contract, proposed
from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.checked import Awaited, CheckedContract
from pxcommission.inference.compile_ladder import CompiledLadder
from pxcommission.inference.decided import after_decisions
from pxcommission.inference.engines import Engine, Proposals
from pxcommission.inference.evidence_used import notes_of, said_by_provider, sources_of
from pxcommission.inference.one_a_case import in_order, of_the_period_shown, one_a_case, with_last_step_downs
from pxcommission.inference.set_aside import as_the_ladder_sees
from pxcommission.inference.signals import signals_of
from pxcommission.inference.words import spans_read
from pxcommission.listening.log import LOG
from pxcommission.periods import Period, month_of
from pxcommission.rulebook.contracts import RETURN_PREFIX
from pxcommission.rulebook.ladders import Ladder
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook
from pxcommission.workspace import Workspace

if TYPE_CHECKING:
    from pxcommission.assessment.equality import EqualityTable
    from pxcommission.listening.recorded import Recorded


def check_quarter(
    workspace: Workspace, period: Period, as_at: date, contracts: Sequence[ContractInForce], engine: Engine
) -> tuple[CheckedContract, ...]:
    """Every contract's findings for the period, and what its ladder proposes, from what was known on `as_at`.

    The case register is only read; where there is none, none is made.
    """
    return tuple(checked_one_by_one(workspace, period, as_at, contracts, engine))


def checked_one_by_one(
    workspace: Workspace, period: Period, as_at: date, contracts: Sequence[ContractInForce], engine: Engine
) -> Iterator[CheckedContract]:
    """What `check_quarter` gives, in its order; no more than a part of the contracts is held at a time."""
    asked = _Asked(workspace, period, as_at, engine, {}, _heard(workspace, as_at))
    run = ""
    for first in range(0, len(contracts), TOGETHER):
        with without_collecting():
            part = contracts[first : first + TOGETHER]
            rebases = _rebases(workspace, part, as_at)
            assessment = asked.assessed(part, period, rebases)
            cases = _cases_known(workspace, assessment, as_at)
            run = run or run_id(workspace, period, as_at, contracts, cases.head)
            checked = deque(_checked_together(asked, part, assessment, cases, rebases, run))
            del assessment
        while checked:
            yield checked.popleft()


def _heard(workspace: Workspace, as_at: date) -> tuple[Recorded, ...]:
    """What the listening registers hold on a day; nothing where none was ever kept."""
    if not (workspace.folder / LOG).is_file():
        return ()
    from pxcommission.listening.register import registers_on

    return tuple(registers_on(workspace.folder, as_at).entries.values())


TOGETHER = 60
"""Contracts assessed in one table: enough to share its cost, few enough that its history stays small in memory."""


class _Asked(Struct, frozen=True):
    """One check: of which workspace, period and day, by which engine; the ladders compiled so far, and what was heard."""

    workspace: Workspace
    period: Period
    as_at: date
    engine: Engine
    compiled: dict[str, CompiledLadder]
    entries: Sequence[Recorded]

    def assessed(
        self, contracts: Sequence[ContractInForce], span: Period, rebases: Sequence[RebasedChart]
    ) -> Assessment:
        """Every finding of these contracts for periods that end in the span."""
        workspace, ladders = self.workspace, self.workspace.rulebook.ladders.values()
        lasts = sorted({4, *(periods for ladder in ladders for periods in spans_read(ladder))})
        return assess(
            workspace.rulebook, workspace.store, contracts, workspace.receipts, span, self.as_at, lasts, rebases
        )


class _Own(Struct, frozen=True):
    """What an assessment holds of one contract."""

    findings: tuple[Finding, ...]
    signals: tuple[CaseSignals, ...]
    proposed: tuple[Proposals, ...]
    awaited: tuple[SourceState, ...]


def _checked_together(
    asked: _Asked,
    contracts: Sequence[ContractInForce],
    assessment: Assessment,
    cases: KnownCases,
    rebases: Sequence[RebasedChart],
    run: str,
) -> Iterator[CheckedContract]:
    """What the ladders make of an assessment, a contract at a time."""
    rulebook, period = asked.workspace.rulebook, asked.period
    seen, aside = assessment.findings, cases.set_aside
    if aside:
        begun = min(month_of(contract.contract.term.from_).start for contract in contracts)
        earlier = asked.assessed(contracts, Period(min(begun, period.start), period.end), rebases).findings
        seen = as_the_ladder_sees(assessment.findings, earlier, aside)
    signals = by_contract(signals_of(seen, _measures(rulebook, contracts), rulebook.vocabulary))
    findings = by_contract(assessment.findings)
    awaited: dict[str, list[SourceState]] = defaultdict(list)
    for name, state in assessment.awaited:
        awaited[name].append(state)
    given = [contract.contract for contract in contracts]
    steps = proposed(rulebook.ladders, given, signals, cases.states, asked.engine, asked.compiled)
    for contract in contracts:
        name = contract.id
        own = _Own(
            tuple(findings.get(name, ())), tuple(signals.get(name, ())), tuple(steps[name]), tuple(awaited[name])
        )
        yield _triangulated(_checked(asked, contract, own, cases.of(name), run), asked.entries)


def with_differences(workspace: Workspace, checked: Sequence[CheckedContract]) -> tuple[CheckedContract, ...]:
    """The checked contracts with the differences between what their sources state and between groups of people, for the pack."""
    from pxcommission.assessment.reconciliation import differences

    made = []
    for one in checked:
        contract = workspace.rulebook.contracts[one.contract.contract]
        found = differences(workspace.rulebook, workspace.store, [contract], one.period, one.as_at)
        made.append(replace(one, differences=found, equality=equality_of(workspace, [contract], one.period, one.as_at)))
    return tuple(made)


def equality_of(
    workspace: Workspace, contracts: Sequence[ContractInForce], period: Period, as_at: date
) -> tuple[EqualityTable, ...]:
    """Every measure that evidence breaks down by groups of people, for a month, quarter or year; nothing for other periods."""
    from pxcommission.assessment.equality import equality_tables
    from pxcommission.assessment.equality_figures import breakdowns, can_be_compared

    if not can_be_compared(period):
        return ()
    found = breakdowns(workspace.store, contracts, period, as_at)
    return equality_tables(found, workspace.rulebook.vocabulary.measures)


def run_id(
    workspace: Workspace, period: Period, as_at: date, contracts: Sequence[ContractInForce], register: str = ""
) -> str:
    """12 hex digits of the SHA-256 of everything that decides the outcome: files, evidence and cases known, period, day."""
    readings = workspace.store.readings(as_at)
    inputs = {
        "period": period.label,
        "as_at": as_at.isoformat(),
        "contracts": [c.id for c in contracts],
        "files": sorted(workspace.rulebook.hashes.items()),
        "readings": sorted((r.reading, str(r.known_from), str(r.received), r.file) for r in readings),
        "receipts": {name: [str(r) for r in lines if _known(r, as_at)] for name, lines in workspace.receipts.items()},
    }
    if register:
        inputs["register"] = register
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:12]


def _rebases(workspace: Workspace, contracts: Sequence[ContractInForce], as_at: date) -> tuple[RebasedChart, ...]:
    """The rebases of charts that were recorded with improvements by a day."""
    if not may_be_there(workspace.folder, workspace.register):
        return ()
    from pxcommission.cases.case_file import known_by
    from pxcommission.cases.improvement_records import STARTED, rebases_by_unit
    from pxcommission.cases.register import open_register

    register = open_register(workspace.folder, workspace.register, create=False)
    events = known_by(register.events_of_cases_with(STARTED, [contract.id for contract in contracts]), as_at)
    return tuple(
        RebasedChart(case, unit.touchpoint, unit.site, unit.ward, Rebase(day, reason))
        for (case, unit), found in rebases_by_unit(events).items()
        for day, reason in found
    )


def _cases_known(workspace: Workspace, assessment: Assessment, as_at: date) -> KnownCases:
    """What the register says of the cases of these findings."""
    if not may_be_there(workspace.folder, workspace.register):
        return KnownCases()
    from pxcommission.cases.register import open_register

    rulebook = workspace.rulebook
    ladders = {
        finding.case: rulebook.ladders[rulebook.contracts[finding.contract].contract.ladder_for(finding.requirement)]
        for finding in assessment.findings
    }
    return known_cases(open_register(workspace.folder, workspace.register, create=False), ladders, as_at)


def _known(receipt: Receipt, as_at: date) -> bool:
    days = [day for day in (receipt.received, receipt.looked_for_on) if day is not None]
    return any(day <= as_at for day in days)


def _measures(rulebook: Rulebook, contracts: Sequence[ContractInForce]) -> dict[str, str]:
    return {f"{d.contract.id}/{d.requirement.id}": d.requirement.measure for d in duties_of(rulebook, contracts)}


def _checked(asked: _Asked, contract: ContractInForce, own: _Own, known: KnownCases, run: str) -> CheckedContract:
    workspace, as_at, period = asked.workspace, asked.as_at, asked.period
    rulebook, given = workspace.rulebook, contract.contract
    found = own.proposed
    called_for = with_last_step_downs(in_order(one for of_ladder in found for one in of_ladder.proposals), own.signals)
    held_back = in_order(one for of_ladder in found for one in of_ladder.held_back)

    def ladder_of(case: str) -> Ladder:
        return rulebook.ladders[given.ladder_for(case.split("/")[1])]

    proposals, decided = after_decisions(one_a_case(called_for, ladder_of), known.records, ladder_of)
    findings = own.findings
    form = given.form_on(as_at)
    return CheckedContract(
        run=run,
        period=period,
        as_at=as_at,
        engine=asked.engine,
        contract=given,
        contract_file=contract.file,
        form=rulebook.forms[form],
        form_id=form,
        ladder=rulebook.ladders[given.ladder],
        requirements={requirement.id: requirement for requirement, _ in rulebook.in_contract(contract)},
        clauses=_clauses(rulebook, contract),
        vocabulary=rulebook.vocabulary,
        findings=findings,
        proposals=proposals,
        held_back=(*decided, *of_the_period_shown(held_back, [*proposals, *decided])),
        awaited=tuple(
            Awaited(contract.id, state.source, state.kind, state.period, state.due, state.state, state.detail)
            for state in own.awaited
        ),
        said=said_by_provider(workspace.store, contract, period, as_at),
        sources=sources_of(workspace.store, findings, as_at),
        notes=notes_of(workspace.store, findings, contract, as_at),
        signals=own.signals,
        extra_bank_holidays=rulebook.extra_bank_holidays,
        returns_ladder=rulebook.ladders[given.ladder_for_returns] if given.ladder_for_returns else None,
        register=known.head,
        records=known.records,
        states=known.states,
    )


def _triangulated(one: CheckedContract, entries: Sequence[Recorded]) -> CheckedContract:
    """The checked contract with its sources set side by side, and what its quality lead should look at."""
    read = ContractRead(one.contract, one.requirements, one.vocabulary)
    rows = triangulate(read, one.findings, entries, one.period, one.set_aside)
    signals = signals_for_the_lead(read, one.findings, entries, rows, one.period, one.set_aside)
    return replace(one, triangulated=rows, for_the_lead=signals)


def _clauses(rulebook: Rulebook, contract: ContractInForce) -> dict[str, str]:
    """The clause each requirement stands on in this contract; a monitored one has none."""
    clauses = {
        requirement.id: adopted.clause if adopted else "monitored; not an obligation of this contract"
        for requirement, adopted in rulebook.in_contract(contract)
    }
    reports = contract.contract.reports_due.items()
    return clauses | {RETURN_PREFIX + name.upper(): report.clause for name, report in reports}
