"""The calendar file, line by line as RFC 5545 asks."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pxcommission.casework.calendar_file import CalendarDay, calendar_text

DAY = date(2026, 12, 31)


def test_a_day_is_an_all_day_event_that_ends_the_day_after() -> None:
    assert calendar_text([CalendarDay("k", DAY, "Reply, the first", "a; b")], date(2026, 12, 1)).split("\r\n")[
        5:-2
    ] == [
        "BEGIN:VEVENT",
        "UID:8254c329a92850f6d539dd376f4816ee@pxcommission",
        "DTSTAMP:20261201T000000Z",
        "DTSTART;VALUE=DATE:20261231",
        "DTEND;VALUE=DATE:20270101",
        "SUMMARY:Reply\\, the first",
        "DESCRIPTION:a\\; b",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def test_the_identity_of_an_event_stays_when_its_day_moves() -> None:
    first, moved = (calendar_text([CalendarDay("k", day, "x")], DAY) for day in (DAY, date(2027, 1, 4)))
    assert [line for line in first.split("\r\n") if line.startswith("UID")] == [line for line in moved.split("\r\n") if line.startswith("UID")]  # fmt: skip


@given(st.text(max_size=300))
def test_no_line_is_longer_than_75_octets_and_none_is_lost(text: str) -> None:
    written = calendar_text([CalendarDay("k", DAY, "x", f"d{text}")], DAY)
    lines = written.split("\r\n")
    assert all(len(line.encode("utf-8", "surrogatepass")) <= 75 for line in lines)
    assert "\n" not in "".join(lines) and "\r" not in "".join(lines)
    assert written.replace("\r\n ", "").count("BEGIN:VEVENT") >= 1
