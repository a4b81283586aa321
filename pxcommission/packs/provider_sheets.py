"""The provider's data workbook as tables: what was assessed and how it came out, and what the letter leaves room for no more.

Only what the letter itself may say goes in: no proposal, no reason for one, no decision, no other source's reading, no other
provider. What a person holds, does not pursue or sets aside is not put to the provider as not met.
"""

from __future__ import annotations

from collections.abc import Iterator

from pxcommission.assessment.findings import Finding, Outcome, Reason
from pxcommission.inference.checked import CheckedContract
from pxcommission.packs.afterwards import how_to_correct
from pxcommission.packs.described import (
    clause_of,
    measure_of,
    running,
    service_name,
    statement_of,
    why_not_assessed,
)
from pxcommission.packs.figures import figure_of
from pxcommission.packs.not_met_sheet import figure_cells
from pxcommission.packs.page_parts import cautions_of, contract_line, for_whom, period_line, reference_of
from pxcommission.packs.plain_text import counted, one_line, sentence
from pxcommission.packs.report_past import chart_withheld, tells_small_numbers
from pxcommission.packs.sheets import NOT_APPLICABLE, NOT_AVAILABLE, WITHHELD, Cell, Column, Sheet, text, where_of
from pxcommission.packs.standing import Road, kept_inside, raised
from pxcommission.periods import in_words

RESULTS, NOT_ASSESSED, NOTES = "Results", "Not assessed", "Notes"
CONTENTS = {
    RESULTS: "every result we assessed, met and not met, with its figure and where it stands",
    NOT_ASSESSED: "what could not be assessed, and why",
    NOTES: "shorthand, rounding and cautions",
}
RESULT_COLUMNS = (
    Column("Requirement", 36), Column("Clause", 19), Column("Service", 18), Column("Where", 18), Column("Period", 15),
    Column("Result", 10), Column("Figure", 10), Column("Numerator", 13), Column("Denominator", 15),
    Column("Agreed level", 19), Column("Not met for", 15), Column("Standing", 15),
    Column("What is counted", 32, printed=False), Column("What the chart says", 46, printed=False),
    Column("Corrections and other sources", 40, printed=False), Column("Source cells", 60, printed=False),
    Column("Case", 50, printed=False), Column("Finding", 64, printed=False),
)  # fmt: skip
OTHER_COLUMNS = (
    Column("Requirement", 50), Column("Clause", 24), Column("Service", 24), Column("Where", 26), Column("Period", 18),
    Column("Why it was not assessed", 50), Column("Finding", 60),
)  # fmt: skip
SHORTHAND = {
    NOT_APPLICABLE: "Not applicable: there is nothing of this kind for this result.",
    NOT_AVAILABLE: "Not available: there is no such figure.",
    WITHHELD: "Confidential: 1 to 4 answers of a survey are not shown, nor what would give them away.",
    "Standing": "final: every source it rests on is in. provisional: a source is still awaited.",
    "Watched": "A requirement that is watched is no obligation of the contract.",
    "Rounding": "A result is judged on exact counts. A per cent is rounded half up, with as many decimals as it takes to show the result rightly.",
}


def provider_sheets(checked: CheckedContract, reply_by: str) -> tuple[Sheet, ...]:
    """The sheets in order; `reply_by` is the day the letter asks a reply by, empty where no letter goes out."""
    return (
        _cover(checked, reply_by),
        _results(checked),
        _not_assessed(checked),
        _notes(checked),
    )


def told(checked: CheckedContract) -> tuple[Finding, ...]:
    """The findings the provider is told as met or not met, in order: final ones, and those a letter cites at once."""
    cited = {f.id for challenge in raised(checked, Road.LETTER) for f in challenge.findings}
    return tuple(f for f in checked.findings if _is_told(checked, f, cited))


def _is_told(checked: CheckedContract, finding: Finding, cited: set[str]) -> bool:
    if finding.outcome is Outcome.NOT_ASSESSED or finding.id in checked.set_aside:
        return False
    if finding.outcome is Outcome.BREACH and kept_inside(checked, finding):
        return False
    return finding.final or finding.id in cited


def _cover(checked: CheckedContract, reply_by: str) -> Sheet:
    provider = checked.contract.provider
    name = one_line(provider.name)
    rows: list[tuple[Cell, ...]] = [
        ("Status", f"DRAFT of {in_words(checked.as_at)}. It goes with our draft of the same reference; nothing is sent yet."),
        ("Provider", text(f"{name} ({provider.ods})")),
        ("Contract", text(contract_line(checked))),
        ("From", text(for_whom(checked))),
        ("Period", period_line(checked)),
        ("Letter reference", text(reference_of(checked))),
        ("What this is", text(_about(checked))),
    ]  # fmt: skip
    if reply_by:
        answer = "Please answer in the response form; its column Case has the ids of the column Case here."
        rows.append(("How to reply", text(f"{answer} Please reply by {reply_by}.")))
    rows.append(("How to correct a figure", text(f"{how_to_correct(checked)} {QUOTE}")))
    if checked.contract.co_ordinating_commissioner.notices_to:
        to = one_line(checked.contract.co_ordinating_commissioner.notices_to)
        rows.append(("Another format", text(f"If you need this in another format, write to {to}.")))
    rows += [(key, meaning) for key, meaning in SHORTHAND.items() if key.startswith("[")]
    rows += [(f"Sheet: {sheet}", what) for sheet, what in CONTENTS.items()]
    notes = ("The figures behind our letter or questions, for you to check.",
             "Each sheet holds one table; the last rows of this one lead to the others.")  # fmt: skip
    return Sheet("Cover", f"Your figures: {name}, {checked.period.label}", notes,
                 (Column("Item", 28), Column("Content", 100)), tuple(rows))  # fmt: skip


