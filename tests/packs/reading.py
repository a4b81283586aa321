"""What a reader of a document sees, as text: paragraphs with their styles, tables by row, sheets by cell."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx import Document
from docx.table import Table
from openpyxl import load_workbook


def document_text(package: bytes) -> str:
    """Header, paragraphs and tables in order; headings marked with #, lists with -."""
    document = Document(io.BytesIO(package))
    lines = [f"[header] {document.sections[0].header.paragraphs[0].text}"]
    for block in document.iter_inner_content():
        lines += _rows(block) if isinstance(block, Table) else [_line(block)]
    lines.append(f"[footer] {document.sections[0].footer.paragraphs[0].text}")
    return "\n".join(line for line in lines if line.strip()) + "\n"


def sheet_text(package: bytes, name: str) -> str:
    """A sheet's cells, one row a line."""
    sheet = load_workbook(io.BytesIO(package))[name]
    return "\n".join(" | ".join(_shown(cell) for cell in row).rstrip(" |") for row in sheet.iter_rows()) + "\n"


def parts(package: bytes) -> dict[str, bytes]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def packed(parts_of: dict[str, bytes]) -> bytes:
    """A package of parts."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts_of.items():
            made.writestr(name, data)
    return written.getvalue()


def _line(paragraph: Any) -> str:
    style = paragraph.style.name
    mark = {
        "Heading 1": "# ",
        "Heading 2": "## ",
        "Heading 3": "### ",
        "List Bullet": "- ",
        "Ask numbered": "1. ",
        "Question numbered": "1. ",
    }
    return f"{mark.get(style, '')}{paragraph.text}"


def _rows(table: Table) -> list[str]:
    return [" | ".join(cell.text.replace("\n", " / ") for cell in row.cells) for row in table.rows]


def _shown(cell: Any) -> str:
    if cell.value is None:
        return ""
    if cell.is_date:
        return f"{cell.value:%d %b %Y}"
    if isinstance(cell.value, float):
        return f"{cell.value:.6f} as {cell.number_format}"
    return str(cell.value)
