"""Word and Excel packages as the same bytes for the same content: sorted parts, fixed times, no trace of who or where."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Final

from lxml import etree

CONTENT_TYPES: Final = "[Content_Types].xml"
CORE: Final = "docProps/core.xml"
APP: Final = "docProps/app.xml"
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)
_TERMS: Final = "{http://purl.org/dc/terms/}"
_APP: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_PERSONAL: Final = ("Company", "Manager", "TotalTime", "HyperlinkBase")


def same_bytes(package: bytes, as_at: date) -> bytes:
    """The package written again in a fixed order, its created and modified times set to the start of `as_at`."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    if CORE in parts:
        parts[CORE] = _with_times(parts[CORE], as_at)
    if APP in parts:
        parts[APP] = _without_company(parts[APP])
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compresslevel=6) as made:
        for name in sorted(parts, key=lambda name: (name != CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.create_system, entry.external_attr = 3, 0o600 << 16
            entry.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            made.writestr(entry, parts[name])
    return written.getvalue()


def parsed(data: bytes) -> etree._Element:
    """An XML part as a tree; entities are never resolved and nothing is fetched."""
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _with_times(core: bytes, as_at: date) -> bytes:
    root = parsed(core)
    for name in ("created", "modified"):
        for element in root.iter(_TERMS + name):
            element.text = f"{as_at.isoformat()}T00:00:00Z"
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _without_company(app: bytes) -> bytes:
    root = parsed(app)
    for name in _PERSONAL:
        for element in list(root.iter(_APP + name)):
            root.remove(element)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
