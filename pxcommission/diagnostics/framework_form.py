"""The spreadsheet in which an organisation writes down an edition of a framework that it holds: empty, or begun from another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from msgspec import Struct

from pxcommission.diagnostics.frameworks import Framework
from pxcommission.diagnostics.workbook import dressed, to_fill, write_table
from pxcommission.returns.safe_cells import write_text

FORM = "pxcommission framework 1"
HEAD = "Framework"
LABELS = {
    "Form": "",
    "Id": "small letters, digits and hyphens: the file's name, such as experience-of-care-2025",
    "Title": "what the framework is called",
    "Edition": "as its publisher names it",
    "Follows": "the id of the edition before it, if it is here: the same ids are then compared as the same indicator",
    "Document": "the document it is taken from",
    "Page": "the page or section",
    "Compared": "yes only when somebody compared this with the document itself; no until then",
    "Source note": "what to know of the source, such as the licence under which you hold it",
    "Note": "what people who rate should know",
}
"""The labels of the first sheet, with what belongs beside each."""
NEEDED_LABELS = ("Id", "Title", "Edition", "Document", "Compared")
HEADER = 4
SPARE_ROWS = {"Scale": 6, "Themes": 10, "Areas": 10, "Indicators": 60}


class Column(Struct, frozen=True):
    """One column of a sheet: its heading, its key in the file, its width, and what it holds."""

    heading: str
    key: str
    width: int
    holds: str = "text"
    needed: bool = True


SHEETS: Mapping[str, tuple[Column, ...]] = {
    "Scale": (
        Column("Rating", "rating", 10, "whole"),
        Column("Name", "name", 24),
        Column("Meaning", "meaning", 90),
    ),
    "Themes": (
        Column("Short name", "theme", 32, "slug"),
        Column("Name", "name", 40),
        Column("About", "about", 80, needed=False),
    ),
    "Areas": (
        Column("Id", "id", 12, "id"),
        Column("Name", "name", 30),
        Column("About", "about", 50, needed=False),
        Column("Note", "note", 40, needed=False),
        Column("Key questions", "key_questions", 28, "key questions"),
        Column("Themes", "themes", 34, "themes", needed=False),
    ),
    "Indicators": (
        Column("Area", "area", 12, "area"),
        Column("Id", "id", 12, "id"),
        Column("What good looks like", "text", 70),
        Column("Evidence expected", "evidence", 60),
        Column("Key questions", "key_questions", 28, "key questions", needed=False),
        Column("Themes", "themes", 34, "themes", needed=False),
    ),
}
ABOUT = {
    "Scale": "The scale from its lowest rating up, one row each. 'Not assessed' is always there beside it and needs no row.",
    "Themes": "The key themes of the framework, if it has any. Several are written with semicolons between, wherever they are used.",
    "Areas": "The areas, in order. Key questions: safe; effective; caring; responsive; well-led, with semicolons between.",
    "Indicators": "One row for each indicator, in order. Keep the id of an indicator that an earlier edition had.",
}
Rows = Sequence[Mapping[str, str]]


def framework_form(begun: Framework | None = None) -> bytes:
    """The spreadsheet, with everything of another edition in it where one is given; its id is left to choose."""
    from openpyxl import Workbook

    workbook = Workbook()
    head: Any = workbook.active
    head.title = HEAD
    texts = _head_texts(begun)
    for number, (label, hint) in enumerate(LABELS.items(), start=1):
        for column, text in enumerate((label, texts.get(label, ""), hint), start=1):
            write_text(head.cell(number, column), text)
            dressed(head.cell(number, column), bold=column == 1)
        if label != "Form":
            to_fill(head.cell(number, 2))
    for letters, width in (("A", 16), ("B", 70), ("C", 80)):
        head.column_dimensions[letters].width = width
    for name, columns in SHEETS.items():
        sheet = workbook.create_sheet(name)
        write_text(sheet.cell(1, 1), name)
        write_text(sheet.cell(2, 1), ABOUT[name])
        dressed(sheet.cell(1, 1), bold=True, wrap=False)
        dressed(sheet.cell(2, 1), wrap=False)
        rows = [[row.get(one.key, "") for one in columns] for row in (_rows(begun, name) if begun else ())]
        rows += [[""] * len(columns)] * SPARE_ROWS[name]
        write_table(sheet, HEADER, [one.heading for one in columns], rows, [one.width for one in columns], name)
        for row in range(HEADER + 1, HEADER + 1 + len(rows)):
            for column in range(1, len(columns) + 1):
                to_fill(sheet.cell(row, column))
                sheet.cell(row, column).number_format = "@"
        sheet.freeze_panes = sheet.cell(HEADER + 1, 1)
    workbook.properties.title, workbook.properties.language = "An improvement framework to enter", "en-GB"
    workbook.properties.creator = "pxcommission"
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _head_texts(begun: Framework | None) -> dict[str, str]:
    if begun is None:
        return {"Form": FORM, "Compared": "no"}
    source = begun.source
    return {
        "Form": FORM,
        "Title": begun.title,
        "Follows": begun.id,
        "Document": source.document,
        "Compared": "no",
        "Source note": source.note or "",
        "Note": begun.note or "",
    }


def _rows(begun: Framework, sheet: str) -> Rows:
    match sheet:
        case "Scale":
            return [{"rating": str(one.rating), "name": one.name, "meaning": one.meaning} for one in begun.scale]
        case "Themes":
            return [{"theme": k, "name": one.name, "about": one.about or ""} for k, one in begun.themes.items()]
        case "Areas":
            return [
                {"id": one.id, "name": one.name, "about": one.about or "", "note": one.note or "",
                 "key_questions": "; ".join(one.key_questions), "themes": "; ".join(one.themes)}
                for one in begun.areas
            ]  # fmt: skip
        case _:
            return [
                {"area": area.id, "id": one.id, "text": one.text, "evidence": one.evidence,
                 "key_questions": "; ".join(one.key_questions), "themes": "; ".join(one.themes)}
                for area in begun.areas for one in area.statements
            ]  # fmt: skip
