"""A guess of what a column or a row of a return means: in words and a number, with its reason."""

from __future__ import annotations

import re
from enum import StrEnum

from msgspec import Struct

from pxcommission.problems import did_you_mean
from pxcommission.returns.figures import heading
from pxcommission.returns.mapping_guess_values import Content, Values
from pxcommission.vocabulary.models import Vocabulary

CERTAIN, LIKELY = 95, 70


class Role(StrEnum):
    """What a column or a row can be."""

    PROVIDER = "provider code"
    SITE = "site code"
    WARD = "ward"
    PERIOD = "period"
    SERVICE = "service"
    TOUCHPOINT = "touchpoint"
    CHARACTERISTIC = "characteristic"
    GROUP = "group"
    MEASURE = "names of measures"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    VALUE = "stated percentage"
    NUMBER = "numbers of the rows"
    FIGURES = "figures"
    REQUIREMENT = "requirement"
    REASON = "reason"
    ACTION = "action"
    POSITION = "position"
    CONTRACT = "contract"
    SUBMITTED_ON = "submitted on"
    NOT_READ = "not read"


OF_A_MEASURE = (Role.NUMERATOR, Role.DENOMINATOR, Role.VALUE, Role.FIGURES)


class Meaning(Struct, frozen=True, order=True):
    """A role, and for the parts of a figure the measure it is a part of."""

    role: Role
    measure: str = ""

    @property
    def text(self) -> str:
        """As a person reads and types it: `ward`, `numerator of complaints_answered_in_time`."""
        return f"{self.role} of {self.measure}" if self.measure else str(self.role)


NOT_READ = Meaning(Role.NOT_READ)


class Guess(Struct, frozen=True):
    """What something means, how sure that is (0 to 100), why, and what else it may be."""

    meanings: tuple[Meaning, ...]
    confidence: int
    reason: str
    others: tuple[Meaning, ...] = ()

    @property
    def word(self) -> str:
        """`certain`, `likely` or `unsure`."""
        return "certain" if self.confidence >= CERTAIN else "likely" if self.confidence >= LIKELY else "unsure"

    @property
    def text(self) -> str:
        """Every meaning, as a person reads it."""
        return " and ".join(one.text for one in self.meanings)


class Part(Struct, frozen=True):
    """A column of the table, or a row of one that has a row for each component: its name, its place and its values."""

    kind: str
    name: str
    place: str
    values: Values
    content: Content
    guess: Guess

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"{self.kind} {heading(self.name)}"


def read_meaning(text: str, vocabulary: Vocabulary, content: Content) -> tuple[Meaning, ...] | str:
    """What a person typed: a role, `numerator of complaints_received`, or a measure alone; else what is wrong with it."""
    found: list[Meaning] = []
    for one in re.split(r",| and ", text.strip()):
        meaning = _one_meaning(" ".join(one.split()).casefold(), vocabulary, content)
        if isinstance(meaning, str):
            return meaning
        found.append(meaning)
    return tuple(dict.fromkeys(found))


def _one_meaning(text: str, vocabulary: Vocabulary, content: Content) -> Meaning | str:
    role, of, measure = text.partition(" of ")
    if of and role in {str(one) for one in OF_A_MEASURE} | {"count", "value", "percentage"}:
        chosen = {"count": Role.NUMERATOR, "value": Role.VALUE, "percentage": Role.VALUE}.get(role)
        return _of_measure(chosen or Role(role), measure, vocabulary)
    if text in {str(one) for one in OF_A_MEASURE}:
        return Meaning(Role(text))
    plain = next(
        (one for one in Role if one not in OF_A_MEASURE and text in (str(one), str(one).replace(" code", ""))), None
    )
    if plain is not None:
        return Meaning(plain)
    word = text.replace(" ", "_")
    if word in vocabulary.measures:
        return Meaning(Role.VALUE if content in (Content.SHARES, Content.FRACTIONS) else Role.NUMERATOR, word)
    known = [*map(str, Role), *vocabulary.measures]
    return f"'{text}' is neither a meaning nor a measure{did_you_mean(text, known) or did_you_mean(word, known)}"


def _of_measure(role: Role, measure: str, vocabulary: Vocabulary) -> Meaning | str:
    word = measure.strip().replace(" ", "_")
    if word not in vocabulary.measures:
        return f"there is no measure '{word}'{did_you_mean(word, vocabulary.measures)}"
    if role is not Role.NUMERATOR and vocabulary.measures[word].unit == "count":
        return f"{word} is a count: it has no {role}; write: numerator of {word}"
    return Meaning(role, word)
