"""The findings of a report by service: a table of all of them, then what was not met or is of concern, one case at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec import Struct

from pxcommission.assessment.compared_in_words import compared_in_words, standing_in_words
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import (
    clause_of,
    question_of,
    running,
    service_name,
    short_name,
    statement_of,
    unit_of,
    why_not_assessed,
)
from pxcommission.packs.figures import figure_of, level_since
from pxcommission.packs.plain_text import counted, listed, one_line, sentence
from pxcommission.packs.report_charts import ChartShown, Multiples, chart_shown, multiples_shown, trend_shown
from pxcommission.packs.report_past import chart_withheld, earlier_of, told_safely
from pxcommission.packs.report_tables import Shown, TableShown
from pxcommission.packs.sheets import where_of
from pxcommission.packs.standing import CaseStanding, Road, Standing, road_of, stage_name, standings

HEADINGS = ("Requirement", "Where and when", "Result", "Agreed level", "Outcome", "Running", "By chance", "Trend")
TAGS = {"met": "met", "not met": "short", "not assessed": "open"}
ORDER = (Outcome.BREACH, Outcome.NOT_ASSESSED, Outcome.MET)
MOST_CHARTS = 3


class CaseShown(Struct, frozen=True):
    """One case in full: what is asked, what was found unit by unit, what is proposed, and its charts."""

    title: str
    outcome: Shown
    asked: str
    facts: tuple[tuple[str, str], ...]
    results: tuple[tuple[str, str], ...]
    steps: tuple[str, ...]
    charts: tuple[ChartShown, ...]
    multiples: Multiples | None


class ServiceShown(Struct, frozen=True):
    """One service: its name, how many were met, every finding, and the cases that need looking at."""

    name: str
    counts: str
    findings: TableShown
    cases: tuple[CaseShown, ...]


def services_shown(checked: CheckedContract) -> tuple[ServiceShown, ...]:
    """The services in the order of the contract, duties for all services last."""
    cases = standings(checked)
    order = [*checked.contract.services, "all"]
    named = sorted({c.service for c in cases}, key=lambda s: (order.index(s) if s in order else len(order), s))
    return tuple(_service(checked, name, [case for case in cases if case.service == name]) for name in named)


def outcome_of(checked: CheckedContract, finding: Finding) -> Shown:
    """`not met`, `met` or `not assessed` with what else must be known of it."""
    said = "not met" if finding.outcome is Outcome.BREACH else finding.outcome.value
    more = [why_not_assessed(checked, finding)] if finding.outcome is Outcome.NOT_ASSESSED else []
    more += ["provisional"] if not finding.final and finding.outcome is not Outcome.NOT_ASSESSED else []
    more += ["set aside"] if finding.id in checked.set_aside else []
    more += ["watched only"] if not finding.adopted else []
    return Shown(said, tag=TAGS[said], after=listed(list(dict.fromkeys(more))))


def has_figure(finding: Finding) -> bool:
    """Whether there is a figure to print: counts of something, or what became of a duty to report."""
    return finding.outcome is not Outcome.NOT_ASSESSED or (finding.numerator is not None and finding.denominator != 0)


def is_of_concern(checked: CheckedContract, finding: Finding) -> bool:
    """Whether its chart shows a special cause of concern that may be printed."""
    shows = finding.chart is not None and finding.chart.special_cause_concern is True
    return shows and not chart_withheld(checked, finding)


def newest_of_units(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The newest finding of each unit, in order: a requirement judged each month has three of one unit in a quarter."""
    newest: dict[tuple[str, str, str], Finding] = {}
    for finding in findings:
        unit = (finding.touchpoint, finding.site, finding.ward)
        if unit not in newest or newest[unit].period.end < finding.period.end:
            newest[unit] = finding
    return tuple(newest.values())


def _service(checked: CheckedContract, service: str, cases: Sequence[CaseStanding]) -> ServiceShown:
    name = service_name(checked, service)
    duties = [case.standing for case in cases if not case.watched]
    parts = [f"{duties.count(kind)} {kind.value}" for kind in Standing if duties.count(kind)]
    counts = f"{counted(len(duties), 'requirement')}: {listed(parts)}." if parts else "Only watched; no obligation."
    every = sorted((f for case in cases for f in case.findings), key=lambda f: ORDER.index(f.outcome))
    rows = tuple(_row(checked, finding) for finding in every)
    found = TableShown(f"{name}: every result", HEADINGS, rows)
    looked_at = [case for case in cases if case.not_met or any(is_of_concern(checked, f) for f in case.findings)]
    looked_at.sort(key=lambda case: not case.not_met)
    return ServiceShown(name, counts, found, tuple(_case(checked, case) for case in looked_at))


