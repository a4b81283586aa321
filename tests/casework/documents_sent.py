"""A step's draft as a person sends it: every place filled in, the words of the draft taken out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from docx import Document
from letters_sent import _paragraphs

IN_BRACKETS = re.compile(r"\[To fill in:[^]]*\]")


def as_sent(draft: Path, to: Path, more: Mapping[str, str] | None = None) -> Path:
    """The draft with every open place filled in and no word of a draft left; `more` are further words to replace."""
    document = Document(str(draft))
    for paragraph in _paragraphs(document):
        text = paragraph.text
        if text.startswith("DRAFT. Not sent."):
            paragraph._p.getparent().remove(paragraph._p)
            continue
        text = IN_BRACKETS.sub("as agreed between us", text).replace("DRAFT · ", "")
        text = re.sub(r" \(if it is dated otherwise[^)]*\)", "", text)
        for old, new in (more or {}).items():
            text = text.replace(old, new)
        if text != paragraph.text:
            for run in paragraph.runs[1:]:
                run.text = ""
            paragraph.runs[0].text = text
    document.save(str(to))
    return to
