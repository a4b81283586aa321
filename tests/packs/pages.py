"""What a reader of a page finds: its headings, landmarks, tables and pictures, and anything that could run, load or lead out."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html
from msgspec import Struct

LIVE = {"script", "iframe", "object", "embed", "base", "form", "link", "img", "image", "use", "foreignobject", "animate", "set"}  # fmt: skip


class PageRead(Struct, frozen=True):
    """A parsed page."""

    root: Any

    @property
    def headings(self) -> list[tuple[int, str]]:
        """Level and words of each heading in order."""
        found = (node for node in self.root.iter() if isinstance(node.tag, str) and re.fullmatch(r"h[1-6]", node.tag))
        return [(int(node.tag[1]), words_of(node)) for node in found]

    @property
    def landmarks(self) -> list[str]:
        """The parts of the page that assistive technology can jump to."""
        return [node.tag for node in self.root.iter("header", "nav", "main", "footer")]

    @property
    def words(self) -> str:
        """Everything there is to read, on one line."""
        return " ".join(" ".join(self.root.find("body").itertext()).split())

    def tables(self, caption: str) -> list[list[list[str]]]:
        """The rows of the tables whose caption begins so, cell by cell, without the labels of narrow screens."""
        found = (node for node in self.root.iter("table") if words_of(node.find("caption")).startswith(caption))
        return [[[_cell(cell) for cell in row.iter("th", "td")] for row in table.find("tbody")] for table in found]


def page_read(page: bytes) -> PageRead:
    """The page as a browser's parser sees it."""
    return PageRead(html.document_fromstring(page.decode()))


def live_parts(page: bytes) -> list[str]:
    """Everything in a page that could run, load or lead out of it; a page may have none."""
    found = []
    for node in html.document_fromstring(page.decode()).iter():
        if not isinstance(node.tag, str):
            found.append(f"a comment or instruction: {etree.tostring(node)[:60]!r}")
            continue
        if node.tag.lower() in LIVE:
            found.append(f"<{node.tag}>")
        if node.tag == "meta" and node.get("http-equiv", "Content-Security-Policy") != "Content-Security-Policy":
            found.append("a meta that leads elsewhere")
        for name, value in node.attrib.items():
            outside = name in ("href", "src", "srcset", "action", "formaction", "xlink:href", "data", "poster", "ping")
            if name.startswith("on") or name == "style" or (outside and not re.fullmatch(r"#[a-z]+", value)):
                found.append(f"{name} of <{node.tag}>: {value[:40]}")
    return found


def words_of(node: Any) -> str:
    """The words of a part on one line."""
    return " ".join("".join(node.itertext()).split())


def _cell(cell: Any) -> str:
    for label in cell.find_class("label"):
        label.drop_tree()
    return words_of(cell)
