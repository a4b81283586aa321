"""What was heard, by the ids that decisions name: an account's facts as they stand, and whether its words were removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from pxcommission.assessment.triangulation_of_words import kind_in_words, theme_name
from pxcommission.listening.fields import ACCOUNTS
from pxcommission.listening.recorded import Recorded, Registers
from pxcommission.periods import in_words
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.counted_from import KINDS
from pxcommission.vocabulary.models import Vocabulary

ORDER = (*ACCOUNTS, *(kind for kind in KINDS if kind not in ACCOUNTS))
"""The kinds in which people speak for themselves first; a complaint has an answer of its own."""


class Heard(Struct, frozen=True):
    """An account that a decision names; `recorded` is None where the registers hold none of that id on the day."""

    id: str
    recorded: Recorded | None
    withdrawn: str = ""

    @property
    def on(self) -> date | None:
        """The day it was heard or received."""
        return self.recorded.entry.on if self.recorded else None

    @property
    def counts(self) -> bool:
        """Whether it still stands in the registers."""
        return self.recorded is not None and not self.withdrawn

    @property
    def words(self) -> str:
        """What became of what was said."""
        if self.recorded is None:
            return "not in the registers"
        if self.recorded.forgotten is not None:
            return f"words removed on {in_words(self.recorded.forgotten)}"
        return "words kept apart" if self.recorded.text else "no words kept"


def heard_of(registers: Registers, name: str) -> Heard:
    """The account of an id as the registers have it on their day."""
    gone = registers.withdrawn.get(name)
    if gone is not None:
        return Heard(name, gone.recorded, f"withdrawn on {in_words(gone.on)}: {gone.reason}")
    return Heard(name, registers.entries.get(name))


def unanswered(registers: Registers, named: Iterable[str], wanted: frozenset[str] | None) -> tuple[Heard, ...]:
    """The accounts that no decision names, those in which people speak for themselves first, the oldest first.

    `wanted`: only about these provider codes; None for all.
    """
    known = set(named)
    left = [
        Heard(name, one)
        for name, one in registers.entries.items()
        if name not in known and (wanted is None or one.entry.provider in wanted)
    ]
    return tuple(sorted(left, key=_place_in_order))


def codes_of(contract: ContractInForce) -> frozenset[str]:
    """The codes of a contract's provider, former ones too."""
    provider = contract.contract.provider
    return frozenset({str(provider.ods), *(str(one.ods) for one in provider.formerly)})


def heard_told(heard: Heard, words: Vocabulary) -> str:
    """`discussion group of 12 June 2025, Inpatient care (RZ1, Ash ward); emotional support; …`: facts alone, in a line."""
    if heard.recorded is None:
        return "the registers hold no account of this id on the day; was a copy restored?"
    entry = heard.recorded.entry
    aspect = words.aspects[entry.aspect].name if entry.aspect in words.aspects else entry.aspect
    parts = (
        f"{kind_in_words(entry.kind, 1)} of {in_words(entry.on)}, {service_told(entry.service, words)} ({where_told(heard)})",
        aspect,
        "; ".join(theme_name(theme, words) for theme in entry.themes),
        entry.sentiment,
        f"{entry.people:,} people" if entry.people > 1 else "",
        f"heard by {entry.listener}" if entry.listener else "",
        f"answered on {in_words(entry.answered)}" if entry.answered else "",
        f"action noted: {entry.action}" if entry.action else "",
        heard.withdrawn,
        heard.words,
    )
    return "; ".join(part for part in parts if part)


def where_told(heard: Heard) -> str:
    """`RZ1, RZ101, Ash ward`."""
    entry = heard.recorded.entry if heard.recorded else None
    return ", ".join(part for part in (entry.provider, entry.site, entry.ward) if part) if entry else ""


def service_told(service: str, words: Vocabulary) -> str:
    """The service's name; that of the provider as a whole for `all`."""
    return words.services[service].name if service in words.services else "the provider as a whole"


def counted_by_kind(heard: Iterable[Heard]) -> Mapping[str, int]:
    """How many of each kind, in the order of `ORDER`."""
    kinds = [one.recorded.entry.kind for one in heard if one.recorded]
    return {kind: kinds.count(kind) for kind in ORDER if kind in kinds}


def _place_in_order(one: Heard) -> tuple[int, date, str]:
    assert one.recorded is not None  # noqa: S101 (made of an entry)
    entry = one.recorded.entry
    return ORDER.index(entry.kind), entry.on, one.id
