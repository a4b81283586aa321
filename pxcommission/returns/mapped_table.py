"""Where a mapped return's table stands: its sheet and headings, the columns of each period, and which rows are figures."""

from __future__ import annotations

from msgspec.structs import replace

from pxcommission.periods import read_period
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import heading, quoted
from pxcommission.returns.mapped_carried import is_alone, rows_above, with_carried
from pxcommission.returns.mapped_headings import PeriodReader, columns_by_period, heading_names
from pxcommission.returns.mapped_periods import mention_gaps, refuse_another_year
from pxcommission.returns.mapped_places import Given, year_of_headings
from pxcommission.returns.mapped_return import PeriodColumns, Return
from pxcommission.returns.mapping_parts import EACH_PERIOD
from pxcommission.returns.mappings import Mapping, MappingFile
from pxcommission.returns.numbers import as_text
from pxcommission.returns.sheets import Book, Sheet, address
from pxcommission.returns.xlsx_cells import natures_of


def headers(sheet: Sheet, mapping: Mapping) -> list[tuple[int, list[str]]]:
    """The row in which a sheet's header stands, with the columns it lacks; nothing for an empty or other sheet."""
    file = mapping.file
    if file.sheet and sheet.name and heading(file.sheet) not in heading(sheet.name):
        return []
    row = file.headings_row or next((number for number, _ in sheet.numbered_rows()), None)
    if row is None:
        return []
    row += file.headings_rows - 1 if file.headings_row is None else 0
    names = heading_names(sheet, row, file.headings_rows)
    present = {heading(text) for text in names}
    if file.layout == "wide":
        present |= _templates(names, file)
    lacking = [name for name in file.needed if heading(name) not in present]
    return [(row, lacking + _rows_lacking(sheet, row, names, file))]


def _templates(names: tuple[str, ...], file: MappingFile) -> set[str]:
    """The headings with `{period}` that stand for every period found; the year they leave out is not needed to see them."""
    spelt = {heading(text): meant for text, meant in file.periods.items()}
    reader = PeriodReader(spelt, read_period("2000/01") if file.year else None)
    return {name for columns in columns_by_period(names, reader, file.period.across).values() for name in columns}


def _rows_lacking(sheet: Sheet, row: int, names: tuple[str, ...], file: MappingFile) -> list[str]:
    """The texts of `rows` that stand nowhere below the headings, where that is most of them."""
    wanted = {heading(name): name for figure in file.rows.values() for name in figure.names}
    column = next((i for i, name in enumerate(names, 1) if file.measure and heading(name) == heading(file.measure)), 0)
    if not wanted or not column:
        return []
    present = {heading(sheet.text(number, column)) for number, _ in sheet.numbered_rows(row + 1)}
    lacking = [name for text, name in wanted.items() if text not in present]
    return lacking if len(lacking) * 2 > len(wanted) else []


def opened_returns(book: Book, mapping: Mapping, given: Given, found: Collected) -> tuple[Return, ...]:
    """The return opened through a mapping that it fits, or each of its sheets; raises ProblemsFound where it can't be told how."""
    fitting = [(sheet, row) for sheet in book.sheets for row, missing in headers(sheet, mapping) if not missing]
    if len(fitting) > 1 and not mapping.file.every_sheet:
        said = " and ".join(quoted(sheet.name) for sheet, _ in fitting[:3])
        fix = "name one with `sheet:` in the mapping, or say every_sheet: true where each is a part of the return"
        found.error(f"{len(fitting)} sheets fit the mapping '{mapping.id}': {said}", fix)
        found.stop_if_wrong()
    if mapping.file.every_sheet:
        _mention_other_sheets(book, {sheet.name for sheet, _ in fitting}, found)
    for name in book.hidden:
        found.warn(f"the workbook has a hidden sheet {quoted(name)}, which was not read", "ask what it is for", name)
    return tuple(_opened(book, mapping, sheet, row, given, found) for sheet, row in fitting)


def _mention_other_sheets(book: Book, read: set[str], found: Collected) -> None:
    for sheet in book.sheets:
        if sheet.name not in read and any(True for _ in sheet.numbered_rows()):
            found.warn(f"the sheet {quoted(sheet.name)} does not fit the mapping and was not read", "", sheet.name)


def _opened(book: Book, mapping: Mapping, sheet: Sheet, row: int, given: Given, found: Collected) -> Return:
    names = heading_names(sheet, row, mapping.file.headings_rows)
    texts = [heading(text) for text in names]
    for column, text in enumerate(texts, start=1):
        if text and text in texts[: column - 1]:
            found.error(f"the header holds a duplicate column {quoted(text)}", "", sheet.name, address(row, column))
    columns = {text: column for column, text in reversed(list(enumerate(texts, start=1))) if text}
    natures = natures_of(book.path, book.shown, sheet.name, book.checked.plain) if book.checked.kind == "xlsx" else {}
    sheet = with_carried(sheet, row, mapping.file, columns)
    opened = Return(mapping, sheet, row, columns, natures, above=rows_above(sheet, row, mapping.file))
    return opened if mapping.file.layout != "wide" else replace(opened, periods=_periods(opened, names, given, found))


