"""What a file really is, checked before any parser opens it: kind by content, limits by real bytes, nothing hostile.

Real unpacked bytes are counted, never the sizes a zip states. The limits are one table, `limits.py`; what was measured about
each is in `docs/mappings.md`.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct, field

from pxcommission.returns.collected import Collected, refused
from pxcommission.returns.limits import JSON, PUBLISHED_CSV, WORKBOOK, Limits, too_large, with_limits


class Kind(StrEnum):
    """What a file is, whatever its name says."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"
    JSON = "json"


class Checked(Struct, frozen=True):
    """A file that may be opened: what it is, its hash, whether it carries macros, its real size.

    `member` is the name of the csv file inside, where the file is a zip archive that holds one. `plain` names
    the worksheets written as spreadsheet programs write them, so that searches find all there is, and says which of them
    hold formulas or errors.
    """

    kind: Kind
    sha256: str
    has_macros: bool
    unpacked: int = 0
    member: str = ""
    plain: Mapping[str, bool] = field(default_factory=dict)


_NAMES = {"xlsx": {Kind.XLSX}, "xlsm": {Kind.XLSX}, "xlsb": {Kind.XLSB}, "xls": {Kind.XLS}, "ods": {Kind.ODS}}
_NAMES |= {"csv": {Kind.CSV}, "txt": {Kind.CSV}, "json": {Kind.JSON}}
_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK"
_HEAD = 64 * 1024
_SAVE = "open it in Excel, save it as a workbook (.xlsx) and send that"
_AGAIN = "ask for it again: the upload may have failed"
_TEXT_SUFFIXES = (".csv", ".txt", ".json")


def check_file(path: Path, shown: str, found: Collected) -> Checked:
    """The file's kind, hash and dangers met; raises ProblemsFound (exit code 4) for what must not be opened."""
    size = path.stat().st_size
    if size == 0:
        raise refused(shown, "the file is empty (0 bytes)", _AGAIN)
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_OLE):
        _refuse_large(size, WORKBOOK, shown)
        checked = _old_workbook(path, shown)
    elif head.startswith(_ZIP):
        _refuse_large(size, PUBLISHED_CSV, shown)
        checked = _zipped(path, shown, found)
    else:
        checked = _text(path, shown, head, size)
    _refuse_other_name(path, shown, checked)
    return checked


def _refuse_large(size: int, limits: Limits, shown: str) -> None:
    if size > limits.file:
        message = f"the file is too large: {size:,} bytes; at most {limits.file:,} are read"
        advice = "save only the sheet with the figures, as csv"
        raise refused(shown, message, too_large(advice) if limits is WORKBOOK else with_limits(advice, limits))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _old_workbook(path: Path, shown: str) -> Checked:
    data = path.read_bytes()
    checked = Checked(
        _ole_kind(shown, data), hashlib.sha256(data).hexdigest(), _utf16("_VBA_PROJECT") in data, len(data)
    )
    _refuse_other_name(path, shown, checked)
    _check_xls(shown, data)
    return checked


def _zipped(path: Path, shown: str, found: Collected) -> Checked:
    from pxcommission.returns.zip_parts import check_zip

    if path.suffix.lower() in _TEXT_SUFFIXES:
        message = f"the file was renamed: its name ends in {path.suffix.lower()}, but it is a zip package such as xlsx"
        raise refused(shown, message, "send the workbook as .xlsx, or save it as csv")
    try:
        package = check_zip(path, shown, found)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as wrong:
        message = f"the file is corrupt, or a part is too large for what it states ({str(wrong)[:80]})"
        raise refused(shown, message, _AGAIN) from None
    kind = Kind.CSV if package.kind is None else package.kind
    if kind is not Kind.CSV:
        _refuse_large(path.stat().st_size, WORKBOOK, shown)
    return Checked(kind, _sha256(path), package.has_macros, package.unpacked, package.member, package.plain)


