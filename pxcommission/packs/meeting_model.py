"""What the paper of a review meeting says: the fields its Word template must print."""

from __future__ import annotations

from msgspec import Struct


class ActionLine(Struct, frozen=True):
    """One action: what it is and about what, who leads it, since when, and what came of it."""

    action: str
    owner: str
    begun: str
    outcome: str


class ExceptionLine(Struct, frozen=True):
    """One thing that was not met: what and where, the figure beside its level, for how long, and how it is taken up."""

    what: str
    where: str
    result: str
    level: str
    taken_up: str


class MeetingQuestion(Struct, frozen=True):
    """A question for the meeting and what it is about."""

    question: str
    about: str


class MeetingPaper(Struct, frozen=True):
    """What the paper says, as plain text: the fields its Word template must print."""

    reference: str
    draft: str
    date: str
    commissioner: str
    provider: str
    contract: str
    period: str
    meeting: str
    summary: str
    met: str
    decisions: tuple[str, ...]
    exceptions: tuple[ExceptionLine, ...]
    exceptions_more: str
    questions: tuple[MeetingQuestion, ...]
    questions_more: str
    actions: tuple[ActionLine, ...]
    actions_more: str
    correct: str
