"""How far the values of an xlsx worksheet reach, and what else of its shape is refused, told from its XML alone.

Spreadsheet programs write a worksheet plainly: double quotes, no prefixes, every cell beginning `<c r="B7"`. Its shape is then
told by searches that run at memory speed. XML written in any other way is walked element by element instead, slower and surely.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from msgspec import Struct

from pxcommission.returns.collected import refused
from pxcommission.returns.limits import WORKBOOK, too_large, with_limits

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
_RAISE = with_limits("save only the sheet with the figures as a new workbook", WORKBOOK)
_TOO_LARGE = too_large("save only the sheet with the figures as a new workbook")
_FAR_AWAY = too_large("delete what stands far from the table")
_TEXT = rb"[^<\x00-\x08\x0b\x0c\x0e-\x1f]*+"
_REST = (
    rb'(?: s="[0-9]++")?+(?: t="[a-zA-Z]++")?+(?: cm="[0-9]++")?+(?: vm="[0-9]++")?+'
    rb"(?: ?/>|>(?:<f(?: [a-z0-9]+=\"[^\"<>&]*\")*(?:/>|>" + _TEXT + rb"</f>))?+"
    rb"(?:<v>" + _TEXT + rb"</v>|<is><t(?: xml:space=\"preserve\")?(?:>" + _TEXT + rb"</t>|/>)</is>|<v ?/>|<is ?/>)?+"
    rb"</c>))"
)
"""What stands after a cell's address, to the end of the cell. A search for a cell that is *not* so reads a sheet once."""
_ODD_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos|#9|#10|#13|#x[9AaDd]);)")
_CELL_NOT_PLAIN = re.compile(rb'<c(?![a-z])(?! r="[A-Z]{1,3}[0-9]{1,7}"' + _REST)
_SPREAD_OUT = re.compile(rb'<c(?![a-z])(?! r="[A-Z][0-9]{1,5}"' + _REST)
_PREFIXED = re.compile(rb"<[\w.-]+:(?:c|row|v|f|is|t|col|mergeCell)[\s/>]")
_NEAR_ROWS, _NEAR_COLUMNS = 99_999, 26
"""What a sheet that is not spread out spans at most: within the limit of cells."""
_CELL = re.compile(rb"<c r=\"([A-Z]{1,3})([0-9]{1,7})\"[^>]*?(/?)>(</c>)?")
_MERGE = re.compile(rb"<mergeCell\s(?:[^>]*?\s)?ref=\"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})\"")
_WIDTH = re.compile(rb"<col\s(?:[^>]*?\s)?max=\"([0-9]{1,20})\"")
_AREA = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Shape(Struct):
    """The furthest row and column of a value with its cell, the merged cells, the rows, the widest column spoken of.

    Of a plain worksheet the rows are not counted: each of its cells has an address.
    """

    row: int = 0
    column: int = 0
    far_cell: str = ""
    merged: int = 0
    rows: int = 0
    width: int = 0
    has_formulas: bool = False
    has_errors: bool = False


def is_plain(text: bytes) -> bool:
    """Whether a worksheet is written as spreadsheet programs write it."""
    return _plain_shape(text) is not None


def check_shape(name: str, text: bytes, shown: str, is_marked: bool = True) -> Shape | None:
    """The shape of a worksheet that is written plainly, else None; raises ProblemsFound for values far from the table, vast merged ranges, or
    columns no sheet has. `is_marked` says that the text may hold comments or other declarations.

    Formatted cells without a value don't count: published workbooks have them far out.
    """
    plain = _plain_shape(text, is_marked)
    shape = plain or _walked_shape(name, text, shown)
    if shape.width > MOST_COLUMNS:
        raise refused(shown, f"'{name[:60]}' speaks of column {shape.width}; no sheet has it", _RAISE)
    if shape.merged > WORKBOOK.merged:
        message = f"the sheet has merged cells over {shape.merged:,} cells; at most {WORKBOOK.merged:,}"
        raise refused(shown, message, _RAISE)
    if shape.rows > MOST_ROWS:
        raise refused(shown, "the sheet has more rows than a sheet can have", _RAISE)
    if shape.far_cell:
        limit = f"beyond row {WORKBOOK.rows:,} or column {WORKBOOK.columns}"
        message = f"the cell {shape.far_cell} holds a value {limit}: too large"
        raise refused(shown, message, _FAR_AWAY, cell=shape.far_cell)
    if shape.row * shape.column > WORKBOOK.cells:
        raise refused(shown, f"the sheet spans {shape.row:,} rows and {shape.column} columns: too large", _TOO_LARGE)
    return plain


