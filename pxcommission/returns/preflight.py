"""What a file really is, checked before any parser opens it: kind by content, limits by real bytes, nothing hostile.

Real unpacked bytes are counted, never the sizes a zip states. The limits are one table; what was measured about each is
in `docs/mappings.md`.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pxcommission.returns.collected import Collected, refused


@dataclass(frozen=True)
class Limits:
    """The most that is read of one file."""

    file: int = 20 * 1024**2
    parts: int = 2_000
    part: int = 60 * 1024**2
    total: int = 100 * 1024**2
    ratio: int = 200
    ratio_from: int = 1024**2
    rows: int = 200_000
    columns: int = 256
    extent: int = 4_000_000
    styles: int = 65_000
    merged: int = 50_000
    sheets: int = 64
    tag: int = 64 * 1024
    field: int = 32 * 1024
    suspicious_rows: tuple[int, ...] = (65_536, 1_048_576)


LIMITS = Limits()


class Kind(StrEnum):
    """What a file is, whatever its name says."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    CSV = "csv"


@dataclass(frozen=True)
class Checked:
    """A file that may be opened: what it is, its hash, whether it carries macros, and what to say of it."""

    kind: Kind
    sha256: str
    has_macros: bool


_NAMES = {"xlsx": {Kind.XLSX}, "xlsm": {Kind.XLSX}, "xlsb": {Kind.XLSB}, "xls": {Kind.XLS}, "ods": {Kind.ODS}}
_NAMES |= {"csv": {Kind.CSV}, "txt": {Kind.CSV}}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE = "open it in Excel, save it as a workbook (.xlsx) and send that"


def check_file(path: Path, shown: str, found: Collected) -> Checked:
    """The file's kind, hash and dangers met; raises ProblemsFound (exit code 4) for what must not be opened."""
    size = path.stat().st_size
    if size == 0:
        raise refused(shown, "the file is empty (0 bytes)", "ask for it again: the upload may have failed")
    if size > LIMITS.file:
        raise refused(shown, f"the file is too large: {size:,} bytes; at most {LIMITS.file:,} are read")
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    kind, macros = _kind(path, shown, data, found)
    _refuse_other_name(path, shown, kind)
    return Checked(kind, sha256, macros)


def _kind(path: Path, shown: str, data: bytes, found: Collected) -> tuple[Kind, bool]:
    from pxcommission.returns.zip_parts import check_zip

    if data.startswith(_OLE):
        kind = _ole_kind(shown, data)
        _refuse_other_name(path, shown, kind)
        _check_xls(shown, data)
        return kind, _utf16("_VBA_PROJECT") in data
    if data.startswith(b"PK"):
        if path.suffix.lower() in (".csv", ".txt"):
            message = (
                f"the file was renamed: its name ends in {path.suffix.lower()}, but it is a zip package such as xlsx"
            )
            raise refused(shown, message, "send the workbook as .xlsx, or save it as csv")
        try:
            return check_zip(path, shown, found)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as wrong:
            message = f"the file is corrupt, or a part is too large for what it states ({str(wrong)[:80]})"
            raise refused(shown, message, "ask for it again: the upload may have failed") from None
    _refuse_known_text(shown, data)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls"):
        what = "text such as a csv file" if _looks_like_text(data) else "not a known format"
        raise refused(shown, f"this is not a workbook: it isn't a zip package inside, but {what}", _SAVE)
    if not _looks_like_text(data):
        raise refused(shown, "this is neither a workbook nor text in a known encoding", _SAVE)
    return Kind.CSV, False


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
    if len(extents) > LIMITS.sheets + 2:
        raise refused(shown, f"the workbook has over {LIMITS.sheets} sheets", _SAVE)
    for rows, columns in extents:
        refuse_far_cells(rows, columns, shown)


def refuse_far_cells(rows: int, columns: int, shown: str) -> None:
    """Nothing, or ProblemsFound when a sheet's values reach beyond the limits."""
    if rows > LIMITS.rows or columns > LIMITS.columns or rows * columns > LIMITS.extent:
        message = f"a sheet's values reach to row {rows:,} and column {columns:,}: too large"
        raise refused(shown, message, "delete what stands far from the table")


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


def _refuse_other_name(path: Path, shown: str, kind: Kind) -> None:
    expected = _NAMES.get(path.suffix.lower().lstrip("."))
    if expected and kind not in expected:
        ending = path.suffix.lower()
        described = {Kind.XLS: "an old Excel workbook (.xls)", Kind.CSV: "csv text"}.get(kind, f"an {kind} workbook")
        message = f"the file was renamed: its name ends in {ending}, but it is {described}"
        raise refused(shown, message, f"send it with the ending .{kind}")
