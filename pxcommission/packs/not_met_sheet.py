"""The workbook's sheet of what was not met: figure, level, streak, what the chart says, and the letter that is out."""

from __future__ import annotations

from collections.abc import Sequence

from pxcommission.assessment.findings import Finding, Outcome
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.described import clause_of, service_name, statement_of
from pxcommission.packs.figures import Figure, bound_of, figure_of, level_since
from pxcommission.packs.plain_text import sentence
from pxcommission.packs.report_past import tells_small_numbers
from pxcommission.packs.sheets import (
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    WITHHELD,
    Cell,
    Column,
    Points,
    Share,
    Sheet,
    status_of,
    text,
    where_of,
)
from pxcommission.packs.shown import decimals_for
from pxcommission.packs.standing import stage_name

NO_REPLY = "none yet"
COLUMNS = (
    Column("Contract", 17), Column("Requirement", 36), Column("Clause", 19), Column("Service", 17), Column("Where", 18),
    Column("Value", 10), Column("Numerator", 12), Column("Denominator", 14), Column("Agreed level", 16),
    Column("Periods running", 10), Column("Severity", 10), Column("Status", 12),
    Column("Obligation", 12, printed=False), Column("Period", 12, printed=False), Column("Short by", 10, printed=False),
    Column("Percentage points from the level", 14, printed=False), Column("Before", 28, printed=False),
    Column("Level since", 22, printed=False), Column("Variation", 20, printed=False), Column("Assurance", 24, printed=False),
    Column("Letter out", 20, printed=False), Column("Issued on", 14, printed=False), Column("Reply due", 14, printed=False),
    Column("Reply received", 14, printed=False), Column("Provider's position", 14, printed=False),
    Column("Letter reference", 34, printed=False), Column("Other sources and corrections", 40, printed=False),
    Column("Source cells", 110, printed=False), Column("Finding", 80, printed=False),
)  # fmt: skip
VARIATION = {
    "common_cause": "common cause",
    "improvement_high": "special cause, improvement, high",
    "improvement_low": "special cause, improvement, low",
    "concern_high": "special cause, concern, high",
    "concern_low": "special cause, concern, low",
    "neutral_high": "special cause, high",
    "neutral_low": "special cause, low",
}
ASSURANCE = {
    "pass": "consistently meets the level",
    "fail": "consistently falls short of the level",
    "inconsistent": "meets the level at times, by chance",
}


def not_met_sheet(checked: Sequence[CheckedContract]) -> Sheet:
    """Every finding not met, one row each."""
    found = ((one, f) for one in checked for f in one.findings if f.outcome is Outcome.BREACH)
    rows = tuple(_row(one, finding) for one, finding in found)
    notes = (
        "Judged on exact counts; a shown per cent has as many decimals as it takes not to contradict the verdict.",
        f"{WITHHELD}: 1 to 4 answers of a survey are not shown. Watched requirements are no obligation of the contract.",
    )
    return Sheet("Not met", "What was not met", notes, COLUMNS, rows)


def figure_cells(figure: Figure, finding: Finding) -> tuple[Cell, Cell, Cell]:
    """Value, numerator and denominator for cells, with a shorthand where there is none."""
    absent = WITHHELD if figure.withheld else NOT_AVAILABLE
    counts = NOT_APPLICABLE if finding.denominator is None and finding.numerator is not None else absent
    value: Cell = absent
    if figure.value is not None:
        value = Share(figure.value, figure.decimals) if finding.denominator else int(figure.value)
    numerator: Cell = absent if figure.numerator is None else figure.numerator
    return value, numerator, counts if figure.denominator is None else figure.denominator


def _row(one: CheckedContract, f: Finding) -> tuple[Cell, ...]:
    figure = figure_of(one, f)
    absent = WITHHELD if figure.withheld else NOT_AVAILABLE
    notes = [*([f"Corrected: {f.restated}"] if f.restated else []), *f.reconciled]
    short: Cell = absent if f.short_by is None or figure.withheld else f.short_by
    running = f"{f.breaches_in_a_row} (with a gap)" if f.streak_has_gap else f.breaches_in_a_row
    return (
        text(f.contract), text(statement_of(one, f.requirement)), text(clause_of(one, f)), service_name(one, f.service),
        where_of(one, f), *figure_cells(figure, f), text(figure.level), running, text(f.severity),
        status_of(one, f), "obligation" if f.adopted else "watched", f.period.label, short, _from_level(one, f, figure),
        WITHHELD if tells_small_numbers(one, f, *f.previous) else text("; ".join(f.previous).replace("breach", "not met"), NOT_AVAILABLE),
        text(level_since(f)), *_chart_cells(f, figure), *_letter_cells(one, f),
        WITHHELD if tells_small_numbers(one, f, *notes) else text(" ".join(sentence(note) for note in notes)),
        text("; ".join(str(a) for a in f.evidence), NOT_AVAILABLE), text(f.id),
    )  # fmt: skip


def _from_level(one: CheckedContract, finding: Finding, figure: Figure) -> Cell:
    """How far a share lies from its level, below it with a minus; a count or a condition has no such distance."""
    bound = bound_of(one, finding)
    if figure.withheld:
        return WITHHELD
    if figure.value is None or bound is None or not finding.denominator:
        return NOT_APPLICABLE
    apart = figure.value - bound
    return Points(100 * apart, decimals_for(abs(apart), None))


def _chart_cells(finding: Finding, figure: Figure) -> tuple[Cell, Cell]:
    """Variation and assurance in words; not available where nothing may be concluded."""
    chart = finding.chart
    if chart is None:
        return NOT_APPLICABLE, NOT_APPLICABLE
    if figure.withheld:
        return WITHHELD, WITHHELD
    return VARIATION.get(chart.variation, NOT_AVAILABLE), ASSURANCE.get(chart.assurance, NOT_AVAILABLE)


def _letter_cells(one: CheckedContract, finding: Finding) -> tuple[Cell, ...]:
    """The last letter of the finding's case: what, when, reply due, reply received, position, reference."""
    record = one.records.get(finding.case)
    letter = record.last_letter if record else None
    if record is None or letter is None:
        return (NOT_APPLICABLE,) * 6
    replies = [reply for reply in record.replies if reply.on >= letter.on]
    position = text(replies[-1].position, NOT_AVAILABLE) if replies else NOT_APPLICABLE
    return (
        text(stage_name(one, letter.stage, finding.case)), letter.on, letter.reply_by or NOT_APPLICABLE,
        replies[-1].on if replies else NO_REPLY if letter.reply_by else NOT_APPLICABLE, position, text(letter.reference),
    )  # fmt: skip
