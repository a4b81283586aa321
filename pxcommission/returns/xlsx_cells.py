"""What calamine does not tell about a sheet's cells: formulas, error values, percent formats; with their addresses."""

from __future__ import annotations

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from pxcommission.returns.collected import refused
from pxcommission.returns.worksheet_shape import is_plain

_PERCENT_FORMATS = {9, 10}
_FORMULA_BEGINS, _IS_AN_ERROR = re.compile(rb"<f[\s/>]"), re.compile(rb' t="e"')
_STYLE = re.compile(rb' s="([0-9]+)"')
_FORMULA = re.compile(rb"<f(?:\s[^>]*?)?(?:/>|>([^<]*)</f>)")
_SAVED = re.compile(rb"<v(?:\s[^>]*?)?>([^<]*)</v>")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


class CellNature(Struct, frozen=True):
    """What a cell is beside its value: a formula (`empty` without a saved value), an error, shown as a percentage."""

    formula: str = ""
    empty: bool = False
    error: str = ""
    percent: bool = False


def natures_of(path: Path, shown: str, sheet: str, plain: Mapping[str, bool] | None = None) -> dict[str, CellNature]:
    """The cells of an xlsx sheet that are formulas, errors or percentages; raises ProblemsFound when its XML is broken.

    `plain` is what `Checked` says of the parts; None where that was not looked into.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as package:
            part = _part_of(package, sheet)
            if part is None:
                return {}
            percents = _percent_styles(package)
            if plain is not None and plain.get(part) is False and not percents:
                return {}
            text = package.read(part)
        if not (is_plain(text) if plain is None else part in plain):
            return _walked(text, percents)
        return _searched(text, percents)
    except etree.XMLSyntaxError as wrong:
        message = f"the XML of this sheet is broken: {str(wrong)[:100]}"
        raise refused(shown, message, "open it in Excel, save it again and send that copy", sheet=sheet) from None


def _searched(text: bytes, percents: set[str]) -> dict[str, CellNature]:
    """The same as `_walked`, by searching a sheet that is written plainly for the few cells that matter."""
    natures: dict[str, CellNature] = {}
    styles = b"|".join(style.encode() for style in percents if style.isdigit() and b' s="%s"' % style.encode() in text)
    if styles:
        cells = re.findall(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? s="(?:' + styles + rb')"', text)
        natures = {cell.decode(): CellNature(percent=True) for cell in cells}
    for wanted in (_FORMULA_BEGINS, _IS_AN_ERROR):
        for found in wanted.finditer(text):
            start = text.rfind(b'<c r="', 0, found.end())
            cell, nature = _nature(text[start : text.find(b"</c>", found.end())], percents)
            if nature.formula or nature.error:
                natures[cell] = nature
    return natures


def _nature(cell: bytes, percents: set[str]) -> tuple[str, CellNature]:
    """The address and nature of one cell, given its XML without the end tag."""
    opening, _, rest = cell.partition(b">")
    inside = b"" if opening.endswith(b"/") else rest
    address = opening.split(b'"', 2)[1].decode()
    formula, value = _FORMULA.search(inside), _SAVED.search(inside)
    saved = html.unescape(value[1].decode()) if value else ""
    said = f"={html.unescape((formula[1] or b'').decode())}" if formula else ""
    style = _STYLE.search(opening)
    percent = style is not None and style[1].decode() in percents
    return address, CellNature(said, bool(said) and not saved, saved if b' t="e"' in opening else "", percent)


def _walked(text: bytes, percents: set[str]) -> dict[str, CellNature]:
    from lxml import etree

    natures: dict[str, CellNature] = {}
    options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
    for _, cell in etree.iterparse(io.BytesIO(text), tag="{*}c", **options):
        formula, value = cell.find("{*}f"), cell.find("{*}v")
        error = (value.text or "") if cell.get("t") == "e" and value is not None else ""
        percent = cell.get("s") in percents
        if formula is not None or error or percent:
            said = f"={formula.text or ''}" if formula is not None else ""
            is_empty = formula is not None and (value is None or not value.text)
            natures[cell.get("r", "")] = CellNature(said, is_empty, error, percent)
        cell.clear()
    return natures


def _part_of(package: zipfile.ZipFile, sheet: str) -> str | None:
    """The part that holds a sheet."""
    names = set(package.namelist())
    if "xl/workbook.xml" not in names or "xl/_rels/workbook.xml.rels" not in names:
        return None
    targets = {one.get("Id"): one.get("Target", "") for one in _root(package, "xl/_rels/workbook.xml.rels")}
    for one in _root(package, "xl/workbook.xml").iter("{*}sheet"):
        if one.get("name") == sheet:
            target = targets.get(one.get(_RELATION) or one.get(_STRICT_RELATION), "")
            part = target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")
            return part if part in names else None
    return None


def _percent_styles(package: zipfile.ZipFile) -> set[str]:
    """The style numbers of cells shown as percentages."""
    if "xl/styles.xml" not in package.namelist():
        return set()
    styles = _root(package, "xl/styles.xml")
    own = {one.get("numFmtId") for one in styles.iter("{*}numFmt") if "%" in one.get("formatCode", "")}
    percents = own | {str(number) for number in _PERCENT_FORMATS}
    formats = styles.find("{*}cellXfs")
    return {str(i) for i, one in enumerate(formats if formats is not None else ()) if one.get("numFmtId") in percents}


def _root(package: zipfile.ZipFile, part: str):  # type: ignore[no-untyped-def]
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(package.read(part), parser)
