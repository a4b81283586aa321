"""The Friends and Family Test before April 2020 as a comparison site gave it out: percentages alone, the service in the headings.

`Percentage Recommended - AE`, `98%` as text, no month anywhere: it comes with --period. Known only second-hand, and every reading
says so. (Workbooks of that era are read with those of today, by `fft_workbook.py`.)
"""

from __future__ import annotations

import re

from pxcommission.evidence.observations import Level, Observation, Origin
from pxcommission.periods import Period
from pxcommission.returns.ae_figures import ODS
from pxcommission.returns.collected import Collected
from pxcommission.returns.fft_questions import ELIGIBLE, OLD, TOTAL, wrong_question
from pxcommission.returns.fft_rows import Table, row_observations
from pxcommission.returns.fft_workbook import without_doubles
from pxcommission.returns.figures import About, Fit, Unit, quoted
from pxcommission.returns.published_tables import PublishedTable, fit_of, opened_table
from pxcommission.returns.sheets import Book

NAME, VERSION, ORIGIN = "fft-old-extract", "1", Origin.PUBLISHED
LOOKED_FOR = "the headings Matched Organisation Code, Total Responses, Percentage Recommended - AE (or - IP)"
_SERVICES = {"ae": "emergency", "ip": "inpatient"}
_CODE = "matched organisation code"
_SITE = re.compile(r"R[A-Z0-9]{2}[A-Z0-9]{2}")


def recognises(book: Book) -> Fit:
    """How well a file fits."""
    fits = [
        fit_of("Friends and Family Test before April 2020, extract", LOOKED_FOR, book, _needed(s)) for s in _SERVICES
    ]
    return max(fits, key=lambda fit: fit.near)


def read(book: Book, found: Collected, given: Period | None = None) -> tuple[Observation, ...]:
    """Every trust's and site's percentages; errors and data-quality warnings go to `found`."""
    suffix = next(one for one in _SERVICES if fit_of("", "", book, _needed(one)).fits)
    opened = opened_table(book, _needed(suffix), found)
    if given is None:
        found.error("the month stands nowhere in the file", "give it with --period", opened.sheet.name)
        found.stop_if_wrong()
    assert given is not None  # noqa: S101
    if wrong := wrong_question(OLD, given):
        found.error(wrong, "check --period", opened.sheet.name)
    table, about = _table(opened, suffix), About(_SERVICES[suffix], "", given, opened.sheet.name)
    made: list[Observation] = []
    for row in opened.rows():
        code = opened.text(row, _CODE)
        if ODS.fullmatch(code):
            made += row_observations(table, row, _unit(code), about, found)
        else:
            said = f"{quoted(code)} is no organisation code"
            found.error(said, "download the file again", opened.sheet.name, opened.cell(row, _CODE))
    found.note(
        "the layout of this file was never compared with a real file", "look at a few figures in the file itself"
    )
    return without_doubles(made, found)


def _needed(suffix: str) -> tuple[str, ...]:
    return (_CODE, TOTAL, *(f"{name} - {suffix}" for name in OLD.shares.values()))


def _table(opened: PublishedTable, suffix: str) -> Table:
    columns = {name: opened.columns[f"{name} - {suffix}"] for name in OLD.shares.values()}
    known = {name: opened.columns[name] for name in (TOTAL, ELIGIBLE) if name in opened.columns}
    return Table(opened.sheet, columns | known, opened.header + 1, OLD)


def _unit(code: str) -> Unit:
    """A site's code begins with its trust's, which had three characters then; independent providers have longer codes."""
    if _SITE.fullmatch(code):
        return Unit(Level.SITE, provider=code[:3], site=code)
    return Unit(Level.PROVIDER, provider=code)
