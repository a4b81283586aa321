"""What people said, in a letter: passages somebody picked, of people who agreed to be quoted, about what the letter is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pxcommission.assessment.triangulation_of_words import kind_in_words
from pxcommission.listening.quotations import Quoted
from pxcommission.packs.letter_model import Quotation
from pxcommission.packs.plain_text import one_line
from pxcommission.packs.standing import Raised

MOST_QUOTATIONS = 6


def quotations_about(challenges: Iterable[Raised], quoted: Sequence[Quoted]) -> tuple[Quotation, ...]:
    """The quotations about the aspects and services of the challenges; the newest ones where there are many."""
    wanted = {(one.proposal.aspect, one.proposal.service) for one in challenges}
    fits = [one for one in quoted if any(_fits(one, aspect, service) for aspect, service in wanted)]
    newest = sorted(fits, key=lambda one: (one.on, one.id))[-MOST_QUOTATIONS:]
    return tuple(Quotation(f"“{one_line(one.passage)}”", _from(one)) for one in newest)


def _from(one: Quoted) -> str:
    kind = kind_in_words(one.kind, 1)
    return f"from {'an' if kind[:1].lower() in 'aeiou' else 'a'} {kind}"


def _fits(one: Quoted, aspect: str, service: str) -> bool:
    return one.aspect == aspect and (one.service in (service, "all") or service == "all")
