"""Figures that stand across columns of periods, or with a row for each component: each brought to one unit and period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from pxcommission.evidence.observations import Observation
from pxcommission.problems import did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import heading, quoted
from pxcommission.returns.mapped_places import Place
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapped_rows import is_blank, observation
from pxcommission.returns.mapping_parts import FigureColumns
from pxcommission.returns.numbers import as_text
from pxcommission.vocabulary.models import Vocabulary


def by_period(opened: Return, place: Place) -> Iterator[tuple[Return, Place]]:
    """The return as it is, or as it is for each period of its headings, with the place of the row in that period."""
    if not opened.periods:
        yield opened, place
    for one in opened.periods:
        yield opened.for_period(one), replace(place, about=replace(place.about, period=one.period))


class _Rows(Struct, frozen=True):
    """The rows of one unit, by the text that says which component each is."""

    place: Place
    rows: dict[str, int]


def component_observations(
    opened: Return, placed: Sequence[tuple[int, Place]], vocabulary: Vocabulary, found: Collected
) -> list[Observation]:
    """The figures of a table with a row for each component, in `rows` of the mapping."""
    made: list[Observation] = []
    for unit in _units(opened, placed, found):
        for measure, figure in opened.mapping.file.rows.items():
            if _is_whole(opened, unit, measure, figure, found):
                made += _figures(opened, unit, measure, figure, vocabulary, found)
    return made


def _units(opened: Return, placed: Sequence[tuple[int, Place]], found: Collected) -> list[_Rows]:
    """The rows of each unit; unknown texts and two rows of one text are errors."""
    file = opened.mapping.file
    known = {heading(name) for figure in file.rows.values() for name in figure.names}
    left = {heading(text) for text in file.rows_not_read}
    units: dict[object, _Rows] = {}
    for row, place in placed:
        written = as_text(opened.value(row, file.measure))
        text, cell = heading(written), opened.cell(row, file.measure)
        if text in left:
            continue
        if text not in known:
            _unknown_row(opened, row, written, found)
            continue
        key = (place.unit, place.about)
        unit = units.setdefault(key, _Rows(place, {}))
        if text in unit.rows:
            first = opened.cell(unit.rows[text], file.measure)
            message = f"{quoted(written)} stands in two rows of one unit, here and in {first}"
            found.error(message, "leave one of them, or name the column that tells them apart", opened.sheet.name, cell)
        unit.rows.setdefault(text, row)
    return list(units.values())


def _unknown_row(opened: Return, row: int, written: str, found: Collected) -> None:
    """Note a row without figures, such as a heading among the rows; any other the mapping does not know is an error."""
    file, sheet = opened.mapping.file, opened.sheet.name
    views = [opened.for_period(one) for one in opened.periods] or [opened]
    if all(is_blank(view, row, file.number) for view in views):
        found.note(f"row {row} ({quoted(written)}) holds no figure and was passed over", "", sheet)
        return
    names = [name for figure in file.rows.values() for name in figure.names]
    fix = "name it under `rows:` or `rows_not_read:` of the mapping"
    message = f"{file.measure}: {quoted(written)} is not a row the mapping knows{did_you_mean(written, names)}"
    found.error(message, fix, sheet, opened.cell(row, file.measure))


def _is_whole(opened: Return, unit: _Rows, measure: str, figure: FigureColumns, found: Collected) -> bool:
    """Whether the rows of a measure are there: none is a warning, a part of them an error."""
    lacking = [name for name in figure.names if heading(name) not in unit.rows]
    if not lacking:
        return True
    sheet, said = opened.sheet.name, ", ".join(map(quoted, lacking))
    whose = f" for {unit.place.unit.name}"
    if len(lacking) == len(figure.names):
        found.warn(f"{measure}: there is no row {said}{whose}", "ask the provider", sheet)
    else:
        found.error(f"{measure}: the row {said} is missing{whose}, though others of it are there", "", sheet)
    return False


def _figures(
    opened: Return, unit: _Rows, measure: str, figure: FigureColumns, vocabulary: Vocabulary, found: Collected
) -> Iterator[Observation]:
    number = opened.mapping.file.number
    row = unit.rows[heading(figure.names[0])]
    for view, place in by_period(opened, unit.place):
        column = view.column(number)
        if column is None:
            continue
        placed = {heading(name): (unit.rows[heading(name)], column) for name in figure.names}
        made = observation(view.with_cells(placed), row, place, measure, figure, vocabulary, found)
        if made is not None:
            yield made
