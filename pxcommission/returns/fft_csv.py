"""The csv files the macro of NHS England's Friends and Family Test workbooks writes: what fits, and their figures.

Row 1: a label (`FFT_AE`, `FFT_IP`), an empty cell, the month; row 2 empty; headings in row 3; site rows (A&E) or ward
rows (inpatient) after them, no England row. Excel writes them in Windows-1252 with CRLF.
"""

from __future__ import annotations

import re

from pxcommission.evidence.observations import Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.collected import Collected
from pxcommission.returns.csv_text import refuse_ragged
from pxcommission.returns.fft_questions import NEW, wrong_question
from pxcommission.returns.fft_rows import Table, columns_of, row_observations
from pxcommission.returns.fft_units import level_of, unit_of
from pxcommission.returns.fft_workbook import without_doubles
from pxcommission.returns.figures import About, Fit, month_in, quoted
from pxcommission.returns.sheets import Book, address

NAME, VERSION, ORIGIN = "fft-csv", "1", Origin.PUBLISHED
LOOKED_FOR = "FFT_<service> in the first cell, the month in the same row, headings in row 3 with Total Responses"
_LABEL = re.compile(r"FFT_([A-Z&]{2,5})", re.IGNORECASE)
_SERVICES = {"AE": "emergency", "A&E": "emergency", "IP": "inpatient", "OP": "outpatient", "COM": "community"}
_SERVICES |= {"MH": "mental health", "PTS": "patient transport", "AMB": "ambulance"}
HEADINGS_ROW = 3


def recognises(book: Book) -> Fit:
    """How well a csv file fits."""
    lacking = []
    service = _service(book) if book.is_csv else None
    if service is None:
        lacking.append("a first cell FFT_AE, FFT_IP or alike")
    columns = columns_of(book.first.texts(HEADINGS_ROW)) if book.is_csv else {}
    missing = [name for name in NEW.needed if name not in columns]
    if missing:
        lacking.append("headings in row 3: " + ", ".join(missing[:3]))
    near = 1 - (0.5 * (service is None) + 0.5 * len(missing) / len(NEW.needed))
    return Fit(
        f"NHS England FFT csv file, {service}" if service else "NHS England FFT csv file",
        LOOKED_FOR,
        tuple(lacking),
        near,
    )


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every figure of the file; errors and data-quality warnings go to `found`."""
    sheet = book.first
    refuse_ragged(book, HEADINGS_ROW, found)
    table = Table(sheet, columns_of(sheet.texts(HEADINGS_ROW)), HEADINGS_ROW + 1)
    period = next((month for text in sheet.texts(1)[1:] if (month := month_in(text))), None) or given
    level = level_of(table.columns)
    if period is None:
        found.error(
            f"the first row {quoted(' '.join(sheet.texts(1)))} names no month", "give it with --period", cell="C1"
        )
    elif wrong := wrong_question(NEW, period):
        found.error(wrong, "check the month in the first row", cell="C1")
    if level is None:
        found.error(
            "the headings name no ICB, trust, site or ward", "load the whole file", cell=address(HEADINGS_ROW, 1)
        )
    rows = [number for number, _ in sheet.numbered_rows(table.first_row)]
    if not rows:
        found.error("no rows: nothing stands below the headings", "load the whole file")
    found.stop_if_wrong()
    assert period is not None and level is not None  # noqa: S101
    about = About(_service(book) or "", "", period, "")
    made: list[Observation] = []
    for row in rows:
        unit = unit_of(sheet, table.columns, level, row)
        if unit is not None:
            made += row_observations(table, row, unit, about, found)
    return without_doubles(made, found)


def _service(book: Book) -> str | None:
    found = _LABEL.fullmatch(book.first.text(1, 1))
    return _SERVICES.get(found[1].upper()) if found else None
