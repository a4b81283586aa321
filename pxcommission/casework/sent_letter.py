"""Whether a letter as sent still says what the findings say: rows, figures, levels and dates, each difference with its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.casework.sent_document import Passage, SentDocument, plain
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import clause_of, running, statement_of, where
from pxcommission.packs.figures import figure_of
from pxcommission.packs.letter_model import Letter, Page, context_of
from pxcommission.packs.standing import Raised
from pxcommission.periods import in_words

REFERENCE = re.compile(r"\b([A-Z][A-Z0-9-]*)/(\d{4}-\d{2}(?:-Q[1-4])?|\d{4}-\d{2})/([0-9a-f]{12})\b")
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)? ?%|\b\d[\d,]* of \d[\d,]*")
_DAY = r"(\d{1,2} [A-Z][a-z]+ \d{4})"
_REPLY = re.compile(rf"reply by {_DAY}", re.IGNORECASE)
DATE = re.compile(rf"\bDate:? \|? ?{_DAY}")
FIELDS = ("where", "result", "agreed level", "periods not met running")


class Difference(Struct, frozen=True):
    """One thing the letter says that the findings do not: where, what it says, what they say."""

    where: str
    says: str
    findings_say: str

    @property
    def text(self) -> str:
        """The difference as a sentence."""
        return f"{self.where}: the letter says {self.says}; the findings say {self.findings_say}"


class LetterRead(Struct, frozen=True):
    """What a letter turned out to cite: the cases it holds, those left out of it, and how it differs."""

    cited: tuple[Raised, ...]
    left_out: tuple[Raised, ...]
    differences: tuple[Difference, ...]


def reference_in(document: SentDocument) -> tuple[str, str, str] | None:
    """Contract, period and run as the letter's reference names them."""
    found = (REFERENCE.search(one.text) for one in document.passages)
    match = next((one for one in found if one), None)
    return (match[1], match[2], match[3]) if match else None


def read_letter(
    document: SentDocument,
    checked: CheckedContract,
    page: Page,
    challenges: Sequence[Raised],
    questions: Sequence[Raised],
    dated: date,
    reply_by: date | None,
) -> LetterRead:
    """The letter compared with its page as the findings make it now."""
    cited, left_out, differences = [], [], []
    for one in challenges:
        rows = [_row_of(document, checked, finding) for finding in one.findings]
        if not any(rows):
            left_out.append(one)
            about = f"{one.proposal.case}, table of what was not met"
            differences.append(Difference(about, "nothing", statement_of(checked, one.proposal.requirement)))
            continue
        cited.append(one)
        for finding, row in zip(one.findings, rows, strict=True):
            differences += _against_row(checked, finding, row)
    for one in questions:
        passage = _question_of(document, checked, one)
        (cited if passage else left_out).append(one)
        differences += _against_question(checked, one, passage) if passage else []
    differences += _unknown_figures(document, checked, page, {one.where for one in differences})
    differences += _dates(document, dated, reply_by)
    return LetterRead(tuple(cited), tuple(left_out), tuple(differences))


def _row_of(document: SentDocument, checked: CheckedContract, finding: Finding) -> Passage | None:
    """The row about a finding: it names the requirement and where; or the requirement alone where only one row does."""
    named = [row for row in document.rows if holds(row.text, f"({finding.requirement})")]
    place = where(checked, finding)
    exact = [row for row in named if any(cell.casefold() == plain(place).casefold() for cell in row.cells)]
    if exact:
        return exact[0]
    return named[0] if len(named) == 1 and _rows_wanted(checked, finding) == 1 else None


def _rows_wanted(checked: CheckedContract, finding: Finding) -> int:
    proposals = (one for one in checked.proposals if one.case == finding.case)
    return max((len(one.units) for one in proposals), default=1)


