"""What is due: a right of the provider's that lapsed is nobody's delay, and two signatures wait for the step."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cases.case_stories import TWO, Story, plan

from pxcommission.cases.kinds import Approved
from pxcommission.casework.due_list import due_in_case
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook


@pytest.fixture(scope="module")
def rulebook(root: Path) -> Rulebook:
    return read_rulebook(root)[0]


def texts(rulebook: Rulebook, story: Story, on: str) -> list[str]:
    return [one.what for one in due_in_case(story.file, rulebook.forms, date.fromisoformat(on))]


def test_a_right_of_the_providers_is_due_until_it_lapses_and_never_overdue(rulebook: Rulebook) -> None:
    story = Story(rulebook.forms["full-length-2025-26"])
    story.play(
        ("contract-performance-notice", "2025-08-01"), ("contract-management-meeting", "2025-08-15"),
        ("decide-on-plan", "2025-08-15"), ("notify-governing-bodies", "2025-08-26"),
        ("withhold-without-plan", "2025-09-10"),
    )  # fmt: skip
    right = "Evidence that the withholding was unjustified: the last day on which the provider may bring it"
    assert right in texts(rulebook, story, "2025-10-08")
    assert right not in texts(rulebook, story, "2025-10-09")
    story.take("late-remedial-action-plan", "2025-10-09", plan=plan("2025-12-31"))
    assert not any("unjustified" in what for what in texts(rulebook, story, "2025-11-09"))


def test_when_both_have_signed_the_step_is_awaited_not_a_second_signature(rulebook: Rulebook) -> None:
    story = Story(rulebook.forms["full-length-2025-26"]).play(("contract-performance-notice", "2025-08-01"))
    counted = []
    for approval in TWO:
        story.record(Approved(step="withhold-for-breach", approval=approval), "2025-08-04")
        items = due_in_case(story.file, rulebook.forms, date(2025, 8, 4))
        counted += [one.counted for one in items if "signed off" in one.what]
    assert counted == [
        "where two approvals are needed, the second is awaited",
        "two people have signed; the step itself is awaited",
    ]
