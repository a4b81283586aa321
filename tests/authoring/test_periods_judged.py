"""Before a level is written it is said which periods it judges, which of them have ended, and what hides it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from small_workspace import rule, small

from pxcommission.authoring.contract_edits import Grounds, OpenContract, open_contract
from pxcommission.authoring.periods_judged import NewLevel, Reach, reach_of, refuse_unsigned
from pxcommission.problems import ProblemsFound

AS_AT = date(2025, 11, 20)
ADOPTED = """\
  - use: GOOD
    clause: SC1
    threshold: {2024-04-01: at least 90%, 2025-04-01: at least 95%}
"""
VARIED = """\
variations:
  - {requirement: GOOD, from: 2025-07-01, to: 2025-12-31, threshold: at least 72%, document: Variation 3, signed: 2025-06-20, reason: building}
"""


@pytest.fixture
def opened(tmp_path: Path) -> OpenContract:
    return open_contract(small(tmp_path).rules(rule()).contract(ADOPTED).folder, "ACUTE")


@pytest.fixture
def varied(tmp_path: Path) -> OpenContract:
    return open_contract(small(tmp_path).rules(rule()).contract(ADOPTED, more=VARIED).folder, "ACUTE")


def test_a_line_before_a_later_one_rewrites_the_past_and_says_so(opened: OpenContract) -> None:
    found = reach_of(opened, "GOOD", [NewLevel(date(2024, 7, 1), "at least 80%")], AS_AT)
    assert found == Reach(
        (
            "GOOD has a later line already, from 1 April 2025 ('at least 95%'): this one stands before it and rewrites what "
            "held from 1 July 2024 until then",
            "it holds from 1 July 2024, so periods that ended since then are judged anew: 2024/25 Q2 to 2024/25 Q4 (3 periods)",
        ),
        (
            "the first period judged by it is 2024/25 Q2: 1 July 2024 to 30 September 2024",
            "from 1 April 2025 the line 'at least 95%' takes over",
        ),
    )


def test_a_line_of_the_future_says_only_which_period_comes_first(opened: OpenContract) -> None:
    found = reach_of(opened, "GOOD", [NewLevel(date(2026, 4, 1), "at least 96%")], AS_AT)
    assert found == Reach((), ("the first period judged by it is 2026/27 Q1: 1 April 2026 to 30 June 2026",))


def test_a_line_within_a_period_judges_the_whole_of_it(opened: OpenContract) -> None:
    found = reach_of(opened, "GOOD", [NewLevel(date(2025, 11, 15), "at least 96%")], AS_AT)
    said = "the first period judged by it is 2025/26 Q3, the whole of it: 1 October 2025 to 31 December 2025"
    assert found == Reach((), (said,))


def test_a_variation_in_force_hides_a_line_until_it_ends(varied: OpenContract) -> None:
    found = reach_of(varied, "GOOD", [NewLevel(date(2025, 10, 1), "at least 96%")], AS_AT)
    assert found.notes == (
        "the first period judged by it is 2025/26 Q4: 1 January 2026 to 31 March 2026",
        "Variation 3 ('at least 72%', 1 July 2025 to 31 December 2025) counts before it on the days it covers",
    )


def test_a_variation_signed_after_it_starts_is_careful(opened: OpenContract) -> None:
    level = NewLevel(date(2025, 7, 1), "at least 72%", date(2025, 12, 31))
    found = reach_of(opened, "GOOD", [level], AS_AT, signed=date(2025, 8, 12))
    assert found.careful == (
        "it holds from 1 July 2025, so periods that ended since then are judged anew: 2025/26 Q2",
        "it was signed on 12 August 2025, after the day it counts from, 1 July 2025: checks made until then held to the "
        "level before it",
    )


def test_a_level_for_days_on_which_no_period_ends_judges_nothing(opened: OpenContract) -> None:
    level = NewLevel(date(2025, 7, 1), "at least 72%", date(2025, 8, 31))
    assert reach_of(opened, "GOOD", [level], AS_AT).notes == ("no period of this contract is judged by it",)


def test_a_document_can_not_be_signed_tomorrow() -> None:
    refuse_unsigned(Grounds("why", "Variation 4", AS_AT), AS_AT)
    refuse_unsigned(Grounds("why", "Variation 4"), AS_AT)
    with pytest.raises(ProblemsFound) as stopped:
        refuse_unsigned(Grounds("why", "Variation 4", date(2025, 11, 21)), AS_AT)
    assert stopped.value.problems[0].message == (
        "Variation 4 would be signed on 21 November 2025, after today, 20 November 2025"
    )
