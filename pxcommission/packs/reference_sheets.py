"""The workbook's sheets of reference: cover, awaited, data quality, rules used, notes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pxcommission.cases.decision_words import DECISIONS, HOLD, ISSUE, NOT_PURSUED, TO_DECIDE
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.case_sheets import CONTENTS_OF_CASES, case_sheets
from pxcommission.packs.charts_sheet import charts_sheet
from pxcommission.packs.described import condition_level, measure_of, statement_of
from pxcommission.packs.difference_sheets import differences_sheet
from pxcommission.packs.equality_sheet import CONTENTS_OF_EQUALITY, equality_sheets
from pxcommission.packs.findings_json import run_of
from pxcommission.packs.not_met_sheet import not_met_sheet
from pxcommission.packs.page_parts import cautions_of, form_line, next_meeting_line, period_line
from pxcommission.packs.sheets import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WITHHELD,
    Cell,
    Column,
    Sheet,
    held_back_sheet,
    not_assessed_sheet,
    proposals_sheet,
    summary_sheet,
    text,
)
from pxcommission.packs.trend_sheet import CONTENTS_OF_TRENDS, trend_sheets
from pxcommission.packs.triangulation_sheet import CONTENTS_OF_TRIANGULATION, triangulation_sheets
from pxcommission.periods import in_words

CONTENTS = {
    "Summary": "requirements and proposals by service",
    "Not met": "every finding not met, with figures, levels and source cells",
    "Proposals": "next steps proposed, with columns for your decision",
    "Held back": "steps not proposed, and why",
    "Not assessed": "what could not be judged, and why",
    "Awaited": "sources that are not in yet",
    "Differences": "figures that two sources, or a total and its parts, state differently",
    **CONTENTS_OF_TRIANGULATION,
    **CONTENTS_OF_EQUALITY,
    "Charts": "what chance and the charts leave standing of each verdict",
    "Data quality": "the files used, and what was noticed in them",
    "Rules used": "each requirement in words, with its file and line",
    "Notes": "shorthand, rounding, cautions",
    "Lists": "the words to choose from, and what each means",
}
LISTS = "Lists"
MEANINGS = {
    TO_DECIDE: "Nothing is decided yet. Nothing is recorded.",
    ISSUE: "The step is to be taken. It is recorded when the letter has gone out: pxcommission case issue.",
    HOLD: "Nothing is proposed until a day. Needs a reason, an owner and the day.",
    NOT_PURSUED: "The step is not taken for these findings. Needs a reason and an owner; until a day where one is given.",
}
BEFORE_ISSUE = (
    "Read the letter beside this workbook; check that no free text names a patient or a member of staff.",
    "Set the dates again on the day it is issued: they count from the day of the draft.",
    "Record your decision in the sheet Proposals. The program sends nothing.",
)


def workbook_sheets(checked: Sequence[CheckedContract]) -> tuple[Sheet, ...]:
    """Every sheet of the escalation workbook, in order."""
    inner = (
        summary_sheet(checked),
        not_met_sheet(checked),
        proposals_sheet(checked),
        *case_sheets(checked),
        held_back_sheet(checked),
        not_assessed_sheet(checked),
        awaited_sheet(checked),
        differences_sheet(checked),
        *triangulation_sheets(checked),
        *equality_sheets(checked),
        charts_sheet(checked),
        *trend_sheets(checked),
        data_quality_sheet(checked),
        rules_sheet(checked),
        notes_sheet(checked),
        lists_sheet(),
    )
    return cover_sheet(checked, [sheet.name for sheet in inner]), *inner


def cover_sheet(checked: Sequence[CheckedContract], names: Sequence[str]) -> Sheet:
    """What this workbook is, for which contract and period, how it was made, and where to look: the sheets by name."""
    first = checked[0]
    rows: list[tuple[Cell, ...]] = [("Status", "DRAFT: nothing has been sent"), ("Period", period_line(first))]
    for one in checked:
        contract = one.contract
        rows += [
            ("Contract", text(f"{contract.contract}: {contract.title} (reference {contract.contract_reference})")),
            ("General conditions", text(form_line(one))),
            ("Provider", text(f"{contract.provider.name} ({contract.provider.ods})")),
            ("Co-ordinating commissioner", text(contract.co_ordinating_commissioner.name)),
            ("Next meeting", text(next_meeting_line(one))),
        ]
    rows += [
        ("As at", in_words(first.as_at)),
        ("Run", run_of(checked) or NOT_AVAILABLE),
        ("Engine", text(first.engine)),
    ]
    rows += [("Before issue", step) for step in BEFORE_ISSUE]
    rows += [("Register head", one.register) for one in checked[:1] if one.register]
    said = CONTENTS | CONTENTS_OF_CASES | CONTENTS_OF_TRENDS
    rows += [(f"Sheet: {name}", said[name]) for name in names]
    provider = text(first.contract.provider.name)
    title = f"Escalation workbook: {provider}, {first.period.label}"
    return Sheet("Cover", title, (), (Column("Item", 28), Column("Content", 100)), tuple(rows))


def awaited_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Sources the contracts expect that are not in yet."""
    columns = (Column("Contract", 17), Column("Source", 26), Column("Kind", 14), Column("Period", 14), Column("Due", 14),
               Column("State", 20), Column("Detail", 56))  # fmt: skip
    rows = tuple(
        (text(a.contract), text(a.source), text(a.kind), a.period.label, a.due, text(a.state), text(a.detail, NOT_AVAILABLE))
        for one in checked for a in one.awaited
    )  # fmt: skip
    notes = ("A publication that is late is never the provider's breach.",)
    return Sheet("Awaited", "Sources not in yet", notes, columns, rows)


