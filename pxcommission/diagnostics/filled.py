"""A filled workbook of a self-assessment read back: every problem with its sheet and cell in one pass, all of it or none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from pxcommission.diagnostics.answers import HEADINGS, AnswerRead, day_read, read_answer
from pxcommission.diagnostics.entries import RATERS, Answer, RoundKey
from pxcommission.diagnostics.form import COLUMNS, FORM, GUIDANCE, HEADER, LABELS, fingerprint, locked_texts, sheet_name
from pxcommission.diagnostics.frameworks import Area, Framework, Statement
from pxcommission.diagnostics.recording import Given
from pxcommission.listening.recorded import Source
from pxcommission.problems import Problem, did_you_mean
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.figures import clean_text, quoted
from pxcommission.returns.numbers import as_text
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book, Sheet, address
from pxcommission.returns.xlsx_cells import CellNature, natures_of

_AGAIN = "write the form again with `pxcommission diagnostic new` and copy the yellow cells into it"


class FilledForm(Struct, frozen=True):
    """What a filled workbook holds; sheet and cell of each indicator's rating; the last entry known when it was written."""

    given: Given
    cells: Mapping[str, tuple[str, str]]
    after: str
    notes: tuple[Problem, ...]


def read_filled(path: Path, shown: str, frameworks: Mapping[str, Framework], as_at: date) -> FilledForm:
    """The answers of a filled workbook; raises ProblemsFound (exit code 4) with every problem and its cell."""
    found = Collected(shown)
    book = open_file(path, shown, found)
    if book.checked.has_macros:
        raise refused(shown, "the workbook holds macros, which a form never needs", "save it as .xlsx and give that")
    guidance = _guidance(book, shown)
    labels = {label: guidance.text(number, 2) for number, label in enumerate(LABELS, start=1)}
    framework = _framework(guidance, labels, frameworks, found)
    found.stop_if_wrong()
    assert framework is not None  # noqa: S101 (stopped above)
    key, after = _key(guidance, labels, found), labels["Written after"]
    assessed_on = _assessed_on(guidance, path, book, as_at, found)
    areas = _areas(book, framework, found)
    answers: dict[str, Answer] = {}
    cells: dict[str, tuple[str, str]] = {}
    for area, sheet in areas:
        natures = natures_of(path, shown, sheet.name) if book.checked.kind == "xlsx" else {}
        _read_area(_AreaRead(framework, area, sheet, natures, as_at, found), answers, cells)
    if not answers and not found.errors:
        found.error(
            "no row is answered", "choose a rating for at least one indicator", areas[0][1].name if areas else ""
        )
    found.stop_if_wrong()
    assert assessed_on is not None  # noqa: S101 (stopped above)
    source = Source(shown, book.checked.sha256)
    given = Given(key, labels["Name"], framework, assessed_on, answers, source, labels["Fingerprint"])
    return FilledForm(given, cells, after, tuple(found.notes))


def _guidance(book: Book, shown: str) -> Sheet:
    for sheet in book.sheets:
        if sheet.text(1, 1) == LABELS[0] and sheet.text(1, 2) == FORM:
            return sheet
    message = f"this is no form of a self-assessment: none of its sheets has '{FORM}' in B1"
    raise refused(shown, message, "write one with `pxcommission diagnostic new ORG` and fill that")


def _cell(label: str) -> str:
    return address(LABELS.index(label) + 1, 2)


def _framework(
    guidance: Sheet, labels: Mapping[str, str], frameworks: Mapping[str, Framework], found: Collected
) -> Framework | None:
    framework = frameworks.get(labels["Framework"])
    if framework is None:
        near = did_you_mean(labels["Framework"], frameworks)
        fix = f"known: {', '.join(frameworks) or 'none'}"
        found.error(
            f"Framework: there is no {quoted(labels['Framework'])}{near}", fix, guidance.name, _cell("Framework")
        )
    elif labels["Edition"] != clean_text(framework.edition)[0]:
        message = (
            f"Edition: the form is of {quoted(labels['Edition'])}, the framework here of {quoted(framework.edition)}"
        )
        found.error(message, _AGAIN, guidance.name, _cell("Edition"))
    return framework


def _key(guidance: Sheet, labels: Mapping[str, str], found: Collected) -> RoundKey:
    key = RoundKey(labels["Organisation"], labels["Framework"], labels["Round"], labels["Rater"])
    if not ODS.fullmatch(key.organisation):
        message = f"Organisation: {quoted(key.organisation)} is no organisation code"
        found.error(message, _AGAIN, guidance.name, _cell("Organisation"))
    if key.rater not in RATERS:
        message = f"Rater: there is no {quoted(key.rater)}{did_you_mean(key.rater, RATERS)}"
        found.error(message, f"one of: {', '.join(RATERS)}", guidance.name, _cell("Rater"))
    if fingerprint(key, labels["Name"], labels["Edition"], labels["Written after"]) != labels["Fingerprint"]:
        message = "the labels are not as they were written: a form is handed in for the organisation, round and rater it was made for"
        found.error(message, _AGAIN, guidance.name, _cell("Fingerprint"))
    return key


