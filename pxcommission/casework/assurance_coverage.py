"""How widely people are heard, as the evidence of a contract has it: answers, services, groups of people, and themes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from pxcommission.assessment.findings import Finding
from pxcommission.assessment.triangulation_of_words import kind_in_words
from pxcommission.casework.assurance_fact import Fact, FactKind, Shows, not_assessed
from pxcommission.casework.trail import TrailKnown
from pxcommission.casework.trail_heard import codes_of
from pxcommission.evidence.observations import Characteristic, Origin
from pxcommission.listening.entries import Entry
from pxcommission.packs.plain_text import listed
from pxcommission.periods import Period
from pxcommission.rulebook.rulebook import ContractInForce
from pxcommission.vocabulary.models import Vocabulary

REGISTERS = "the listening registers (feedback list)"
LOADED = "the figures loaded (returns list)"
_Key = tuple[str, str, str]


def volumes(known: TrailKnown, contract: ContractInForce, findings: Sequence[Finding], span: Period) -> Fact:
    """How many answers came, by source and service. Told as numbers only where a national publication has them all."""
    words = known.workspace.rulebook.vocabulary
    found = _answers(known, findings)
    told = []
    for (source, service, touchpoint), parts in found.items():
        name = ", ".join(filter(None, (words.feedback[source].name, _service(service, words), touchpoint)))
        months = sum(len(one.period.months) for one in parts)
        wide = f"{months} of {len(span.months)} months"
        public = all(one.origin == Origin.PUBLISHED.value for one in parts)
        number = sum(one.denominator or 0 for one in parts)
        told.append(f"{name}: {number:,} answers in {wide}" if public else f"{name}: answers in {wide}")
    if not told:
        why = "no answers that people gave when asked are loaded for this time"
        return not_assessed(FactKind.VOLUMES, why, span, LOADED, contract.id)
    said = f"{'; '.join(told)}. Numbers are told only where they are published."
    return Fact(FactKind.VOLUMES, said, Shows.NEITHER, span, LOADED, contract.id)


def services_covered(known: TrailKnown, contract: ContractInForce, span: Period) -> Fact:
    """The services of the contract of which people's answers or accounts are on record, and those of which none is."""
    words = known.workspace.rulebook.vocabulary
    bought = contract.contract.services
    heard = {entry.service for entry in _entries(known, contract, span)}
    covered = _services_answered(known, contract, span) | heard
    inside = [_service(one, words) for one in bought if one in covered]
    outside = [_service(one, words) for one in bought if one not in covered]
    if not inside:
        why = "neither answers nor accounts are on record for any service of the contract"
        return not_assessed(FactKind.SERVICES, why, span, f"{LOADED}; {REGISTERS}", contract.id)
    said = f"Answers or accounts are on record here for: {'; '.join(inside)}."
    said += f" None for: {'; '.join(outside)}." if outside else " These are all the services of the contract."
    shows = Shows.LACKING if outside else Shows.DONE
    return Fact(FactKind.SERVICES, said, shows, span, f"{LOADED}; {REGISTERS}", contract.id)


def groups_covered(known: TrailKnown, contract: ContractInForce, span: Period) -> Fact:
    """By which characteristics any figure of the provider is broken down; no count of any group."""
    frame = known.workspace.store.observations_by_group(known.as_at)
    ours = frame.filter(
        pl.col("provider").is_in(sorted(codes_of(contract))) & (pl.col("start") >= span.start) & (pl.col("end") <= span.end)
    )  # fmt: skip
    names = set(ours.select("characteristic").unique().collect()["characteristic"].to_list())
    inside = [one.value for one in Characteristic if one.value in names]
    outside = [one.value for one in Characteristic if one.value not in names]
    if not inside:
        why = "no figure broken down by groups of people is loaded for this time"
        return not_assessed(FactKind.GROUPS, why, span, f"{LOADED}; equality", contract.id)
    said = f"Figures are broken down by {listed(inside)}" + (f", and none by {listed(outside)}." if outside else ".")
    shows = Shows.LACKING if outside else Shows.DONE
    return Fact(FactKind.GROUPS, said, shows, span, f"{LOADED}; equality", contract.id)


def themes_told(known: TrailKnown, contract: ContractInForce, span: Period) -> Fact:
    """Whether every account in the registers has a theme, and in what ways people spoke; no count of accounts."""
    words = known.workspace.rulebook.vocabulary
    entries = _entries(known, contract, span)
    if not entries:
        why = "no account is recorded in the listening registers for this time"
        return not_assessed(FactKind.THEMES, why, span, REGISTERS, contract.id)
    coded = all(set(entry.themes) & set(words.themes) for entry in entries)
    ways = listed([kind_in_words(kind, 2) for kind in sorted({entry.kind for entry in entries})])
    said = (
        f"{'Every account' if coded else 'Not every account'} on record has a theme of the framework in use ({ways})."
    )
    return Fact(FactKind.THEMES, said, Shows.DONE if coded else Shows.LACKING, span, REGISTERS, contract.id)


def _entries(known: TrailKnown, contract: ContractInForce, span: Period) -> list[Entry]:
    codes = codes_of(contract)
    every = (one.entry for one in known.registers.entries.values())
    return [one for one in every if one.provider in codes and span.start <= one.on <= span.end]


def _services_answered(known: TrailKnown, contract: ContractInForce, span: Period) -> set[str]:
    """The services of which any answers are loaded, at whatever level, whether a requirement reads them or not."""
    words = known.workspace.rulebook.vocabulary
    surveys = {name for name, one in words.feedback.items() if one.survey}
    measures = [name for name, one in words.measures.items() if one.feedback in surveys]
    codes = codes_of(contract)
    ours = known.workspace.store.observations(known.as_at, codes).filter(
        pl.col("provider").is_in(sorted(codes))
        & pl.col("measure").is_in(measures)
        & (pl.col("start") >= span.start)
        & (pl.col("end") <= span.end)
        & (pl.col("denominator") > 0)
    )
    return set(ours.select("service").unique().collect()["service"].to_list())


def _answers(known: TrailKnown, findings: Iterable[Finding]) -> Mapping[_Key, list[Finding]]:
    """For each survey, service and touchpoint the whole provider's figures with answers, over periods that don't overlap."""
    rulebook = known.workspace.rulebook
    words, found = rulebook.vocabulary, dict[_Key, list[Finding]]()
    ordered = sorted(findings, key=lambda one: (len(one.period.months), one.period, one.requirement))
    for one in ordered:
        requirement = rulebook.requirements.get(one.requirement)
        measure = words.measures.get(requirement.measure) if requirement else None
        source = words.feedback.get(measure.feedback) if measure else None
        if measure is None or source is None or not source.survey or not one.denominator:
            continue
        if one.site or one.ward:
            continue
        parts = found.setdefault((measure.feedback, one.service, one.touchpoint), [])
        if all(one.period.end < other.period.start or other.period.end < one.period.start for other in parts):
            parts.append(one)
    return found


def _service(service: str, words: Vocabulary) -> str:
    return words.services[service].name if service in words.services else "the provider as a whole"
