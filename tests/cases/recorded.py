"""Events of a case, written to a workspace's register as the commands would."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from pxcommission.cases.case_file import CaseFile, case_file
from pxcommission.cases.events import Entry, Event
from pxcommission.cases.kinds import Deadline, Decided, Details, LetterIssued, kind_of
from pxcommission.cases.register import open_register

CASE = "ACUTE/GOOD/inpatient"
Q1, Q2 = "2025-26-Q1/ACUTE/GOOD/inpatient", "2025-26-Q2/ACUTE/GOOD/inpatient"


def record(folder: Path, *happened: tuple[str, Details], case: str = CASE) -> tuple[Event, ...]:
    """Record what happened, each with its day."""
    register = open_register(folder, None)
    already = len(register.events(case=case))
    entries = [
        Entry(case.split("/")[0], case, kind_of(details), date.fromisoformat(day), details.recorded(), already)
        for day, details in happened
    ]
    return register.append(entries, "Analyst", "test", "2026-01-01T09:00:00+00:00")


def file_of(folder: Path, happened: Sequence[tuple[str, Details]], case: str = CASE) -> CaseFile:
    """The file of a case to which this happened."""
    return case_file(record(folder, *happened, case=case))


def letter(stage: str, reply_by: str | None = None, findings: tuple[str, ...] = (Q2,)) -> LetterIssued:
    """A letter or question that went out."""
    reply = Deadline(what="Reply", step="reply", by=date.fromisoformat(reply_by)) if reply_by else None
    return LetterIssued(stage=stage, ladder="a-ladder", reply=reply, findings=findings)


def decided(what: str, until: str | None = None, findings: tuple[str, ...] = ()) -> Decided:
    """A person's decision."""
    day = date.fromisoformat(until) if until else None
    return Decided(decision=what, reason="it is counted again", approver="Chief Nurse", until=day, findings=findings)  # type: ignore[arg-type]
