"""The reading of a filled form's answers into an entry: every wrong answer named in one pass, personal details told."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec import Struct, field

from pxcommission.listening.entries import Entry, Said
from pxcommission.listening.fields import CONSENT, FIELDS, GIVEN_SENTIMENT, OUTCOMES, Field, fields_of, needed_by
from pxcommission.problems import did_you_mean, shortened
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.figures import clean_text
from pxcommission.returns.personal_data import personal_details
from pxcommission.vocabulary.counted_from import SENTIMENTS
from pxcommission.vocabulary.models import Vocabulary
from pxcommission.written_values import day_meant

LONGEST_FACT, LONGEST_WORDS, MOST_PEOPLE = 200, 20_000, 10_000
EARLIEST = date(2000, 1, 1)
NAME = "a person's name"


class Wrong(Struct, frozen=True):
    """What is wrong with the answer to one field of a form, and how to mend it."""

    field: str
    message: str
    fix: str = ""


class FormRead(Struct):
    """A form as read: the entry and its words, or what is wrong; and what to warn of."""

    entry: Entry | None = None
    said: Said = field(default_factory=Said)
    wrong: list[Wrong] = field(default_factory=list)
    warnings: list[Wrong] = field(default_factory=list)


def read_form(kind: str, answers: Mapping[str, str], words: Vocabulary, as_at: date) -> FormRead:
    """The entry that the answers to a form make, every wrong answer named in one pass; blank answers count as none.

    Personal details are warned of in free text, and refused in the facts, which are kept for good.
    """
    made = FormRead()
    known = {one.name for one in fields_of(kind)}
    texts = {name: clean_text(text)[0] for name, text in answers.items() if name in known}
    for name in needed_by(kind):
        if not texts.get(name):
            made.wrong.append(Wrong(name, f"{_heading(kind, name)}: this is needed", _how_to_answer(kind, name, words)))
    values = {name: _value(one, texts.get(one.name, ""), words, as_at, made) for one in fields_of(kind)
              for name in [one.name] if texts.get(one.name)}  # fmt: skip
    said = Said(str(values.pop("said", "")), str(values.pop("asked_for", "")))
    _order_of_days(kind, values, made)
    _warn_of_details(said, made)
    if made.wrong:
        return made
    values.setdefault("sentiment", GIVEN_SENTIMENT.get(kind, "neutral"))
    made.said = said
    made.entry = Entry(kind=kind, asked=bool(said.asked_for), **values)
    return made


def choices_for(name: str, words: Vocabulary) -> dict[str, str]:
    """The words a field offers, each with its name."""
    match name:
        case "service":
            return {word: one.name for word, one in words.services.items()} | {"all": "The provider as a whole"}
        case "aspect":
            return {word: one.name for word, one in words.aspects.items()}
        case "themes":
            return {word: one.name for word, one in words.themes.items()}
        case "sentiment":
            return dict.fromkeys(SENTIMENTS, "")
        case "consent":
            return dict.fromkeys(CONSENT, "")
        case "outcome":
            return dict.fromkeys(OUTCOMES, "")
        case _:
            return {}


def _heading(kind: str, name: str) -> str:
    return next(one.heading for one in fields_of(kind) if one.name == name)


def _how_to_answer(kind: str, name: str, words: Vocabulary) -> str:
    guidance = next(one.guidance for one in fields_of(kind) if one.name == name)
    return f"{guidance.removesuffix('.')}; {_offered(name, words)}" if choices_for(name, words) else guidance


def _offered(name: str, words: Vocabulary) -> str:
    """The words to choose from, or where they are listed when there are many."""
    if name == "themes":
        return "`feedback themes --all` lists them, and so does the sheet Words of a form"
    return f"one of: {', '.join(choices_for(name, words))}"


def _value(one: Field, text: str, words: Vocabulary, as_at: date, made: FormRead) -> Any:
    """The value of an answer; what is wrong with it goes to `made`."""
    match one.filling:
        case "day":
            return _day(one, text, as_at, made)
        case "whole":
            return _whole(one, text, made)
        case "code":
            return _code(one, text, made)
        case "choice":
            return _choice(one, text, words, made)
        case "choices":
            parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
            return tuple(dict.fromkeys(_choice(one, part, words, made) for part in parts))
        case "long text":
            if len(text) > LONGEST_WORDS:
                made.wrong.append(
                    Wrong(one.name, f"{one.heading}: {len(text):,} characters; at most {LONGEST_WORDS:,}")
                )
            return text
        case "text":
            return _fact(one, text, made)


def _day(one: Field, text: str, as_at: date, made: FormRead) -> date | None:
    day, certain = day_meant(text)
    how = "write it as 2025-07-03 or 3 July 2025"
    if day is None:
        made.wrong.append(Wrong(one.name, f"{one.heading}: '{shortened(text)}' is not a day", how))
    elif not certain:
        made.wrong.append(
            Wrong(one.name, f"{one.heading}: '{shortened(text)}' can be read two ways", f"write {day} if that is meant")
        )
    elif day < EARLIEST:
        made.wrong.append(Wrong(one.name, f"{one.heading}: {day} lies before {EARLIEST}", "check the year"))
    elif day > as_at and one.name != "answer_due":
        made.wrong.append(
            Wrong(one.name, f"{one.heading}: {day} lies after {as_at}, the day this is recorded", "check the day")
        )
    elif day.year > as_at.year + 5:
        made.wrong.append(Wrong(one.name, f"{one.heading}: {day} is too far ahead", "check the year"))
    else:
        return day
    return None


def _whole(one: Field, text: str, made: FormRead) -> int:
    if re.fullmatch(r"[1-9][0-9]{0,4}", text) and int(text) <= MOST_PEOPLE:
        return int(text)
    made.wrong.append(
        Wrong(
            one.name, f"{one.heading}: '{shortened(text)}' is not a number of people", "write a whole number from 1 up"
        )
    )
    return 1


def _code(one: Field, text: str, made: FormRead) -> str:
    if not ODS.fullmatch(text):
        likely = text.upper() if text.isascii() and ODS.fullmatch(text.upper()) else ""
        fix = f"write {likely}" if likely else "write the ODS code, such as RZ1"
        made.wrong.append(Wrong(one.name, f"{one.heading}: '{shortened(text)}' is no organisation code", fix))
    return text


def _choice(one: Field, text: str, words: Vocabulary, made: FormRead) -> str:
    offered = choices_for(one.name, words)
    low = " ".join(text.split()).casefold()
    for word, name in offered.items():
        if low in (word.casefold(), name.casefold()):
            return word
    near = did_you_mean(text, [*offered, *(name for name in offered.values() if name)])
    made.wrong.append(
        Wrong(one.name, f"{one.heading}: there is no '{shortened(text)}'{near}", _offered(one.name, words))
    )
    return text


def _fact(one: Field, text: str, made: FormRead) -> str:
    """A short text that is kept for good, so personal details are refused; the name of who listened is no patient's."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST_FACT:
        made.wrong.append(
            Wrong(one.name, f"{one.heading}: {len(plain)} characters; at most {LONGEST_FACT}", "shorten it")
        )
    kinds = [kind for kind in personal_details(plain) if one.name != "listener" or kind != NAME]
    if kinds:
        message = f"{one.heading}: this seems to hold {_listed(kinds)}, and it would be kept for good"
        made.wrong.append(Wrong(one.name, message, "leave it out; what people say belongs under What was said"))
    return plain


