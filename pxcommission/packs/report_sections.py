"""The other sections of a report as tables: changes, cases, proposals, sources side by side, gaps, rules, hashes."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_signals import FROM_WORDS, ON_A_CHART, LeadSignal
from pxcommission.assessment.triangulation_sources import Direction
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.case_sheets import cases_sheet, decisions_sheet
from pxcommission.packs.described import service_name, short_name
from pxcommission.packs.difference_sheets import differences_sheet
from pxcommission.packs.figures import figure_of, level_since
from pxcommission.packs.letter_model import Said
from pxcommission.packs.page_parts import said_of
from pxcommission.packs.plain_text import listed, one_line
from pxcommission.packs.reference_sheets import awaited_sheet, rules_sheet
from pxcommission.packs.report_past import Change, change_of, chart_withheld, earlier_of, told_safely
from pxcommission.packs.report_tables import Shown, TableShown, table_of
from pxcommission.packs.sheets import held_back_sheet, not_assessed_sheet, proposals_sheet, where_of
from pxcommission.packs.triangulation_sheet import aspect_name
from pxcommission.periods import in_words

WAYS = {
    "Points to a concern": (Direction.CONCERN,),
    "Points no way": (Direction.MIXED, Direction.SHORT, Direction.CHART),
    "Points to a good experience": (Direction.GOOD,),
}
CHANGES = (Change.NEWLY_NOT_MET, Change.MET_AGAIN, Change.STILL_NOT_MET)


def changes_table(checked: CheckedContract) -> TableShown:
    """What changed since each duty's own period before: newly not met, met again, still not met."""
    found = [(change_of(checked, f), f) for f in checked.findings]
    rows = tuple(
        (Shown(short_name(checked, f.requirement)), Shown(service_name(checked, f.service)), Shown(where_of(checked, f)),
         Shown(change.value, tag="met" if change is Change.MET_AGAIN else "short"), Shown(f"{f.period.label}: {figure_of(checked, f).result}"),
         Shown(" ".join((before := earlier_of(checked, f)[0]).period.split()) + f": {before.figure}"))
        for wanted in CHANGES for change, f in found if change is wanted
    )  # fmt: skip
    headings = ("Requirement", "Service", "Where", "Change", "Now", "The period before")
    return TableShown("Changes since the period before", headings, rows, (), "Nothing changed its outcome.")


def corrections_table(checked: CheckedContract) -> TableShown:
    """Figures restated or corrected since they were first known."""
    rows = tuple(
        (Shown(short_name(checked, f.requirement)), Shown(service_name(checked, f.service)), Shown(where_of(checked, f)),
         Shown(told_safely(checked, f, f.restated)))
        for f in checked.findings if f.restated
    )  # fmt: skip
    headings = ("Requirement", "Service", "Where", "What changed")
    return TableShown("Figures restated or corrected", headings, rows, (), "No figure was restated.")


def case_tables(checked: CheckedContract) -> tuple[TableShown, ...]:
    """What was issued and answered, and what people decided."""
    cases = table_of(
        cases_sheet([checked]),
        ("Requirement", "Service", "Issued", "Issued on", "Reply due", "Reply", "Now"),
        empty="Nothing is recorded as issued in the case register.",
    )
    decided = ("Requirement", "Service", "Decided", "Reason", "Approved by", "Decided on", "Until", "Holds")
    note = ("What is not pursued, held or set aside is not put to the provider as not met.",)
    return cases, table_of(decisions_sheet([checked]), decided, empty="No decision is recorded.", notes=note)


def providers_words(checked: CheckedContract) -> tuple[Said, ...]:
    """What the provider said with its figures, as the letter quotes it."""
    return said_of(checked, checked.findings, "")


def proposals_table(checked: CheckedContract) -> TableShown:
    """Each proposed step with its reasons."""
    wanted = ("Requirement", "Service", "Proposed step", "Document", "Because", "Status")
    note = ("Nothing is sent by the program. Decide in the escalation workbook, sheet Proposals.",)
    return table_of(proposals_sheet([checked]), wanted, empty="No step is proposed.", notes=note)


def held_back_table(checked: CheckedContract) -> TableShown:
    """Each step that was not proposed, and why not."""
    wanted = ("Requirement", "Service", "Step held back", "Because")
    return table_of(held_back_sheet([checked]), wanted, empty="No step was held back.")


def triangulation_table(checked: CheckedContract) -> TableShown:
    """The matrix of aspects in words: which sources point to a concern, which are uncertain, which are good."""
    rows = tuple(
        (Shown(service_name(checked, row.service)), Shown(one_line(aspect_name(checked, row.aspect))),
         *(Shown(_pointing(row, ways)) for ways in WAYS.values()), Shown(one_line(row.summary)))
        for row in checked.triangulated
    )  # fmt: skip
    headings = ("Service", "Aspect", *WAYS, "In short")
    return TableShown("Independent sources set side by side", headings, rows, (), "No source says anything.")


