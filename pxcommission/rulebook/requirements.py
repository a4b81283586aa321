"""Requirements: what a good experience asks at least, as the rule library or a contract's own file states it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pxcommission.periods import Length
from pxcommission.rulebook.ladders import ConditionText
from pxcommission.rulebook.thresholds import ThresholdSentence
from pxcommission.strict_models import Day, Identifier, LocalWord, Strict, Text, Title, Words, YesNo, wrong
from pxcommission.yaml_text import PlacedText

REASONS_IN_TESTS = Literal[
    "too few responses",
    "suppressed",
    "zero denominator",
    "to be agreed",
    "no comparison figure",
    "not loaded",
    "incomplete period",
    "not measured",
    "not applicable",
]


class Source(Strict):
    """Where an obligation, number or list comes from, and whether it was checked against the signed text."""

    document: Text
    clause: Text | None = None
    verified: YesNo
    note: Text | None = None


class RequirementTest(Strict):
    """Given these figures, expect this outcome (and reason).

    `comparison` gives the figure a relative threshold is held against: England's, or the year before's.
    """

    name: Title
    given: dict[str, Text] = Field(min_length=1)
    threshold: ThresholdSentence | None = None
    comparison: dict[str, Text] = Field(default_factory=dict)
    expect: Literal["met", "breach", "not assessed"]
    reason: REASONS_IN_TESTS | None = None


class Requirement(Strict):
    """One minimum requirement. It is judged by `require`, or by a measure against the contract's threshold."""

    id: Identifier
    statement: Text
    why: Text | None = None
    aspect: Title
    key_question: Title | None = None
    service: Words
    touchpoint: Words = ()
    level: Words = ("provider",)
    measure: LocalWord
    judged_over: Annotated[Length, BeforeValidator(lambda value: _length(value))]
    usual_threshold: ThresholdSentence | None = None
    require: ConditionText | None = None
    needs: ConditionText | None = None
    partial: Literal["allowed", "not allowed"] = "not allowed"
    severity: Literal["minor", "major", "critical"]
    from_: Annotated[Day | None, Field(alias="from")] = None
    to: Day | None = None
    source: Source
    question_to_provider: Text
    tests: tuple[RequirementTest, ...] = ()

    @model_validator(mode="after")
    def _one_way_to_judge(self) -> Requirement:
        if (self.usual_threshold is None) == (self.require is None):
            raise wrong(
                f"{self.id} needs either `usual_threshold` or `require`",
                "write a usual threshold such as `at least 95%`, or a condition, not both",
            )
        return self


class RuleFile(Strict):
    """A file of the rule library, or a contract's own requirements."""

    title: Title
    owner: Title
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]


def _length(value: Any) -> Length:
    try:
        return Length(str(value) if isinstance(value, PlacedText) else "")
    except ValueError:
        raise wrong(
            "this is no period a requirement can be judged over", "month, quarter, rolling 12 months or year"
        ) from None


Requirements = Mapping[str, Requirement]
