"""What the board's page says as a Word document: the fields its template must print."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class BoardRow:
    """One requirement that was not met, as others than the two parties may have it."""

    what: str
    service: str
    result: str
    level: str
    running: str


@dataclass(frozen=True)
class BoardDocument:
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
