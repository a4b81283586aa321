"""The board's page: what it says, and that nobody can read a small number from it."""

import re
from datetime import date

import pytest
from charted import FALLING, charted, reading
from examples import checked, finding
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from pages import live_parts, page_read
from test_report import CASE, recorded, with_texts

from pxcommission.assessment.findings import Outcome
from pxcommission.packs.board_page import asked_lines, board_bytes, board_of, improved_lines
from pxcommission.packs.board_page_numbers import HIDDEN, figures_for_others

SECTIONS = ["Where we are", "What changed", "What we asked", "What improved", "Next"]


def test_it_says_where_we_are_what_changed_what_we_asked_and_what_improved():
    page = page_read(board_bytes(charted(records=recorded())))
    assert page.headings == [(1, "Patient experience: EXAMPLE-ACUTE, 2025/26 Q2"), *((2, name) for name in SECTIONS)]
    assert page.landmarks == ["header", "main", "footer"]
    assert page.root.get("lang") == "en-GB" and "DRAFT as known on 20 November 2025" in page.words


def test_a_share_is_the_one_of_the_letter_and_a_small_count_a_star():
    (rows,) = page_read(board_bytes(charted())).tables("Requirements not met")
    by_name = {row[0]: row[2] for row in rows}
    assert by_name["Friends and Family Test answers very good or good"] == "92.9%"
    assert by_name["Breaches of sleeping accommodation by sex"] == HIDDEN
    assert by_name["Complaints answered within the period agreed"] == "73.2%"
    assert "A number of 1 to 4 people or events" in page_read(board_bytes(charted())).words


@pytest.mark.parametrize(
    ("numerator", "denominator", "shown"),
    [
        (3, None, "*"), (4, None, "*"), (5, None, "5"), (0, None, "0"), (3, 60, "*"), (58, 60, "*"), (55, 60, "91.7%"),
        (60, 60, "100.0%"), (0, 60, "0.0%"), (2, 3, "*"), (1200, 1203, "*"),
    ],
)  # fmt: skip
def test_what_gives_a_count_of_1_to_4_away_is_hidden(numerator, denominator, shown):
    requirement = "MSA-NONE" if denominator is None else "CMP-ANSWERED"
    one = finding(requirement, "inpatient", numerator, denominator)
    assert figures_for_others(checked(), [one]) == {one.id: shown}


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60))
def test_no_share_is_shown_that_stands_for_1_to_4_either_way(top, rest):
    one = finding("CMP-ANSWERED", "all", top, top + rest)
    told = figures_for_others(checked(), [one])[one.id]
    assert (told == HIDDEN) == (1 <= top <= 4 or 1 <= rest <= 4) or top + rest == 0


def test_no_count_of_a_unit_no_words_and_no_decision_reach_the_page():
    words = page_read(board_bytes(charted(records=recorded()))).words
    for told in ("short of staff", "second supplier", "1,218", "Ash", "Held back", "held back", " of 70"):
        assert told not in words


def test_what_was_issued_is_told_with_its_reply():
    assert asked_lines(charted(records=recorded())) == (
        "Challenge letter of 28 August 2025, about 1 requirement; reply of 5 September 2025.",
    )
    record = replace(recorded()[CASE], replies=(), reply_overdue=True)
    assert "reply overdue since 8 September 2025" in asked_lines(charted(records={CASE: record}))[0]
    assert board_of(charted()).asked == ("Nothing is recorded as sent to the provider yet.",)


def test_what_is_met_again_and_what_steps_down_is_told_as_improved():
    again = finding("CMP-ANSWERED", "all", 40, 41, outcome=Outcome.MET, short_by=0, breaches_in_a_row=0, previous=("2025/26 Q1: 30 of 41, not met",))  # fmt: skip
    assert improved_lines(replace(checked(), findings=(again,))) == (
        "Complaints answered within the period agreed, All services: met again.",
        "Complaints acknowledged within three working days, All services: met long enough to step down, with thanks.",
    )


def test_a_requirement_missed_only_in_wards_says_in_how_many():
    wards = tuple(finding("FFT-IP-POSITIVE", "inpatient", 525, 600, ward=name, site="RZ101", level="ward", chart=reading(FALLING)) for name in "AB")  # fmt: skip
    (row,) = board_of(replace(checked(), findings=wards)).not_met.rows
    assert row[2].words == "2 sites and wards (2 judged)"


def test_it_is_the_same_each_time_and_nothing_in_it_is_live():
    one = with_texts(["<script>x</script>", '" onload="x'])
    assert board_bytes(one) == board_bytes(one)
    assert live_parts(board_bytes(one)) == []
    assert not re.search("http", board_bytes(one).decode().replace("http-equiv", ""))


def test_long_lists_say_how_many_more_there_are():
    many = tuple(replace(finding("FFT-IP-POSITIVE", "inpatient", 80, 100, previous=("2025/26 Q1: 96 of 100, met",)), service=f"service {n}") for n in range(20))  # fmt: skip
    board = board_of(replace(checked(as_at=date(2025, 11, 21)), findings=many, proposals=()))
    assert len(board.not_met.rows) == 8 and board.more == "12 more requirements not met."
    assert board.changed[-1] == "And 17 more."
