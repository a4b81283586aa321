"""Rows of a mapped return that are like rows read before: the same words for unit, service and period, and plain figures.

The readers of single rows look for every doubt, one cell at a time. In a return of tens of thousands of rows almost every row
repeats words that were found to be without doubt, and holds plain whole numbers. Such a row is read here, with the same
result; for any other row nothing comes back, and the readers of single rows take it.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

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
_HAIR = 10**14
"""What `agrees` allows for the last binary digit of a saved number: one part in this many."""


class _Columns(Struct, frozen=True):
    """A figure's components: the plain whole numbers of two columns, row by row, and where the stated share stands."""

    numerators: list[int | None]
    denominators: list[int | None] | None
    value: int | None
    is_fraction: bool
    numerator_letters: str
    denominator_letters: str
    value_letters: str


class _Share(Struct, frozen=True):
    """A stated share of so many decimals, as whole numbers: it is `digits` out of `out_of`, and may be `apart` by rounding."""

    digits: int
    out_of: int
    apart: int
    rounding: int

    def agrees(self, numerator: int, denominator: int) -> bool:
        """Whether it is surely the counts' share rounded to its own precision; in whole numbers, as `agrees`."""
        return abs(self.digits * denominator - self.out_of * numerator) * self.apart <= self.rounding * denominator


class RowsAlike(Struct):
    """The words of a return that were read without doubt so far, what each row says in their place, and its figures."""

    opened: Return
    vocabulary: Vocabulary
    counts: frozenset[str]
    unit_keys: list[_Key]
    about_keys: list[_Key]
    measure_at: int | None
    figures: tuple[tuple[str, _Columns], ...]
    figure: _Columns | None
    with_text: frozenset[int]
    units: dict[_Key, Unit] = field(default_factory=dict)
    abouts: dict[_Key, tuple[About, str]] = field(default_factory=dict)
    words: dict[Value, tuple[tuple[str, _Columns], ...]] = field(default_factory=dict)
    shares: dict[tuple[Value, bool], _Share | None] = field(default_factory=dict)

    def figures_of(self, number: int, found: Collected) -> list[Observation] | None:
        """The figures of a row; None when it is not like one read before, or holds anything but plain figures."""
        unit = self.units.get(self.unit_keys[number - 1])
        about = self.abouts.get(self.about_keys[number - 1])
        if unit is None or about is None:
            return None
        row = self.opened.sheet.rows[number - 1]
        pairs = self.figures if self.measure_at is None else self.words.get(row[self.measure_at])
        if pairs is None:
            return None
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
        return number in self.with_text

    def place_of(self, number: int) -> Place:
        """The place of a row whose figures were read."""
        return Place(self.units[self.unit_keys[number - 1]], *self.abouts[self.about_keys[number - 1]])

    def learn(self, number: int, place: Place) -> None:
        """Remember the words of a row that the readers of single rows found to be without doubt."""
        unit, about = self.unit_keys[number - 1], self.about_keys[number - 1]
        if all(isinstance(value, str | date) for value in (*unit, *about)):
            self.units[unit], self.abouts[about] = place.unit, (place.about, place.written_period)
        row = self.opened.sheet.rows[number - 1]
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
        numerator = columns.numerators[number - 1]
        if numerator is None:
            return None
        if measure in self.counts:
            return count(unit, about, measure, numerator, f"{columns.numerator_letters}{number}")
        denominator = columns.denominators[number - 1] if columns.denominators else None
        if not denominator or numerator > denominator:
            return None
        if columns.value is not None and not self._agrees(number, row[columns.value], columns, numerator, denominator):
            return None
        cells = f"{columns.numerator_letters}{number}/{columns.denominator_letters}{number}"
        if not about.group and (0 < numerator < SMALL or denominator < SMALL):
            note_small(measure, numerator, denominator, about.sheet, cells, found)
        return proportion(unit, about, measure, numerator, denominator, cells)

    def _agrees(self, number: int, value: Value, columns: _Columns, numerator: int, denominator: int) -> bool:
        """Whether a stated share is surely the counts' one; a cell without a share has nothing to disagree with."""
        natures = self.opened.natures
        nature = natures.get(f"{columns.value_letters}{number}") if natures else None
        if value == "" or isinstance(value, bool):
            return value == "" and nature is None
        key = (value, columns.is_fraction or (nature is not None and nature.percent))
        share = self.shares[key] if key in self.shares else self.shares.setdefault(key, _share(*key))
        return share is not None and share.agrees(numerator, denominator)


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
        _keys(opened, (file.provider, file.site, file.ward)),
        _keys(opened, (file.period, file.service, file.touchpoint, file.characteristic, file.group)),
        None if measure is None else measure - 1,
        tuple(kept.items()),
        figure,
        frozenset(
            number
            for name in names
            for number, value in enumerate(_cells(opened, opened.column(name)), start=1)
            if value != ""
        ),
    )


def _keys(opened: Return, places: tuple[Where | None, ...]) -> list[_Key]:
    """For each row, the values that tell a part of its place; what stands elsewhere is the same for every row."""
    columns = [opened.column(where.column) for where in places if where is not None]
    at = [_cells(opened, column) for column in columns if column is not None]
    return list(zip(*at, strict=True)) if at else [()] * len(opened.sheet.rows)


def _cells(opened: Return, column: int | None) -> list[Value]:
    """The values of a column, row by row; nothing where there is no such column."""
    return [row[column - 1] if column <= len(row) else "" for row in opened.sheet.rows] if column else []


def _columns(opened: Return, figure: FigureColumns) -> _Columns | None:
    numerator, denominator = opened.column(figure.numerator), opened.column(figure.denominator)
    value = opened.column(figure.value)
    if numerator is None:
        return None
    return _Columns(
        _wholes(opened, numerator),
        None if denominator is None else _wholes(opened, denominator),
        None if value is None else value - 1,
        figure.value_in == "fraction",
        column_letters(numerator),
        column_letters(denominator or 0),
        column_letters(value or 0),
    )


def _wholes(opened: Return, column: int) -> list[int | None]:
    """The whole numbers of a column that leave no doubt and call for no remark; None for any other cell."""
    is_text = not opened.sheet.name
    kept = [_whole(value, is_text) for value in _cells(opened, column)]
    letters = column_letters(column)
    for number in range(1, len(kept) + 1) if opened.natures else ():
        nature = opened.natures.get(f"{letters}{number}")
        if nature is not None and (nature.formula or nature.error):
            kept[number - 1] = None
    return kept


def _whole(value: Value, is_text: bool) -> int | None:
    if type(value) is float:
        return int(value) if value.is_integer() and 0 <= value < LARGEST_COUNT else None
    if not is_text or not isinstance(value, str):
        return None
    return int(value) if len(value) <= 12 and value.isascii() and value.isdigit() else None


def _share(value: Value, is_fraction: bool) -> _Share | None:
    """A plain share, of 1 or in per cent; None for anything else."""
    if type(value) is float:
        text = repr(value).removesuffix(".0")
    elif type(value) is str and len(value) <= 12:
        text = value
    else:
        return None
    whole, point, decimals = text.partition(".")
    digits = whole + decimals
    is_plain = whole and bool(point) == bool(decimals) and digits.isascii() and digits.isdigit()
    if not is_plain or len(decimals) > 15:
        return None
    scale = len(decimals) - (2 if is_fraction else 0)
    stated = int(digits) * 10 ** max(0, -scale)
    one = 10 ** max(0, scale)
    return _Share(stated, 100 * one, 2 * one * _HAIR, one * (_HAIR + 2 * one))
