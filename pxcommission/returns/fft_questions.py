"""The two questions of the Friends and Family Test: the one asked since April 2020, and the one asked before.

"Overall, how was your experience of our service?" replaced "How likely are you to recommend our service?" on 1 April 2020. Answers
to one are not comparable with answers to the other, so each has measures of its own, responses included.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct

from pxcommission.periods import Period

TOTAL, ELIGIBLE = "total responses", "total eligible"
CHANGED = date(2020, 4, 1)
"""From this day the new question is asked."""


class Question(Struct, frozen=True, dict=True):
    """A question: the headings of its six answers and of its two percentages, and the measures they make."""

    asked: str
    answers: tuple[str, ...]
    shares: Mapping[str, str]
    responses: str
    has_counts_always: bool

    @cached_property
    def parts(self) -> Mapping[str, tuple[str, ...]]:
        """The answers that make each measure: the first two, and the fourth and fifth."""
        good, poor = self.shares
        return {good: self.answers[:2], poor: self.answers[3:5]}

    @cached_property
    def needed(self) -> tuple[str, ...]:
        """The headings a table must have."""
        return (TOTAL, *self.shares.values(), *(self.answers if self.has_counts_always else ()))


NEW = Question(
    "the question asked since April 2020",
    ("very good", "good", "neither good nor poor", "poor", "very poor", "don't know"),
    {"fft_positive": "percentage positive", "fft_negative": "percentage negative"},
    "fft_responses",
    True,
)
OLD = Question(
    "the question asked until March 2020",
    ("extremely likely", "likely", "neither likely nor unlikely", "unlikely", "extremely unlikely", "don't know"),
    {"fft_recommended": "percentage recommended", "fft_not_recommended": "percentage not recommended"},
    "fft_recommended_responses",
    False,
)


def question_of(month: Period) -> Question:
    """The question asked in a month."""
    return NEW if month.start >= CHANGED else OLD


def wrong_question(question: Question, month: Period) -> str:
    """Why answers to this question can't be of that month; empty when they can."""
    if question_of(month) is question:
        return ""
    return f"the table holds answers to {question.asked}, but the month is {month.label}"
