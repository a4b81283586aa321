"""The figures of one row of a mapped return, checked against what the row itself states."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from pxcommission.evidence.observations import Observation, Status
from pxcommission.problems import did_you_mean
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import count, heading, proportion, quoted, share_alone, without_figure
from pxcommission.returns.mapped_places import Place
from pxcommission.returns.mapped_return import Return
from pxcommission.returns.mapping_parts import FigureColumns
from pxcommission.returns.numbers import Count, NotANumber, Value, agrees, as_text, plain, read_count, read_share
from pxcommission.vocabulary.models import Vocabulary

SMALL = 5


def row_observations(
    opened: Return, row: int, place: Place, vocabulary: Vocabulary, found: Collected
) -> list[Observation]:
    """The figures of a row; a figure whose components are all blank is left out with a note."""
    file = opened.mapping.file
    if file.figures:
        pairs = list(file.figures.items())
    else:
        word = _measure(opened, row, vocabulary, found)
        pairs = [(word, file.figure)] if word and file.figure else []
    made = (observation(opened, row, place, word, figure, vocabulary, found) for word, figure in pairs)
    return [one for one in made if one is not None]


def measure_word(opened: Return, written: str) -> str:
    """The vocabulary's word for a measure as the return writes it, or what is written where the mapping has none."""
    spelt = {heading(text): word for text, word in opened.mapping.file.measures.items()}
    return spelt.get(heading(written), written)


def _measure(opened: Return, row: int, vocabulary: Vocabulary, found: Collected) -> str | None:
    name = opened.mapping.file.measure
    written = as_text(opened.value(row, name))
    word = measure_word(opened, written)
    if word in vocabulary.measures:
        return word
    if heading(written) in {heading(text) for text in opened.mapping.file.rows_not_read}:
        return None
    figure = opened.mapping.file.figure
    if figure is not None and all(is_blank(opened, row, one) for one in figure.names):
        found.note(f"row {row} ({quoted(written)}) holds no figure and was passed over", "", opened.sheet.name)
        return None
    near = did_you_mean(word, (*vocabulary.measures, *opened.mapping.file.measures))
    fix = "write a measure of the vocabulary, or give the spelling under `measures:` of the mapping"
    found.error(
        f"{name}: {quoted(written)} is not a known measure{near}", fix, opened.sheet.name, opened.cell(row, name)
    )
    return None


def observation(
    opened: Return,
    row: int,
    place: Place,
    measure: str,
    columns: FigureColumns,
    vocabulary: Vocabulary,
    found: Collected,
) -> Observation | None:
    """The figure of one measure in a row; None, with why in `found`, where there is none."""
    is_count = vocabulary.measures[measure].unit == "count"
    names = [columns.numerator] if is_count else [columns.numerator, columns.denominator]
    cells = "/".join(opened.cell(row, name) for name in names if name)
    if columns.numerator is None:
        return _share_alone(opened, row, place, measure, columns, found)
    if all(is_blank(opened, row, name) for name in names):
        found.note(f"{measure}: the row is blank, so nothing was taken from it", "", opened.sheet.name, cells)
        return None
    counts = [_count(opened, row, name, found) for name in names if name]
    if any(one is None for one in counts):
        return None
    known = [one for one in counts if one is not None]
    marked = next((one.status for one in known if one.number is None), None)
    if marked is not None:
        found.warn(f"{measure}: {marked}", "", opened.sheet.name, cells)
        kind = "count" if is_count else "proportion"
        return without_figure(
            place.unit, place.about, measure, kind, marked, cells, None if is_count else known[-1].number
        )
    if is_count:
        return count(place.unit, place.about, measure, known[0].number or 0, cells)
    if len(known) < 2:
        found.error(
            f"{measure} needs a denominator, and the mapping names no column for it", "", opened.sheet.name, cells
        )
        return None
    numbers = (known[0].number or 0, known[1].number or 0)
    return _proportion(opened, row, place, measure, columns, numbers, cells, found)


def _proportion(
    opened: Return,
    row: int,
    place: Place,
    measure: str,
    columns: FigureColumns,
    counts: tuple[int, int],
    cells: str,
    found: Collected,
) -> Observation | None:
    numerator, denominator = counts
    sheet = opened.sheet.name
    if numerator > denominator:
        message = f"{columns.numerator} ({numerator:,}) is greater than {columns.denominator} ({denominator:,})"
        found.error(f"numerator over denominator: {message}", "check both figures", sheet, cells)
        return None
    if not place.about.group and (0 < numerator < SMALL or 0 < denominator < SMALL):
        note_small(measure, numerator, denominator, sheet, cells, found)
    if not _value_agrees(opened, row, place, columns, counts, found):
        return without_figure(place.unit, place.about, measure, "proportion", Status.MISSING, cells, denominator)
    return proportion(place.unit, place.about, measure, numerator, denominator, cells)


def note_small(measure: str, numerator: int, denominator: int, sheet: str, cells: str, found: Collected) -> None:
    """Note that a figure's counts are small."""
    said = f"{measure}: small numbers ({numerator} of {denominator})"
    found.note(said, "suppress them in anything shared", sheet, cells)