QUOTE = "Each result has its own reference in the column Finding of the sheet Results; write which one you mean."


def _about(checked: CheckedContract) -> str:
    found = told(checked)
    met = sum(finding.outcome is Outcome.MET for finding in found)
    many = counted(len(found), "result")
    return (
        f"{many} of this period: {met:,} met and {len(found) - met:,} not met. A requirement may have several results: one for "
        "each site, ward or month. The letter says which of them we ask about."
    )


def _results(checked: CheckedContract) -> Sheet:
    notes = (
        "One row for each result. A result that is watched is no obligation of the contract.",
        f"{WITHHELD} confidential, {NOT_AVAILABLE} not available, {NOT_APPLICABLE} not applicable: the sheet Notes says more.",
    )
    rows = tuple(_result(checked, finding) for finding in told(checked))
    return Sheet(RESULTS, "What we assessed, and how it came out", notes, RESULT_COLUMNS, rows)


def _result(checked: CheckedContract, f: Finding) -> tuple[Cell, ...]:
    figure, measure = figure_of(checked, f), measure_of(checked, f.requirement)
    not_met = f.outcome is Outcome.BREACH
    standing = "final" if f.final else "provisional"
    no_figure = f.numerator is None
    return (
        text(statement_of(checked, f.requirement)), text(clause_of(checked, f)), service_name(checked, f.service),
        where_of(checked, f), f.period.label, "Not met" if not_met else "Met",
        *((NOT_APPLICABLE,) * 3 if no_figure else figure_cells(figure, f)),
        text(figure.level), text(running(checked, f)) if not_met else NOT_APPLICABLE,
        standing if f.adopted else f"{standing}; watched, no obligation",
        text(measure.name if measure else one_line(f.detail)),
        _chart(checked, f), _corrections(checked, f),
        text("; ".join(str(address) for address in f.evidence), NOT_AVAILABLE), text(f.case), text(f.id),
    )  # fmt: skip


def _chart(checked: CheckedContract, finding: Finding) -> str:
    """The chart's sentence; withheld where a small number of answers could be read from it."""
    if finding.chart is None:
        return NOT_APPLICABLE
    withheld = figure_of(checked, finding).withheld or chart_withheld(checked, finding)
    return WITHHELD if withheld else text(finding.chart.sentence)


def _corrections(checked: CheckedContract, finding: Finding) -> str:
    """What an earlier edition said, and what other sources say of the same figure, as the letter says it."""
    notes = [*([f"Corrected: {finding.restated}"] if finding.restated else []), *finding.reconciled]
    if tells_small_numbers(checked, finding, *notes):
        return WITHHELD
    return text(" ".join(sentence(note) for note in notes), "none")


def _not_assessed(checked: CheckedContract) -> Sheet:
    notes = ("One row for each result that could not be assessed, or is not final yet.",
             "Figures that we do not have yet are not held against you.")  # fmt: skip
    rows = tuple(_unassessed(checked, finding) for finding in _unsettled(checked))
    return Sheet(NOT_ASSESSED, "What was not assessed, and why", notes, OTHER_COLUMNS, rows)


def _unsettled(checked: CheckedContract) -> Iterator[Finding]:
    """Obligations without a verdict the provider is told; the same ones that the letter lists as not assessed."""
    shown = {finding.id for finding in told(checked)}
    for f in checked.findings:
        without = f.outcome is Outcome.NOT_ASSESSED or not f.final or f.id in checked.set_aside
        if f.adopted and f.reason is not Reason.NOT_APPLICABLE and without and f.id not in shown:
            yield f


def _unassessed(checked: CheckedContract, f: Finding) -> tuple[Cell, ...]:
    return (
        text(statement_of(checked, f.requirement)), text(clause_of(checked, f)), service_name(checked, f.service),
        where_of(checked, f), f.period.label, text(sentence(why_not_assessed(checked, f))), text(f.id),
    )  # fmt: skip


def _notes(checked: CheckedContract) -> Sheet:
    cautions = [("Caution", text(caution)) for caution in cautions_of(checked, told(checked))]
    notes = ("What the shorthand in the other sheets means.", "Cautions are those of the sources quoted.")
    rows: tuple[tuple[Cell, ...], ...] = (*((key, meaning) for key, meaning in SHORTHAND.items()), *cautions)
    return Sheet(NOTES, "Notes, shorthand and cautions", notes, (Column("Note", 24), Column("Meaning", 100)), rows)
