"""The parts of a zipped workbook, unpacked one at a time under limits and searched for what must not be opened."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from pxcommission.returns.binary_cells import xlsb_extent
from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.limits import RATIO_FROM, TAG, WORKBOOK, too_large, with_limits
from pxcommission.returns.preflight import Kind, refuse_far_cells
from pxcommission.returns.shared_texts import SharedTexts
from pxcommission.returns.worksheet_shape import Shape, check_shape
from pxcommission.returns.zipped_csv import only_csv

_RAISE = with_limits("save only the sheet with the figures as a new workbook", WORKBOOK)
_TOO_LARGE = too_large("save only the sheet with the figures as a new workbook")
_ODS = b"opendocument.spreadsheet"
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9_.-]{1,40})[\"']")
_STYLE = re.compile(rb"<(?:\w+:)?xf[\s/>]")
_REPEATED = re.compile(rb"number-(?:columns|rows)-repeated=\"([0-9]{1,9})\"")
_LONG_TAG = re.compile(rb"<[^>]{%d}" % TAG)
_DDE = re.compile(rb"ddeLink|DDEAUTO|<(?:\w+:)?f[^>]*>\s*=?\s*DDE\s*\(|dde-link|dde-source", re.IGNORECASE)


class Package(Struct, frozen=True):
    """What a zip package is: a workbook of a kind, or an archive (no kind) with one csv file, its `member`.

    `plain` names the worksheets that are written as spreadsheet programs write them, and says which of them hold formulas or
    errors.
    """

    kind: Kind | None
    has_macros: bool
    unpacked: int
    member: str = ""
    plain: Mapping[str, bool] = field(default_factory=dict)


def check_zip(path: Path, shown: str, found: Collected) -> Package:
    """What the package is and whether it has macros; raises ProblemsFound for a package to refuse.

    Damage raises what `zipfile` and `zlib` raise.
    """
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        _refuse_package(parts, shown)
        names = {part.filename.lower() for part in parts}
        kind = _package_kind(names, shown)
        if kind is None:
            member, size = only_csv(package, parts, shown)
            return Package(None, False, size, member)
        total, plain = _checked_parts(package, parts, shown, found)
        if kind is Kind.ODS and not any(_ODS in package.read(p) for p in parts if p.filename == "mimetype"):
            raise refused(shown, "this is an OpenDocument file, but not a spreadsheet", _RAISE)
    macros = any(name.endswith("vbaproject.bin") or name.startswith("basic/") for name in names)
    return Package(kind, macros, total, plain=plain)


def _checked_parts(
    package: zipfile.ZipFile, parts: list[zipfile.ZipInfo], shown: str, found: Collected
) -> tuple[int, dict[str, bool]]:
    """The real bytes of all parts together, each one searched; and the worksheets written plainly, as in `Package`."""
    total, plain = 0, dict[str, bool]()
    texts = SharedTexts(enough=WORKBOOK.unpacked)
    for part in sorted(parts, key=lambda one: not one.filename.lower().endswith("sharedstrings.xml")):
        data = _unpacked(package, part, WORKBOOK.unpacked - total, shown)
        total += len(data)
        if (shape := _check_part(part.filename, data, shown, found)) is not None:
            plain[part.filename] = shape.has_formulas or shape.has_errors
        texts.add(part.filename.lower(), data)
    if texts.unrolled > WORKBOOK.unpacked:
        raise refused(shown, "the shared texts of the cells would expand to be too large", _TOO_LARGE)
    return total, plain


def _refuse_package(parts: list[zipfile.ZipInfo], shown: str) -> None:
    if len(parts) > WORKBOOK.parts:
        raise refused(
            shown, f"the file has too many parts: {len(parts):,}; at most {WORKBOOK.parts:,} are read", _RAISE
        )
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
    if sheets > WORKBOOK.sheets:
        raise refused(shown, f"the workbook has {sheets:,} sheets; at most {WORKBOOK.sheets} are read", _RAISE)


def _package_kind(names: set[str], shown: str) -> Kind | None:
    """The kind of workbook; None for an archive of other files."""
    if "xl/workbook.xml" in names or any(n.startswith("xl/worksheets/") and n.endswith(".xml") for n in names):
        return Kind.XLSX
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if "content.xml" in names and "mimetype" in names:
        return Kind.ODS
    if any(name.startswith("word/") for name in names):
        raise refused(shown, "this is a Word document, not a workbook", "send the workbook or csv file")
    if any(name.startswith("ppt/") for name in names):
        raise refused(shown, "this is a PowerPoint file, not a workbook", "send the workbook or csv file")
    return None


def _unpacked(package: zipfile.ZipFile, part: zipfile.ZipInfo, left: int, shown: str) -> bytes:
    """The part's real bytes, stopped at the first limit."""
    data = bytearray()
    packed = max(part.compress_size, 1)
    with package.open(part) as stream:
        while piece := stream.read(64 * 1024):
            data += piece
            if len(data) > WORKBOOK.part or len(data) > left:
                raise refused(shown, f"'{part.filename[:60]}' would expand to be too large", _TOO_LARGE)
            if len(data) > RATIO_FROM and len(data) > WORKBOOK.ratio * packed:
                message = (
                    f"'{part.filename[:60]}' would expand to be too large: over {WORKBOOK.ratio} times its packed size"
                )
                raise refused(shown, message, _TOO_LARGE)
    if len(data) != part.file_size:
        raise refused(
            shown, f"the file is corrupt or too large: '{part.filename[:60]}' is not as long as stated", _RAISE
        )
    return bytes(data)