def data_quality_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """The files used, then what was noticed, one row each."""
    columns = (Column("Contract", 17), Column("What", 17), Column("File or place", 40), Column("Message or reader", 46),
               Column("Origin or weight", 18), Column("Published", 13), Column("Received", 13),
               Column("SHA-256", 68, printed=False))  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in checked:
        name = one.contract.contract
        for used in one.sources:
            rows.append((name, text(used.kind), text(used.file), text(used.reader), text(used.origin),
                         used.published or NOT_APPLICABLE, used.received or NOT_APPLICABLE, text(used.sha256)))  # fmt: skip
        for note in one.notes:
            rows.append((name, "note on data", text(note.place), text(note.message), text(note.weight),
                         *[NOT_APPLICABLE] * 3))  # fmt: skip
        for word in one.said:
            said = word.statement
            words = "; ".join(f"{what}: {one_}" for what, one_ in (("position", said.position), ("reason", said.reason), ("action", said.action)) if one_)  # fmt: skip
            place = "!".join(part for part in (word.file, said.sheet, said.cell) if part)
            rows.append((name, "provider's words", text(place), text(words), text(said.requirement), NOT_APPLICABLE,
                         word.received or NOT_AVAILABLE, NOT_APPLICABLE))  # fmt: skip
    return Sheet(
        "Data quality", "Files used, what was noticed in them, what the provider said", (), columns, tuple(rows)
    )


def rules_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Each requirement that was judged, in words, with clause, level and place."""
    columns = (Column("Contract", 17), Column("Requirement id", 21), Column("Requirement", 40), Column("Clause", 20),
               Column("Judged over", 12), Column("Level in force", 19), Column("Severity", 10), Column("Source verified", 10),
               Column("Rule", 30), Column("Why this level", 18, printed=False), Column("Measure", 40, printed=False),
               Column("Level's place", 44, printed=False))  # fmt: skip
    rows = tuple(row for one in checked for row in _rule_rows(one))
    return Sheet("Rules used", "The requirements that were judged", (), columns, rows)


def notes_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Shorthand, rounding and the cautions of the sources quoted."""
    notes: list[tuple[Cell, ...]] = [
        (NOT_APPLICABLE, "Not applicable."),
        (NOT_AVAILABLE, "Not available."),
        (WITHHELD, "Withheld: 1 to 4 answers of a survey, and figures that would give them away."),
        ("final, provisional", "Final: every source it rests on is in. Provisional: a source is still awaited."),
        ("Rounding", "Per cents are rounded half up for display only; verdicts rest on exact counts."),
        ("Colours", "A colour only repeats what the cell says."),
        ("Not verified", "Numbers of the contract form are to be checked against your signed contract."),
    ]
    cautions: Iterable[str] = dict.fromkeys(c for one in checked for c in cautions_of(one, one.findings))
    rows = (*notes, *(("Caution", text(caution)) for caution in cautions))
    return Sheet("Notes", "Notes, shorthand and cautions", (), (Column("Note", 24), Column("Meaning", 110)), rows)


def lists_sheet() -> Sheet:
    """The words that the drop-downs offer, with what each means."""
    columns = (Column("List", 18), Column("Word", 20), Column("Meaning", 96))
    rows = tuple(("Decision", word, MEANINGS[word]) for word in DECISIONS)
    notes = ("The drop-downs of the sheet Proposals take their words from here; leave the rows where they are.",)
    return Sheet(LISTS, "Words to choose from", notes, columns, rows)


def _rule_rows(one: CheckedContract) -> list[tuple[Cell, ...]]:
    rows: dict[tuple[str, str, str], tuple[Cell, ...]] = {}
    for f in one.findings:
        known, measure = one.requirements.get(f.requirement), measure_of(one, f.requirement)
        level = condition_level(known, measure) if known and known.require else f.threshold.text if f.threshold else ""
        verified = "yes" if known and known.source.verified else "no" if known else NOT_APPLICABLE
        rows.setdefault((f.requirement, str(f.rule), level), (
            f.contract, f.requirement, text(statement_of(one, f.requirement)),
            text(one.clauses.get(f.requirement, ""), "watched" if not f.adopted else NOT_AVAILABLE),
            text(known.judged_over.value if known else ""), text(level, "none in force"), text(f.severity), verified,
            text(str(f.rule)), text(f.threshold.why if f.threshold else ""), text(measure.name if measure else ""),
            text(str(f.threshold.place) if f.threshold else ""),
        ))  # fmt: skip
    return list(rows.values())
