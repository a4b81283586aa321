"""Friends and Family Test figures of one row: positive, negative and responses, with suppression and every check.

Published rows, workbook and csv alike (NHS England, new question since April 2020). `*` is suppressed: at the first
level (1 to 4 responses) counts and percentages are hidden; at the second (the next smallest unit) the counts are hidden
and the percentages stay. `NA` stands where there were no responses. Don't Know is in the denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from pxcommission.evidence.observations import Observation, Status
from pxcommission.returns.collected import Collected
from pxcommission.returns.figures import About, Unit, count, heading, proportion, share_alone, without_figure
from pxcommission.returns.numbers import NotANumber, Value, agrees, as_text, plain, read_count, read_share
from pxcommission.returns.sheets import Sheet, address, column_letters

ANSWERS = ("very good", "good", "neither good nor poor", "poor", "very poor", "don't know")
TOTAL, ELIGIBLE = "total responses", "total eligible"
POSITIVE, NEGATIVE = "percentage positive", "percentage negative"
NEEDED = (TOTAL, POSITIVE, NEGATIVE, *ANSWERS)
_NOTHING = ("", "-", "NA", "N/A")
_PARTS = {"fft_positive": ANSWERS[:2], "fft_negative": ANSWERS[3:5]}
_SHARES = {"fft_positive": POSITIVE, "fft_negative": NEGATIVE}


@dataclass(frozen=True)
class Table:
    """The table of one sheet: in which column (from 1) each heading stands, and the first row after the headings."""

    sheet: Sheet
    columns: Mapping[str, int]
    first_row: int

    def cell(self, row: int, name: str) -> str:
        """The address of a row's cell under a heading."""
        return address(row, self.columns[name])


def columns_of(headings: tuple[str, ...]) -> dict[str, int]:
    """Where each heading stands, the first place counting."""
    columns: dict[str, int] = {}
    for column, text in enumerate(headings, start=1):
        if text:
            columns.setdefault(heading(text), column)
    return columns


def row_observations(table: Table, row: int, unit: Unit, about: About, found: Collected) -> list[Observation]:
    """The three figures of a row; nothing when a cell is wrong (the errors go to `found`)."""
    total = _total(table, row, found)
    if total is None:
        return []
    responses = table.cell(row, TOTAL)
    if isinstance(total, Status):
        made = without_figure(unit, about, "fft_responses", "count", total, responses)
        return [made, *_marked(table, row, unit, about, total, None)]
    _mention_eligible(table, row, total, found)
    figures = [count(unit, about, "fft_responses", total, responses)]
    return figures + _proportions(table, row, unit, about, total, found)


def _proportions(table: Table, row: int, unit: Unit, about: About, total: int, found: Collected) -> list[Observation]:
    values = [table.sheet.at(row, table.columns[answer]) for answer in ANSWERS]
    texts = [as_text(value) if isinstance(value, str) else "" for value in values]
    if all(text == "*" for text in texts):
        return _suppressed(table, row, unit, about, total, found)
    if total == 0 and all(
        isinstance(value, str) and text in _NOTHING for value, text in zip(values, texts, strict=True)
    ):
        return _marked(table, row, unit, about, Status.ZERO_DENOMINATOR, 0)
    counts = _counts(table, row, values, found)
    if counts is None:
        return []
    if sum(counts.values()) != total:
        message = f"Total Responses is {total:,}, but the six answers add up to {sum(counts.values()):,}"
        found.error(
            message, "the row is damaged or shifted; download the file again", about.sheet, table.cell(row, TOTAL)
        )
        return []
    return [_proportion(table, row, unit, about, measure, counts, found) for measure in _PARTS]


def _counts(table: Table, row: int, values: list[Value], found: Collected) -> dict[str, int] | None:
    counts: dict[str, int] = {}
    for answer, value in zip(ANSWERS, values, strict=True):
        try:
            counts[answer] = read_count(value).number or 0
        except NotANumber as wrong:
            what = "suppressed while others of the row are not" if as_text(value) == "*" else str(wrong)
            fix = "download the file again" if what else ""
            found.error(f"'{answer}': {what}", fix, table.sheet.name, table.cell(row, answer))
    return counts if len(counts) == len(ANSWERS) else None


