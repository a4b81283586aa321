"""What the quality lead is told: a concern from words alone, sources that agree, and a chart of concern though the level is met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.assessment.triangulation import EVERY_SERVICE, ContractRead, Triangulated
from pxcommission.assessment.triangulation_of_figures import direction_of_figure
from pxcommission.assessment.triangulation_of_words import sentiment_counts, themes_in_words, ways_in_words
from pxcommission.assessment.triangulation_sources import Direction
from pxcommission.periods import Period, add_months, in_words, quarter_of

if TYPE_CHECKING:
    from pxcommission.listening.recorded import Recorded

FROM_WORDS = "concern from words"
AGREEING = "sources agree"
ON_A_CHART = "chart of concern, level met"
NO_ENTRY = ("compliment",)
"""Kinds of entry that are no account of a concern, whatever their sentiment."""


class LeadSignal(Struct, frozen=True):
    """Something for the quality lead to look at; it proposes no step and alleges nothing.

    `kind` is one of FROM_WORDS, AGREEING and ON_A_CHART; `evidence` the ids of the findings and entries it rests on.
    """

    contract: str
    service: str
    aspect: str
    period: Period
    kind: str
    sentence: str
    evidence: tuple[str, ...]


class HeardOfAspect(Struct, frozen=True):
    """The accounts of one aspect of one service over the quarters listened to, known on the day checked."""

    service: str
    aspect: str
    span: Period
    entries: tuple[Recorded, ...]

    @property
    def negative(self) -> tuple[Recorded, ...]:
        """Those that are negative."""
        return tuple(one for one in self.entries if one.entry.sentiment == "negative")

    @property
    def ways(self) -> frozenset[str]:
        """The ways of listening in which something negative was heard."""
        return frozenset(one.entry.kind for one in self.negative)


def signals_for_the_lead(
    read: ContractRead,
    findings: Sequence[Finding],
    entries: Iterable[Recorded],
    triangulated: Sequence[Triangulated],
    period: Period,
    set_aside: Iterable[str] = (),
) -> tuple[LeadSignal, ...]:
    """Every signal of a contract: words alone first, then sources that agree, then charts."""
    left = frozenset(set_aside)
    ours = [one for one in findings if one.contract == read.contract.contract and one.id not in left]
    return (
        *concerns_from_words(read, ours, entries, period),
        *sources_agreeing(read, triangulated),
        *charts_of_concern(ours),
    )


def concerns_from_words(
    read: ContractRead, findings: Sequence[Finding], entries: Iterable[Recorded], period: Period
) -> tuple[LeadSignal, ...]:
    """Aspects of services of which people speak badly enough, in ways enough, while the contract has no ways of its own for it.

    How many accounts, ways and quarters: the numbers of `rules/vocabulary/triangulation.yaml`.
    """
    return tuple(
        _from_words(read, heard, findings, period)
        for heard in heard_lately(read, entries, period)
        if is_concern(read, heard, period) and not the_contracts_own(findings, heard.service, heard.aspect)
    )


def the_contracts_own(findings: Iterable[Finding], service: str, aspect: str) -> tuple[Finding, ...]:
    """The breaches that take the ways of the contract, so that words about this need none of their own.

    An obligation of this service and aspect that points to a concern; one judged for all services only where its figure is
    clearly below its level. What is only watched has no letter, and what chance alone would explain alleges nothing.
    """
    short = [one for one in findings if one.outcome is Outcome.BREACH and one.adopted and one.aspect == aspect]
    firmly = [one for one in short if direction_of_figure(one) is Direction.CONCERN]
    return tuple(
        one for one in firmly if one.service == service or (one.service == EVERY_SERVICE and one.clearly_below is True)
    )


def heard_lately(read: ContractRead, entries: Iterable[Recorded], period: Period) -> tuple[HeardOfAspect, ...]:
    """What was heard of each service and aspect over the quarters listened to, in the vocabulary's order."""
    span = quarters_listened_to(read, period)
    within = [one for one in read.heard(entries) if span.start <= one.entry.on <= span.end]
    accounts = [one for one in within if one.entry.kind not in NO_ENTRY]
    services, aspects = [*read.contract.services, EVERY_SERVICE], list(read.vocabulary.aspects)
    rows = {(one.entry.service, one.entry.aspect) for one in accounts}
    ordered = sorted(rows, key=lambda row: (services.index(row[0]), aspects.index(row[1]) if row[1] in aspects else 99))
    return tuple(
        HeardOfAspect(*row, span, tuple(one for one in accounts if (one.entry.service, one.entry.aspect) == row))
        for row in ordered
    )


