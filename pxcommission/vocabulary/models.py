"""The words rules are written in: measures, services, aspects of a good experience, key questions."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Struct, field
from pydantic import AfterValidator, Field, model_validator

from pxcommission.schema_types import names
from pxcommission.strict_models import LocalWord, Strict, Text, Title, YesNo, wrong
from pxcommission.vocabulary.counted_from import CASES, CountedFrom
from pxcommission.vocabulary.from_diagnostic import FromDiagnostic
from pxcommission.vocabulary.triangulation import TriangulationNumber, known_numbers, number_in_force


class Measure(Strict):
    """A measure: a proportion (numerator over denominator, counts) or a count (numerator alone).

    `feedback` names the independent source it comes from; `kind` says whether it is a fact or a view.
    """

    name: Title = Field(
        description="What it is called in letters, for example: Complaints acknowledged in three working days."
    )
    unit: Literal["proportion", "count"] = Field(
        description="Whether it is a share or a count.",
        json_schema_extra={
            "enumDescriptions": ["A numerator over a denominator, shown in per cent.", "A number of cases."]
        },
    )
    numerator: LocalWord | None = Field(
        default=None, description="The word for the part that counts, for example: positive. A count may leave it out."
    )
    denominator: LocalWord | None = Field(
        default=None,
        description="The word for the whole, for example: responses. A proportion needs it, a count has none.",
    )
    better: Literal["higher", "lower", "neither"] = Field(
        description="Which way is better for patients.",
        json_schema_extra={
            "enumDescriptions": ["More is better.", "Less is better.", "Neither; it is read for what it teaches."]
        },
    )
    feedback: Annotated[LocalWord, names("feedback word")] = Field(
        description="The independent source it comes from. Two measures of one source never count as agreeing."
    )
    kind: Literal["fact", "view"] = Field(
        description="Whether it says what happened or what people felt.",
        json_schema_extra={
            "enumDescriptions": ["Something recorded, such as a wait.", "What people say of their care."]
        },
    )
    comparable: YesNo = Field(default=False, description="true where providers may be compared with each other by it.")
    events: YesNo = Field(
        default=False,
        description="true for a count of separate events, such as breaches, where chance can be worked out from the count "
        "alone; never for a waiting list, a rating or a sum of time.",
    )
    meaning: Text | None = Field(default=None, description="What is counted and what is left out, in a sentence.")
    counted_from: CountedFrom | None = Field(
        default=None,
        description="What it counts in the listening registers, where it does: {register: complaint, rule: heard}.",
    )
    from_diagnostic: FromDiagnostic | None = Field(
        default=None,
        description="What it counts of self-assessments against an improvement framework, where it does, for example: "
        "assessments done. How somebody rates themselves can't be counted.",
    )

    @model_validator(mode="after")
    def _counted_as_its_unit_says(self) -> Measure:
        counted, assessed = self.counted_from, self.from_diagnostic
        if assessed is not None and assessed.is_count != (self.unit == "count"):
            unit = "count" if assessed.is_count else "proportion"
            raise wrong(f"'{assessed}' gives a {unit}, but the measure is a {self.unit}", f"write unit: {unit}")
        if assessed is not None and counted is not None:
            raise wrong("a measure is counted from one kind of register", "keep counted_from or from_diagnostic")
        if counted is None:
            return self
        rule = counted.rule
        if rule.counting.is_count != (self.unit == "count"):
            unit = "count" if rule.counting.is_count else "proportion"
            raise wrong(f"'{rule.text}' gives a {unit}, but the measure is a {self.unit}", f"write unit: {unit}")
        if rule.counting.of_cases and set(counted.registers) - set(CASES):
            message = f"'{rule.text}' can be told of complaints and concerns only"
            raise wrong(message, "write register: complaint, or pals-concern")
        return self


class Service(Strict):
    """A kind of service, with the touchpoints it is judged at where it has any."""

    name: Title = Field(description="What the service is called in letters, for example: Community health services.")
    touchpoints: tuple[Title, ...] = Field(
        default=(), description="The points of care it is judged at, for example [antenatal, birth]."
    )


class Aspect(Strict):
    """An element of a good experience, with what it covers and where the list comes from."""

    name: Title = Field(description="The aspect in full, for example: Physical comfort.")
    covers: Text = Field(description="What it covers, for example: Pain, help with eating, clean surroundings.")
    source: Text = Field(
        description="Where the list comes from, for example: NHS Patient Experience Framework, element 4."
    )


class Theme(Strict):
    """What people talk about, as analysts categorise it: a sub-category of a published framework, with its category."""

    name: Title = Field(description="The sub-category in full, for example: Timeliness of care.")
    category: Title = Field(description="The category it belongs to, for example: Access to medical care & support.")
    source: Text = Field(description="The framework and its edition.")
    verified: YesNo = Field(default=False, description="true only when a person compared it with the published list.")


class Feedback(Strict):
    """An independent way in which patients' experience is known, with the caution to print where it is quoted."""

    name: Title = Field(description="The source as people call it, for example: Friends and Family Test.")
    caution: Text | None = Field(
        default=None, description="What to print beside its figures so that nobody misreads them."
    )
    survey: YesNo = Field(
        default=False,
        description="true for what patients answer when asked, as in the Friends and Family Test or a survey: no step of "
        "General Condition 9 rests on it unless it is more than chance and an independent source agrees.",
    )
    counted_with: Annotated[LocalWord, names("feedback word")] | None = Field(
        default=None,
        description="Another source that tells of the same cases or people; set side by side with others, the two count as one.",
    )


