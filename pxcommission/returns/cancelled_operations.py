"""Operations cancelled at the last minute for other than clinical reasons, and those without a new date within 28 days: one row."""

from __future__ import annotations

from pxcommission.evidence.observations import Observation, Status
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, heading, proportion, without_figure
from pxcommission.returns.numbers import NotANumber, read_count
from pxcommission.returns.published_tables import PublishedTable

CANCELLED, BREACHES = "operations cancelled", "not treated within 28 days"
_MARKS = {"-": Status.NOT_MEASURED, "": Status.MISSING, "*": Status.SUPPRESSED, "n/a": Status.NOT_MEASURED}


def measured_columns(texts: tuple[str, ...]) -> dict[str, int]:
    """Where each heading stands; the two counts under names of their own, whatever words the headings use."""
    columns: dict[str, int] = {}
    for column, text in enumerate(texts, start=1):
        name = heading(text)
        is_share = "%" in name or "percent" in name or " as a " in name
        if not is_share and "cancelled" in name and ("last minute" in name or name == "cancelled operations"):
            columns.setdefault(BREACHES if "28 days" in name else CANCELLED, column)
        elif not is_share and ("28 days" in name or name == "breaches of standard"):
            columns.setdefault(BREACHES, column)
        elif name:
            columns.setdefault(name, column)
    return columns


def figures(table: PublishedTable, row: int, unit: Unit, about: About, found: Collected) -> list[Observation]:
    """The two counts of a row and the share they make; errors go to `found`."""
    counts: dict[str, int | Status] = {}
    for name in (CANCELLED, BREACHES):
        text = table.text(row, name)
        try:
            counts[name] = (
                _MARKS[text.lower()] if text.lower() in _MARKS else read_count(table.at(row, name)).number or 0
            )
        except NotANumber as wrong:
            found.error(
                f"{name}: {wrong}", "load the file as it was published", table.sheet.name, table.cell(row, name)
            )
            return []
    all_, late = counts[CANCELLED], counts[BREACHES]
    cells = f"{table.cell(row, BREACHES)}/{table.cell(row, CANCELLED)}"
    made = [
        _one(unit, about, "operations_cancelled_at_last_minute", all_, table.cell(row, CANCELLED)),
        _one(unit, about, "cancelled_operations_not_rebooked", late, table.cell(row, BREACHES)),
    ]
    if isinstance(all_, Status) or isinstance(late, Status):
        status = all_ if isinstance(all_, Status) else late
        assert isinstance(status, Status)  # noqa: S101
        return [*made, without_figure(unit, about, "cancelled_operations_over_28_days", "proportion", status, cells)]
    if late > all_:
        said = f"{late:,} without a new date within 28 days are more than the {all_:,} cancelled"
        found.error(said, "a column may have moved; load the file as it was published", table.sheet.name, cells)
        return []
    return [*made, proportion(unit, about, "cancelled_operations_over_28_days", late, all_, cells)]


def _one(unit: Unit, about: About, measure: str, number: int | Status, cell: str) -> Observation:
    if isinstance(number, Status):
        return without_figure(unit, about, measure, "count", number, cell)
    return count(unit, about, measure, number, cell)
