"""A pack's letter as a person sends it: the draft's words taken out, dated, the reply date moved; and other edits in Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document

from pxcommission.packs.packs import write_packs
from pxcommission.periods import read_period
from pxcommission.quarter import check_quarter
from pxcommission.workspace import chosen_contracts, open_workspace

DRAFTED, DATED = date(2025, 11, 20), "2025-11-24"
SENT = {
    "DRAFT · ": "",
    " (draft)": "",
    "Date:\t20 November 2025": "Date:\t24 November 2025",
    "1 December 2025": "4 December 2025",
    "from the date of the draft": "from the date of this letter",
}
Edit = Callable[[Any], None]


def write_pack(folder: Path) -> None:
    """Write the pack of EXAMPLE-ACUTE for 2025/26 Q2 as of 20 November 2025."""
    workspace = open_workspace(folder)
    period = read_period("2025/26-Q2")
    assert period is not None
    contracts = chosen_contracts(workspace.rulebook, ["EXAMPLE-ACUTE"])
    checked = check_quarter(workspace, period, DRAFTED, contracts, "reference")
    write_packs(checked, folder / "packs", folder / "rules" / "letters", together=False)


def draft_in(folder: Path) -> Path:
    """The letter of the pack."""
    return folder / "packs" / "2025-26-Q2" / "EXAMPLE-ACUTE" / "letter-EXAMPLE-ACUTE.docx"


def sent_from(folder: Path, more: Mapping[str, str] | None = None, edit: Edit | None = None) -> Path:
    """The letter as sent, beside the workspace; `more` are further words to replace, `edit` a change of the document."""
    document = Document(str(draft_in(folder)))
    for paragraph in _paragraphs(document):
        if paragraph.text.startswith("DRAFT of"):
            paragraph._p.getparent().remove(paragraph._p)
            continue
        text = paragraph.text
        for old, new in {**SENT, **(more or {})}.items():
            text = text.replace(old, new)
        if text != paragraph.text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    if edit is not None:
        edit(document)
    path = folder.parent / "sent.docx"
    document.save(str(path))
    return path


def row_with(document: Any, text: str) -> Any:
    """The row of a table that holds this text."""
    return next(row for table in document.tables for row in table.rows if any(text in cell.text for cell in row.cells))


def _paragraphs(document: Any) -> Iterator[Any]:
    yield from list(_within(document))
    for section in document.sections:
        yield from _within(section.header)


def _within(container: Any) -> Iterator[Any]:
    yield from list(container.paragraphs)
    for table in container.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)
