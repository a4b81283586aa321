"""NHS England's Friends and Family Test workbooks and macro csv files, filled with invented answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from msgspec import Struct
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from example_returns import fft_layouts, fft_stories
from example_returns.answers import Answers, added, hidden_levels, modes
from example_returns.fft_layouts import ANSWER_HEADINGS, BookLayout, SheetLayout
from example_returns.fft_stories import Rows
from example_returns.organisations import ICBS, Unit
from example_returns.package_bytes import csv_bytes, workbook_bytes
from example_returns.sharing import MONTHS
from pxcommission.periods import month_of

NOTES = (
    "Usage of the data",
    "The FFT does not provide results that can be used to directly compare providers because of the flexibility of the "
    "data collection methods and the variation in local populations.",
    "Organisations with data suppressed",
    "If an organisation or one of its sub-units has less than five responses the data will be suppressed with an asterisk "
    "(*) to protect against the possible risk of disclosure. Secondary suppression of other figures is also carried out.",
    "Key",
    "'-' indicates that a percentage could not be calculated as the data is suppressed.",
    "The organisations and values in this file are invented for the examples of pxcommission. They are not NHS data.",
)
SELECTION = "Selection (excluding suppressed data)"


class Line(Struct, frozen=True):
    """One row of a sheet: its unit's identifiers, answers, and how much of them is hidden (0, 1 or 2)."""

    identifiers: tuple[str, ...]
    answers: Answers
    hidden: int
    specialities: tuple[str, str]
    independent: bool


def workbook(layout: BookLayout, month: int, rows_of: Callable[[SheetLayout, int], Rows]) -> bytes:
    """One month's workbook; `rows_of` gives the finest rows a sheet is made from."""
    book = Workbook()
    book.remove(book.active)
    label = month_of(MONTHS[month]).label
    _write_notes(book.create_sheet("Notes"), layout, label)
    first = layout.sheets[1]
    _write_summary(
        book.create_sheet("Summary"), layout, month, rows_of(first, month), rows_of(first, max(month - 1, 0))
    )
    for sheet in layout.sheets:
        _write_table(book.create_sheet(sheet.name), layout, sheet, lines(sheet, rows_of(sheet, month)), month)
    for name in layout.lookup_sheets:
        _write_lookup(book.create_sheet(name), rows_of(layout.sheets[-1], month))
    return workbook_bytes(book)


def lines(sheet: SheetLayout, rows: Rows) -> list[Line]:
    """The rows of a sheet at its level, summed from the finest ones, with what is hidden, in the order of their codes."""
    kept = _summed(rows, sheet.level)
    hidden = hidden_units(rows)
    made = []
    for unit, figures in sorted(
        kept.items(), key=lambda item: (item[0].icb, item[0].trust, item[0].site, item[0].ward)
    ):
        level = hidden.get(_key(unit, sheet.level), 0)
        made.append(Line(_identifiers(unit, sheet.level), figures, level, unit.specialities, unit.icb == "IS1"))
    return made


def _summed(rows: Rows, level: str) -> dict[Unit, Answers]:
    groups: dict[Unit, list[Answers]] = {}
    for unit, figures in rows:
        groups.setdefault(_cut(unit, level), []).append(figures)
    return {unit: added(parts) for unit, parts in groups.items()}


def _cut(unit: Unit, level: str) -> Unit:
    match level:
        case "icb":
            return Unit(unit.icb, "", "")
        case "trust":
            return Unit(unit.icb, unit.trust, unit.trust_name)
        case "site":
            return Unit(unit.icb, unit.trust, unit.trust_name, unit.site, unit.site_name)
        case _:
            return unit


def _key(unit: Unit, level: str) -> tuple[str, ...]:
    parts = (unit.icb, unit.trust, unit.site, unit.ward)
    return parts[: ("icb", "trust", "site", "ward").index(level) + 1]


def _identifiers(unit: Unit, level: str) -> tuple[str, ...]:
    trust = (unit.icb, unit.trust, unit.trust_name)
    site = (*trust, unit.site, f"{unit.site_name} - {unit.site}")
    return {"icb": (unit.icb, ICBS[unit.icb]), "trust": trust, "site": site, "ward": (*site, unit.ward)}[level]


