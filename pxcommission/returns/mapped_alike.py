"""Rows of a mapped return that are like rows read before: the same words for unit, service and period, and plain figures.

The readers of single rows look for every doubt, one cell at a time. In a return of tens of thousands of rows almost every row
repeats words that were found to be without doubt, and holds plain whole numbers. Such a row is read here, with the same
result; for any other row nothing comes back, and the readers of single rows take it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter

from pxcommission.evidence.observations import Observation
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, proportion
from pxcommission.returns.mapped_places import Place
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapped_rows import SMALL, measure_word, note_small
from pxcommission.returns.mapping_parts import FigureColumns, Where
from pxcommission.returns.numbers import LARGEST_COUNT, Value, as_text
from pxcommission.returns.sheets import column_letters
from pxcommission.vocabulary.models import Vocabulary

_Key = tuple[Value, ...]
_TENS: tuple[int, ...] = tuple(10**power for power in range(16))
_HAIR = 10**14
"""What `agrees` allows for the last binary digit of a saved number: one part in this many."""


@dataclass(frozen=True)
class _Columns:
    """Where a figure's components stand, counted from 0, with the letters of their columns."""

    numerator: int
    denominator: int | None
    value: int | None
    is_fraction: bool
    numerator_letters: str
    denominator_letters: str
    value_letters: str


@dataclass
class RowsAlike:
    """The words of a return that were read without doubt so far, and where its figures stand."""

    opened: Return
    vocabulary: Vocabulary
    counts: frozenset[str]
    unit_of: Callable[[list[Value]], _Key]
    about_of: Callable[[list[Value]], _Key]
    measure_at: int | None
    figures: tuple[tuple[str, _Columns], ...]
    figure: _Columns | None
    texts_at: tuple[int, ...]
    units: dict[_Key, Unit] = field(default_factory=dict)
    abouts: dict[_Key, tuple[About, str]] = field(default_factory=dict)
    words: dict[Value, tuple[tuple[str, _Columns], ...]] = field(default_factory=dict)
    shares: dict[Value, tuple[int, int] | None] = field(default_factory=dict)

    def figures_of(self, number: int, found: Collected) -> list[Observation] | None:
        """The figures of a row; None when it is not like one read before, or holds anything but plain figures."""
        row = self.opened.sheet.rows[number - 1]
        unit, about = self.units.get(self.unit_of(row)), self.abouts.get(self.about_of(row))
        if unit is None or about is None:
            return None
        if self.measure_at is None:
            pairs = self.figures
        else:
            known = self.words.get(row[self.measure_at])
            if known is None:
                return None
            pairs = known
        said = len(found.notes)
        made: list[Observation] = []
        for word, columns in pairs:
            one = self._observation(number, row, unit, about[0], word, columns, found)
            if one is None:
                del found.notes[said:]
                return None
            made.append(one)
        return made

    def holds_text(self, number: int) -> bool:
        """Whether a row holds any text that has to be looked through or is a statement."""
        row = self.opened.sheet.rows[number - 1]
        return any(row[at] != "" for at in self.texts_at)

    def place_of(self, number: int) -> Place:
        """The place of a row whose figures were read."""
        row = self.opened.sheet.rows[number - 1]
        return Place(self.units[self.unit_of(row)], *self.abouts[self.about_of(row)])

    def learn(self, number: int, place: Place) -> None:
        """Remember the words of a row that the readers of single rows found to be without doubt."""
        row = self.opened.sheet.rows[number - 1]
        unit, about = self.unit_of(row), self.about_of(row)
        if all(isinstance(value, str | date) for value in (*unit, *about)):
            self.units[unit], self.abouts[about] = place.unit, (place.about, place.written_period)
        if self.measure_at is not None and isinstance(written := row[self.measure_at], str):
            word = measure_word(self.opened, as_text(written))
            if word in self.vocabulary.measures:
                self.words[written] = ((word, self.figure),) if self.figure else ()

    def _observation(
        self,
        number: int,
        row: list[Value],
        unit: Unit,
        about: About,
        measure: str,
        columns: _Columns,
        found: Collected,
    ) -> Observation | None:
        numerator = self._whole(row[columns.numerator])
        cells = f"{columns.numerator_letters}{number}"
        if numerator is None or (self.opened.natures and self._is_worked_out(cells)):
            return None
        if measure in self.counts:
            return count(unit, about, measure, numerator, cells)
        denominator = None if columns.denominator is None else self._whole(row[columns.denominator])
        cell = f"{columns.denominator_letters}{number}"
        if not denominator or numerator > denominator or (self.opened.natures and self._is_worked_out(cell)):
            return None
        if columns.value is not None and not self._agrees(number, row[columns.value], columns, numerator, denominator):
            return None
        cells = f"{cells}/{cell}"
        if not about.group and (0 < numerator < SMALL or denominator < SMALL):
            note_small(measure, numerator, denominator, about.sheet, cells, found)
        return proportion(unit, about, measure, numerator, denominator, cells)

    def _agrees(self, number: int, value: Value, columns: _Columns, numerator: int, denominator: int) -> bool:
        """Whether a stated share is surely the counts' one, rounded to its own precision; in whole numbers, as `agrees`."""
        natures = self.opened.natures
        nature = natures.get(f"{columns.value_letters}{number}") if natures else None
        if value == "" or isinstance(value, bool):
            return value == "" and nature is None
        written = self.shares[value] if value in self.shares else self.shares.setdefault(value, _written(value))
        if written is None:
            return False
        stated, scale = written
        if columns.is_fraction or (nature is not None and nature.percent):
            scale -= 2
        if scale < 0:
            stated, scale = stated * _TENS[-scale], 0
        places = 2 * _TENS[scale]
        apart = abs(stated * denominator - 100 * numerator * _TENS[scale])
        return apart * places * _HAIR <= _TENS[scale] * denominator * (_HAIR + places)

    def _is_worked_out(self, cell: str) -> bool:
        """Whether a cell is a formula or an error."""
        nature = self.opened.natures.get(cell)
        return nature is not None and bool(nature.formula or nature.error)

    def _whole(self, value: Value) -> int | None:
        """The whole number of a cell that leaves no doubt and calls for no remark."""
        if type(value) is float:
            return int(value) if value.is_integer() and 0 <= value < LARGEST_COUNT else None
        if not isinstance(value, str) or self.opened.sheet.name:
            return None
        return int(value) if len(value) <= 12 and value.isascii() and value.isdigit() else None


