"""What keeps a Word document from being read by everyone: violations of the published checklists, each with its place.

After Microsoft's rules for its Accessibility Checker, the Cabinet Office's guidance on accessible documents, and WCAG 2.2 AA
where it can be told from a file: title, language, headings, tables, pictures, lists, text size, contrast.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.text.run import Run
from msgspec import Struct

LANGUAGE = "en-GB"
SMALLEST_BODY, SMALLEST_ALL = 10.0, 7.0  # points: sources and tables; the register head in the footer
MOST_COLUMNS, SHORTEST_WORDS, LEAST_CONTRAST = 5, 40, 4.5
_TYPED_LIST = re.compile(r"^\s*(?:[-*•–]|\d{1,2}[.)]|[a-z][.)])\s")
_NO_WORDS = re.compile(r"(?i)^(?:image|picture|chart|graph|figure|photo)?[ \d._-]*(?:\.?(?:png|jpe?g|gif))?$")
_FLOATING = ("anchor", "txbxContent", "pict", "object")


class _Paragraph(Struct, frozen=True):
    """A paragraph as it is read out: its element, its words, and its style (None where the document has none)."""

    element: Any
    text: str
    style: Any

    @property
    def named(self) -> str:
        """The name of its style."""
        return str(self.style.name) if self.style is not None else ""


def docx_violations(data: bytes) -> list[str]:
    """Every violation in a saved document, in reading order; none in one that everyone can read."""
    document = Document(io.BytesIO(data))
    everywhere = _paragraphs(document)
    body = document.element.body
    own = [paragraph for paragraph in everywhere if paragraph.element.getparent() is body]
    return [
        *_of_properties(document),
        *_of_language(document),
        *_of_headings(own),
        *_of_paragraphs(own, body),
        *(found for number, table in enumerate(document.tables, 1) for found in _of_table(table, f"table {number}")),
        *_of_pictures(document),
        *_of_styles(everywhere),
    ]


def _paragraphs(document: Any) -> list[_Paragraph]:
    """Every paragraph of the text, those of tables too; the styles are looked up once, since a search takes long."""
    by_id = {style.style_id: style for style in document.styles}
    usual = next((style for style in by_id.values() if style.name == "Normal"), None)
    found = []
    for element in document.element.body.iter(qn("w:p")):
        marked = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style = by_id.get(marked.get(qn("w:val")), usual) if marked is not None else usual
        found.append(_Paragraph(element, _words(element), style))
    return found


def _words(element: Any) -> str:
    """The words of a paragraph; a tab or a line break is a space."""
    pieces = element.iter(qn("w:t"), qn("w:tab"), qn("w:br"))
    return "".join(piece.text or "" if piece.tag == qn("w:t") else " " for piece in pieces)


def _of_properties(document: Any) -> Iterator[str]:
    if not document.core_properties.title.strip():
        yield "the document has no title in its properties"
    if document.core_properties.language != LANGUAGE:
        yield f"the document's properties do not name its language, {LANGUAGE}"


def _of_language(document: Any) -> Iterator[str]:
    declared = {lang.get(qn("w:val")) for lang in document.styles.element.iter(qn("w:lang"))} - {None}
    if declared != {LANGUAGE}:
        yield f"the styles declare the language {', '.join(sorted(declared)) or 'nowhere'}, not {LANGUAGE}"
    others = {lang.get(qn("w:val")) for lang in document.element.body.iter(qn("w:lang"))} - {None, LANGUAGE}
    if others:
        yield f"parts of the text declare another language: {', '.join(sorted(others))}"


def _of_headings(paragraphs: Sequence[_Paragraph]) -> Iterator[str]:
    levels = [(level, text) for level, text in map(_heading, paragraphs) if level]
    if sum(level == 1 for level, _ in levels) != 1:
        yield f"there are {sum(level == 1 for level, _ in levels)} headings of level 1; there must be one"
    before = 0
    for level, text in levels:
        if level > before + 1:
            yield f"the heading '{text[:60]}' is of level {level} after level {before}"
        if not text.strip():
            yield f"a heading of level {level} is empty"
        before = level


def _heading(paragraph: _Paragraph) -> tuple[int, str]:
    found = re.fullmatch(r"Heading (\d)", paragraph.named)
    return (int(found[1]) if found else 0), paragraph.text


def _of_paragraphs(paragraphs: Sequence[_Paragraph], body: Any) -> Iterator[str]:
    empty = 0
    for number, paragraph in enumerate(paragraphs, start=1):
        place = f"paragraph {number}"
        bare = not paragraph.text.strip() and not paragraph.element.xpath(".//w:drawing")
        empty = empty + 1 if bare else 0
        if empty == 2:
            yield f"{place}: blank paragraphs make room; use space before or after"
        if _is_typed_list(paragraph):
            yield f"{place}: a list is typed by hand ('{paragraph.text[:30]}'); use a list style"
        if _is_bold_heading(paragraph):
            yield f"{place}: '{paragraph.text[:60]}' is made a heading by bold type; use a heading style"
        if paragraph.element.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY:
            yield f"{place}: the text is justified; align it to the left"
    for name in _FLOATING:
        if body.xpath(f".//*[local-name()='{name}']"):
            yield f"the text holds a floating or embedded object ({name}), which is read out of order"


def _is_typed_list(paragraph: _Paragraph) -> bool:
    return paragraph.named == "Normal" and bool(_TYPED_LIST.match(paragraph.text))


def _is_bold_heading(paragraph: _Paragraph) -> bool:
    if paragraph.named != "Normal":
        return False
    runs = [Run(element, paragraph.element) for element in paragraph.element.r_lst if element.text.strip()]
    return bool(runs) and all(run.bold for run in runs)


def _of_table(table: Any, place: str) -> Iterator[str]:
    rows = table._tbl.tr_lst
    first = rows[0].trPr if rows else None
    if first is None or first.find(qn("w:tblHeader")) is None:
        yield f"{place}: its first row is not a header row that repeats"
    if any(row.trPr is None or row.trPr.find(qn("w:cantSplit")) is None for row in rows):
        yield f"{place}: a row may break across pages"
    for tag, what in (("w:tblCaption", "title"), ("w:tblDescription", "description")):
        found = table._tbl.tblPr.find(qn(tag))
        if found is None or not (found.get(qn("w:val")) or "").strip():
            yield f"{place}: it has no {what} for those who hear it"
    if table._tbl.xpath(".//w:gridSpan | .//w:vMerge | .//w:hMerge"):
        yield f"{place}: cells are merged or split"
    if table._tbl.xpath(".//w:tc//w:tbl"):
        yield f"{place}: a table stands within it"
    columns = len(table._tbl.tblGrid)
    if columns > MOST_COLUMNS:
        yield f"{place}: it has {columns} columns; at most {MOST_COLUMNS}"
    headings = [" ".join(_texts(cell)).strip() for cell in rows[0].tc_lst] if rows else []
    if not all(headings) or len(set(headings)) != len(headings):
        yield f"{place}: a column has no heading of its own"
    blank = sum(not " ".join(_texts(cell)).strip() for row in rows[1:] for cell in row.tc_lst)
    if blank:
        yield f"{place}: {blank} cells are empty; say why"


def _texts(cell: Any) -> list[str]:
    return [text.text or "" for text in cell.iter(qn("w:t"))]


def _of_pictures(document: Any) -> Iterator[str]:
    parts = [document.element.body, *(s.header._element for s in document.sections)]
    for number, shape in enumerate((s for part in parts for s in part.iter(qn("wp:docPr"))), start=1):
        words = (shape.get("descr") or "").strip()
        if not words:
            yield f"picture {number} has no alternative text"
        elif _NO_WORDS.match(words) or len(words) < SHORTEST_WORDS:
            yield f"picture {number}: '{words}' does not say what it shows"


def _of_styles(paragraphs: Sequence[_Paragraph]) -> Iterator[str]:
    used = {one.named: one.style for one in paragraphs if one.style is not None and one.text.strip()}
    for name, style in sorted(used.items()):
        size = _size(style)
        least = SMALLEST_ALL if name in ("Header", "Footer") else SMALLEST_BODY
        if size is not None and size < least:
            yield f"the style '{name}' has {size:g} points; at least {least:g}"
        colour, behind = _colour(style), _shading(style)
        if name != "Table heading" and _contrast(colour, behind) < LEAST_CONTRAST:
            yield f"the style '{name}' has too little contrast ({_contrast(colour, behind):.1f}:1; {LEAST_CONTRAST}:1 is needed)"


def _size(style: Any) -> float | None:
    while style is not None:
        if style.font.size is not None:
            return float(style.font.size.pt)
        style = style.base_style
    return None


def _colour(style: Any) -> str:
    while style is not None:
        colour = style.font.color
        if colour is not None and colour.rgb is not None:
            return str(colour.rgb)
        style = style.base_style
    return "000000"


def _shading(style: Any) -> str:
    while style is not None:
        found = style.element.xpath("./w:pPr/w:shd/@w:fill")
        if found and found[0] != "auto":
            return str(found[0])
        style = style.base_style
    return "FFFFFF"


def _contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
