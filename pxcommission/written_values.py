"""How people write days, numbers and yes: what they meant, so that a message can say how to write it here."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from pxcommission.periods import MONTH_NAMES, month_number

_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})")
_NAMED = re.compile(r"(?:[A-Z][a-z]+day,? )?([0-9]{1,2})(?:st|[nr]d|th)? ([A-Za-z]{3,9}),? ([0-9]{4})")
_TIMED = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ][0-9]{2}:[0-9]{2}.*")
YES = {
    "yes": "true",
    "y": "true",
    "on": "true",
    "true": "true",
    "no": "false",
    "n": "false",
    "off": "false",
    "false": "false",
}
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def iso_day(text: str) -> date | None:
    """The day of `2025-04-01`; None for any other form and for a day the calendar does not have."""
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else None
    except ValueError:
        return None


def day_meant(text: str) -> tuple[date | None, bool]:
    """The day a person wrote, and whether it can mean no other: `01/04/2026` is read day first, and asked about.

    None for what is no day of the calendar.
    """
    plain = " ".join(text.split())
    if _ISO.fullmatch(plain):
        return iso_day(plain), True
    if found := _NAMED.fullmatch(plain):
        month = month_number(found[2])
        return (_day(found[3], str(month), found[1]) if month else None), True
    found = _DAY_FIRST.fullmatch(plain)
    return (_day(found[3], found[2], found[1]) if found else None), False


def how_to_write_day(text: str) -> tuple[str, str]:
    """How to write a day that stands in another form, and the text to put there where it can mean nothing else."""
    if _ISO.fullmatch(text):
        return _within_the_month(text), ""
    if found := _TIMED.fullmatch(text):
        return f"write the day alone, without a time: {found[1]}, or the day it was in England at that moment", ""
    if (found := _YEAR_FIRST.fullmatch(text)) and (day := _day(found[1], found[2], found[3])):
        return f"write {day}", str(day)
    if (
        (found := _NAMED.fullmatch(text))
        and (month := month_number(found[2]))
        and (day := _day(found[3], str(month), found[1]))
    ):
        return f"write {day}", str(day)
    if (found := _DAY_FIRST.fullmatch(text)) and (day := _day(found[3], found[2], found[1])):
        return f"write year-month-day: {day} if {day.day} {MONTH_NAMES[day.month - 1]} {day.year} is meant", ""
    return "write year-month-day, such as 2025-04-01", ""


def _within_the_month(text: str) -> str:
    year, month = int(text[:4]), int(text[5:7])
    if not year or not 1 <= month <= 12:
        return "write year-month-day, such as 2025-04-01; the months are 01 to 12"
    return f"{MONTH_NAMES[month - 1]} {year} has {monthrange(year, month)[1]} days"


def _day(year: str, month: str, day: str) -> date | None:
    return iso_day(f"{year}-{int(month):02d}-{int(day):02d}")


def how_to_write_whole(text: str) -> tuple[str, str]:
    """How to write a whole number that stands in another form, and the text to put there where it can mean nothing else."""
    if re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){1,2}", text):
        plain = text.replace(",", "")
        return f"write it without commas: {plain}", plain
    if found := re.fullmatch(r"(0|[1-9][0-9]{0,8})\.0+", text):
        return f"write it without the point: {found[1]}", found[1]
    if re.fullmatch(r"[0-9]+[.,][0-9]+", text):
        return "write a whole number, such as 10; parts of one have no meaning here", ""
    if found := re.fullmatch(r"0+([1-9][0-9]{0,8})", text):
        return f"write it without leading zeros: {found[1]}", ""
    if found := re.fullmatch(r"([1-9][0-9]{0,8}) ?[A-Za-z%][A-Za-z% ]*", text):
        return f"write the number alone: {found[1]}", ""
    return "write digits only, such as 10", ""