def _check_part(name: str, data: bytes, shown: str, found: Collected) -> Shape | None:
    """The shape of a worksheet that is written plainly, None for any other part; raises ProblemsFound for what must not be opened."""
    low = name.lower()
    if low.startswith("xl/worksheets/") and low.endswith(".bin"):
        refuse_far_cells(*xlsb_extent(data), shown)
    if not low.endswith((".xml", ".rels", ".vml")):
        return None
    text = _as_ascii_superset(data, name, shown)
    is_marked = b"<!" in text
    if is_marked and (b"<!DOCTYPE" in text or b"<!ENTITY" in text):
        raise refused(shown, f"'{name[:60]}' holds a DTD or an entity, which no return needs", "don't open this file")
    _refuse_long_tag(name, text, shown)
    plain = None
    if low.startswith("xl/worksheets/") and low.endswith(".xml"):
        plain = check_shape(name, text, shown, is_marked)
    if (plain is None or plain.has_formulas) and _may_hold_dde(text) and _DDE.search(text):
        raise refused(shown, f"'{name[:60]}' holds a DDE link, which can start programs", "don't open this file")
    if plain is not None:
        return plain if text is data else None
    if low == "xl/styles.xml" and len(_STYLE.findall(text)) > WORKBOOK.styles:
        raise refused(
            shown, f"the workbook has over {WORKBOOK.styles:,} styles: it would expand to be too large", _RAISE
        )
    if low == "content.xml":
        _check_content(text, shown)
    _mention_links(low, text, found)
    return None


def _as_ascii_superset(data: bytes, name: str, shown: str) -> bytes:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode()
    declared = _ENCODING.search(data[:300])
    if (declared and declared[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")) or b"\x00" in data[:200]:
        raise refused(shown, f"'{name[:60]}' is XML in an encoding no workbook uses", _RAISE)
    return data


def _may_hold_dde(text: bytes) -> bool:
    return b"dde" in text.lower()


def _refuse_long_tag(name: str, text: bytes, shown: str) -> None:
    """A tag longer than the limit covers at least one half-limit stretch in which no tag ends."""
    half = TAG // 2
    stretches = range(0, len(text) - half, half)
    if any(text.find(b">", start, start + half) < 0 for start in stretches) and _LONG_TAG.search(text):
        message = f"'{name[:60]}' holds a tag that is too large or never ends: its XML is broken"
        raise refused(shown, message, _RAISE)


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
        if width > WORKBOOK.columns or (width and times > WORKBOOK.rows) or width * times > WORKBOOK.cells:
            raise refused(shown, "a repeated cell or row would expand to be too large", _TOO_LARGE)


def _mention_links(low: str, text: bytes, found: Collected) -> None:
    if low == "xl/connections.xml":
        found.warn("the workbook has a data connection; it is never followed", "send values only")
    elif low.startswith("xl/externallinks/") and low.endswith(".xml"):
        found.warn("the workbook holds a link to another workbook; the value saved in it is used", "send values only")
    elif low.startswith("xl/worksheets/_rels/") and b'TargetMode="External"' in text:
        found.note("a sheet holds a link that leads outside the workbook; it is neither followed nor copied")
