"""What the page "You said, we did" rests on: small counts hidden for good, consented passages alone, honest gaps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from casework.test_trail import account, happened
from hypothesis import given, settings
from hypothesis import strategies as st
from small_workspace import Small, adopt, rule, small

from pxcommission.assessment.small_numbers import ALL
from pxcommission.assessment.small_numbers_attacked import attacker
from pxcommission.cases.improvement_details import (
    ImprovementReviewed,
    ImprovementStarted,
    ImprovementStopped,
    Registration,
)
from pxcommission.cases.kinds import ConcernRaised, LetterIssued
from pxcommission.cases.register import open_register
from pxcommission.cases.trail_details import FeedbackLinked
from pxcommission.cases.trail_records import trail_case
from pxcommission.casework.trail import TrailKnown
from pxcommission.casework.trail_page import PageSources, PageWanted, counts_of, heard_told, you_said_page
from pxcommission.casework.trail_page_words import NO_ANSWER, NO_RESULT, NOBODY
from pxcommission.listening.entries import Entry
from pxcommission.listening.register import registers_on
from pxcommission.packs.you_said import YouSaid
from pxcommission.periods import quarter_of
from pxcommission.workspace import open_workspace

QUARTER = quarter_of(date(2025, 5, 1))
AS_AT = date(2025, 8, 1)
CONCERN = "ACUTE/CONCERN-OVERALL/inpatient"


def page_of(folder: Path, as_at: date = AS_AT) -> YouSaid:
    workspace = open_workspace(folder)
    events = open_register(folder, None, create=False).events()
    known = TrailKnown(workspace, registers_on(folder, as_at), events, as_at)
    wanted = PageWanted(tuple(workspace.rulebook.contracts.values()), "RZ1", QUARTER)
    return you_said_page(known, wanted, PageSources((), ()))[0]


@pytest.fixture
def space(tmp_path: Path) -> Small:
    """A contract with one requirement, nothing heard and nothing loaded."""
    return small(tmp_path).rules(rule()).contract(adopt(threshold="2024-04-01: at least 90%, 2025-07-01: at least 92%"))


def test_a_quarter_in_which_nothing_was_heard_says_so(space: Small) -> None:
    page = page_of(space.folder)
    assert (page.heard, page.themes, page.answers, page.none_answered) == (NOBODY, (), (), NO_ANSWER)


def test_each_action_stands_with_its_own_recorded_result_and_a_reason_is_never_printed(space: Small) -> None:
    folder = space.folder
    first, second = account(folder, date(2025, 5, 1)), account(folder, date(2025, 5, 2))
    register, case, trail = open_register(folder, None), "ACUTE/GOOD/inpatient", trail_case("ACUTE")
    wanted = Registration(action="hourly rounds.", start=date(2025, 6, 1), expect="more", direction="increase", measure="answers_positive")  # fmt: skip
    happened(register, case, date(2025, 5, 20), ImprovementStarted(id="improvement-1", registration=wanted), 0)
    look = ImprovementReviewed(id="improvement-1", look=1, verdict="too early", figures_before=0, figures_after=0)
    happened(register, case, date(2025, 7, 30), look, 1)
    why = "a reason for the file"
    links = (
        FeedbackLinked(
            id="decision-1", kind="requirement", feedback=(first,), about="GOOD", since=date(2025, 7, 1), why=why
        ),
        FeedbackLinked(id="decision-2", kind="improvement", feedback=(first,), about=f"{case}/improvement-1", why=why),
        FeedbackLinked(id="decision-3", kind="specification", feedback=(second,), what="meals are hot", why=why),
    )
    for at, one in enumerate(links):
        happened(register, trail, date(2025, 5, 21), one, at)
    page = page_of(folder)
    rounds, meals = page.answers
    assert [(step.what, step.since) for step in rounds.done] == [
        (
            "We changed what the contract asks. Patients describe their care as good. From 1 July 2025: at least 92% "
            "(before: at least 90%).", ("There is no final result against this level yet.",),
        ),
        ("Hourly rounds (from 1 June 2025).", ("Too early: there are too few figures to judge by (looked at on 30 July 2025).",)),
    ]  # fmt: skip
    assert meals.done[0].what == "The specification now says: meals are hot (decided on 21 May 2025)."
    assert meals.done[0].since == ("It is not measured yet what came of it.",)
    assert why not in repr(page) and first not in repr(page)
    assert page.results == () and page.unanswered == ""


def test_an_action_nobody_linked_is_listed_with_its_result_and_a_theme_without_answer_is_named(space: Small) -> None:
    folder = space.folder
    account(folder, date(2025, 5, 1))
    register, case = open_register(folder, None), "ACUTE/GOOD/inpatient"
    wanted = Registration(action="a leaflet", start=date(2025, 4, 1), expect="more", direction="increase", measure="answers_positive")  # fmt: skip
    happened(register, case, date(2025, 4, 1), ImprovementStarted(id="improvement-1", registration=wanted), 0)
    assert [one.result for one in page_of(folder).results] == [NO_RESULT]
    happened(register, case, date(2025, 7, 1), ImprovementStopped(id="improvement-1", reason="nobody read it"), 1)
    page = page_of(folder)
    assert [one.result for one in page.results] == ["It was stopped on 1 July 2025."]
    assert page.unanswered == "People also spoke about “food”. Nothing is recorded yet as decided or done about this."
    assert (
        page.heard
        == "In this quarter we recorded some accounts (how many is not shown) of people’s experience: visits."
    )


def test_a_concern_is_told_once_its_letter_went_out(space: Small) -> None:
    folder = space.folder
    name, register = account(folder, date(2025, 5, 1)), open_register(folder, None)
    raised = ConcernRaised(service="inpatient", aspect="overall", period="2025-26-Q1", reason="x", entries=(name,))
    happened(register, CONCERN, date(2025, 6, 1), raised, 0)
    assert page_of(folder).answers == ()
    happened(register, CONCERN, date(2025, 6, 3), LetterIssued(stage="quality-concern", ladder=""), 1)
    (answer,) = page_of(folder).answers
    assert answer.done[0].what.startswith("We wrote to the provider on 3 June 2025")
    assert answer.done[0].since == ("We are waiting to see what comes of it.",)


def test_a_decision_whose_accounts_were_all_withdrawn_is_not_on_the_page(space: Small) -> None:
    from pxcommission.listening.recording import When, withdraw

    folder = space.folder
    name = account(folder, date(2025, 5, 1))
    linked = FeedbackLinked(id="decision-1", kind="decision", feedback=(name,), what="an evening clinic", why="work")
    happened(open_register(folder, None), trail_case("ACUTE"), date(2025, 5, 21), linked, 0)
    assert len(page_of(folder).answers) == 1
    withdraw(folder, name, "recorded twice", When("Lead", AS_AT, AS_AT))
    assert page_of(folder).answers == ()


def entry(theme: str, sentiment: str) -> Entry:
    return Entry(
        kind="comment", provider="RZ1", on=date(2025, 5, 1), service="inpatient", themes=(theme,), sentiment=sentiment
    )


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["food", "time", "staff"]), st.sampled_from(["negative", "positive", "mixed"])), min_size=1, max_size=40))  # fmt: skip
def test_no_count_of_one_to_four_can_be_worked_out_from_the_table_and_the_same_table_comes_again(
    told: Sequence[tuple[str, str]],
) -> None:
    wanted = PageWanted((), "RZ1", QUARTER)
    entries = [entry(*one) for one in told]
    table = counts_of(entries, wanted, AS_AT, ())
    assert table is not None
    assert all(count is None or count not in range(1, 5) for count in table.counts.values())
    assert counts_of(entries, wanted, AS_AT, (table,)) == table
    for theme in {one.themes[0] for one in entries}:
        total = sum(theme in one.themes for one in entries)
        assert table.count(theme, ALL) in (None, total)


def test_the_number_of_accounts_is_not_told_beside_a_hidden_count() -> None:
    wanted = PageWanted((), "RZ1", QUARTER)
    shown = [entry("time", "negative")] * 12 + [entry("parking", "negative")] * 8
    hidden = [*shown, *[entry("pain", "negative")] * 4]
    for entries, told in ((shown, "we recorded 20 accounts"), (hidden, "some accounts (how many is not shown)")):
        assert told in heard_told(entries, counts_of(entries, wanted, AS_AT, ()))


def test_the_attacker_of_the_small_numbers_finds_nothing_beside_an_earlier_table() -> None:
    wanted = PageWanted((), "RZ1", QUARTER)
    entries = [entry("food", "negative")] * 7 + [entry("food", "positive")] * 3 + [entry("time", "negative")] * 9
    first = counts_of(entries, wanted, AS_AT, ())
    later = counts_of([*entries, entry("time", "positive")], wanted, date(2025, 8, 2), (first,) if first else ())
    assert first is not None and later is not None
    assert attacker((first, later)) == ()
