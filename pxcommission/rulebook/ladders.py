"""Ladders: the stages of escalation and the rules that propose them, as a commissioner writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from pxcommission.rulebook.condition_text import NotACondition, read_condition
from pxcommission.rulebook.conditions import Condition
from pxcommission.strict_models import Slug, Strict, Text, Title, Whole, YesNo, wrong
from pxcommission.yaml_text import PlacedText

SEVERITIES = {"minor": 1, "major": 2, "critical": 3}

PERIOD_WORDS = {
    "in_breach": "1 when at least one unit is in breach in this period",
    "breaches_in_a_row": "periods in breach running, this one included; at most one unassessed period is bridged",
    "met_in_a_row": "periods met running, this one included, in the unit that has fewest; 0 unless every unit is met now",
    "breaches_in_last_4": "periods in breach among the last four",
    "short_by": "cases short of met, in the unit that is shortest",
    "severity": "1 minor, 2 major, 3 critical",
    "units_in_breach": "units (provider, sites or wards, touchpoints) in breach",
    "count": "the count itself, for a requirement on a count",
    "sources_agreeing": "independent feedback sources in breach for the same aspect, service and period, its own included",
    "clearly_below": "1 when the 95% Wilson interval lies wholly on the wrong side of the threshold",
    "special_cause_concern": "1 when the chart shows special-cause variation of concern (unknown until charts are drawn)",
}
REGISTER_WORDS = {
    "stage": "the highest stage issued, counted from 1 at the foot of the ladder; 0 for none",
    "reply_overdue": "1 when the reply date of the last letter has passed without a reply",
    "notice_open": "1 while a GC9 Contract Performance Notice is open",
    "plan_overdue": "1 when a milestone of an action plan is overdue",
    "exception_reports_in_6_months": "exception reports issued in the last six months",
}
MEETING_PAPER = "meeting-paper"


class PlacedCondition:
    """A condition as written and as a tree."""

    def __init__(self, text: str, tree: Condition, place: Any) -> None:
        self.text, self.tree, self.place = text, tree, place


def placed_condition(value: Any) -> PlacedCondition:
    """The condition a file holds; the problem points at the first character that can't be read."""
    if not isinstance(value, PlacedText):
        raise wrong("a condition is expected here, such as `responses >= 30`")
    try:
        return PlacedCondition(str(value), read_condition(str(value)), value.place)
    except NotACondition as problem:
        raise wrong(f"at character {problem.offset + 1}: {problem.message}", problem.fix) from None


ConditionText = Annotated[PlacedCondition, BeforeValidator(placed_condition)]


class ReplyWithin(Strict):
    """How long a letter leaves for a reply; no contractual clock."""

    days: Annotated[Whole, AfterValidator(lambda days: _reply_days(days))]
    source: Text
    verified: YesNo


class Stage(Strict):
    """One rung: a question for the meeting, a letter, or a step of General Condition 9."""

    id: Slug
    name: Title
    document: Slug | None = None
    step: Slug | None = None
    reply_within: ReplyWithin | None = None

    @property
    def is_letter(self) -> bool:
        """Whether it leaves the building: everything but a question for the meeting paper."""
        return self.step is not None or self.document != MEETING_PAPER


class LadderRule(Strict):
    """When a stage, or a step down, is proposed."""

    id: Slug
    when: ConditionText
    propose: Slug | None = None
    step_down: YesNo = False
    at_once: YesNo = False


class LadderTest(Strict):
    """A row of periods (m met, b breach, - not assessed) and the stage that the last one proposes."""

    name: Title
    periods: Annotated[str, BeforeValidator(lambda value: _period_marks(value))]
    given: dict[str, Text] = Field(default_factory=dict)
    expect: Text


class Ladder(Strict):
    """A ladder file; `id` is the file's name."""

    title: Title
    owner: Title
    stages: Annotated[tuple[Stage, ...], Field(min_length=1)]
    rules: Annotated[tuple[LadderRule, ...], Field(min_length=1)]
    tests: tuple[LadderTest, ...] = ()

    def rank(self, stage: str) -> int:
        """1 for the foot of the ladder; 0 for no stage."""
        return next((n for n, s in enumerate(self.stages, start=1) if s.id == stage), 0)

    def stage(self, stage: str) -> Stage:
        """The stage of that id."""
        return self.stages[self.rank(stage) - 1]

    @property
    def first_letter_rank(self) -> int:
        """The rank of the first letter; one above the top when the ladder has none."""
        return next((n for n, s in enumerate(self.stages, start=1) if s.is_letter), len(self.stages) + 1)


LadderMark = Literal["m", "b", "-"]


def _reply_days(days: int) -> int:
    if not 1 <= days <= 366:
        raise wrong(f"{days} days are no time to reply in", "write 1 to 366 days")
    return days


def _period_marks(value: Any) -> str:
    text = str(value) if isinstance(value, PlacedText) else ""
    marks = text.split()
    if not marks or any(mark not in ("m", "b", "-") for mark in marks):
        raise wrong("write one mark a period: m met, b breach, - not assessed", 'for example "m b - b"')
    return " ".join(marks)
