"""The checks of workbooks for readers: what is right passes, and each fault put in is found by itself."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from examples import checked
from openpyxl import load_workbook
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image as Picture
from reading import packed, parts

from pxcommission.packs.letter import letter_of
from pxcommission.packs.preview import preview_rows
from pxcommission.packs.provider_workbook import provider_workbook
from pxcommission.packs.response import response_form_of
from pxcommission.packs.workbook import workbook_bytes
from pxcommission.packs.xlsx_checks import FORM, PUBLISHED, WORKING, kind_of_workbook, violations
from pxcommission.packs.xlsx_part_checks import contrast
from pxcommission.packs.xlsx_reading import MAIN
from pxcommission.returns.preview import PreviewHeading, write_preview

PROVIDERS = provider_workbook(checked(), "1 December 2025")


def response_form() -> bytes:
    letter = letter_of(checked())
    assert letter is not None
    return response_form_of(checked(), letter)


def preview() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "preview.xlsx"
        write_preview(preview_rows(checked()), PreviewHeading("EXAMPLE-ACUTE", "RZ1", "Example", "2025/26 Q2"), path)
        return path.read_bytes()


@pytest.mark.parametrize(
    ("made", "name"),
    [(lambda: PROVIDERS, "provider-data-X.xlsx"), (lambda: workbook_bytes([checked()]), "escalation-workbook.xlsx"),
     (response_form, "response-form-X.xlsx"), (preview, "preview-X.xlsx")],
)  # fmt: skip
def test_every_workbook_of_a_pack_keeps_to_the_checklist_of_its_kind(made: Callable[[], bytes], name: str) -> None:
    assert [one.text for one in violations(made(), kind_of_workbook(name))] == []


def test_a_files_name_says_what_it_is_held_to() -> None:
    names = ("provider-data-X.xlsx", "response-form-X.xlsx", "preview-X.xlsx", "escalation-workbook.xlsx")
    assert [kind_of_workbook(name) for name in names] == [PUBLISHED, FORM, FORM, WORKING]


def picture(sheet: Worksheet) -> None:
    drawn = io.BytesIO()
    Picture.new("RGB", (2, 2)).save(drawn, "png")
    sheet.add_image(Image(drawn), "A9")


def set_cell(place: str, value: Any) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[place] = value

    return change


def set_look(place: str, **looks: Any) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        for name, value in looks.items():
            setattr(sheet[place], name, value)

    return change


FAULTS: dict[str, Callable[[Worksheet], None]] = {
    "cells are merged": lambda sheet: sheet.merge_cells("A2:B2"),
    "there is a live formula": set_cell("B6", "=1+1"),
    "there is an error value": set_cell("B6", "#REF!"),
    "the cell is empty": set_cell("B6", None),
    "the heading is empty": set_cell("B4", " "),
    "stands twice": set_cell("B4", "Requirement"),
    "by another name": set_cell("B4", "Other"),
    "no title in the first cell": set_cell("A1", None),
    "below the table": lambda sheet: sheet.append(["a note at the foot"]),
    "[low] is explained nowhere": set_cell("B6", "[low]"),
    "too small": set_look("B6", font=Font(size=8)),
    "too alike": set_look("B6", font=Font(size=12, color="FFB81C")),
    "background fill": set_look("B6", fill=PatternFill("solid", fgColor="FFF8DC")),
    "panes are frozen": lambda sheet: setattr(sheet, "freeze_panes", "B5"),
    "there is a filter": lambda sheet: setattr(sheet.auto_filter, "ref", "A4:B9"),
    "header or footer": lambda sheet: setattr(sheet.oddFooter.left, "text", "x"),
    "sheet is hidden": lambda sheet: setattr(sheet, "sheet_state", "hidden"),
    "row is hidden": lambda sheet: setattr(sheet.row_dimensions[6], "hidden", True),
    "column is hidden": lambda sheet: setattr(sheet.column_dimensions["C"], "hidden", True),
    "link out of the file": set_look("B6", hyperlink="https://example.org/"),
    "no text alternative": picture,
    "the sheet's name says nothing": lambda sheet: setattr(sheet, "title", "Sheet1"),
    "the cursor does not stand in A1": lambda sheet: setattr(sheet.sheet_view.selection[0], "activeCell", "C7"),
    "0 marked tables": lambda sheet: sheet.tables.clear(),
}


@pytest.mark.parametrize("message", FAULTS)
def test_a_fault_put_into_a_right_workbook_is_found(message: str) -> None:
    book = load_workbook(io.BytesIO(PROVIDERS))
    FAULTS[message](book["Results"])
    written = io.BytesIO()
    book.save(written)
    found = violations(written.getvalue(), PUBLISHED)
    assert [one for one in found if message in one.message]


def test_a_file_without_title_or_language_is_told() -> None:
    book = load_workbook(io.BytesIO(PROVIDERS))
    book.properties.title = book.properties.language = None
    written = io.BytesIO()
    book.save(written)
    assert [one.text for one in violations(written.getvalue(), PUBLISHED)] == ["the file has no title", "the file's language is not set"]  # fmt: skip


def test_texts_that_excel_keeps_together_are_read_like_those_that_stand_in_their_cells() -> None:
    held = parts(PROVIDERS)
    sheet = next(name for name in held if name.startswith("xl/worksheets/sheet") and b"<is>" in held[name])
    texts: list[bytes] = []

    def taken_out(cell: re.Match[bytes]) -> bytes:
        texts.append(b"<si>" + cell[1] + b"</si>")
        return b't="s"><v>%d</v></c>' % (len(texts) - 1)

    held[sheet] = re.sub(rb't="inlineStr"><is>(.*?)</is></c>', taken_out, held[sheet])
    held["xl/sharedStrings.xml"] = b'<sst xmlns="%s">%s</sst>' % (MAIN[1:-1].encode(), b"".join(texts))
    assert texts and violations(packed(held), PUBLISHED) == []


def test_contrast_is_that_of_the_guidelines() -> None:
    assert (round(contrast("FFFFFF", "000000"), 2), round(contrast("005EB8", "FFFFFF"), 2)) == (21.0, 6.38)
