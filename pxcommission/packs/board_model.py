"""What the board's page says as a Word document: the fields its template must print."""

from __future__ import annotations

from msgspec import Struct


class BoardRow(Struct, frozen=True):
    """One requirement that was not met, as others than the two parties may have it."""

    what: str
    service: str
    result: str
    level: str
    running: str


class BoardDocument(Struct, frozen=True):
    """What the page says, as plain text: the fields its Word template must print."""

    reference: str
    draft: str
    date: str
    title: str
    provider: str
    period: str
    sentence: str
    rows: tuple[BoardRow, ...]
    none_not_met: str
    more: str
    changed: tuple[str, ...]
    asked: tuple[str, ...]
    improved: tuple[str, ...]
    next_meeting: str
    proposed: str
    hidden: str
