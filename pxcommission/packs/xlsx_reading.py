"""A saved workbook as its bytes state it: its sheets with their cells, how these look, tables and links; openpyxl has no part in it."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct
from openpyxl.utils import column_index_from_string, get_column_letter

from pxcommission.packs.package_bytes import CORE, parsed

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_DUBLIN_CORE: Final = "{http://purl.org/dc/elements/1.1/}"
_CODED: Final = re.compile("_x([0-9A-Fa-f]{4})_")
BLACK: Final = {"rgb": "FF000000"}
WORKBOOK, STYLES, TEXTS = "xl/workbook.xml", "xl/styles.xml", "xl/sharedStrings.xml"


class Look(Struct, frozen=True):
    """How cells look: points, colours as RRGGBB (`fill` is empty where there is none), and whether they wrap and are locked."""

    size: float
    colour: str
    fill: str
    wrapped: bool
    locked: bool


class Cell(Struct, frozen=True):
    """A cell that the file holds: its kind is that of the file (`e`: an error), `f` for every formula."""

    place: str
    row: int
    column: int
    kind: str
    value: str | None
    look: Look

    @property
    def text(self) -> str:
        """Its words; empty where it holds none."""
        return self.value or "" if self.kind in ("s", "str", "inlineStr") else ""


class Sheet(Struct, frozen=True):
    """One sheet: its XML, its cells by row and column, its tables' XML, and the cells that link out of the file."""

    name: str
    hidden: bool
    root: Any
    cells: Mapping[tuple[int, int], Cell]
    tables: tuple[Any, ...]
    linked: tuple[str, ...]

    def each(self, tag: str) -> Iterator[Any]:
        """Each element of the sheet with this tag."""
        return iter(self.root.iter(MAIN + tag))


class Book(Struct, frozen=True):
    """A workbook: its properties, the number of the sheet that opens, and its sheets in order."""

    title: str
    language: str
    opens: int
    sheets: tuple[Sheet, ...]


def read_book(package: bytes) -> Book:
    """The workbook of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist() if name.endswith((".xml", ".rels"))}
    root, core = parsed(parts[WORKBOOK]), parsed(parts[CORE])
    texts = [_words(one) for one in parsed(parts[TEXTS])] if TEXTS in parts else []
    looks = _looks(parsed(parts[STYLES]))
    targets = {key: part for key, _, part, _ in _relations(parts, WORKBOOK)}
    sheets = [_sheet(parts, targets[one.get(_RELATION_ID, "")], one, texts, looks) for one in root.iter(f"{MAIN}sheet")]
    views = [int(view.get("activeTab", 0)) for view in root.iter(f"{MAIN}workbookView")]
    title, language = (core.findtext(_DUBLIN_CORE + name) or "" for name in ("title", "language"))
    return Book(title, language, views[0] if views else 0, tuple(sheets))


def stated(element: Any, name: str) -> bool:
    """Whether an element states that it is so."""
    return element.get(name) in ("1", "true")


def _sheet(parts: Mapping[str, bytes], part: str, about: Any, texts: list[str], looks: list[Look]) -> Sheet:
    root, relations = parsed(parts[part]), list(_relations(parts, part))
    cells = {(cell.row, cell.column): cell for cell in _cells(root, texts, looks)}
    tables = tuple(parsed(parts[target]) for _, kind, target, _ in relations if kind.endswith("/table"))
    outside = {key for key, _, _, out in relations if out}
    linked = tuple(one.get("ref", "") for one in root.iter(f"{MAIN}hyperlink") if one.get(_RELATION_ID) in outside)
    return Sheet(about.get("name"), about.get("state", "visible") != "visible", root, cells, tables, linked)


def _relations(parts: Mapping[str, bytes], part: str) -> Iterator[tuple[str, str, str, bool]]:
    """The id, kind and part of each relation of a part, and whether it leads out of the file."""
    folder, name = posixpath.split(part)
    data = parts.get(f"{folder}/_rels/{name}.rels")
    for one in parsed(data) if data is not None else ():
        target = posixpath.normpath(posixpath.join(f"/{folder}", one.get("Target", ""))).lstrip("/")
        yield one.get("Id", ""), one.get("Type", ""), target, one.get("TargetMode") == "External"


def _cells(root: Any, texts: list[str], looks: list[Look]) -> Iterator[Cell]:
    number = 0
    for row in root.iter(f"{MAIN}row"):
        number, column = int(row.get("r") or number + 1), 0
        for one in row.iter(f"{MAIN}c"):
            kind, value = one.get("t", "n"), one.findtext(f"{MAIN}v")
            letters = one.get("r", "").rstrip("0123456789")
            column = column_index_from_string(letters) if letters else column + 1
            if kind == "s" and value is not None:
                value = texts[int(value)]
            elif kind == "inlineStr" and len(one):
                value = _words(one)
            formula = one.find(f"{MAIN}f")
            if formula is not None:
                kind, value = "f", f"={formula.text}"
            yield Cell(f"{get_column_letter(column)}{number}", number, column, kind, value, looks[int(one.get("s", 0))])


def _words(element: Any) -> str:
    """The words of a text, as the one who opens the file reads them."""
    said = (
        piece for piece in element.iter(f"{MAIN}t") if piece.getparent().tag != f"{MAIN}rPh"
    )  # how it is pronounced
    words = "".join(piece.text or "" for piece in said)
    return _CODED.sub(lambda coded: chr(int(coded[1], 16)), words) if "_x" in words else words


def _looks(styles: Any) -> list[Look]:
    fonts = [
        (float(_of(font, "sz").get("val", 11)), _colour(_of(font, "color"), "000000"))
        for font in styles.find(f"{MAIN}fonts")
    ]
    solid = [fill.find(f"{MAIN}patternFill[@patternType='solid']") for fill in styles.find(f"{MAIN}fills")]
    fills = ["" if fill is None else _colour(_of(fill, "fgColor") or BLACK, "FFFFFF") for fill in solid]
    return [
        Look(
            *fonts[int(one.get("fontId", 0))],
            fills[int(one.get("fillId", 0))],
            wrapped=stated(_of(one, "alignment"), "wrapText"),
            locked=_of(one, "protection").get("locked") not in ("0", "false"),
        )
        for one in styles.find(f"{MAIN}cellXfs")
    ]


def _of(element: Any, tag: str) -> Any:
    """What the element states under a tag; nothing where it holds none."""
    found = element.find(MAIN + tag)
    return {} if found is None else found.attrib


def _colour(colour: Any, otherwise: str) -> str:
    """A colour as RRGGBB; a theme's or an unset one counts as black on white."""
    value = colour.get("rgb", "")
    return value[-6:] if re.fullmatch(r"[0-9A-Fa-f]{6,8}", value) else otherwise