def _periods(opened: Return, names: tuple[str, ...], given: Given, found: Collected) -> tuple[PeriodColumns, ...]:
    """The periods the headings name that hold anything and were asked for; two columns for one are errors."""
    file, sheet = opened.mapping.file, opened.sheet
    year = year_of_headings(opened, given, found)
    reader = PeriodReader({heading(text): meant for text, meant in file.periods.items()}, year)
    wanted = {heading(name) for name in file.columns if EACH_PERIOD in name}
    kept, left = [], []
    headings = columns_by_period(names, reader, file.period.across)
    headings = {period: columns for period, columns in headings.items() if wanted & set(columns)}
    mention_gaps(opened, headings, found)
    for period, columns in headings.items():
        for name, places in columns.items():
            if len(places) > 1 and name in wanted:
                said = " and ".join(address(opened.header, place) for place in places)
                message = f"{period.label} stands over {len(places)} columns: {said}"
                found.error(message, "leave one of them", sheet.name, address(opened.header, places[1]))
        lacking = wanted - set(columns)
        if lacking:
            missing = ", ".join(quoted(name.replace(EACH_PERIOD, period.label)) for name in sorted(lacking))
            found.error(f"{period.label} has no column {missing}", "", sheet.name, address(opened.header, 1))
        used = {name: places[0] for name, places in columns.items() if name in wanted}
        if given.period is not None and not given.period.contains(period):
            left.append(period.label)
        elif used and any(
            as_text(row[c - 1])
            for _, row in sheet.numbered_rows(opened.header + 1)
            for c in used.values()
            if c <= len(row)
        ):
            kept.append(PeriodColumns(period, used))
        elif used:
            found.note(f"{period.label}: its columns hold nothing yet", "", sheet.name)
    refuse_another_year(opened, kept, year, found)
    if left:
        found.note(f"only {given.period.label if given.period else ''} was asked for; not read: {', '.join(left)}")
    if not kept:
        found.error("no heading names a period that holds figures", "check the headings and --period", sheet.name)
    return tuple(kept)


def mention_columns(opened: Return, found: Collected) -> None:
    """Warn of every column the mapping does not know."""
    known = {heading(name) for name in opened.mapping.file.columns}
    used = {column for one in opened.periods for column in one.columns.values()}
    for text, column in opened.columns.items():
        if text not in known and column not in used and not _of_a_period(text, opened):
            message = f"the column {quoted(text)} is unknown to the mapping '{opened.mapping.id}' and was not read"
            found.warn(message, "", opened.sheet.name, address(opened.header, column))


def _of_a_period(text: str, opened: Return) -> bool:
    """Whether it is a column of a period that is empty or was not asked for, under a heading the mapping knows."""
    return any(heading(name) in _templates((text,), opened.mapping.file) for name in opened.mapping.file.columns)


def figure_rows(book: Book, opened: Return, found: Collected) -> list[int]:
    """The numbers of the rows below the headings that are figures; totals, footnotes and what lies below are told apart."""
    file, sheet = opened.mapping.file, opened.sheet
    labels = {heading(label) for label in file.total_labels}
    labels -= {heading(label) for label in (*file.whole_provider, *file.whole_site)}
    own = set(opened.above.values())
    if file.group:  # such as "All", where a row of everybody is a figure and no total
        labels -= {heading(label) for label in file.groups_whole}
    rows: list[int] = []
    last = opened.header
    for number, values in sheet.numbered_rows(opened.header + 1):
        label = as_text(values[0]) or next((text for text in map(as_text, values) if text), "")
        if not label or number in own:
            continue
        if file.ends_at_blank_row and number > last + 1 and rows:
            found.warn(f"the table ends at row {last}; what stands from row {number} on was not read", "", sheet.name)
            break
        last = number
        if heading(label) not in labels:
            rows.append(number)
        elif file.totals == "refuse":
            line = f"line {book.lines[number - 1]}" if book.lines else f"row {number}"
            message = f"{line} is a total ({quoted(label)}) among the rows, where a provider is expected"
            found.error(message, "remove the total, or let the mapping skip it", sheet.name, address(number, 1))
        else:
            found.note(f"row {number} ({quoted(label)}) was passed over as a total", "", sheet.name)
    return _without_footnotes(opened, rows, found) if file.footnotes == "skip" else rows


def _without_footnotes(opened: Return, rows: list[int], found: Collected) -> list[int]:
    """The rows without those at the end that hold one text and no figure."""
    kept = list(rows)
    while kept and is_footnote(opened.sheet, kept[-1]):
        found.note(f"row {kept.pop()} was passed over as a footnote", "", opened.sheet.name)
    return kept


def is_footnote(sheet: Sheet, row: int) -> bool:
    """Whether a row holds one text alone, with a blank or a full stop in it or a mark of a note before it."""
    text = is_alone(sheet, row)
    return any(char.isalpha() for char in text) and (" " in text or not text[0].isalnum())
