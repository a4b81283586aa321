"""The quarter's check from end to end: rulebook and evidence in; findings, proposals and reasons out, one contract each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pxcommission.assessment.assess import Assessment, assess
from pxcommission.assessment.duties import duties_of
from pxcommission.assessment.findings import Finding
from pxcommission.evidence.receipts import Receipt, read_receipts
from pxcommission.evidence.store import EvidenceStore, LoggedReading
from pxcommission.inference.cases import CaseSignals, HeldBack, Proposal
from pxcommission.inference.checked import Awaited, CheckedContract, DataNote, ProvidersWord, SourceUsed
from pxcommission.inference.compile_ladder import compile_ladder
from pxcommission.inference.engines import Engine, propose
from pxcommission.inference.signals import signals_of
from pxcommission.inference.words import spans_read
from pxcommission.periods import Period
from pxcommission.problems import ExitCode, Problem, ProblemsFound, did_you_mean
from pxcommission.rulebook.lint_requirements import RETURN_PREFIX
from pxcommission.rulebook.rulebook import ContractInForce, Rulebook, load_rulebook


@dataclass(frozen=True)
class Workspace:
    """A folder with its rulebook, its evidence, and what was received for each contract."""

    folder: Path
    rulebook: Rulebook
    store: EvidenceStore
    receipts: Mapping[str, Sequence[Receipt]]


def open_workspace(folder: Path) -> Workspace:
    """The workspace of a folder; raises ProblemsFound with every problem of every file."""
    rulebook = load_rulebook(folder)
    receipts = {
        contract.id: read_receipts(path, path.relative_to(folder).as_posix())
        for contract in rulebook.contracts.values()
        for path in [contract.folder / "returns" / "received.csv"]
    }
    return Workspace(folder, rulebook, EvidenceStore(folder), receipts)


def check_quarter(
    workspace: Workspace, period: Period, as_at: date, contracts: Sequence[ContractInForce], engine: Engine
) -> tuple[CheckedContract, ...]:
    """Every contract's findings for the period, and what its ladder proposes, from what was known on `as_at`."""
    rulebook = workspace.rulebook
    lasts = sorted({4, *(span for ladder in rulebook.ladders.values() for span in spans_read(ladder))})
    assessment = assess(rulebook, workspace.store, contracts, workspace.receipts, period, as_at, lasts)
    signals = signals_of(assessment.findings, _measures(rulebook, contracts), rulebook.vocabulary)
    run = run_id(workspace, period, as_at, contracts)
    return tuple(
        _checked(workspace, contract, assessment, signals, run, period, as_at, engine) for contract in contracts
    )


def chosen_contracts(rulebook: Rulebook, wanted: Sequence[str]) -> tuple[ContractInForce, ...]:
    """The contracts asked for, or all of them; raises ProblemsFound (exit code 2) for names that don't exist."""
    if not rulebook.contracts:
        problem = Problem(
            "contracts", "there is no contract in this workspace", "copy contracts/example-acute and change it"
        )
        raise ProblemsFound([problem], ExitCode.RULES_WRONG)
    unknown = [name for name in wanted if name not in rulebook.contracts]
    if unknown:
        known = ", ".join(rulebook.contracts)
        problems = [
            Problem("--contract", f"there is no contract '{n}'{did_you_mean(n, rulebook.contracts)}", f"known: {known}")
            for n in unknown
        ]
        raise ProblemsFound(problems, ExitCode.USAGE)
    return tuple(c for c in rulebook.contracts.values() if not wanted or c.id in wanted)


def run_id(workspace: Workspace, period: Period, as_at: date, contracts: Sequence[ContractInForce]) -> str:
    """12 hex digits of the SHA-256 of everything that decides the outcome: files, evidence known, period and day."""
    readings = workspace.store.readings(as_at)
    inputs = {
        "period": period.label,
        "as_at": as_at.isoformat(),
        "contracts": [c.id for c in contracts],
        "files": sorted(workspace.rulebook.hashes.items()),
        "readings": sorted((r.reading, str(r.known_from), str(r.received), r.file) for r in readings),
        "receipts": {name: [str(r) for r in lines if _known(r, as_at)] for name, lines in workspace.receipts.items()},
    }
    return hashlib.sha256(json.dumps(inputs, sort_keys=True).encode()).hexdigest()[:12]


def _known(receipt: Receipt, as_at: date) -> bool:
    days = [day for day in (receipt.received, receipt.looked_for_on) if day is not None]
    return any(day <= as_at for day in days)


def _measures(rulebook: Rulebook, contracts: Sequence[ContractInForce]) -> dict[str, str]:
    return {f"{d.contract.id}/{d.requirement.id}": d.requirement.measure for d in duties_of(rulebook, contracts)}