def _proportion(
    table: Table, row: int, unit: Unit, about: About, measure: str, counts: Mapping[str, int], found: Collected
) -> Observation:
    numerator = sum(counts[part] for part in _PARTS[measure])
    total = sum(counts.values())
    _check_share(table, row, measure, numerator, total, found)
    return proportion(unit, about, measure, numerator, total, _cells(table, row, measure))


def _check_share(table: Table, row: int, measure: str, numerator: int, total: int, found: Collected) -> None:
    name = _SHARES[measure]
    stated = _share(table, row, name)
    if stated is None or not total or abs(float(stated) - numerator / total) < 1e-14:
        return
    if not agrees(stated, Fraction(numerator, total), fewest_decimals=2):
        message = f"'{name}' is {plain(stated)}, but the counts give {numerator} of {total} = {numerator / total:.6f}"
        found.error(message, "download the file again", table.sheet.name, table.cell(row, name))


def _suppressed(table: Table, row: int, unit: Unit, about: About, total: int, found: Collected) -> list[Observation]:
    made = []
    for measure, name in _SHARES.items():
        share = _share(table, row, name)
        if share is None:
            cells = _cells(table, row, measure)
            made.append(without_figure(unit, about, measure, "proportion", Status.SUPPRESSED, cells, total))
        elif 0 <= share <= 1:
            made.append(share_alone(unit, about, measure, plain(share), total, table.cell(row, name)))
        else:
            found.error(f"'{name}' is {plain(share)}: not a share from 0 to 1", "", about.sheet, table.cell(row, name))
    return made


def _marked(
    table: Table, row: int, unit: Unit, about: About, status: Status, denominator: int | None
) -> list[Observation]:
    made = []
    for measure in _PARTS:
        cells = _cells(table, row, measure)
        if status is Status.ZERO_DENOMINATOR:
            made.append(proportion(unit, about, measure, 0, 0, cells))
        else:
            made.append(without_figure(unit, about, measure, "proportion", status, cells, denominator))
    return made


def _total(table: Table, row: int, found: Collected) -> int | Status | None:
    value = table.sheet.at(row, table.columns[TOTAL])
    text = as_text(value)
    if text == "*":
        return Status.SUPPRESSED
    if text in ("-", "NA", "N/A"):
        return Status.NOT_MEASURED
    try:
        return read_count(value).number
    except NotANumber as wrong:
        fix = "a workbook saved by another program can lose its values; download it again"
        found.error(f"Total Responses: {wrong}", fix, table.sheet.name, table.cell(row, TOTAL))
        return None


def _mention_eligible(table: Table, row: int, total: int, found: Collected) -> None:
    if ELIGIBLE not in table.columns or total == 0:
        return
    try:
        eligible = read_count(table.sheet.at(row, table.columns[ELIGIBLE])).number
    except NotANumber:
        return
    if eligible == total:
        message = f"Total Eligible equals Total Responses ({total:,}): a response rate of 100% is not to be trusted"
        found.warn(message, "", table.sheet.name, table.cell(row, ELIGIBLE))
    elif eligible is not None and eligible < total:
        message = f"Total Eligible ({eligible:,}) is below Total Responses ({total:,})"
        found.warn(message, "", table.sheet.name, table.cell(row, ELIGIBLE))


def _share(table: Table, row: int, name: str) -> Decimal | None:
    try:
        return read_share(table.sheet.at(row, table.columns[name]))
    except NotANumber:
        return None


def _cells(table: Table, row: int, measure: str) -> str:
    parts = "+".join(f"{column_letters(table.columns[part])}{row}" for part in _PARTS[measure])
    return f"{parts}/{table.cell(row, TOTAL)}"
