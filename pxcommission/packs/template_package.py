"""Word templates as packages: refused when they hold macros, links that lead outside, DDE, DTDs, foreign parts or comments."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache

from lxml import etree

from pxcommission.packs.package_bytes import CONTENT_TYPES, parsed
from pxcommission.problems import ExitCode, Problem, ProblemsFound

MOST_PARTS = 300
LARGEST_PART = 8 * 1024 * 1024
LARGEST_TOTAL = 24 * 1024 * 1024
MOST_COLUMNS = 5
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FIELDS_ALLOWED = {"PAGE", "NUMPAGES", "SECTIONPAGES", "SECTION", "TITLE", "STYLEREF"}
_STYLES = "word/styles.xml"
_NAMING = ("basedOn", "link", "next", "tblStyle", "defaultTableStyle")
"""The elements that name a style of tables."""
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ALLOWED_PART = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|docProps/(core|app|custom)\.xml|docProps/thumbnail\.(jpeg|jpg|png|emf|wmf)"
    r"|word/(document|styles|stylesWithEffects|settings|webSettings|fontTable|numbering|footnotes|endnotes|header\d*|footer\d*)\.xml"
    r"|word/theme/theme\d*\.xml|word/media/[A-Za-z0-9_-]+\.(png|jpeg|jpg|gif)|(word/|customXml/)_rels/[A-Za-z0-9.]+\.rels"
    r"|customXml/item(Props)?\d+\.xml|word/glossary/.+"
)
_REVISIONS = ("ins", "del", "moveFrom", "moveTo", "commentReference", "commentRangeStart", "rPrChange", "pPrChange")
_OBJECTS = ("object", "altChunk", "subDoc", "control", "txbxContent")


def checked_parts(package: bytes, name: str) -> dict[str, bytes]:
    """The parts of a template that may be used; raises ProblemsFound (exit code 3) with everything that is wrong."""
    parts = _unpacked(package, name)
    problems = [Problem(name, message, how) for message, how in _complaints(parts)]
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    return parts


@lru_cache(maxsize=32)
def lean(package: bytes) -> bytes:
    """The template without the looks of tables that none of its tables has: Word brings a hundred, most of each letter's size."""
    with zipfile.ZipFile(io.BytesIO(package)) as opened:
        parts = {name: opened.read(name) for name in opened.namelist()}
    if _STYLES not in parts:
        return package
    styles = parsed(parts[_STYLES])
    others = [
        parsed(data)
        for name, data in parts.items()
        if name.startswith("word/") and name.endswith(".xml") and "styles" not in name
    ]
    used = {one.get(f"{WORD}val") for root in (styles, *others) for tag in _NAMING for one in root.iter(f"{WORD}{tag}")}
    for style in list(styles):
        unused = style.get(f"{WORD}styleId") not in used and style.get(f"{WORD}default") != "1"
        if style.get(f"{WORD}type") == "table" and unused:
            styles.remove(style)
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        for name, data in {**parts, _STYLES: etree.tostring(styles)}.items():
            made.writestr(name, data)
    return written.getvalue()


def refused(name: str, message: str, how: str = "") -> ProblemsFound:
    """A template that can't be used, with the way to mend it."""
    return ProblemsFound([Problem(name, message, how)], ExitCode.RULES_WRONG)


def _unpacked(package: bytes, name: str) -> dict[str, bytes]:
    how = "save it from Word as a .docx of ordinary size"
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as opened:
            entries = opened.infolist()
            large = [entry.filename for entry in entries if entry.file_size > LARGEST_PART]
            if large or sum(entry.file_size for entry in entries) > LARGEST_TOTAL or len(entries) > MOST_PARTS:
                raise refused(name, "this template is too large: its parts expand beyond what a letter needs", how)
            if len({entry.filename.casefold() for entry in entries}) != len(entries):
                raise refused(name, "two parts of this template have the same name", how)
            return {entry.filename: _read(opened, entry) for entry in entries if not entry.is_dir()}
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as damage:
        raise refused(name, "this is not a Word document, or it is damaged", how) from damage


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with opened.open(entry) as stream:
        data = stream.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise zipfile.LargeZipFile("a part is longer than it says")
    return data


