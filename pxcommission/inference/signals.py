"""From findings to a period's signals: one set of small whole numbers for each case."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.cases import CaseSignals
from pxcommission.inference.words import LARGEST, span_word
from pxcommission.periods import quarter_of
from pxcommission.rulebook.ladders import SEVERITIES
from pxcommission.rulebook.thresholds import read_threshold
from pxcommission.vocabulary.models import Vocabulary

Sources = Mapping[tuple[str, str, str, object], set[str]]


def signals_of(
    findings: Sequence[Finding], measures: Mapping[str, str], vocabulary: Vocabulary
) -> tuple[CaseSignals, ...]:
    """The signals of every case and period; `measures` gives the measure of each requirement of each contract.

    A signal takes the largest value over the case's units, except that a case counts as met only when every unit is.
    """
    feedback = {requirement: vocabulary.measures[measure].feedback for requirement, measure in measures.items()}
    asked = {requirement for requirement, source in feedback.items() if vocabulary.feedback[source].survey}
    sources = {requirement: vocabulary.one_source(source) for requirement, source in feedback.items()}
    agreeing = _sources_in_breach(findings, sources)
    firmly = _sources_in_breach((one for one in findings if one.clearly_below is not False), sources)
    cases: dict[tuple[str, object], list[Finding]] = defaultdict(list)
    for finding in findings:
        cases[finding.case, finding.period].append(finding)
    return tuple(
        _signals(units, agreeing, firmly, asked)
        for _, units in sorted(cases.items(), key=lambda item: _order(item[1][0]))
    )


def _order(finding: Finding) -> tuple[object, ...]:
    return finding.contract, finding.requirement, finding.service, finding.period


def _sources_in_breach(findings: Iterable[Finding], feedback: Mapping[str, str]) -> Sources:
    """The feedback sources in breach by contract, aspect, service and quarter; levels of one source are one source.

    Only what a letter could rest on agrees: final findings on adopted requirements with a threshold of their own.
    """
    found: dict[tuple[str, str, str, object], set[str]] = defaultdict(set)
    for finding in findings:
        if finding.outcome is not Outcome.BREACH or not finding.final or not finding.adopted:
            continue
        source = feedback.get(f"{finding.contract}/{finding.requirement}")
        if source is not None and not _relative(finding):
            found[_agreement_key(finding)].add(source)
    return found


def _agreement_key(finding: Finding) -> tuple[str, str, str, object]:
    return finding.contract, finding.aspect, finding.service, quarter_of(finding.period.end)


def _signals(units: Sequence[Finding], agreeing: Sources, firmly: Sources, asked: AbstractSet[str]) -> CaseSignals:
    first = units[0]
    words = _words(units, [unit for unit in units if unit.outcome is Outcome.BREACH], agreeing)
    short = [unit for unit in units if unit.outcome is Outcome.BREACH]
    relative = any(_relative(unit) for unit in short)
    return CaseSignals(
        contract=first.contract,
        requirement=first.requirement,
        service=first.service,
        aspect=first.aspect,
        period=first.period,
        words=tuple(sorted(words.items())),
        citable=not relative and all(unit.adopted for unit in short),
        final=all(unit.final for unit in short),
        units=tuple(unit.id for unit in short),
        awaited=tuple(dict.fromkeys(text for unit in short for text in unit.awaiting)),
        why_not_citable="the level is relative to other providers" if relative else "monitored only",
        uncorroborated=_uncorroborated(words, firmly.get(_agreement_key(first), set()))
        if f"{first.contract}/{first.requirement}" in asked
        else "",
    )


def _uncorroborated(words: Mapping[str, int], firmly: AbstractSet[str]) -> str:
    """Why no step of General Condition 9 may rest on what patients answer; empty where it may.

    `firmly`: the sources in breach whose shortfall is not one that chance explains, its own among them.
    """
    if not words.get("clearly_below"):
        return "it is what patients answered, and the shortfall may be chance"
    if len(firmly) < 2:
        return "it is what patients answered, and no independent source agrees that chance does not explain"
    return ""


def _words(units: Sequence[Finding], short: Sequence[Finding], agreeing: Sources) -> dict[str, int]:
    first = units[0]
    words = {
        "severity": SEVERITIES[first.severity],
        "units_in_breach": len(short),
        "breaches_in_a_row": max((unit.breaches_in_a_row for unit in short), default=0),
        "met_in_a_row": min(unit.met_in_a_row for unit in units),
    }
    if short or any(unit.outcome is Outcome.MET for unit in units):
        words["in_breach"] = int(bool(short))
    lately = [dict(unit.breaches_in_last) for unit in units]
    for n, _ in first.breaches_in_last:
        words[span_word(n)] = max(of_unit[n] for of_unit in lately)
    shortfalls = [unit.short_by for unit in short if unit.short_by is not None]
    if shortfalls or not short:
        words["short_by"] = min(max(shortfalls, default=0), LARGEST)
    counts = [unit.numerator for unit in units if unit.unit == "count" and unit.numerator is not None]
    if counts:
        words["count"] = min(max(counts), LARGEST)
    clear = [unit.clearly_below for unit in short if unit.clearly_below is not None]
    if clear or not short:
        words["clearly_below"] = int(any(clear))
    words |= _of_charts(short or units)
    if first.aspect:
        words["sources_agreeing"] = len(agreeing.get(_agreement_key(first), ()))
    return words


def _of_charts(units: Sequence[Finding]) -> dict[str, int]:
    """What the charts of these units say, where any of them says something: 1 when one does."""
    charts = [unit.chart for unit in units if unit.chart]
    found = {
        "special_cause_concern": [chart.special_cause_concern for chart in charts],
        "consistently_fails": [chart.consistently_fails for chart in charts],
        "deteriorating": [chart.deteriorating for chart in charts],
    }
    known = {word: [one for one in said if one is not None] for word, said in found.items()}
    return {word: int(any(said)) for word, said in known.items() if said}


def _relative(finding: Finding) -> bool:
    """Whether the threshold is relative to other providers, which never opens more than a question."""
    threshold = read_threshold(finding.threshold.text) if finding.threshold else None
    return threshold is not None and threshold.relative
