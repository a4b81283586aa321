"""A small workspace with a framework of two areas, workbooks filled the way a person would, and rounds recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from small_workspace import VOCABULARY, Small, rule, small

from pxcommission.diagnostics.answers import read_answer
from pxcommission.diagnostics.entries import RoundKey
from pxcommission.diagnostics.filled import FilledForm, read_filled
from pxcommission.diagnostics.form import COLUMNS, HEADER, LABELS
from pxcommission.diagnostics.frameworks import Framework, frameworks_of
from pxcommission.diagnostics.recording import Change, Given, record_answers
from pxcommission.diagnostics.taking import take_filled, written_form
from pxcommission.listening.recording import When
from pxcommission.rulebook.rulebook import load_rulebook

TODAY = date(2026, 1, 31)
FRAMEWORK = """\
title: A framework
edition: first edition
source: {document: this test, verified: false}
scale:
  - {rating: 0, name: not started, meaning: nothing yet}
  - {rating: 1, name: partial, meaning: it has begun}
  - {rating: 2, name: established, meaning: the usual way}
themes:
  leadership: {name: Leadership}
areas:
  - id: LEAD
    name: Leadership
    about: Whether the board owns it.
    key_questions: [caring]
    themes: [leadership]
    statements:
      - {id: LEAD-1, text: Two directors answer for it., evidence: Minutes., themes: [leadership]}
      - {id: LEAD-2, text: "Stories are heard, and acted on.", evidence: Agendas.}
  - id: COLL
    name: Collecting feedback
    key_questions: [caring]
    statements:
      - {id: COLL-1, text: There are many ways to say it., evidence: A list.}
"""
MEASURES = """\
  assessed: {name: Assessments done, unit: count, better: higher, feedback: register, kind: fact, from_diagnostic: assessments done}
  presented: {name: Assessments presented, unit: count, better: higher, feedback: register, kind: fact, from_diagnostic: assessments presented to the board}
  followed: {name: Actions followed, unit: proportion, numerator: actions_followed, denominator: actions_open, better: higher, feedback: register, kind: fact, from_diagnostic: actions with progress on record}
  on_time: {name: Actions on time, unit: proportion, numerator: actions_on_time, denominator: actions_due, better: higher, feedback: register, kind: fact, from_diagnostic: actions done by their date}
"""
Answers = Mapping[str, Mapping[str, str]]
FULL: dict[str, dict[str, str]] = {
    "LEAD-1": {"rating": "2 established", "evidence": "Minutes of June", "action": "Name a deputy", "owner": "Chief Nurse",
               "due": "2025-11-30", "status": "in progress"},
    "LEAD-2": {"rating": "0 not started"},
    "COLL-1": {"rating": "not assessed", "not_assessed": "We have no wards"},
}  # fmt: skip


def diagnostic(folder: Path) -> Small:
    """A workspace with the framework `first` and measures counted of self-assessments."""
    made = small(folder).rules(rule())
    made.write("rules/vocabulary/words.yaml", VOCABULARY.replace("services:\n", MEASURES + "services:\n"))
    return made.write("rules/frameworks/first.yaml", FRAMEWORK)


def frameworks(folder: Path) -> Mapping[str, Framework]:
    return frameworks_of(load_rulebook(folder))


def key(rater: str = "board", label: str = "2025-26", framework: str = "first", organisation: str = "RZ1") -> RoundKey:
    return RoundKey(organisation, framework, label, rater)


def when(day: str = "2026-01-31") -> When:
    return When("Lead", date.fromisoformat(day), date.fromisoformat(day))


def given(folder: Path, answers: Answers, key: RoundKey, on: str) -> Given:
    framework = frameworks(folder)[key.framework]
    read = {name: read_answer(texts, framework, TODAY).answer for name, texts in answers.items()}
    return Given(key, "Example Provider", framework, date.fromisoformat(on), {n: a for n, a in read.items() if a})


def recorded(
    folder: Path, answers: Answers, on: str = "2025-07-01", rater: str = "board", label: str = "2025-26",
    framework: str = "first", known: str = "", organisation: str = "RZ1",
) -> Change:  # fmt: skip
    """The answers recorded as if somebody had typed them."""
    made = given(folder, answers, key(rater, label, framework, organisation), on)
    return record_answers(folder, made, when(known or on))


def workbook(folder: Path, answers: Answers, key: RoundKey | None = None, on: str = "2025-07-01") -> bytes:
    """The workbook as it is written, then filled with these answers."""
    chosen = key or RoundKey("RZ1", "first", "2025-26", "board")
    book = openpyxl.load_workbook(
        BytesIO(written_form(folder, frameworks(folder)[chosen.framework], chosen, "Example Provider"))
    )
    book["Guidance"].cell(LABELS.index("Assessed on") + 1, 2).value = on
    for sheet in book.worksheets[1:]:
        for row in range(HEADER + 1, sheet.max_row + 1):
            fill(sheet, row, answers.get(str(sheet.cell(row, 1).value), {}))
    return saved(book)


def fill(sheet: Any, row: int, texts: Mapping[str, str]) -> None:
    for number, column in enumerate(COLUMNS, start=1):
        if column.fills in texts:
            sheet.cell(row, number).value = texts[column.fills]


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read_back(folder: Path, package: bytes, name: str = "form.xlsx") -> FilledForm:
    path = folder / name
    path.write_bytes(package)
    return read_filled(path, name, frameworks(folder), TODAY)


def taken(folder: Path, package: bytes, day: str = "2026-01-31") -> Change:
    return take_filled(folder, read_back(folder, package), when(day))


def cells_of(package: bytes) -> dict[str, dict[str, Any]]:
    """Every cell that holds something, by sheet and address."""
    book = openpyxl.load_workbook(BytesIO(package))
    return {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book.worksheets
    }