def quarters_listened_to(read: ContractRead, period: Period) -> Period:
    """The quarter of the period's end and those before it that are listened to together."""
    back = read.vocabulary.number("quarters_listened_to_for_a_concern") - 1
    return Period(add_months(quarter_of(period.end).start, -3 * back), period.end)


def is_concern(read: ContractRead, heard: HeardOfAspect, period: Period) -> bool:
    """Whether these accounts are a concern by themselves; what else was measured is not asked here."""
    negative, positive = sentiment_counts(heard.entries)
    lately = any(period.start <= one.entry.on <= period.end for one in heard.negative)
    return (
        negative >= read.vocabulary.number("accounts_for_a_concern")
        and negative > positive
        and len(heard.ways) >= read.vocabulary.number("ways_of_listening_for_a_concern")
        and lately
    )


def sources_agreeing(read: ContractRead, triangulated: Iterable[Triangulated]) -> tuple[LeadSignal, ...]:
    """The rows of which enough independent sources point to a concern, more than point to a good experience."""
    least = read.vocabulary.number("sources_that_agree")
    return tuple(
        LeadSignal(row.contract, row.service, row.aspect, row.period, AGREEING, row.summary, row.evidence)
        for row in triangulated
        if len(row.pointing(Direction.CONCERN)) >= max(least, len(row.pointing(Direction.GOOD)) + 1)
    )


def charts_of_concern(findings: Iterable[Finding]) -> tuple[LeadSignal, ...]:
    """Findings that met their level while the chart of the unit's own figures shows a special cause of concern."""
    found = []
    for one in findings:
        if one.outcome is Outcome.MET and one.chart is not None and one.chart.special_cause_concern is True:
            unit = ", ".join(part for part in (one.touchpoint, one.unit_name if one.site or one.ward else "") if part)
            about = f"{one.requirement}{f', {unit}' if unit else ''}, {one.period.label}"
            sentence = f"{about}: the level is met. {one.chart.sentence} ({one.chart.basis.rstrip('.')}.)"
            found.append(LeadSignal(one.contract, one.service, one.aspect, one.period, ON_A_CHART, sentence, (one.id,)))
    return tuple(found)


def _from_words(read: ContractRead, heard: HeardOfAspect, findings: Iterable[Finding], period: Period) -> LeadSignal:
    negative, positive = sentiment_counts(heard.entries)
    themes = themes_in_words(heard.entries, "negative", read.vocabulary)
    ways = ways_in_words(heard.negative)
    beside = f", {positive} positive" if positive else ""
    sentence = (
        f"{negative} of {len(heard.entries)} accounts from {in_words(heard.span.start)} to {in_words(heard.span.end)} are "
        f"negative{beside}; the negative ones in {len(heard.ways)} ways of listening ({ways})"
        f"{f'; about {themes}' if themes else ''}. {_short_beside(findings, heard)}: words alone, no level is alleged."
    )
    evidence = tuple(one.id for one in heard.entries)
    contract = read.contract.contract
    return LeadSignal(contract, heard.service, heard.aspect, period, FROM_WORDS, sentence, evidence)


def _short_beside(findings: Iterable[Finding], heard: HeardOfAspect) -> str:
    """`No requirement about it is in breach`, or which are short and why they have no letter."""
    about = (heard.service, EVERY_SERVICE)
    said = {
        one.requirement: _why_no_letter(one)
        for one in findings
        if one.outcome is Outcome.BREACH and one.aspect == heard.aspect and one.service in about
    }
    if not said:
        return "No requirement about it is in breach"
    told = "; ".join(f"{name}: {why}" for name, why in said.items())
    return f"No obligation of this service about it is short by more than chance ({told})"


def _why_no_letter(finding: Finding) -> str:
    """`not met, only watched`, `not met, may be chance`, `not met, judged for all services`."""
    why = "judged for all services" if finding.service == EVERY_SERVICE else ""
    if not finding.adopted:
        why = "only watched"
    elif direction_of_figure(finding) is Direction.SHORT:
        why = "may be chance"
    return f"not met, {why}"
