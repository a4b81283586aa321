"""A Word file as it was sent: read paragraph by paragraph and row by row, refused where its text can't be relied on."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from pxcommission.casework.kept_files import FileGiven
from pxcommission.packs.package_bytes import parsed
from pxcommission.problems import ExitCode, Problem, ProblemsFound

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
BODY = "word/document.xml"
MOST_PARTS, LARGEST_PART, LARGEST_TOTAL = 400, 20 * 1024**2, 60 * 1024**2
AROUND = ("header", "footer")
_AROUND = re.compile(r"word/(header|footer)\d*\.xml")
_REVISED = tuple(WORD + name for name in ("ins", "del", "moveFrom", "moveTo"))
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u2009": " ", "’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "–": "-", "\u00ad": None, "\u200b": None})  # fmt: skip


class Passage(Struct, frozen=True):
    """A paragraph or a table row: where it stands, and its text; a row has cells."""

    where: str
    text: str
    cells: tuple[str, ...] = ()


class SentDocument(Struct, frozen=True):
    """The text of a document in reading order; headers and footers last."""

    name: str
    passages: tuple[Passage, ...]

    @property
    def rows(self) -> tuple[Passage, ...]:
        """The rows of its tables."""
        return tuple(one for one in self.passages if one.cells)

    @property
    def body(self) -> tuple[Passage, ...]:
        """The passages outside headers and footers."""
        return tuple(one for one in self.passages if one.where not in AROUND)

    def holding(self, text: str) -> Passage | None:
        """The first passage with this text in it, letter case and kinds of blanks apart; `4 May` is not in `14 May`."""
        wanted = re.compile(rf"(?<!\d){re.escape(plain(text))}(?!\d)", re.IGNORECASE)
        return next((one for one in self.passages if wanted.search(one.text)), None)


def plain(text: str) -> str:
    """The text with one kind of blank, quotation mark and hyphen, as Word may have changed them."""
    return " ".join(text.translate(_PLAIN).split())


def sent_document(given: FileGiven) -> SentDocument:
    """The document; raises ProblemsFound (exit code 6) for a file whose text can't be read or relied on."""
    parts = _parts(given)
    passages = list(_passages(_tree(given.name, parts[BODY], BODY)))
    for name in sorted(part for part in parts if _AROUND.fullmatch(part)):
        kind = "header" if "header" in name else "footer"
        passages += [Passage(kind, one.text) for one in _passages(_tree(given.name, parts[name], name))]
    return SentDocument(given.name, tuple(one for one in passages if one.text))


def draft_marks(document: SentDocument) -> tuple[Passage, ...]:
    """The passages that still say the letter is a draft."""
    return tuple(
        one
        for one in document.passages
        if re.search(r"\bDRAFT\b|\(draft\)|\bNot sent\.|\(if it is dated otherwise", one.text)
    )


def refuse_draft(given: FileGiven) -> SentDocument:
    """The document; raises ProblemsFound (exit code 6) with every place that still calls it a draft."""
    document = sent_document(given)
    fix = "take the words DRAFT, (draft), 'Not sent' and '(if it is dated otherwise …)' out of it (its header too) before it goes out"
    places = dict.fromkeys(one.where for one in draft_marks(document))
    problems = [Problem(given.name, f"{place} still says that this is a draft", fix, code="PX603") for place in places]
    if problems:
        raise ProblemsFound(problems, ExitCode.REFUSED)
    return document


def _passages(root: etree._Element) -> Iterator[Passage]:
    """Paragraphs outside tables and rows of tables, wherever they stand (content controls and text boxes too)."""
    paragraphs = tables = 0
    for element in root.iter(WORD + "p", WORD + "tbl"):
        inside = next((True for _ in element.iterancestors(WORD + "tbl")), False)
        if inside:
            continue
        if element.tag == WORD + "p":
            paragraphs += 1
            yield Passage(f"paragraph {paragraphs}", _text(element))
            continue
        tables += 1
        for number, row in enumerate(element.iter(WORD + "tr"), start=1):
            cells = tuple(plain(" ".join(map(_text, cell.iter(WORD + "p")))) for cell in row.iterchildren(WORD + "tc"))
            yield Passage(f"table {tables}, row {number}", plain(" | ".join(cells)), cells)


def _text(paragraph: etree._Element) -> str:
    found = []
    for element in paragraph.iter(WORD + "t", WORD + "tab", WORD + "br", WORD + "cr", WORD + "noBreakHyphen"):
        if element.tag == WORD + "t":
            found.append(element.text or "")
        else:
            found.append("-" if element.tag == WORD + "noBreakHyphen" else " ")
    return plain("".join(found))


def _parts(given: FileGiven) -> dict[str, bytes]:
    save = "give the Word file (.docx) as it was sent; if a PDF was sent, give the Word file it was made from"
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as opened:
            entries = opened.infolist()
            sizes = [entry.file_size for entry in entries]
            if len(entries) > MOST_PARTS or sum(sizes) > LARGEST_TOTAL or max(sizes, default=0) > LARGEST_PART:
                raise _refused(given.name, "this file expands beyond what a letter needs", save)
            names = {entry.filename for entry in entries}
            if any("vbaproject" in name.lower() for name in names):
                raise _refused(given.name, "this file holds macros", "save it from Word as a .docx and send that")
            wanted = [entry for entry in entries if entry.filename == BODY or _AROUND.fullmatch(entry.filename)]
            parts = {entry.filename: _unpacked(opened, entry) for entry in wanted}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise _refused(given.name, "this is not a Word document, or it is damaged", save) from None
    if BODY not in parts:
        raise _refused(given.name, "this is not a Word document", save)
    return parts


def _unpacked(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with opened.open(entry) as stream:
        data = stream.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise zipfile.LargeZipFile("a part is longer than it says")
    return data


def _tree(name: str, data: bytes, part: str) -> etree._Element:
    save = "open it in Word, save it again and give that file"
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise _refused(name, f"{part} holds a DTD, which no letter needs", save)
    try:
        root = parsed(data)
    except etree.XMLSyntaxError:
        raise _refused(name, f"{part} can't be read: its XML is broken", save) from None
    if next(root.iter(*_REVISED), None) is not None:
        message = "the letter holds tracked changes, so it can be read in two ways"
        raise _refused(name, message, "accept or reject the changes in Word, and give the file as it was sent")
    return root


def _refused(name: str, message: str, fix: str) -> ProblemsFound:
    return ProblemsFound([Problem(name, message, fix)], ExitCode.REFUSED)
