"""The page "You said, we did" of a quarter, for anyone to read: what people said, what was done, what happened since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.packs.rendering import read_template, rendered
from pxcommission.packs.report_pages import page_bytes
from pxcommission.packs.report_tables import Shown, TableShown

TEMPLATE, PAGE, TITLE = "you-said-we-did.docx", "you-said.html", "You said, we did"
DRAFT = "DRAFT as known on"
SAID_HEADINGS = ("What it was about", "Could be better", "Good", "Mixed or neutral")
RESULT_HEADINGS = ("What is done", "Since", "Result so far")


class ThemeSaid(Struct, frozen=True):
    """How many accounts have a theme, by what they say of it, as anyone may be shown."""

    theme: str
    negative: str
    positive: str
    others: str


class PassageSaid(Struct, frozen=True):
    """A passage somebody agreed to be quoted with, and from what kind of account."""

    words: str
    of: str


class Done(Struct, frozen=True):
    """One thing that was done, and what happened since."""

    what: str
    since: tuple[str, ...]


class Answered(Struct, frozen=True):
    """What people said, and each thing that was done about it."""

    about: str
    said: str
    done: tuple[Done, ...]


class ResultSaid(Struct, frozen=True):
    """An action that no decision of the page names, with the result a person recorded last."""

    what: str
    since: str
    result: str


class PageWords(Struct, frozen=True):
    """What the page says beside its answers; every number in it may be shown to anyone. `draft` is empty once a person released it."""

    reference: str
    draft: str
    title: str
    provider: str
    period: str
    known: str
    heard: str
    themes: tuple[ThemeSaid, ...]
    hidden: str
    quotations: tuple[PassageSaid, ...]
    none_answered: str
    unanswered: str
    results: tuple[ResultSaid, ...]
    provider_did: tuple[str, ...]
    how_to_read: tuple[str, ...]


class YouSaid(PageWords, frozen=True):
    """The page with its answers, each with what was done about it."""

    answers: tuple[Answered, ...]


class StoryLine(Struct, frozen=True):
    """One paragraph of an answer in the Word file: what it is about, what was said, what was done, or what happened since."""

    about: str = ""
    said: str = ""
    done: str = ""
    since: str = ""


class YouSaidDocument(PageWords, frozen=True):
    """The page as its Word template prints it: the same words, each answer as paragraphs in order."""

    story: tuple[StoryLine, ...]


def you_said_html(page: YouSaid) -> bytes:
    """The page as one HTML file; nothing in it is loaded, run or sent, and the same page gives the same bytes."""
    said = tuple(
        tuple(Shown(cell) for cell in (one.theme, one.negative, one.positive, one.others)) for one in page.themes
    )
    results = tuple((Shown(one.what), Shown(one.since), Shown(one.result)) for one in page.results)
    told = {
        "page": page,
        "said": TableShown("How many accounts there were, by what they were about", SAID_HEADINGS, said),
        "results": TableShown("Other actions and their results", RESULT_HEADINGS, results),
    }
    return page_bytes(PAGE, told)


def you_said_document(letters: Path, page: YouSaid, on: date) -> bytes:
    """The page as a Word file, from `you-said-we-did.docx` in the folder of letters: the same words, the same bytes."""
    told = {name: getattr(page, name) for name in page.__struct_fields__ if name != "answers"}
    document = YouSaidDocument(story=tuple(_story(page)), **told)
    template = read_template(letters / TEMPLATE, YouSaidDocument)
    return rendered(template, document, f"{page.title}: {page.provider}", on)


def _story(page: YouSaid) -> Iterator[StoryLine]:
    for one in page.answers:
        yield StoryLine(about=one.about)
        yield StoryLine(said=one.said)
        for step in one.done:
            yield StoryLine(done=step.what)
            yield from (StoryLine(since=line) for line in step.since)