def _value_agrees(
    opened: Return, row: int, place: Place, columns: FigureColumns, counts: tuple[int, int], found: Collected
) -> bool:
    """Whether the stated value is what the counts give, to its own precision; a figure in doubt is not used.

    What is said of a group of people does not repeat its counts, which may be small.
    """
    if columns.value is None or is_blank(opened, row, columns.value) or not counts[1]:
        return True
    stated = _stated(opened, row, columns, found)
    if stated is None:
        return True
    exact = Fraction(*counts) * 100
    if agrees(stated, exact):
        return True
    if columns.value_in == "percent" and 0 <= stated <= 1 and agrees(stated.scaleb(2), exact):
        _say_fractions(opened, row, columns, (plain(stated), *counts), found)
        return False
    message = f"{columns.value} is {plain(stated)}, but {counts[0]:,} of {counts[1]:,} is {float(exact):.6g} per cent"
    if place.about.group:
        message = f"{columns.value} is not what the counts of this group give"
    said = f"{message}: the figure is left out until the provider says which is right"
    found.warn(said, "ask the provider", opened.sheet.name, opened.cell(row, columns.value))
    return False


def _say_fractions(
    opened: Return, row: int, columns: FigureColumns, seen: tuple[str, int, int], found: Collected
) -> None:
    """Warn once, not in every row, that a share the mapping takes for per cent is written as fractions."""
    if not opened.first_time(f"fractions under {columns.value}"):
        return
    stated, numerator, denominator = seen
    message = f"{columns.value} looks like fractions, not per cent ({stated} beside {numerator:,} of {denominator:,})"
    fix = f"if it holds fractions throughout, say value_in: fraction beside {columns.value} in the mapping"
    where = opened.cell(row, columns.value)
    found.warn(f"{message}: figures it does not agree with are left out", fix, opened.sheet.name, where)


def _stated(opened: Return, row: int, columns: FigureColumns, found: Collected) -> Decimal | None:
    """The stated value in per cent."""
    value, cell = opened.value(row, columns.value), opened.cell(row, columns.value)
    try:
        stated = read_share(value)
    except NotANumber as wrong:
        found.error(
            f"{columns.value}: {wrong}", _or_a_mark("write a number such as 30.0", value), opened.sheet.name, cell
        )
        return None
    nature = opened.natures.get(cell)
    if isinstance(value, str) and value.rstrip().endswith("%"):
        return stated
    is_fraction = columns.value_in == "fraction" or (nature is not None and nature.percent)
    return stated.scaleb(2) if is_fraction else stated


def _share_alone(
    opened: Return, row: int, place: Place, measure: str, columns: FigureColumns, found: Collected
) -> Observation | None:
    cell, text = opened.cell(row, columns.value), as_text(opened.value(row, columns.value))
    if text in opened.mapping.file.marks:
        status = Status(opened.mapping.file.marks[text])
        return without_figure(place.unit, place.about, measure, "proportion", status, cell)
    if not text:
        found.note(f"{measure}: the row is blank, so nothing was taken from it", "", opened.sheet.name, cell)
        return None
    stated = _stated(opened, row, columns, found)
    if stated is None:
        return None
    if _may_be_a_fraction(opened, row, columns, stated):
        message = f"{columns.value}: {plain(stated)} may be {plain(stated)} per cent, or a fraction of {plain(stated)}"
        fix = (
            f"write {plain(stated)}% or {plain((stated * 100).normalize())}%, or say value_in: fraction in the mapping"
        )
        found.error(message, fix, opened.sheet.name, cell)
        return None
    if not 0 <= stated <= 100:
        found.error(f"{columns.value}: {plain(stated)} is no percentage from 0 to 100", "", opened.sheet.name, cell)
        return None
    return share_alone(place.unit, place.about, measure, plain(stated.scaleb(-2)), None, cell)


def _may_be_a_fraction(opened: Return, row: int, columns: FigureColumns, stated: Decimal) -> bool:
    """Whether a bare number below 1, stated as per cent without its counts, may as well be a fraction."""
    nature = opened.natures.get(opened.cell(row, columns.value))
    marked = as_text(opened.value(row, columns.value)).endswith("%") or (nature is not None and nature.percent)
    return columns.value_in == "percent" and not marked and 0 < stated < 1


def is_blank(opened: Return, row: int, name: str | None) -> bool:
    """Whether a cell holds nothing: no text, no formula, no error."""
    nature = opened.natures.get(opened.cell(row, name)) if name else None
    return as_text(opened.value(row, name)) == "" and (nature is None or not (nature.formula or nature.error))


def _count(opened: Return, row: int, name: str, found: Collected) -> Count | None:
    cell, sheet = opened.cell(row, name), opened.sheet.name
    nature = opened.natures.get(cell)
    if nature is not None and nature.error:
        found.error(f"{name}: the cell {cell} holds the error {nature.error}", "ask for the count itself", sheet, cell)
        return None
    if nature is not None and nature.formula and as_text(opened.value(row, name)) == "":
        message = f"{name}: the cell {cell} holds a formula without a saved value"
        found.error(message, "open it in Excel, save it, or write the number", sheet, cell)
        return None
    try:
        read = read_count(opened.value(row, name), {k: Status(v) for k, v in opened.mapping.file.marks.items()})
    except NotANumber as wrong:
        fix = _or_a_mark("write a whole number, digits only", opened.value(row, name))
        found.error(f"{name}: {wrong}", fix, sheet, cell)
        return None
    if nature is not None and nature.formula:
        saved = "" if opened.mapping.file.group else f" ({read.number})"
        found.warn(f"{name}: {cell} holds a formula; the value saved in it{saved} was used", "", sheet, cell)
    if read.remark and (sheet or "text" not in read.remark):
        found.warn(f"{name}: {cell}: {read.remark}", "write plain digits", sheet, cell)
    return read


def _or_a_mark(fix: str, value: Value) -> str:
    """The mend for what is no number; for a mark such as `*` or `<5` also where a mapping says what it means."""
    text = as_text(value)
    is_mark = 0 < len(text) <= 20 and (text.startswith("<") or not any(char.isdigit() for char in text))
    return f"{fix}; or say what it means under `marks:` of the mapping" if is_mark else fix