class KeyQuestion(Strict):
    """One of the five questions of the Care Quality Commission."""

    name: Title = Field(description="The question, for example: Caring.")


class Wording(Strict):
    """A word that is not neutral in a letter: what to write instead, and why."""

    say: Text = Field(description="What to write instead, for example: what was not met.")
    why: Text = Field(description="Why the word is not neutral, in a few words, for example: it blames.")
    also: tuple[Title, ...] = Field(default=(), description="Other forms of the word, for example [failed, failing].")
    except_: Annotated[tuple[Title, ...], Field(alias="except")] = Field(
        default=(), description="Phrases it may stand in, such as the law's own words."
    )


class VocabularyFile(Strict):
    """One file under `rules/vocabulary/`; any of the lists may stand in any file."""

    title: Title = Field(description="What these words are about, for example: Words of complaints and concerns.")
    measures: dict[str, Measure] = Field(default_factory=dict, description="Measures by the word rules use for them.")
    services: dict[str, Service] = Field(default_factory=dict, description="Services by the word rules use for them.")
    aspects: dict[str, Aspect] = Field(
        default_factory=dict, description="Aspects of a good experience by their short name."
    )
    themes: dict[str, Theme] = Field(
        default_factory=dict, description="Themes of what people say, by their short name."
    )
    key_questions: dict[str, KeyQuestion] = Field(
        default_factory=dict, description="The key questions of the Care Quality Commission by their short name."
    )
    feedback: dict[str, Feedback] = Field(
        default_factory=dict, description="Independent sources of feedback by the word measures use for them."
    )
    wording: dict[str, Wording] = Field(
        default_factory=dict, description="Words that are not neutral in a letter, each with what to write instead."
    )
    triangulation: Annotated[dict[str, TriangulationNumber], AfterValidator(known_numbers)] = Field(
        default_factory=dict, description="The numbers by which independent sources are set side by side, by name."
    )


class Vocabulary(Struct, frozen=True, dict=True):
    """Every word of a workspace."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    themes: Mapping[str, Theme] = field(default_factory=dict)
    key_questions: Mapping[str, KeyQuestion] = field(default_factory=dict)
    feedback: Mapping[str, Feedback] = field(default_factory=dict)
    wording: Mapping[str, Wording] = field(default_factory=dict)
    triangulation: Mapping[str, TriangulationNumber] = field(default_factory=dict)

    def one_source(self, feedback: str) -> str:
        """The source that a feedback word counts as when sources are set side by side: itself, or the one it is counted with."""
        known = self.feedback.get(feedback)
        return known.counted_with or feedback if known is not None else feedback

    def number(self, name: str) -> int:
        """A number of triangulation: the workspace's own, else the usual one."""
        return number_in_force(self.triangulation, name)

    @functools.cached_property
    def component_words(self) -> Mapping[str, tuple[str, str]]:
        """Every word a condition may use: the first measure that has it, and its part (numerator, denominator, value)."""
        words: dict[str, tuple[str, str]] = {}
        for name, measure in self.measures.items():
            words.setdefault(measure.numerator or name, (name, "numerator"))
            if measure.denominator:
                words.setdefault(measure.denominator, (name, "denominator"))
        for name, measure in self.measures.items():
            words.setdefault(name, (name, "value" if measure.unit == "proportion" else "numerator"))
        return words

    def components(self, measure: str) -> tuple[str, ...]:
        """The component words of a measure: numerator and denominator, or the count's own word."""
        known = self.measures[measure]
        if known.unit == "count":
            return (known.numerator or measure,)
        return (known.numerator or measure, known.denominator or "")
