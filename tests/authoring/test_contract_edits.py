"""Adopting, changing a level, varying and waiving change only their own lines; history is never edited."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from small_workspace import Small, adopt, rule, small

from pxcommission.authoring import contract_edits as edits
from pxcommission.authoring.changes import problems_after
from pxcommission.problems import ProblemsFound

GROUNDS = edits.Grounds("two wards moved", "Variation 4", date(2026, 3, 12))
DAY = date(2026, 4, 1)
REQUIREMENTS = """\
  - use: GOOD
    clause: Schedule 4, local quality requirement 1
    threshold: {2024-04-01: at least 90%}     # first agreed
  - {use: BETTER, clause: SC16, threshold: {2024-04-01: at least 80%, 2026-06-01: at least 85%}}
"""
MORE = "monitored: [WATCHED]                          # only watched\nvariations: []\nwaivers: []\n"


@pytest.fixture
def space(tmp_path: Path) -> Small:
    condition = rule("SAME", judged_by="require: positive == responses")
    rules = (rule(), rule("BETTER"), rule("WATCHED", "usual_threshold: at least 70%"), condition, rule("NEW"))
    return small(tmp_path).rules(*rules).contract(REQUIREMENTS, more=MORE)


@pytest.fixture
def acute(space: Small) -> edits.OpenContract:
    return edits.open_contract(space.folder, "ACUTE")


def added(opened: edits.OpenContract) -> list[str]:
    """The lines that are new, in order."""
    old = opened.before.decode().splitlines()
    return [line for line in opened.text.splitlines() if line not in old]


def removed(opened: edits.OpenContract) -> list[str]:
    new = opened.text.splitlines()
    return [line for line in opened.before.decode().splitlines() if line not in new]


def no_new_problem(space: Small, opened: edits.OpenContract) -> bool:
    return not problems_after(space.folder, [opened.change])


def test_a_new_level_is_a_new_dated_line_with_its_document_and_reason(space: Small, acute: edits.OpenContract) -> None:
    after = edits.set_threshold(acute, "GOOD", [(DAY, "at least 91%")], GROUNDS)
    assert removed(after) == ["    threshold: {2024-04-01: at least 90%}     # first agreed"]
    assert added(after) == [
        "    threshold:",
        "      2024-04-01: at least 90%                # first agreed",
        "      2026-04-01: at least 91%                # Variation 4, signed 12 March 2026: two wards moved",
    ]
    assert no_new_problem(space, after)


def test_in_an_entry_on_one_line_the_level_stands_in_order_and_its_reason_above(
    space: Small, acute: edits.OpenContract
) -> None:
    after = edits.set_threshold(acute, "BETTER", [(DAY, "at least 82%")], GROUNDS)
    assert added(after) == [
        "  # 2026-04-01: Variation 4, signed 12 March 2026: two wards moved",
        "  - {use: BETTER, clause: SC16, threshold: {2024-04-01: at least 80%, 2026-04-01: at least 82%,"
        " 2026-06-01: at least 85%}}",
    ]
    assert no_new_problem(space, after)


def test_a_planned_path_is_a_dated_line_for_each_quarter(acute: edits.OpenContract) -> None:
    path = edits.planned_path("2025/26-Q2=at least 92%, 2025/26-Q1=at least 91%")
    after = edits.set_threshold(acute, "GOOD", path, edits.Grounds("a plan", "Minute 3"))
    assert added(after)[2:] == [
        "      2025-04-01: at least 91%                # Minute 3: a plan",
        "      2025-07-01: at least 92%                # Minute 3: a plan",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2025/26-Q1", "'' is not a threshold"),
        ("2025/26=at least 91%", "is not a quarter"),
        ("2025/26-Q1=at leest 91%", "did you mean"),
        ("2025/26-Q1=none, 2025/26 Q1=all", "stands twice"),
    ],
)
def test_a_path_that_can_not_be_read_is_told(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        edits.planned_path(text)


def test_a_level_for_a_time_is_a_variation(space: Small, acute: edits.OpenContract) -> None:
    after = edits.vary(acute, "GOOD", "at least 85%", date(2025, 10, 1), date(2026, 3, 31), GROUNDS)
    assert removed(after) == ["variations: []"]
    assert added(after) == [
        "variations:",
        "  - requirement: GOOD",
        "    from: 2025-10-01",
        "    to: 2026-03-31",
        "    threshold: at least 85%",
        "    document: Variation 4",
        "    signed: 2026-03-12",
        "    reason: two wards moved",
    ]
    assert no_new_problem(space, after)


def test_a_requirement_is_adopted_at_the_end_of_the_list(space: Small, acute: edits.OpenContract) -> None:
    after = edits.adopt(acute, "NEW", "Schedule 4, three", "at least 93%", date(2025, 4, 1))
    assert removed(after) == []
    assert added(after) == [
        "  - use: NEW",
        "    clause: Schedule 4, three",
        "    threshold: {2025-04-01: at least 93%}",
    ]


def test_a_requirement_with_its_own_condition_is_adopted_without_a_level(acute: edits.OpenContract) -> None:
    assert added(edits.adopt(acute, "SAME", "SC16", None, None)) == ["  - use: SAME", "    clause: SC16"]
    with pytest.raises(ProblemsFound, match="judged by its own condition"):
        edits.adopt(acute, "SAME", "SC16", "at least 93%", None)


def test_what_was_only_watched_moves_when_it_is_adopted(space: Small, acute: edits.OpenContract) -> None:
    after = edits.adopt(acute, "WATCHED", "SC12", None, None)
    assert "monitored: []                          # only watched" in after.text
    assert "  - use: WATCHED\n    clause: SC12\n    threshold: {2024-04-01: at least 70%}\n" in after.text
    assert no_new_problem(space, after)


def test_a_requirement_is_watched(space: Small, acute: edits.OpenContract) -> None:
    after = edits.monitor(acute, "NEW")
    assert added(after) == ["monitored: [WATCHED, NEW]                          # only watched"]


def test_a_requirement_is_waived_for_a_time(space: Small, acute: edits.OpenContract) -> None:
    after = edits.waive(acute, "GOOD", DAY, date(2026, 6, 30), "It burnt, twice.", "Minute 3", "Head of contracting")
    assert added(after) == [
        "waivers:",
        "  - requirement: GOOD",
        "    from: 2026-04-01",
        "    to: 2026-06-30",
        "    reason: It burnt, twice.",
        "    source: Minute 3",
        "    approved_by: Head of contracting",
    ]
    assert no_new_problem(space, after)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda c: edits.set_threshold(c, "GOOD", [(date(2024, 4, 1), "none")], GROUNDS), "a line for 1 April 2024 already"),
        (lambda c: edits.set_threshold(c, "GOOD", [(date(2028, 4, 1), "none")], GROUNDS), "outside the contract's term"),
        (lambda c: edits.set_threshold(c, "GOOD", [(DAY, "at leest 9%")], GROUNDS), "is not a threshold; did you mean"),
        (lambda c: edits.set_threshold(c, "WATCHED", [(DAY, "none")], GROUNDS), "monitored, not adopted"),
        (lambda c: edits.set_threshold(c, "NEW", [(DAY, "none")], GROUNDS), "not adopted in ACUTE"),
        (lambda c: edits.set_threshold(c, "GOD", [(DAY, "none")], GROUNDS), "did you mean 'GOOD'"),
        (lambda c: edits.vary(c, "GOOD", "none", DAY, date(2027, 6, 1), GROUNDS), "outside the contract's term"),
        (lambda c: edits.adopt(c, "GOOD", "SC1", None, None), "adopted already"),
        (lambda c: edits.monitor(c, "GOOD"), "adopted already"),
        (lambda c: edits.monitor(c, "WATCHED"), "monitored already"),
    ],
)  # fmt: skip
def test_what_would_rewrite_history_or_makes_no_sense_is_refused(
    acute: edits.OpenContract, edit: Callable[[edits.OpenContract], object], said: str
) -> None:
    with pytest.raises(ProblemsFound, match=said):
        edit(acute)


def test_a_wrong_unit_is_found_by_the_rehearsal(space: Small, acute: edits.OpenContract) -> None:
    after = edits.set_threshold(acute, "GOOD", [(DAY, "at least 91")], GROUNDS)
    assert any("share in per cent" in problem.message for problem in problems_after(space.folder, [after.change]))


def test_a_contract_that_can_not_be_read_shows_its_problems(space: Small) -> None:
    space.contract("  - use: GOOD\n    clauses: x\n")
    with pytest.raises(ProblemsFound, match="unknown key 'clauses'"):
        edits.open_contract(space.folder, "ACUTE")
    space.contract(adopt())
    with pytest.raises(ProblemsFound, match="did you mean 'ACUTE'"):
        edits.open_contract(space.folder, "ACUT")