def hidden_units(rows: Rows) -> Mapping[tuple[str, ...], int]:
    """What is hidden at every level, from trusts down to wards, as the official publishing code does it."""
    hidden: dict[tuple[str, ...], int] = {}
    for depth, level in ((2, "trust"), (3, "site"), (4, "ward")):
        totals = {_key(unit, level): figures.total for unit, figures in _summed(rows, level).items()}
        if not all(key[-1] for key in totals):
            continue
        for parent in sorted({key[:-1] for key in totals}):
            children = {key[-1]: total for key, total in totals.items() if key[:-1] == parent and len(key) == depth}
            levels = hidden_levels(children, bool(hidden.get(parent)))
            hidden |= {(*parent, child): found for child, found in levels.items()}
    return hidden


def _write_notes(sheet: Worksheet, layout: BookLayout, label: str) -> None:
    sheet[layout.title_cell] = f"{layout.title} - {label}"
    for number, text in enumerate(NOTES):
        sheet.cell(5 + 2 * number, 1, text)


def _write_summary(sheet: Worksheet, layout: BookLayout, month: int, now: Rows, before: Rows) -> None:
    """Number of organisations, answers and percentages; the month before is a date five days before this one."""
    top = 3 if layout.modes_in_lower_row else 6
    first = datetime.combine(MONTHS[month], datetime.min.time())
    earlier = first - timedelta(days=5)
    headings = ("FFT", "Number of organisations submitting", "Total responses to date", "Responses", None)
    for column, text in enumerate((*headings, "Percentage Positive", None, "Percentage Negative"), start=2):
        sheet.cell(top, column, text)
    for column, day in enumerate((first, first, first, earlier, first, earlier, first, earlier), start=3):
        sheet.cell(top + 1, column, day).number_format = "mmm yyyy"
    this, last = added(figures for _, figures in now), added(figures for _, figures in before)
    shares = (
        this.positive / this.total,
        last.positive / last.total,
        this.negative / this.total,
        last.negative / last.total,
    )
    organisations = len({unit.trust for unit, _ in now})
    to_date = this.total * (month + 1)
    for column, value in enumerate(
        (layout.total_label, organisations, to_date, this.total, last.total, *shares), start=2
    ):
        sheet.cell(top + 2, column, value)


def _write_table(sheet: Worksheet, layout: BookLayout, form: SheetLayout, made: list[Line], month: int) -> None:
    _write_headings(sheet, layout, form)
    row = layout.header_row + 2
    for label in layout.england:
        counted = [line for line in made if not (line.independent and "excluding" in label)]
        _write_line(sheet, row, form, _england(form, label, counted), (form.name, label, month))
        row += 1
    shown = [line for line in made if not line.hidden]
    _write_line(sheet, row, form, _england(form, SELECTION, shown), (form.name, SELECTION, month))
    for line in made:
        row += 1
        _write_line(sheet, row, form, line, (form.name, *line.identifiers, month))
    width = sheet.max_column
    for column in range(1, width + 1):
        sheet.cell(row + 1, column, "-")
    for column in range(1, len(form.headings) + 1):
        sheet.column_dimensions[get_column_letter(column)].width = 14 if "ode" in form.headings[column - 1] else 46


def _write_headings(sheet: Worksheet, layout: BookLayout, form: SheetLayout) -> None:
    """Two rows: identifiers and totals in the upper, the six answers below their common heading in the lower."""
    top = layout.header_row
    fixed = [*form.headings, "Total Responses"]
    if not form.only_modes:
        fixed += [*(["Total Eligible"] if form.eligible else []), "Percentage Positive", "Percentage Negative"]
    for column, text in enumerate(fixed, start=1):
        sheet.cell(top, column, text)
        sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
    column = len(fixed) + 1
    if not form.only_modes:
        sheet.cell(top, column, "Breakdown of Responses")
        for offset, text in enumerate(ANSWER_HEADINGS):
            sheet.cell(top + 1, column + offset, text)
        sheet.merge_cells(start_row=top, end_row=top, start_column=column, end_column=column + 5)
        column += 6
    if form.modes:
        lower = layout.modes_in_lower_row or form.only_modes
        sheet.cell(top if lower else top - 1, column, form.modes_above)
        for offset, text in enumerate(form.modes):
            sheet.cell(top + 1 if lower else top, column + offset, text)
    if form.level == "ward":
        sheet.cell(top, column, "First Speciality")
        sheet.cell(top, column + 1, "Second Speciality")


