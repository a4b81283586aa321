"""The quality-concern letter: what people told the commissioner, in counts, themes and words they agreed to; no level alleged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.assessment.small_numbers import ALL, SharedTable
from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_of_words import kind_in_words, theme_name
from pxcommission.assessment.triangulation_sources import Direction
from pxcommission.cases.kinds import Deadline
from pxcommission.inference.checked import CheckedContract
from pxcommission.listening.quotations import Quoted
from pxcommission.packs.page_parts import contract_line, for_whom, next_meeting_line
from pxcommission.packs.plain_text import listed, one_line, sentence
from pxcommission.packs.process_parts import fill
from pxcommission.packs.rendering import read_template, rendered
from pxcommission.periods import Period, in_words
from pxcommission.vocabulary.counted_from import KINDS

TEMPLATE, TITLE = "quality-concern.docx", "Quality-concern letter"
SENTIMENTS = ("negative", "positive", "mixed or neutral")
"""The columns of the letter's table."""
FEWER = "fewer than 5"
ASKS = (
    "What do you know of this already, from your own feedback, complaints and staff?",
    "What do you make of it, and what have you done or will you do, led by whom and by when?",
    "How shall we both see that people’s experience has become better?",
)
ALLEGES_NOTHING = (
    "This letter does not say that any requirement, level or clause of the contract was not met. It passes on what people told "
    "us and asks what you know of it."
)
INFORMAL = "This letter is informal: it starts no contractual period, and no step of the contract follows from it."
HEARD = "People who were asked, or who chose to speak: what they say is theirs, and never a sample of all patients."


class ThemeLine(Struct, frozen=True):
    """How many accounts have a theme, by sentiment, as they may be shown."""

    theme: str
    negative: str
    positive: str
    others: str


class Passage(Struct, frozen=True):
    """A passage somebody agreed to be quoted with, and from what kind of account."""

    words: str
    of: str


class ConcernLetter(Struct, frozen=True):
    """What the letter says, as plain text: the fields its Word template must print."""

    reference: str
    draft: str
    date: str
    commissioner: str
    for_whom: str
    provider: str
    addressee: tuple[str, ...]
    copies: tuple[str, ...]
    contract: str
    about: str
    span: str
    ask: str
    ask_note: str
    asks: tuple[str, ...]
    opening: str
    reason: str
    alleges: str
    heard: str
    themes: tuple[ThemeLine, ...]
    hidden: str
    quotations: tuple[Passage, ...]
    good: tuple[str, ...]
    how_heard: str
    follows: tuple[str, ...]
    correct: str
    signatory: str


class ConcernStated(Struct, frozen=True):
    """What a concern rests on: its accounts over the quarters listened to, as counted for the provider, and what was picked.

    `ways` are the kinds of accounts; `table` has theme by sentiment with 1 to 4 hidden, None where nothing was heard.
    """

    service: str
    aspect: str
    reason: str
    span: Period
    ways: tuple[str, ...]
    table: SharedTable | None
    quotations: tuple[Quoted, ...]
    beside: Triangulated | None
    asks: tuple[str, ...] = ()


def concern_letter(
    checked: CheckedContract, stated: ConcernStated, on: date, reply: Deadline, reference: str
) -> ConcernLetter:
    """The letter, dated on a day; `reply` is the day by which an answer is asked for."""
    contract, words = checked.contract, checked.vocabulary
    service = words.services[stated.service].name if stated.service in words.services else "all services"
    aspect = words.aspects[stated.aspect].name if stated.aspect in words.aspects else stated.aspect
    provider, signed = contract.provider, contract.signed_by
    return ConcernLetter(
        reference=reference,
        draft="DRAFT. Not sent. A person reads it, signs and dates it, and sends it; then take out this line.",
        date=f"{in_words(on)} (if it is dated otherwise, the reply date changes)",
        commissioner=one_line(contract.co_ordinating_commissioner.name),
        for_whom=for_whom(checked),
        provider=f"{one_line(provider.name)} ({provider.ods})",
        addressee=_addressee(checked),
        copies=tuple(one_line(name) for name in provider.copies_to),
        contract=contract_line(checked),
        about=f"{one_line(aspect)}; {one_line(service)}",
        span=f"{in_words(stated.span.start)} to {in_words(stated.span.end)}",
        ask=f"Please reply by {in_words(reply.by)}.",
        ask_note=_ask_note(reply),
        asks=tuple(sentence_or_question(one) for one in stated.asks or ASKS),
        opening=_opening(aspect, service),
        reason=sentence(stated.reason),
        alleges=ALLEGES_NOTHING,
        heard=_heard(stated),
        themes=_themes(checked, stated.table),
        hidden=_hidden(stated.table),
        quotations=tuple(
            Passage(f"“{one_line(q.passage)}”", f"from a {kind_in_words(q.kind, 1)}") for q in stated.quotations
        ),
        good=_good(stated.beside),
        how_heard=HEARD,
        follows=(INFORMAL, next_meeting_line(checked)),
        correct=_correct(checked),
        signatory=one_line(signed.get("quality-concern") or signed.get("challenge") or fill("office that signs")),
    )


