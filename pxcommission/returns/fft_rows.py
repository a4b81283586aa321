"""Friends and Family Test figures of one row: positive, negative and responses, with suppression and every check.

Published rows, workbook and csv alike, of either question (`fft_questions.py`). `*` is suppressed: at the first level (1 to
4 responses) counts and percentages are hidden; at the second (the next smallest unit) the counts are hidden and the
percentages stay. `NA` stands where there were no responses. Don't Know is in the denominator.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from msgspec import Struct

from pxcommission.evidence.observations import Observation, Status
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_questions import ELIGIBLE, NEW, TOTAL, Question
from pxcommission.returns.figures import About, Unit, count, heading, proportion, share_alone, without_figure
from pxcommission.returns.numbers import BLANKS, NotANumber, Value, agrees, as_text, plain, read_count, read_share
from pxcommission.returns.sheets import Sheet, address, column_letters

_NOTHING = ("", "-", "NA", "N/A")


class Table(Struct, frozen=True):
    """The table of one sheet: in which column (from 1) each heading stands, the first row after the headings, the question."""

    sheet: Sheet
    columns: Mapping[str, int]
    first_row: int
    question: Question = NEW

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
        made = without_figure(unit, about, table.question.responses, "count", total, responses)
        return [made, *_marked(table, row, unit, about, total, None)]
    _mention_eligible(table, row, total, found)
    figures = [count(unit, about, table.question.responses, total, responses)]
    return figures + _proportions(table, row, unit, about, total, found)


def _proportions(table: Table, row: int, unit: Unit, about: About, total: int, found: Collected) -> list[Observation]:
    answers = table.question.answers
    if not table.question.has_counts_always and not all(answer in table.columns for answer in answers):
        return _shares_alone(table, row, unit, about, total, found)
    values = [table.sheet.at(row, table.columns[answer]) for answer in answers]
    texts = [as_text(value) if isinstance(value, str) else "" for value in values]
    if all(text == "*" for text in texts):
        return _shares_alone(table, row, unit, about, total, found)
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
    return [_proportion(table, row, unit, about, measure, counts, found) for measure in table.question.shares]


def _counts(table: Table, row: int, values: list[Value], found: Collected) -> dict[str, int] | None:
    counts: dict[str, int] = {}
    for answer, value in zip(table.question.answers, values, strict=True):
        try:
            counts[answer] = read_count(value).number or 0
        except NotANumber as wrong:
            what = "suppressed while others of the row are not" if as_text(value) == "*" else str(wrong)
            fix = "download the file again" if what else ""
            found.error(f"'{answer}': {what}", fix, table.sheet.name, table.cell(row, answer))
    return counts if len(counts) == len(table.question.answers) else None


def _proportion(
    table: Table, row: int, unit: Unit, about: About, measure: str, counts: Mapping[str, int], found: Collected
) -> Observation:
    numerator = sum(counts[part] for part in table.question.parts[measure])
    total = sum(counts.values())
    _check_share(table, row, measure, numerator, total, found)
    return proportion(unit, about, measure, numerator, total, _cells(table, row, measure))


def _check_share(table: Table, row: int, measure: str, numerator: int, total: int, found: Collected) -> None:
    name = table.question.shares[measure]
    stated = _share(table, row, name)
    if stated is None or not total or abs(float(stated) - numerator / total) < 1e-14:
        return
    if not agrees(stated, Fraction(numerator, total), fewest_decimals=2):
        message = f"'{name}' is {plain(stated)}, but the counts give {numerator} of {total} = {numerator / total:.6f}"
        found.error(message, "download the file again", table.sheet.name, table.cell(row, name))


def _shares_alone(table: Table, row: int, unit: Unit, about: About, total: int, found: Collected) -> list[Observation]:
    """The percentages where there are no counts: as published, suppressed, or of nothing."""
    if total == 0:
        return _marked(table, row, unit, about, Status.ZERO_DENOMINATOR, 0)
    made = []
    for measure, name in table.question.shares.items():
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
    for measure in table.question.shares:
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
    if ELIGIBLE in table.columns:
        value = table.sheet.at(row, table.columns[ELIGIBLE])
        mention_eligible(value, total, table.sheet.name, table.cell(row, ELIGIBLE), found)


def mention_eligible(value: Value, total: int, sheet: str, cell: str, found: Collected) -> None:
    """Nothing, or a warning where the people eligible to answer are as many as the answers, or fewer."""
    try:
        eligible = read_count(value).number if total else None
    except NotANumber:
        return
    if eligible == total and total:
        message = f"Total Eligible equals Total Responses ({total:,}): a response rate of 100% is not to be trusted"
        found.warn(message, "", sheet, cell)
    elif eligible is not None and eligible < total:
        found.warn(f"Total Eligible ({eligible:,}) is below Total Responses ({total:,})", "", sheet, cell)


def _share(table: Table, row: int, name: str) -> Decimal | None:
    if name not in table.columns:
        return None
    value = table.sheet.at(row, table.columns[name])
    try:
        share = read_share(value)
    except NotANumber:
        return None
    return share.scaleb(-2) if isinstance(value, str) and value.rstrip(BLANKS).endswith("%") else share


def _cells(table: Table, row: int, measure: str) -> str:
    """Where a share's counts stand; where the share itself stands in a table without counts."""
    answers = table.question.parts[measure]
    if not all(part in table.columns for part in answers):
        return table.cell(row, table.question.shares[measure])
    parts = "+".join(f"{column_letters(table.columns[part])}{row}" for part in answers)
    return f"{parts}/{table.cell(row, TOTAL)}"
