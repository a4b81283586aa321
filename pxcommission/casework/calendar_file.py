"""Due days as a calendar file (RFC 5545): all-day events that calendars recognise when they are imported again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date, timedelta

from msgspec import Struct

OCTETS = 75


class CalendarDay(Struct, frozen=True):
    """One all-day event; `key` says what it is about and makes its lasting identity."""

    key: str
    day: date
    summary: str
    description: str = ""


def calendar_text(days: Iterable[CalendarDay], stamp: date) -> str:
    """The calendar, its lines folded and ended as the standard asks; the same days give the same text."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//pxcommission//due//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for one in days:
        lines += _event(one, stamp)
    return "".join(f"{_folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(one: CalendarDay, stamp: date) -> list[str]:
    lasting = hashlib.sha256(one.key.encode()).hexdigest()[:32]
    described = [f"DESCRIPTION:{_escaped(one.description)}"] if one.description else []
    return [
        "BEGIN:VEVENT",
        f"UID:{lasting}@pxcommission",
        f"DTSTAMP:{stamp:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{one.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{one.day + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(one.summary)}",
        *described,
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """Text as a property value: backslash, semicolon and comma escaped, line ends written as `\\n`, other controls dropped."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(char for char in escaped if char >= " " and char != "\x7f")


def _folded(line: str) -> str:
    """The line cut so that no piece is longer than 75 octets, never within a character."""
    pieces, piece, size = [], "", 0
    for char in line:
        width = len(char.encode())
        if size + width > OCTETS:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + char, size + width
    return "\r\n".join([*pieces, piece])
