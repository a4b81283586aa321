"""Findings as CSV and JUnit, for spreadsheets and for checks that run by themselves."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.problems import printable

COLUMNS = ("id", "contract", "provider", "requirement", "service", "touchpoint", "site", "ward", "level", "period",
           "outcome", "reason", "detail", "final", "numerator", "denominator", "value", "threshold", "short_by",
           "breaches_in_a_row", "severity", "evidence", "rule")  # fmt: skip
DECISION_COLUMNS = ("decision", "decision_reason", "decision_approver", "decision_on", "decision_until",
                    "decision_standing")  # fmt: skip
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def findings_csv(checked: Iterable[CheckedContract]) -> Iterator[str]:
    """The findings, a contract's lines at a time; text that a spreadsheet could take for a formula starts with an apostrophe.

    Where cases are recorded, the last decision about each finding stands in columns of its own.
    """
    recorded: bool | None = None
    for one in checked:
        if recorded is None:
            recorded = bool(one.register)  # that of the whole register, so the same for every contract
            yield rows_csv((*COLUMNS, *DECISION_COLUMNS) if recorded else COLUMNS, ())
        rows = ([*_row(finding), *(_decision(one, finding) if recorded else ())] for finding in one.findings)
        yield rows_csv((), rows)
    if recorded is None:
        yield rows_csv(COLUMNS, ())


def _decision(one: CheckedContract, finding: Finding) -> list[object]:
    """The last decision that is in force, or else the last of all."""
    made = sorted(one.decisions_about(finding), key=lambda decision: decision.in_force)
    if not made:
        return [""] * len(DECISION_COLUMNS)
    last = made[-1]
    return [last.decision, last.reason, last.approver, last.on, last.until, last.over or "in force"]


def rows_csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows as CSV that can't act on the spreadsheet that opens it."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if columns:
        writer.writerow(columns)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_TRIGGERS):
        return "'" + cell
    return "" if cell is None else cell


def _row(finding: Finding) -> list[object]:
    value = finding.value
    return [
        finding.id, finding.contract, finding.provider, finding.requirement, finding.service, finding.touchpoint,
        finding.site, finding.ward, finding.level, finding.period.label, finding.outcome.value,
        finding.reason.value if finding.reason else "", finding.detail, "yes" if finding.final else "no",
        finding.numerator, finding.denominator,
        None if value is None else f"{float(value):.6f}" if finding.denominator else finding.numerator,
        finding.threshold.text if finding.threshold else "", finding.short_by, finding.breaches_in_a_row,
        finding.severity, "; ".join(str(a) for a in finding.evidence), str(finding.rule),
    ]  # fmt: skip


def findings_junit(checked: Sequence[CheckedContract]) -> str:
    """The findings as JUnit XML: a breach is a failure, what was not assessed is skipped with its reason."""
    suites = [_suite(one) for one in checked]
    document = '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' + "\n".join(suites) + "\n</testsuites>"
    return "\n".join(printable(line) for line in document.split("\n"))


def _suite(one: CheckedContract) -> str:
    failures = sum(f.outcome is Outcome.BREACH for f in one.findings)
    skipped = sum(f.outcome is Outcome.NOT_ASSESSED for f in one.findings)
    name = quoteattr(f"{one.contract.contract} {one.period.label}")
    head = f'<testsuite name={name} tests="{len(one.findings)}" failures="{failures}" skipped="{skipped}">'
    return "\n".join([head, *(_case(finding) for finding in one.findings), "</testsuite>"])


def _case(finding: Finding) -> str:
    head = f"<testcase classname={quoteattr(finding.case)} name={quoteattr(finding.id)}"
    match finding.outcome:
        case Outcome.MET:
            return f"{head}/>"
        case Outcome.BREACH:
            said = f"{finding.numerator} of {finding.denominator}, short by {finding.short_by}"
            return f"{head}><failure message={quoteattr(said)}>{escape(str(finding.rule))}</failure></testcase>"
        case Outcome.NOT_ASSESSED:
            return f"{head}><skipped message={quoteattr(finding.reason or '')}/></testcase>"
