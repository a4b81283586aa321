"""What calamine does not tell about a sheet's cells: formulas, error values, percent formats; with their addresses."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from pathlib import Path

from pxcommission.returns.collected import refused

_PERCENT_FORMATS = {9, 10}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass(frozen=True, slots=True)
class CellNature:
    """What a cell is beside its value: a formula, an error such as `#DIV/0!`, shown as a percentage."""

    formula: str = ""
    empty: bool = False
    error: str = ""
    percent: bool = False


def natures_of(path: Path, shown: str, sheet: str) -> dict[str, CellNature]:
    """The cells of an xlsx sheet that are formulas, errors or percentages; raises ProblemsFound when its XML is broken."""
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as package:
            part = _part_of(package, sheet)
            return _natures(package, part) if part else {}
    except etree.XMLSyntaxError as wrong:
        message = f"the XML of this sheet is broken: {str(wrong)[:100]}"
        raise refused(shown, message, "open it in Excel, save it again and send that copy", sheet=sheet) from None


def _natures(package: zipfile.ZipFile, part: str) -> dict[str, CellNature]:
    from lxml import etree

    percents = _percent_styles(package)
    natures: dict[str, CellNature] = {}
    with package.open(part) as stream:
        options = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
        for _, cell in etree.iterparse(stream, tag="{*}c", **options):
            formula, value = cell.find("{*}f"), cell.find("{*}v")
            error = (value.text or "") if cell.get("t") == "e" and value is not None else ""
            percent = cell.get("s") in percents
            if formula is not None or error or percent:
                said = f"={formula.text or ''}" if formula is not None else ""
                is_empty = value is None or not value.text
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
