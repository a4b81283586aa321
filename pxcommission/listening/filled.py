"""A filled form read back: every row an entry, every problem with its cell in one pass, the file all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from string import ascii_uppercase

from msgspec import Struct

from pxcommission.evidence.organisations_loaded import CodesOfContracts
from pxcommission.listening.answers import FormRead, read_form
from pxcommission.listening.codes_known import unknown_codes
from pxcommission.listening.fields import FIELDS, fields_of
from pxcommission.listening.form import FIRST_ROW, FORM, GUIDANCE, HEADER, LABELS, heading_of
from pxcommission.listening.recorded import Source
from pxcommission.listening.recording import Completion
from pxcommission.periods import Period, read_period
from pxcommission.problems import Problem, did_you_mean
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.figures import heading, quoted
from pxcommission.returns.numbers import as_text
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book, Sheet, address
from pxcommission.returns.xlsx_cells import CellNature, natures_of
from pxcommission.vocabulary.counted_from import KINDS
from pxcommission.vocabulary.models import Vocabulary


class Filled(Struct, frozen=True):
    """What a filled form holds: its kind, its rows with their cells, and the period it says is complete."""

    kind: str
    source: Source
    rows: tuple[tuple[str, FormRead], ...]
    completion: Completion | None
    notes: tuple[Problem, ...]


def read_filled(
    path: Path, shown: str, words: Vocabulary, as_at: date, codes: CodesOfContracts | None = None
) -> Filled:
    """The rows of a filled form; raises ProblemsFound (exit code 4) with every problem and its cell.

    With the codes that the contracts know, any other is warned of.
    """
    found = Collected(shown)
    book = open_file(path, shown, found)
    if book.checked.has_macros:
        raise refused(shown, "the workbook holds macros, which a form never needs", "save it as .xlsx and load that")
    sheet = _form_sheet(book, shown)
    kind = _label(sheet, "Kind")
    if kind not in KINDS:
        near = did_you_mean(kind, KINDS)
        raise refused(
            shown, f"Kind: there is no {quoted(kind)}{near}", f"one of: {', '.join(KINDS)}", sheet=sheet.name, cell="B2"
        )
    columns = _columns(sheet, kind, found)
    found.stop_if_wrong()
    natures = natures_of(path, shown, sheet.name) if book.checked.kind == "xlsx" else {}
    provider, completion = _provider(sheet, found), _completion(sheet, kind, as_at, found)
    rows = [
        (address(row, 1), read)
        for row, _ in sheet.numbered_rows(GUIDANCE)
        if not _is_guidance(sheet, kind, row)
        and (read := _row(sheet, kind, row, columns, natures, provider, words, as_at, found))
    ]
    _refuse_doubled(rows, found, sheet.name)
    if not rows and completion is None and not found.errors:
        found.error(
            "no rows: nothing was filled in", "fill a row below the grey one", sheet.name, address(FIRST_ROW, 1)
        )
    found.stop_if_wrong()
    if codes is not None:
        _warn_of_codes(sheet, rows, columns, completion, codes, found)
    return Filled(kind, Source(shown, book.checked.sha256, sheet.name), tuple(rows), completion, tuple(found.notes))


def _form_sheet(book: Book, shown: str) -> Sheet:
    for sheet in book.sheets:
        if sheet.text(1, 1) == "Form" and sheet.text(1, 2) == FORM:
            return sheet
    message = f"this is not a listening form: none of its sheets has '{FORM}' in B1"
    raise refused(shown, message, "write one with `pxcommission feedback template KIND` and copy the rows into it")


def _label(sheet: Sheet, label: str) -> str:
    return sheet.text(LABELS.index(label) + 1, 2)


def _columns(sheet: Sheet, kind: str, found: Collected) -> dict[str, int]:
    """The column of each field by its heading, in whatever order they stand; a heading unknown or missing is an error.

    A column left out can't stand for blank cells: a row that comes again replaces its entry, blanks and all.
    """
    known = {heading(one.heading): one.name for one in fields_of(kind)}
    columns: dict[str, int] = {}
    for number, text in enumerate(sheet.texts(HEADER), start=1):
        name = known.get(heading(text.removesuffix("*").strip()))
        if name is None and text:
            near = did_you_mean(text, [one.heading for one in fields_of(kind)])
            found.error(
                f"the heading {quoted(text)} is none of this form{near}",
                "use the form as it was written",
                sheet.name,
                address(HEADER, number),
            )
        elif name in columns:
            found.error(
                f"the heading {quoted(text)} stands twice", "keep one of the two", sheet.name, address(HEADER, number)
            )
        elif name is not None:
            columns[name] = number
    for field in fields_of(kind):
        if field.name not in columns:
            message = (
                f"there is no column {quoted(heading_of(kind, field))}; what was recorded under it would be taken away"
            )
            fix = f"write the form again (`feedback template {kind}`) and copy the rows into it"
            found.error(message, fix, sheet.name, address(HEADER, 1))
    return columns


def _provider(sheet: Sheet, found: Collected) -> str:
    code = _label(sheet, "Provider")
    if code and not ODS.fullmatch(code):
        found.error(
            f"Provider: {quoted(code)} is no organisation code", "write the ODS code, such as RZ1", sheet.name, "B3"
        )
    return code


def _completion(sheet: Sheet, kind: str, as_at: date, found: Collected) -> Completion | None:
    """The period that the form says is complete, for the provider of its label."""
    text = _label(sheet, "Complete for")
    if not text:
        return None
    period, provider = read_period(text), _label(sheet, "Provider")
    cell = f"B{LABELS.index('Complete for') + 1}"
    if period is None:
        found.error(
            f"Complete for: {quoted(text)} is not a period", "write 2025/26 Q2, 2025-09 or 2025/26", sheet.name, cell
        )
    elif not provider:
        found.error("Complete for: it needs the provider in the label above", "write its code in B3", sheet.name, cell)
    elif wrong := not_over(period, as_at):
        found.error(f"Complete for: {wrong}", "leave it blank until the period is over", sheet.name, cell)
    else:
        return Completion(kind, provider, period, cell)
    return None


def not_over(period: Period, as_at: date) -> str:
    """Why a period can't be complete yet; nothing when it can."""
    return f"{period.label} is not over on {as_at}" if period.end >= as_at else ""