def _row(checked: CheckedContract, finding: Finding) -> tuple[Shown, ...]:
    figure = figure_of(checked, finding)
    period = finding.period.label if finding.period != checked.period else ""
    place = ", ".join(part for part in (where_of(checked, finding), period) if part)
    return (
        Shown(short_name(checked, finding.requirement)),
        Shown(place),
        Shown(figure.result if has_figure(finding) else "no figure"),
        Shown(figure.level),
        outcome_of(checked, finding),
        Shown(_running(checked, finding)),
        Shown("withheld" if figure.withheld else standing_in_words(finding) or "not said"),
        trend_shown(checked, finding),
    )


def _running(checked: CheckedContract, finding: Finding) -> str:
    if finding.outcome is Outcome.BREACH:
        return f"not met for {running(checked, finding)}"
    if finding.outcome is Outcome.MET and finding.met_in_a_row > 1:
        return f"met {finding.met_in_a_row:,} times in a row"
    return "met" if finding.outcome is Outcome.MET else "no streak"


def _case(checked: CheckedContract, case: CaseStanding) -> CaseShown:
    first = case.findings[0]
    units, not_met = newest_of_units(case.findings), {f.id for f in case.not_met}
    looked_at = [f for f in units if f.id in not_met or is_of_concern(checked, f)]
    told = not_met | {f.id for f in looked_at}
    title = short_name(checked, case.requirement)
    small = multiples_shown(checked, [f for f in units if f.site or f.ward], title)
    alone = [f for f in looked_at if not (f.site or f.ward)] if small else looked_at
    said = "not met" if not_met else "met, with a chart of concern" if case.standing is Standing.MET else "not assessed, with a chart of concern"  # fmt: skip
    return CaseShown(
        title=title,
        outcome=Shown(said, tag="short" if not_met else "open"),
        asked=statement_of(checked, case.requirement),
        facts=(
            ("Clause", clause_of(checked, first)),
            ("Agreed level", ", ".join(part for part in (figure_of(checked, first).level, level_since(first)) if part)),
            ("Severity", one_line(first.severity)),
            ("Requirement id", case.requirement),
            ("Question to the provider", question_of(checked, case.requirement)),
        ),
        results=tuple(_result(checked, f) for f in case.findings if f.id in told),
        steps=tuple(_steps(checked, case.case)),
        charts=tuple(c for f in alone[:MOST_CHARTS] if (c := chart_shown(checked, f)) is not None),
        multiples=small,
    )


def _result(checked: CheckedContract, finding: Finding) -> tuple[str, str]:
    """One unit, and its result in sentences: figure, level, streak, chance, the periods before, corrections."""
    figure = figure_of(checked, finding)
    unit = ", ".join(part for part in (one_line(finding.touchpoint), unit_of(checked, finding)) if part)
    where = f"{unit}, {finding.period.label}" if unit else finding.period.label
    short = finding.short_by
    outcome = outcome_of(checked, finding)
    said = [figure.result, f"{outcome.words} ({outcome.after})" if outcome.after else outcome.words]
    if finding.outcome is Outcome.BREACH:
        said.append(_running(checked, finding).removeprefix("not met "))
        said += [f"short by {short:,}"] if short and not figure.withheld else []
    chance = "" if figure.withheld else compared_in_words(finding)
    before = earlier_of(checked, finding)
    more = [f"By chance: {chance}."] if chance else []
    more += [f"Before: {'; '.join(f'{e.period} {e.figure}{_verdict(e.met)}' for e in before)}."] if before else []
    notes = [*([f"corrected: {finding.restated}"] if finding.restated else []), *finding.reconciled]
    more += [sentence(told_safely(checked, finding, note)) for note in notes]
    return where, " ".join([f"{'; '.join(said)}.", *more])


def _verdict(met: bool | None) -> str:
    return "" if met is None else ", met" if met else ", not met"


def _steps(checked: CheckedContract, case: str) -> Iterable[str]:
    for proposal in checked.proposals:
        if proposal.case == case:
            because = sentence(listed([one_line(reason) for reason in proposal.because]))
            thanks = " and thanks" if road_of(checked, proposal) is Road.STEP_DOWN else ""
            mark = "" if proposal.final else " (provisional)"
            yield f"Proposed{mark}: {one_line(stage_name(checked, proposal.stage, case))}{thanks}. {because}"
    for held in checked.held_back:
        if held.case == case:
            because = sentence("; ".join(one_line(reason) for reason in held.because))
            yield f"Held back: {one_line(stage_name(checked, held.stage, case))}. {because}"
