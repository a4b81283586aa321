"""The decision columns of the escalation workbook, read back into what is to be recorded of each case."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.cases.decision_words import DECISIONS, HOLD, NOT_PURSUED, TO_DECIDE
from pxcommission.cases.incoming import open_filled
from pxcommission.cases.kinds import Decided
from pxcommission.cases.proposal_rows import (
    FRESH,
    HEADER_ROW,
    PROPOSALS,
    ProposalRow,
    figures_of,
    proposal_of,
    refuse_changes,
    stands_recorded,
)
from pxcommission.inference.checked import CheckedContract
from pxcommission.periods import in_words
from pxcommission.problems import did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.sheets import Book, Sheet, address

COVER = "Cover"
COLUMNS = ("Contract", "Proposed step", "Decision", "Reason", "Owner", "Until", "Findings", "Case")


class WorkbookHeading(Struct, frozen=True):
    """Which contracts, period and run an escalation workbook is of, as its cover says."""

    contracts: tuple[str, ...]
    period: str
    run: str


class DecisionRead(Struct, frozen=True):
    """One row that was decided: `decided` is what to record; None where the step is to be issued, which a letter records."""

    case: str
    stage: str
    decided: Decided | None
    owner: str
    reason: str
    cell: str


class DecisionsRead(Struct, frozen=True):
    """What a workbook decides. `recorded`: cases whose very decision stands in the register; `undecided`: still to decide."""

    decisions: tuple[DecisionRead, ...]
    undecided: tuple[str, ...] = ()
    recorded: tuple[str, ...] = ()


def heading_of(path: Path, shown: str) -> WorkbookHeading:
    """What an escalation workbook is of, to know which check to hold it against; raises ProblemsFound (exit code 4)."""
    found = Collected(shown)
    book = open_filled(path, shown, found)
    sheet = _sheet(book, COVER, found)
    lines = [(sheet.text(row, 1), sheet.text(row, 2)) for row, _ in sheet.numbered_rows(HEADER_ROW + 1)]
    said = dict(reversed(lines))
    contracts = tuple(text.partition(":")[0] for name, text in lines if name == "Contract")
    heading = WorkbookHeading(contracts, said.get("Period", "").partition(" (")[0], said.get("Run", ""))
    if not (heading.contracts and heading.period and heading.run):
        found.error("the cover does not say which contract, period and run it is of", FRESH, COVER)
    found.stop_if_wrong()
    return heading


def decisions_in(path: Path, shown: str, checked: Sequence[CheckedContract]) -> DecisionsRead:
    """What the decision columns say, held against the contracts as checked now; `checked` has the workbook's contracts.

    Raises ProblemsFound (exit code 4) with every problem and its cell: an unknown word, a case that is not here, a reason,
    owner or day that is missing, and every decided row whose step, findings or figures are others by now.
    """
    found = Collected(shown)
    book = open_filled(path, shown, found)
    sheet = _sheet(book, PROPOSALS, found)
    columns = _columns(sheet, found)
    figures = figures_of(book)
    read: list[DecisionRead] = []
    undecided: list[str] = []
    recorded: list[str] = []
    seen: set[str] = set()
    for number, _ in sheet.numbered_rows(HEADER_ROW + 1):
        row = ProposalRow(sheet, number, columns)
        case = row.text("Case")
        if case in ("", "[z]"):
            continue
        if case in seen:
            found.error(f"the case {case} stands twice", "keep one of the rows", PROPOSALS, row.cell("Case"))
        seen.add(case)
        word = _word(row, found)
        if word == TO_DECIDE:
            undecided.append(case)
        elif word and (one := _contract_of(row, checked, found)) is not None:
            decision = _decision(row, word, one, found)
            if stands_recorded(row, one, decision.decided):
                recorded.append(case)
                continue
            refuse_changes(row, one, figures, found)
            read.append(decision)
    found.stop_if_wrong()
    return DecisionsRead(tuple(read), tuple(undecided), tuple(recorded))


def _sheet(book: Book, name: str, found: Collected) -> Sheet:
    sheet = next((one for one in book.sheets if one.name == name), None)
    if sheet is None:
        found.error(f"there is no sheet '{name}': this is no escalation workbook", "give the workbook of the pack")
        found.stop_if_wrong()
    assert sheet is not None  # noqa: S101 (refused above)
    return sheet


def _columns(sheet: Sheet, found: Collected) -> dict[str, int]:
    headings = {text: number for number, text in enumerate(sheet.texts(HEADER_ROW), start=1)}
    missing = [name for name in COLUMNS if name not in headings]
    if missing:
        message = f"the columns {', '.join(missing)} are not where they were (row {HEADER_ROW})"
        found.error(message, "fill in the tinted columns only, in a fresh copy", PROPOSALS, address(HEADER_ROW, 1))
    found.stop_if_wrong()
    return headings


def _word(row: ProposalRow, found: Collected) -> str:
    """The decision, or nothing where it can't be read; an empty cell is still to decide."""
    word = row.text("Decision").lower() or TO_DECIDE
    if word not in DECISIONS:
        fix = f"choose one of: {', '.join(DECISIONS)}"
        message = f"'{row.text('Decision')[:40]}' is no decision{did_you_mean(word, DECISIONS)}"
        found.error(message, fix, PROPOSALS, row.cell("Decision"))
        return ""
    filled = [name for name in ("Reason", "Owner", "Until") if row.text(name)]
    if word == TO_DECIDE and "Reason" in filled:
        message = "a reason stands here, but nothing is decided"
        found.error(message, "choose a decision, or clear the reason", PROPOSALS, row.cell("Decision"))
        return ""
    return word


