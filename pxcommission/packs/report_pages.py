"""Pages from the templates in `html/`: everything printed is cleaned and escaped, the style sheet is inside, nothing else is loaded."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import is_normalized

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from pxcommission.packs.plain_text import one_line

TEMPLATES = ("parts.html", "report.html", "board.html", "you-said.html", "diagnostic-paper.html")
LONGEST = 6000


def page_bytes(template: str, told: Mapping[str, Any]) -> bytes:
    """A page of one of the templates as UTF-8, the same bytes for the same content."""
    style = _source("page.css")
    page = _environment().get_template(template).render(**told, style=Markup(style), policy=_policy(style))  # noqa: S704 (our own style sheet)
    return "\n".join(line.rstrip() for line in page.split("\n") if line.strip()).encode() + b"\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=DictLoader({name: _source(name) for name in TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_as_text,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _as_text(value: object) -> Markup:
    """Data as one line of escaped text, without controls and without characters that change direction; our own pictures as they are."""
    if isinstance(value, Markup):
        return value
    text = str(value)
    return escape(text if _is_clean(text) else one_line(text, LONGEST))


def _is_clean(text: str) -> bool:
    """Whether `one_line` would leave it as it is, found out without reading every character in Python."""
    return text.isprintable() and len(text) <= LONGEST and is_normalized("NFC", text) and "  " not in text


def _policy(style: str) -> str:
    """The page may use its own style sheet, and load, run or send nothing."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@cache
def _source(name: str) -> str:
    return (files("pxcommission.packs") / "html" / name).read_text("utf-8")