def _assessed_on(guidance: Sheet, path: Path, book: Book, as_at: date, found: Collected) -> date | None:
    row, cell = LABELS.index("Assessed on") + 1, _cell("Assessed on")
    natures = natures_of(path, book.shown, guidance.name) if book.checked.kind == "xlsx" else {}
    text = _text(guidance, row, 2, natures, found)
    if not text:
        if cell not in natures or not natures[cell].formula:
            found.error("Assessed on: this is needed", "write the day on which you assessed", guidance.name, cell)
        return None
    read = AnswerRead()
    day = day_read("due", text, as_at, read)
    for one in read.wrong:
        message = one.message.replace(f"{HEADINGS['due']}: ", "Assessed on: ", 1)
        found.error(message, one.fix, guidance.name, cell)
    return day


def _areas(book: Book, framework: Framework, found: Collected) -> list[tuple[Area, Sheet]]:
    """The sheet of each area; a sheet missing, or one that is no part of the form, is an error."""
    sheets = {sheet.name: sheet for sheet in book.sheets}
    wanted = {sheet_name(area): area for area in framework.areas}
    for name in wanted:
        if name not in sheets:
            hidden = "; it is hidden" if name in book.hidden else ""
            found.error(f"there is no sheet '{name}'{hidden}", _AGAIN, name)
    for name, sheet in sheets.items():
        is_guidance = sheet.text(1, 1) == LABELS[0] and sheet.text(1, 2) == FORM
        if name not in wanted and not is_guidance and any(row for row in sheet.numbered_rows()):
            message = f"this sheet is no part of the form{did_you_mean(name, [GUIDANCE, *wanted])}"
            found.error(message, "remove it; what it says belongs in the yellow cells", name)
    return [(area, sheets[name]) for name, area in wanted.items() if name in sheets]


class _AreaRead(Struct, frozen=True):
    """What the reading of one area's sheet needs."""

    framework: Framework
    area: Area
    sheet: Sheet
    natures: Mapping[str, CellNature]
    as_at: date
    found: Collected


def _read_area(one: _AreaRead, answers: dict[str, Answer], cells: dict[str, tuple[str, str]]) -> None:
    if not _headings_stand(one):
        return
    known = {statement.id: statement for statement in one.area.statements}
    seen: dict[str, str] = {}
    for row, _ in one.sheet.numbered_rows(HEADER + 1):
        name, cell = one.sheet.text(row, 1), address(row, 1)
        if name not in known:
            said = f"there is no indicator {quoted(name)} in {one.area.id}" if name else "this row has no id"
            one.found.error(f"{said}{did_you_mean(name, known)}", _AGAIN, one.sheet.name, cell)
        elif name in seen:
            one.found.error(f"the indicator {name} stands already in {seen[name]}", _AGAIN, one.sheet.name, cell)
        else:
            seen[name] = cell
            _read_row(one, row, known[name], answers, cells)
    for name in known:
        if name not in seen:
            message = f"the row of {name} is missing; what was said under it would be lost"
            one.found.error(message, _AGAIN, one.sheet.name, address(HEADER, 1))


def _headings_stand(one: _AreaRead) -> bool:
    texts = one.sheet.texts(HEADER)
    wrong = False
    for number, column in enumerate(COLUMNS, start=1):
        if number > len(texts) or texts[number - 1] != column.heading:
            message = f"the heading '{column.heading}' does not stand here"
            one.found.error(message, _AGAIN, one.sheet.name, address(HEADER, number))
            wrong = True
    return not wrong


def _read_row(
    one: _AreaRead, row: int, statement: Statement, answers: dict[str, Answer], cells: dict[str, tuple[str, str]]
) -> None:
    locked = locked_texts(one.framework, statement)
    texts: dict[str, str] = {}
    places: dict[str, str] = {}
    unread: set[str] = set()
    for number, column in enumerate(COLUMNS, start=1):
        cell, before = address(row, number), len(one.found.errors)
        text = _text(one.sheet, row, number, one.natures, one.found)
        if column.fills:
            texts[column.fills], places[column.fills] = text, cell
            unread |= {column.fills} if len(one.found.errors) > before else set()
        elif len(one.found.errors) == before and " ".join(text.split()) != clean_text(locked[column.heading])[0]:
            message = f"{column.heading} of {statement.id} is not as the framework has it"
            one.found.error(message, _AGAIN, one.sheet.name, cell)
    for number in range(len(COLUMNS) + 1, len(one.sheet.texts(row)) + 1):
        if one.sheet.text(row, number):
            message = "something stands beside the form, where nobody reads it"
            one.found.error(message, "move it into a yellow cell, or remove it", one.sheet.name, address(row, number))
    read = read_answer(texts, one.framework, one.as_at)
    silent = unread | ({"owner", "due", "status"} if "action" in unread else set())
    for wrong in read.wrong:
        if wrong.field not in silent:
            one.found.error(wrong.message, wrong.fix, one.sheet.name, places[wrong.field])
    cells[statement.id] = one.sheet.name, places["rating"]
    if read.answer is not None:
        answers[statement.id] = read.answer


def _text(sheet: Sheet, row: int, column: int, natures: Mapping[str, CellNature], found: Collected) -> str:
    """The text of a cell, a date as year-month-day; formulas and errors are refused, for nobody wrote their value."""
    cell, value = address(row, column), sheet.at(row, column)
    nature = natures.get(cell)
    if nature is not None and (nature.formula or nature.error):
        what = f"the error {nature.error}" if nature.error else "a formula"
        found.error(f"the cell holds {what}", "write the value itself", sheet.name, cell)
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    return as_text(value)
