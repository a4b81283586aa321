"""A workspace with the words listening needs, and entries written the way a person would give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from small_workspace import VOCABULARY, Small, rule, small

from pxcommission.evidence.organisations_loaded import CodesOfContracts
from pxcommission.listening.answers import read_form
from pxcommission.listening.fields import fields_of
from pxcommission.listening.filled import read_filled
from pxcommission.listening.form import FIRST_ROW, HEADER, SHEET, form_bytes
from pxcommission.listening.forms_kept import LoadedForm, load_filled
from pxcommission.listening.recording import Completion, Draft, When, record
from pxcommission.periods import read_period
from pxcommission.rulebook.rulebook import load_rulebook
from pxcommission.vocabulary.models import Vocabulary

TODAY = date(2026, 1, 31)
MEASURES = """\
  complaints_received: {name: Complaints received, unit: count, better: neither, feedback: register, kind: fact, counted_from: {register: complaint, rule: heard}}
  acknowledged: {name: Acknowledged in time, unit: proportion, numerator: acknowledged_in_time, denominator: acknowledgements_due, better: higher, feedback: register, kind: fact, counted_from: {register: complaint, rule: acknowledged within 3 working days}}
  answered: {name: Answered in time, unit: proportion, numerator: answered_in_time, denominator: answers_due, better: higher, feedback: register, kind: fact, counted_from: {register: complaint, rule: answered by the day agreed}}
  reopened: {name: Opened again, unit: proportion, numerator: opened_again, denominator: closed, better: lower, feedback: register, kind: fact, counted_from: {register: complaint, rule: opened again after the answer}}
  unexplained: {name: Open over six months, unit: count, better: lower, feedback: register, kind: fact, counted_from: {register: complaint, rule: open over six months without an explanation}}
  stories_negative: {name: Negative stories, unit: proportion, numerator: negative_stories, denominator: stories, better: lower, feedback: answers, kind: view, counted_from: {register: [patient-story, experience-diary], rule: negative}}
  people_heard: {name: People heard, unit: count, better: neither, feedback: answers, kind: view, counted_from: {register: discussion-group, rule: people heard}}
  information_groups: {name: Groups on information, unit: count, better: neither, feedback: answers, kind: view, counted_from: {register: discussion-group, rule: heard, aspect: information}}
"""
WORDS = VOCABULARY.replace("services:\n", MEASURES + "services:\n").replace(
    "aspects:\n", "aspects:\n  information: {name: Information, covers: what people are told, source: this test}\n"
)
THEMES = """\
themes:
  timeliness: {name: Timeliness of care, category: Access, source: this test}
  staff-manner: {name: Staff manner, category: Staff, source: this test}
"""


def listening(folder: Path) -> Small:
    """A workspace with measures counted from the registers, and one rule."""
    made = small(folder).rules(rule())
    return made.write("rules/vocabulary/words.yaml", WORDS + THEMES)


def words_of(folder: Path) -> Vocabulary:
    return load_rulebook(folder).vocabulary


def complaint(on: str, **more: str) -> dict[str, str]:
    """The answers to a complaint's form."""
    return {"provider": "RZ1", "on": on, "service": "inpatient", "themes": "timeliness", **more}


def story(on: str, sentiment: str = "negative", **more: str) -> dict[str, str]:
    """The answers to a story's form."""
    base = {"provider": "RZ1", "on": on, "service": "inpatient", "themes": "staff-manner", "listener": "Lead"}
    return {**base, "aspect": "overall", "sentiment": sentiment, **more}


def group(on: str, people: str = "8", **more: str) -> dict[str, str]:
    """The answers to a discussion group's form."""
    return {**story(on, "mixed"), "people": people, **more}


def when(day: str = "2026-01-10", by: str = "Lead") -> When:
    return When(by, date.fromisoformat(day), date.fromisoformat(day))


def add(made: Small, kind: str, *forms: Mapping[str, str], day: str = "2026-01-10") -> tuple[str, ...]:
    """Record entries one after the other; their ids."""
    words = words_of(made.folder)
    ids: list[str] = []
    for form in forms:
        read = read_form(kind, form, words, date.fromisoformat(day))
        assert read.entry is not None, read.wrong
        ids += record(made.folder, [Draft(read.entry, read.said)], when(day))
    return tuple(ids)


def complete(made: Small, kind: str, period: str, provider: str = "RZ1", day: str = "2026-01-10") -> str:
    wanted = read_period(period)
    assert wanted is not None
    return record(made.folder, [], when(day), completions=[Completion(kind, provider, wanted)])[0]


def filled_form(made: Small, kind: str, *forms: Mapping[str, Any], labels: Mapping[str, str] | None = None) -> bytes:
    """A form filled in Excel: a row for each of these answers; `labels` by cell."""
    book = openpyxl.load_workbook(BytesIO(form_bytes(kind, words_of(made.folder))))
    sheet = book[SHEET]
    columns = {field.name: number for number, field in enumerate(fields_of(kind), start=1)}
    assert sheet.cell(HEADER, 1).value == "Reference *"
    for row, form in enumerate(forms, start=FIRST_ROW):
        for name, value in form.items():
            sheet.cell(row, columns[name]).value = value
    for cell, text in (labels or {}).items():
        sheet[cell] = text
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def load(made: Small, name: str, data: bytes, day: str = "2026-01-10", corrects: bool = False) -> LoadedForm:
    """Load a form as the command does."""
    path = made.folder / name
    path.write_bytes(data)
    rulebook = load_rulebook(made.folder)
    codes = CodesOfContracts(rulebook.contracts.values())
    filled = read_filled(path, name, rulebook.vocabulary, date.fromisoformat(day), codes)
    return load_filled(made.folder, filled, when(day), corrects)