def concern_document(letters: Path, letter: ConcernLetter, on: date, head: str = "") -> bytes:
    """The finished Word file, from `quality-concern.docx` in the folder of letters: the same words, the same bytes."""
    return rendered(read_template(letters / TEMPLATE, ConcernLetter), letter, TITLE, on, head)


def _ask_note(reply: Deadline) -> str:
    """Where the reply date comes from, as a provider may read it; who checked the workspace's number is not its business."""
    agreed = "by local agreement" if reply.verified else "a date we propose; tell us if you need another"
    return f"This is {reply.counted}, {agreed}. It is not a contractual period."


def sentence_or_question(text: str) -> str:
    """A question as it was written, else a sentence with its full stop."""
    line = one_line(text)
    return line if line.endswith("?") else sentence(line)


def _addressee(checked: CheckedContract) -> tuple[str, ...]:
    provider = checked.contract.provider
    office = provider.representative or fill("office of the provider’s representative")
    return tuple(one_line(line) for line in (office, provider.name, provider.notices_to or "") if line)


def _opening(aspect: str, service: str) -> str:
    what = f"{aspect[:1].lower()}{aspect[1:]}" if aspect else "their care"
    return one_line(
        f"We write about {what}, in {service[:1].lower()}{service[1:]}, because of what people have told us."
    )


def _heard(stated: ConcernStated) -> str:
    if stated.table is None:
        return "Our listening registers hold no account of this; we write for the reason given above."
    every, negative = (_count(stated.table, sentiment) for sentiment in (ALL, "negative"))
    ways = listed([kind_in_words(kind, 2) for kind in KINDS if kind in stated.ways])
    accounts = "account" if every == "1" else "accounts"
    return f"In this time we heard {every} {accounts} of it ({ways}); {negative} of them {'is' if negative == '1' else 'are'} negative."


def _count(table: SharedTable, sentiment: str) -> str:
    count = table.count(ALL, sentiment)
    return FEWER if count is None and sentiment == ALL else "some" if count is None else f"{count:,}"


def _themes(checked: CheckedContract, table: SharedTable | None) -> tuple[ThemeLine, ...]:
    if table is None:
        return ()
    (themes, _) = table.dimensions
    names = [name for name in themes.categories if name != ALL]
    return tuple(
        ThemeLine(
            one_line(theme_name(name, checked.vocabulary)),
            table.text(name, "negative"),
            table.text(name, "positive"),
            table.text(name, "mixed or neutral"),
        )
        for name in names
    )


def _hidden(table: SharedTable | None) -> str:
    if table is None or all(count is not None for count in table.counts.values()):
        return "An account with several themes counts in each, so the rows are not to be added up."
    return (
        "* hidden, so that nobody can be recognised: 1 to 4, or a count that would give such a one away. An account with several "
        "themes counts in each, so the rows are not to be added up."
    )


def _good(row: Triangulated | None) -> tuple[str, ...]:
    """What points to a good experience of the same, by source; fairness asks that it stands here too."""
    if row is None:
        return ()
    return tuple(
        f"{one_line(one.name)}{' (provisional)' if one.provisional else ''}" for one in row.pointing(Direction.GOOD)
    )


def _correct(checked: CheckedContract) -> str:
    to = one_line(checked.contract.co_ordinating_commissioner.notices_to or "")
    who = f" to {to}" if to else ""
    return (
        f"If something here is misunderstood, or you hold figures or accounts that say otherwise, send them{who} and quote our "
        "reference. A count that is wrong is corrected, and a letter that rested on it is withdrawn."
    )


def rows_shown(letter: ConcernLetter) -> Sequence[tuple[str, ...]]:
    """The rows of its table, as they must stand in the letter that is sent."""
    return [(one.theme, one.negative, one.positive, one.others) for one in letter.themes]
