"""The parts of a zipped workbook, unpacked one at a time under limits and searched for what must not be opened."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from pxcommission.returns.binary_cells import xlsb_extent
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.preflight import LIMITS, Kind, refuse_far_cells
from pxcommission.returns.shared_texts import SharedTexts

_RAISE = "save only the sheet with the figures as a new workbook"
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_.-]{1,40})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*?\s)?r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*?(/?)>(</(?:\w+:)?c>)?")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"")
_WIDTH = re.compile(rb"<(?:\w+:)?col\s[^>]*?max=\"([0-9]{1,20})\"")
_STYLE = re.compile(rb"<(?:\w+:)?xf[\s/>]")
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated=\"([0-9]{1,9})\"")
_LONG_TAG = re.compile(rb"<[^>]{%d}" % LIMITS.tag)
_DDE = re.compile(rb"ddeLink|DDEAUTO|<(?:\w+:)?f[^>]*>\s*=?\s*DDE\s*\(|dde-link|dde-source", re.IGNORECASE)


def check_zip(path: Path, shown: str, found: Collected) -> tuple[Kind, bool]:
    """What kind of workbook the package is and whether it has macros; raises ProblemsFound for a package to refuse.

    Damage raises what `zipfile` and `zlib` raise.
    """
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        _refuse_package(parts, shown)
        names = {part.filename.lower() for part in parts}
        kind = _package_kind(names, shown)
        total = 0
        texts = SharedTexts()
        for part in parts:
            data = _unpacked(package, part, LIMITS.total - total, shown)
            total += len(data)
            _check_part(part.filename, data, shown, found)
            texts.add(part.filename.lower(), data)
        if texts.unrolled > LIMITS.total:
            raise refused(shown, "the shared texts of the cells would expand to be too large", _RAISE)
        if (
            b"opendocument.spreadsheet" not in (package.read("mimetype") if "mimetype" in names else b"")
            and kind is Kind.ODS
        ):
            raise refused(shown, "this is an OpenDocument file, but not a spreadsheet", _RAISE)
    macros = any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names)
    return kind, macros


def _refuse_package(parts: list[zipfile.ZipInfo], shown: str) -> None:
    if len(parts) > LIMITS.parts:
        raise refused(shown, f"the file has too many parts: {len(parts):,}; at most {LIMITS.parts:,} are read", _RAISE)
    seen: set[str] = set()
    for part in parts:
        name = part.filename
        if name.startswith(("/", "\\")) or "\\" in name or ".." in name.split("/") or ":" in name:
            raise refused(shown, f"a part's path leaves the package: '{name[:80]}'", "don't open this file")
        if name.casefold() in seen:
            raise refused(shown, f"the package holds a duplicate part, '{name[:80]}': two readers would differ", _RAISE)
        seen.add(name.casefold())
        if part.flag_bits & 1:
            raise refused(shown, "the file is encrypted with a password", "send it without a password")
    sheets = sum(
        1 for name in seen if name.startswith("xl/worksheets/") and not name.startswith("xl/worksheets/_rels/")
    )
    if sheets > LIMITS.sheets:
        raise refused(shown, f"the workbook has {sheets:,} sheets; at most {LIMITS.sheets} are read", _RAISE)


def _package_kind(names: set[str], shown: str) -> Kind:
    if "xl/workbook.xml" in names or any(n.startswith("xl/worksheets/") and n.endswith(".xml") for n in names):
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "content.xml" in names:
        return Kind.ODS
    if any(name.startswith("word/") for name in names):
        raise refused(shown, "this is a Word document, not a workbook", "send the workbook or csv file")
    if any(name.startswith("ppt/") for name in names):
        raise refused(shown, "this is a PowerPoint file, not a workbook", "send the workbook or csv file")
    raise refused(shown, "this is a zip archive, not a workbook", "unpack it and load the file inside")


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, shown: str) -> bytes:
    """The part's real bytes, stopped at the first limit."""
    data = bytearray()
    packed = max(part.compress_size, 1)
    with package.open(part) as stream:
        while piece := stream.read(64 * 1024):
            data += piece
            if len(data) > LIMITS.part or len(data) > left:
                raise refused(shown, f"'{part.filename[:60]}' would expand to be too large", _RAISE)
            if len(data) > LIMITS.ratio_from and len(data) > LIMITS.ratio * packed:
                message = (
                    f"'{part.filename[:60]}' would expand to be too large: over {LIMITS.ratio} times its packed size"
                )
                raise refused(shown, message, _RAISE)
    if len(data) != part.file_size:
        raise refused(
            shown, f"the file is corrupt or too large: '{part.filename[:60]}' is not as long as stated", _RAISE
        )
    return bytes(data)