def _checked(
    workspace: Workspace,
    contract: ContractInForce,
    assessment: Assessment,
    signals: Sequence[CaseSignals],
    run: str,
    period: Period,
    as_at: date,
    engine: Engine,
) -> CheckedContract:
    rulebook, given = workspace.rulebook, contract.contract
    ladder_file = f"rules/ladders/{given.ladder}.yaml"
    ladder = compile_ladder(rulebook.ladders[given.ladder], ladder_file)
    found = propose(ladder, [s for s in signals if s.contract == contract.id], {}, engine)
    proposals = _one_a_case(found.proposals, contract, rulebook)
    findings = tuple(f for f in assessment.findings if f.contract == contract.id)
    form = given.form_on(as_at)
    return CheckedContract(
        run=run,
        period=period,
        as_at=as_at,
        engine=engine,
        contract=given,
        contract_file=contract.file,
        form=rulebook.forms[form],
        form_id=form,
        ladder=ladder.ladder,
        requirements={requirement.id: requirement for requirement, _ in rulebook.in_contract(contract)},
        clauses=_clauses(rulebook, contract),
        vocabulary=rulebook.vocabulary,
        findings=findings,
        proposals=proposals,
        held_back=_of_the_period_shown(found.held_back, proposals),
        awaited=tuple(
            Awaited(name, state.source, state.kind, state.period, state.due, state.state, state.detail)
            for name, state in assessment.awaited
            if name == contract.id
        ),
        said=_said(workspace, contract, period, as_at),
        sources=_sources(workspace, findings, as_at),
        notes=_notes(workspace, findings, contract, as_at),
        signals=tuple(s for s in signals if s.contract == contract.id),
    )


def _one_a_case(proposals: Sequence[Proposal], contract: ContractInForce, rulebook: Rulebook) -> tuple[Proposal, ...]:
    """One proposal a case: the highest stage proposed for a period that ends in the quarter, the latest of these."""
    ladder = rulebook.ladders[contract.contract.ladder]
    best: dict[str, Proposal] = {}
    for proposal in proposals:
        before = best.get(proposal.case)
        if before is None or (ladder.rank(before.stage), before.period) < (
            ladder.rank(proposal.stage),
            proposal.period,
        ):
            best[proposal.case] = proposal
    return tuple(best.values())


def _of_the_period_shown(held_back: Sequence[HeldBack], proposals: Sequence[Proposal]) -> tuple[HeldBack, ...]:
    """What was held back for the period of the case's proposal, or for the last period in which anything was."""
    shown = {one.case: one.period for one in sorted(held_back, key=lambda one: one.period)}
    shown |= {proposal.case: proposal.period for proposal in proposals}
    return tuple(one for one in held_back if one.period == shown[one.case])


def _clauses(rulebook: Rulebook, contract: ContractInForce) -> dict[str, str]:
    """The clause each requirement stands on in this contract; a monitored one has none."""
    clauses = {
        requirement.id: adopted.clause if adopted else "monitored; not an obligation of this contract"
        for requirement, adopted in rulebook.in_contract(contract)
    }
    reports = contract.contract.reports_due.items()
    return clauses | {RETURN_PREFIX + name.upper(): report.clause for name, report in reports}


def _said(workspace: Workspace, contract: ContractInForce, period: Period, as_at: date) -> tuple[ProvidersWord, ...]:
    """What the provider said of this contract's requirements for periods that touch the one checked: the newest word on each.

    An answer that only agrees with a figure says nothing that a letter would have to repeat.
    """
    codes = {contract.contract.provider.ods, *(f.ods for f in contract.contract.provider.formerly)}
    found: dict[tuple[object, ...], ProvidersWord] = {}
    for reading, said in workspace.store.statements(as_at):
        ours = said.contract in ("", contract.id) and (
            codes & set(reading.providers) or (said.contract and not reading.providers)
        )
        if ours and said.end >= period.start and said.start <= period.end:
            key = (said.requirement, said.service, said.touchpoint, said.site, said.ward, said.start, said.end)
            word = ProvidersWord(reading.file, said, reading.received)
            before = found.get(key)
            if before is None or (before.received or date.min) <= (word.received or date.min):
                found[key] = word
    return tuple(word for word in found.values() if word.statement.reason or word.statement.action)


def _sources(workspace: Workspace, findings: Sequence[Finding], as_at: date) -> tuple[SourceUsed, ...]:
    """The files the findings rest on, by name."""
    used = _files_used(findings)
    return tuple(
        SourceUsed(r.file, r.file_sha256, r.kind, r.reader, r.origin, r.revised or r.published, r.received)
        for r in sorted(workspace.store.readings(as_at), key=lambda r: (r.file, r.reading))
        if r.file in used
    )


def _files_used(findings: Sequence[Finding]) -> set[str]:
    return {address.file for finding in findings for address in finding.evidence}


def _notes(
    workspace: Workspace, findings: Sequence[Finding], contract: ContractInForce, as_at: date
) -> tuple[DataNote, ...]:
    """What the readers noted about the files the findings rest on, or about this provider's own returns."""
    used = _files_used(findings)
    ods = contract.contract.provider.ods

    def concerns(reading: LoggedReading) -> bool:
        return reading.file in used or ods in reading.providers

    return tuple(
        DataNote(place, message, weight)
        for reading in sorted(workspace.store.readings(as_at), key=lambda r: (r.file, r.reading))
        if concerns(reading)
        for place, weight, message in reading.notes
    )
