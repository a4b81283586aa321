"""Which way a finding points, beside what its interval and its chart say; counts in words, few answers withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.assessment.triangulation_sources import Direction, Level, Part, direction_together
from pxcommission.periods import Period
from pxcommission.rulebook.requirements import Requirement
from pxcommission.vocabulary.models import Measure, Vocabulary

FEW = range(1, 5)
_LEVELS = {level.value: level for level in Level}
SET_ASIDE = "set aside by a person's decision"


def parts_of_figures(
    findings: Iterable[Finding],
    requirements: Mapping[str, Requirement],
    words: Vocabulary,
    period: Period,
    set_aside: Collection[str] = (),
) -> Iterator[tuple[str, Part]]:
    """The source and the reading of each requirement in each unit; duties to report have no measure and say nothing here."""
    units: dict[tuple[str, ...], list[Finding]] = {}
    for one in findings:
        units.setdefault((one.requirement, one.service, one.touchpoint, one.site, one.ward), []).append(one)
    for (name, *_), of_unit in units.items():
        required = requirements.get(name)
        measure = words.measures.get(required.measure) if required is not None else None
        if measure is not None:
            said = [one for one in of_unit if one.id not in set_aside] if set_aside else of_unit
            yield measure.feedback, _part(said or of_unit, measure, words, period, aside=not said)


def direction_of_unit(findings: Iterable[Finding], measure: Measure) -> Direction:
    """The direction of one requirement in one unit over its periods.

    Of a count one period of concern is enough: months without an event do not undo one that had three. Shares of several
    months that contradict each other are mixed.
    """
    found = [direction_of_figure(one) for one in findings]
    if measure.unit == "count" and Direction.CONCERN in found:
        return Direction.CONCERN
    return direction_together(found)


def direction_of_figure(finding: Finding) -> Direction:
    """The direction of a finding: met is good, unless its chart shows a concern (CHART); a breach is a concern.

    A breach whose interval reaches the level, and whose chart shows no concern, is short by what may be chance. Where there
    is no interval (a count such as mixed-sex breaches), the breach itself is the concern.
    """
    concern_on_chart = finding.chart is not None and finding.chart.special_cause_concern is True
    if finding.outcome is Outcome.NOT_ASSESSED:
        return Direction.NOTHING
    if finding.outcome is Outcome.MET:
        return Direction.CHART if concern_on_chart else Direction.GOOD
    if finding.clearly_below is False and not concern_on_chart:
        return Direction.SHORT
    return Direction.CONCERN


def counts_in_words(finding: Finding, measure: Measure, words: Vocabulary) -> str:
    """`182 of 200, level at least 95%, clearly below; chart: special cause of concern`; 1 to 4 answers are withheld."""
    level = f"level {finding.threshold.text}" if finding.threshold is not None else ""
    said = [part for part in (_figure(finding, measure, words), level) if part]
    if finding.outcome is Outcome.MET:
        said.append("met")
    elif finding.clearly_below is True:
        said.append(f"clearly {'above' if measure.better == 'lower' else 'below'}")
    elif finding.clearly_below is False:
        said.append("may be chance")
    else:
        said.append("not met")
    chart = finding.chart
    if chart is not None and chart.special_cause_concern is True:
        return f"{', '.join(said)}; chart: special cause of concern"
    return ", ".join(said)


def _part(findings: Sequence[Finding], measure: Measure, words: Vocabulary, period: Period, aside: bool) -> Part:
    first = findings[0]
    direction = Direction.NOTHING if aside else direction_of_unit(findings, measure)
    judged = [one for one in findings if one.outcome is not Outcome.NOT_ASSESSED]
    why = (
        SET_ASIDE if aside else "; ".join(dict.fromkeys(f"{one.reason}" for one in findings if one.reason is not None))
    )
    about = ", ".join(one for one in (first.requirement, first.touchpoint, _unit(first)) if one)
    counts = "; ".join(_of_period(one, measure, words, period) for one in judged)
    return Part(
        direction=direction,
        kind=measure.kind,
        level=_LEVELS.get(first.level, Level.PROVIDER),
        counts="" if direction is Direction.NOTHING else f"{about}: {counts}",
        why=why,
        provisional=any(not one.final for one in findings),
        watched=not first.adopted,
        findings=tuple(one.id for one in findings),
    )


def _of_period(finding: Finding, measure: Measure, words: Vocabulary, period: Period) -> str:
    said = counts_in_words(finding, measure, words)
    return said if finding.period == period else f"{finding.period.label} {said}"


def _unit(finding: Finding) -> str:
    """The site or ward; nothing for the provider as a whole, or one of its touchpoints."""
    return finding.unit_name if finding.site or finding.ward else ""


def _figure(finding: Finding, measure: Measure, words: Vocabulary) -> str:
    if finding.numerator is None:
        return finding.detail or "no figure"
    few = finding.numerator in FEW or finding.denominator in FEW
    if few and any(one.kind == "view" for one in words.measures.values() if one.feedback == measure.feedback):
        return "fewer than 5 answers, not shown"
    if finding.denominator is None:
        return f"{finding.numerator:,}"
    return f"{finding.numerator:,} of {finding.denominator:,}"
