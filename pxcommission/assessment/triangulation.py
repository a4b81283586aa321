"""Independent sources set side by side: for each service and aspect, which of them point the same way, with their counts.

A source is one of the vocabulary's `feedback` words; two measures of one source never count twice, and neither do its
levels. What is contractual (a letter's proposal) is never decided here: nothing in this module reaches a ladder.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.triangulation_of_figures import parts_of_figures
from pxcommission.assessment.triangulation_of_words import heard_by_source, part_of_words
from pxcommission.assessment.triangulation_sources import Direction, Part, SourceReading, read_source
from pxcommission.assessment.triangulation_summary import summary_of
from pxcommission.periods import Period
from pxcommission.rulebook.contracts import Contract
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Vocabulary

if TYPE_CHECKING:
    from pxcommission.listening.recorded import Recorded

EVERY_SERVICE = "all"


class Triangulated(Struct, frozen=True):
    """What the independent sources say of one aspect of one service in one period.

    `sources` are in the order of the vocabulary, those with nothing to say included. `summary` is a plain sentence or two.
    """

    contract: str
    provider: str
    service: str
    aspect: str
    period: Period
    sources: tuple[SourceReading, ...]
    summary: str

    def pointing(self, direction: Direction) -> tuple[SourceReading, ...]:
        """The sources that point this way."""
        return tuple(one for one in self.sources if one.direction is direction)

    @property
    def evidence(self) -> tuple[str, ...]:
        """The ids of the findings and entries that the sources which point to a concern rest on."""
        concern = self.pointing(Direction.CONCERN)
        return tuple(dict.fromkeys(name for one in concern for name in (*one.findings, *one.entries)))


class ContractRead(Struct, frozen=True):
    """What triangulation needs to know of a contract: itself, its requirements, and the words of the workspace."""

    contract: Contract
    requirements: Mapping[str, Requirement]
    vocabulary: Vocabulary

    @property
    def codes(self) -> frozenset[str]:
        """The provider's codes, former ones too."""
        provider = self.contract.provider
        return frozenset({str(provider.ods), *(str(one.ods) for one in provider.formerly)})

    def heard(self, entries: Iterable[Recorded]) -> tuple[Recorded, ...]:
        """The entries about this provider and a service bought here, with an aspect; nothing of the others is ours."""
        services = {*self.contract.services, EVERY_SERVICE}
        return tuple(
            one
            for one in entries
            if one.entry.provider in self.codes and one.entry.service in services and one.entry.aspect
        )


def triangulate(
    read: ContractRead,
    findings: Sequence[Finding],
    entries: Iterable[Recorded],
    period: Period,
    set_aside: Collection[str] = (),
) -> tuple[Triangulated, ...]:
    """One row for each service and aspect that a finding or an entry of the period is about, in the vocabulary's order.

    `entries` are those known on the day checked; `set_aside` names the findings a person set aside, which say nothing.
    An entry counts for its own service, and in a row of `all` services that a requirement is judged for.
    """
    ours = [one for one in findings if one.contract == read.contract.contract and one.aspect]
    heard = [one for one in read.heard(entries) if period.start <= one.entry.on <= period.end]
    of_row: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for one in ours:
        of_row[one.service, one.aspect].append(one)
    rows = [*of_row, *((one.entry.service, one.entry.aspect) for one in heard)]
    services, aspects = [*read.contract.services, EVERY_SERVICE], list(read.vocabulary.aspects)

    def place(row: tuple[str, str]) -> tuple[int, str, int, str]:
        service, aspect = row
        first = services.index(service) if service in services else len(services)
        return first, service, aspects.index(aspect) if aspect in aspects else len(aspects), aspect

    return tuple(
        _row(read, of_row.get(row, ()), _about(heard, *row), row, period, set_aside)
        for row in sorted(dict.fromkeys(rows), key=place)
    )


def _about(heard: Iterable[Recorded], service: str, aspect: str) -> list[Recorded]:
    of_aspect = (one for one in heard if one.entry.aspect == aspect)
    return [one for one in of_aspect if service in (one.entry.service, EVERY_SERVICE)]


def _row(
    read: ContractRead,
    findings: Sequence[Finding],
    heard: Sequence[Recorded],
    row: tuple[str, str],
    period: Period,
    set_aside: Collection[str],
) -> Triangulated:
    words, parts = read.vocabulary, dict[str, list[Part]]()
    for source, part in parts_of_figures(findings, read.requirements, words, period, set_aside):
        parts.setdefault(words.one_source(source), []).append(part)
    for source, entries in heard_by_source(heard, words).items():
        parts.setdefault(source, []).append(part_of_words(entries, words))
    known = list(words.feedback)
    ordered = sorted(parts, key=lambda name: (known.index(name) if name in known else len(known), name))
    sources = tuple(read_source(name, _name(words, name), parts[name]) for name in ordered)
    said = summary_of(sources, words.aspects[row[1]].name if row[1] in words.aspects else row[1])
    provider = read.contract.provider.ods
    return Triangulated(read.contract.contract, str(provider), row[0], row[1], period, sources, said)


def _name(words: Vocabulary, source: str) -> str:
    known = words.feedback.get(source)
    return known.name if known else source.replace("_", " ").replace("-", " ").capitalize()