def _complaints(parts: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    if "word/document.xml" not in parts or _MAIN.encode() not in parts.get(CONTENT_TYPES, b""):
        macros = any("vbaproject" in part.lower() for part in parts) or b"macroEnabled" in parts.get(CONTENT_TYPES, b"")
        what = "the template holds macros" if macros else "this template is not a Word document (.docx)"
        yield what, "save it from Word as a .docx"
        return
    for part, data in sorted(parts.items()):
        if "vbaproject" in part.lower() or "vbadata" in part.lower():
            yield f"the template holds a macro ({part})", "save it from Word as a .docx without macros"
        elif "comments" in part.lower() or part == "word/people.xml":
            yield (
                f"the template holds comments or names of reviewers ({part})",
                "delete all comments and reviewers' names",
            )
        elif not _ALLOWED_PART.fullmatch(part):
            yield f"the part '{part[:80]}' is not allowed in a template", "take out embedded files, objects and add-ins"
        elif part.endswith((".xml", ".rels")):
            yield from _complaints_of(part, data)


def _complaints_of(part: str, data: bytes) -> Iterator[tuple[str, str]]:
    if b"\x00" in data or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        yield f"{part} holds a DTD or an entity, which no letter needs", "save the template again from Word"
        return
    try:
        root = parsed(data)
    except etree.XMLSyntaxError:
        yield f"{part} can't be read: its XML is broken", "save the template again from Word"
        return
    if root.getroottree().docinfo.internalDTD is not None:
        yield f"{part} holds a DTD, which no letter needs", "save the template again from Word"
    if part.endswith(".rels"):
        if any(link.get("TargetMode", "").lower() == "external" for link in root.iter("{*}Relationship")):
            yield f"{part} holds an external link: a letter made from it could call out", "embed pictures; remove links"
        return
    yield from _complaints_of_text(part, root)


def _complaints_of_text(part: str, root: etree._Element) -> Iterator[tuple[str, str]]:
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(WORD + "p"), start=1)}
    fields = {word: element for word, element in _field_words(root) if word not in FIELDS_ALLOWED}
    for word, element in sorted(fields.items(), key=lambda field: field[0]):
        dde = " (DDE starts programs)" if word.startswith("DDE") else ""
        place = f"{part}{_place(element, numbers)}"
        yield f"{place} holds the field {word[:30]}{dde}, which is not allowed", "keep only page numbers"
    revised = next(root.iter(*(WORD + name for name in _REVISIONS)), None)
    if revised is not None:
        yield (
            f"{part}{_place(revised, numbers)} holds tracked changes or comments, with their authors' names",
            "accept the changes, delete comments",
        )
    for name in _OBJECTS:
        found = next(root.iter(WORD + name), None)
        if found is not None:
            yield (
                f"{part}{_place(found, numbers)} holds a {name}, which is not allowed",
                "use plain paragraphs, tables and pictures",
            )
    for grid in root.iter(WORD + "tblGrid"):
        if len(grid) > MOST_COLUMNS:
            yield (
                f"a table in {part} has {len(grid)} columns; a letter has at most {MOST_COLUMNS}",
                "move the rest elsewhere",
            )


def _place(element: etree._Element, numbers: Mapping[etree._Element, int]) -> str:
    """`, paragraph 12`: the paragraph it stands in, or the first one within it; empty for neither."""
    around = (one for one in (element, *element.iterancestors(WORD + "p"), *element.iter(WORD + "p")))
    number = next((numbers[one] for one in around if one in numbers), None)
    return f", paragraph {number}" if number else ""


def _field_words(root: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """The first word of every field: simple ones, and those whose instruction is spread over runs."""
    for simple in root.iter(WORD + "fldSimple"):
        yield _first_word(simple.get(WORD + "instr") or ""), simple
    instruction, depth, element = "", 0, root
    for element in root.iter(WORD + "fldChar", WORD + "instrText"):
        if element.tag == WORD + "instrText":
            instruction += element.text or ""
            continue
        kind = element.get(WORD + "fldCharType")
        if kind == "begin":
            depth, instruction = depth + 1, "" if depth == 0 else f"{instruction} "
        elif instruction.strip():
            yield _first_word(instruction), element
            instruction = ""
    if instruction.strip():
        yield _first_word(instruction), element


def _first_word(instruction: str) -> str:
    return (instruction.split() or [""])[0].upper()