def _check_part(name: str, data: bytes, shown: str, found: Collected) -> None:
    low = name.lower()
    if low.startswith("xl/worksheets/") and low.endswith(".bin"):
        refuse_far_cells(*xlsb_extent(data), shown)
    if not low.endswith((".xml", ".rels", ".vml")):
        return
    text = _as_ascii_superset(data, name, shown)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise refused(shown, f"'{name[:60]}' holds a DTD or an entity, which no return needs", "don't open this file")
    if _DDE.search(text):
        raise refused(shown, f"'{name[:60]}' holds a DDE link, which can start programs", "don't open this file")
    _refuse_long_tag(name, text, shown)
    if low.startswith("xl/worksheets/") and low.endswith(".xml"):
        _check_worksheet(name, text, shown)
    elif low == "xl/styles.xml" and len(_STYLE.findall(text)) > LIMITS.styles:
        raise refused(shown, f"the workbook has over {LIMITS.styles:,} styles: it would expand to be too large", _RAISE)
    elif low == "content.xml":
        _check_content(text, shown)
    _mention_links(low, text, found)


def _as_ascii_superset(data: bytes, name: str, shown: str) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode()
    declared = _ENCODING.search(data[:300])
    if (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")) or b"\x00" in data[:200]:
        raise refused(shown, f"'{name[:60]}' is XML in an encoding no workbook uses", _RAISE)
    return data


def _refuse_long_tag(name: str, text: bytes, shown: str) -> None:
    if _LONG_TAG.search(text):
        message = f"'{name[:60]}' holds a tag that is too large or never ends: its XML is broken"
        raise refused(shown, message, _RAISE)


def _check_worksheet(name: str, text: bytes, shown: str) -> None:
    for width in _WIDTH.finditer(text):
        if int(width[1]) > 16_384:
            raise refused(shown, f"'{name[:60]}' speaks of column {width[1].decode()}; no sheet has it", _RAISE)
    area = sum(_area(merge) for merge in _MERGE.finditer(text))
    if area > LIMITS.merged:
        raise refused(shown, f"the sheet has merged cells over {area:,} cells; at most {LIMITS.merged:,}", _RAISE)
    if len(_ROW.findall(text)) > 1_048_576:
        raise refused(shown, "the sheet has more rows than a sheet can have", _RAISE)
    _check_extent(text, shown)


def _check_extent(text: bytes, shown: str) -> None:
    """Refuse values far from the table; formatted cells without a value (published workbooks have them) don't count."""
    furthest_row = furthest_column = 0
    for cell in _CELL.finditer(text):
        if cell[3] or cell[4]:
            continue
        row, column = int(cell[2]), _number(cell[1])
        furthest_row, furthest_column = max(furthest_row, row), max(furthest_column, column)
        if row > LIMITS.rows or column > LIMITS.columns:
            where = (cell[1] + cell[2]).decode()
            message = f"the cell {where} holds a value beyond row {LIMITS.rows:,} or column {LIMITS.columns}: too large"
            raise refused(shown, message, "delete what stands far from the table", cell=where)
    if furthest_row * furthest_column > LIMITS.extent:
        raise refused(shown, f"the sheet spans {furthest_row:,} rows and {furthest_column} columns: too large", _RAISE)


def _check_content(text: bytes, shown: str) -> None:
    """Refuse an OpenDocument sheet whose repeated cells would unroll beyond the limits."""
    for row in re.finditer(rb"<table:table-row[^>]*>(.*?)</table:table-row>", text, re.DOTALL):
        opening = text[row.start() : row.start() + 400].split(b">", 1)[0]
        times = int(repeated[1]) if (repeated := _REPEATED.search(opening)) else 1
        width = 0
        for cell in re.finditer(rb"<table:(?:covered-)?table-cell([^>]*?)(/?)>", row[1]):
            many = int(found[1]) if (found := _REPEATED.search(cell[1])) else 1
            has_value = b"office:value" in cell[1] or b"office:string-value" in cell[1] or not cell[2]
            width += many if has_value else 0
        if width > LIMITS.columns or (width and times > LIMITS.rows) or width * times > LIMITS.extent:
            raise refused(shown, "a repeated cell or row would expand to be too large", _RAISE)


def _mention_links(low: str, text: bytes, found: Collected) -> None:
    if low == "xl/connections.xml":
        found.warn("the workbook has a data connection; it is never followed", "send values only")
    elif low.startswith("xl/externallinks/") and low.endswith(".xml"):
        found.warn("the workbook holds a link to another workbook; the value saved in it is used", "send values only")
    elif low.startswith("xl/worksheets/_rels/") and b'TargetMode="External"' in text:
        found.note("a sheet holds a link that leads outside the workbook; it is neither followed nor copied")


def _area(merge: re.Match[bytes]) -> int:
    rows = int(merge[4]) - int(merge[2]) + 1
    return max(0, rows) * max(0, _number(merge[3]) - _number(merge[1]) + 1)


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
