"""What stands in a pack's documents, place by place, and what must never stand in them: formulas, links, scripts, placeholders."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator

from lxml import etree, html
from msgspec import Struct

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_PLACEHOLDER = re.compile(r"\{[{%#][^{}]{0,9}|[^{}]{0,9}[}%#]\}|\bUndefined\b|\bnan\b")
_EXTERNAL = re.compile(rb'TargetMode="External"')
_ALLOWED_LINK = re.compile(rb'Target="mailto:')


class Said(Struct, frozen=True):
    """A text with where it stands: a paragraph of a Word file, a cell (`Not met!F7`), or a line of a page."""

    place: str
    text: str


def texts_of(name: str, data: bytes) -> list[Said]:
    """Every text of a document in order; empty for files that hold none for readers."""
    if name.endswith(".docx"):
        return list(_of_word(data))
    if name.endswith(".xlsx"):
        return texts_of_cells(cells_of(data))
    if name.endswith(".html"):
        return list(_of_page(data))
    return []


def texts_of_cells(cells: Iterable[tuple[str, str | float]]) -> list[Said]:
    """The cells that hold words."""
    return [Said(place, text) for place, text in cells if isinstance(text, str)]


def _of_word(data: bytes) -> Iterator[Said]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = [
            n for n in package.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml", n)
        ]
        for part in sorted(parts):
            root = etree.fromstring(package.read(part))
            for number, paragraph in enumerate(root.iter(f"{_WORD}p"), start=1):
                text = "".join(piece.text or "" for piece in paragraph.iter(f"{_WORD}t"))
                if text.strip():
                    shown = part.removeprefix("word/").removesuffix(".xml")
                    yield Said(f"{shown}, paragraph {number}", text)


def cells_of(data: bytes) -> Iterator[tuple[str, str | float]]:
    """Each cell that holds something, as `Sheet!A1` with its text or number."""
    from openpyxl.utils import get_column_letter
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    for sheet in book.sheet_names:
        for number, row in enumerate(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), start=1):
            for column, value in enumerate(row, start=1):
                if isinstance(value, str) and value.strip():
                    yield f"{sheet}!{get_column_letter(column)}{number}", value
                elif isinstance(value, int | float) and not isinstance(value, bool):
                    yield f"{sheet}!{get_column_letter(column)}{number}", float(value)


def _of_page(data: bytes) -> Iterator[Said]:
    root = html.document_fromstring(data)
    etree.strip_elements(root, "style", "script", "svg", with_tail=False)
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        whole = node.tag in ("td", "th", "p", "li", "dd", "caption")
        pieces = node.itertext() if whole else (node.text or "", *(child.tail or "" for child in node))
        text = " ".join(" ".join(str(piece) for piece in pieces).split())
        if text:
            yield Said(f"line {node.sourceline}", text)


def never_allowed(name: str, data: bytes, texts: Iterable[Said], given: Callable[[str], bool]) -> list[str]:
    """What no document of a pack may hold: live formulas, macros, links outside, scripts, unfilled placeholders.

    `texts` are those of the document; `given`: whether a text came in with the data, since what looks like a placeholder in
    one that did is somebody's words.
    """
    found: list[str] = []
    if name.endswith((".docx", ".xlsx")):
        found += _in_package(data)
    elif name.endswith(".html"):
        found += _in_page(data)
    for said in texts:
        left = _PLACEHOLDER.search(said.text)
        if left is not None and not given(left[0]):
            found.append(f"{said.place}: '{left[0]}' was left unfilled")
    return found


def bare(text: str) -> str:
    """The text without spaces, quotes and backslashes, which stand otherwise in data and in a document."""
    return re.sub(r"[\s'\"\\\\]", "", text)


def _in_package(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for part in package.namelist():
            content = package.read(part)
            if part.startswith("xl/worksheets/") and b"<f" in content:
                for _ in etree.fromstring(content).iter(f"{_SHEET}f"):
                    yield f"{part}: a live formula"
                    break
            if "vbaProject" in part or "/embeddings/" in part or "/activeX/" in part:
                yield f"{part}: a macro or an embedded object"
            if part.endswith(".rels"):
                for relation in re.findall(rb"<Relationship [^>]*>", content):
                    if _EXTERNAL.search(relation) and not _ALLOWED_LINK.search(relation):
                        yield f"{part}: a link outside"


def _in_page(data: bytes) -> Iterator[str]:
    root = html.document_fromstring(data)
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        if node.tag in ("script", "iframe", "object", "embed", "base", "form"):
            yield f"line {node.sourceline}: <{node.tag}>"
        for attribute, value in ((str(key), str(said)) for key, said in node.attrib.items()):
            outside = re.match(r"\s*(https?:|//|javascript:|data:text)", value, re.I)
            if attribute.lower().startswith("on") or (attribute in ("href", "src") and outside):
                yield f"line {node.sourceline}: {attribute} of <{node.tag}>"
