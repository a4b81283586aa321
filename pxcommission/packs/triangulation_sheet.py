"""The workbook's sheets of triangulation: a matrix of aspects by sources in words, and what the quality lead is to look at."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.triangulation import Triangulated
from pxcommission.assessment.triangulation_sources import Direction, SourceReading
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.sheets import Cell, Column, Sheet, text

CONTENTS_OF_TRIANGULATION = {
    "For the quality lead": "concerns from words alone, sources that agree, charts of concern though the level is met",
    "Triangulation": "what each independent source says of each aspect, side by side",
}
NO_SOURCE = "–"
NOTES = (
    "Two measures of one source are one. 'Short, may be chance' and 'met, chart of concern' point no way. –: no source of this.",
    "For the commissioner's own work: counts of what people said are exact here, and are not to be passed on as they are.",
)


def triangulation_sheets(checked: Sequence[CheckedContract]) -> tuple[Sheet, ...]:
    """Both sheets, in the order of the workbook."""
    return lead_sheet(checked), triangulation_sheet(checked)


def lead_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Every signal for the quality lead, with what it rests on."""
    columns = (Column("Contract", 17), Column("Service", 20), Column("Aspect", 30), Column("Kind", 22),
               Column("What there is", 76), Column("Rests on", 200, printed=False))  # fmt: skip
    rows = tuple(
        (one.contract.contract, text(service_name(one, signal.service)), text(aspect_name(one, signal.aspect)), text(signal.kind),
         text(signal.sentence), text("; ".join(signal.evidence)))
        for one in checked for signal in one.for_the_lead
    )  # fmt: skip
    notes = ("No step is proposed by these. A concern from words may become a letter: pxcommission concern raise.",)
    return Sheet("For the quality lead", "For the quality lead to look at", notes, columns, rows)


def triangulation_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """A row for each service and aspect, a column for each source that says anything, then the summary and the counts."""
    sources = _sources(checked)
    columns = (Column("Contract", 16), Column("Service", 19), Column("Aspect", 25),
               *(Column(name, 15) for name in sources.values()), Column("In short", 50),
               Column("Counts", 150, printed=False), Column("Rests on", 200, printed=False))  # fmt: skip
    rows = tuple(_row(one, row, list(sources)) for one in checked for row in one.triangulated)
    title = "Independent sources set side by side"
    return Sheet("Triangulation", title, NOTES, columns, rows)


def direction_in_words(reading: SourceReading | None) -> str:
    """`concern (provisional)`; empty where the source is not in the row."""
    if reading is None:
        return ""
    marks = ", ".join(reading.marks)
    return f"{reading.direction} ({marks})" if marks else f"{reading.direction}"


def counts_in_words(row: Triangulated) -> str:
    """Every source with its counts, or why it has nothing to say."""
    said = []
    for one in row.sources:
        counts = "; ".join(one.counts) or one.reason
        because = f" ({one.reason})" if one.reason and one.counts else ""
        said.append(f"{one.name} ({one.kind}): {one.direction}{because}: {counts}")
    return ". ".join(said)


def service_name(one: CheckedContract, service: str) -> str:
    """The service as people call it."""
    known = one.vocabulary.services.get(service)
    return known.name if known else "All services" if service == "all" else service


def aspect_name(one: CheckedContract, aspect: str) -> str:
    """The aspect in full."""
    known = one.vocabulary.aspects.get(aspect)
    return known.name if known else aspect


def _sources(checked: Sequence[CheckedContract]) -> dict[str, str]:
    """The sources that say something anywhere, with their names, in the order of the vocabulary."""
    saying = {
        reading.source: reading.name
        for one in checked
        for row in one.triangulated
        for reading in row.sources
        if reading.direction is not Direction.NOTHING
    }
    known = list(checked[0].vocabulary.feedback)
    order = sorted(saying, key=lambda name: (known.index(name) if name in known else len(known), name))
    names = [saying[name] for name in order]
    return {name: saying[name] if names.count(saying[name]) == 1 else name for name in order}


def _row(one: CheckedContract, row: Triangulated, sources: Sequence[str]) -> tuple[Cell, ...]:
    readings = {reading.source: reading for reading in row.sources}
    ids = dict.fromkeys(name for reading in row.sources for name in (*reading.findings, *reading.entries))
    return (
        row.contract, text(service_name(one, row.service)), text(aspect_name(one, row.aspect)),
        *(text(direction_in_words(readings.get(source)), NO_SOURCE) for source in sources),
        text(row.summary), text(counts_in_words(row)), text("; ".join(ids)),
    )  # fmt: skip
