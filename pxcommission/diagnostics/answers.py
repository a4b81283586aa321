"""The reading of what a person wrote of one indicator: every wrong answer named in one pass, with how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from msgspec import Struct, field

from pxcommission.diagnostics.entries import STATUSES, Answer
from pxcommission.diagnostics.frameworks import Framework
from pxcommission.diagnostics.frameworks_linted import NOT_ASSESSED
from pxcommission.problems import did_you_mean, shortened
from pxcommission.returns.figures import clean_text
from pxcommission.returns.personal_data import personal_details, without_details
from pxcommission.written_values import day_meant

SHORTEST, PLACEHOLDERS = (
    3,
    {"none", "nil", "tbc", "tbd", "todo", "yes", "tofollow", "tobeconfirmed", "notapplicable", "seeabove"},
)
LONGEST = {"not_assessed": 500, "evidence": 2000, "owner": 120, "action": 1000}
HEADINGS = {
    "rating": "Rating",
    "not_assessed": "Why not assessed",
    "evidence": "Evidence",
    "owner": "Owner",
    "action": "Action",
    "due": "Due",
    "status": "Status",
}
"""What each thing a person writes is called, in the order of the form."""
QUESTIONS = {
    "rating": "Rating",
    "not_assessed": "Why was it not assessed",
    "evidence": "Evidence: what somebody else could look at",
    "action": "Action agreed (Enter for none)",
    "owner": "Who owns the action (a role, no name)",
    "due": "By when",
    "status": "How does it stand",
}
"""The questions at a terminal, in the order in which they are asked."""
EARLIEST, MOST_YEARS_AHEAD = date(2000, 1, 1), 10


class Wrong(Struct, frozen=True):
    """What is wrong with one thing that was written, and how to mend it."""

    field: str
    message: str
    fix: str = ""


class AnswerRead(Struct):
    """An indicator's answer as read: nothing for one left blank; what is wrong with it."""

    answer: Answer | None = None
    wrong: list[Wrong] = field(default_factory=list)

    def add(self, name: str, message: str, fix: str = "") -> None:
        """Note something wrong."""
        self.wrong.append(Wrong(name, f"{HEADINGS[name]}: {message}", fix))


def rating_words(framework: Framework) -> tuple[str, ...]:
    """What a form offers under Rating: `2 established` and so on, then `not assessed`."""
    return (*(f"{one.rating} {one.name}" for one in framework.scale), NOT_ASSESSED)


def rating_written(framework: Framework, answer: Answer) -> str:
    """The rating as a form has it."""
    return NOT_ASSESSED if answer.rating is None else f"{answer.rating} {framework.rating_name(answer.rating)}"


def read_answer(texts: Mapping[str, str], framework: Framework, as_at: date) -> AnswerRead:
    """The answer that these texts make, blank ones counting as nothing; None and nothing wrong where all are blank.

    A rating above the lowest needs evidence; `not assessed` needs the reason; an action needs an owner, a date and a status.
    """
    read = AnswerRead()
    plain = {name: " ".join(clean_text(texts.get(name, ""))[0].split()) for name in HEADINGS}
    if not any(plain.values()):
        return read
    for name, most in LONGEST.items():
        _check_text(name, plain[name], most, read)
    rating = _rating(plain["rating"], framework, read)
    due = _due(plain["due"], as_at, read)
    status = _status(plain["status"], read)
    _check_rating(plain, rating, framework, read)
    _check_action(plain, read)
    if not read.wrong:
        read.answer = Answer(
            rating, plain["not_assessed"], plain["evidence"], plain["owner"], plain["action"], due, status
        )
    return read


def _check_text(name: str, text: str, most: int, read: AnswerRead) -> None:
    """Everything here is kept for good, so personal details are refused."""
    if len(text) > most:
        read.add(
            name, f"{len(text):,} characters; at most {most:,}", "shorten it; name the document that says the rest"
        )
    kinds = personal_details(text)
    if kinds:
        fix = "name the role or the document instead"
        read.add(name, f"this seems to hold {', '.join(kinds)}, and it would be kept for good", fix)


def _rating(text: str, framework: Framework, read: AnswerRead) -> int | None:
    low = text.casefold()
    if not text or low == NOT_ASSESSED:
        return None
    for one in framework.scale:
        if low in (str(one.rating), one.name.casefold(), f"{one.rating} {one.name}".casefold()):
            return one.rating
    words = rating_words(framework)
    message = f"'{_shown(text)}' is none of the scale{did_you_mean(text, words)}"
    read.add("rating", message, f"choose one of: {', '.join(words)}")
    return None


def _check_rating(plain: Mapping[str, str], rating: int | None, framework: Framework, read: AnswerRead) -> None:
    not_assessed = plain["rating"].casefold() == NOT_ASSESSED
    if not plain["rating"]:
        fix = f"choose a rating, or '{NOT_ASSESSED}' and say why; clear the row if it is to be answered later"
        read.add("rating", "something is written of this indicator, but it has no rating", fix)
    if not_assessed and not plain["not_assessed"]:
        fix = "say why, for example: we have no wards"
        read.add("not_assessed", f"'{NOT_ASSESSED}' needs its reason", fix)
    if not not_assessed and plain["not_assessed"] and plain["rating"]:
        read.add("not_assessed", "there is a rating and a reason why there is none", "clear one of the two")
    if rating is not None and rating > framework.lowest and _says_nothing(plain["evidence"]):
        message = f"the rating {rating} needs evidence; only {framework.lowest} does without"
        read.add("evidence", message, "name what somebody else could look at")


def _says_nothing(text: str) -> bool:
    """Whether a text is empty or only keeps a place."""
    plain = "".join(char for char in text.casefold() if char.isalnum())
    return len(plain) < SHORTEST or plain in PLACEHOLDERS


def _check_action(plain: Mapping[str, str], read: AnswerRead) -> None:
    if plain["action"]:
        lacking = {
            "owner": "name the role that owns it, for example: Chief Nurse",
            "due": "write by when, for example: 2026-03-31",
            "status": f"choose one of: {', '.join(STATUSES)}",
        }
        for name, fix in lacking.items():
            if not plain[name]:
                read.add(name, f"the action has no {HEADINGS[name].lower()}", fix)
        return
    for name in ("owner", "due", "status"):
        if plain[name]:
            read.add(name, "there is no action that it could belong to", "write the action, or clear this")


def _due(text: str, as_at: date, read: AnswerRead) -> date | None:
    if not text:
        return None
    return day_read("due", text, date(as_at.year + MOST_YEARS_AHEAD, 12, 31), read)


def day_read(name: str, text: str, last: date, read: AnswerRead) -> date | None:
    """The day a text means; what is wrong goes to `read`: no day, two possible ones, before 2000 or after `last`."""
    day, certain = day_meant(text)
    if day is None:
        read.add(name, f"'{_shown(text)}' is not a day", "write it as 2026-03-31 or 31 March 2026")
    elif not certain:
        read.add(name, f"'{_shown(text)}' can be read two ways", f"write {day} if that is meant")
    elif not EARLIEST <= day <= last:
        read.add(name, f"{day} lies outside {EARLIEST} to {last}", "check the year")
    else:
        return day
    return None


def _status(text: str, read: AnswerRead) -> str:
    low = re.sub(r"[\s_-]+", " ", text.casefold())
    if low and low not in STATUSES:
        message = f"'{_shown(text)}' is no status{did_you_mean(low, STATUSES)}"
        read.add("status", message, f"choose one of: {', '.join(STATUSES)}")
    return low


def _shown(text: str) -> str:
    return shortened(without_details(text))
