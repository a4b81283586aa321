"""Letters from Word templates: checked, rendered in the sandbox, finished for accessibility, always the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError
from lxml import etree
from msgspec import Struct

from pxcommission.packs.board_model import BoardDocument
from pxcommission.packs.finishing import add_to_footers, finish
from pxcommission.packs.letter_model import Letter, QuestionsPage, context_of
from pxcommission.packs.meeting_model import MeetingPaper
from pxcommission.packs.package_bytes import same_bytes
from pxcommission.packs.pictures import Picture, put_in
from pxcommission.packs.template_package import checked_parts, lean, refused
from pxcommission.packs.template_words import by_paragraph, letter_environment, template_problems
from pxcommission.problems import ExitCode, Problem, ProblemsFound

CHALLENGE, QUESTIONS, MEETING_PAPER, BOARD = "challenge.docx", "questions.docx", "meeting-paper.docx", "board.docx"
PACK_TEMPLATES: tuple[tuple[str, type[Any]], ...] = (
    (CHALLENGE, Letter),
    (QUESTIONS, QuestionsPage),
    (MEETING_PAPER, MeetingPaper),
    (BOARD, BoardDocument),
)


class Printed(Protocol):
    """What a template prints: a dataclass of texts and lists of them, which says how it is referred to."""

    @property
    def reference(self) -> str:
        """What the document calls itself."""


class Template(Struct, frozen=True):
    """A checked template: its file name as problems show it, and its bytes."""

    name: str
    package: bytes


class Templates(Struct, frozen=True):
    """The templates of a pack in a workspace."""

    challenge: Template
    questions: Template
    meeting_paper: Template
    board: Template

    @property
    def every(self) -> tuple[Template, ...]:
        """All of them."""
        return (self.challenge, self.questions, self.meeting_paper, self.board)


def read_templates(letters: Path) -> Templates:
    """The templates of a pack from `rules/letters`, checked; raises ProblemsFound with everything wrong in any."""
    found: list[Template] = []
    problems: list[Problem] = []
    for name, model in PACK_TEMPLATES:
        try:
            found.append(read_template(letters / name, model))
        except ProblemsFound as wrong:
            problems += wrong.problems
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)
    return Templates(*found)


def read_template(path: Path, model: type[Printed]) -> Template:
    """One template, checked against what its letter says."""
    name = f"{path.parent.parent.name}/{path.parent.name}/{path.name}" if path.parent.name == "letters" else path.name
    try:
        package = path.read_bytes()
    except OSError as absent:
        raise refused(
            name, "the letter template can't be read", "make it with scripts/make_letter_templates.py"
        ) from absent
    check_template(package, name, model)
    return Template(name, package)


def check_template(package: bytes, name: str, model: type[Any]) -> None:
    """Raises ProblemsFound (exit code 3) with everything a template may not hold, and every field it does not print."""
    parts = checked_parts(package, name)
    sources = _jinja_sources(package, name)
    quiet = {part: data for part, data in parts.items() if part not in sources and part.endswith(".xml")}
    problems = template_problems(sources, name, model)
    for part, data in sorted(quiet.items()):
        if b"{{" in data or b"{%" in data or b"{#" in data:
            message = f"template, {part}: a field is not allowed here"
            problems.append(Problem(name, message, "put fields in the text, header or footer"))
    if problems:
        raise ProblemsFound(problems, ExitCode.RULES_WRONG)


def rendered(
    template: Template,
    page: Printed,
    title: str,
    as_at: date,
    register: str = "",
    pictures: Mapping[str, Picture] | None = None,
) -> bytes:
    """The finished document of one page or letter; `register` is the head of the case register, for its footer.

    `pictures` by name are put where the page marks their places; a place whose picture is not given is left empty.
    """
    document = DocxTemplate(io.BytesIO(lean(template.package)))
    document.patch_xml, document.fix_tables = ready_for_jinja, _as_tree
    try:
        document.init_docx()
        if register:  # before rendering: docxtpl then puts other footer parts in place, and later words would be lost
            add_to_footers(document.docx, f"Register head {register}")
        document.render(context_of(page), letter_environment())
    except etree.XMLSyntaxError as broken:
        how = "put each for, endfor, if and endif alone in a paragraph ({%p … %}) or table row ({%tr … %})"
        raise refused(template.name, "a loop or if of the template cuts through a paragraph or row", how) from broken
    except TemplateError as wrong:
        raise refused(template.name, f"the template could not be filled in: {wrong}") from wrong
    put_in(document.docx, pictures or {})
    finish(document.docx, title, page.reference, datetime(as_at.year, as_at.month, as_at.day))  # noqa: DTZ001 (a stamp)
    written = io.BytesIO()
    document.docx.save(written)
    return same_bytes(written.getvalue(), as_at)


@lru_cache(maxsize=256)
def ready_for_jinja(source: str) -> str:
    """A part of a template as docxtpl prepares it; kept, since every letter of a quarter is made from the same few."""
    return str(DocxTemplate(None).patch_xml(source))


def _as_tree(filled: str) -> Any:
    """The filled text as a tree; raises XMLSyntaxError where it is broken, which docxtpl alone would pass over."""
    etree.fromstring(filled.encode())
    return DocxTemplate(None).fix_tables(filled)


def _jinja_sources(package: bytes, name: str) -> dict[str, str]:
    """What Jinja will read: the text, headers and footers as docxtpl prepares them."""
    document = DocxTemplate(io.BytesIO(package))
    try:
        document.init_docx()
        sources = {"word/document.xml": document.patch_xml(by_paragraph(document.get_xml()))}
        for uri in (document.HEADER_URI, document.FOOTER_URI):
            for _, part in document.get_headers_footers(uri):
                sources[str(part.partname).lstrip("/")] = document.patch_xml(by_paragraph(document.get_part_xml(part)))
    except (PackageNotFoundError, KeyError, ValueError, AttributeError, etree.XMLSyntaxError) as damage:
        raise refused(name, "this is not a Word document, or it is damaged", "save it again from Word") from damage
    return sources
