"""What each kind of entry asks: its fields with their headings, questions and guidance, in the order of its form."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.vocabulary.counted_from import CASES, KINDS

Filling = Literal["text", "long text", "day", "whole", "code", "choice", "choices"]
CONSENT = ("no", "anonymously")
OUTCOMES = ("upheld", "partly upheld", "not upheld")
ACCOUNTS = ("patient-story", "experience-diary", "discussion-group", "comment", "visit", "healthwatch-report")
"""The kinds in which people speak for themselves; complaints, concerns and compliments say by themselves which they are."""
GIVEN_SENTIMENT = {"complaint": "negative", "pals-concern": "negative", "compliment": "positive"}


class Field(Struct, frozen=True):
    """One thing a form asks: its name, its heading, the question at a terminal, and what to know when filling it."""

    name: str
    heading: str
    question: str
    guidance: str
    filling: Filling = "text"
    width: int = 18


_FIELDS = (
    Field("reference", "Reference", "Your own number for it",
          "Your own number for this entry, such as 17. Never an NHS number. The same number and date again replace it.",
          "text", 22),
    Field("provider", "Provider", "Provider's code", "The ODS code, such as RZ1.", "code", 11),
    Field("site", "Site", "Site's code", "The ODS code of the site, if it is about one.", "code", 11),
    Field("ward", "Ward", "Ward or clinic", "If it is about one. No names of persons.", "text", 18),
    Field("on", "Date", "Day it was heard", "The day it was heard or happened: 2025-07-03.", "day", 12),
    Field("service", "Service", "Service", "Choose one; all when it is about the provider as a whole.", "choice", 18),
    Field("listener", "Who listened", "Who listened", "The organisation or the role, such as Healthwatch; no name is needed.",
          "text", 22),
    Field("acknowledged", "Acknowledged on", "Day it was acknowledged", "Blank until it was.", "day", 15),
    Field("answer_due", "Answer agreed by", "Day by which an answer was agreed",
          "The day agreed with the person; move it when they agreed to more time.", "day", 15),
    Field("answered", "Answered on", "Day it was answered", "The day the full answer went out; blank until then.", "day", 15),
    Field("outcome", "Outcome", "Outcome", "Blank until it was answered.", "choice", 15),
    Field("reopened", "Opened again on", "Day it was opened again", "Blank if it never was.", "day", 15),
    Field("explained", "Delay explained on", "Day the person was told in writing why it takes over six months",
          "Only where it takes longer than six months.", "day", 15),
    Field("aspect", "Aspect", "Aspect of a good experience", "What it is mostly about; choose one.", "choice", 30),
    Field("themes", "Themes", "Themes", "Choose one; more than one may stand here with semicolons between.", "choices", 38),
    Field("sentiment", "Sentiment", "Sentiment", "Of the whole account: positive, negative, mixed or neutral.", "choice", 13),
    Field("people", "People", "How many people took part", "How many people spoke; 1 if you leave it blank.", "whole", 10),
    Field("said", "What was said", "What was said, in their words or in short",
          "Kept apart from everything else. No names, numbers, addresses or dates of birth.", "long text", 50),
    Field("asked_for", "What was asked for", "What they asked for", "What would have made it better. Kept apart too.",
          "long text", 34),
    Field("consent", "May be quoted", "May it be quoted, without a name",
          "anonymously only if the person said so; no if you leave it blank.", "choice", 14),
    Field("action", "Action taken", "Action taken, or where it is recorded",
          "A short reference, such as RAP-3 or You said, we did of July. No names of patients.", "text", 26),
)  # fmt: skip
FIELDS = {field.name: field for field in _FIELDS}
_CASE = ("acknowledged", "answer_due", "answered", "outcome", "reopened", "explained")
_LEFT_OUT = {
    **{kind: {"listener", "sentiment", "people"} for kind in CASES},
    **{kind: {*_CASE} for kind in ACCOUNTS},
    "comment": {*_CASE, "people"},
    "compliment": {*_CASE, "sentiment", "people", "asked_for", "action"},
}
_NEEDED = {"provider", "on", "service", "themes"}


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind's form, in order."""
    received = {"on": ("Received on", "Day it was received", "The day it was first received, in any way: 2025-07-03.")}
    left_out = _LEFT_OUT[kind]
    chosen = [field for field in _FIELDS if field.name not in left_out]
    if kind == "discussion-group":
        chosen = [
            replace(field, guidance="How many people spoke.") if field.name == "people" else field for field in chosen
        ]
    if kind not in CASES:
        return tuple(chosen)
    heading, question, guidance = received["on"]
    return tuple(
        Field("on", heading, question, guidance, "day", 12) if field.name == "on" else field for field in chosen
    )


def needed_by(kind: str) -> tuple[str, ...]:
    """The names of the fields an entry of a kind can't do without."""
    more: set[str] = set()
    if kind in ACCOUNTS:
        more = {"aspect", "sentiment"} | ({"listener"} if kind != "comment" else set())
    if kind == "discussion-group":
        more.add("people")
    if kind == "compliment":
        more = {"aspect"}
    needed = _NEEDED | more
    return tuple(field.name for field in fields_of(kind) if field.name in needed)


def title_of(kind: str) -> str:
    """The kind in words."""
    return KINDS[kind]
