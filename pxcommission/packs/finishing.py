"""The finishing pass over a rendered letter: repeated header rows, captions, widths, language, properties without names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

LANGUAGE = "en-GB"
CAPTION = "What was not met"
DESCRIPTION = (
    "Each row is one requirement that was not met: the requirement and its clause, where, the result, the agreed level, "
    "and for how many periods running."
)
_DROPPED_RELATIONS = (
    "/customXml", "/custom-properties", "/thumbnail", "/metadata/thumbnail", "/glossaryDocument", "/stylesWithEffects",
)  # fmt: skip  # the last is a second copy of the styles, half of a document, that only Word 2010 wrote
_TABLE_ORDER = [
    "tblStyle",
    "tblpPr",
    "tblOverlap",
    "bidiVisual",
    "tblStyleRowBandSize",
    "tblStyleColBandSize",
    "tblW",
    "jc",
    "tblCellSpacing",
    "tblInd",
    "tblBorders",
    "shd",
    "tblLayout",
    "tblCellMar",
    "tblLook",
    "tblCaption",
    "tblDescription",
]


def finish(document: Any, title: str, reference: str, stamp: datetime) -> None:
    """Make a rendered document accessible and anonymous, in place."""
    for table in document.tables:
        _finish_table(table)
    for element in document.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
    for element in document.element.body.iter(qn("w:lang")):
        element.set(qn("w:val"), LANGUAGE)
    _set_default_language(document)
    _set_properties(document.core_properties, title, reference, stamp)
    for part in (document.part, document.part.package):
        for relation in [r for r in part.rels.values() if r.reltype.endswith(_DROPPED_RELATIONS)]:
            part.rels.pop(relation.rId)


def add_to_footers(document: Any, text: str) -> None:
    """Add a line of small print to every footer, in place; whatever the template's footer says stays above it."""
    for section in document.sections:
        footers = [section.footer, *([section.first_page_footer] if section.different_first_page_header_footer else [])]
        for footer in footers:
            if section is not document.sections[0] and footer.is_linked_to_previous:
                continue
            style = footer.paragraphs[-1].style if footer.paragraphs else None
            run = footer.add_paragraph(style=style).add_run(text)
            run.font.size = Pt(7)


def _finish_table(table: Any) -> None:
    rows = table._tbl.tr_lst
    for number, row in enumerate(rows):
        properties = row.get_or_add_trPr()
        _flag(properties, "w:cantSplit")
        if number == 0:
            _flag(properties, "w:tblHeader")
    described = table._tbl.tblPr
    for tag, text in (("w:tblCaption", CAPTION), ("w:tblDescription", DESCRIPTION)):
        if described.find(qn(tag)) is None:
            element = OxmlElement(tag)
            element.set(qn("w:val"), text)
            described.append(element)
    described[:] = sorted(described, key=_table_order)
    widths = [column.get(qn("w:w")) for column in table._tbl.tblGrid]
    for row in rows:
        for cell, width in zip(row.tc_lst, widths, strict=False):
            if width:
                cell.get_or_add_tcPr().get_or_add_tcW().set(qn("w:w"), width)
                cell.tcPr.get_or_add_tcW().set(qn("w:type"), "dxa")


def _flag(properties: Any, tag: str) -> None:
    if properties.find(qn(tag)) is None:
        properties.append(OxmlElement(tag))


def _table_order(element: Any) -> int:
    name = element.tag.rpartition("}")[2]
    return _TABLE_ORDER.index(name) if name in _TABLE_ORDER else len(_TABLE_ORDER)


def _set_default_language(document: Any) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    runs = defaults.find(f"{qn('w:rPrDefault')}/{qn('w:rPr')}") if defaults is not None else None
    if runs is not None and runs.find(qn("w:lang")) is None:
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), LANGUAGE)
        runs.append(language)


def _set_properties(properties: Any, title: str, reference: str, stamp: datetime) -> None:
    properties.title, properties.subject = title, reference
    properties.author = properties.last_modified_by = properties.comments = properties.keywords = ""
    properties.category, properties.content_status = "Patient experience contract management", "Draft"
    properties.language, properties.revision, properties.version = LANGUAGE, 1, ""
    properties.identifier = reference
    properties.created = properties.modified = stamp
    if properties._element.find(qn("cp:lastPrinted")) is not None:
        properties._element.remove(properties._element.find(qn("cp:lastPrinted")))
