"""Documents as people fill them in: a draft that goes out, a response form that comes back, a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from docx import Document

OPEN_PLACE = re.compile(r"\[To fill in:[^]]*\]")
ANSWERS = {
    "Position": "partly",
    "In short": "Two wards were short of staff at night in August; both are staffed again since October.",
    "Action 1": "A night round by a senior nurse on each ward",
    "Lead 1": "Head of nursing",
    "By 1": date(2026, 1, 31),
}


def filled_form(form: Path, to: Path) -> Path:
    """The response form as a provider fills it in."""
    book = openpyxl.load_workbook(form)
    sheet = book["Response"]
    heading = next(row for row in sheet.iter_rows() if any(cell.value == "Position" for cell in row))
    columns = {str(cell.value): cell.column for cell in heading}
    for row in range(heading[0].row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value:
            for name, value in ANSWERS.items():
                sheet.cell(row, columns[name]).value = value
    book.save(to)
    return to


def plan_workbook(path: Path) -> Path:
    """A plan of two actions, as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(
        (
            "id",
            "action",
            "cause",
            "owner",
            "start",
            "due",
            "metric",
            "baseline",
            "target",
            "evidence",
            "maintain until",
            "sanction",
        )
    )
    sheet.append(("1", "Night rounds on two wards", "Nobody led the wards at night", "Head of nursing", "2026-01-19", "2026-02-13", "FFT positive", "88.0%", "95%", "Roster and answers", "2026-06-30", "2% of the Actual Monthly Value"))  # fmt: skip
    sheet.append(("2", "Answers read on each ward every week", "Wards never saw their own answers", "Matrons", "2026-02-02", "2026-03-13", "Wards with a weekly reading", "0 of 9", "9 of 9", "Notes of the readings", "2026-09-30", "none"))  # fmt: skip
    book.save(path)
    return path


def as_sent(draft: Path, to: Path, more: Mapping[str, str] | None = None) -> Path:
    """A draft as a person sends it: what stands open filled in, the words that call it a draft taken out."""
    document = Document(str(draft))
    for paragraph in list(_paragraphs(document)):
        text = paragraph.text
        if text.startswith("DRAFT") and not text.startswith("DRAFT ·"):
            paragraph._p.getparent().remove(paragraph._p)
            continue
        text = OPEN_PLACE.sub("as agreed between us", text).replace("DRAFT · ", "").replace(" (draft)", "")
        text = re.sub(r" \(if it is dated otherwise[^)]*\)", "", text)
        for old, new in (more or {}).items():
            text = text.replace(old, new)
        if text != paragraph.text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    document.save(str(to))
    return to


def _paragraphs(document: Any) -> Iterator[Any]:
    for part in (document, *(section.header for section in document.sections)):
        yield from _within(part)


def _within(part: Any) -> Iterator[Any]:
    yield from part.paragraphs
    for table in part.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _within(cell)
