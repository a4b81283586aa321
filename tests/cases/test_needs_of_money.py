"""What steps about money find in the register: what is held, what is left to give back, what a plan agrees."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from case_stories import Story, day, plan, withheld
from money_files import empty, form, settled, wanted
from money_files import withheld as with_withheld

from pxcommission.cases.kinds import SumSettled
from pxcommission.cases.needs import still_held
from pxcommission.cases.plan_sanctions import agreed_sanction
from pxcommission.cases.settlements import settlement
from pxcommission.problems import ProblemsFound
from pxcommission.rulebook.rulebook import Rulebook, read_rulebook

NO_PLAN = (
    ("contract-performance-notice", "2025-08-01"), ("contract-management-meeting", "2025-08-12"),
    ("decide-on-plan", "2025-08-12"), ("notify-governing-bodies", "2025-08-20"), ("withhold-without-plan", "2025-09-10"),
)  # fmt: skip


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return read_rulebook(Path(__file__).parents[2])[0]


@pytest.fixture
def story(rulebook: Rulebook) -> Story:
    return Story(rulebook.forms["full-length-2025-26"])


def settling(outcome: str, amount: str, month: str = "2025-10") -> tuple[SumSettled, ...]:
    return (SumSettled(outcome=outcome, month=month, amount=Decimal(amount)),)  # type: ignore[arg-type]


def test_what_was_retained_and_then_paid_back_is_not_taken_off_what_is_held_for_another_month() -> None:
    file = with_withheld(empty(), wanted())
    file = settled(file, settlement(file, "retained", "2025-09", "not put right"))
    file = settled(file, settlement(file, "repaid", "2025-09", "the evidence was accepted"))
    file = with_withheld(file, wanted(month="2025-10"), notice=2)
    assert still_held(file) == Decimal("19999.99")
    assert form().steps  # the form of these files is read


def test_a_retention_keeps_what_was_withheld_under_the_open_notice_only() -> None:
    file = with_withheld(with_withheld(empty(), wanted()), wanted(month="2025-10"), notice=2)
    with pytest.raises(ProblemsFound, match="nothing withheld for September 2025 can be retained"):
        settlement(file, "retained", "2025-09", "")
    assert settlement(file, "retained", "2025-10", "").amount == Decimal("19999.99")


def test_a_notice_is_not_withdrawn_over_money_and_the_meeting_lets_it_be_given_back(rulebook: Rulebook) -> None:
    story = Story(rulebook.forms["full-length-2026-27"], "full-length-2026-27")
    story.play(("contract-performance-notice", "2026-05-01"), ("withhold-without-plan", "2026-06-01"))
    story.take("late-contract-management-meeting", "2026-06-03")
    with pytest.raises(ProblemsFound, match="needs: every sum withheld settled"):
        story.take("withdraw-notice", "2026-06-04")
    story.take("release", "2026-06-04", settled=settling("released", "2000.00"))
    story.take("withdraw-notice", "2026-06-04")
    assert story.state == "closed-withdrawn"


def test_a_release_in_part_stays_due_and_may_be_taken_again_until_nothing_of_it_is_held(story: Story) -> None:
    story.play(*NO_PLAN)
    story.take("late-remedial-action-plan", "2025-09-12", plan=plan("2025-09-15"))
    deadlines = story.take("release", "2025-09-15", settled=settling("released", "500.00"))
    assert "release" in [one.step for one in deadlines]
    deadlines = story.take("release", "2025-09-16", settled=settling("released", "1500.00"))
    assert "release" not in [one.step for one in deadlines]
    with pytest.raises(ProblemsFound, match="Release of the sums withheld"):
        story.take("release", "2025-09-17")


def test_a_sum_withheld_later_is_not_released_for_what_happened_before_it(story: Story) -> None:
    story.play(*NO_PLAN)
    story.take("late-remedial-action-plan", "2025-09-12", plan=plan("2025-09-15"))
    story.take("release", "2025-09-15", settled=settling("released", "2000.00"))
    story.miss("2025-09-16")
    story.take("plan-breach-notice", "2025-09-16", milestone="m1")
    story.take("exception-report", "2025-09-24", milestone="m1")
    story.take("withhold-for-breach", "2025-09-25", milestone="m1", sums=(withheld("2025-09"),))
    assert still_held(story.file) == 2000 and story.file.notice is not None
    with pytest.raises(ProblemsFound, match="which was not taken since"):
        story.take("release", "2025-09-26")
    assert story.file.notice.dated == day("2025-08-01")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("1% of the Actual Monthly Value for each month it is late", "1%"),
        ("up to 2.5 per cent", "2.5%"),
        ("£5,000 a month", "£5,000.00"),
        ("£1250.50", "£1,250.50"),
        ("none agreed", ""),
        ("", ""),
        ("0.01", ""),
        ("1% at first, 2% from the third month", ""),
    ],
)
def test_a_sanction_is_one_share_or_one_sum_in_the_plans_words(words: str, says: str) -> None:
    found = agreed_sanction(words)
    assert (found.text if found else "") == says