def _england(form: SheetLayout, label: str, counted: list[Line]) -> Line:
    identifiers = ("",) * (len(form.headings) - 1) + (label,)
    return Line(identifiers, added(line.answers for line in counted), 0, ("-", "-"), False)


def _write_line(sheet: Worksheet, row: int, form: SheetLayout, line: Line, key: tuple[object, ...]) -> None:
    values: list[object] = [text or None for text in line.identifiers]
    if form.only_modes:
        values += [line.answers.total, *_modes(form, line, key)]
    else:
        values += figures(line, form.eligible)
        values += _modes(form, line, key) if form.modes else []
    if form.level == "ward":
        values += line.specialities
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, int(value) if isinstance(value, str) and value.isdigit() else value)
        if isinstance(value, float):
            cell.number_format = "0%"


def figures(line: Line, eligible: bool) -> list[object]:
    """Total, eligible, both percentages and the six answers, hidden as they are published."""
    total = line.answers.total
    made: list[object] = [total, *([line.answers.eligible] if eligible else [])]
    match line.hidden:
        case 1:
            return [*made, *["*"] * 8]
        case _ if total == 0:
            return [*made, "NA", "NA", *[0] * 6]
        case 2:
            return [*made, line.answers.positive / total, line.answers.negative / total, *["*"] * 6]
        case _:
            return [*made, line.answers.positive / total, line.answers.negative / total, *line.answers.counts]


def _modes(form: SheetLayout, line: Line, key: tuple[object, ...]) -> list[object]:
    return ["*"] * len(form.modes) if line.hidden else list(modes(line.answers.total, len(form.modes), *key))


def _write_lookup(sheet: Worksheet, rows: Rows) -> None:
    """The hidden sheet that feeds the drop-down lists: names, no figures."""
    sheet.sheet_state = "hidden"
    headings = ("Sort", "ICB code", "ICB name", "Org code", "Org name", "Site Code", "Site Name", "Ward")
    for column, text in enumerate(headings, start=2):
        sheet.cell(1, column, text)
    for row, (unit, _) in enumerate(rows, start=2):
        names = (1, unit.icb, ICBS[unit.icb], unit.trust, unit.trust_name, unit.site, unit.site_name, unit.ward)
        for column, value in enumerate(names, start=2):
            sheet.cell(row, column, value or None)


def macro_csv(month: int) -> bytes:
    """The A&E csv file as the workbook's own macro writes it: Windows-1252, headings in row 3, no England row."""
    form = fft_layouts.EMERGENCY.sheets[2]
    headings = [*form.headings, "Total Responses", "Total Eligible", "Percentage Positive", "Percentage Negative"]
    headings += ANSWER_HEADINGS
    blank = [""] * (len(headings) - 3)
    label = month_of(MONTHS[month]).label
    rows: list[list[object]] = [["FFT_AE", "", label, *blank], [""] * len(headings), list(headings)]
    for line in lines(form, fft_stories.emergency(month)):
        shown = [round(value, 4) if isinstance(value, float) else value for value in figures(line, True)]
        rows.append([*line.identifiers, *shown])
    return csv_bytes(rows, "cp1252", "\r\n")


def inpatient(month: int) -> bytes:
    """The inpatient workbook, with wards."""
    return workbook(fft_layouts.INPATIENT, month, lambda _, number: fft_stories.inpatient(number))


def emergency(month: int) -> bytes:
    """The A&E workbook."""
    return workbook(fft_layouts.EMERGENCY, month, lambda _, number: fft_stories.emergency(number))


def outpatient(month: int) -> bytes:
    """The outpatient workbook."""
    return workbook(fft_layouts.OUTPATIENT, month, lambda _, number: fft_stories.outpatient(max(number, 12)))


def patient_transport(month: int) -> bytes:
    """The ambulance and patient transport workbook."""
    return workbook(fft_layouts.PATIENT_TRANSPORT, month, lambda _, n: fft_stories.patient_transport(max(n, 12)))


def maternity(month: int) -> bytes:
    """The maternity workbook: four touchpoints, Total Eligible only at birth."""
    by_number = {number: touchpoint for touchpoint, number in fft_layouts.MATERNITY_SHEETS.items()}

    def rows_of(sheet: SheetLayout, number: int) -> Rows:
        return fft_stories.maternity(max(number, 12), by_number[sheet.name[-2:]])

    return workbook(fft_layouts.MATERNITY, month, rows_of)