def _plain_shape(text: bytes, is_marked: bool = True) -> Shape | None:
    """The shape of a worksheet that is written plainly; None for any other.

    Every cell is matched from its first to its last byte; what stands around the cells is parsed as XML.
    """
    start, end = text.find(b"<sheetData>"), text.rfind(b"</sheetData>")
    if start < 0 or end < start or (is_marked and b"<!" in text) or not _is_known_text(text):
        return None
    around = text[:start] + b"<sheetData>" + text[end:]
    if not _is_whole(around) or _PREFIXED.search(around) or (b":" in text[start:end] and _PREFIXED.search(text)):
        return None
    spread_out = _SPREAD_OUT.search(text) is not None
    if spread_out and _CELL_NOT_PLAIN.search(text) is not None:
        return None
    merges, widths = _MERGE.findall(around), _WIDTH.findall(around)
    if around.count(b"<mergeCell ") != len(merges) or around.count(b"<col ") != len(widths):
        return None
    shape = Shape(has_formulas=b"<f" in text, has_errors=b' t="e"' in text)
    shape.merged = sum(_area(*(part.decode() for part in merge)) for merge in merges)
    shape.width = max(map(int, widths), default=0)
    if not spread_out:
        shape.row, shape.column = _NEAR_ROWS, _NEAR_COLUMNS
        return shape
    return _with_cells(shape, text)


def _is_whole(around: bytes) -> bool:
    """Whether what stands around the cells is well-formed XML."""
    try:
        expat.ParserCreate().Parse(around, True)
    except expat.ExpatError:
        return False
    return True


def _is_known_text(text: bytes) -> bool:
    """Whether it is UTF-8 with no other entities than those every program writes."""
    if not text.isascii():
        try:
            text.decode("utf-8")
        except UnicodeDecodeError:
            return False
    return b"&" not in text or _ODD_ENTITY.search(text) is None


def _with_cells(shape: Shape, text: bytes) -> Shape:
    shape.row = shape.column = 0
    for cell in _CELL.finditer(text):
        if not (cell[3] or cell[4]):
            _reach(shape, int(cell[2]), _number(cell[1].decode()))
            if shape.far_cell:
                break
    return shape


def _reach(shape: Shape, row: int, column: int) -> None:
    shape.row, shape.column = max(shape.row, row), max(shape.column, column)
    if row > WORKBOOK.rows or column > WORKBOOK.columns:
        shape.far_cell = f"{_letters(column)}{row}"


class _Walk:
    """A walk over the elements of a worksheet, cells without an address standing after the one before."""

    def __init__(self) -> None:
        self.shape = Shape()
        self.row = self.column = 0
        self.in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.shape.rows += 1
            self.row = _whole(attributes.get("r"), self.row + 1)
            self.column = 0
        elif local == "c":
            place = _REFERENCE.fullmatch(attributes.get("r", "").strip())
            self.column = _number(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self.in_cell = True
        elif self.in_cell and not self.shape.far_cell:
            _reach(self.shape, self.row, self.column)
        elif local == "mergeCell":
            area = _AREA.fullmatch(attributes.get("ref", "").strip())
            self.shape.merged += _area(*area.groups()) if area else 0
        elif local == "col":
            self.shape.width = max(self.shape.width, _whole(attributes.get("max"), 0))

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] == "c":
            self.in_cell = False


def _walked_shape(name: str, text: bytes, shown: str) -> Shape:
    walk = _Walk()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = walk.start, walk.end
    try:
        parser.Parse(text, True)
    except expat.ExpatError as wrong:
        message = f"the XML of '{name[:60]}' is broken: {wrong}"
        raise refused(shown, message, "open it in Excel, save it again and send that copy") from None
    return walk.shape


def _whole(text: str | None, otherwise: int) -> int:
    written = (text or "").strip()
    return int(written) if written.isascii() and written.isdigit() and len(written) <= 20 else otherwise


def _area(left: str, top: str, right: str, bottom: str) -> int:
    return max(0, int(bottom) - int(top) + 1) * max(0, _number(right) - _number(left) + 1)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
