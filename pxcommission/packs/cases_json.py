"""What the case register says, as plain data: letters out, replies and decisions of each case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.recorded import CaseRecord, LetterOut, PersonsDecision, ReplyGiven


def cases_of(checked: Sequence[CheckedContract]) -> dict[str, Any]:
    """`register` (its head) and `cases`; nothing at all where nothing is recorded."""
    head = next((one.register for one in checked if one.register), "")
    if not head:
        return {}
    return {"register": head, "cases": [_case(record) for one in checked for _, record in sorted(one.records.items())]}


def decision_of(decision: PersonsDecision) -> dict[str, Any]:
    """One decision with its reason, approver and days; `over` says why it holds no more."""
    return {
        "decision": decision.decision,
        "reason": decision.reason,
        "approver": decision.approver,
        "on": decision.on.isoformat(),
        "until": _day(decision.until),
        "findings": list(decision.findings),
        "in_force": decision.in_force,
        "over": decision.over or None,
    }


def _case(record: CaseRecord) -> dict[str, Any]:
    return {
        "case": record.case,
        "stage": record.stage or None,
        "issued": [_letter(letter) for letter in record.letters],
        "reply_awaited": _day(record.reply_awaited),
        "reply_overdue": record.reply_overdue,
        "replies": [_reply(reply) for reply in record.replies],
        "decisions": [decision_of(decision) for decision in record.decisions],
        "notice_dated": _day(record.notice_dated),
        "notice_state": record.notice_state or None,
        "agreed_instead": record.agreed_instead or None,
        "closed": _day(record.closed),
    }


def _letter(letter: LetterOut) -> dict[str, Any]:
    return {
        "stage": letter.stage,
        "on": letter.on.isoformat(),
        "reply_by": _day(letter.reply_by),
        "reference": letter.reference or None,
        "findings": list(letter.findings),
    }


def _reply(reply: ReplyGiven) -> dict[str, Any]:
    return {
        "on": reply.on.isoformat(),
        "position": reply.position,
        "summary": reply.summary,
        "file": reply.file or None,
        "answered": reply.answered,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
