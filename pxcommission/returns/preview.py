"""The draft for factual accuracy: findings a provider may agree or correct before they are final; writer and reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin, Statement
from pxcommission.periods import in_words
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import Fit, heading, quoted
from pxcommission.returns.form_figures import filled_figure, filled_statement
from pxcommission.returns.forms import (
    Column,
    Form,
    FormRow,
    form_rows,
    form_sheet,
    place_of_row,
    provider_of,
    write_form,
)
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "preview", "1", Origin.LOCAL
AGREE, CORRECT = "agree", "correct"
POSITION, NUMERATOR, DENOMINATOR = "Agree or correct", "Corrected numerator", "Corrected denominator"
FORM = Form(
    "pxcommission draft for factual accuracy 1",
    "Draft findings",
    (
        Column("Finding", 26),
        Column("Contract", 16),
        Column("Requirement", 22),
        Column("Statement", 50),
        Column("Service", 14),
        Column("Touchpoint", 14),
        Column("Site", 10),
        Column("Ward", 16),
        Column("Unit", 26),
        Column("Measure", 24),
        Column("From", 12),
        Column("To", 12),
        Column("Numerator is", 20),
        Column("Numerator", 12),
        Column("Denominator is", 20),
        Column("Denominator", 12),
        Column("Threshold", 18),
        Column("Where it stands", 30),
        Column(POSITION, 12, "choice"),
        Column(NUMERATOR, 12, "whole"),
        Column(DENOMINATOR, 12, "whole"),
        Column("Reason", 40, "text"),
        Column("Action in hand", 40, "text"),
    ),
    told_by="Statement",
    choices=(AGREE, CORRECT),
)


class PreviewHeading(Struct, frozen=True):
    """Whose draft it is, for when, and by when a reply is asked."""

    contract: str
    provider: str
    provider_name: str
    period_label: str
    reply_by: date | None = None


class PreviewRow(Struct, frozen=True):
    """One finding with the figure it rests on; `denominator_word` is empty for a count."""

    finding_id: str
    contract: str
    requirement: str
    statement: str
    service: str
    touchpoint: str
    site: str
    ward: str
    unit_name: str
    measure: str
    start: date
    end: date
    numerator_word: str
    denominator_word: str
    numerator: int | None
    denominator: int | None
    threshold: str
    address: str


def write_preview(rows: Sequence[PreviewRow], heading: PreviewHeading, path: Path) -> None:
    """The draft as a workbook the provider answers in, written to `path`."""
    how = f"Choose {AGREE} or {CORRECT} for each row; correct a figure as whole numbers and say where it comes from."
    by = f" Please reply by {in_words(heading.reply_by)}." if heading.reply_by else ""
    labels = {"Contract": heading.contract, "Provider": heading.provider, "Name": heading.provider_name}
    labels |= {"Period": heading.period_label, "How to fill": how + by}
    write_form(FORM, labels, [_texts(row) for row in rows], path)


def _texts(row: PreviewRow) -> dict[str, str]:
    return {
        "Finding": row.finding_id,
        "Contract": row.contract,
        "Requirement": row.requirement,
        "Statement": row.statement,
        "Service": row.service,
        "Touchpoint": row.touchpoint,
        "Site": row.site,
        "Ward": row.ward,
        "Unit": row.unit_name,
        "Measure": row.measure,
        "From": row.start.isoformat(),
        "To": row.end.isoformat(),
        "Numerator is": row.numerator_word.replace("_", " "),
        "Numerator": "" if row.numerator is None else str(row.numerator),
        "Denominator is": row.denominator_word.replace("_", " "),
        "Denominator": "" if row.denominator is None else str(row.denominator),
        "Threshold": row.threshold,
        "Where it stands": row.address,
    }


def recognises(book: Book) -> Fit:
    """How well a workbook fits: it is the draft or it isn't."""
    looked_for = f"'{FORM.id}' in B1"
    is_form = form_sheet(book, FORM) is not None
    return Fit(
        "provider's answer to the draft for factual accuracy",
        looked_for,
        () if is_form else (looked_for,),
        float(is_form),
    )


def read(book: Book, found: Collected) -> tuple[tuple[Observation, ...], tuple[Statement, ...]]:
    """The corrected figures and the statements; unanswered rows are noted, contradictions go to `found` as errors."""
    provider = provider_of(book, FORM, found)
    observations: list[Observation] = []
    statements: list[Statement] = []
    for row in form_rows(book, FORM, found):
        place = place_of_row(row, provider, found)
        if place is None:
            continue
        errors = len(found.errors)
        figure = filled_figure(row, *place, (NUMERATOR, DENOMINATOR), row.text("Denominator is") == "", found)
        position = _position(row, figure, found) if len(found.errors) == errors else ""
        statement = filled_statement(row, *place, position, found)
        if figure is not None and position == CORRECT:
            observations.append(figure)
        if statement is not None:
            statements.append(statement)
        elif len(found.errors) == errors:
            found.note(f"{row.text('Finding')}: not answered", "", row.sheet.name, row.cell(POSITION))
    if not observations and not statements and not found.errors:
        found.error("no rows: nothing was answered", "ask for the answered draft", FORM.sheet)
    return tuple(observations), tuple(statements)


def _position(row: FormRow, figure: Observation | None, found: Collected) -> str:
    """`agree`, `correct` or nothing; a correction without figures is a warning, agreement with other figures an error."""
    written = heading(row.text(POSITION))
    sheet, cell = row.sheet.name, row.cell(POSITION)
    if written not in ("", AGREE, CORRECT):
        found.error(f"{quoted(written)} is neither {AGREE} nor {CORRECT}", "choose one of the two", sheet, cell)
        return ""
    if figure is None:
        if written == CORRECT:
            found.warn(
                "a correction is announced, but no corrected figure stands here", "ask for the figure", sheet, cell
            )
        return written
    as_used = (row.text("Numerator"), row.text("Denominator"))
    corrected = tuple("" if n is None else str(n) for n in (figure.numerator, figure.denominator))
    if written == AGREE and corrected != as_used:
        found.error("the row agrees, but also holds another figure", f"choose {CORRECT}, or clear it", sheet, cell)
    return CORRECT if corrected != as_used else written or AGREE
