"""The Friends and Family Test of general practice as one long file: a row for each practice and month, both questions at once.

The headings name both scales at once (`Extremely Likely/Very Good`); which question a row answers is told by its month, and each
makes measures of its own. The layout is known only second-hand, and every reading says so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period, month_of, read_period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_questions import NEW, OLD, TOTAL, Question, question_of
from pxcommission.returns.fft_rows import Table, row_observations
from pxcommission.returns.fft_workbook import without_doubles
from pxcommission.returns.figures import About, Fit, Unit, month_in, quoted
from pxcommission.returns.national_rows import is_england, is_region
from pxcommission.returns.numbers import Value, as_text
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "fft-long", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings practice_code, month, Total Responses and both scales at once (Extremely Likely/Very Good …)"
_ANSWERS = (
    "extremely likely/very good",
    "likely/good",
    "neither likely nor unlikely/neither good nor poor",
    "unlikely/poor",
    "extremely unlikely/very poor",
    "do not know",
)
NEEDED = ("month", "practice_code", TOTAL, *_ANSWERS)
_ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2})-[0-9]{2}(?:[T ].*)?")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    return fit_of("Friends and Family Test of general practice, long file", LOOKED_FOR, book, NEEDED)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:  # noqa: ARG001
    """Every practice's figures, month by month; errors and data-quality warnings go to `found`."""
    opened = opened_table(book, NEEDED, found)
    tables = {question.responses: _table(opened, question) for question in (NEW, OLD)}
    made: list[Observation] = []
    for row in opened.rows():
        month = _month(opened.at(row, "month"))
        code = opened.text(row, "practice_code")
        if is_england(code) or is_region(code):
            continue
        if month is None:
            said = f"the month can't be read: {quoted(opened.text(row, 'month'))}"
            found.error(said, "write it as July 2022", opened.sheet.name, opened.cell(row, "month"))
        elif not ODS.fullmatch(code):
            said = f"{quoted(code)} is no practice code"
            found.error(said, "download the file again", opened.sheet.name, opened.cell(row, "practice_code"))
        else:
            unit = Unit(Level.PROVIDER, provider=code, name=opened.text(row, "practice_name"))
            about = About("general practice", "", month, opened.sheet.name)
            made += row_observations(tables[question_of(month).responses], row, unit, about, found)
    found.note(
        "the layout of this file was never compared with a real file", "look at a few figures in the file itself"
    )
    return without_doubles(made, found)


def _table(opened: PublishedTable, question: Question) -> Table:
    """The table with its columns under the headings of one question; the percentages, whose scale is unknown, are left out."""
    columns: Mapping[str, int] = {TOTAL: opened.columns[TOTAL]} | {
        own: opened.columns[shared] for own, shared in zip(question.answers, _ANSWERS, strict=True)
    }
    return Table(opened.sheet, columns, opened.header + 1, question)


def _month(value: Value) -> Period | None:
    if isinstance(value, datetime | date):
        return month_of(date(value.year, value.month, 1))
    text = as_text(value)
    day = _ISO_DAY.fullmatch(text)
    return read_period(day[1] if day else text) or month_in(text)
