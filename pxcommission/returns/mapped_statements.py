"""What the provider says of a requirement in one row of a mapped return: its position, reason and action."""

from __future__ import annotations

from pxcommission.evidence.observations import Statement
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import clean_text, heading
from pxcommission.returns.mapped_places import Place
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapped_rows import measure_word
from pxcommission.returns.numbers import as_text
from pxcommission.returns.personal_data import WITHHELD, personal_details
from pxcommission.vocabulary.models import Vocabulary


def row_statements(opened: Return, row: int, place: Place, vocabulary: Vocabulary, found: Collected) -> list[Statement]:
    """What the provider says of a requirement in this row, cleaned; a text with personal details is withheld.

    Its cell is that of the words: the reason's, else the action's, else the position's. In layout wide it is about the
    newest period read. Without a column of requirements they are those of the row's measure.
    """
    columns = opened.mapping.file.statement
    if columns is None:
        return []
    written = {"position": columns.position, "reason": columns.reason, "action": columns.action}
    if not any(as_text(opened.value(row, name)) for name in written.values() if name):
        return []
    requirements, cell = _requirements(opened, row, vocabulary)
    if not requirements and columns.requirement is None:
        message = "the provider gives a reason or an action here, but the mapping does not say for which requirement"
        found.warn(message, "name it under `requirements:` of the mapping", opened.sheet.name, cell)
    spoken = next(
        name for name in (columns.reason, columns.action, columns.position) if as_text(opened.value(row, name))
    )
    texts = {
        field: said(as_text(opened.value(row, name)) if name else "", found, opened.sheet.name, opened.cell(row, name))
        for field, name in written.items()
    }
    unit, about = place.unit, place.about
    return [
        Statement(
            contract=as_text(opened.value(row, columns.contract)) if columns.contract else "",
            requirement=requirement,
            service=about.service,
            touchpoint=about.touchpoint,
            site=unit.site,
            ward=unit.ward,
            start=about.period.start,
            end=about.period.end,
            sheet=about.sheet,
            cell=opened.cell(row, spoken),
            **texts,
        )
        for requirement in requirements
    ]


def _requirements(opened: Return, row: int, vocabulary: Vocabulary) -> tuple[tuple[str, ...], str]:
    """The requirements a row speaks of, from its own column or by its measure, and the cell that tells."""
    file = opened.mapping.file
    named = file.statement.requirement if file.statement else None
    if named:
        written = as_text(opened.value(row, named))
        return ((written,) if written else ()), opened.cell(row, named)
    if file.measure is None:
        return tuple(dict.fromkeys(name for names in file.requirements.values() for name in names)), opened.cell(
            row, None
        )
    written = as_text(opened.value(row, file.measure))
    labels = {heading(name): word for word, figure in file.rows.items() for name in figure.names}
    word = labels.get(heading(written), "") if file.rows else measure_word(opened, written)
    known = file.requirements.get(word, ()) if word in vocabulary.measures else ()
    return known, opened.cell(row, file.measure)


def said(text: str, found: Collected, sheet: str, cell: str) -> str:
    """A free text as it may be carried on: cleaned of characters that act, withheld if it may hold personal details."""
    cleaned, changed = clean_text(text)
    if changed:
        found.note("control or invisible characters were removed from a text", "", sheet, cell)
    if kinds := personal_details(cleaned):
        found.warn(
            f"a text may hold {', '.join(kinds)} and was withheld", "ask for it without personal details", sheet, cell
        )
        return WITHHELD
    return cleaned