def rows_alike(opened: Return, vocabulary: Vocabulary) -> RowsAlike | None:
    """A reader of rows like those before; None for a layout whose rows are not read one by one."""
    file = opened.mapping.file
    if (
        opened.periods
        or opened.placed
        or opened.above
        or file.rows
        or any(mark.strip().isdigit() for mark in file.marks)
    ):
        return None
    figures = {word: _columns(opened, figure) for word, figure in file.figures.items()}
    kept = {word: columns for word, columns in figures.items() if columns is not None}
    if len(kept) < len(figures):
        return None
    measure = opened.column(file.measure) if file.layout == "long" else None
    figure = _columns(opened, file.figure) if file.figure else None
    if file.layout == "long" and (measure is None or figure is None):
        return None
    said = file.statement
    names = (*file.not_read, *((said.position, said.reason, said.action) if said else ()))
    return RowsAlike(
        opened,
        vocabulary,
        frozenset(word for word, measure in vocabulary.measures.items() if measure.unit == "count"),
        _key(opened, (file.provider, file.site, file.ward)),
        _key(opened, (file.period, file.service, file.touchpoint, file.characteristic, file.group)),
        None if measure is None else measure - 1,
        tuple(kept.items()),
        figure,
        tuple(column - 1 for name in names if (column := opened.column(name)) is not None),
    )


def _key(opened: Return, places: tuple[Where | None, ...]) -> Callable[[list[Value]], _Key]:
    """What gives the values of a row that tell a part of its place; what stands elsewhere is the same for every row."""
    columns = [opened.column(where.column) for where in places if where is not None]
    at = [column - 1 for column in columns if column is not None]
    if not at:
        return lambda _: ()
    if len(at) == 1:
        only = at[0]
        return lambda row: (row[only],)
    return itemgetter(*at)


def _columns(opened: Return, figure: FigureColumns) -> _Columns | None:
    numerator, denominator = opened.column(figure.numerator), opened.column(figure.denominator)
    value = opened.column(figure.value)
    if numerator is None:
        return None
    return _Columns(
        numerator - 1,
        None if denominator is None else denominator - 1,
        None if value is None else value - 1,
        figure.value_in == "fraction",
        column_letters(numerator),
        column_letters(denominator or 0),
        column_letters(value or 0),
    )


def _written(value: Value) -> tuple[int, int] | None:
    """The digits of a plain share and how many of them are decimals; None for anything else."""
    if type(value) is float:
        text = repr(value).removesuffix(".0")
    elif type(value) is str and len(value) <= 12:
        text = value
    else:
        return None
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    is_plain = whole and bool(point) == bool(decimals) and digits.isascii() and digits.isdigit()
    return (int(digits), len(decimals)) if is_plain and len(decimals) <= 15 else None
