"""Ladders: the stages of escalation and the rules that propose them, as a commissioner writes them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec.structs import replace
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from pxcommission.rulebook.component_words import CHART_WORDS
from pxcommission.rulebook.condition_text import NotACondition, read_condition
from pxcommission.rulebook.conditions import Condition
from pxcommission.schema_types import PERIOD_MARKS, names, whole
from pxcommission.strict_models import Slug, Strict, Text, Title, Whole, YesNo, wrong
from pxcommission.yaml_text import Place, PlacedText

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
    **CHART_WORDS,
    "consistently_fails": "1 when the chart's limits lie wholly on the wrong side of the level: left alone, it will not be met",
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
    """A condition as written and as a tree. `plain`: its text stands in the file character by character."""

    def __init__(self, text: str, tree: Condition, place: Place, plain: bool = False) -> None:
        self.text, self.tree, self.place, self.plain = text, tree, place, plain

    def at(self, offset: int) -> Place:
        """Where a character of the text stands; where the text begins if that can't be told."""
        return replace(self.place, column=self.place.column + offset) if self.plain else self.place


def placed_condition(value: Any) -> PlacedCondition:
    """The condition a file holds; the problem points at the first character that can't be read."""
    if not isinstance(value, PlacedText):
        raise wrong("a condition is expected here, such as `responses >= 30`", code="PX110")
    try:
        return PlacedCondition(str(value), read_condition(str(value)), value.place, value.plain)
    except NotACondition as problem:
        said = f"at character {problem.offset + 1}: {problem.message}"
        raise wrong(said, problem.fix, "PX110", offset=problem.offset) from None


ConditionText = Annotated[PlacedCondition, BeforeValidator(placed_condition), names("condition")]


_REPLY_DAYS = whole(1, 366, "[1-9]|[1-9][0-9]|[12][0-9]{2}|3[0-5][0-9]|36[0-6]")


class ReplyWithin(Strict):
    """How long a letter leaves for a reply; no contractual clock."""

    days: Annotated[Whole, AfterValidator(lambda days: _reply_days(days)), WithJsonSchema(_REPLY_DAYS)] = Field(
        description="Days from the letter's date to the reply asked for, 1 to 366, for example 10; a day that is no "
        "Operational Day moves on to the next one."
    )
    source: Text = Field(description="Where this was agreed, for example: local agreement.")
    verified: YesNo = Field(description="true only when a person compared this with the signed text; until then false.")


class Stage(Strict):
    """One rung: a question for the meeting, a letter, or a step of General Condition 9."""

    id: Slug = Field(description="The stage's own name in this ladder, for example: challenge.")
    name: Title = Field(description="What people call it, for example: Challenge letter.")
    document: Annotated[Slug, names("document")] | None = Field(
        default=None,
        description="What is written at this stage: meeting-paper for a question, or a letter. This or step.",
    )
    step: Annotated[Slug, names("form step")] | None = Field(
        default=None,
        description="The step of General Condition 9 that this stage is, from the contract form. This or document.",
    )
    reply_within: ReplyWithin | None = Field(
        default=None, description="How long the letter leaves for a reply, where one is asked for."
    )

    @property
    def is_letter(self) -> bool:
        """Whether it leaves the building: everything but a question for the meeting paper."""
        return self.step is not None or self.document != MEETING_PAPER


class LadderRule(Strict):
    """When a stage, or a step down, is proposed."""

    id: Slug = Field(description="The rule's own name, for example: repeated.")
    when: Annotated[ConditionText, names("ladder condition")] = Field(
        description="When it holds, for example: in_breach and breaches_in_a_row >= 2."
    )
    propose: Annotated[Slug, names("stage")] | None = Field(
        default=None,
        description="The stage it proposes; of the rules that hold, the highest stage counts. This or step_down.",
    )
    step_down: YesNo = Field(default=False, description="true for a rule that proposes a step down and thanks.")
    at_once: YesNo = Field(
        default=False,
        description="true for an immediate risk to patients: the letter may be proposed before the one below it.",
    )


class LadderTest(Strict):
    """A row of periods (m met, b breach, - not assessed) and the stage that the last one proposes."""

    name: Title = Field(description="What this test shows, for example: a gap does not break a streak.")
    periods: Annotated[str, BeforeValidator(lambda value: _period_marks(value)), WithJsonSchema(PERIOD_MARKS)] = Field(
        description="A mark for each period, oldest first, in quotes: m met, b breach, - not assessed. For example "
        '"m b - b".'
    )
    given: Annotated[dict[str, Text], names("given words")] = Field(
        default_factory=dict,
        description="What is known of each period in breach, for example {short_by: 5, severity: major}, or period by "
        'period in quotes: {short_by: "5 5 -"}.',
    )
    expect: Annotated[Text, names("ladder expectation")] = Field(
        description="The stage that the last period proposes, or nothing, or step down."
    )


class Ladder(Strict):
    """A ladder file; `id` is the file's name."""

    title: Title = Field(description="What this ladder is called, for example: Local escalation ladder.")
    owner: Title = Field(description="The office to ask before changing it, for example: Head of contracting.")
    stages: tuple[Stage, ...] = Field(min_length=1, description="The rungs, from the mildest to the gravest.")
    rules: tuple[LadderRule, ...] = Field(min_length=1, description="When each stage, or a step down, is proposed.")
    tests: tuple[LadderTest, ...] = Field(default=(), description="Rows of periods and the stage they must lead to.")

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
