"""Requirements: what a good experience asks at least, as the rule library or a contract's own file states it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from pxcommission.periods import Length
from pxcommission.rulebook.ladders import ConditionText
from pxcommission.rulebook.thresholds import ThresholdSentence
from pxcommission.schema_types import names, one_or_more
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
    "not received",
    "not measured",
    "not applicable",
]


class Source(Strict):
    """Where an obligation, number or list comes from, and whether it was checked against the signed text."""

    document: Text = Field(
        description="The document this rests on, for example: NHS Standard Contract, Service Conditions."
    )
    clause: Text | None = Field(default=None, description="The clause or page in it, for example: SC37.")
    verified: YesNo = Field(
        description="true only when a person compared this with the document itself; until then false."
    )
    note: Text | None = Field(
        default=None, description="Anything a reader should know of it, for example: illustrative."
    )


class RequirementTest(Strict):
    """Given these figures, expect this outcome (and reason).

    `comparison` gives the figure a relative threshold is held against: England's, or the year before's.
    """

    name: Title = Field(
        description="The edge this test stands on, for example: exactly at threshold, or one response short."
    )
    given: Annotated[dict[str, Text], names("given figures")] = Field(
        min_length=1,
        description="The period's figures, a count for each word, for example {positive: 190, responses: 200}. "
        "Instead of a count: suppressed, zero denominator, not measured, not applicable, not submitted or missing. A row of "
        'periods, oldest first, stands in quotes: {positive: "180 175 190"}; the last is judged.',
    )
    threshold: ThresholdSentence | None = Field(
        default=None,
        description="A threshold for this test alone, in place of the usual one, for example: at least 90%.",
    )
    comparison: Annotated[dict[str, Text], names("given figures")] = Field(
        default_factory=dict,
        description="For a threshold such as better than England: the other figure's counts, in the same words as given.",
    )
    expect: Literal["met", "breach", "not assessed"] = Field(
        description="The outcome these figures must come to.",
        json_schema_extra={
            "enumDescriptions": [
                "The figures reach what is asked.",
                "The figures fall short; providers read it as not met.",
                "It can't be judged; give the reason.",
            ]
        },
    )
    reason: REASONS_IN_TESTS | None = Field(
        default=None, description="Why it can't be judged. It belongs to expect: not assessed, and only to that."
    )


class Requirement(Strict):
    """One minimum requirement. It is judged by `require`, or by a measure against the contract's threshold."""

    id: Identifier = Field(
        description="The name that contracts, letters and findings use, chosen by a person and never changed: capital "
        "letters, digits and hyphens, for example FFT-IP-POSITIVE."
    )
    statement: Text = Field(
        description="What a good experience asks, in a sentence patients and providers can both read. It never repeats "
        "the number: that is the threshold."
    )
    why: Text | None = Field(default=None, description="Why it matters to the people who use the service.")
    aspect: Annotated[Title, names("aspect")] = Field(
        description="The element of a good experience this is about; sources of one aspect can agree with each other."
    )
    key_question: Annotated[Title, names("key question")] | None = Field(
        default=None, description="The Care Quality Commission's key question it belongs to."
    )
    service: Annotated[Words, one_or_more("service or all")] = Field(
        description="The service it is judged for: one, a list such as [inpatient, emergency], or all."
    )
    touchpoint: Annotated[Words, one_or_more("touchpoint")] = Field(
        default=(), description="Where a service has touchpoints (maternity): one of them, or each."
    )
    level: Annotated[Words, one_or_more("level")] = Field(
        default=("provider",), description="Where it is judged: provider, site or ward, or a list of them."
    )
    measure: Annotated[LocalWord, names("measure")] = Field(
        description="The figure that is judged, a word of the vocabulary."
    )
    judged_over: Annotated[Length, BeforeValidator(lambda value: _length(value)), names("length")] = Field(
        description="How long a period is judged at once. Counts are added over it; percentages are never averaged."
    )
    usual_threshold: ThresholdSentence | None = Field(
        default=None,
        description="What is offered to a new contract, for example: at least 95%. Each contract agrees its own, dated. "
        "Write this or require, not both.",
    )
    require: Annotated[ConditionText, names("condition")] | None = Field(
        default=None,
        description="A condition in place of a threshold, for example: acknowledged_in_time == acknowledgements_due.",
    )
    needs: Annotated[ConditionText, names("condition")] | None = Field(
        default=None, description="What it takes to judge at all, for example: responses >= 30. Below it: not assessed."
    )
    partial: Literal["allowed", "not allowed"] = Field(
        default="not allowed",
        description="Whether a quarter with a month missing may be judged. Such a period can be a breach, never met.",
    )
    severity: Literal["minor", "major", "critical"] = Field(
        description="How much a shortfall matters to patients; ladders read it."
    )
    from_: Annotated[Day | None, Field(alias="from")] = Field(
        default=None, description="The first day it applies, for example 2025-04-01. Leave out for: always did."
    )
    to: Day | None = Field(default=None, description="The last day it applies. Leave out for: still does.")
    source: Source = Field(description="Where the obligation comes from, and whether that was checked.")
    question_to_provider: Text = Field(
        description="The open question asked when it is not met, for example: What has changed, and what are you doing?"
    )
    tests: tuple[RequirementTest, ...] = Field(
        default=(), description="Examples with the outcome they must come to: one met, one breach, one not assessed."
    )

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

    title: Title = Field(description="The one subject of this file, for example: Friends and Family Test.")
    owner: Title = Field(description="The office to ask before changing it, for example: Patient experience lead.")
    requirements: tuple[Requirement, ...] = Field(
        min_length=1, description="The minimum requirements, each starting with - id: on a line of its own."
    )


def _length(value: Any) -> Length:
    try:
        return Length(str(value) if isinstance(value, PlacedText) else "")
    except ValueError:
        raise wrong(
            "this is no period a requirement can be judged over", "month, quarter, rolling 12 months or year"
        ) from None


Requirements = Mapping[str, Requirement]