def _text(path: Path, shown: str, head: bytes, size: int) -> Checked:
    from pxcommission.returns.json_document import looks_like_json

    _refuse_known_text(shown, head)
    suffix = path.suffix.lower()
    if suffix in (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"):
        what = "text such as a csv file" if _looks_like_text(head) else "not a known format"
        raise refused(shown, f"this is not a workbook: it isn't a zip package inside, but {what}", _SAVE)
    if suffix == ".zip":
        raise refused(shown, "this is not a zip archive: it may be cut off or renamed", _AGAIN)
    if not _looks_like_text(head):
        raise refused(shown, "this is neither a workbook nor text in a known encoding", _SAVE)
    kind = Kind.JSON if suffix == ".json" or looks_like_json(head) else Kind.CSV
    _refuse_large(size, JSON if kind is Kind.JSON else PUBLISHED_CSV, shown)
    return Checked(kind, _sha256(path), False, size)


def _ole_kind(shown: str, data: bytes) -> Kind:
    if _utf16("EncryptedPackage") in data or _utf16("EncryptionInfo") in data:
        message = "the workbook is encrypted with a password"
        raise refused(shown, message, "send it without a password, by the agreed secure route")
    if _utf16("WordDocument") in data:
        raise refused(shown, "this is an old Word document, not a return", "send the workbook or csv file")
    if _utf16("Workbook") in data or _utf16("Book") in data:
        return Kind.XLS
    message = (
        "this is an old Office file (the container of .xls and of password-protected xlsx) without a workbook in it"
    )
    raise refused(shown, message, _SAVE)


def _check_xls(shown: str, data: bytes) -> None:
    """Refuse an old workbook whose records are damaged or whose cells reach too far."""
    from pxcommission.returns.binary_cells import xls_extents

    try:
        extents = xls_extents(data)
    except ValueError as wrong:
        raise refused(shown, f"this old Excel workbook (.xls) is corrupt: {wrong}", _SAVE) from None
    if len(extents) > WORKBOOK.sheets + 2:
        message = f"the workbook has over {WORKBOOK.sheets} sheets"
        raise refused(shown, message, with_limits("send the sheet with the figures", WORKBOOK))
    for rows, columns in extents:
        refuse_far_cells(rows, columns, shown)


def refuse_far_cells(rows: int, columns: int, shown: str) -> None:
    """Nothing, or ProblemsFound when a sheet's values reach beyond the limits."""
    if rows > WORKBOOK.rows or columns > WORKBOOK.columns or rows * columns > WORKBOOK.cells:
        message = f"a sheet's values reach to row {rows:,} and column {columns:,}: too large"
        raise refused(shown, message, too_large("delete what stands far from the table"))


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _refuse_known_text(shown: str, data: bytes) -> None:
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"<") and (b"<html" in head or b"<table" in head or b"<!doctype html" in head):
        raise refused(shown, "this is an HTML page, not a workbook", _SAVE)
    if head.startswith(b"<?xml"):
        raise refused(shown, "this is an XML file, not a workbook", _SAVE)
    if head.startswith(b"%pdf"):
        raise refused(shown, "this is a PDF document, not a workbook", "ask for the figures as a workbook or csv file")
    if head.startswith(b"{\\rtf"):
        raise refused(shown, "this is a Word document (RTF), not a workbook", "ask for the workbook or csv file")


def _looks_like_text(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = data[:4096]
    zeros = head.count(0)
    return zeros * 10 < len(head) or zeros * 3 > len(head)


def _refuse_other_name(path: Path, shown: str, checked: Checked) -> None:
    ending = path.suffix.lower()
    expected = _NAMES.get(ending.lstrip("."))
    zipped = bool(checked.member)
    if expected is not None and (zipped or checked.kind not in expected):
        message = f"the file was renamed: its name ends in {ending}, but it is {_described(checked)}"
        raise refused(shown, message, f"send it with the ending .{'zip' if zipped else checked.kind}")
    if ending == ".zip" and not zipped:
        message = f"the file was renamed: its name ends in .zip, but it is {_described(checked)}"
        raise refused(shown, message, f"send it with the ending .{checked.kind}")


def _described(checked: Checked) -> str:
    if checked.member:
        return "a zip archive with a csv file in it"
    match checked.kind:
        case Kind.XLS:
            return "an old Excel workbook (.xls)"
        case Kind.CSV:
            return "csv text"
        case Kind.JSON:
            return "a JSON document"
        case Kind.XLSX | Kind.XLSB | Kind.ODS:
            return f"an {checked.kind} workbook"
