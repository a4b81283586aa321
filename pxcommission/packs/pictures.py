"""Pictures in a Word letter: a template says where one stands, data can't, and each is told in words."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Cm
from msgspec import Struct

WIDEST = Cm(17.2)
_BEGIN, _END = "\ue000", "\ue001"
_PLACE = re.compile(f"{_BEGIN}([a-z0-9-]+){_END}")


class Picture(Struct, frozen=True):
    """A PNG and the same in words."""

    png: bytes
    words: str


def place_of(name: str) -> str:
    """What marks the place of a picture: characters that no text of a letter can hold, as `one_line` takes them out."""
    return f"{_BEGIN}{name}{_END}"


def put_in(document: Any, pictures: Mapping[str, Picture]) -> None:
    """Put each picture where its place is marked, inline and with its words; a place without a picture is left empty."""
    for paragraph in list(document.element.body.iter(qn("w:p"))):
        found = _PLACE.search("".join(piece.text or "" for piece in paragraph.iter(qn("w:t"))))
        if found is None:
            continue
        for run in list(paragraph.r_lst)[1:]:
            paragraph.remove(run)
        _fill(document, paragraph, found[1], pictures.get(found[1]))


def _fill(document: Any, paragraph: Any, name: str, picture: Picture | None) -> None:
    from docx.text.paragraph import Paragraph

    run = Paragraph(paragraph, document._body).runs[0]
    run.text = ""
    if picture is None:
        return
    shape = run.add_picture(io.BytesIO(picture.png), width=WIDEST)
    shape._inline.docPr.set("name", name)
    shape._inline.docPr.set("descr", picture.words)
