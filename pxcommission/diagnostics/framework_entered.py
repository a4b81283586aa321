"""A framework written down in a spreadsheet, read into the text of its rule file; every problem with its cell in one pass."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from pathlib import Path

from msgspec import Struct

from pxcommission.diagnostics.framework_form import FORM, HEADER, LABELS, NEEDED_LABELS, SHEETS, Column
from pxcommission.diagnostics.frameworks_linted import NOT_ASSESSED
from pxcommission.problems import did_you_mean, printable
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.figures import clean_text, quoted
from pxcommission.returns.opening import open_file
from pxcommission.returns.sheets import Book, Sheet, address
from pxcommission.returns.xlsx_cells import CellNature, natures_of
from pxcommission.strict_models import IDENTIFIER, LONGEST_TEXT, SLUG
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.yaml_writing import OneLine, Value, as_lines

Row = dict[str, str]


class EnteredFramework(Struct, frozen=True):
    """A framework as entered: its id, and the text of its file without the line that names a schema."""

    id: str
    text: str
    indicators: int


def read_entered(path: Path, shown: str, words: Vocabulary) -> EnteredFramework:
    """The framework in a filled spreadsheet; raises ProblemsFound (exit code 4) with every problem and its cell."""
    found = Collected(shown)
    book = open_file(path, shown, found)
    if book.checked.has_macros:
        raise refused(shown, "the workbook holds macros, which a form never needs", "save it as .xlsx and give that")
    reading = _Reading(book, path, found)
    head = reading.head()
    sheets = {name: reading.rows(name) for name in SHEETS}
    _check_names(sheets, words, found)
    found.stop_if_wrong()
    return EnteredFramework(head["Id"], "\n".join(as_lines(_value(head, sheets))) + "\n", len(sheets["Indicators"]))


class _Placed(Struct, frozen=True):
    """A row with the cell of each of its texts."""

    texts: Mapping[str, str]
    cells: Mapping[str, str]


class _Reading(Struct, frozen=True):
    book: Book
    path: Path
    found: Collected

    def head(self) -> Row:
        """The labels of the first sheet with their values."""
        sheet = next((one for one in self.book.sheets if (one.text(1, 1), one.text(1, 2)) == ("Form", FORM)), None)
        if sheet is None:
            message = f"this is no form of a framework: none of its sheets has '{FORM}' in B1"
            raise refused(
                self.book.shown, message, "write one with `pxcommission diagnostic framework new FILE` and fill that"
            )
        natures = self._natures(sheet)
        head: Row = {}
        for number, label in enumerate(LABELS, start=1):
            text = self._text(sheet, number, 2, natures)
            if label in NEEDED_LABELS and not text:
                self.found.error(f"{label}: this is needed", LABELS[label], sheet.name, address(number, 2))
            head[label] = text
        row = {label: address(number, 2) for number, label in enumerate(LABELS, start=1)}
        for label in ("Id", "Follows"):
            if head[label] and not SLUG.fullmatch(head[label]):
                message = f"{label}: {quoted(head[label])} can't be an id"
                self.found.error(
                    message, "use small letters a-z, digits and hyphens, at most 40", sheet.name, row[label]
                )
        if head["Compared"].lower() not in ("yes", "no", ""):
            message = f"Compared: {quoted(head['Compared'])} is neither yes nor no"
            self.found.error(message, LABELS["Compared"], sheet.name, row["Compared"])
        return head

    def rows(self, name: str) -> list[_Placed]:
        """The filled rows of a sheet."""
        sheet = next((one for one in self.book.sheets if one.name == name), None)
        columns = SHEETS[name]
        if sheet is None:
            self.found.error(f"there is no sheet '{name}'", "use the form as it was written", name)
            return []
        texts = sheet.texts(HEADER)
        for number, column in enumerate(columns, start=1):
            if number > len(texts) or texts[number - 1] != column.heading:
                message = f"the heading '{column.heading}' does not stand here"
                self.found.error(message, "use the form as it was written", name, address(HEADER, number))
                return []
        natures = self._natures(sheet)
        found = [self._row(sheet, row, columns, natures) for row, _ in sheet.numbered_rows(HEADER + 1)]
        if not found and name != "Themes":
            self.found.error("no row is filled in", "write at least one", name, address(HEADER + 1, 1))
        return found

    def _row(self, sheet: Sheet, row: int, columns: tuple[Column, ...], natures: Mapping[str, CellNature]) -> _Placed:
        texts: Row = {}
        cells: Row = {}
        for number, column in enumerate(columns, start=1):
            cell, before = address(row, number), len(self.found.errors)
            text = self._text(sheet, row, number, natures)
            texts[column.key], cells[column.key] = text, cell
            if len(self.found.errors) > before:
                continue
            if not text and column.needed:
                self.found.error(f"{column.heading}: this is needed", "write it, or clear the row", sheet.name, cell)
            elif text and (wrong := _wrong(column, text)):
                self.found.error(f"{column.heading}: {wrong[0]}", wrong[1], sheet.name, cell)
        return _Placed(texts, cells)

    def _natures(self, sheet: Sheet) -> Mapping[str, CellNature]:
        return natures_of(self.path, self.book.shown, sheet.name) if self.book.checked.kind == "xlsx" else {}

    def _text(self, sheet: Sheet, row: int, column: int, natures: Mapping[str, CellNature]) -> str:
        nature = natures.get(address(row, column))
        if nature is not None and (nature.formula or nature.error):
            self.found.error("the cell holds a formula", "write the text itself", sheet.name, address(row, column))
            return ""
        text = " ".join(clean_text(sheet.text(row, column))[0].split())
        if printable(text) != text:
            message = "there are characters that can't be seen"
            self.found.error(message, "write the text again", sheet.name, address(row, column))
        elif len(text) > LONGEST_TEXT:
            message = f"{len(text):,} characters; at most {LONGEST_TEXT:,}"
            self.found.error(message, "shorten it", sheet.name, address(row, column))
        return text


def _wrong(column: Column, text: str) -> tuple[str, str] | None:
    """What is wrong with the form of a text, and how to mend it."""
    match column.holds:
        case "whole" if not re.fullmatch(r"0|[1-9][0-9]?", text):
            return f"{quoted(text)} is not a whole number", "write 0, 1, 2 …"
        case "id" if not IDENTIFIER.fullmatch(text):
            return f"{quoted(text)} can't be an id", "use capital letters, digits and hyphens, such as LEAD-1"
        case "slug" if not SLUG.fullmatch(text):
            return (
                f"{quoted(text)} can't be a short name",
                "use small letters, digits and hyphens, such as safe-staffing",
            )
        case "text" if column.key == "name" and text.casefold() == NOT_ASSESSED:
            return "'not assessed' is no rating: every scale has it beside its ratings", "clear this row"
        case _:
            return None


def _check_names(sheets: Mapping[str, list[_Placed]], words: Vocabulary, found: Collected) -> None:
    """Names used are names defined, and no id stands twice."""
    areas = {row.texts["id"] for row in sheets["Areas"]}
    known: Mapping[str, Collection[str]] = {
        "key questions": words.key_questions,
        "themes": {row.texts["theme"] for row in sheets["Themes"]},
        "area": areas,
    }
    for sheet, columns in SHEETS.items():
        for row in sheets[sheet]:
            for column in columns:
                for part in _parts(row.texts[column.key]) if column.holds in known else ():
                    names = known[column.holds]
                    if part not in names:
                        near = did_you_mean(part, names)
                        fix = f"known: {', '.join(sorted(names)) or 'none; define it in its own sheet first'}"
                        found.error(
                            f"{column.heading}: there is no {quoted(part)}{near}", fix, sheet, row.cells[column.key]
                        )
        key = "rating" if sheet == "Scale" else "theme" if sheet == "Themes" else "id"
        _refuse_twice(sheet, key, sheets[sheet], found)
    ratings = [row.texts["rating"] for row in sheets["Scale"]]
    for number, row in enumerate(sheets["Scale"]):
        first = int(ratings[0]) if ratings[0].isdigit() else 0
        if row.texts["rating"].isdigit() and int(row.texts["rating"]) != first + number:
            message = f"Rating: {row.texts['rating']} stands where {first + number} is expected"
            found.error(message, "write the scale from its lowest rating up, one by one", "Scale", row.cells["rating"])
    with_indicators = {row.texts["area"] for row in sheets["Indicators"]}
    for row in sheets["Areas"]:
        if row.texts["id"] and row.texts["id"] not in with_indicators:
            message = f"the area {row.texts['id']} has no indicator"
            found.error(message, "write one in the sheet Indicators, or clear the row", "Areas", row.cells["id"])


def _refuse_twice(sheet: str, key: str, rows: list[_Placed], found: Collected) -> None:
    seen: dict[str, str] = {}
    for row in rows:
        name = row.texts[key]
        if name and name in seen:
            found.error(f"{quoted(name)} stands already in {seen[name]}", "choose another", sheet, row.cells[key])
        seen.setdefault(name, row.cells[key])


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def _value(head: Row, sheets: Mapping[str, list[_Placed]]) -> Value:
    """The file's content, in the order people read it."""
    source: dict[str, Value] = {"document": head["Document"], "clause": head["Page"], "verified": head["Compared"].lower() == "yes",
              "note": head["Source note"]}  # fmt: skip
    themes = {row.texts["theme"]: OneLine(_said(row, "name", "about")) for row in sheets["Themes"]}
    scale = [
        OneLine({"rating": int(row.texts["rating"]), "name": row.texts["name"], "meaning": row.texts["meaning"]})
        for row in sheets["Scale"]
    ]
    areas = [
        {**_said(row, "id", "name", "about", "note"), **_lists(row), "statements": [
            {**_said(one, "id", "text", "evidence"), **_lists(one)}
            for one in sheets["Indicators"] if one.texts["area"] == row.texts["id"]
        ]}
        for row in sheets["Areas"]
    ]  # fmt: skip
    made: dict[str, Value] = {
        "title": head["Title"], "edition": head["Edition"],
        "source": {name: value for name, value in source.items() if value != ""},
    }  # fmt: skip
    if head["Note"]:
        made["note"] = head["Note"]
    if head["Follows"]:
        made["follows"] = head["Follows"]
    made["scale"] = scale
    if themes:
        made["themes"] = themes
    return {**made, "areas": areas}


def _said(row: _Placed, *keys: str) -> dict[str, Value]:
    return {key: row.texts[key] for key in keys if row.texts[key]}


def _lists(row: _Placed) -> dict[str, Value]:
    return {key: OneLine(_parts(row.texts[key])) for key in ("key_questions", "themes") if row.texts[key]}