def _contract_of(row: ProposalRow, checked: Sequence[CheckedContract], found: Collected) -> CheckedContract | None:
    """The contract a row's case belongs to; an error where it is none of these, or where the case is none of its own."""
    case = row.text("Case")
    one = next((one for one in checked if case.startswith(f"{one.contract.contract}/")), None)
    if one is None or not (case in {finding.case for finding in one.findings} or case in one.records):
        of = ", ".join(other.contract.contract for other in checked)
        found.error(f"'{case[:120]}' is no case of {of}", FRESH, PROPOSALS, row.cell("Case"))
        return None
    return one


def _decision(row: ProposalRow, word: str, one: CheckedContract, found: Collected) -> DecisionRead:
    """What a row says; what is missing for it goes to `found`."""
    proposal = proposal_of(row, one)
    stage, units = (proposal.stage, proposal.units) if proposal else ("", ())
    owner, reason = row.text("Owner"), row.text("Reason")
    decided = None
    if word in (HOLD, NOT_PURSUED):
        for problem, name, fix in _missing(row, word, one.as_at):
            found.error(problem, fix, PROPOSALS, row.cell(name))
        kind = "hold" if word == HOLD else "not pursued"
        decided = Decided(decision=kind, reason=reason, approver=owner, until=row.day("Until"), findings=units)
    return DecisionRead(row.text("Case"), stage, decided, owner, reason, row.cell("Decision"))


def _missing(row: ProposalRow, word: str, as_at: date) -> Iterator[tuple[str, str, str]]:
    """What a decision to hold or not to pursue lacks: the problem, the column, and how to mend it."""
    if not row.text("Reason"):
        yield f"'{word}' needs a reason", "Reason", "write why; every later output says it"
    if not row.text("Owner"):
        yield f"'{word}' needs an owner", "Owner", "write the office that approves it, for example Head of contracting"
    until = row.day("Until")
    if until is None and row.text("Until"):
        yield f"'{row.text('Until')[:40]}' is not a day", "Until", "write a date, such as 21/11/2026"
    elif until is None and word == HOLD:
        yield "'hold' needs the day until which it holds", "Until", "write a date; nothing is proposed until then"
    elif until is not None and until < as_at:
        yield f"the day {in_words(until)} has passed", "Until", "write a day that is still to come"
