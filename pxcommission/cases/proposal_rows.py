"""A row of the workbook's proposals held against what is proposed now: whether it was decided on the same step and figures."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.cases.incoming import day_of
from pxcommission.cases.kinds import Decided
from pxcommission.inference.cases import Proposal
from pxcommission.inference.checked import CheckedContract
from pxcommission.returns.collected import Collected
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import Book, Sheet, address

PROPOSALS, FIGURES, HEADER_ROW = "Proposals", "Not met", 4
FRESH = "make the workbook anew with `pxcommission pack` and decide there"


class ProposalRow(Struct, frozen=True):
    """One row of the sheet Proposals as it came back."""

    sheet: Sheet
    number: int
    columns: Mapping[str, int]

    def text(self, name: str) -> str:
        """The text under a heading, on one line."""
        return " ".join(self.sheet.text(self.number, self.columns[name]).split())

    def cell(self, name: str) -> str:
        """The address under a heading."""
        return address(self.number, self.columns[name])

    def day(self, name: str) -> date | None:
        """The day under a heading; None where there is none."""
        return day_of(self.sheet.at(self.number, self.columns[name]))


def stands_recorded(row: ProposalRow, one: CheckedContract, decided: Decided | None) -> bool:
    """Whether this very decision is recorded and in force, so that a workbook read twice is recorded once."""
    record = one.records.get(row.text("Case"))
    if record is None or decided is None:
        return False
    asked = (decided.decision, decided.reason, decided.approver, decided.until)
    return any(
        asked == (made.decision, made.reason, made.approver, made.until) and _same_findings(row, made.findings)
        for made in record.decisions
        if made.in_force
    )


def refuse_changes(
    row: ProposalRow, one: CheckedContract, figures: Mapping[str, tuple[str, str]], found: Collected
) -> None:
    """Everything the row was decided on that is otherwise by now goes to `found`."""
    case, proposal = row.text("Case"), proposal_of(row, one)
    if proposal is None:
        held = next((h for h in one.held_back if h.case == case), None)
        why = f": {'; '.join(held.because)}" if held else ""
        found.error(f"nothing is proposed for {case} any more{why}", FRESH, PROPOSALS, row.cell("Proposed step"))
        return
    name = _step_name(one, proposal)
    if row.text("Proposed step") != name:
        message = f"the step proposed was '{row.text('Proposed step')[:60]}'; it is '{name}' now"
        found.error(message, FRESH, PROPOSALS, row.cell("Proposed step"))
    if not _same_findings(row, proposal.units):
        message = f"it rests on other findings by now: {'; '.join(proposal.units) or 'none'}"
        found.error(message, FRESH, PROPOSALS, row.cell("Findings"))
    for finding in (f for f in one.findings if f.id in proposal.units):
        before, now = figures.get(_compared(finding.id)), _counts(finding)
        if before is not None and any(b.isdigit() and b != n for b, n in zip(before, now, strict=True)):
            message = f"the figure of {finding.id} was {_shown(before)}; it is {_shown(now)} now"
            found.error(message, FRESH, PROPOSALS, row.cell("Findings"))


def proposal_of(row: ProposalRow, one: CheckedContract) -> Proposal | None:
    """What is proposed now for the case of a row."""
    return next((proposal for proposal in one.proposals if proposal.case == row.text("Case")), None)


def _same_findings(row: ProposalRow, units: Sequence[str]) -> bool:
    """Whether a row names these findings; a cell that had no room for all of them ends in `…`."""
    written, now = row.text("Findings"), _compared("; ".join(units) or "[z]")
    if written.endswith("…"):
        return now.startswith(_compared(written))
    return _compared(written) == now


def _compared(text: str) -> str:
    """A text by its letters, digits and slashes alone: cells hold it on one line, without what can't be seen."""
    return re.sub(r"[^\w/]+", "", unicodedata.normalize("NFC", text))


def _step_name(one: CheckedContract, proposal: Proposal) -> str:
    ladder = one.ladder_of(proposal.case)
    known = ladder.rank(proposal.stage)
    return " ".join((ladder.stage(proposal.stage).name if known else proposal.stage.capitalize()).split())


def figures_of(book: Book) -> dict[str, tuple[str, str]]:
    """Numerator and denominator of each finding as the workbook shows them, by id; what is withheld is no number."""
    sheet = next((one for one in book.sheets if one.name == FIGURES), None)
    if sheet is None:
        return {}
    headings = {text: number for number, text in enumerate(sheet.texts(HEADER_ROW), start=1)}
    if not {"Finding", "Numerator", "Denominator"} <= set(headings):
        return {}
    return {
        _compared(sheet.text(row, headings["Finding"])): (
            as_text(sheet.at(row, headings["Numerator"])),
            as_text(sheet.at(row, headings["Denominator"])),
        )
        for row, _ in sheet.numbered_rows(HEADER_ROW + 1)
    }


def _counts(finding: Finding) -> tuple[str, str]:
    return _written(finding.numerator), _written(finding.denominator)


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _shown(counts: tuple[str, str]) -> str:
    numerator, denominator = counts
    return f"{numerator} of {denominator}" if denominator.isdigit() else numerator or "none"
