"""findings.json: every finding, proposal and step held back of a check, in one fixed shape for programs to read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from pxcommission.assessment.chart_reading import ChartReading
from pxcommission.assessment.findings import Finding, Outcome, ThresholdInForce
from pxcommission.assessment.statistics.compared_with_target import ComparedWithTarget
from pxcommission.inference.cases import Proposal
from pxcommission.inference.checked import Awaited, CheckedContract
from pxcommission.packs.cases_json import cases_of, decision_of


def findings_document(checked: Sequence[CheckedContract]) -> dict[str, Any]:
    """The check as plain data; a proportion's `value` is a number from 0 to 1 to six places, absent things are null.

    Only where cases are recorded: `register` and `cases`, and `decisions` of a finding that a person decided about. Only where
    there is something to compare or to chart: `compared` and `chart` of a finding.
    """
    findings = [finding for one in checked for finding in one.findings]
    first = checked[0] if checked else None
    return {
        "run": run_of(checked),
        "period": first.period.label if first else None,
        "as_at": first.as_at.isoformat() if first else None,
        "engine": first.engine if first else None,
        **cases_of(checked),
        "counts": {
            **_counts(findings),
            "by_contract": {one.contract.contract: _counts(one.findings) for one in checked},
        },
        "awaited": [_awaited(awaited) for one in checked for awaited in one.awaited],
        "findings": [_finding(one, finding) for one in checked for finding in one.findings],
        "proposals": [_proposal(proposal) for one in checked for proposal in one.proposals],
        "held_back": [{"case": h.case, "because": list(h.because)} for one in checked for h in one.held_back],
    }


def json_bytes(document: dict[str, Any]) -> bytes:
    """The document as UTF-8 with one key a line."""
    return (json.dumps(document, indent=2, ensure_ascii=False) + "\n").encode("utf-8", errors="replace")


def run_of(checked: Sequence[CheckedContract]) -> str | None:
    """The run, 12 hex digits; of several runs together, 12 digits of a SHA-256 over them all."""
    runs = sorted({one.run for one in checked})
    if len(runs) > 1:
        return hashlib.sha256(" ".join(runs).encode()).hexdigest()[:12]
    return runs[0] if runs else None


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    found = [finding.outcome for finding in findings]
    return {outcome.value: found.count(outcome) for outcome in Outcome}


def _finding(one: CheckedContract, finding: Finding) -> dict[str, Any]:
    decisions = [decision_of(decision) for decision in one.decisions_about(finding)]
    decided = {"set_aside": finding.id in one.set_aside, "decisions": decisions} if decisions else {}
    return {
        "id": finding.id,
        "contract": finding.contract,
        "provider": finding.provider,
        "requirement": finding.requirement,
        "service": finding.service,
        "touchpoint": finding.touchpoint or None,
        "site": finding.site or None,
        "ward": finding.ward or None,
        "level": finding.level,
        "period": finding.period.label,
        "outcome": finding.outcome.value,
        "reason": finding.reason.value if finding.reason else None,
        "final": finding.final,
        "numerator": finding.numerator,
        "denominator": finding.denominator,
        "value": _value(finding),
        "threshold": finding.threshold.text if finding.threshold else None,
        "threshold_from": _threshold_from(finding.threshold),
        "short_by": finding.short_by,
        "breaches_in_a_row": finding.breaches_in_a_row,
        "severity": finding.severity,
        "evidence": [{"file": a.file, "sheet": a.sheet or None, "cell": a.cell or None} for a in finding.evidence],
        "rule": {"file": finding.rule.file, "line": finding.rule.line},
        **({"compared": _compared(finding.compared)} if finding.compared else {}),
        **({"chart": _chart(finding.chart)} if finding.chart else {}),
        **decided,
    }


def _value(finding: Finding) -> float | int | None:
    if finding.value is None:
        return None
    return finding.numerator if finding.denominator is None else round(float(finding.value), 6)


def _compared(compared: ComparedWithTarget) -> dict[str, Any]:
    """What chance leaves standing of the verdict, with the interval in the finding's own unit."""
    low, high = (None if limit is None else round(limit, 6) for limit in (compared.low, compared.high))
    standing = compared.standing.value if compared.standing else None
    return {
        "standing": standing,
        "low": low,
        "high": high,
        "method": compared.method or None,
        "reason": compared.reason or None,
    }


def _chart(chart: ChartReading) -> dict[str, Any]:
    """What the chart of the unit's own figures says, and what it rests on; signals are null where nothing can be said."""
    return {
        "points": len(chart.points),
        "length": chart.length or None,
        "profile": chart.profile,
        "variation": chart.variation or None,
        "assurance": chart.assurance or None,
        "special_cause": chart.special_cause or None,
        "special_cause_concern": chart.special_cause_concern,
        "consistently_fails": chart.consistently_fails,
        "deteriorating": chart.deteriorating,
        "cannot_assess": chart.cannot_assess or None,
        "sentence": chart.sentence,
        "basis": chart.basis,
    }


def _threshold_from(threshold: ThresholdInForce | None) -> dict[str, Any] | None:
    if threshold is None:
        return None
    return {
        "why": threshold.why,
        "document": threshold.document or None,
        "since": threshold.since or None,
        "file": threshold.place.file,
        "line": threshold.place.line,
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "case": proposal.case,
        "contract": proposal.contract,
        "requirement": proposal.requirement,
        "service": proposal.service,
        "aspect": proposal.aspect,
        "units": list(proposal.units),
        "stage": proposal.stage,
        "ladder_rule": proposal.ladder_rule,
        "because": list(proposal.because),
    }


def _awaited(awaited: Awaited) -> dict[str, Any]:
    return {
        "contract": awaited.contract,
        "source": awaited.source,
        "kind": awaited.kind,
        "period": awaited.period.label,
        "due": awaited.due.isoformat(),
        "state": awaited.state,
        "detail": awaited.detail or None,
    }
