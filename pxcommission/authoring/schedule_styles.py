"""A blank Word document for a schedule: A4, Arial 12, headings in order, a table with a dark header row, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

DARK_BLUE, TEXT, GREY, LINE = "003087", "212B32", "425563", "768692"
WIDTH = Cm(17.4)


def blank_document(header: str, footer: str) -> Any:
    """An A4 document with the styles of a schedule, its header and its numbered footer."""
    made = Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(1.8)
    page.top_margin, page.bottom_margin = Cm(2.2), Cm(2.0)
    page.header_distance, page.footer_distance = Cm(1.0), Cm(0.9)
    _style(made)
    head, foot = page.header.paragraphs[0], page.footer.paragraphs[0]
    for paragraph, name in ((head, "Header"), (foot, "Footer")):
        paragraph.style = made.styles[name]
        made.styles[name].paragraph_format.tab_stops.clear_all()
        paragraph.paragraph_format.tab_stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    head.text = header
    foot.add_run(f"{footer}\tPage ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    return made


def add_table(made: Any, headings: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...]) -> Any:
    """A table with a header row; `widths` in centimetres."""
    table = made.add_table(rows=0, cols=len(headings), style="Schedule table")
    table.autofit = False
    for number, texts in enumerate((headings, *rows)):
        for cell, text in zip(table.add_row().cells, texts, strict=True):
            cell.paragraphs[0].text = text
            cell.paragraphs[0].style = made.styles["Table text" if number else "Table heading"]
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def describe_table(table: Any, caption: str, description: str) -> None:
    """The words a screen reader says of a table."""
    for tag, text in (("w:tblCaption", caption), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        table._tbl.tblPr.append(element)


def _style(made: Any) -> None:
    known = made.styles
    _font(known["Normal"], 12, TEXT)
    _spacing(known["Normal"], 0, 8, 1.12)
    for name, size, before, after in (("Heading 1", 20, 6, 6), ("Heading 2", 15, 20, 4), ("Heading 3", 12.5, 14, 3)):
        _font(known[name], size, DARK_BLUE, bold=True)
        _spacing(known[name], before, after, 1.05)
        known[name].paragraph_format.keep_with_next = True
    for name in ("Header", "Footer"):
        _font(known[name], 10, GREY)
    for name in ("List Bullet", "List Number"):
        _font(known[name], 12, TEXT)
        _spacing(known[name], 0, 5, 1.1)
    details = _own(made, "Details", 12, TEXT, 0, 2)
    details.paragraph_format.left_indent, details.paragraph_format.first_line_indent = Cm(3.6), Cm(-3.6)
    details.paragraph_format.tab_stops.add_tab_stop(Cm(3.6))
    _own(made, "Subtitle line", 13, GREY, 0, 12)
    _own(made, "Table text", 11, TEXT, 2, 2)
    heading = _own(made, "Table heading", 11, "FFFFFF", 2, 2)
    heading.font.bold, heading.paragraph_format.keep_with_next = True, True
    _table_style(made)


def _own(made: Any, name: str, size: float, colour: str, before: float, after: float) -> Any:
    kind = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    kind.base_style = made.styles["Normal"]
    _font(kind, size, colour)
    _spacing(kind, before, after, 1.08)
    kind.quick_style = True
    return kind


def _font(kind: Any, size: float, colour: str, bold: bool = False) -> None:
    """Arial of a size and colour, in every script the style names a font for."""
    kind.font.name, kind.font.size, kind.font.bold = "Arial", Pt(size), bold
    kind.font.italic, kind.font.color.rgb = False, RGBColor.from_string(colour)
    fonts = kind.element.get_or_add_rPr().get_or_add_rFonts()
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), "Arial")


def _spacing(kind: Any, before: float, after: float, line: float) -> None:
    kind.paragraph_format.space_before, kind.paragraph_format.space_after = Pt(before), Pt(after)
    kind.paragraph_format.line_spacing = line
    kind.paragraph_format.widow_control = True


def _table_style(made: Any) -> None:
    """Dark header row with white text, thin rules, room in the cells."""
    kind = made.styles.add_style("Schedule table", WD_STYLE_TYPE.TABLE)
    kind.base_style = made.styles["Table Grid"]
    whole, borders, margins = OxmlElement("w:tblPr"), OxmlElement("w:tblBorders"), OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        borders.append(_element(f"w:{side}", val="single", sz="4", space="0", color=LINE))
    for side, width in (("top", "40"), ("left", "85"), ("bottom", "40"), ("right", "85")):
        margins.append(_element(f"w:{side}", w=width, type="dxa"))
    whole.append(borders)
    whole.append(margins)
    kind.element.append(whole)
    first, cell = _element("w:tblStylePr", type="firstRow"), OxmlElement("w:tcPr")
    cell.append(_element("w:shd", val="clear", color="auto", fill=DARK_BLUE))
    first.append(cell)
    kind.element.append(first)


def _element(tag: str, **attributes: str) -> Any:
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _field(paragraph: Any, name: str) -> None:
    """A page-number field, with a number to show until Word counts."""
    for kind in ("begin", "instruction", "separate", "shown", "end"):
        run = paragraph.add_run("1" if kind == "shown" else "")
        if kind == "instruction":
            instruction = OxmlElement("w:instrText")
            instruction.text = f" {name} "
            run._r.append(instruction)
        elif kind != "shown":
            run._r.append(_element("w:fldChar", fldCharType=kind))
