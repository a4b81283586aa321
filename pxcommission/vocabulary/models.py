"""The words rules are written in: measures, services, aspects of a good experience, key questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pydantic import Field

from pxcommission.strict_models import LocalWord, Strict, Text, Title, YesNo


class Measure(Strict):
    """A measure: a proportion (numerator over denominator, counts) or a count (numerator alone).

    `feedback` names the independent source it comes from; `kind` says whether it is a fact or a view.
    """

    name: Title
    unit: Literal["proportion", "count"]
    numerator: LocalWord | None = None
    denominator: LocalWord | None = None
    better: Literal["higher", "lower", "neither"]
    feedback: LocalWord
    kind: Literal["fact", "view"]
    comparable: YesNo = False
    meaning: Text | None = None


class Service(Strict):
    """A kind of service, with the touchpoints it is judged at where it has any."""

    name: Title
    touchpoints: tuple[Title, ...] = ()


class Aspect(Strict):
    """An element of a good experience, with what it covers and where the list comes from."""

    name: Title
    covers: Text
    source: Text


class Feedback(Strict):
    """An independent way in which patients' experience is known, with the caution to print where it is quoted."""

    name: Title
    caution: Text | None = None


class KeyQuestion(Strict):
    """One of the five questions of the Care Quality Commission."""

    name: Title


class VocabularyFile(Strict):
    """One file under `rules/vocabulary/`; any of the lists may stand in any file."""

    title: Title
    measures: dict[str, Measure] = Field(default_factory=dict)
    services: dict[str, Service] = Field(default_factory=dict)
    aspects: dict[str, Aspect] = Field(default_factory=dict)
    key_questions: dict[str, KeyQuestion] = Field(default_factory=dict)
    feedback: dict[str, Feedback] = Field(default_factory=dict)


@dataclass(frozen=True)
class Vocabulary:
    """Every word of a workspace."""

    measures: Mapping[str, Measure] = field(default_factory=dict)
    services: Mapping[str, Service] = field(default_factory=dict)
    aspects: Mapping[str, Aspect] = field(default_factory=dict)
    key_questions: Mapping[str, KeyQuestion] = field(default_factory=dict)
    feedback: Mapping[str, Feedback] = field(default_factory=dict)

    def components(self, measure: str) -> tuple[str, ...]:
        """The component words of a measure: numerator and denominator, or the count's own word."""
        known = self.measures[measure]
        if known.unit == "count":
            return (known.numerator or measure,)
        return (known.numerator or measure, known.denominator or "")
