"""An OpenDocument spreadsheet written cell by cell, as CQC publishes its directory and its surveys."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
_OPEN = (
    f'<office:document-content xmlns:office="{_OFFICE}office:1.0" xmlns:table="{_OFFICE}table:1.0" '
    f'xmlns:text="{_OFFICE}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
)
_CLOSE = "</office:spreadsheet></office:body></office:document-content>"
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def ods_file(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    """A spreadsheet with these sheets and rows; numbers are numbers, everything else text."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(_row(row) for row in rows)}</table:table>"
        for name, rows in sheets.items()
    )
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", _OPEN + tables + _CLOSE)
    return path


def _row(values: Sequence[object]) -> str:
    return f"<table:table-row>{''.join(_cell(value) for value in values) or '<table:table-cell/>'}</table:table-row>"


def _cell(value: object) -> str:
    if value in ("", None):
        return "<table:table-cell/>"
    shown = f"<text:p>{escape(str(value))}</text:p>"
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}">{shown}</table:table-cell>'
    return f'<table:table-cell office:value-type="string">{shown}</table:table-cell>'
