"""The report of a checked contract: one offline page for the commissioners, from the headlines to the hashes."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from pxcommission import __version__
from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs import report_sections as sections
from pxcommission.packs.letter_model import Said
from pxcommission.packs.page_parts import (
    cautions_of,
    contract_line,
    counted_standings,
    for_whom,
    form_line,
    next_meeting_line,
    period_line,
    reference_of,
)
from pxcommission.packs.plain_text import counted, listed, one_line
from pxcommission.packs.report_findings import ServiceShown, newest_of_units, services_shown
from pxcommission.packs.report_pages import page_bytes
from pxcommission.packs.report_past import Change, change_of
from pxcommission.packs.report_tables import TableShown
from pxcommission.packs.standing import Road, Standing, road_of, standings
from pxcommission.periods import in_words

METHOD = (
    "Verdicts rest on exact counts. Per cents are rounded half up for display only, with as many decimals as it takes not to contradict the verdict.",
    "Counts are added up over a period before a share is worked out; percentages are never averaged.",
    "1 to 4 answers of a survey are withheld, and whatever would give them away. Counts of events between the parties are exact.",
    "Statistics stand beside the verdict and never change it: the level of the contract is met or not met as counted.",
    "A chart asks why; it is no proof of a cause. Where nothing can be concluded, nothing is marked.",
    "Final: every source a result rests on is in. Provisional: a source is still awaited.",
    "Independent sources: two measures of one source are one. Sources set side by side propose no step by themselves.",
)


class Headline(Struct, frozen=True):
    """One of the four figures at the top."""

    number: str
    what: str
    kind: str


class Report(Struct, frozen=True):
    """Everything a report says; the template prints each part in its place."""

    title: str
    provider: str
    about: tuple[tuple[str, str], ...]
    sentences: tuple[str, ...]
    headlines: tuple[Headline, ...]
    services: tuple[ServiceShown, ...]
    changes: TableShown
    corrections: TableShown
    cases: tuple[TableShown, ...]
    said: tuple[Said, ...]
    proposals: TableShown
    held_back: TableShown
    triangulation: TableShown
    lead: TableShown
    gaps: tuple[TableShown, ...]
    rules: TableShown
    new_levels: tuple[str, ...]
    method: tuple[str, ...]
    hashes: TableShown


def report_bytes(checked: CheckedContract) -> bytes:
    """The report as one HTML file; nothing in it is loaded, run or sent."""
    return page_bytes("report.html", {"report": report_of(checked)})


def report_of(checked: CheckedContract) -> Report:
    """What the report of a checked contract says."""
    provider = f"{one_line(checked.contract.provider.name)} ({checked.contract.provider.ods})"
    return Report(
        title=f"Patient experience report: {checked.contract.contract}, {checked.period.label}",
        provider=provider,
        about=_about(checked, provider),
        sentences=(_checked_sentence(checked), changed_sentence(checked), proposed_sentence(checked)),
        headlines=headlines_of(checked),
        services=services_shown(checked),
        changes=sections.changes_table(checked),
        corrections=sections.corrections_table(checked),
        cases=sections.case_tables(checked),
        said=sections.providers_words(checked),
        proposals=sections.proposals_table(checked),
        held_back=sections.held_back_table(checked),
        triangulation=sections.triangulation_table(checked),
        lead=sections.lead_table(checked),
        gaps=sections.gap_tables(checked),
        rules=sections.rules_table(checked),
        new_levels=sections.new_levels(checked),
        method=(*METHOD, *cautions_of(checked, checked.findings)),
        hashes=sections.hashes_table(checked),
    )


def headlines_of(checked: CheckedContract) -> tuple[Headline, ...]:
    """How many requirements were met, not met and not assessed (what is only watched left out), and how many steps are proposed."""
    duties = [case.standing for case in standings(checked) if not case.watched]
    kinds = {Standing.MET: "met", Standing.NOT_MET: "short", Standing.NOT_ASSESSED: "open"}
    figures = tuple(Headline(f"{duties.count(kind):,}", kind.value, mark) for kind, mark in kinds.items())
    proposed = len(checked.proposals)
    return (
        *figures,
        Headline(f"{proposed:,}", "next step proposed" if proposed == 1 else "next steps proposed", "step"),
    )


def changed_sentence(checked: CheckedContract) -> str:
    """How many requirements are newly not met, how many were not met before as well, and how many are met again."""
    cases = [case for case in standings(checked) if not case.watched]
    short = [{change_of(checked, f) for f in case.not_met} for case in cases if case.standing is Standing.NOT_MET]
    again = sum(
        case.standing is Standing.MET and any(change_of(checked, f) is Change.MET_AGAIN for f in newest_of_units(case.findings))
        for case in cases
    )  # fmt: skip
    before = sum(Change.STILL_NOT_MET in changes for changes in short)
    new = sum(Change.NEWLY_NOT_MET in changes and Change.STILL_NOT_MET not in changes for changes in short)
    said = [f"{new:,} {_is(new)} newly not met"] if new else []
    said += [f"{before:,} {_was(before)} not met then either"] if before else []
    said += [f"{again:,} {_is(again)} met again"] if again else []
    return f"Since the period before: {listed(said) or 'nothing was newly missed, and nothing is met again'}."


def newest_of_duties(checked: CheckedContract) -> tuple[Finding, ...]:
    """The newest finding of each duty and unit, watched ones left out: those judged each month have three in a quarter."""
    newest: dict[tuple[str, ...], Finding] = {}
    for f in checked.findings:
        key = (f.requirement, f.service, f.touchpoint, f.site, f.ward)
        if f.adopted and (key not in newest or newest[key].period.end < f.period.end):
            newest[key] = f
    return tuple(newest.values())


def _checked_sentence(checked: CheckedContract) -> str:
    provisional = any(f.outcome is not Outcome.NOT_ASSESSED and not f.final for f in checked.findings)
    more = " Some results are provisional: a source is still awaited." if provisional else ""
    return f"For {checked.period.label} we checked {counted_standings(standings(checked))}.{more}"


def proposed_sentence(checked: CheckedContract, *, held: bool = True) -> str:
    """What is proposed, counted by kind; `held`: with how many further steps were held back."""
    roads = Counter(road_of(checked, proposal) for proposal in checked.proposals)
    names = {
        Road.LETTER: ("case for a challenge letter", "cases for a challenge letter"),
        Road.QUESTION: ("question for the meeting", "questions for the meeting"),
        Road.NOTICE: ("GC9 Contract Performance Notice", ""),
        Road.STEP_DOWN: ("step down with thanks", "steps down with thanks"),
    }
    said = [counted(roads[road], one, many) for road, (one, many) in names.items() if roads[road]]
    left = counted(len(checked.held_back), "further step was", "further steps were")
    also = f"; {left} held back, with reasons" if held else ""
    return f"Proposed, for a person to decide: {listed(said) or 'nothing'}{also}."


def _about(checked: CheckedContract, provider: str) -> tuple[tuple[str, str], ...]:
    register = (("Case register", one_line(checked.register)),) if checked.register else ()
    return (
        ("Provider", provider),
        ("Contract", contract_line(checked)),
        ("General conditions", form_line(checked)),
        ("Commissioner", for_whom(checked)),
        ("Period", period_line(checked)),
        ("As known on", in_words(checked.as_at)),
        ("Next meeting", next_meeting_line(checked)),
        ("Reference and run", reference_of(checked)),
        ("Made by", f"pxcommission {__version__}, {one_line(checked.engine)}"),
        *register,
    )


def _was(count: int) -> str:
    return "was" if count == 1 else "were"


def _is(count: int) -> str:
    return "is" if count == 1 else "are"
