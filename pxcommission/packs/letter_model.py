"""What a letter and a page of questions say, as plain text: the fields a Word template may print, and must."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

ANSWER_HERE = "[write our answer here]"
"""What stands where a person has to answer; a letter that still holds it is not ready to be sent."""


class Ask(Struct, frozen=True):
    """A numbered thing we ask: the requirement and the question."""

    about: str
    question: str


class NotMet(Struct, frozen=True):
    """One row of the table of what was not met."""

    requirement: str
    clause: str
    where: str
    result: str
    level: str
    running: str


class Question(Struct, frozen=True):
    """A numbered question for the meeting, with the figure that prompts it."""

    about: str
    figure: str
    question: str


class Said(Struct, frozen=True):
    """What the provider itself said of a requirement, where it stands, and our answer: a line to fill in, or nothing."""

    about: str
    words: str
    address: str
    answer: str = ""


class Quotation(Struct, frozen=True):
    """A passage somebody agreed to be quoted with, and from what kind of account."""

    words: str
    of: str


class Chart(Struct, frozen=True):
    """One chart: what it is of, the place of its picture (see `pictures`), and the sentence that states its finding."""

    about: str
    picture: str
    says: str


class Story(Struct, frozen=True):
    """What went before on one requirement: what we asked, what the provider answered, what changed in the figures."""

    about: str
    asked: str
    answered: str
    changed: str


class Basis(Struct, frozen=True):
    """What a statement about a figure rests on."""

    about: str
    text: str


class SourceLine(Struct, frozen=True):
    """Where the figures of one row stand."""

    about: str
    address: str


class Page(Struct, frozen=True):
    """What a letter and a page of questions share."""

    reference: str
    draft: str
    date: str
    commissioner: str
    for_whom: str
    provider: str
    contract: str
    form: str
    period: str
    summary: str
    met_intro: str
    met: tuple[str, ...]
    said: tuple[Said, ...]
    questions: tuple[Question, ...]
    corrections: tuple[str, ...]
    not_assessed: tuple[str, ...]
    cautions: tuple[str, ...]
    next_meeting: str
    correct: str
    sources: tuple[SourceLine, ...]


class Letter(Page, frozen=True):
    """One informal letter: every challenge of a contract, and its queries as questions."""

    addressee: tuple[str, ...]
    copies: tuple[str, ...]
    reply_by: str
    reply_note: str
    asks: tuple[Ask, ...]
    not_met_intro: str
    not_met: tuple[NotMet, ...]
    also_not_met: tuple[str, ...]
    figure_notes: tuple[str, ...]
    quotations: tuple[Quotation, ...]
    charts: tuple[Chart, ...]
    charts_left_out: tuple[str, ...]
    stories: tuple[Story, ...]
    method: tuple[str, ...]
    by_chance: tuple[Basis, ...]
    chart_bases: tuple[Basis, ...]
    next_steps: tuple[str, ...]
    signatory: str


class QuestionsPage(Page, frozen=True):
    """The questions of a contract that has no letter this period."""


def answers_missing(text: str) -> int:
    """How many answers a letter's text still leaves open; spaces and line ends that Word puts between words don't matter."""
    return " ".join(text.split()).count(ANSWER_HERE)


def context_of(page: Any) -> dict[str, Any]:
    """A page or document as plain strings, lists and dicts; nothing in it has a method worth calling."""
    return {name: _plain(value) for name, value in asdict(page).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return {name: _plain(item) for name, item in asdict(value).items()} if isinstance(value, Struct) else value
