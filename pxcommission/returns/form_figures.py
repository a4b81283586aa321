"""The figure and the statement a provider filled into one row of a form, every doubt named by cell."""

from __future__ import annotations

from pxcommission.evidence.observations import Observation, Statement, Status
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, proportion, without_figure
from pxcommission.returns.forms import FormRow
from pxcommission.returns.mapped_statements import said
from pxcommission.returns.numbers import Count, NotANumber, read_count

SUPPRESSED = {"*": Status.SUPPRESSED}


def filled_figure(
    row: FormRow, unit: Unit, about: About, names: tuple[str, str], is_count: bool, found: Collected
) -> Observation | None:
    """The figure of a row; None when its cells are blank, or wrong (the errors go to `found`)."""
    wanted = names[:1] if is_count else names
    cells = "/".join(row.cell(name) for name in wanted)
    if is_count and not _is_blank(row, names[1]):
        found.error(f"{names[1]}: this measure is a count and has none", "", row.sheet.name, row.cell(names[1]))
        return None
    if all(_is_blank(row, name) for name in wanted):
        return None
    counts = [_count(row, name, found) for name in wanted]
    known = [one for one in counts if one is not None]
    if len(known) < len(wanted):
        return None
    measure = row.text("Measure")
    kind = "count" if is_count else "proportion"
    if any(one.number is None for one in known):
        denominator = None if is_count else known[1].number
        return without_figure(unit, about, measure, kind, Status.SUPPRESSED, cells, denominator)
    if is_count:
        return count(unit, about, measure, known[0].number or 0, cells)
    numerator, denominator = known[0].number or 0, known[1].number or 0
    if numerator > denominator:
        message = f"the numerator ({numerator:,}) is greater than the denominator ({denominator:,})"
        found.error(message, "check both figures", row.sheet.name, cells)
        return None
    return proportion(unit, about, measure, numerator, denominator, cells)


def filled_statement(row: FormRow, unit: Unit, about: About, position: str, found: Collected) -> Statement | None:
    """What the provider says in a row; None when it says nothing."""
    sheet = row.sheet.name
    reason = said(row.text("Reason"), found, sheet, row.cell("Reason"))
    action = said(row.text("Action in hand"), found, sheet, row.cell("Action in hand"))
    if not (position or reason or action):
        return None
    return Statement(
        contract=row.text("Contract"),
        requirement=row.text("Requirement"),
        service=about.service,
        touchpoint=about.touchpoint,
        site=unit.site,
        ward=unit.ward,
        start=about.period.start,
        end=about.period.end,
        position=position,
        reason=reason,
        action=action,
        sheet=sheet,
        cell=row.cell("Reason"),
    )


def _is_blank(row: FormRow, name: str) -> bool:
    nature = row.natures.get(row.cell(name))
    return row.text(name) == "" and (nature is None or not (nature.formula or nature.error))


def _count(row: FormRow, name: str, found: Collected) -> Count | None:
    cell, sheet = row.cell(name), row.sheet.name
    nature = row.natures.get(cell)
    if nature is not None and (nature.error or (nature.formula and row.text(name) == "")):
        what = f"the error {nature.error}" if nature.error else "a formula without a saved value"
        found.error(f"{name}: the cell holds {what}", "write the number itself", sheet, cell)
        return None
    try:
        read = read_count(row.value(name), SUPPRESSED)
    except NotANumber as wrong:
        found.error(f"{name}: {wrong}", "write a whole number from 0 up", sheet, cell)
        return None
    if nature is not None and nature.formula:
        found.warn(f"{name}: a formula stands here; the value saved in it ({read.number}) was used", "", sheet, cell)
    if read.remark:
        found.warn(f"{name}: {read.remark}", "", sheet, cell)
    return read