def _order_of_days(kind: str, values: Mapping[str, Any], made: FormRead) -> None:
    """Nothing happens before the day received, and nothing is opened again that was not answered."""
    begun = values.get("on")
    for name in ("acknowledged", "answer_due", "answered", "explained"):
        day = values.get(name)
        if begun and day and day < begun:
            made.wrong.append(
                Wrong(name, f"{_heading(kind, name)}: {day} lies before {begun}, the day received", "check both days")
            )
    answered, reopened = values.get("answered"), values.get("reopened")
    if reopened and answered and reopened < answered:
        made.wrong.append(
            Wrong("reopened", f"Opened again on: {reopened} lies before the answer ({answered})", "check both days")
        )
    for name in ("reopened", "outcome"):
        if values.get(name) and "answered" not in values:
            made.wrong.append(
                Wrong(name, f"{_heading(kind, name)}: it has no day of an answer", "give the day it was answered")
            )


def _warn_of_details(said: Said, made: FormRead) -> None:
    for name in ("said", "asked_for"):
        kinds = personal_details(getattr(said, name))
        if kinds:
            message = f"{FIELDS[name].heading}: this seems to hold {_listed(kinds)}"
            made.warnings.append(Wrong(name, message, "write it without, unless it is needed"))


def _listed(kinds: Sequence[str]) -> str:
    return kinds[0] if len(kinds) == 1 else ", ".join(kinds[:-1]) + " and " + kinds[-1]
