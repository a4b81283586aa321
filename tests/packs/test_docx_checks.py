"""What keeps a Word document from being read by everyone is found, and named with its place."""

import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from pxcommission.packs.docx_checks import docx_violations


def png() -> io.BytesIO:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return io.BytesIO(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b""))


def good() -> Any:
    made = Document()
    made.core_properties.title, made.core_properties.language = "A title", "en-GB"
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        made.styles[name].font.color.rgb = RGBColor.from_string("003087")
    made.add_paragraph("About", "Heading 1")
    made.add_paragraph("Part", "Heading 2")
    made.add_paragraph("Text.")
    table = made.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("What", "How many", "Met", "3"), strict=True):
        cell.text = text
    for number, row in enumerate(table.rows):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        if number == 0:
            row._tr.trPr.append(OxmlElement("w:tblHeader"))
    for tag in ("w:tblCaption", "w:tblDescription"):
        element = OxmlElement(tag)
        element.set(qn("w:val"), "Counts by outcome")
        table._tbl.tblPr.append(element)
    return made


def violations(change: Callable[[Any], object]) -> list[str]:
    made = good()
    change(made)
    written = io.BytesIO()
    made.save(written)
    return docx_violations(written.getvalue())


def test_a_document_that_everyone_can_read_has_no_violation():
    assert violations(lambda made: None) == []


def with_picture(words: str) -> Callable[[Any], object]:
    return lambda made: made.add_picture(png())._inline.docPr.set("descr", words)


def in_bold(made: Any) -> None:
    made.add_paragraph().add_run("Looks like a heading").bold = True


def merged(made: Any) -> None:
    made.tables[0].cell(1, 0).merge(made.tables[0].cell(1, 1))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda made: setattr(made.core_properties, "title", ""), "no title in its properties"),
        (lambda made: setattr(made.core_properties, "language", "fr-FR"), "do not name its language"),
        (lambda made: next(made.styles.element.iter(qn("w:lang"))).set(qn("w:val"), "en-US"), "declare the language en-US"),
        (lambda made: made.add_paragraph("Again", "Heading 1"), "there are 2 headings of level 1"),
        (lambda made: made.add_paragraph("Deep", "Heading 4"), "of level 4 after level 2"),
        (in_bold, "made a heading by bold type"),
        (lambda made: made.add_paragraph("1. First of a list"), "a list is typed by hand"),
        (lambda made: [made.add_paragraph(), made.add_paragraph()], "blank paragraphs make room"),
        (lambda made: setattr(made.paragraphs[2], "alignment", WD_ALIGN_PARAGRAPH.JUSTIFY), "justified"),
        (lambda made: made.tables[0].rows[0]._tr.trPr.remove(made.tables[0].rows[0]._tr.trPr[1]), "not a header row that repeats"),
        (lambda made: made.tables[0]._tbl.tblPr.remove(made.tables[0]._tbl.tblPr.find(qn("w:tblCaption"))), "it has no title"),
        (merged, "cells are merged"),
        (lambda made: setattr(made.tables[0].cell(1, 1), "text", ""), "1 cells are empty"),
        (lambda made: setattr(made.tables[0].cell(0, 1), "text", "What"), "no heading of its own"),
        (lambda made: made.tables[0].cell(1, 1).add_table(1, 1), "a table stands within it"),
        (with_picture(""), "picture 1 has no alternative text"),
        (with_picture("chart.png"), "does not say what it shows"),
        (lambda made: setattr(made.styles["Normal"].font, "size", Pt(8)), "has 8 points; at least 10"),
        (lambda made: setattr(made.styles["Heading 2"].font.color, "rgb", RGBColor(0xA6, 0xA6, 0xA6)), "too little contrast (2.4:1"),
    ],
)  # fmt: skip
def test_a_violation_is_named(change, said):
    assert any(said in one for one in violations(change))