def _against_row(checked: CheckedContract, finding: Finding, row: Passage | None) -> Iterator[Difference]:
    figure = figure_of(checked, finding)
    wanted = (where(checked, finding), figure.result, figure.level, running(checked, finding))
    if row is None:
        about = f"{finding.requirement}, {wanted[0]}"
        yield Difference(f"table of what was not met, {about}", "nothing", f"{figure.result} against {figure.level}")
        return
    if not holds(row.text, clause_of(checked, finding)):
        yield Difference(f"{row.where}, clause", f"'{row.cells[0]}'", f"'{clause_of(checked, finding)}'")
    for at, (field, text) in enumerate(zip(FIELDS, wanted, strict=True), start=1):
        if not any(cell.casefold() == plain(text).casefold() for cell in row.cells):
            says = row.cells[at] if at < len(row.cells) else row.text
            yield Difference(f"{row.where}, {field}", f"'{says}'", f"'{text}'")


def _question_of(document: SentDocument, checked: CheckedContract, query: Raised) -> Passage | None:
    statement = statement_of(checked, query.proposal.requirement)
    figures = [figure_of(checked, finding).result for finding in query.findings]
    about = [one for one in document.passages if not one.cells and holds(one.text, statement)]
    best = [one for one in about if any(holds(one.text, figure) for figure in figures)]
    return next(iter(best or [one for one in about if FIGURE.search(one.text)]), None)


def _against_question(checked: CheckedContract, query: Raised, passage: Passage) -> Iterator[Difference]:
    for finding in query.findings:
        figure = figure_of(checked, finding)
        for text in (figure.result, figure.level):
            if not holds(passage.text, text):
                says = "; ".join(FIGURE.findall(passage.text)) or "no figure"
                yield Difference(f"{passage.where}, {where(checked, finding)}", f"'{says}'", f"'{text}'")


def _unknown_figures(
    document: SentDocument, checked: CheckedContract, page: Page, named: set[str]
) -> Iterator[Difference]:
    """Percentages and counts in the letter that neither its page nor any finding of the contract has."""
    known = set(figures_in(texts_of(context_of(page))))
    for finding in checked.findings:
        figure = figure_of(checked, finding)
        known |= set(figures_in([figure.result, figure.level]))
    for passage in document.body:
        unknown = [one for one in dict.fromkeys(figures_in([passage.text])) if one not in known]
        if unknown and not any(place.startswith(f"{passage.where},") for place in named):
            yield Difference(passage.where, f"'{', '.join(unknown)}'", "no such figure")


def _dates(document: SentDocument, dated: date, reply_by: date | None) -> Iterator[Difference]:
    if document.holding(in_words(dated)) is None:
        says = _found(document, DATE)
        yield Difference("the letter's date", f"'{says}'" if says else "no such date", f"'{in_words(dated)}' (--dated)")
    for asked in sorted({match for one in document.passages for match in _REPLY.findall(one.text)}):
        if reply_by is None or asked != in_words(reply_by):
            yield Difference("the reply date", f"'{asked}'", f"'{in_words(reply_by)}'" if reply_by else "none")
    if reply_by is not None and document.holding(in_words(reply_by)) is None and not _found(document, _REPLY):
        yield Difference("the reply date", "none", f"'{in_words(reply_by)}'")


def _found(document: SentDocument, pattern: re.Pattern[str]) -> str:
    matches = (pattern.search(one.text) for one in document.passages)
    return next((match[1] for match in matches if match), "")


def holds(text: str, part: str) -> bool:
    """Whether the text holds the part as it stands, not as a piece of a longer number or word."""
    wanted = re.escape(plain(part).rstrip("."))
    return re.search(rf"(?<![\w.,]){wanted}(?![\w%]|[.,]\d)", text, re.IGNORECASE) is not None


def figures_in(texts: Iterable[str]) -> Iterator[str]:
    """The percentages and counts in texts."""
    for text in texts:
        for match in FIGURE.findall(plain(text)):
            yield match.replace(" %", "%")


def texts_of(value: Any) -> Iterator[str]:
    """Every text in a document's fields."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from texts_of(inner)
        case list():
            for inner in value:
                yield from texts_of(inner)


def reply_asked_for(page: Page) -> str:
    """The reply date a letter asks for, in words; empty for a page of questions."""
    return page.reply_by if isinstance(page, Letter) else ""
