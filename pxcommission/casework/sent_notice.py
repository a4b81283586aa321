"""Whether a document of the process as sent still says what its draft says now: figures, levels, sums and dates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from pxcommission.casework.desk import Desk
from pxcommission.casework.drafting import subject_for
from pxcommission.casework.sent_document import SentDocument, plain
from pxcommission.casework.sent_letter import DATE, FIGURE, Difference, figures_in, holds, texts_of
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.letter_model import answers_missing, context_of
from pxcommission.packs.page_parts import UNVERIFIED
from pxcommission.packs.process_documents import document_model
from pxcommission.packs.process_model import DocumentWanted, Fact, ProcessDocument
from pxcommission.packs.process_parts import places_to_fill_in
from pxcommission.periods import in_words

_DAY = re.compile(r"\b\d{1,2} [A-Z][a-z]+ \d{4}\b")
_YEAR = re.compile(r"\b\d{4}/\d{2}\b")
_EDITION = re.compile(r"NHS Standard Contract (\d{4}/\d{2})\b")
_POUNDS = re.compile(r"£\d[\d,]*(?:\.\d\d)?")


def differences_from_draft(
    document: SentDocument, checked: CheckedContract, desk: Desk, wanted: DocumentWanted
) -> tuple[Difference, ...]:
    """Where the document as sent differs from the draft that would be made of the case now."""
    model = document_model(subject_for(checked, desk, wanted.kind, wanted.on), wanted)
    return differences_of(document, model, wanted.on)


def left_open(document: SentDocument) -> Iterator[str]:
    """The places of a document that a person had still to fill in, each told by where it stands."""
    for one in document.passages:
        count = places_to_fill_in(one.text) + answers_missing(one.text)
        if count:
            yield f"{one.where} has {'a place' if count == 1 else f'{count} places'} left to fill in"


def differences_of(document: SentDocument, model: ProcessDocument, dated: date) -> tuple[Difference, ...]:
    """Where the document as sent and the draft as it would be made now say different things."""
    return (*_of_edition(document, model), *_of_facts(document, model), *_unknown(document, model),
            *_of_sums(document, model), *_of_dates(document, model, dated))  # fmt: skip


def _of_edition(document: SentDocument, model: ProcessDocument) -> Iterator[Difference]:
    """Another edition of the general conditions than the one in force for the case, or other clauses and days than its own."""
    years = set(_YEAR.findall(model.form))
    for passage in document.body:
        named = [year for year in _EDITION.findall(passage.text) if year not in years]
        if named:
            edition = model.form.replace(UNVERIFIED, "").strip()
            yield Difference(f"{passage.where}, general conditions", f"'{', '.join(named)}'", f"'{plain(edition)}'")
    for line in model.clauses:
        label, ours = plain(line.provides).partition(":")[0], (plain(line.clause), plain(line.provides))
        for row in document.rows:
            if row.cells[1:] and row.cells[1].partition(":")[0] == label and row.cells[:2] != ours:
                yield Difference(f"{row.where}, clause", f"'{': '.join(row.cells[:2])}'", f"'{': '.join(ours)}'")


def _of_facts(document: SentDocument, model: ProcessDocument) -> Iterator[Difference]:
    for fact in model.facts:
        rows = [row for row in document.rows if _cell(row.cells, fact.where) and _about(fact) in row.text]
        if not rows:
            yield Difference(f"facts, {fact.where}", "nothing", f"{fact.result} against {fact.level}")
            continue
        for field, text in (("result", fact.result), ("agreed level", fact.level)):
            if not _cell(rows[0].cells, text):
                says = "; ".join(cell for cell in rows[0].cells if FIGURE.search(cell)) or rows[0].text
                yield Difference(f"{rows[0].where}, {field}", f"'{says}'", f"'{plain(text)}'")


def _unknown(document: SentDocument, model: ProcessDocument) -> Iterator[Difference]:
    """Percentages and counts that the draft does not have; those a person wrote into a plan are their own."""
    known = set(figures_in(texts_of(context_of(model))))
    for passage in document.body if model.facts and not model.actions else ():
        unknown = [one for one in dict.fromkeys(figures_in([passage.text])) if one not in known]
        if unknown and not any(_about(fact) in passage.text for fact in model.facts):
            yield Difference(passage.where, f"'{', '.join(unknown)}'", "no such figure")


def _of_sums(document: SentDocument, model: ProcessDocument) -> Iterator[Difference]:
    for line in model.sums:
        for amount in _POUNDS.findall(line.amount):
            if not any(holds(one.text, amount) for one in document.passages):
                found = dict.fromkeys(text for one in document.rows for text in _POUNDS.findall(one.text))
                yield Difference(f"sum of {line.month}", f"'{', '.join(found) or 'no sum'}'", f"'{amount}'")


def _of_dates(document: SentDocument, model: ProcessDocument, dated: date) -> Iterator[Difference]:
    if document.holding(in_words(dated)) is None:
        found = next((match[1] for one in document.passages if (match := DATE.search(one.text))), "")
        yield Difference("the date", f"'{found}'" if found else "no such date", f"'{in_words(dated)}' (--dated)")
    days = _DAY.findall(model.ask)
    if not days or document.holding(model.ask) is not None:
        return
    asked = re.compile(_DAY.pattern.join(re.escape(part) for part in _DAY.split(plain(model.ask))), re.IGNORECASE)
    said = next((match[0] for one in document.passages if (match := asked.search(one.text))), "")
    if said or any(document.holding(day) is None for day in days):
        other = f"'{', '.join(_DAY.findall(said))}'" if said else "no such date"
        yield Difference("what is asked, by when", other, f"'{', '.join(days)}'")


def _about(fact: Fact) -> str:
    """`(FFT-IP-POSITIVE)`, as the fact's requirement ends."""
    return plain(fact.requirement[fact.requirement.rfind("(") :])


def _cell(cells: tuple[str, ...], text: str) -> bool:
    return any(cell.casefold() == plain(text).casefold() for cell in cells)