def _is_guidance(sheet: Sheet, kind: str, row: int) -> bool:
    return row == GUIDANCE and sheet.text(row, 1) == FIELDS["reference"].guidance and bool(kind)


def _row(
    sheet: Sheet,
    kind: str,
    row: int,
    columns: Mapping[str, int],
    natures: Mapping[str, CellNature],
    provider: str,
    words: Vocabulary,
    as_at: date,
    found: Collected,
) -> FormRead | None:
    """One row as an entry; what is wrong goes to `found`. None for a row that is wrong."""
    before = len(found.errors)
    answers = {name: _text(sheet, row, column, natures, found) for name, column in columns.items()}
    if provider and answers.get("provider", "") not in ("", provider):
        message = f"Provider: the row says {answers['provider']}, the label above says {provider}"
        found.error(message, "clear one of the two", sheet.name, address(row, columns["provider"]))
    answers["provider"] = answers.get("provider") or provider
    read = read_form(kind, answers, words, as_at)
    if not answers.get("reference"):
        found.error(
            "Reference: this is needed", FIELDS["reference"].guidance, sheet.name, address(row, columns["reference"])
        )
    for one in read.wrong:
        found.error(one.message, one.fix, sheet.name, address(row, columns.get(one.field, 1)))
    for one in read.warnings:
        found.warn(
            one.message,
            "take it out of the cell and load the file again, unless it is needed",
            sheet.name,
            address(row, columns[one.field]),
        )
    return None if len(found.errors) > before else read


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


def _warn_of_codes(
    sheet: Sheet,
    rows: Sequence[tuple[str, FormRead]],
    columns: Mapping[str, int],
    completion: Completion | None,
    codes: CodesOfContracts,
    found: Collected,
) -> None:
    """Warn of every code that no contract knows, once, at the first cell in which it stands."""
    label = f"B{LABELS.index('Provider') + 1}"
    places = dict.fromkeys(unknown_codes(completion.provider, "", codes), label) if completion else {}
    for cell, read in rows:
        assert read.entry is not None  # noqa: S101
        row = int(cell.lstrip(ascii_uppercase))
        for one in unknown_codes(read.entry.provider, read.entry.site, codes):
            places.setdefault(one, address(row, columns[one.field]) if sheet.text(row, columns[one.field]) else label)
    for one, place in places.items():
        found.warn(one.message, one.fix, sheet.name, place)


def _refuse_doubled(rows: list[tuple[str, FormRead]], found: Collected, sheet: str) -> None:
    seen: dict[tuple[str, str], str] = {}
    for cell, read in rows:
        assert read.entry is not None  # noqa: S101
        key = (read.entry.provider, read.entry.reference)
        if key in seen:
            message = f"Reference: {quoted(key[1])} stands already in {seen[key]}"
            found.error(message, "give each row a reference of its own", sheet, cell)
        seen.setdefault(key, cell)