def lead_table(checked: CheckedContract) -> TableShown:
    """What the quality lead is to look at; small counts of what people said are left to the workbook."""
    rows = tuple(
        (Shown(service_name(checked, signal.service)), Shown(one_line(aspect_name(checked, signal.aspect))),
         Shown(signal.kind), Shown(_signal(checked, signal)))
        for signal in checked.for_the_lead
    )  # fmt: skip
    headings = ("Service", "Aspect", "Kind", "What there is")
    return TableShown("For the quality lead to look at", headings, rows, (), "Nothing beyond the findings.")


def gap_tables(checked: CheckedContract) -> tuple[TableShown, ...]:
    """What was not assessed or is provisional, what is awaited, what is stated differently, and notes on the data."""
    unassessed = table_of(
        not_assessed_sheet([checked]),
        ("Requirement", "Service", "Where", "Period", "Outcome", "In plain words"),
        "Not assessed, or only provisionally",
        "Everything was assessed.",
    )
    awaited = table_of(
        awaited_sheet([checked]),
        ("Source", "Kind", "Period", "Due", "State", "Detail"),
        empty="Every source is in.",
        notes=("A publication that is late is never the provider's breach.",),
    )
    differ = table_of(
        differences_sheet([checked]),
        ("Figure", "Service", "Where", "Period", "Judged", "Judged figure", "Other", "Other figure", "Why the first is judged"),
        empty="No two statements of a figure differ.",
        notes=("Nothing was changed by a difference. Ask the provider which figure is right.",),
    )  # fmt: skip
    weights: dict[tuple[str, str], list[str]] = {}
    for note in checked.notes:
        weights.setdefault((one_line(note.message), one_line(note.weight)), []).append(one_line(note.place))
    rows = tuple((Shown(what), Shown(weight), Shown("; ".join(at))) for (what, weight), at in weights.items())
    notes = TableShown("Notes on the data", ("What was noticed", "Weight", "Where"), rows, (), "Nothing was noticed.")
    return unassessed, awaited, differ, notes


def rules_table(checked: CheckedContract) -> TableShown:
    """Each requirement that was judged, in words; a level that is new in this period says so."""
    return table_of(
        rules_sheet([checked]),
        (
            "Requirement",
            "Requirement id",
            "Clause",
            "Judged over",
            "Level in force",
            "Severity",
            "Source verified",
            "Rule",
        ),
    )


def new_levels(checked: CheckedContract) -> tuple[str, ...]:
    """The levels that came into force in this period, in sentences."""
    found: dict[str, str] = {}
    for f in checked.findings:
        if f.threshold and checked.period.start.isoformat() <= f.threshold.since <= checked.period.end.isoformat():
            found.setdefault(f.requirement, f"{short_name(checked, f.requirement)}: {one_line(f.threshold.text)}, {level_since(f)}.")  # fmt: skip
    return tuple(found.values())


def hashes_table(checked: CheckedContract) -> TableShown:
    """Each file the findings rest on with its SHA-256."""
    rows = tuple(
        (Shown(one_line(used.file)), Shown(one_line(used.kind)), Shown(one_line(used.origin)),
         Shown(in_words(day) if (day := used.published or used.received) else "not known"), Shown(one_line(used.sha256)))
        for used in checked.sources
    )  # fmt: skip
    headings = ("File", "What", "Origin", "Published or received", "SHA-256")
    return TableShown("Files the findings rest on", headings, rows, (), "No file was used.")


def _pointing(row: Triangulated, ways: Sequence[Direction]) -> str:
    """The sources that point one of these ways, with what is uncertain about each."""
    said = []
    for reading in row.sources:
        if reading.direction in ways:
            plain = reading.direction in (Direction.CONCERN, Direction.GOOD)
            more = listed([*reading.marks] if plain else [str(reading.direction), *reading.marks])
            said.append(f"{one_line(reading.name)} ({more})" if more else one_line(reading.name))
    return "; ".join(said) or "none"


def _signal(checked: CheckedContract, signal: LeadSignal) -> str:
    aspect = one_line(aspect_name(checked, signal.aspect)).lower()
    if signal.kind == FROM_WORDS:
        return (
            f"What people say, in more than one way of listening, points to a concern about {aspect}; no requirement about it "
            "was not met, and no level is alleged. The counts are in the workbook, sheet For the quality lead."
        )
    rests_on = [f for f in checked.findings if f.id in signal.evidence]
    if signal.kind == ON_A_CHART and any(chart_withheld(checked, f) for f in rests_on):
        return f"{listed(sorted({f.requirement for f in rests_on}))}: the level is met and the chart is of concern; its figures are withheld."
    return one_line(signal.sentence)
