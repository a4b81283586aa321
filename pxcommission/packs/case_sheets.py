"""The workbook's sheets of the case register: what went out and came back, and what people decided. For us, never the provider."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.inference.checked import CheckedContract
from pxcommission.inference.decided import stands as stands
from pxcommission.inference.recorded import DECIDED_WORDS, CaseRecord, PersonsDecision
from pxcommission.packs.described import service_name, statement_of
from pxcommission.packs.sheets import NOT_APPLICABLE, Cell, Column, Sheet, text
from pxcommission.packs.standing import stage_name
from pxcommission.periods import in_words

CONTENTS_OF_CASES = {
    "Cases": "what was issued, the replies, and where each case stands",
    "Decisions": "not pursued, held or set aside: why, by whom, until when",
}


def case_sheets(checked: Sequence[CheckedContract]) -> tuple[Sheet, ...]:
    """Both sheets; none where the register holds nothing of these contracts' cases."""
    if not any(one.records for one in checked):
        return ()
    return cases_sheet(checked), decisions_sheet(checked)


def cases_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """One row for each thing that was issued, with its reply; a case that stands somewhere without one has a row too."""
    columns = (Column("Contract", 17), Column("Requirement", 40), Column("Service", 20), Column("Issued", 24),
               Column("Issued on", 14), Column("Reply due", 14), Column("Reply", 44), Column("Now", 34),
               Column("Reference", 40, printed=False), Column("Case", 60, printed=False))  # fmt: skip
    rows = tuple(row for one in checked for _, record in sorted(one.records.items()) for row in _case_rows(one, record))
    return Sheet("Cases", "What was issued, and where each case stands", (), columns, rows)


def decisions_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """One row for each decision, those that hold no more included."""
    columns = (Column("Contract", 17), Column("Requirement", 40), Column("Service", 20), Column("Decided", 14),
               Column("Reason", 44), Column("Approved by", 22), Column("Decided on", 14), Column("Until", 14),
               Column("Holds", 24), Column("Findings", 80, printed=False), Column("Case", 60, printed=False))  # fmt: skip
    rows = tuple(
        _decision_row(one, record, decision)
        for one in checked for _, record in sorted(one.records.items()) for decision in record.decisions
    )  # fmt: skip
    notes = (
        "For the commissioners only. What is not pursued, held or set aside is not put to the provider as not met.",
    )
    return Sheet("Decisions", "What people decided not to pursue, to hold or to set aside", notes, columns, rows)


def _about(one: CheckedContract, record: CaseRecord) -> tuple[Cell, ...]:
    contract, requirement, service = record.case.split("/", 2)
    return contract, text(statement_of(one, requirement)), service_name(one, service)


def _case_rows(one: CheckedContract, record: CaseRecord) -> list[tuple[Cell, ...]]:
    about, now = _about(one, record), text(stands(record))
    if not record.letters:
        nothing = (NOT_APPLICABLE,) * 4
        return [(*about, *nothing, now, NOT_APPLICABLE, text(record.case))] if now != NOT_APPLICABLE else []
    rows: list[tuple[Cell, ...]] = []
    for number, letter in enumerate(record.letters):
        later = [after.on for after in record.letters[number + 1 :]]
        replies = [r for r in record.replies if letter.on <= r.on and not any(day <= r.on for day in later)]
        came = "; ".join(f"{in_words(r.on)}, {r.position}: {r.summary}" for r in replies)
        due: Cell = letter.reply_by or NOT_APPLICABLE
        name = text(stage_name(one, letter.stage, record.case))
        rows.append((*about, name, letter.on, due, text(came), now, text(letter.reference), text(record.case)))
    return rows


def _decision_row(one: CheckedContract, record: CaseRecord, decision: PersonsDecision) -> tuple[Cell, ...]:
    until: Cell = decision.until or NOT_APPLICABLE
    return (
        *_about(one, record), DECIDED_WORDS[decision.decision], text(decision.reason), text(decision.approver),
        decision.on, until, text(decision.over or "in force"), text("; ".join(decision.findings), "the whole case"),
        text(record.case),
    )  # fmt: skip
