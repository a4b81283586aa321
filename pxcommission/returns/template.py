"""The return form: a workbook with a row for each figure a contract asks of its provider, and its reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Origin, Statement
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import Fit
from pxcommission.returns.form_figures import filled_figure, filled_statement
from pxcommission.returns.forms import Column, Form, form_rows, form_sheet, place_of_row, provider_of, write_form
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "template", "1", Origin.LOCAL
FORM = Form(
    "pxcommission return form 1",
    "Return",
    (
        Column("Contract", 16),
        Column("Requirement", 22),
        Column("Statement", 50),
        Column("Service", 14),
        Column("Touchpoint", 14),
        Column("Site", 10),
        Column("Ward", 16),
        Column("Measure", 24),
        Column("From", 12),
        Column("To", 12),
        Column("Numerator is", 22),
        Column("Numerator", 12, "whole"),
        Column("Denominator is", 22),
        Column("Denominator", 12, "whole"),
        Column("Reason", 40, "text"),
        Column("Action in hand", 40, "text"),
    ),
    told_by="Statement",
)
HOW = (
    "Fill the coloured cells only: counts as whole numbers, * for a suppressed count. Leave blank what you don't hold."
)


class TemplateRow(Struct, frozen=True):
    """One figure asked for: of which requirement, unit, measure and period; `denominator_word` is empty for a count."""

    requirement: str
    statement: str
    service: str
    touchpoint: str
    site: str
    ward: str
    measure: str
    start: date
    end: date
    numerator_word: str
    denominator_word: str = ""


def write_template(
    rows: Sequence[TemplateRow], contract: str, provider: str, provider_name: str, period_label: str, path: Path
) -> None:
    """The form for one contract and period, written to `path`."""
    labels = {
        "Contract": contract,
        "Provider": provider,
        "Name": provider_name,
        "Period": period_label,
        "How to fill": HOW,
    }
    write_form(FORM, labels, [_texts(row, contract) for row in rows], path)


def _texts(row: TemplateRow, contract: str) -> dict[str, str]:
    return {
        "Contract": contract,
        "Requirement": row.requirement,
        "Statement": row.statement,
        "Service": row.service,
        "Touchpoint": row.touchpoint,
        "Site": row.site,
        "Ward": row.ward,
        "Measure": row.measure,
        "From": row.start.isoformat(),
        "To": row.end.isoformat(),
        "Numerator is": row.numerator_word.replace("_", " "),
        "Denominator is": row.denominator_word.replace("_", " "),
    }


def recognises(book: Book) -> Fit:
    """How well a workbook fits: it is the form or it isn't."""
    looked_for = f"'{FORM.id}' in B1"
    is_form = form_sheet(book, FORM) is not None
    return Fit("pxcommission return form", looked_for, () if is_form else (looked_for,), float(is_form))


def read(book: Book, found: Collected) -> tuple[tuple[Observation, ...], tuple[Statement, ...]]:
    """The figures and statements filled in; blank rows are noted, errors go to `found`."""
    provider = provider_of(book, FORM, found)
    observations: list[Observation] = []
    statements: list[Statement] = []
    for row in form_rows(book, FORM, found):
        place = place_of_row(row, provider, found)
        if place is None:
            continue
        errors = len(found.errors)
        figure = filled_figure(row, *place, ("Numerator", "Denominator"), row.text("Denominator is") == "", found)
        statement = filled_statement(row, *place, "", found)
        if figure is not None:
            observations.append(figure)
        elif len(found.errors) == errors:
            said = f"{row.text('Measure')} of {row.text('Requirement')}: no figure was filled in"
            found.note(said, "", row.sheet.name, row.cell("Numerator"))
        if statement is not None:
            statements.append(statement)
    if not observations and not statements and not found.errors:
        found.error("no rows: nothing was filled in", "ask for the filled form", FORM.sheet)
    return tuple(observations), tuple(statements)
