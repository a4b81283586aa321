"""Templates under rules/letters, all of them: which document each makes, what it may not hold, and which fields it forgets."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from pxcommission.packs.concern_letter import TEMPLATE as CONCERN
from pxcommission.packs.concern_letter import ConcernLetter
from pxcommission.packs.diagnostic_paper import TEMPLATE as DIAGNOSTIC_PAPER
from pxcommission.packs.diagnostic_paper import DiagnosticPaperDocument
from pxcommission.packs.process_documents import KINDS
from pxcommission.packs.process_model import ProcessDocument
from pxcommission.packs.rendering import PACK_TEMPLATES, check_template
from pxcommission.packs.template_package import LARGEST_TOTAL
from pxcommission.packs.template_words import fields_of
from pxcommission.packs.you_said import TEMPLATE as YOU_SAID
from pxcommission.packs.you_said import YouSaidDocument
from pxcommission.problems import Problem, ProblemsFound, did_you_mean

MODELS: dict[str, type[Any]] = {
    **dict(PACK_TEMPLATES),
    CONCERN: ConcernLetter,
    YOU_SAID: YouSaidDocument,
    DIAGNOSTIC_PAPER: DiagnosticPaperDocument,
    **{f"{name}.docx": ProcessDocument for name in KINDS},
}
"""What each template prints, by its file name."""
_HTML = (
    (re.compile(r"\|\s*safe\b"), "the filter 'safe', which lets data become markup"),
    (re.compile(r"\{%-?\s*autoescape"), "'autoescape', which lets data become markup"),
    (re.compile(r"<[^>]*\b[\w-]+=\s*\{\{"), "a field in an attribute without quotation marks"),
)


class Linted(Struct, frozen=True):
    """A template, what was found wrong with it, and how many fields it prints."""

    file: str
    problems: tuple[Problem, ...]
    fields: int


def lint_templates(files: Sequence[Path], named: str = "") -> tuple[Linted, ...]:
    """Each file as the template its name says, or `named` (such as `challenge.docx`) where that is given."""
    return tuple(_linted(path, named or path.name) for path in files)


def templates_in(letters: Path) -> tuple[Path, ...]:
    """Every file of the folder that Word or the program could take for a template, and those that are missing."""
    found = {path.name: path for path in sorted(letters.iterdir()) if _counts(path)} if letters.is_dir() else {}
    return tuple(letters / name for name in sorted({*found, *MODELS}))


def _counts(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(("~$", ".")) and path.suffix.lower() != ".md"


def _linted(path: Path, name: str) -> Linted:
    model, shown = MODELS.get(name), _shown(path)
    problems = list(_problems(path, name, shown))
    return Linted(shown, tuple(problems), len(fields_of(model).every) if model else 0)


def _problems(path: Path, name: str, shown: str) -> Iterator[Problem]:
    try:
        too_large = path.stat().st_size > LARGEST_TOTAL
        package = b"" if too_large else path.read_bytes()
    except OSError as absent:
        how = "copy it from the rule library: pxcommission init DIR makes a workspace with every template"
        yield Problem(shown, f"the template can't be read: {absent.strerror or 'it is not there'}", how)
        return
    if too_large:
        yield Problem(shown, "this template is too large for a letter", "save it from Word as a .docx of ordinary size")
        return
    model = MODELS.get(name)
    if model is None:
        how = f"name it as one of: {', '.join(sorted(MODELS))}; or say which it is with --as"
        yield Problem(shown, f"no document is made from a template named '{name}'{did_you_mean(name, MODELS)}", how)
    if path.suffix.lower() in (".html", ".htm"):
        yield from _of_html(package, shown)
        return
    try:
        check_template(package, shown, model or PACK_TEMPLATES[0][1])
    except ProblemsFound as found:
        yield from (one for one in found.problems if model is not None or "does not print" not in one.message)


def _of_html(package: bytes, shown: str) -> Iterator[Problem]:
    text, how = package.decode("utf-8", "replace"), "letters are made from Word templates (.docx)"
    yield Problem(shown, "the template is a web page, not a Word document", how)
    for pattern, what in _HTML:
        if pattern.search(text):
            yield Problem(shown, f"the template holds {what}; that is not allowed", how)


def _shown(path: Path) -> str:
    return f"rules/letters/{path.name}" if path.parent.name == "letters" else path.name
